//! The detail pane:
//!
//! ```text
//! ┌─ User ─────────────────────────────────────────────────────────────────┐
//! │Ravi Kumar Verma   #314678              fetched 3s ago   list row 41s old│
//! │                                                                        │
//! │HISTORY (this tool, this computer)                                       │
//! │ = 12:41:09 web login LOCKED -> open   Verified                         │
//! │                                                                        │
//! │IDENTITY                              ACCESS                            │
//! │ name          Ravi Kumar Verma        login id      ravi.v             │
//! │ ...                                                                    │
//! └─ ctrl-d more   J raw JSON   y copy   R read again ─────────────────────┘
//! ```
//!
//! Invariant: every value is looked up by the pane's own user id.

mod fields;
mod history;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::action::{Action, ListAction, Motion, Show};
use crate::app::detail::{Detail, Read};
use crate::app::keymap::Scope;
use crate::app::{Model, Pane, layout, status};
use crate::domain::roster::Shown;
use crate::domain::{UserId, Vendor, commpeak};
use crate::text;

use super::pen::{Focus, Pen, Spans, row};

/// A line of the pane: what stands left, and what stands in the second column if there is one.
#[derive(Debug, Clone, Default)]
struct Line {
    left: Spans<'static>,
    right: Spans<'static>,
}

impl From<Spans<'static>> for Line {
    fn from(left: Spans<'static>) -> Self {
        Self {
            left,
            right: Vec::new(),
        }
    }
}

/// Paints the pane, if it is open.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let Some(detail) = &model.detail else { return };
    let focus = match model.focus {
        Pane::Detail => Focus::Here,
        Pane::List if model.detail_has_keys() => Focus::Here,
        Pane::List => Focus::Elsewhere,
    };
    // Beside the list a sign says which of the two has the keys, for those who see no colour.
    let is_beside = layout::has_room_for_both(model.size);
    let title = match focus {
        Focus::Here if is_beside => "> User",
        Focus::Here | Focus::Elsewhere => "User",
    };
    let inside = pen.frame(area, title, "", focus);
    if inside.height == 0 {
        return;
    }
    let shown = model.roster.get(&detail.user);
    head(model, pen, inside, detail, shown.as_ref());
    let body = Rect {
        y: (inside.y + 2).min(inside.bottom()),
        height: inside.height.saturating_sub(2),
        ..inside
    };
    let lines = lines(model, pen, &detail.user, shown.as_ref(), body.width);
    let lowest = lines.len().saturating_sub(usize::from(body.height));
    let scroll = detail.scroll.min(lowest);
    for (index, line) in lines.iter().skip(scroll).enumerate() {
        let Some(place) = row(body, index) else { break };
        if line.right.is_empty() {
            pen.line(place, &line.left);
        } else {
            let (left, right) = halves(place);
            pen.line(left, &line.left);
            pen.line(right, &line.right);
        }
    }
    let key = |action: Action| model.keymap.key(Scope::Detail, action);
    let move_on = match (lowest > scroll, scroll > 0) {
        (true, _) => format!("{} more   ", key(Motion::PageDown.into())),
        (false, true) => format!("{} back   ", key(Motion::PageUp.into())),
        (false, false) => String::new(),
    };
    let foot = format!(
        "{move_on}{} raw JSON   {} copy   {} read again",
        key(Show::Raw.into()),
        key(Show::Copy.into()),
        key(ListAction::Reread.into())
    );
    pen.foot(area, &foot);
}

/// The two columns of a line, with a blank column between them.
fn halves(line: Rect) -> (Rect, Rect) {
    let left = line.width / 2;
    (
        Rect {
            width: left.saturating_sub(1),
            ..line
        },
        Rect {
            x: line.x + left,
            width: line.width - left,
            ..line
        },
    )
}

fn head(
    model: &Model,
    pen: &mut Pen<'_>,
    inside: Rect,
    detail: &Detail,
    shown: Option<&Shown<'_>>,
) {
    let theme = *pen.theme();
    let name = shown
        .map(Shown::name)
        .filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or("(no name)");
    let id = format!("   #{}", detail.user);
    let x = pen.word(
        inside.x,
        inside.y,
        inside.right().saturating_sub(12),
        name,
        theme.title,
    );
    let x = pen.word(x, inside.y, inside.right(), &id, theme.dim);
    let user = shown.and_then(Shown::user).map(|(stamp, _)| stamp.at);
    let listed = shown.and_then(Shown::row).map(|(stamp, _)| stamp.at);
    let mark = |at| {
        if status::is_old(model, at) {
            " OLD"
        } else {
            ""
        }
    };
    let fetched = match (&detail.read, user) {
        (Read::Asked(since), _) => {
            let seconds = model.now.mono.saturating_sub(*since).as_secs();
            format!("reading {seconds}s")
        }
        (Read::Due(_), _) => "reading".to_owned(),
        (Read::Failed(_), None) => "could not be read".to_owned(),
        (Read::Failed(_), Some(at)) => format!(
            "fetched {} ago{}, reading failed",
            status::age(model, at),
            mark(at)
        ),
        (Read::Done, Some(at)) => format!("fetched {} ago{}", status::age(model, at), mark(at)),
        (Read::Done, None) => "not read".to_owned(),
    };
    let row_age = listed.map(|at| format!("list row {} old{}", status::age(model, at), mark(at)));
    let row_age = row_age.unwrap_or_default();
    let room = usize::from(inside.right().saturating_sub(x));
    let first = Rect {
        height: 1,
        ..inside
    };
    let long = format!("{fetched}   {row_age}");
    if long.len() < room {
        return pen.right(first, x, &long, theme.dim);
    }
    let below = if fetched.len() < room {
        pen.right(first, x, &fetched, theme.dim);
        row_age
    } else {
        long
    };
    if let Some(line) = row(inside, 1) {
        pen.right(line, line.x, &below, theme.dim);
    }
}

fn lines(
    model: &Model,
    pen: &Pen<'_>,
    user: &UserId,
    shown: Option<&Shown<'_>>,
    width: u16,
) -> Vec<Line> {
    let theme = pen.theme();
    let prose = |text: &str, style: Style| -> Vec<Line> {
        let wrapped = text::wrap(text, usize::from(width.saturating_sub(1)));
        wrapped
            .into_iter()
            .map(|line| vec![(line.into(), style)].into())
            .collect()
    };
    let mut lines: Vec<Line> = Vec::new();
    if let Some(Detail {
        read: Read::Failed(failure),
        ..
    }) = &model.detail
    {
        lines.extend(prose(&failure.text, theme.error));
        lines.push(Line::default());
    }
    let history = history::lines(model, pen, user, width);
    let has_history = model.history.of(user).next().is_some();
    // What was done here is news and goes first; that nothing was done is none.
    if has_history {
        lines.extend(history.iter().cloned());
        lines.push(Line::default());
    }
    lines.extend(fields::lines(pen, model.profile.vendor, shown, width));
    lines.push(Line::default());
    let remark = match model.profile.vendor {
        Vendor::Smartflo => "never returned by the API: password, caller ids, agent groups",
        Vendor::CommPeak => commpeak::NO_WRITES,
    };
    lines.extend(prose(remark, theme.dim));
    if !has_history {
        lines.push(Line::default());
        lines.extend(history);
    }
    lines
}
