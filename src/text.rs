//! Untrusted text → what may be shown, and how many columns it takes.
//!
//! Invariant: nothing that steers a terminal, reorders a line or cannot be seen leaves [`clean()`];
//! everything else here cleans before it measures. The raw value stays with its owner, so that an
//! edit never sends a cleaned text back. Used at every boundary to a person: screen, tables,
//! standard error, logs, exports.
//!
//! Right-to-left text is shown in the order of the value, without isolates: the isolates of a value
//! are made visible like every other bidirectional control, and our own around a cell are left out
//! on purpose. They have no column of their own, so the screen buffer drops them, and a terminal
//! that does not know them draws a box that shifts the row.

mod character;
mod clean;
mod layout;

pub use clean::clean;
pub use layout::{broken, cut, fit, fit_ascii, latin, width, wrap};

/// [`clean()`] for a place that is one line high: runs of blanks, tabs and line breaks become one
/// blank, so that a message of several lines reads as one instead of showing `^J`.
#[must_use]
pub fn one_line(raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    for word in raw.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    clean(&line).into_owned()
}

/// The key under which find compares: ASCII letters for any script, in lower case
/// (`Müller` → `muller`, `GARCIA` → `garcia`). Not for the screen.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = if text.is_ascii() {
        text.to_owned()
    } else {
        any_ascii::any_ascii(text)
    };
    folded.make_ascii_lowercase();
    folded
}
