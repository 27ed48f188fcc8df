//! The picker of numbers and departments, over the form:
//!
//! ```text
//! ┌─ Caller ids   1 marked   Ravi Kumar Verma ────────────────────────────────────┐
//! │> pune_                                                                        │
//! │> [ ] 1759402  Pune office   +91 99999 07005  OFF hours OB (auto_attendant)    │
//! │                                                                               │
//! │marked: 1759333 (Sales, +91 99999 07001)                                       │
//! │5 numbers, read 12:43:02; what is not among them can be typed. Write-only: …   │
//! └─ Enter marks or unmarks   esc back to the form ───────────────────────────────┘
//! ```

use std::ops::Range;
use std::time::Duration;

use compact_str::CompactString;
use ratatui::layout::{Position, Rect};

use crate::app::action::ListAction;
use crate::app::form::Form;
use crate::app::keymap::Scope;
use crate::app::neighbours::picker::{Choice, NeighbourPicker};
use crate::app::neighbours::{Reading, Shelf};
use crate::app::{Model, status};
use crate::domain::profile::GroupKey;
use crate::domain::{Field, Neighbour, Neighbours, input};

use super::pen::{Pen, centered, row};
use super::pickers::{Lines, draw_box, draw_choices};

/// Paints the picker; gives where the text caret is.
pub fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    body: Rect,
    form: &Form,
    picker: &NeighbourPicker,
) -> Option<Position> {
    let theme = *pen.theme();
    let field = picker.of.field();
    let shelf = model.neighbours.of(picker.of);
    let marked = form.texts(field);
    let what = match picker.of {
        Neighbours::Numbers => "Caller ids",
        Neighbours::Departments => "Agent groups",
    };
    let name = form.base.text(Field::Name);
    let title = format!("{what}   {} marked   {name}", marked.len());
    let foot = "Enter marks or unmarks   esc back to the form";
    let rows = shelf
        .catalogue
        .as_ref()
        .map_or(0, |known| known.list.rows.len());
    let height = u16::try_from(rows.saturating_add(10)).unwrap_or(u16::MAX);
    let area = centered(body, 92, height.max(16));
    let about = [
        words_of_marked(model, field, &marked),
        format!(
            "{} {}",
            state(model, picker.of, shelf),
            honest(model, picker.of, shelf)
        ),
    ];
    let list = draw_box(pen, area, (&title, foot), &about);
    let count = picker.count(shelf);
    let lines = |pen: &Pen<'_>, range: Range<usize>| {
        let choices = range.filter_map(|line| picker.choice(shelf, line));
        let choices: Vec<_> = choices.collect();
        let columns = Columns::of(pen, &choices, list.width);
        let line = |choice: &Choice<'_>| {
            let texts = choice.texts(shelf, model.profile.agent_group_key);
            let is_marked = texts.iter().all(|text| shelf.holds(&marked, text));
            let sign = if is_marked { "[x]" } else { "[ ]" };
            let words = match choice {
                Choice::Listed(row) => columns.words(pen, row),
                Choice::Typed(texts) => format!("{}   as typed", input::listed(texts)),
            };
            (format!("{sign} {words}"), true)
        };
        choices.iter().map(line).collect::<Lines>()
    };
    let caret = draw_choices(pen, list, &picker.query, (count, picker.cursor), lines);
    if count == 0
        && let Some(line) = row(list, 1)
    {
        let text = match (&shelf.catalogue, &shelf.reading) {
            (None, Reading::Asked(_)) => format!("  reading {}", picker.of.name()),
            (None, Reading::Idle | Reading::Failed(_)) => {
                "  no list: type what is wanted".to_owned()
            }
            (Some(_), _) => format!("  none of the {} has that", picker.of.counted(rows)),
        };
        pen.cell(line.x, line.y, line.width, &text, theme.dim);
    }
    caret
}

/// How wide the columns of the rows in sight are.
struct Columns {
    id: usize,
    name: usize,
    did: usize,
}

impl Columns {
    fn of(pen: &Pen<'_>, choices: &[Choice<'_>], room: u16) -> Self {
        let widest = |text: fn(&Neighbour) -> &str, (least, most): (usize, usize)| {
            let texts = choices.iter().map(|choice| match choice {
                Choice::Listed(row) => usize::from(pen.width(text(row))),
                Choice::Typed(_) => 0,
            });
            texts.max().unwrap_or(0).clamp(least, most)
        };
        Self {
            id: widest(|row| &row.id, (7, 64)),
            name: widest(|row| &row.name, (8, if room < 70 { 16 } else { 22 })),
            did: widest(|row| &row.did, (0, 18)),
        }
    }

    /// `1759402  Pune office   +91 99999 07005  OFF hours OB (auto_attendant)`.
    fn words(&self, pen: &Pen<'_>, row: &Neighbour) -> String {
        let name = if row.name.is_empty() { "-" } else { &row.name };
        let columns = [(&*row.id, self.id), (name, self.name), (&row.did, self.did)];
        let fitted = columns
            .into_iter()
            .filter(|(_, width)| *width > 0)
            .map(|(text, width)| format!("{}  ", pen.look.glyphs.fit(text, width)));
        let mut words: String = fitted.collect();
        words.push_str(&row.about);
        words
    }
}

fn words_of_marked(model: &Model, field: Field, marked: &[CompactString]) -> String {
    if marked.is_empty() {
        return "marked: none, the field is left as it is".to_owned();
    }
    let say = |text: &CompactString| {
        let typed = input::listed(std::slice::from_ref(text));
        match model.neighbours.explain(field, text) {
            Some(names) if !names.is_empty() => format!("{typed} ({})", names.join(", ")),
            Some(_) | None => typed,
        }
    };
    let words: Vec<_> = marked.iter().map(say).collect();
    format!("marked: {}", words.join(", "))
}

/// How the list stands, in a sentence or two.
fn state(model: &Model, of: Neighbours, shelf: &Shelf) -> String {
    let seconds = |since: Duration| model.now.mono.saturating_sub(since).as_secs();
    let known = shelf.catalogue.as_ref().map(|known| {
        let counted = of.counted(known.list.rows.len());
        // Nothing wakes the screen for an age.
        let at = status::when(model, known.at);
        match known.list.skipped {
            0 => format!("{counted}, read {at}"),
            skipped => format!("{counted} and {skipped} unreadable, read {at}"),
        }
    });
    let name = of.name();
    let reload = || model.keymap.key(Scope::Several, ListAction::Reload);
    match (known, &shelf.reading) {
        (None, Reading::Asked(since)) => {
            let seconds = seconds(*since);
            format!("Reading {name}, {seconds}s; what is known can be typed already.")
        }
        (Some(known), Reading::Asked(since)) => {
            format!("{known}; reading it again, {}s.", seconds(*since))
        }
        (None, Reading::Failed(failure)) => {
            let key = reload();
            format!("{}. Type what is wanted; {key} reads again.", failure.text)
        }
        (Some(known), Reading::Failed(failure)) => format!("{known}. {}.", failure.text),
        (None, Reading::Idle) => {
            let key = reload();
            format!("The list of {name} was not read; {key} reads it.")
        }
        (Some(known), Reading::Idle) => format!("{known}; what is not among them can be typed."),
    }
}

/// What nobody documents.
fn honest(model: &Model, of: Neighbours, shelf: &Shelf) -> String {
    let taken = match model.profile.agent_group_key {
        GroupKey::Name => "names",
        GroupKey::Id => "ids",
    };
    match (of, &shelf.catalogue) {
        (Neighbours::Numbers, _) => "Write-only: the API never says which ids a user has, nor \
                                     whether these replace them."
            .to_owned(),
        (Neighbours::Departments, None) => {
            "Nobody documents whether names or ids are wanted. Write-only.".to_owned()
        }
        (Neighbours::Departments, Some(_)) => format!(
            "Nobody documents that agent groups are departments, nor whether names or ids are \
             wanted: {taken} are taken (agent_group_key in the profile). Write-only."
        ),
    }
}
