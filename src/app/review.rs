//! The review of a form — what would be sent, checked live — and the conflict screen.
//!
//! Invariant: a field that moved on the server since the form was opened is never sent without
//! the person having chosen "mine" for it, having seen the new value.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::body::{self, Secrets};
use crate::domain::change::{Agreement, agreement};
use crate::domain::roster::Stamp;
use crate::domain::{Change, Field, Roster, User, Value, Vendor};
use crate::protocol::{Command, Failure, Priority, TerminalCommand};
use crate::text;

use super::action::{Action, ConflictAction, Motion, Own, ReviewAction};
use super::detail;
use super::form::{Form, View};
use super::notice::Level;
use super::write::{self, Wish};
use super::{Model, Overlay};

/// What would be sent.
#[derive(Debug, Clone)]
pub struct Review {
    /// The changed fields.
    pub change: Change,
    /// On how many loaded users a wanted role was seen; counted once, for they may be a million.
    pub seen_on: Option<usize>,
    /// Whether the server still holds what the person saw.
    pub check: Check,
    /// Whether the body is shown instead of the diff.
    pub shows_body: bool,
    /// First line shown.
    pub scroll: usize,
}

/// The live check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Being read since then.
    Reading(Duration),
    /// Read at this time: the same.
    Same(Timestamp),
    /// Could not be read; the pre-flight read will look again before anything is sent.
    Failed(String),
}

/// Fields that moved on the server while the form was open.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The fields, those that are also edited first.
    pub rows: Vec<ConflictRow>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The record read just now.
    pub live: Arc<User>,
    /// When.
    pub read: Stamp,
}

/// One field of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    /// The field.
    pub field: Field,
    /// What the person saw when the form was opened.
    pub seen: Option<Value>,
    /// What the server holds now.
    pub live: Option<Value>,
    /// What the person wants; `None` = did not edit it.
    pub mine: Option<Value>,
}

impl Review {
    /// Which changed fields read back, so that they can be checked and undone.
    pub fn verifiable(&self) -> impl Iterator<Item = Field> + '_ {
        self.change.fields().filter(|field| field.is_verifiable())
    }

    /// Changed fields that cannot be taken back: write-only, or a null the API cannot express.
    pub fn lost(&self) -> Vec<Field> {
        let seen_as_before = |delta: &crate::domain::Delta| crate::domain::Delta {
            before: delta.seen.clone(),
            ..delta.clone()
        };
        let change = Change {
            deltas: self.change.deltas.iter().map(seen_as_before).collect(),
        };
        change.invert().1
    }
}

/// `ctrl-s` in the form: shows what would be sent and reads the user to see if it moved.
pub(super) fn open(model: &mut Model, out: &mut Vec<Command>) {
    let now = model.now.mono;
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    match form.change() {
        Err((cell, problem)) => {
            form.cursor = cell;
            model.say(Level::Warning, format!("Not ready: {problem}"));
        }
        Ok(change) if change.is_empty() => {
            model.say(Level::Info, "Nothing to do: no field is changed");
        }
        Ok(change) => {
            let check = Check::Reading(now);
            let seen_on = seen_on(&model.roster, &change);
            form.view = View::Review(Review {
                change,
                seen_on,
                check,
                shows_body: false,
                scroll: 0,
            });
            out.push(detail::load(&form.user, Priority::Key));
            model.keys.opened(now);
        }
    }
}

fn seen_on(roster: &Roster, change: &Change) -> Option<usize> {
    let Some(Value::Role(wanted)) = change.get(Field::Role).map(|delta| &delta.after) else {
        return None;
    };
    let seen = roster.roles().into_iter();
    let seen = seen.filter(|(role, _)| role.id == wanted.id);
    Some(seen.map(|(_, count)| count).sum())
}

/// The user was read while the form is open.
pub(super) fn heard(form: &mut Form, live: &Arc<User>, stamp: Stamp) {
    let View::Review(review) = &mut form.view else {
        return;
    };
    let moved = |field: Field| match (form.base.get(field), live.get(field)) {
        (Some(seen), Some(now)) => agreement(field, seen, now) == Agreement::Different,
        (None, _) | (_, None) => false,
    };
    let is_conflict = |delta: &&crate::domain::Delta| {
        let already_so = live
            .get(delta.field)
            .is_some_and(|now| agreement(delta.field, &delta.after, now) != Agreement::Different);
        moved(delta.field) && !already_so
    };
    if !review.change.deltas.iter().any(|delta| is_conflict(&delta)) {
        review.check = Check::Same(stamp.at);
        return;
    }
    let mut rows: Vec<_> = Field::writable()
        .filter(|&field| moved(field))
        .map(|field| ConflictRow {
            field,
            seen: form.base.get(field).cloned(),
            live: live.get(field).cloned(),
            mine: review.change.get(field).map(|delta| delta.after.clone()),
        })
        .collect();
    rows.sort_by_key(|row| row.mine.is_none());
    form.view = View::Conflict(Conflict {
        rows,
        cursor: 0,
        live: live.clone(),
        read: stamp,
    });
}

/// The live check could not read the user.
pub(super) fn failed(form: &mut Form, failure: &Failure) {
    if let View::Review(review) = &mut form.view {
        review.check = Check::Failed(failure.text.clone());
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    let View::Review(review) = &mut form.view else {
        return;
    };
    match action {
        Action::Own(Own::Review(ReviewAction::Send)) => {
            let (user, change) = (form.user.clone(), review.change.clone());
            if !model.believes_key() {
                return;
            }
            let wish = Wish::new(model, user, change);
            write::submit_reviewed(model, wish, out);
        }
        Action::Own(Own::Review(ReviewAction::Form)) => form.view = View::Fields,
        Action::Own(Own::Review(ReviewAction::Body)) => review.shows_body = !review.shows_body,
        Action::Own(Own::Review(ReviewAction::Curl)) => {
            let body = body::patch_body(
                &review.change,
                model.profile.designation_key,
                Secrets::Masked,
            );
            let url = model.profile.user_url(&form.user);
            let curl = curl(model.profile.vendor, "PATCH", &url, Some(&body.to_string()));
            out.push(Command::Terminal(TerminalCommand::Copy(curl)));
            model.say(
                Level::Info,
                "Sent to the terminal's clipboard as curl; the token is $TOKEN",
            );
        }
        Action::Own(Own::Review(ReviewAction::Discard)) => {
            model.overlay = None;
            model.say(Level::Info, "Draft discarded; nothing was sent");
        }
        Action::Back => super::form::keep(model),
        Action::Move(motion) => {
            review.scroll = match motion {
                Motion::Up => review.scroll.saturating_sub(1),
                Motion::Down => review.scroll + 1,
                Motion::PageUp => review.scroll.saturating_sub(8),
                Motion::PageDown => review.scroll + 8,
                Motion::First => 0,
                Motion::Last | Motion::Left | Motion::Right => review.scroll,
            };
        }
        Action::Accept
        | Action::Type(_)
        | Action::Sift
        | Action::Save
        | Action::Own(_)
        | Action::Program(_) => {}
    }
}

pub(super) fn act_conflict(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return;
    };
    let View::Conflict(conflict) = &mut form.view else {
        return;
    };
    let last = conflict.rows.len().saturating_sub(1);
    match action {
        Action::Move(Motion::Up) => conflict.cursor = conflict.cursor.saturating_sub(1),
        Action::Move(Motion::Down) => conflict.cursor = (conflict.cursor + 1).min(last),
        Action::Own(Own::Conflict(choice)) => {
            choose(form, choice);
            if matches!(form.view, View::Fields) {
                open(model, out);
            }
        }
        Action::Back => form.view = View::Fields,
        Action::Move(_)
        | Action::Accept
        | Action::Type(_)
        | Action::Sift
        | Action::Save
        | Action::Own(_)
        | Action::Program(_) => {}
    }
}

/// Decides the row under the cursor (or all); when none is left the form stands on the new base.
fn choose(form: &mut Form, choice: ConflictAction) {
    let View::Conflict(mut conflict) = std::mem::replace(&mut form.view, View::Fields) else {
        return;
    };
    let decided: Vec<Field> = match choice {
        ConflictAction::Reload => conflict.rows.iter().map(|row| row.field).collect(),
        ConflictAction::Mine | ConflictAction::Theirs => conflict
            .rows
            .get(conflict.cursor)
            .map(|row| row.field)
            .into_iter()
            .collect(),
    };
    if choice != ConflictAction::Mine {
        for &field in &decided {
            form.revert(field);
        }
    }
    conflict.rows.retain(|row| !decided.contains(&row.field));
    conflict.cursor = conflict.cursor.min(conflict.rows.len().saturating_sub(1));
    if conflict.rows.iter().any(|row| row.mine.is_some()) {
        form.view = View::Conflict(conflict);
    } else {
        // What nobody edited is simply theirs.
        form.rebase(conflict.live, conflict.read);
    }
}

/// A request as a shell command, without what signs it. Characters that a terminal would obey are
/// written as JSON escapes.
#[must_use]
pub fn curl(vendor: Vendor, method: &str, url: &str, body: Option<&str>) -> String {
    let signed = match vendor {
        Vendor::Smartflo => "--header \"Authorization: Bearer $TOKEN\"",
        Vendor::CommPeak => "--user \"$USERNAME:$PASSWORD\"",
    };
    let mut command = format!("curl --request {method} --url '{url}' {signed}");
    if let Some(body) = body {
        let harmless: String = body.chars().map(escaped).collect();
        let quoted = harmless.replace('\'', "'\\''");
        command.push_str(" --header 'Content-Type: application/json' --data '");
        command.push_str(&quoted);
        command.push('\'');
    }
    command
}

fn escaped(character: char) -> String {
    let mut buffer = [0; 4];
    let alone: &str = character.encode_utf8(&mut buffer);
    if character.is_ascii() || text::clean(alone) == alone {
        return character.to_string();
    }
    let mut units = [0; 2];
    character
        .encode_utf16(&mut units)
        .iter()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}
