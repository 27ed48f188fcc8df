//! The plan screen:
//!
//! ```text
//! ┌─ Plan   nothing has been sent ───────────────────────────────────────────────┐
//! │set web login open for 40 users   (1 of them hidden, listed first)            │
//! │  31  will be changed                                                         │
//! │   6  already so: no request                                                  │
//! │   1  protected: left out                                                     │
//! │cost     at most 93 requests at 2.0 a second: about 0:47                      │
//! │first    1 alone, verified, then the rest                                     │
//! │undo     31 of 31 old values known                                            │
//! │reason   Monday lockouts                                                      │
//! │ ...users...                                                                  │
//! │Type 31 and Enter to run: _                                                   │
//! └──────────────────────────────────────────────────────────────────────────────┘
//! ```

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Model;
use crate::app::plan::{PlanScreen, Typing};
use crate::domain::planning::{Line, Place, Verdict};

use super::foot::typed;
use super::pen::{Focus, Pen, row};

/// Paints the plan; gives where the text caret is.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &PlanScreen) -> Option<Position> {
    let theme = *pen.theme();
    let foot = "tab reason or number   up down rows   esc back, marks kept";
    let inside = pen.frame(area, "Plan   nothing has been sent", foot, Focus::Here);
    if inside.height < 6 {
        return None;
    }
    let proposal = &screen.proposal;
    let changes = proposal.changes();
    let hidden = match screen.hidden() {
        0 => String::new(),
        hidden => format!("   ({hidden} of them hidden, listed first)"),
    };
    let users = proposal.lines.len();
    let head = format!("set {} for {users} users{hidden}", proposal.title);
    let mut lines: Vec<(String, Style)> = vec![(head, theme.title)];
    lines.extend(
        verdicts(screen).map(|(count, words)| (format!("{count:>5}  {words}"), theme.text)),
    );
    let (requests, seconds) = screen.cost(model.budget.rate);
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let rate = model.budget.rate;
    let undoable = proposal.undoable();
    lines.push((
        format!(
            "cost     at most {requests} requests at {rate:.1} a second: about {minutes}:{rest:02}"
        ),
        theme.text,
    ));
    lines.push((
        "first    1 alone, verified; then 5; then the rest".to_owned(),
        theme.text,
    ));
    lines.push((
        "stop     a 401, five unknown in a row, one in five failed, repeated 429".to_owned(),
        theme.text,
    ));
    lines.push((
        format!("undo     {undoable} of {changes} old values known"),
        theme.text,
    ));
    let mut y = 0;
    for (text, style) in &lines {
        if let Some(line) = row(inside, y) {
            pen.cell(line.x, line.y, line.width, text, *style);
        }
        y += 1;
    }
    let caret_of = |pen: &mut Pen<'_>, index: usize, prompt: &str, input, is_typed: bool| {
        let at = row(inside, index).map(|line| typed(pen, line, prompt, input));
        at.filter(|_| is_typed)
    };
    let reason = caret_of(
        pen,
        y,
        "reason   ",
        &screen.reason,
        screen.typing == Typing::Reason,
    );
    let last = usize::from(inside.height) - 1;
    let prompt = format!("Type {changes} and Enter to run: ");
    let count = caret_of(
        pen,
        last,
        &prompt,
        &screen.typed,
        screen.typing == Typing::Count,
    );
    let rows = last.saturating_sub(y + 2);
    for (index, line) in proposal
        .lines
        .iter()
        .skip(screen.scroll)
        .take(rows)
        .enumerate()
    {
        if let Some(place) = row(inside, y + 2 + index) {
            user_line(pen, place, line);
        }
    }
    reason.or(count)
}

fn verdicts(screen: &PlanScreen) -> impl Iterator<Item = (usize, &'static str)> {
    let count = |wanted: fn(Verdict) -> bool| screen.proposal.count(wanted);
    [
        (
            count(|verdict| verdict == Verdict::WillChange),
            "will be changed",
        ),
        (
            count(|verdict| verdict == Verdict::WillBeRead),
            "not known yet: read first, changed if needed",
        ),
        (
            count(|verdict| verdict == Verdict::AlreadySo),
            "already so: no request",
        ),
        (
            count(|verdict| verdict == Verdict::Moved),
            "changed by somebody since: left out",
        ),
        (
            count(|verdict| matches!(verdict, Verdict::Protected(_))),
            "protected or your own login: left out",
        ),
        (
            count(|verdict| verdict == Verdict::Impossible),
            "not possible for this user: left out",
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
}

fn user_line(pen: &mut Pen<'_>, place: Rect, line: &Line) {
    let theme = *pen.theme();
    let hidden = match line.place {
        Place::Hidden => "hidden ",
        Place::Shown => "",
    };
    let (sign, words, style) = match line.verdict {
        Verdict::WillChange => ("~", diff(line), theme.text),
        Verdict::WillBeRead => ("~", diff(line), theme.text),
        Verdict::AlreadySo => ("-", "already so".to_owned(), theme.dim),
        Verdict::Moved => ("#", "changed by somebody since".to_owned(), theme.warning),
        Verdict::Protected(_) => ("!", "protected".to_owned(), theme.warning),
        Verdict::Impossible => ("!", "not possible".to_owned(), theme.dim),
    };
    let x = pen.cell(place.x, place.y, 2, sign, style);
    let x = pen.cell(x, place.y, 9, line.user.as_str(), theme.dim);
    let x = pen.cell(x, place.y, 24, &line.name, style);
    pen.cell(
        x,
        place.y,
        place.right().saturating_sub(x),
        &format!("{hidden}{words}"),
        style,
    );
}

fn diff(line: &Line) -> String {
    let say = |delta: &crate::domain::Delta| {
        let seen = delta.seen.as_ref().map(|seen| delta.field.words(seen));
        let seen = seen.unwrap_or_else(|| "..".to_owned());
        format!("{seen} -> {}", delta.field.words(&delta.after))
    };
    line.change
        .deltas
        .iter()
        .map(say)
        .collect::<Vec<_>>()
        .join(", ")
}
