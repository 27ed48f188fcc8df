//! The journal on the screen: what was changed from here, newest first, why, and how it ended.
//!
//! Invariant: what is shown is what the history holds; an edit is taken back only once.

use std::sync::Arc;
use std::time::Duration;

use tui_input::Input;

use crate::domain::outcome::FieldResult;
use crate::domain::{EditId, Settled, UserId};
use crate::protocol::Command;
use crate::text;

use super::action::{Action, JobAction, Own};
use super::file::{self, Paper};
use super::keymap::Scope;
use super::notice::Level;
use super::{Model, Overlay, Pane, detail, layout, status, write};

/// The state of the journal's screen.
#[derive(Debug, Clone)]
pub struct JournalScreen {
    /// Only the changes of this user.
    pub user: Option<UserId>,
    /// Only changes that have these words.
    pub query: Input,
    /// Whether the words are being typed.
    pub typing: Typing,
    /// The changes shown, newest first.
    pub edits: Vec<EditId>,
    /// The row under the cursor.
    pub cursor: usize,
}

/// Whether words are being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// They are.
    Words,
    /// Letters are keys.
    Nothing,
}

impl JournalScreen {
    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.typing {
            Typing::Words => Scope::Typing,
            Typing::Nothing => Scope::Journal,
        }
    }
}

/// `:journal`: everything, or what was changed of the user in the detail pane.
pub(super) fn open(model: &mut Model) {
    let user = match model.detail_has_keys() {
        true => model.target(),
        false => None,
    };
    if model.history.iter().next().is_none() {
        let text = "The journal is empty: nothing was changed from here yet";
        return model.say(Level::Info, text);
    }
    model.open(Overlay::Journal(JournalScreen {
        user,
        query: Input::default(),
        typing: Typing::Nothing,
        edits: Vec::new(),
        cursor: 0,
    }));
    refresh(model);
}

/// Looks through the history anew: another word, or another change.
pub(super) fn refresh(model: &mut Model) {
    let Some(Overlay::Journal(screen)) = &mut model.overlay else {
        return;
    };
    let query = text::fold(screen.query.value());
    let words: Vec<_> = query.split_whitespace().collect();
    let is_asked_for = |settled: &&Arc<Settled>| {
        let is_user = |user: &UserId| settled.user == *user;
        screen.user.as_ref().is_none_or(is_user) && {
            let haystack = || text::fold(&format!("{} {}", row_words(settled), settled.user));
            words.is_empty() || {
                let haystack = haystack();
                words.iter().all(|word| haystack.contains(word))
            }
        }
    };
    let under_cursor = screen.edits.get(screen.cursor).copied();
    let newest_first = model.history.iter().rev().filter(is_asked_for);
    screen.edits = newest_first.map(|settled| settled.edit).collect();
    // The cursor stays on its change while others come in above it.
    let found = screen
        .edits
        .iter()
        .position(|edit| Some(*edit) == under_cursor);
    screen.cursor = found.unwrap_or(0);
}

/// What is looked through: name, fields and values, outcome, reason.
fn row_words(settled: &Settled) -> String {
    format!(
        "{} {} {} {} {}",
        settled.name.as_deref().unwrap_or_default(),
        change_words(settled),
        settled.outcome.word(),
        settled.reason.as_deref().unwrap_or_default(),
        settled.detail
    )
}

/// `web login LOCKED -> open, role Agent -> Quality`. Untrusted text.
#[must_use]
pub fn change_words(settled: &Settled) -> String {
    let say = |result: &FieldResult| {
        let field = result.field;
        if !field.is_verifiable() {
            return format!("{} set", field.label());
        }
        let before = result.before.as_ref().or(result.seen.as_ref());
        let before = before.map_or_else(|| "?".to_owned(), |value| field.words(value));
        format!(
            "{} {before} -> {}",
            field.label(),
            field.words(&result.after)
        )
    };
    let fields: Vec<_> = settled.fields.iter().map(say).collect();
    fields.join(", ")
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let Some(Overlay::Journal(screen)) = &mut model.overlay else {
        return;
    };
    let last = screen.edits.len().saturating_sub(1);
    let edit = screen.edits.get(screen.cursor).copied();
    match action {
        Action::Type(request) => {
            screen.query.handle(request);
            refresh(model);
        }
        Action::Accept | Action::Back if screen.typing == Typing::Words => {
            screen.typing = Typing::Nothing;
        }
        Action::Move(motion) => {
            screen.cursor = motion.stride(screen.cursor, last, half);
        }
        Action::Sift => screen.typing = Typing::Words,
        Action::Back if !screen.query.value().is_empty() => {
            screen.query = Input::default();
            refresh(model);
        }
        Action::Back => model.overlay = None,
        Action::Save => file::ask(model, Paper::Journal),
        Action::Accept => {
            let settled = edit.and_then(|edit| model.history.get(edit));
            if let Some(user) = settled.map(|settled| settled.user.clone()) {
                model.overlay = None;
                detail::open_user(model, user, Duration::ZERO);
                model.focus = Pane::Detail;
            }
        }
        Action::Own(Own::Job(JobAction::TakeBack)) => take_back(model, edit, out),
        Action::Own(_) | Action::Program(_) => {}
    }
}

/// `z` on a row: that change alone, whatever came after it.
fn take_back(model: &mut Model, edit: Option<EditId>, out: &mut Vec<Command>) {
    if !model.believes_key() {
        return;
    }
    let Some(settled) = edit.and_then(|edit| model.history.get(edit)).cloned() else {
        return;
    };
    if !model.history.stands(&settled) {
        let clock = status::clock(model, settled.at);
        let text = match settled.outcome.may_have_changed() {
            true => format!("Taken back already: the change of {clock}"),
            false => format!("Nothing to take back: the change of {clock} changed nothing"),
        };
        return model.say(Level::Info, text);
    }
    write::take_back_one(model, &settled, out);
}
