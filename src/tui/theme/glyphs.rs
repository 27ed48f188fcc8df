//! The signs a terminal can show: lines of Unicode, or ASCII where the locale or the person says so.
//!
//! Invariant: every sign is one column wide, and the ASCII set is ASCII.

use std::borrow::Cow;

use ratatui::symbols::border;

use crate::text;

/// Signs for frames and for text that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Corners and edges of a frame.
    pub border: border::Set<'static>,
    /// A line between two parts, one cell.
    pub rule: &'static str,
    /// What is left out.
    pub ellipsis: &'static str,
    /// The thumb of a scroll bar.
    pub thumb: &'static str,
    /// The way of a scroll bar.
    pub track: &'static str,
    /// Behind the heading of a column: smallest first, largest first.
    pub arrows: [&'static str; 2],
    letters: Letters,
}

/// Which letters of a value are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    Any,
    Ascii,
}

impl Glyphs {
    /// Lines of Unicode.
    pub const UNICODE: Self = Self {
        border: border::PLAIN,
        rule: "─",
        ellipsis: "…",
        thumb: "█",
        track: "│",
        arrows: ["↑", "↓"],
        letters: Letters::Any,
    };

    /// Plus, minus, bar.
    pub const ASCII: Self = Self {
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
        rule: "-",
        ellipsis: "~",
        thumb: "#",
        track: "|",
        arrows: ["^", "v"],
        letters: Letters::Ascii,
    };

    /// The signs for a locale given as the values of `LC_ALL`, `LC_CTYPE` and `LANG`, of which the
    /// first that is set and not empty counts (POSIX). ASCII unless it names UTF-8; where none is
    /// set at all, Unicode: such systems (macOS by ssh, Windows) mostly can.
    #[must_use]
    pub fn detect(locale: [Option<&str>; 3]) -> Self {
        let Some(locale) = locale.into_iter().flatten().find(|value| !value.is_empty()) else {
            return Self::UNICODE;
        };
        let locale = locale.to_ascii_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") {
            Self::UNICODE
        } else {
            Self::ASCII
        }
    }

    /// A bar of this many eighths of a cell, without its blanks; the shortest can still be seen.
    #[must_use]
    pub fn bar(&self, eighths: usize) -> String {
        match self.letters {
            Letters::Any => {
                const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
                format!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
            }
            Letters::Ascii => "#".repeat(eighths.div_ceil(8)),
        }
    }

    /// [`text::clean`] in the letters of these signs: what a text will look like, uncut.
    #[must_use]
    pub fn shown<'raw>(&self, raw: &'raw str) -> Cow<'raw, str> {
        match self.letters {
            Letters::Any => text::clean(raw),
            Letters::Ascii => text::latin(raw),
        }
    }

    /// [`text::fit`] in the letters of these signs.
    #[must_use]
    pub fn fit(&self, raw: &str, columns: usize) -> String {
        match self.letters {
            Letters::Any => text::fit(raw, columns),
            Letters::Ascii => text::fit_ascii(raw, columns),
        }
    }
}
