//! A user as it is to be shown: confirmed values under pending edits.

use std::sync::Arc;

use crate::domain::change::Change;
use crate::domain::field::Field;
use crate::domain::plan::EditId;
use crate::domain::user::{RowRef, User, UserId};
use crate::domain::value::Value;

use super::{Block, Slot, Stamp};

/// A user as it is to be shown: confirmed values under pending edits.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'roster> {
    pub(super) block: &'roster Block,
    pub(super) slot: Slot,
    pub(super) is_listed: bool,
    pub(super) pending: &'roster [(EditId, Change)],
}

impl<'roster> Shown<'roster> {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> UserId {
        UserId::known(self.id_text())
    }

    /// The same as text.
    #[must_use]
    pub fn id_text(&self) -> &'roster str {
        self.block.id(self.slot.row())
    }

    /// Its place in the roster.
    #[must_use]
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// The value to show: the last pending wish, else what was confirmed.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Value> {
        self.wish(field)
            .cloned()
            .or_else(|| self.block.get(self.slot.row(), field))
    }

    /// The value on its way to the server, if there is one.
    #[must_use]
    pub fn wish(&self, field: Field) -> Option<&'roster Value> {
        let newest_first = self.pending.iter().rev();
        newest_first
            .filter_map(|(_, change)| change.get(field))
            .map(|delta| &delta.after)
            .next()
    }

    /// What the newest read that carries `field` says, and when it was sent.
    #[must_use]
    pub fn confirmed(&self, field: Field) -> Option<(Value, Stamp)> {
        self.block.confirmed(self.slot.row(), field)
    }

    /// The name, empty when there is none. Untrusted text.
    #[must_use]
    pub fn name(&self) -> &'roster str {
        self.text(Field::Name)
    }

    /// The text of `field`, of a role its name; empty when null or unknown. Untrusted text.
    #[must_use]
    pub fn text(&self, field: Field) -> &'roster str {
        let text = match self.wish(field) {
            Some(Value::Role(role)) => Some(role.name.as_str()),
            Some(value) => value.text(),
            None => self.block.text(self.slot.row(), field),
        };
        text.unwrap_or_default()
    }

    /// The full record and when it was read, if it was.
    #[must_use]
    pub fn user(&self) -> Option<(Stamp, &'roster Arc<User>)> {
        self.block.user(self.slot.row())
    }

    /// What pages told and when the last of them was sent, if one did.
    #[must_use]
    pub fn row(&self) -> Option<(Stamp, RowRef<'roster>)> {
        let stamp = self.block.read_at(self.slot.row())?;
        Some((stamp, self.block.row(self.slot.row())?))
    }

    /// Whether the current listing holds this user.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.is_listed
    }

    /// The edits on their way, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = EditId> + 'roster {
        self.pending.iter().map(|(edit, _)| *edit)
    }
}
