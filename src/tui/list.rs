//! The list pane:
//!
//! ```text
//! ┌─ Users  5 of 240+ ───────────────────────────────────────────────────────┐
//! │    ID      NAME               ROLE       USER     AGENT    WEB     EXT   │
//! │    314660  Anjali R. Pillai   Agent      active   enabled  LOCKED  yes   │
//! │> = 314678  Ravi Kumar Verma   Quality    active   enabled  open    -     │
//! │  ~ 314733  Gurpreet Kaur      Supervisor active   enabled  ..      yes   │
//! └─ more on the server   L loads the rest ──────────────────────────────────┘
//! ```
//!
//! Invariant: only the rows of the window are ever looked at, so a frame costs the same for a
//! thousand users and for a million.

mod column;
mod found;
mod load;

use std::borrow::Cow;
use std::collections::HashSet;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::columns::{self, PREFIX, Placed};
use crate::app::{Model, Pane, layout};
use crate::domain::roster::{Shown, Slot};
use crate::domain::{Column, Direction};

use found::Found;

use super::header;
use super::pen::{Focus, Pen, row};

/// Paints the pane.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let focus = if model.detail.is_some() && model.focus == Pane::Detail {
        Focus::Elsewhere
    } else {
        Focus::Here
    };
    let rows = model.list.rows(&model.roster);
    let title = match rows.is_empty() && model.list.is_reading() {
        true => "Users  loading".to_owned(),
        false => format!("Users  {}", model.list.count_label(&model.roster)),
    };
    // Where there is no line for them, the title says what the list is narrowed to.
    let title = match (
        layout::regions(model.size, model).chips.height,
        &*header::title_chips(model),
    ) {
        (1.., _) | (_, "") => title,
        (_, chips) => format!("{title}   {chips}"),
    };
    // Beside the detail pane a sign says which has the keys, for those who see no colour.
    let title = match (&model.detail, focus) {
        (Some(_), Focus::Here) => format!("> {title}"),
        (Some(_), Focus::Elsewhere) | (None, _) => title,
    };
    let foot = load::foot(model);
    let inside = pen.frame(area, &title, &foot, focus);
    if inside.height < 2 {
        return;
    }
    let columns = columns::placed(
        model.views.columns(),
        model.profile.vendor,
        inside.width,
        model.list.column,
    );
    heads(model, pen, inside, &columns);
    let body = Rect {
        y: inside.y + 1,
        height: inside.height - 1,
        ..inside
    };
    let window = rows
        .iter()
        .skip(model.list.top)
        .take(usize::from(body.height));
    let shown: Vec<Shown<'_>> = window.map(|&slot| model.roster.shown(slot)).collect();
    // Where the ID stands beside the name, nobody is taken for somebody else.
    let names_id = columns.iter().any(|(column, _)| *column == Column::Id);
    let twins = match names_id {
        true => HashSet::new(),
        false => twins(model, rows, shown.len()),
    };
    let mut found = Found::new(model);
    for (index, user) in shown.iter().enumerate() {
        let Some(line) = row(body, index) else { break };
        let label = name_label(user, &twins);
        user_row(model, pen, &mut found, line, &columns, user, &label);
    }
    if shown.is_empty() && model.list.is_reading() {
        placeholders(pen, body, &columns);
    }
    load::below(model, pen, body, shown.len());
}

/// The headings; a sign stands before the one under the column cursor, in its neighbour's free
/// column.
fn heads(model: &Model, pen: &mut Pen<'_>, inside: Rect, columns: &[Placed]) {
    let theme = *pen.theme();
    let under_cursor = match columns
        .iter()
        .any(|(column, _)| *column == model.list.column)
    {
        true => model.list.column,
        false => Column::Name,
    };
    let mut x = inside.x + PREFIX;
    for (column, width) in columns {
        let is_cursor = *column == under_cursor;
        let style = if is_cursor {
            theme.tab_open
        } else {
            theme.heading
        };
        if is_cursor {
            pen.cell(x - 1, inside.y, 1, ">", style);
        }
        let width = (*width).min(inside.right().saturating_sub(x));
        pen.cell(x, inside.y, width, "", theme.heading);
        let head = format!("{}{}", column.head(), sorted(model, pen, *column));
        pen.word(x, inside.y, x + width, &head, style);
        x += width;
    }
}

/// Which way the column is sorted, if it is.
fn sorted(model: &Model, pen: &Pen<'_>, column: Column) -> &'static str {
    let sort = model.list.sort.filter(|sort| sort.column == column);
    let [up, down] = pen.look.glyphs.arrows;
    match sort.map(|sort| sort.direction) {
        None => "",
        Some(Direction::Ascending) => up,
        Some(Direction::Descending) => down,
    }
}

/// Rows of dots in the columns that are being read.
fn placeholders(pen: &mut Pen<'_>, body: Rect, columns: &[Placed]) {
    let style = pen.theme().dim;
    for index in 0..load::PLACEHOLDERS {
        let Some(line) = row(body, index) else { break };
        let mut x = line.x + PREFIX;
        for (_, width) in columns {
            let width = (*width).min(line.right().saturating_sub(x));
            let dots = ".".repeat(usize::from(width.saturating_sub(2)));
            x = pen.cell(x, line.y, width, &dots, style);
        }
    }
}

/// The names that occur more than once in the window and a window's height above and below it.
fn twins<'a>(model: &'a Model, rows: &[Slot], height: usize) -> HashSet<&'a str> {
    let start = model.list.top.saturating_sub(height);
    let nearby = rows.iter().skip(start).take(3 * height);
    let mut seen = HashSet::new();
    nearby
        .map(|&slot| model.roster.shown(slot).name())
        .filter(|name| !seen.insert(*name))
        .collect()
}

/// Equal names get `#` and the last digits of the id.
fn name_label<'a>(user: &Shown<'a>, twins: &HashSet<&str>) -> Cow<'a, str> {
    let name = user.name();
    if name.trim().is_empty() {
        return "(no name)".into();
    }
    if !twins.contains(name) {
        return name.into();
    }
    let id = user.id_text();
    format!("{name} #{}", &id[id.len().saturating_sub(3)..]).into()
}

fn user_row(
    model: &Model,
    pen: &mut Pen<'_>,
    found: &mut Found<'_>,
    line: Rect,
    columns: &[Placed],
    user: &Shown<'_>,
    name: &str,
) {
    let theme = *pen.theme();
    let (sign, sign_style) = sign(model, pen, user);
    let under_cursor = model.list.rows(&model.roster).get(model.list.cursor());
    let is_cursor = under_cursor == Some(&user.slot());
    let base = if is_cursor { theme.cursor } else { theme.text };
    // Under the cursor the line's own style says where the cursor is; words carry the meaning.
    let paint = |style: Style| if is_cursor { base } else { style };
    if is_cursor {
        pen.fill(line, base);
    }
    pen.cell(line.x, line.y, 1, if is_cursor { ">" } else { "" }, base);
    let is_marked = model.marks.selection.contains(user.slot());
    let mark = if is_marked { "*" } else { "" };
    pen.cell(line.x + 1, line.y, 1, mark, paint(theme.marked));
    pen.cell(line.x + 2, line.y, 2, sign, paint(sign_style));
    let mut x = line.x + PREFIX;
    for (column, width) in columns {
        let width = (*width).min(line.right().saturating_sub(x));
        // One column is kept free so that a glyph wider than it claims cannot touch its neighbour.
        let room = width.saturating_sub(1);
        let cell = Rect {
            x,
            width: room,
            ..line
        };
        if *column == Column::Name {
            pen.cell(x, line.y, room, name, paint(theme.text));
            found.mark(pen, cell, *column, name);
        } else {
            let (text, style) = column::value(*column, pen, user);
            pen.cell(x, line.y, room, &text, paint(style));
            found.mark(pen, cell, *column, &text);
        }
        x += width;
    }
}

/// `~` on its way, else how the last edit of this user ended.
fn sign(model: &Model, pen: &Pen<'_>, user: &Shown<'_>) -> (&'static str, Style) {
    let theme = pen.theme();
    if user.pending().next().is_some() {
        return ("~", theme.pending);
    }
    let last = model.history.of(&user.id()).next_back();
    match last.map(|settled| settled.outcome.sign()) {
        Some('=') => ("=", theme.ok),
        Some('+') => ("+", theme.ok),
        Some('#') => ("#", theme.conflict),
        Some('?') => ("?", theme.unknown),
        Some('!') => ("!", theme.error),
        Some(_) | None => ("", theme.text),
    }
}
