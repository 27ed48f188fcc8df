//! The conflict screen: what was seen, what stands on the server now, what is wanted.
//!
//! ```text
//! │  FIELD          WHEN YOU OPENED      ON SERVER NOW        YOURS              │
//! │>#role           Quality (54630)      Supervisor (54611)   Admin New (54742)  │
//! │  email          ravi@old.in          ravi.v@example.in    (not edited)       │
//! ```
//!
//! Where three values do not fit beside each other they stand below each other.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Model;
use crate::app::action::ConflictAction;
use crate::app::form::Form;
use crate::app::keymap::Scope;
use crate::app::review::{Conflict, ConflictRow};
use crate::domain::{Field, Value};
use crate::text;
use crate::tui::pen::{Focus, Pen, row};

/// Where the values start.
const LABEL: u16 = 17;
/// From here on the three values stand beside each other.
const BESIDE: u16 = 66;

/// Lines of the screen, the field they belong to, and their style.
struct Line {
    field: Option<usize>,
    cells: Vec<String>,
    style: Style,
}

/// Paints the conflict.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form, conflict: &Conflict) {
    let name = form.base.text(Field::Name);
    let title = format!("Conflict  {name}  #{}", form.user);
    let key = |action: ConflictAction| model.keymap.key(Scope::Conflict, action);
    let foot = format!(
        "nothing was sent   {} mine   {} theirs   {} theirs for all",
        key(ConflictAction::Mine),
        key(ConflictAction::Theirs),
        key(ConflictAction::Reload)
    );
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    // In a small window the values are worth more than the sentence about them.
    let intro = match inside.height {
        0..8 => Vec::new(),
        _ => text::wrap(&intro(conflict), usize::from(inside.width)),
    };
    let style = pen.theme().conflict;
    for (index, text) in intro.iter().enumerate() {
        if let Some(line) = row(inside, index) {
            pen.cell(line.x, line.y, line.width, text, style);
        }
    }
    let used = u16::try_from(intro.len()).unwrap_or(u16::MAX);
    let used = used.min(inside.height);
    let body = Rect {
        y: inside.y + used,
        height: inside.height - used,
        ..inside
    };
    let lines = if inside.width >= BESIDE {
        beside(pen, conflict)
    } else {
        below(pen, conflict)
    };
    // The field under the cursor stays in sight, with all its lines if they fit.
    let is_own = |line: &Line| line.field == Some(conflict.cursor);
    let start = lines.iter().position(is_own).unwrap_or(0);
    let end = lines.iter().rposition(is_own).unwrap_or(0);
    let top = (end + 1)
        .saturating_sub(usize::from(body.height))
        .min(start);
    for (index, line) in lines.iter().skip(top).enumerate() {
        let Some(place) = row(body, index) else { break };
        paint(pen, place, line);
    }
}

fn intro(conflict: &Conflict) -> String {
    let edited = conflict.rows.iter().filter(|row| row.mine.is_some());
    let fields = match edited.count() {
        1 => "1 field".to_owned(),
        many => format!("{many} fields"),
    };
    format!("Someone changed this user after you opened the form: {fields} that you edited too.")
}

fn beside(pen: &Pen<'_>, conflict: &Conflict) -> Vec<Line> {
    let heads = ["  FIELD", "WHEN YOU OPENED", "ON SERVER NOW", "YOURS"];
    let mut lines = vec![
        Line {
            field: None,
            cells: Vec::new(),
            style: pen.theme().text,
        },
        Line {
            field: None,
            cells: heads.map(str::to_owned).to_vec(),
            style: pen.theme().heading,
        },
    ];
    lines.extend(conflict.rows.iter().enumerate().map(|(index, row)| {
        let (label, style) = label(pen, conflict, index, row);
        let [seen, live, mine] = values(row);
        Line {
            field: Some(index),
            cells: vec![label, seen, live, mine],
            style,
        }
    }));
    lines
}

fn below(pen: &Pen<'_>, conflict: &Conflict) -> Vec<Line> {
    let rows = conflict.rows.iter().enumerate();
    rows.flat_map(|(index, row)| {
        let (label, style) = label(pen, conflict, index, row);
        let [seen, live, mine] = values(row);
        let plain = pen.theme().text;
        let line = |cells, style| Line {
            field: Some(index),
            cells,
            style,
        };
        [
            line(vec![label], style),
            line(vec!["    when opened".to_owned(), seen], plain),
            line(vec!["    server now".to_owned(), live], plain),
            line(vec!["    yours".to_owned(), mine], plain),
        ]
    })
    .collect()
}

/// `>#role`: the cursor, whether it is edited on both sides, the field.
fn label(pen: &Pen<'_>, conflict: &Conflict, index: usize, row: &ConflictRow) -> (String, Style) {
    let theme = pen.theme();
    let is_cursor = index == conflict.cursor;
    let cursor = if is_cursor { '>' } else { ' ' };
    let sign = if row.mine.is_some() { '#' } else { ' ' };
    let style = match (is_cursor, row.mine.is_some()) {
        (true, _) => theme.cursor,
        (false, true) => theme.conflict,
        (false, false) => theme.text,
    };
    (format!("{cursor}{sign}{}", row.field.label()), style)
}

fn values(row: &ConflictRow) -> [String; 3] {
    let say = |value: &Option<Value>, otherwise: &str| match value {
        Some(value) => row.field.words(value),
        None => otherwise.to_owned(),
    };
    [
        say(&row.seen, "not known"),
        say(&row.live, "not known"),
        say(&row.mine, "(not edited)"),
    ]
}

fn paint(pen: &mut Pen<'_>, place: Rect, line: &Line) {
    let Some((label, values)) = line.cells.split_first() else {
        return;
    };
    let count = u16::try_from(values.len()).unwrap_or(1).max(1);
    let width = place.width.saturating_sub(LABEL) / count;
    pen.fill(place, line.style);
    let columns = if values.is_empty() {
        place.width
    } else {
        LABEL
    };
    let mut x = pen.cell(place.x, place.y, columns, label, line.style);
    for value in values {
        pen.cell(x, place.y, width.saturating_sub(1), value, line.style);
        x += width;
    }
}
