//! Looks by name: what a style is for, never which colour it is.
//!
//! Invariant: no meaning rests on colour alone (signs and words stand beside it), so every theme may
//! use as little colour as it likes, and `mono` uses none: there every colour stays `Reset`, and no
//! colour command is sent. Only the 16 colours of the terminal, which the person has chosen.

mod glyphs;

use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

pub use glyphs::Glyphs;

/// The themes of the configuration and of `--theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// Readable on dark and on light.
    #[default]
    Auto,
    /// For a dark background: brighter.
    Dark,
    /// For a light background: no yellow, no bright letters.
    Light,
    /// No colour at all: bold, reverse, underline.
    Mono,
    /// No dim text, strong blocks of colour.
    HighContrast,
}

impl ThemeName {
    /// All of them, in the order of help.
    pub const ALL: [Self; 5] = [
        Self::Auto,
        Self::Light,
        Self::Dark,
        Self::Mono,
        Self::HighContrast,
    ];

    /// The word of the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Mono => "mono",
            Self::HighContrast => "high-contrast",
        }
    }
}

/// The word is none of the themes.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no theme \"{0}\"; choose auto, light, dark, mono or high-contrast")]
pub struct UnknownTheme(String);

impl FromStr for ThemeName {
    type Err = UnknownTheme;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == word)
            .ok_or_else(|| UnknownTheme(crate::text::one_line(word)))
    }
}

/// A style for everything that has a look of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// The top line: program, profile, rate.
    pub header: Style,
    /// The word that says writes are possible, on the top line.
    pub write_mode: Style,
    /// A tab that is not open.
    pub tab: Style,
    /// The open tab.
    pub tab_open: Style,
    /// A filter that is on.
    pub chip: Style,
    /// The frame of a pane.
    pub border: Style,
    /// The frame of the pane that has the keys.
    pub border_focused: Style,
    /// The title in a frame.
    pub title: Style,
    /// The head of a column, the name of a section.
    pub heading: Style,
    /// The row or field under the cursor.
    pub cursor: Style,
    /// A marked row, where it is not under the cursor.
    pub marked: Style,
    /// The name of a field.
    pub label: Style,
    /// The value of a field.
    pub value: Style,
    /// A value that was changed and is not saved.
    pub changed: Style,
    /// A value before the change.
    pub before: Style,
    /// A value after the change.
    pub after: Style,
    /// What matters less: ages, counts, what is not known yet.
    pub dim: Style,
    /// Verified, done, open.
    pub ok: Style,
    /// Needs a look: locked, blocked, drift, slow.
    pub warning: Style,
    /// Failed, refused.
    pub error: Style,
    /// Somebody else changed it.
    pub conflict: Style,
    /// Sent, and the answer never came.
    pub unknown: Style,
    /// On its way.
    pub pending: Style,
    /// What find has found inside a text.
    pub found: Style,
    /// A question that waits for a key.
    pub question: Style,
    /// A key in a hint.
    pub key: Style,
    /// What a key does.
    pub hint: Style,
}

impl Theme {
    /// The theme of that name; `mono` wherever colour is not wanted (the `NO_COLOR` variable is set
    /// and not empty, see no-color.org).
    #[must_use]
    pub fn pick(name: ThemeName, no_color: Option<&str>) -> Self {
        if no_color.is_some_and(|value| !value.is_empty()) {
            return Self::mono();
        }
        match name {
            ThemeName::Auto => Self::colored(&AUTO),
            ThemeName::Light => Self::colored(&LIGHT),
            ThemeName::Dark => Self::colored(&DARK),
            ThemeName::Mono => Self::mono(),
            ThemeName::HighContrast => Self::high_contrast(),
        }
    }

    fn mono() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let underlined = plain.add_modifier(Modifier::UNDERLINED);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        Self {
            text: plain,
            header: reversed,
            write_mode: reversed.add_modifier(Modifier::BOLD),
            tab: plain,
            tab_open: bold.add_modifier(Modifier::UNDERLINED),
            chip: underlined,
            border: plain,
            border_focused: bold,
            title: bold,
            heading: bold,
            cursor: reversed,
            marked: bold,
            label: plain,
            value: plain,
            changed: bold.add_modifier(Modifier::UNDERLINED),
            before: plain,
            after: bold,
            dim: plain,
            ok: plain,
            warning: bold,
            error: bold,
            conflict: bold,
            unknown: bold,
            pending: underlined,
            found: underlined,
            question: bold,
            key: bold,
            hint: plain,
        }
    }

    /// The shape of `mono` with a palette laid over it.
    fn colored(palette: &Palette) -> Self {
        let mono = Self::mono();
        let dim = mono.dim.patch(palette.dim);
        Self {
            write_mode: mono.write_mode.fg(palette.warning),
            tab: dim,
            tab_open: mono.tab_open.fg(palette.accent),
            chip: mono.chip.fg(palette.accent),
            border: dim,
            border_focused: mono.border_focused.fg(palette.accent),
            heading: mono.heading.fg(palette.accent),
            marked: mono.marked.fg(palette.accent),
            label: dim,
            changed: mono.changed.fg(palette.pending),
            before: mono.before.fg(palette.error),
            after: mono.after.fg(palette.ok),
            dim,
            ok: mono.ok.fg(palette.ok),
            warning: mono.warning.fg(palette.warning),
            error: mono.error.fg(palette.error),
            conflict: mono.conflict.fg(palette.conflict),
            unknown: mono.unknown.fg(palette.conflict),
            pending: mono.pending.fg(palette.pending),
            found: mono.found.fg(palette.warning),
            question: mono.question.fg(palette.warning),
            key: mono.key.fg(palette.accent),
            hint: dim,
            ..mono
        }
    }

    /// Black and white, and black on a strong colour where something needs a look.
    fn high_contrast() -> Self {
        let mono = Self::mono();
        let on = |color| {
            Style::new()
                .fg(Color::Black)
                .bg(color)
                .add_modifier(Modifier::BOLD)
        };
        Self {
            write_mode: on(Color::LightYellow),
            warning: on(Color::LightYellow),
            error: Style::new()
                .fg(Color::White)
                .bg(Color::Red)
                .add_modifier(Modifier::BOLD),
            conflict: on(Color::LightMagenta),
            unknown: on(Color::LightMagenta),
            pending: on(Color::LightCyan),
            changed: on(Color::LightCyan),
            found: on(Color::LightYellow),
            question: on(Color::LightYellow),
            ..mono
        }
    }
}

/// Colours by what they say.
struct Palette {
    accent: Color,
    ok: Color,
    warning: Color,
    error: Color,
    conflict: Color,
    pending: Color,
    dim: Style,
}

/// Middle colours, which differ from black and from white; dim by the terminal's own means.
const AUTO: Palette = Palette {
    accent: Color::Cyan,
    ok: Color::Green,
    warning: Color::Yellow,
    error: Color::Red,
    conflict: Color::Magenta,
    pending: Color::Cyan,
    dim: Style::new().add_modifier(Modifier::DIM),
};

const DARK: Palette = Palette {
    accent: Color::LightCyan,
    ok: Color::LightGreen,
    warning: Color::LightYellow,
    error: Color::LightRed,
    conflict: Color::LightMagenta,
    pending: Color::LightBlue,
    dim: Style::new().fg(Color::Gray),
};

const LIGHT: Palette = Palette {
    accent: Color::Blue,
    ok: Color::Green,
    warning: Color::Magenta,
    error: Color::Red,
    conflict: Color::Magenta,
    pending: Color::Blue,
    dim: Style::new().fg(Color::DarkGray),
};
