//! How the words of the columns look.
//!
//! Invariant: what is said is decided elsewhere, and once; here is only which style it has.

use crate::app::columns::words::{self, Tone};
use crate::domain::Column;
use crate::domain::roster::Shown;

use crate::tui::pen::{Pen, Span};

/// What a column says about a user. Untrusted text.
pub(super) fn value<'roster>(
    column: Column,
    pen: &Pen<'_>,
    user: &Shown<'roster>,
) -> Span<'roster> {
    let theme = pen.theme();
    let (text, tone) = words::told(column, user);
    let style = match tone {
        Tone::Plain => theme.text,
        Tone::Quiet => theme.dim,
        Tone::Loud => theme.warning,
    };
    (text, style)
}
