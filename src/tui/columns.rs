//! Choosing columns:
//!
//! ```text
//! ┌─ Columns of All ──────────────────────────────────────────┐
//! │  [x] ID            8   user id                            │
//! │> [x] NAME         20   name; always shown                 │
//! │  [x] NUMBER       17   phone number   no room here        │
//! │  [ ] INTERCOM      9   intercom number                    │
//! └─ space shows or hides   J K moves it   h l width ─────────┘
//! ```

use ratatui::layout::Rect;

use crate::app::action::{Action, ListAction, Motion, PanelAction};
use crate::app::columns;
use crate::app::columns::chooser::{Chooser, Shown};
use crate::app::keymap::Scope;
use crate::app::{Model, layout};
use crate::domain::Column;

use super::pen::{Focus, Pen, centered, row};

/// Paints the chooser.
pub fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect, chooser: &Chooser) {
    let theme = *pen.theme();
    let height = u16::try_from(chooser.lines.len() + 2).unwrap_or(u16::MAX);
    let area = centered(body, 72, height);
    let title = format!("Columns of {}", model.views.name());
    let key = |action: Action| model.keymap.key(Scope::Columns, action);
    let panel = |action: PanelAction| key(ListAction::Panel(action).into());
    let foot = format!(
        "Enter takes them   {} shows or hides   {} {} move it   {} {} width   {} as they came",
        panel(PanelAction::Flip),
        panel(PanelAction::Later),
        panel(PanelAction::Earlier),
        key(Motion::Left.into()),
        key(Motion::Right.into()),
        panel(PanelAction::Usual)
    );
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    let spread = model.views.columns().spread;
    let room = layout::list_width(model.size, model);
    let fitting = columns::placed(
        &chooser.columns(spread),
        model.profile.vendor,
        room,
        Column::Name,
    );
    let top = (chooser.cursor + 1).saturating_sub(usize::from(inside.height));
    for (index, choice) in chooser.lines.iter().enumerate().skip(top) {
        let Some(line) = row(inside, index - top) else {
            return;
        };
        let is_cursor = index == chooser.cursor;
        let style = match (is_cursor, choice.shown) {
            (true, _) => theme.cursor,
            (false, Shown::Yes) => theme.text,
            (false, Shown::No) => theme.dim,
        };
        if is_cursor {
            pen.fill(line, style);
        }
        let cursor = if is_cursor { '>' } else { ' ' };
        let sign = match choice.shown {
            Shown::Yes => 'x',
            Shown::No => ' ',
        };
        let column = choice.column;
        let width = choice.width.unwrap_or(column.width());
        let own = if choice.width.is_some() { '*' } else { ' ' };
        let is_left_out =
            choice.shown == Shown::Yes && !fitting.iter().any(|(placed, _)| *placed == column);
        let left_out = if is_left_out { "   no room here" } else { "" };
        let head = column.head();
        let about = column.about();
        let text = format!("{cursor} [{sign}] {head:<9} {width:>3}{own}  {about}{left_out}");
        pen.cell(line.x, line.y, line.width, &text, style);
    }
}
