//! Counting by a column:
//!
//! ```text
//! ┌─ Count by ROLE ───────────────────────────────────────── all 412 users, counted 12:43:02 ┐
//! │ [ROLE]  USER   AGENT   WEB   EXT   INTL   L-BASED   STATE   NAME   ..                     │
//! │                                                                                           │
//! │> Agent (54601)       312  76%  ████████████████████████████████████████████               │
//! │  Quality (54630)      41  10%  █████▊                                                     │
//! │  35 other values      12   3%  █▋                                                         │
//! └─ Enter filters by it   h l column   ctrl-s saves   esc back ──────────────────────────────┘
//! ```
//!
//! Invariant: the longest bar fills its column, and every number stands beside its bar.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Model;
use crate::app::action::{Action, ListAction, Motion};
use crate::app::columns::words::Tone;
use crate::app::count::{self, CountScreen, percent};
use crate::app::keymap::Scope;

use super::pen::{Focus, Pen, row};

/// A line of the chart.
struct Line<'a> {
    label: &'a str,
    users: usize,
    style: Style,
}

/// Paints the chart.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &CountScreen) {
    let title = format!("Count by {}", screen.column.head());
    let key = |action: Action| model.keymap.key(Scope::Count, action);
    let foot = format!(
        "Enter filters by it   {} {} column   {} counts again   {} saves   esc back",
        key(Motion::Left.into()),
        key(Motion::Right.into()),
        key(ListAction::Reread.into()),
        key(Action::Save)
    );
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    if inside.height == 0 {
        return;
    }
    let about = count::about(model, screen);
    let fits = pen.width(&title) + pen.width(&about) + 12 <= area.width;
    if fits {
        pen.corner(area, &title, &about);
    }
    let head = match inside.height {
        0..8 => 0,
        _ => {
            heads(model, pen, inside, screen);
            2
        }
    };
    let told = u16::from(!fits);
    let body = Rect {
        y: inside.y + head,
        height: inside.height.saturating_sub(head + told),
        ..inside
    };
    bars(pen, body, screen);
    if !fits && inside.height > head {
        let dim = pen.theme().dim;
        let y = inside.bottom() - 1;
        pen.cell(inside.x, y, inside.width, &format!(" {about}"), dim);
    }
}

/// The columns that can be counted by, the current one in brackets and always in sight.
fn heads(model: &Model, pen: &mut Pen<'_>, inside: Rect, screen: &CountScreen) {
    let theme = *pen.theme();
    let choices = count::choices(model);
    let at = choices.iter().position(|column| *column == screen.column);
    let at = at.unwrap_or(0);
    let width = |from: usize, to: usize| -> usize {
        let heads = choices[from..=to].iter();
        heads.map(|column| column.head().len() + 3).sum()
    };
    let room = usize::from(inside.width.saturating_sub(6));
    let from = (0..=at).find(|&from| width(from, at) <= room).unwrap_or(at);
    let mut x = inside.x + 1;
    for (index, column) in choices.iter().enumerate().skip(from) {
        let needed = u16::try_from(column.head().len() + 3).unwrap_or(u16::MAX);
        if x + needed > inside.right().saturating_sub(3) {
            pen.word(x + 1, inside.y, inside.right(), "..", theme.dim);
            return;
        }
        let (text, style) = match index == at {
            true => (format!("[{}]", column.head()), theme.tab_open),
            false => (format!(" {} ", column.head()), theme.tab),
        };
        x = pen.word(x, inside.y, inside.right(), &text, style) + 1;
    }
}

fn bars(pen: &mut Pen<'_>, body: Rect, screen: &CountScreen) {
    let theme = *pen.theme();
    let other = screen.rest.map(|rest| match rest.values {
        1 => "1 other value".to_owned(),
        many => format!("{many} other values"),
    });
    let mut lines: Vec<Line<'_>> = screen
        .bars
        .iter()
        .map(|bar| Line {
            label: &bar.label,
            users: bar.users,
            style: match bar.tone {
                Tone::Plain => theme.after,
                Tone::Quiet => theme.dim,
                Tone::Loud => theme.warning,
            },
        })
        .collect();
    if let (Some(rest), Some(label)) = (screen.rest, &other) {
        lines.push(Line {
            label,
            users: rest.users,
            style: theme.dim,
        });
    }
    let longest = lines.iter().map(|line| pen.width(line.label)).max();
    let label_width = longest.unwrap_or(0).clamp(8, (body.width / 3).max(8));
    let most = lines.iter().map(|line| line.users).max().unwrap_or(0);
    let number_width = u16::try_from(most.to_string().len()).unwrap_or(u16::MAX);
    let top = (screen.cursor + 1).saturating_sub(usize::from(body.height));
    for (index, line) in lines.iter().enumerate().skip(top) {
        let Some(place) = row(body, index - top) else {
            return;
        };
        let is_cursor = index == screen.cursor;
        let style = if is_cursor { theme.cursor } else { theme.text };
        let sign = if is_cursor { ">" } else { "" };
        let x = pen.cell(place.x, place.y, 2, sign, style);
        let x = pen.cell(x, place.y, label_width, line.label, style);
        let facts = format!(
            "  {:>width$}  {:>4}",
            line.users,
            percent(line.users, screen.counted),
            width = usize::from(number_width)
        );
        let facts_width = pen.width(&facts);
        let x = pen.cell(x, place.y, facts_width, &facts, style) + 2;
        let room = usize::from(place.right().saturating_sub(x + 1));
        let eighths = (line.users * room * 8).div_ceil(most.max(1));
        let bar = pen.look.glyphs.bar(eighths);
        pen.word(x, place.y, place.right(), &bar, line.style);
    }
}
