//! The journal:
//!
//! ```text
//! ┌─ Journal   newest first ─────────────────────────────────────── row 1 of 118 ┐
//! │ST WHEN          USER                    CHANGE                 WHY           │
//! │>= 12:44:10      Ravi Kumar Verma #678   web login LOCKED -> …  called in     │
//! │Verified 12:44:10: web login open   job 7   reason: called in                 │
//! └─ / finds   Enter user   z undo   ctrl-s saves ───────────────────────────────┘
//! ```
//!
//! Invariant: what does not fit a row is told whole below, for the row under the cursor.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::action::{Action, JobAction, ListAction};
use crate::app::job::outcome_word;
use crate::app::journal::{JournalScreen, Typing, change_words};
use crate::app::keymap::Scope;
use crate::app::{Model, status};
use crate::domain::Settled;
use crate::text;

use super::foot::typed;
use super::pen::{Focus, Pen, row};

/// Lines for the row under the cursor.
const WHOLE: usize = 3;

/// Paints the journal; gives where the text caret is.
pub fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    screen: &JournalScreen,
) -> Option<Position> {
    let theme = *pen.theme();
    let title = match &screen.user {
        Some(user) => format!("Journal of #{user}   newest first"),
        None => "Journal   newest first".to_owned(),
    };
    let key = |action: Action| model.keymap.key(Scope::Journal, action);
    let foot = format!(
        "{} finds   Enter user   {} takes it back   {} saves   esc back",
        key(Action::Sift),
        key(JobAction::TakeBack.into()),
        key(Action::Save)
    );
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    let count = screen.edits.len();
    let at = match count {
        0 => 0,
        _ => screen.cursor + 1,
    };
    pen.corner(area, &title, &format!("{at} of {count}"));
    let settled = screen.edits.get(screen.cursor);
    let settled = settled.and_then(|edit| model.history.get(*edit));
    let whole = settled.map(|settled| whole(model, settled, usize::from(inside.width)));
    let mut whole = whole.unwrap_or_default();
    let find = screen.typing == Typing::Words || !screen.query.value().is_empty();
    let rows = usize::from(inside.height).saturating_sub(usize::from(find));
    whole.truncate(WHOLE.min(rows.saturating_sub(4)));
    let window = rows.saturating_sub(whole.len());
    let lowest = count.saturating_sub(window);
    let top = screen.cursor.saturating_sub(window / 2).min(lowest);
    let edits = screen.edits.iter().enumerate().skip(top).take(window);
    for (index, edit) in edits {
        let line = row(inside, index - top);
        if let (Some(line), Some(settled)) = (line, model.history.get(*edit)) {
            change_row(model, pen, line, settled, index == screen.cursor);
        }
    }
    if count == 0 {
        pen.cell(
            inside.x,
            inside.y,
            inside.width,
            " no such change",
            theme.dim,
        );
    }
    for (index, text) in whole.iter().enumerate() {
        if let Some(line) = row(inside, window + index) {
            pen.cell(line.x, line.y, line.width, text, theme.value);
        }
    }
    let line = row(inside, rows).filter(|_| find)?;
    let caret = typed(pen, line, "/", &screen.query);
    (screen.typing == Typing::Words).then_some(caret)
}

fn change_row(model: &Model, pen: &mut Pen<'_>, line: Rect, settled: &Settled, is_cursor: bool) {
    let theme = *pen.theme();
    let sign = settled.outcome.sign();
    let style = match sign {
        '=' | '+' => theme.text,
        '#' => theme.conflict,
        '?' => theme.unknown,
        '!' => theme.error,
        _ => theme.dim,
    };
    let style: Style = if is_cursor { theme.cursor } else { style };
    if is_cursor {
        pen.fill(line, theme.cursor);
    }
    let (name, change) = match line.width {
        110.. => (26, 44),
        76.. => (20, 30),
        _ => (16, 60),
    };
    let cursor = if is_cursor { '>' } else { ' ' };
    let x = pen.cell(line.x, line.y, 3, &format!("{cursor}{sign}"), style);
    let x = pen.cell(x, line.y, 12, &status::when(model, settled.at), style) + 1;
    let who = settled.name.as_deref().unwrap_or_default();
    let who = match who.trim() {
        "" => format!("#{}", settled.user),
        _ => who.to_owned(),
    };
    let x = pen.cell(x, line.y, name, &who, style) + 1;
    let undo = if settled.undo_of.is_some() {
        "undo: "
    } else {
        ""
    };
    let words = format!("{undo}{}", change_words(settled));
    let x = pen.cell(x, line.y, change, &words, style) + 1;
    // The sign says how it ended; the word stands where there is no reason to tell.
    let why = settled.reason.as_deref();
    let why = why.unwrap_or_else(|| outcome_word(settled.outcome));
    pen.cell(x, line.y, line.right().saturating_sub(x), why, style);
}

/// Everything about a change, in lines.
fn whole(model: &Model, settled: &Settled, width: usize) -> Vec<String> {
    let clock = status::clock(model, settled.at);
    let mut text = format!(
        "#{} {}   {}   job {}",
        settled.user,
        change_words(settled),
        settled.sentence(&clock),
        settled.job
    );
    if let Some(reason) = &settled.reason {
        text.push_str(&format!("   reason: \"{reason}\""));
    }
    if model.history.is_open(settled) {
        let key = model.keymap.key(Scope::List, ListAction::Reread);
        text.push_str(&format!("   open: {key} on the user checks"));
    }
    text::wrap(&text, width)
}
