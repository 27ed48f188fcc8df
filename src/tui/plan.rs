//! The plan screen:
//!
//! ```text
//! ┌─ Plan   nothing has been sent ───────────────────────────────────────────────┐
//! │set web login open for 40 users                                               │
//! │source   marks: 39 shown + 1 hidden by find or filter, listed first           │
//! │   31  will be changed                                                        │
//! │    6  already so: no request                                                 │
//! │cost     about 93 requests at 2.0 a second: 0:47; each user read before and …  │
//! │undo     all of it: old values are known                                      │
//! │reason   Monday lockouts                                                      │
//! │> ~ 314660  Anjali R. Pillai      LOCKED -> open                              │
//! │Type 31 and Enter to run: _                                                   │
//! └─ user 1 of 40   tab users only   esc back, marks kept ───────────────────────┘
//! ```
//!
//! Invariant: the number to type and the counts by verdict are in sight at every size.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Model;
use crate::app::action::PlanAction;
use crate::app::keymap::Scope;
use crate::app::plan::{Fact, PlanScreen, Typing, View, facts, verdict_here};
use crate::domain::planning::{Line, Place, Source, Verdict};
use crate::domain::{Delta, Field};
use crate::text;

use super::foot::typed;
use super::pen::{Focus, Pen, row};

/// Where the facts start behind their names.
const ABOUT: usize = 9;
/// Users that are in sight below the summary, where there is room.
const FEWEST: usize = 3;

/// Paints the plan; gives where the text caret is.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &PlanScreen) -> Option<Position> {
    let theme = *pen.theme();
    let users = screen.proposal.lines.len();
    let other = match screen.view {
        View::Summary => "users only",
        View::Rows => "summary",
    };
    let foot = format!(
        "user {} of {users}   {} {other}   esc back, marks kept",
        screen.cursor + 1,
        model.keymap.key(Scope::Plan, PlanAction::Rows)
    );
    let inside = pen.frame(area, "Plan   nothing has been sent", &foot, Focus::Here);
    if inside.height < 4 {
        return None;
    }
    let height = usize::from(inside.height);
    let head = head(screen);
    let mut lines: Vec<(String, Style)> = text::wrap(&head, usize::from(inside.width))
        .into_iter()
        .take(2)
        .map(|line| (line, theme.title))
        .collect();
    // The reason and the number to type keep their lines, and some users are always seen.
    let kept = 2 + FEWEST.min(users);
    let room = height.saturating_sub(lines.len() + kept);
    lines.extend(match screen.view {
        View::Summary => summary(model, pen, screen, inside.width, room),
        View::Rows => Vec::new(),
    });
    for (index, (text, style)) in lines.iter().enumerate() {
        if let Some(line) = row(inside, index) {
            pen.cell(line.x, line.y, line.width, text, *style);
        }
    }
    let reason = row(inside, lines.len()).map(|line| {
        if screen.typing == Typing::Count && screen.reason.value().is_empty() {
            let key = model.keymap.key(Scope::Plan, PlanAction::Reason);
            let unwritten = format!("reason   ({key})");
            pen.cell(line.x, line.y, line.width, &unwritten, theme.dim);
        }
        typed(pen, line, "reason   ", &screen.reason)
    });
    let last = height - 1;
    let rows = Rect {
        y: inside.y + u16::try_from(lines.len() + 1).unwrap_or(inside.height),
        height: u16::try_from(last.saturating_sub(lines.len() + 1)).unwrap_or(0),
        ..inside
    };
    user_rows(model, pen, rows, screen);
    let line = row(inside, last)?;
    let prompt = match screen.summary.changes {
        0 => "Nothing to do: nobody would be changed   esc ".to_owned(),
        1 => "Type 1 and Enter to change this user: ".to_owned(),
        many => format!("Type {many} and Enter to run: "),
    };
    let count = typed(pen, line, &prompt, &screen.typed);
    match screen.typing {
        Typing::Reason => reason,
        Typing::Count => Some(count),
    }
}

fn head(screen: &PlanScreen) -> String {
    let users = match screen.proposal.lines.len() {
        1 => "1 user".to_owned(),
        many => format!("{many} users"),
    };
    let title = &screen.proposal.title;
    match &screen.proposal.source {
        Source::UndoOf(_) => format!("{users}: {title}"),
        Source::Marks | Source::Ids | Source::Matching(_) | Source::File(_) | Source::Recipe(_) => {
            format!("set {title} for {users}")
        }
    }
}

/// The facts that fit into `room` lines: where they do not, the least important go.
fn summary(
    model: &Model,
    pen: &Pen<'_>,
    screen: &PlanScreen,
    width: u16,
    room: usize,
) -> Vec<(String, Style)> {
    let mut facts = facts(model, screen);
    let width = usize::from(width);
    let wrapped = |fact: &Fact| match fact.about {
        "" => text::wrap(&fact.text, width).len(),
        _ => text::wrap(&fact.text, width.saturating_sub(ABOUT)).len(),
    };
    while facts.iter().map(wrapped).sum::<usize>() > room {
        let least = facts.iter().enumerate().max_by_key(|(_, fact)| fact.rank);
        match least {
            Some((index, fact)) if fact.rank > 0 => drop(facts.remove(index)),
            Some(_) | None => break,
        }
    }
    facts
        .iter()
        .flat_map(|fact| fact_lines(pen, fact, width))
        .collect()
}

fn fact_lines(pen: &Pen<'_>, fact: &Fact, width: usize) -> Vec<(String, Style)> {
    let theme = pen.theme();
    let is_warning = fact.about == "mind" || fact.text.starts_with("CANNOT");
    let style = if is_warning {
        theme.warning
    } else {
        theme.text
    };
    if fact.about.is_empty() {
        return vec![(fact.text.clone(), style)];
    }
    let lines = text::wrap(&fact.text, width.saturating_sub(ABOUT));
    let lines = lines.into_iter().enumerate();
    lines
        .map(|(index, line)| {
            let about = if index == 0 { fact.about } else { "" };
            (format!("{about:<ABOUT$}{line}"), style)
        })
        .collect()
}

fn user_rows(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &PlanScreen) {
    let lines = &screen.proposal.lines;
    let height = usize::from(area.height);
    let lowest = lines.len().saturating_sub(height);
    let top = screen.cursor.saturating_sub(height / 2).min(lowest);
    for (index, line) in lines.iter().enumerate().skip(top).take(height) {
        if let Some(place) = row(area, index - top) {
            user_row(model, pen, place, screen, line, index == screen.cursor);
        }
    }
}

fn user_row(
    model: &Model,
    pen: &mut Pen<'_>,
    place: Rect,
    screen: &PlanScreen,
    line: &Line,
    is_cursor: bool,
) {
    let theme = *pen.theme();
    let (sign, style) = match line.verdict {
        Verdict::WillChange | Verdict::WillBeRead => ("~", theme.text),
        Verdict::AlreadySo => ("-", theme.dim),
        Verdict::Moved => ("#", theme.warning),
        Verdict::Protected(_) => ("!", theme.warning),
        Verdict::Impossible => ("!", theme.dim),
    };
    let words = match line.verdict {
        Verdict::WillChange | Verdict::WillBeRead => diff(screen, line),
        Verdict::AlreadySo => "already so".to_owned(),
        Verdict::Moved => format!("changed by somebody since   ({})", diff(screen, line)),
        Verdict::Protected(_) => {
            let login = line.identity.login_id.as_deref().unwrap_or_default();
            format!("{login} {}", verdict_here(model, line.verdict))
        }
        Verdict::Impossible => "not possible".to_owned(),
    };
    let words = match line.place {
        Place::Hidden => format!("hidden: {words}"),
        Place::Shown => words,
    };
    let style = if is_cursor { theme.cursor } else { style };
    if is_cursor {
        pen.fill(place, theme.cursor);
    }
    let (id, name) = match place.width {
        90.. => (10, 28),
        70.. => (9, 22),
        56.. => (0, 22),
        _ => (0, 15),
    };
    let x = pen.cell(place.x, place.y, 2, if is_cursor { ">" } else { "" }, style);
    let x = pen.cell(x, place.y, 2, sign, style);
    let x = pen.cell(x, place.y, id, line.user.as_str(), style);
    let x = pen.cell(x, place.y, name - 1, name_of(line), style) + 1;
    let room = place.right().saturating_sub(x);
    pen.cell(x, place.y, room, &words, style);
}

fn name_of(line: &Line) -> &str {
    match line.name.trim() {
        "" => "(no name)",
        _ => &line.name,
    }
}

/// `LOCKED -> open`; with the field's name where the plan has several.
fn diff(screen: &PlanScreen, line: &Line) -> String {
    let deltas = &line.change.deltas;
    let say = |delta: &Delta| {
        let field = match screen.summary.fields {
            0 | 1 => String::new(),
            _ => format!("{} ", delta.field.label()),
        };
        format!("{field}{}", before_after(delta))
    };
    deltas.iter().map(say).collect::<Vec<_>>().join(", ")
}

/// `LOCKED -> open`, `?` for what is not known; a secret is never shown.
pub(super) fn before_after(delta: &Delta) -> String {
    if !delta.field.is_verifiable() {
        return match delta.field {
            Field::Password => "set anew".to_owned(),
            field => format!("set to {}", field.words(&delta.after)),
        };
    }
    let seen = delta.before.as_ref().or(delta.seen.as_ref());
    let seen = seen.map_or_else(|| "?".to_owned(), |seen| delta.field.words(seen));
    format!("{seen} -> {}", delta.field.words(&delta.after))
}
