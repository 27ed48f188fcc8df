//! Boxes to choose from: server filters, short menus, actions and palette, roles.
//!
//! ```text
//! ┌─ Role for Ravi Kumar Verma   now: Quality (54630) ─┐
//! │> sup_                                              │
//! │> Supervisor        54611   seen on 14 users        │
//! │  Supervisor-Pune   54790   seen on 2 users         │
//! └────────────────────────────────────────────────────┘
//! ```

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use tui_input::Input;

use crate::app::Model;
use crate::app::filters::FilterPanel;
use crate::app::menu::Menu;
use crate::app::palette::Picker;
use crate::app::roles::{RoleChoice, RolePicker};
use crate::text;

use super::foot::typed;
use super::pen::{Focus, Pen, centered, row};

/// The panel of the five server filters.
pub fn draw_filters(pen: &mut Pen<'_>, body: Rect, panel: &FilterPanel) {
    let theme = *pen.theme();
    let area = centered(body, 66, 7);
    let foot = "Enter applies   the list is read anew   1 request a page";
    let inside = pen.frame(area, "Server filters", foot, Focus::Here);
    let top = first_line(panel.cursor, inside);
    for index in 0..FilterPanel::FILTERS.len() {
        let Some(line) = index.checked_sub(top).and_then(|index| row(inside, index)) else {
            continue;
        };
        let is_cursor = index == panel.cursor;
        let style = if is_cursor { theme.cursor } else { theme.text };
        if is_cursor {
            pen.fill(line, style);
        }
        let cursor = if is_cursor { ">" } else { " " };
        let text = format!("{cursor} {}", filter_text(panel, index, line.width));
        pen.cell(line.x, line.y, line.width, &text, style);
    }
}

/// `web login            ( ) any  ( ) open  (x) LOCKED`, or the chosen one alone.
fn filter_text(panel: &FilterPanel, index: usize, width: u16) -> String {
    let (name, yes, no) = FilterPanel::FILTERS[index];
    let value = FilterPanel::value(&panel.query, index);
    let ways = [
        ("any", value.is_none()),
        (yes, value == Some(true)),
        (no, value == Some(false)),
    ];
    let ways: String = ways
        .into_iter()
        .zip([9, 12, 12])
        // Where three do not fit, the chosen one stands alone.
        .filter(|((_, is_chosen), _)| width >= 56 || *is_chosen)
        .map(|((word, is_chosen), columns)| {
            let sign = if is_chosen { 'x' } else { ' ' };
            format!("{:<columns$}", format!("({sign}) {word}"))
        })
        .collect();
    format!("{name:<20} {}", ways.trim_end())
}

/// The first of many lines to show so that the cursor's is in sight.
fn first_line(cursor: usize, inside: Rect) -> usize {
    (cursor + 1).saturating_sub(usize::from(inside.height))
}

/// A short menu with its own keys.
pub fn draw_menu(model: &Model, pen: &mut Pen<'_>, body: Rect, menu: &Menu) {
    let theme = *pen.theme();
    let height = u16::try_from(menu.items.len() + 2).unwrap_or(u16::MAX);
    let area = centered(body, 56, height);
    let user = model.target().and_then(|user| model.roster.get(&user));
    let name = user.map(|shown| shown.name()).unwrap_or_default();
    let title = format!("{}  {name}", menu.title);
    let inside = pen.frame(area, &title, "Enter or its letter   esc", Focus::Here);
    let top = first_line(menu.cursor, inside);
    for (index, item) in menu.items.iter().enumerate().skip(top) {
        let Some(line) = row(inside, index - top) else {
            return;
        };
        let is_cursor = index == menu.cursor;
        let style = if is_cursor { theme.cursor } else { theme.text };
        if is_cursor {
            pen.fill(line, style);
        }
        let cursor = if is_cursor { '>' } else { ' ' };
        let now = menu.now(model, index);
        let text = format!("{cursor} {}  {}{now}", item.key, item.label);
        pen.cell(line.x, line.y, line.width, &text, style);
    }
}

/// A box of lines chosen by typing, and what is said below them; gives the place of the lines. In a
/// small window the lines themselves are worth more.
pub(super) fn draw_box(
    pen: &mut Pen<'_>,
    area: Rect,
    (title, foot): (&str, &str),
    about: &[String],
) -> Rect {
    let theme = *pen.theme();
    let inside = pen.frame(area, title, foot, Focus::Here);
    let width = usize::from(inside.width);
    let lines: Vec<_> = match inside.height {
        0..8 => Vec::new(),
        _ => about
            .iter()
            .flat_map(|text| text::wrap(text, width))
            .collect(),
    };
    let height = match lines.len() {
        0 => 0,
        lines => u16::try_from(lines + 1)
            .unwrap_or(u16::MAX)
            .min(inside.height / 2),
    };
    let list = Rect {
        height: inside.height - height,
        ..inside
    };
    let below = Rect {
        y: list.bottom() + 1,
        height: height.saturating_sub(1),
        ..inside
    };
    for (index, text) in lines.iter().enumerate() {
        if let Some(line) = row(below, index) {
            pen.cell(line.x, line.y, line.width, text, theme.dim);
        }
    }
    list
}

/// The lines of a box that are in sight, each with whether it can be chosen.
pub(super) type Lines = Vec<(String, bool)>;

/// Lines chosen by typing: the text, then those of `count` lines that are in sight, the cursor's
/// among them.
pub(super) fn draw_choices(
    pen: &mut Pen<'_>,
    inside: Rect,
    query: &Input,
    (count, cursor): (usize, Option<usize>),
    lines: impl FnOnce(&Pen<'_>, Range<usize>) -> Lines,
) -> Option<Position> {
    let theme = *pen.theme();
    let caret = row(inside, 0).map(|line| typed(pen, line, "> ", query));
    let list = Rect {
        y: inside.y + 1,
        height: inside.height.saturating_sub(1),
        ..inside
    };
    let top = cursor.map_or(0, |cursor| first_line(cursor, list));
    let end = count.min(top + usize::from(list.height));
    let shown = lines(pen, top..end);
    for (index, (text, is_possible)) in shown.iter().enumerate() {
        let Some(line) = row(list, index) else {
            break;
        };
        let is_cursor = Some(top + index) == cursor;
        let style = match (is_cursor, is_possible) {
            (true, _) => theme.cursor,
            (false, true) => theme.text,
            (false, false) => theme.dim,
        };
        if is_cursor {
            pen.fill(line, style);
        }
        let sign = if is_cursor { '>' } else { ' ' };
        pen.cell(line.x, line.y, line.width, &format!("{sign} {text}"), style);
    }
    caret
}

/// Actions on a row, or the palette.
pub fn draw_picker(pen: &mut Pen<'_>, body: Rect, picker: &Picker) -> Option<Position> {
    let shown = picker.shown();
    let height = u16::try_from(picker.entries.len() + 3).unwrap_or(u16::MAX);
    let area = centered(body, 76, height);
    let foot = format!("{} of {}   Enter runs", shown.len(), picker.entries.len());
    let inside = pen.frame(area, &picker.title, &foot, Focus::Here);
    let lines = |_: &Pen<'_>, range: Range<usize>| {
        let entries = shown[range].iter();
        let words = entries.map(|entry| {
            let why = match &entry.why_not {
                Some(why) => format!("   (not now: {why})"),
                None => String::new(),
            };
            (
                format!("{:<8} {}{why}", entry.key, entry.label),
                entry.why_not.is_none(),
            )
        });
        words.collect()
    };
    let cursor = Some(picker.cursor);
    draw_choices(pen, inside, &picker.query, (shown.len(), cursor), lines)
}

/// The role picker.
pub fn draw_roles(
    model: &Model,
    pen: &mut Pen<'_>,
    body: Rect,
    picker: &RolePicker,
) -> Option<Position> {
    let theme = *pen.theme();
    let choices = picker.choices();
    let height = u16::try_from(picker.learned.len() + 8)
        .unwrap_or(u16::MAX)
        .max(14);
    let area = centered(body, 64, height);
    let shown = model.roster.get(&picker.user);
    let name = shown.map(|shown| shown.name()).unwrap_or_default();
    let now = picker
        .now
        .as_ref()
        .map_or("none".to_owned(), |role| role.label());
    let title = match model.marks.len() {
        0 => format!("Role for {name}   now: {now}"),
        marked => format!("Role for {marked} marked"),
    };
    let foot = "Enter picks   esc leaves it as it is";
    let about = format!(
        "Learned from {} loaded users: {} roles. The API has no list of roles; for one that nobody \
         has, type its id or paste the address of its portal page.",
        picker.loaded,
        picker.learned.len()
    );
    let list = draw_box(pen, area, (&title, foot), &[about]);
    let name_width = usize::from(list.width).saturating_sub(26).clamp(10, 20);
    let line = |pen: &Pen<'_>, choice: &RoleChoice| {
        let role = choice.role();
        let seen = match choice {
            RoleChoice::Learned(learned) if learned.seen_on == 1 => "seen on 1 user".to_owned(),
            RoleChoice::Learned(learned) => format!("seen on {} users", learned.seen_on),
            RoleChoice::Added(_) => "add: seen on no loaded user".to_owned(),
        };
        let up = if model.profile.is_privileged(&role) {
            "PRIVILEGED, "
        } else {
            ""
        };
        let name = if role.name.is_empty() {
            "?"
        } else {
            &role.name
        };
        let name = pen.look.glyphs.fit(name, name_width);
        (format!("{name} {:<7} {up}{seen}", role.id), true)
    };
    let lines = |pen: &Pen<'_>, range: Range<usize>| {
        let choices = choices[range].iter();
        choices.map(|choice| line(pen, choice)).collect()
    };
    let place = (choices.len(), Some(picker.cursor));
    let caret = draw_choices(pen, list, &picker.query, place, lines);
    if choices.is_empty()
        && let Some(line) = row(list, 1)
    {
        pen.cell(line.x, line.y, line.width, "  no role matches", theme.dim);
    }
    caret
}
