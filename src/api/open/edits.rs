//! The open edits, by user: a write asks about its own user's only, however many there are.
//!
//! Invariant: what a write makes obsolete is taken out before its first byte leaves.

use std::collections::{BTreeSet, HashMap};

use super::{Hold, OpenEdit};
use crate::domain::{Edit, EditId, Field, Outcome, Settled, UserId};

/// All open edits.
#[derive(Debug, Default)]
pub(in crate::api) struct OpenEdits {
    edits: HashMap<EditId, OpenEdit>,
    of_user: HashMap<UserId, BTreeSet<EditId>>,
}

impl OpenEdits {
    /// Notes an open edit.
    pub(in crate::api) fn insert(&mut self, open: OpenEdit) {
        let (edit, user) = (open.settled.edit, open.settled.user.clone());
        self.of_user.entry(user).or_default().insert(edit);
        self.edits.insert(edit, open);
    }

    /// It is not open any more, or somebody else takes care of it.
    pub(in crate::api) fn remove(&mut self, edit: EditId) -> Option<OpenEdit> {
        let open = self.edits.remove(&edit)?;
        let user = &open.settled.user;
        if let Some(others) = self.of_user.get_mut(user) {
            others.remove(&edit);
            if others.is_empty() {
                self.of_user.remove(user);
            }
        }
        Some(open)
    }

    pub(super) fn get(&self, edit: EditId) -> Option<&OpenEdit> {
        self.edits.get(&edit)
    }

    /// Those of one user, the oldest first.
    fn of<'a>(&'a self, user: &UserId) -> impl Iterator<Item = &'a OpenEdit> + use<'a> {
        let edits = self.of_user.get(user).into_iter().flatten();
        edits.filter_map(|edit| self.edits.get(edit))
    }

    /// Why `edit` must not be sent yet: an earlier edit of one of its fields has an unknown
    /// outcome, and may arrive late.
    pub(in crate::api) fn holding(&self, edit: &Edit) -> Option<String> {
        if let Some(open) = self.left_over(&edit.user) {
            return Some(format!(
                "held: a change of this user from last time ({}: {}) is unresolved; check or \
                 dismiss that one first",
                open.settled.edit,
                open.settled.wish()
            ));
        }
        let held = |open: &&OpenEdit| {
            open.settled.outcome == Outcome::Unknown && shared_field(&open.settled, edit).is_some()
        };
        let open = self.of(&edit.user).find(held)?;
        let field = shared_field(&open.settled, edit)?;
        Some(format!(
            "held: it is unknown whether an earlier edit of {} was applied ({}); check or dismiss \
             that one first",
            field.label(),
            open.settled.edit
        ))
    }

    /// An edit of this user that was left by an earlier run and that nobody looked at since.
    pub(in crate::api) fn left_over(&self, user: &UserId) -> Option<&OpenEdit> {
        self.of(user).find(|open| open.hold == Hold::User)
    }

    /// Somebody looked: from now on it is held like any other.
    pub(super) fn looked(&mut self, edit: EditId) {
        if let Some(open) = self.edits.get_mut(&edit) {
            open.hold = Hold::Fields;
        }
    }

    /// Takes out the open edits that a write of `edit` makes obsolete.
    pub(in crate::api) fn overtake(&mut self, edit: &Edit) -> Vec<OpenEdit> {
        let overtaken = |open: &&OpenEdit| shared_field(&open.settled, edit).is_some();
        let open = self.of(&edit.user).filter(overtaken);
        let overtaken: Vec<_> = open.map(|open| open.settled.edit).collect();
        let remove = |edit| self.remove(edit);
        overtaken.into_iter().filter_map(remove).collect()
    }

    /// That write never arrived: they are open as before.
    pub(in crate::api) fn put_back(&mut self, overtaken: Vec<OpenEdit>) {
        for open in overtaken {
            self.insert(open);
        }
    }
}

/// A field that both name.
fn shared_field(settled: &Settled, edit: &Edit) -> Option<Field> {
    let mut fields = settled.fields.iter().map(|result| result.field);
    fields.find(|field| edit.change.get(*field).is_some())
}
