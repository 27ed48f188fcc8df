//! What was changed about a user from here, newest first, why, and how it ended.

use crate::app::action::{ListAction, Show};
use crate::app::journal::change_words;
use crate::app::keymap::Scope;
use crate::app::{Model, status};
use crate::domain::{Settled, UserId};
use crate::text;
use crate::tui::pen::Pen;

use super::Line;

/// Edits that are shown here; all of them stand in the journal.
const SHOWN: usize = 6;

/// The user's edits, newest first; the last ones of long ago are in the journal.
pub(super) fn lines(model: &Model, pen: &Pen<'_>, user: &UserId, width: u16) -> Vec<Line> {
    let theme = pen.theme();
    let mut lines = vec![vec![("HISTORY (this tool, this computer)".into(), theme.heading)].into()];
    let edits = model.history.of(user).rev().take(SHOWN);
    lines.extend(edits.flat_map(|settled| edit_lines(model, pen, settled, width)));
    if model.history.of(user).nth(SHOWN).is_some() {
        let key = model.keymap.key(Scope::Detail, Show::Journal);
        let text = format!(" {key} shows the earlier ones");
        lines.push(vec![(text.into(), theme.dim)].into());
    }
    if lines.len() == 1 {
        lines.push(vec![(" no change was made here".into(), theme.dim)].into());
    }
    lines
}

/// `= 12:41:09 web login LOCKED -> open   Verified`, and the detail where it was not plain.
fn edit_lines(model: &Model, pen: &Pen<'_>, settled: &Settled, width: u16) -> Vec<Line> {
    let theme = pen.theme();
    let clock = status::when(model, settled.at);
    let undo = if settled.undo_of.is_some() {
        "undo: "
    } else {
        ""
    };
    let outcome = settled.outcome;
    let open = if model.history.is_open(settled) {
        let key = model.keymap.key(Scope::Detail, ListAction::Reread);
        format!("   open: {key} checks")
    } else {
        String::new()
    };
    let first = format!(
        "{} {clock} {undo}{}   {}{open}",
        outcome.sign(),
        change_words(settled),
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
    if let Some(reason) = &settled.reason {
        let reason = text::wrap(&format!("reason: {reason}"), room);
        texts.extend(reason.into_iter().map(|line| format!("   {line}")));
    }
    texts
        .into_iter()
        .map(|line| vec![(line.into(), theme.value)].into())
        .collect()
}
