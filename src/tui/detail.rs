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

/// Where the value of a field starts.
const LABEL: usize = 16;
/// From here on the fields stand in two columns.
const TWO_COLUMNS: u16 = 74;

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
    let move_on = match (lowest > scroll, scroll > 0) {
        (true, _) => "ctrl-d more   ",
        (false, true) => "ctrl-u back   ",
        (false, false) => "",
    };
    pen.foot(
        area,
        &format!("{move_on}J raw JSON   y copy   R read again"),
    );
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
    let history = history(model, pen, user, width);
    let has_history = model.history.of(user).next().is_some();
    // What was done here is news and goes first; that nothing was done is none.
    if has_history {
        lines.extend(history.iter().cloned());
        lines.push(Line::default());
    }
    lines.extend(fields(pen, shown, width));
    lines.push(Line::default());
    lines.extend(prose(
        "never returned by the API: password, caller ids, agent groups",
        theme.dim,
    ));
    if !has_history {
        lines.push(Line::default());
        lines.extend(history);
    }
    lines
}

/// All documented fields, in one column or two.
fn fields(pen: &Pen<'_>, shown: Option<&Shown<'_>>, width: u16) -> Vec<Line> {
    let block = |section, width| section_lines(pen, shown, section, width);
    if width < TWO_COLUMNS {
        let sections = [
            Section::Identity,
            Section::Access,
            Section::Agent,
            Section::Routing,
        ];
        return sections
            .into_iter()
            .flat_map(|section| block(section, width))
            .map(Line::from)
            .collect();
    }
    let column = |first, second| {
        let mut lines = block(first, width / 2 - 1);
        lines.push(Vec::new());
        lines.extend(block(second, width / 2 - 1));
        lines
    };
    let left = column(Section::Identity, Section::Agent);
    let right = column(Section::Access, Section::Routing);
    let height = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..height)
        .map(|_| Line {
            left: left.next().unwrap_or_default(),
            right: right.next().unwrap_or_default(),
        })
        .collect()
}

/// Heading and fields of a section, from the registry. A long value goes on below itself.
fn section_lines(
    pen: &Pen<'_>,
    shown: Option<&Shown<'_>>,
    section: Section,
    width: u16,
) -> Vec<Spans<'static>> {
    let theme = pen.theme();
    let heading = section.title().to_uppercase();
    let mut lines: Vec<Spans<'static>> = vec![vec![(heading.into(), theme.heading)]];
    let fields = FIELDS
        .iter()
        .filter(|spec| spec.section == section && spec.field != Field::Password);
    for spec in fields {
        let (value, style) = value(pen, shown, spec.field);
        let room = usize::from(width).saturating_sub(LABEL);
        let parts = match text::wrap(&text::clean(&value), room) {
            parts if parts.is_empty() => vec![String::new()],
            parts => parts,
        };
        for (index, part) in parts.into_iter().enumerate() {
            let label = if index == 0 { spec.label } else { "" };
            let label = format!(" {label:<14} ");
            lines.push(vec![(label.into(), theme.label), (part.into(), style)]);
        }
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
        Some(Value::AgentStatus(status)) => match status {
            AgentStatus::Blocked => (format!("1 {}", status.word()), theme.warning),
            AgentStatus::Other(_) => (status.word().into_owned(), theme.value),
            AgentStatus::Enabled
            | AgentStatus::Disabled
            | AgentStatus::Busy
            | AgentStatus::Offline => (
                format!("{} {}", status.number(), status.word()),
                theme.value,
            ),
        },
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

/// This session's edits of the user, newest first.
fn history(model: &Model, pen: &Pen<'_>, user: &UserId, width: u16) -> Vec<Line> {
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
