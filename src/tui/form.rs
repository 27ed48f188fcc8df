//! The edit form:
//!
//! ```text
//! ┌─ Edit  Ravi Kumar Verma  #314678 ────────────────────────────────────────────┐
//! │ name          Ravi Kumar Verma                                               │
//! │*number        +91 99999 00017          was +91 99999 00005                   │
//! │!email         ravi.v.example.in        was ravi.v@example.in                 │
//! │ ...                                                                          │
//! │! email: must contain one @ with text on both sides                           │
//! │ changed 3   invalid 1 (review waits for it)   not sent 12                    │
//! └─ * changed   ! problem ──────────────────────────────────────────────────────┘
//! ```

use ratatui::layout::{Position, Rect};

use crate::app::Model;
use crate::app::form::{Cell, Draft, Form};
use crate::app::status;
use crate::domain::field::Kind;
use crate::domain::{Field, Section, Value};
use crate::text;

use super::foot::text_field;
use super::pen::{Focus, Pen, row};

/// Where the values start.
const LABEL: u16 = 16;

/// Paints the form; gives where the text caret is.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form) -> Option<Position> {
    let name = form.base.text(Field::Name);
    let age = status::age(model, form.read.at);
    let title = format!("Edit  {name}  #{}   read {age} ago", form.user);
    let inside = pen.frame(area, &title, "* changed   ! problem", Focus::Here);
    if inside.height < 4 {
        return None;
    }
    let foot_height = 2;
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
    // The heading above the first field stays visible with it.
    let top = (at + 1).saturating_sub(usize::from(body.height)).min(at);
    let mut caret = None;
    for (index, line) in lines.iter().skip(top).enumerate() {
        let Some(place) = row(body, index) else { break };
        match line {
            Row::Heading(section) => heading(pen, place, *section),
            Row::Cell(index) => {
                let is_cursor = *index == form.cursor;
                let at = cell(pen, place, form, &form.cells[*index], is_cursor);
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

/// Fields with their section headings, or without where there is no room for them.
fn rows(form: &Form, height: usize) -> Vec<Row> {
    let has_room = form.cells.len() + Section::ALL.len() <= height;
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
        Section::Identity | Section::Access | Section::Agent | Section::Routing => section.title(),
    };
    pen.cell(line.x, line.y, line.width, text, theme.heading);
}

fn cell(
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
    pen.cell(line.x, line.y, 1, sign, style);
    let label_style = if is_cursor { theme.cursor } else { theme.label };
    pen.cell(
        line.x + 1,
        line.y,
        LABEL - 2,
        cell.field.label(),
        label_style,
    );
    let x = line.x + LABEL;
    let room = line.right().saturating_sub(x);
    let aside = aside(
        form,
        cell,
        wish.is_err() || matches!(wish, Ok(Some(_))),
        is_cursor,
    );
    let aside_width = if aside.is_empty() { 0 } else { room * 45 / 100 };
    let field = Rect {
        x,
        width: room - aside_width,
        ..line
    };
    let caret = match &cell.draft {
        Draft::Text(input) if cell.field == Field::Password => {
            let stars = "*".repeat(input.value().chars().count());
            let shown = if stars.is_empty() {
                "(unchanged)"
            } else {
                &stars
            };
            let dim = if stars.is_empty() { theme.dim } else { style };
            let end = pen.word(field.x, field.y, field.right() - 1, shown, dim);
            let at = if stars.is_empty() { field.x } else { end };
            is_cursor.then(|| Position::new(at, field.y))
        }
        Draft::Text(input) if is_cursor => Some(text_field(pen, field, input, style)),
        Draft::Text(input) => {
            let (shown, style) = match (input.value(), cell.field.spec().kind) {
                ("", Kind::Texts) => ("(leave as is)", theme.dim),
                ("", _) => ("-", theme.dim),
                (typed, _) => (typed, style),
            };
            pen.cell(
                field.x,
                field.y,
                field.width.saturating_sub(1),
                shown,
                style,
            );
            None
        }
        Draft::Flag(flag) => {
            draw_flag(pen, field, cell.field, *flag, style);
            None
        }
        Draft::Role(_) => {
            pen.cell(
                field.x,
                field.y,
                field.width.saturating_sub(1),
                &cell.words(),
                style,
            );
            None
        }
    };
    pen.cell(field.right(), line.y, aside_width, &aside, theme.dim);
    caret
}

/// `[x] LOCKED` and the like: the box says it without colour, the word without the box.
fn draw_flag(
    pen: &mut Pen<'_>,
    place: Rect,
    field: Field,
    flag: Option<bool>,
    style: ratatui::style::Style,
) {
    let shown = match flag {
        None => "[?] not known".to_owned(),
        Some(flag) => {
            let sign = if flag { 'x' } else { ' ' };
            format!("[{sign}] {}", field.words(&Value::Flag(flag)))
        }
    };
    pen.cell(place.x, place.y, place.width, &shown, style);
}

/// What stands beside a value: what it was, or how to change it.
fn aside(form: &Form, cell: &Cell, is_changed: bool, is_cursor: bool) -> String {
    let field = cell.field;
    let kind = field.spec().kind;
    if !field.is_verifiable() {
        return match kind {
            Kind::Secret => "write-only, never shown again".to_owned(),
            _ => "write-only; separate with commas".to_owned(),
        };
    }
    if is_changed {
        let was = form.base.get(field).map(|value| field.words(value));
        return format!("was {}", was.unwrap_or_else(|| "not known".to_owned()));
    }
    match kind {
        Kind::Flag { .. } if is_cursor => "space flips".to_owned(),
        Kind::Role if is_cursor => "Enter picks".to_owned(),
        Kind::CdrScope if is_cursor => "all, none, user: ID, agent: ID".to_owned(),
        _ => String::new(),
    }
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
    if let Some(problem) = under_cursor.or_else(any) {
        let line = text::cut(&format!("! {problem}"), usize::from(foot.width));
        pen.cell(foot.x, foot.y, foot.width, &line, theme.error);
    }
    let (changed, wrong) = form.counts();
    let mut counts = format!(" changed {changed}");
    if wrong > 0 {
        counts.push_str(&format!("   invalid {wrong} (review waits for it)"));
    }
    counts.push_str(&format!("   not sent {}", form.cells.len() - changed));
    pen.cell(foot.x, foot.y + 1, foot.width, &counts, theme.dim);
}
