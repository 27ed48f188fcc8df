//! The edit form:
//!
//! ```text
//! ┌─ Edit  Ravi Kumar Verma  #314678 ────────────────────────────────────────────┐
//! │  name           Ravi Kumar Verma                                             │
//! │ *number         +91 99999 00017          was +91 99999 00005                 │
//! │>!email          ravi.v.example.in        was ravi.v@example.in               │
//! │  ...                                                                         │
//! │ ! email: must contain one @ with text on both sides                          │
//! │ changed 3   invalid 1 (review waits)   not sent 12                           │
//! └─ * changed   ! problem   read 9s ago ────────────────────────────────────────┘
//! ```
//!
//! Invariant: the field under the cursor is in sight, with a sign that needs no colour.

use compact_str::CompactString;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::Model;
use crate::app::action::FormAction;
use crate::app::form::{Cell, Draft, Form};
use crate::app::keymap::Scope;
use crate::app::status;
use crate::domain::field::Kind;
use crate::domain::{Field, Section, Value};

use super::foot::text_field;
use super::pen::{Focus, Pen, row};

/// Where the values start: cursor, sign, label.
const LABEL: u16 = 18;
/// The problem in words, and the counts.
const FOOT: u16 = 2;

/// Paints the form; gives where the text caret is.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form) -> Option<Position> {
    let name = form.base.text(Field::Name);
    let age = status::age(model, form.read.at);
    let title = format!("Edit  {name}  #{}", form.user);
    let foot = format!("* changed   ! problem   read {age} ago");
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    // In a very small window the field under the cursor is worth more than the counts.
    let foot_height = FOOT.min(inside.height.saturating_sub(1));
    let body = Rect {
        height: inside.height - foot_height,
        ..inside
    };
    let foot = Rect {
        y: body.bottom(),
        height: foot_height,
        ..inside
    };
    let lines = rows(form, usize::from(body.height));
    let at = lines
        .iter()
        .position(|line| matches!(line, Row::Cell(index) if *index == form.cursor));
    let at = at.unwrap_or(0);
    let top = (at + 1).saturating_sub(usize::from(body.height));
    let mut caret = None;
    for (index, line) in lines.iter().skip(top).enumerate() {
        let Some(place) = row(body, index) else { break };
        match line {
            Row::Heading(section) => heading(pen, place, *section),
            Row::Cell(index) => {
                let is_cursor = *index == form.cursor;
                let at = cell(model, pen, place, form, &form.cells[*index], is_cursor);
                caret = caret.or(at);
            }
        }
    }
    problems(pen, foot, form);
    caret
}

enum Row {
    Heading(Section),
    Cell(usize),
}

/// Sections of a form, at most: those of the detail pane and the write-only fields.
const SECTIONS: usize = 5;

/// Fields with their section headings, or without where there is no room for them.
fn rows(form: &Form, height: usize) -> Vec<Row> {
    let has_room = form.cells.len() + SECTIONS <= height;
    let mut rows = Vec::new();
    let mut section = None;
    for (index, cell) in form.cells.iter().enumerate() {
        let own = cell.field.spec().section;
        if has_room && section != Some(own) {
            rows.push(Row::Heading(own));
            section = Some(own);
        }
        rows.push(Row::Cell(index));
    }
    rows
}

fn heading(pen: &mut Pen<'_>, line: Rect, section: Section) {
    let theme = *pen.theme();
    let text = match section {
        Section::WriteOnly => "Write-only (the API never returns these; blank = not sent)",
        Section::Identity
        | Section::Access
        | Section::Agent
        | Section::Routing
        | Section::Calling
        | Section::Membership => section.title(),
    };
    pen.cell(line.x + 1, line.y, line.width - 1, text, theme.heading);
}

fn cell(
    model: &Model,
    pen: &mut Pen<'_>,
    line: Rect,
    form: &Form,
    cell: &Cell,
    is_cursor: bool,
) -> Option<Position> {
    let theme = *pen.theme();
    let wish = cell.wish(&form.base);
    let (sign, style) = match &wish {
        Err(_) => ("!", theme.error),
        Ok(Some(_)) => ("*", theme.changed),
        Ok(None) => (" ", theme.value),
    };
    let (cursor, label_style) = if is_cursor {
        (">", theme.cursor)
    } else {
        (" ", theme.label)
    };
    let x = pen.cell(line.x, line.y, 1, cursor, theme.text);
    let x = pen.cell(x, line.y, 1, sign, style);
    pen.cell(x, line.y, LABEL - 3, cell.field.label(), label_style);
    let value = Rect {
        x: line.x + LABEL,
        width: line.width.saturating_sub(LABEL),
        ..line
    };
    let (shown, shown_style) = shown(pen, cell, style);
    let wordings = aside(model, form, cell, is_cursor);
    let (at, aside) = place_aside(pen, value, &shown, &wordings);
    pen.cell(
        at,
        line.y,
        value.right().saturating_sub(at),
        &aside,
        theme.dim,
    );
    let field = Rect {
        width: (at - value.x).saturating_sub(u16::from(!aside.is_empty())),
        ..value
    };
    match &cell.draft {
        Draft::Text(input) if is_cursor && cell.field != Field::Password => {
            Some(text_field(pen, field, input, style))
        }
        Draft::Text(input) => {
            pen.cell(field.x, field.y, field.width, &shown, shown_style);
            let typed = match input.value() {
                "" => 0,
                _ => pen.width(&shown),
            };
            let at = (field.x + typed).min(line.right().saturating_sub(1));
            is_cursor.then(|| Position::new(at, field.y))
        }
        Draft::Flag(_) | Draft::Role(_) => {
            pen.cell(field.x, field.y, field.width, &shown, shown_style);
            None
        }
    }
}

/// Where the aside starts, and which of its wordings stands there: the first that fits beside the
/// value, in a column of its own if it can. None where even the last would be a stump.
fn place_aside(pen: &Pen<'_>, value: Rect, shown: &str, wordings: &[String]) -> (u16, String) {
    let own = value.x + value.width * 55 / 100;
    let behind = value.x.saturating_add(pen.width(shown)).saturating_add(2);
    let start = |wording: &str| {
        let fitting = value.right().saturating_sub(pen.width(wording));
        (fitting >= behind).then(|| own.min(fitting).max(behind))
    };
    let fitting = wordings
        .iter()
        .find_map(|wording| Some((start(wording)?, wording.clone())));
    let stump = || match wordings.last() {
        Some(last) if value.width >= 40 => Some((own, last.clone())),
        Some(_) | None => None,
    };
    fitting
        .or_else(stump)
        .unwrap_or((value.right(), String::new()))
}

/// The value of a cell as it stands there when it is not being typed. `[x] LOCKED`: the box says
/// it without colour, the word without the box.
fn shown(pen: &Pen<'_>, cell: &Cell, style: Style) -> (String, Style) {
    let dim = pen.theme().dim;
    match &cell.draft {
        Draft::Text(input) => match (input.value(), cell.field.spec().kind) {
            ("", Kind::Secret) => ("(unchanged)".to_owned(), dim),
            ("", Kind::Texts) => ("(leave as is)".to_owned(), dim),
            ("", _) => ("-".to_owned(), dim),
            (typed, Kind::Secret) => ("*".repeat(typed.chars().count()), style),
            (typed, _) => (typed.to_owned(), style),
        },
        Draft::Flag(None) => ("[?] not known".to_owned(), dim),
        Draft::Flag(Some(flag)) => {
            let sign = if *flag { 'x' } else { ' ' };
            let words = cell.field.words(&Value::Flag(*flag));
            (format!("[{sign}] {words}"), style)
        }
        Draft::Role(_) => (cell.words(), style),
    }
}

/// What stands beside a value: what it was, or how to change it; the longest wording first.
fn aside(model: &Model, form: &Form, cell: &Cell, is_cursor: bool) -> Vec<String> {
    let field = cell.field;
    let kind = field.spec().kind;
    let is_changed = !matches!(cell.wish(&form.base), Ok(None));
    let wordings: &[&str] = match kind {
        Kind::Secret => &["write-only, never shown again", "write-only"],
        Kind::Texts if is_changed => return names_aside(model, form, field),
        Kind::Texts if is_cursor => &[
            "write-only; Enter picks, or type with commas",
            "write-only; Enter picks",
            "write-only",
        ],
        Kind::Texts => &["write-only"],
        _ if is_changed => {
            let was = form.base.get(field).map(|value| field.words(value));
            return vec![format!(
                "was {}",
                was.unwrap_or_else(|| "not known".to_owned())
            )];
        }
        Kind::Flag { .. } if is_cursor => {
            let key = model.keymap.key(Scope::FormChoice, FormAction::Flip);
            return vec![format!("{key} flips")];
        }
        Kind::Role if is_cursor => &["Enter picks"],
        Kind::CdrScope if is_cursor => &["all, none, user: ID, agent: ID", "all, none, user: ID"],
        _ => &[],
    };
    wordings.iter().map(|&wording| wording.to_owned()).collect()
}

/// What the texts of a list stand for, as far as anybody knows.
fn names_aside(model: &Model, form: &Form, field: Field) -> Vec<String> {
    let texts = form.texts(field);
    let name = |text: &CompactString| {
        let names = model.neighbours.explain(field, text)?;
        names.into_iter().next()
    };
    let names: Vec<_> = texts.iter().map(name).collect();
    let bare = "write-only".to_owned();
    if names.iter().all(Option::is_none) {
        return vec![bare];
    }
    let names = names.into_iter().map(|name| name.unwrap_or("?".into()));
    let names: Vec<_> = names.collect();
    vec![format!("{}   write-only", names.join(", ")), bare]
}

/// The first problem in words, and the counts.
fn problems(pen: &mut Pen<'_>, foot: Rect, form: &Form) {
    let theme = *pen.theme();
    let under_cursor = form
        .cells
        .get(form.cursor)
        .and_then(|cell| cell.wish(&form.base).err());
    let any = || {
        form.cells
            .iter()
            .find_map(|cell| cell.wish(&form.base).err())
    };
    if let (Some(problem), Some(line)) = (under_cursor.or_else(any), row(foot, 0)) {
        let problem = format!(" ! {problem}");
        pen.cell(line.x, line.y, line.width, &problem, theme.error);
    }
    let (changed, wrong) = form.counts();
    let unsent = form.cells.len() - changed;
    let counts = match wrong {
        0 => format!(" changed {changed}   not sent {unsent}"),
        _ => format!(" changed {changed}   invalid {wrong} (review waits)   not sent {unsent}"),
    };
    if let Some(line) = row(foot, 1) {
        pen.cell(line.x, line.y, line.width, &counts, theme.dim);
    }
}
