//! The picker of numbers or departments for a field that takes several: found by typing, marked
//! one by one, and anything else added as it is typed.
//!
//! Invariant: what is marked is what stands in the field, so leaving the picker loses nothing.

use compact_str::CompactString;
use tui_input::{Input, InputRequest};

use crate::app::action::{Action, FormAction, ListAction, MarkAction, Motion, Own};
use crate::app::form::{Form, View};
use crate::app::notice::Level;
use crate::app::{Model, Overlay, layout};
use crate::domain::find::Needle;
use crate::domain::profile::GroupKey;
use crate::domain::{Catalogue, Field, Neighbour, Neighbours, UserId, input};
use crate::protocol::Command;

use super::Shelf;

/// The state of an open picker.
#[derive(Debug, Clone)]
pub struct NeighbourPicker {
    /// Which list it picks from.
    pub of: Neighbours,
    /// What was typed.
    pub query: Input,
    /// The words of it that the rows were found by.
    words: Vec<Needle>,
    /// Where the rows stand that have all of them, in the server's order.
    found: Vec<usize>,
    /// The line under the cursor; none until somebody types or moves, so that Enter alone marks
    /// nothing.
    pub cursor: Option<usize>,
}

/// What a line of the picker stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<'shelf> {
    /// A row of the list.
    Listed(&'shelf Neighbour),
    /// What was typed, as it would be added.
    Typed(Vec<CompactString>),
}

impl Choice<'_> {
    /// What the field would hold for it.
    #[must_use]
    pub fn texts(&self, shelf: &Shelf, key: GroupKey) -> Vec<CompactString> {
        match self {
            Self::Listed(row) => {
                let catalogue = shelf.catalogue.iter();
                catalogue
                    .map(|catalogue| catalogue.wire(row, key))
                    .collect()
            }
            Self::Typed(texts) => texts.clone(),
        }
    }
}

impl NeighbourPicker {
    fn new(of: Neighbours, shelf: &Shelf) -> Self {
        let mut picker = Self {
            of,
            query: Input::default(),
            words: Vec::new(),
            found: Vec::new(),
            cursor: None,
        };
        picker.find_anew(shelf);
        picker
    }

    /// How many lines there are: the rows found, and what was typed if that can be added.
    #[must_use]
    pub fn count(&self, shelf: &Shelf) -> usize {
        self.found.len() + usize::from(self.typed(shelf).is_some())
    }

    /// What a line stands for; `None` behind the last.
    #[must_use]
    pub fn choice<'shelf>(&self, shelf: &'shelf Shelf, line: usize) -> Option<Choice<'shelf>> {
        if line == self.found.len() {
            return self.typed(shelf).map(Choice::Typed);
        }
        let list = &shelf.catalogue.as_ref()?.list;
        list.rows.get(*self.found.get(line)?).map(Choice::Listed)
    }

    /// What was typed, if it could be meant as it stands and is not listed.
    fn typed(&self, shelf: &Shelf) -> Option<Vec<CompactString>> {
        let typed = self.query.value().trim();
        let is_listed = |text: &str| {
            let catalogue = shelf.catalogue.as_ref();
            catalogue.is_some_and(|catalogue| catalogue.knows(text))
        };
        let has_digit = |item: &CompactString| item.bytes().any(|byte| byte.is_ascii_digit());
        let mut items = input::items(typed);
        items.retain(|item| !item.is_empty());
        let could_be_meant = match self.of {
            // Half a name is no id.
            Neighbours::Numbers => items
                .iter()
                .all(|item| has_digit(item) && UserId::new(item).is_ok()),
            Neighbours::Departments => true,
        };
        let is_new = !items.is_empty() && !items.iter().all(|item| is_listed(item));
        (could_be_meant && is_new).then_some(items)
    }

    /// Finds the rows that have what was typed, wherever they are.
    fn find_anew(&mut self, shelf: &Shelf) {
        self.words.clear();
        let rows = shelf.catalogue.as_ref().map(|known| known.list.rows.len());
        self.found = (0..rows.unwrap_or(0)).collect();
        self.sift(shelf);
    }

    /// Finds the rows that have what was typed; among those found before, if there can be no other.
    fn sift(&mut self, shelf: &Shelf) {
        let words = self.query.value().split_whitespace();
        let words: Vec<_> = words.filter_map(Needle::new).collect();
        let is_had = |before: &Needle| words.iter().any(|word| word.contains(before));
        if !self.words.iter().all(is_had) {
            return self.find_anew(shelf);
        }
        if let Some(Catalogue { list, .. }) = &shelf.catalogue {
            self.found.retain(|&place| list.rows[place].has(&words));
        }
        self.words = words;
    }

    /// The cursor stands on the first line of what was typed, and nowhere when nothing is.
    fn settle(&mut self, shelf: &Shelf) {
        let is_typed = !self.query.value().trim().is_empty();
        self.cursor = (is_typed && self.count(shelf) > 0).then_some(0);
    }

    fn type_in(&mut self, request: InputRequest, shelf: &Shelf) {
        self.query.handle(request);
        self.sift(shelf);
        self.settle(shelf);
    }

    fn travel(&mut self, motion: Motion, half: usize, shelf: &Shelf) {
        let Some(last) = self.count(shelf).checked_sub(1) else {
            return;
        };
        self.cursor = match (self.cursor, motion) {
            (None | Some(0), Motion::Up) => None,
            (None, Motion::Left | Motion::Right) => None,
            (None, Motion::Last) => Some(last),
            (None, _) => Some(0),
            (Some(cursor), motion) => Some(motion.stride(cursor, last, half)),
        };
    }

    /// What the field would hold for the line under the cursor.
    fn wanted(&self, shelf: &Shelf, key: GroupKey) -> Option<Vec<CompactString>> {
        Some(self.choice(shelf, self.cursor?)?.texts(shelf, key))
    }
}

/// Enter on the field: the picker opens, and the list is read if nobody has it.
pub(in crate::app) fn open(model: &mut Model, of: Neighbours, out: &mut Vec<Command>) {
    if model.neighbours.of(of).is_unanswered() {
        super::ask(model, of, out);
    }
    let picker = NeighbourPicker::new(of, model.neighbours.of(of));
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.view = View::Neighbours(picker);
    }
}

pub(in crate::app) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let key = model.profile.agent_group_key;
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    let View::Neighbours(picker) = &mut form.view else {
        return;
    };
    let shelf = model.neighbours.of(picker.of);
    match action {
        Action::Type(request) => picker.type_in(request, shelf),
        Action::Move(motion) => picker.travel(motion, half, shelf),
        Action::Own(Own::Mark(MarkAction::One)) => {
            let (field, wanted) = (picker.of.field(), picker.wanted(shelf, key));
            picker.travel(Motion::Down, half, shelf);
            if let Some(wanted) = wanted {
                flip(form, field, &wanted, shelf);
            }
        }
        Action::Accept => match picker.wanted(shelf, key) {
            Some(wanted) => {
                let field = picker.of.field();
                if !picker.query.value().is_empty() {
                    picker.query = Input::default();
                    picker.sift(shelf);
                    picker.settle(shelf);
                }
                flip(form, field, &wanted, shelf);
            }
            None if picker.query.value().trim().is_empty() => form.view = View::Fields,
            None => {
                let text = match picker.of {
                    Neighbours::Numbers => "No number has that; type the id of one to add it",
                    Neighbours::Departments => "No department has that",
                };
                model.say(Level::Info, text);
            }
        },
        Action::Own(Own::Form(FormAction::Revert)) => {
            let field = picker.of.field();
            form.revert(field);
        }
        Action::Own(Own::List(ListAction::Reload)) => {
            let of = picker.of;
            super::ask(model, of, out);
        }
        Action::Back => form.view = View::Fields,
        Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

/// Marks these, or takes the marks away if all of them have one.
fn flip(form: &mut Form, field: Field, wanted: &[CompactString], shelf: &Shelf) {
    let mut texts = form.texts(field);
    if wanted.iter().all(|text| shelf.holds(&texts, text)) {
        texts.retain(|known| !shelf.holds(wanted, known));
    } else {
        for text in wanted {
            if !shelf.holds(&texts, text) {
                texts.push(text.clone());
            }
        }
    }
    form.set_texts(field, &texts);
}

fn open_picker(model: &mut Model, of: Neighbours) -> Option<(&mut NeighbourPicker, &Shelf)> {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return None;
    };
    match &mut form.view {
        View::Neighbours(picker) if picker.of == of => Some((picker, model.neighbours.of(of))),
        View::Neighbours(_)
        | View::Fields
        | View::Roles(_)
        | View::Review(_)
        | View::Conflict(_) => None,
    }
}

/// The row under the cursor of an open picker.
pub(super) fn under_cursor(model: &mut Model, of: Neighbours) -> Option<Neighbour> {
    let (picker, shelf) = open_picker(model, of)?;
    match picker.choice(shelf, picker.cursor?)? {
        Choice::Listed(row) => Some(row.clone()),
        Choice::Typed(_) => None,
    }
}

/// Another list lies below an open picker: what is typed is looked for in that, and the cursor
/// stays on its row.
pub(super) fn sift_again(model: &mut Model, of: Neighbours, under_cursor: Option<Neighbour>) {
    let Some((picker, shelf)) = open_picker(model, of) else {
        return;
    };
    picker.find_anew(shelf);
    picker.settle(shelf);
    let is_it = |line: &usize| match picker.choice(shelf, *line) {
        Some(Choice::Listed(row)) => Some(&row.id) == under_cursor.as_ref().map(|was| &was.id),
        Some(Choice::Typed(_)) | None => false,
    };
    if under_cursor.is_some() {
        picker.cursor = (0..picker.found.len()).find(is_it).or(picker.cursor);
    }
}
