//! One value being asked for:
//!
//! ```text
//! ┌─ Recipe offboard   value 1 of 1 ─────────────────────────────┐
//! │ new password: ********                                       │
//! │ typed twice; it is kept nowhere and cannot be undone         │
//! └─ Enter takes it   esc cancels ───────────────────────────────┘
//! ```
//!
//! Invariant: a secret is drawn as stars, whatever was typed.

use ratatui::layout::{Position, Rect};

use crate::app::prompt::Prompt;
use crate::text;

use super::foot::typed;
use super::pen::{Focus, Pen, centered, row};

/// Paints the prompt; gives where the text caret is.
pub fn draw(pen: &mut Pen<'_>, body: Rect, prompt: &Prompt) -> Option<Position> {
    let theme = *pen.theme();
    let area = centered(body, 70, 6);
    let foot = "Enter takes it   esc cancels";
    let inside = pen.frame(area, &prompt.title, foot, Focus::Here);
    let (said, style) = match &prompt.problem {
        Some(problem) => (format!("! {problem}"), theme.error),
        None => (prompt.advice().to_owned(), theme.dim),
    };
    let room = usize::from(inside.width.saturating_sub(2));
    for (index, line) in text::wrap(&said, room).into_iter().take(2).enumerate() {
        if let Some(place) = row(inside, index + 1) {
            pen.cell(place.x + 1, place.y, place.width - 1, &line, style);
        }
    }
    let line = row(inside, 0)?;
    let label = format!(" {}: ", prompt.label());
    if !prompt.is_secret() {
        return Some(typed(pen, line, &label, &prompt.input));
    }
    let stars = "*".repeat(prompt.input.value().chars().count());
    let stars = tui_input::Input::from(stars).with_cursor(prompt.input.cursor());
    Some(typed(pen, line, &label, &stars))
}
