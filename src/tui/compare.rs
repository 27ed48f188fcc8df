//! Two users beside each other:
//!
//! ```text
//! ┌─ Compare   3 fields differ ──────────────────────────────────────────────────┐
//! │                 Ravi Kumar Verma              Anjali R. Pillai               │
//! │                 #314678                       #314660                        │
//! │                 fetched 3s ago                fetched 2s ago                 │
//! │ACCESS                                                                        │
//! │ web login       open                          LOCKED                         │
//! │ role            Quality (54630)               Agent (54601)                  │
//! └─ a all fields   R reads both again   esc back ───────────────────────────────┘
//! ```
//!
//! Invariant: in each line both values are of the same field.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::action::{Action, ListAction, Motion, PanelAction};
use crate::app::compare::{self, Comparison, Fields, Line, Verdict};
use crate::app::keymap::Scope;
use crate::domain::roster::Shown;

use super::pen::{Focus, Pen, row};

/// Paints the comparison.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, comparison: &Comparison) {
    let theme = *pen.theme();
    let (differing, ..) = compare::tally(&compare::pairs(model, comparison));
    let title = match differing {
        1 => "Compare   1 field differs".to_owned(),
        many => format!("Compare   {many} fields differ"),
    };
    let other = match comparison.fields {
        Fields::Differing => "all fields",
        Fields::All => "only what differs",
    };
    let key = |action: Action| model.keymap.key(Scope::Compare, action);
    let foot = format!(
        "{} {other}   {} reads both again, 2 requests   esc back",
        key(ListAction::Panel(PanelAction::Everything).into()),
        key(ListAction::Reread.into())
    );
    let inside = pen.frame(area, &title, "", Focus::Here);
    let (label, cell) = compare::widths(inside.width);
    for (index, user) in comparison.users.iter().enumerate() {
        let at = u16::try_from(index).unwrap_or(0) * (cell + 1);
        let x = inside.x + label + at;
        let shown = model.roster.get(user);
        let name = shown.as_ref().map(Shown::name).unwrap_or_default();
        let name = match name.trim() {
            "" => "(no name)",
            name => name,
        };
        let (fetched, listed) = compare::ages(model, comparison, index);
        let long = format!("{fetched}   {listed}");
        let age = if pen.width(&long) <= cell {
            long
        } else {
            fetched
        };
        let heads = [
            (name.to_owned(), theme.title),
            (format!("#{user}"), theme.dim),
            (age, theme.dim),
        ];
        for (index, (text, style)) in heads.iter().enumerate() {
            if let Some(line) = row(inside, index) {
                let width = cell.min(line.right().saturating_sub(x));
                pen.cell(x, line.y, width, text, *style);
            }
        }
    }
    let body = Rect {
        y: (inside.y + 3).min(inside.bottom()),
        height: inside.height.saturating_sub(3),
        ..inside
    };
    let (cell_columns, width) = (usize::from(cell), usize::from(inside.width));
    let lines = compare::lines(model, comparison, cell_columns, width);
    let lowest = lines.len().saturating_sub(usize::from(body.height));
    let scroll = comparison.scroll.min(lowest);
    for (index, line) in lines.iter().skip(scroll).enumerate() {
        let Some(place) = row(body, index) else { break };
        match line {
            Line::Section(title) => {
                let title = title.to_uppercase();
                pen.cell(place.x, place.y, place.width, &title, theme.heading);
            }
            Line::Prose(text) => {
                pen.cell(place.x, place.y, place.width, text, theme.dim);
            }
            Line::Pair {
                label: name,
                cells,
                verdict,
            } => {
                let (sign, style) = match verdict {
                    Verdict::Differs if comparison.fields == Fields::All => ("*", theme.changed),
                    Verdict::Differs => ("", theme.value),
                    Verdict::Same => ("", theme.value),
                    Verdict::Unknown => ("", theme.dim),
                };
                let sign = if name.is_empty() { "" } else { sign };
                let x = pen.cell(place.x, place.y, 1, sign, style);
                let x = pen.cell(x, place.y, label - 1, name, theme.label);
                let x = pen.cell(x, place.y, cell, &cells[0], style) + 1;
                let room = place.right().saturating_sub(x);
                pen.cell(x, place.y, room.min(cell), &cells[1], style);
            }
        }
    }
    let more = if lowest > scroll {
        format!("{} more   ", key(Motion::PageDown.into()))
    } else {
        String::new()
    };
    pen.foot(area, &format!("{more}{foot}"));
}
