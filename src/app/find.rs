//! The find line: rows narrow as you type.
//!
//! Invariant: leaving it with esc puts the list back as it was before it was opened.

use tui_input::{Input, InputRequest};

use crate::domain::UserId;

use super::action::{Action, ListAction, Motion};
use super::keymap::Scope;
use super::{Model, Overlay, list};

/// The find line.
#[derive(Debug, Clone)]
pub struct FindLine {
    /// What is being typed; in force at once.
    pub input: Input,
    before: String,
    cursor_before: Option<UserId>,
}

pub(super) fn open(model: &mut Model) {
    let before = model.list.find.clone();
    let line = FindLine {
        input: before.clone().into(),
        before,
        cursor_before: model.list.cursor_id(&model.roster),
    };
    model.open(Overlay::Find(line));
}

pub(super) fn act(model: &mut Model, action: Action) {
    let Some(Overlay::Find(line)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Type(request) => {
            line.input.handle(request);
            apply(model);
        }
        Action::Move(motion @ (Motion::Up | Motion::Down)) => list::travel(model, motion),
        Action::Accept => {
            model.overlay = None;
            list::accept(model);
        }
        Action::Back => {
            let (before, cursor) = (line.before.clone(), line.cursor_before.clone());
            model.overlay = None;
            model.list.set_find(&before, &model.roster);
            model.list.return_cursor(cursor, &model.roster);
            super::detail::follow_cursor(model);
        }
        Action::Move(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

/// What is typed is in force at once.
fn apply(model: &mut Model) {
    if let Some(Overlay::Find(line)) = &model.overlay {
        model.list.set_find(line.input.value(), &model.roster);
        super::detail::follow_cursor(model);
    }
}

/// A pasted text is looked for once, not letter by letter.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(Overlay::Find(line)) = &mut model.overlay {
        for character in text.chars() {
            line.input.handle(InputRequest::InsertChar(character));
        }
        apply(model);
    }
}

/// `No match for "zed" in 240 loaded rows; more exist on the server: L loads the rest`.
#[must_use]
pub fn no_match(model: &Model) -> String {
    let loaded = model.roster.listing().len();
    let more = if model.roster.is_total() {
        "; all users are loaded".to_owned()
    } else if model.roster.is_complete() {
        "; the server lists no more".to_owned()
    } else {
        let key = model.keymap.key(Scope::List, ListAction::LoadRest);
        format!("; more exist on the server: {key} loads the rest")
    };
    format!(
        "No match for \"{}\" in {loaded} loaded rows{more}",
        model.list.find
    )
}
