//! The detail pane:
//!
//! ```text
//! ┌─ User ─────────────────────────────────────────────────────────────────┐
//! │Ravi Kumar Verma   #314678              fetched 3s ago   list row 41s old│
//! │                                                                        │
//! │IDENTITY                              ACCESS                            │
//! │ name          Ravi Kumar Verma        login id      ravi.v             │
//! │ ...                                                                    │
//! │HISTORY (this session)                                                  │
//! │ 12:41:09 web login LOCKED -> open   Verified                           │
//! └────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Invariant: every value is looked up by the pane's own user id.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::detail::{Detail, Read};
use crate::app::{Model, Pane, status};
use crate::domain::field::FIELDS;
use crate::domain::roster::Shown;
use crate::domain::value::AgentStatus;
use crate::domain::{Field, Section, Settled, UserId, Value};
use crate::text;

use super::pen::{Focus, Pen, Spans, row};

/// Paints the pane, if it is open.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let Some(detail) = &model.detail else { return };
    let focus = match model.focus {
        Pane::Detail => Focus::Here,
        Pane::List if model.detail_has_keys() => Focus::Here,
        Pane::List => Focus::Elsewhere,
    };
    let inside = pen.frame(area, "User", "", focus);
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
    for (index, spans) in lines.iter().skip(scroll).enumerate() {
        match row(body, index) {
            Some(line) => pen.line(line, spans),
            None => break,
        }
    }
    let more = if lowest > scroll {
        "ctrl-d more   "
    } else {
        ""
    };
    pen.foot(area, &format!("{more}J raw JSON   y copy   R read again"));
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
    let name = name.unwrap_or_else(|| "(no name)".to_owned());
    let id = format!("   #{}", detail.user);
    let x = pen.word(
        inside.x,
        inside.y,
        inside.right().saturating_sub(12),
        &name,
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

fn lines<'a>(
    model: &Model,
    pen: &Pen<'_>,
    user: &UserId,
    shown: Option<&Shown<'_>>,
    width: u16,
) -> Vec<Spans<'a>> {
    let mut lines: Vec<Spans<'a>> = Vec::new();
    if let Some(Detail {
        read: Read::Failed(failure),
        ..
    }) = &model.detail
    {
        let wrapped = text::wrap(&failure.text, usize::from(width.saturating_sub(1)));
        lines.extend(
            wrapped
                .into_iter()
                .map(|line| vec![(line.into(), pen.theme().error)]),
        );
        lines.push(Vec::new());
    }
    let block = |section| section_lines(pen, shown, section);
    if width >= 74 {
        let left = [
            block(Section::Identity),
            vec![Vec::new()],
            block(Section::Agent),
        ]
        .concat();
        let right = [
            block(Section::Access),
            vec![Vec::new()],
            block(Section::Routing),
        ]
        .concat();
        lines.extend(side_by_side(left, right, usize::from(width) * 52 / 100));
    } else {
        for section in [
            Section::Identity,
            Section::Access,
            Section::Agent,
            Section::Routing,
        ] {
            lines.extend(block(section));
        }
    }
    let theme = pen.theme();
    let blind = "never returned by the API: password, caller ids, agent groups";
    lines.push(Vec::new());
    lines.extend(
        text::wrap(blind, usize::from(width.saturating_sub(1)))
            .into_iter()
            .map(|line| vec![(line.into(), theme.dim)]),
    );
    lines.push(Vec::new());
    lines.push(vec![("HISTORY (this session)".into(), theme.heading)]);
    let mut edits = model.history.of(user).rev().peekable();
    if edits.peek().is_none() {
        lines.push(vec![(" no change was made here".into(), theme.dim)]);
    }
    for settled in edits {
        lines.extend(history_lines(model, pen, settled, width));
    }
    lines
}

/// Heading and fields of a section, from the registry.
fn section_lines<'a>(pen: &Pen<'_>, shown: Option<&Shown<'_>>, section: Section) -> Vec<Spans<'a>> {
    let theme = pen.theme();
    let mut lines: Vec<Spans<'a>> =
        vec![vec![(section.title().to_uppercase().into(), theme.heading)]];
    let fields = FIELDS
        .iter()
        .filter(|spec| spec.section == section && spec.field != Field::Password);
    for spec in fields {
        let (value, style) = value(pen, shown, spec.field);
        let label = format!(" {:<14} ", spec.label);
        lines.push(vec![(label.into(), theme.label), (value.into(), style)]);
    }
    lines
}

/// A field's value with its look: pending wishes stand out, unknown is not empty.
fn value(pen: &Pen<'_>, shown: Option<&Shown<'_>>, field: Field) -> (String, Style) {
    let theme = pen.theme();
    let Some(shown) = shown else {
        return ("..".to_owned(), theme.dim);
    };
    if let Some(wish) = shown.wish(field) {
        return (format!("~ {}", field.words(wish)), theme.pending);
    }
    match shown.get(field) {
        None => ("..".to_owned(), theme.dim),
        Some(Value::Null) => ("-".to_owned(), theme.dim),
        Some(Value::AgentStatus(status)) => {
            let style = match status {
                AgentStatus::Blocked => theme.warning,
                AgentStatus::Enabled
                | AgentStatus::Disabled
                | AgentStatus::Busy
                | AgentStatus::Offline
                | AgentStatus::Other(_) => theme.value,
            };
            (format!("{} {}", status.number(), status.word()), style)
        }
        Some(value @ Value::Flag(true))
            if matches!(
                field,
                Field::BlockAgent | Field::BlockWebLogin | Field::DisableAgent
            ) =>
        {
            (field.words(&value), theme.warning)
        }
        Some(value) => (field.words(&value), theme.value),
    }
}

/// Two columns; the left one is cut at `width`.
fn side_by_side<'a>(left: Vec<Spans<'a>>, right: Vec<Spans<'a>>, width: usize) -> Vec<Spans<'a>> {
    let height = left.len().max(right.len());
    let mut left = left.into_iter();
    let mut right = right.into_iter();
    (0..height)
        .map(|_| {
            let mut room = width;
            let mut line: Spans<'a> = Vec::new();
            for (text, style) in left.next().unwrap_or_default() {
                let cut = text::cut(&text, room.saturating_sub(1));
                room = room.saturating_sub(text::width(&cut));
                line.push((cut.into(), style));
            }
            line.push((" ".repeat(room).into(), Style::default()));
            line.extend(right.next().unwrap_or_default());
            line
        })
        .collect()
}

/// `12:41:09 web login LOCKED -> open   Verified`, and the detail where it was not plain.
fn history_lines<'a>(
    model: &Model,
    pen: &Pen<'_>,
    settled: &Settled,
    width: u16,
) -> Vec<Spans<'a>> {
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
        " {} {clock} {undo}{}   {}{open}",
        outcome.sign(),
        fields.join(", "),
        outcome.word()
    );
    let mut texts = text::wrap(&first, usize::from(width.saturating_sub(1)));
    if !settled.detail.is_empty() {
        let indented = usize::from(width.saturating_sub(4));
        let detail = text::wrap(&settled.detail, indented);
        texts.extend(detail.into_iter().map(|line| format!("   {line}")));
    }
    texts
        .into_iter()
        .map(|line| vec![(line.into(), theme.value)])
        .collect()
}
