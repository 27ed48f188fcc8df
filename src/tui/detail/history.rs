//! What this session changed about a user, newest first, and how it ended.

use crate::app::{Model, status};
use crate::domain::{Field, Settled, UserId, Value};
use crate::text;
use crate::tui::pen::Pen;

use super::Line;

/// This session's edits of the user, newest first.
pub(super) fn lines(model: &Model, pen: &Pen<'_>, user: &UserId, width: u16) -> Vec<Line> {
    let theme = pen.theme();
    let mut lines = vec![vec![("HISTORY (this session)".into(), theme.heading)].into()];
    let edits = model.history.of(user).rev();
    lines.extend(edits.flat_map(|settled| edit_lines(model, pen, settled, width)));
    if lines.len() == 1 {
        lines.push(vec![(" no change was made here".into(), theme.dim)].into());
    }
    lines
}

/// `= 12:41:09 web login LOCKED -> open   Verified`, and the detail where it was not plain.
fn edit_lines(model: &Model, pen: &Pen<'_>, settled: &Settled, width: u16) -> Vec<Line> {
    let theme = pen.theme();
    let clock = status::clock(model, settled.at);
    let say = |value: &Option<Value>, field: Field| {
        value
            .as_ref()
            .map_or_else(|| "?".to_owned(), |value| field.words(value))
    };
    let fields: Vec<_> = settled
        .fields
        .iter()
        .map(|result| {
            let before = say(&result.before.clone().or(result.seen.clone()), result.field);
            let after = result.field.words(&result.after);
            format!("{} {before} -> {after}", result.field.label())
        })
        .collect();
    let undo = if settled.undo_of.is_some() {
        "undo: "
    } else {
        ""
    };
    let outcome = settled.outcome;
    let open = if model.history.is_open(settled) {
        "   open: R checks"
    } else {
        ""
    };
    let first = format!(
        "{} {clock} {undo}{}   {}{open}",
        outcome.sign(),
        fields.join(", "),
        outcome.word()
    );
    let room = usize::from(width.saturating_sub(4));
    let first = text::wrap(&first, room).into_iter().enumerate();
    let mut texts: Vec<_> = first
        .map(|(index, line)| format!(" {}{line}", if index == 0 { "" } else { "  " }))
        .collect();
    if !settled.detail.is_empty() {
        let detail = text::wrap(&settled.detail, room);
        texts.extend(detail.into_iter().map(|line| format!("   {line}")));
    }
    texts
        .into_iter()
        .map(|line| vec![(line.into(), theme.value)].into())
        .collect()
}
