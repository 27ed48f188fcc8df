//! The edit form: every field a PATCH can carry, typed by its kind.
//!
//! Invariants: only changed fields are sent; a write-only field starts empty and blank means "not
//! sent"; what was typed survives esc, a failed write and a conflict.

use std::sync::Arc;

use compact_str::CompactString;
use tui_input::InputRequest;

use crate::domain::roster::Stamp;
use crate::domain::{Change, Delta, EditId, Field, Neighbours, Role, User, UserId, input};
use crate::protocol::{Command, Failure};

mod cell;
mod draft;

pub use cell::{Cell, Draft};
pub(super) use draft::{begun, keep, settled};

use super::action::{Action, FormAction, Motion, Own};
use super::intent::{self, What};
use super::keymap::Scope;
use super::neighbours::picker::{self, NeighbourPicker};
use super::notice::Level;
use super::review::{self, Conflict, Review};
use super::roles::RolePicker;
use super::{Model, Overlay, layout, write};

/// The state of a form, open or kept as a draft.
#[derive(Debug, Clone)]
pub struct Form {
    /// Whom it edits.
    pub user: UserId,
    /// The record the person sees: what `seen` values come from.
    pub base: Arc<User>,
    /// When that was read.
    pub read: Stamp,
    /// The fields, in the registry's order.
    pub cells: Vec<Cell>,
    /// The field under the cursor.
    pub cursor: usize,
    /// What of it is on screen.
    pub view: View,
    /// The edit that carries it, once sent.
    sent: Option<EditId>,
}

/// What of a form is on screen.
#[derive(Debug, Clone)]
pub enum View {
    /// The fields.
    Fields,
    /// Picking a role.
    Roles(RolePicker),
    /// Picking numbers or departments.
    Neighbours(NeighbourPicker),
    /// What would be sent.
    Review(Review),
    /// Somebody changed the same field.
    Conflict(Conflict),
}

impl Form {
    /// A form over a user's record.
    #[must_use]
    pub fn new(base: Arc<User>, read: Stamp) -> Self {
        let cells = Field::writable()
            .map(|field| Cell::new(field, &base))
            .collect();
        Self {
            user: base.id.clone(),
            base,
            read,
            cells,
            cursor: 0,
            view: View::Fields,
            sent: None,
        }
    }

    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match &self.view {
            View::Roles(_) => Scope::Picker,
            View::Neighbours(_) => Scope::Several,
            View::Review(_) => Scope::Review,
            View::Conflict(_) => Scope::Conflict,
            View::Fields => match self.cells.get(self.cursor).map(|cell| &cell.draft) {
                Some(Draft::Text(_)) | None => Scope::FormText,
                Some(Draft::Flag(_) | Draft::Role(_)) => Scope::FormChoice,
            },
        }
    }

    /// The changed fields as a change, or the first problem and where it is.
    ///
    /// # Errors
    /// The index of the cell and the sentence about it.
    pub fn change(&self) -> Result<Change, (usize, String)> {
        let mut change = Change::default();
        for (index, cell) in self.cells.iter().enumerate() {
            if let Some(after) = cell.wish(&self.base).map_err(|problem| (index, problem))? {
                change.deltas.push(Delta::new(
                    cell.field,
                    self.base.get(cell.field).cloned(),
                    after,
                ));
            }
        }
        Ok(change)
    }

    /// How many fields are changed, and how many of them have a problem.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let wishes = self.cells.iter().map(|cell| cell.wish(&self.base));
        wishes.fold((0, 0), |(changed, wrong), wish| match wish {
            Ok(None) => (changed, wrong),
            Ok(Some(_)) => (changed + 1, wrong),
            Err(_) => (changed + 1, wrong + 1),
        })
    }

    /// Whether anything was changed.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.counts().0 > 0
    }

    /// The texts that stand in a field that takes several.
    #[must_use]
    pub fn texts(&self, field: Field) -> Vec<CompactString> {
        let cell = self.cells.iter().find(|cell| cell.field == field);
        let Some(Draft::Text(typed)) = cell.map(|cell| &cell.draft) else {
            return Vec::new();
        };
        let mut texts = input::items(typed.value());
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// Puts these into a field that takes several, as if they were typed.
    pub(super) fn set_texts(&mut self, field: Field, texts: &[CompactString]) {
        if let Some(cell) = self.cells.iter_mut().find(|cell| cell.field == field) {
            cell.draft = Draft::Text(input::listed(texts).into());
        }
    }

    /// Puts a field back to what the base says.
    pub(super) fn revert(&mut self, field: Field) {
        if let Some(cell) = self.cells.iter_mut().find(|cell| cell.field == field) {
            *cell = Cell::new(field, &self.base);
        }
    }

    /// Takes a newer record as the base; what the person changed stays changed.
    pub(super) fn rebase(&mut self, base: Arc<User>, read: Stamp) {
        for cell in &mut self.cells {
            if matches!(cell.wish(&self.base), Ok(None)) {
                *cell = Cell::new(cell.field, &base);
            }
        }
        self.base = base;
        self.read = read;
    }
}

/// `e`: opens the draft if there is one, else a form over a fresh enough record.
pub(super) fn press(model: &mut Model, out: &mut Vec<Command>) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to edit here");
    };
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let record = model.roster.get(&user).and_then(|shown| shown.user());
    let is_fresh = record.is_some_and(|(stamp, _)| !super::status::is_old(model, stamp.at));
    if is_fresh || model.drafts.contains_key(&user) {
        open(model, &user);
    } else {
        model.say(Level::Info, "Reading the user for the form; esc cancels");
        intent::wait_for(model, user, What::Form, out);
    }
}

/// Opens the form over what the roster knows, or the kept draft.
pub(super) fn open(model: &mut Model, user: &UserId) {
    if let Some(mut draft) = model.drafts.remove(user) {
        if draft.sent.is_some() {
            model.drafts.insert(user.clone(), draft);
            return model.say(
                Level::Info,
                "This draft is being sent; wait until it is settled",
            );
        }
        draft.view = View::Fields;
        model.say(Level::Info, "Draft opened again");
        return model.open(Overlay::Form(Box::new(draft)));
    }
    let record = model.roster.get(user).and_then(|shown| shown.user());
    if let Some((stamp, base)) = record {
        let form = Form::new(base.clone(), stamp);
        model.open(Overlay::Form(Box::new(form)));
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    match &mut form.view {
        View::Fields => act_fields(model, action, out),
        View::Roles(picker) => {
            if let Some(role) = picker.act(action) {
                set_role(form, role);
            } else if action == Action::Back {
                form.view = View::Fields;
            }
        }
        View::Neighbours(_) => picker::act(model, action, out),
        View::Review(_) => review::act(model, action, out),
        View::Conflict(_) => review::act_conflict(model, action, out),
    }
}

fn set_role(form: &mut Form, role: Role) {
    form.view = View::Fields;
    if let Some(cell) = form.cells.get_mut(form.cursor) {
        cell.draft = Draft::Role(Some(role));
    }
}

fn act_fields(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    let last = form.cells.len().saturating_sub(1);
    match action {
        Action::Move(motion) => {
            form.cursor = match motion {
                Motion::Up => form.cursor.checked_sub(1).unwrap_or(last),
                Motion::Down if form.cursor == last => 0,
                Motion::Down => form.cursor + 1,
                Motion::PageUp => form.cursor.saturating_sub(half),
                Motion::PageDown => (form.cursor + half).min(last),
                Motion::First => 0,
                Motion::Last => last,
                Motion::Left | Motion::Right => form.cursor,
            };
        }
        Action::Type(request) => type_into(form, request),
        Action::Accept => pick(model, out),
        Action::Own(Own::Form(FormAction::Flip)) => flip(form),
        Action::Own(Own::Form(FormAction::Revert)) => {
            let field = form.cells.get(form.cursor).map(|cell| cell.field);
            if let Some(field) = field {
                form.revert(field);
            }
        }
        Action::Own(Own::Form(FormAction::Review)) => review::open(model, out),
        Action::Back => keep(model),
        Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

fn type_into(form: &mut Form, request: InputRequest) {
    if let Some(Cell {
        draft: Draft::Text(input),
        ..
    }) = form.cells.get_mut(form.cursor)
    {
        input.handle(request);
    }
}

/// Space on a flag: the other value. An unknown flag starts with the harmless one.
fn flip(form: &mut Form) {
    if let Some(Cell {
        draft: Draft::Flag(flag),
        ..
    }) = form.cells.get_mut(form.cursor)
    {
        *flag = Some(!flag.unwrap_or(true));
    }
}

/// Enter: the picker on a role and on what is filled from a list, the other value on a flag, the
/// next field on another text or CDR scope.
fn pick(model: &mut Model, out: &mut Vec<Command>) {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    let last = form.cells.len().saturating_sub(1);
    match form.cells.get_mut(form.cursor) {
        Some(Cell {
            draft: Draft::Role(now),
            ..
        }) => {
            let picker = RolePicker::new(&model.roster, form.user.clone(), now.clone());
            form.view = View::Roles(picker);
        }
        Some(Cell {
            draft: Draft::Flag(_),
            ..
        }) => flip(form),
        Some(Cell {
            draft: Draft::Text(_),
            field,
        }) => match Neighbours::of(*field) {
            Some(of) => picker::open(model, of, out),
            None => form.cursor = (form.cursor + 1).min(last),
        },
        None => form.cursor = (form.cursor + 1).min(last),
    }
}

/// A record arrived: the live check of an open review looks at it.
pub(super) fn heard(model: &mut Model, user: &Arc<User>, stamp: Stamp) {
    if let Some(Overlay::Form(form)) = &mut model.overlay
        && form.user == user.id
    {
        review::heard(form, user, stamp);
    }
}

pub(super) fn failed(model: &mut Model, id: &UserId, failure: &Failure) {
    if let Some(Overlay::Form(form)) = &mut model.overlay
        && form.user == *id
    {
        review::failed(form, failure);
    }
}
