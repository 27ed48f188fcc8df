//! An edit and where it comes from, as it waits for its turn; and how it is put down at its end.
//!
//! Invariant: an order that comes back to its queue keeps the attempts and requests it has cost.

use std::sync::Arc;

use super::readback::Ending;
use crate::api::open::OpenEdit;
use crate::domain::outcome::FieldResult;
use crate::domain::{AttemptId, Edit, JobId, Settled, User, Values};
use crate::protocol::Priority;

/// An edit and where it comes from.
#[derive(Debug, Clone)]
pub(in crate::api) struct Order {
    pub(in crate::api) edit: Edit,
    pub(in crate::api) job: JobId,
    pub(in crate::api) reason: Option<String>,
    pub(in crate::api) priority: Priority,
    /// What the list said of the user, in place of a read before sending.
    pub(in crate::api) listed: Option<Arc<User>>,
    pub(in crate::api) read_back: ReadBack,
    /// Nothing else of its job is at work.
    pub(in crate::api) is_alone: bool,
    /// The last word on it when it is carried out again and that word is still open.
    pub(in crate::api) earlier: Option<OpenEdit>,
    /// The PATCHes sent for it before this turn.
    attempts: Vec<AttemptId>,
    /// The requests spent on it before this turn.
    requests: u32,
}

/// Where the read after a yes comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum ReadBack {
    /// A read of its own, at once.
    Own,
    /// The list, when all edits of the job are sent.
    List,
}

impl Order {
    pub(in crate::api) fn new(
        edit: Edit,
        job: JobId,
        reason: Option<String>,
        priority: Priority,
    ) -> Self {
        Self {
            edit,
            job,
            reason,
            priority,
            listed: None,
            read_back: ReadBack::Own,
            is_alone: false,
            earlier: None,
            attempts: Vec::new(),
            requests: 0,
        }
    }

    /// The same edit once more, after an ending that is still open.
    pub(in crate::api) fn after(mut self, earlier: Option<OpenEdit>) -> Self {
        if let Some(open) = &earlier {
            self.attempts.clone_from(&open.settled.attempts);
            self.requests = open.settled.requests;
        }
        self.earlier = earlier;
        self
    }

    /// Whether a PATCH was sent for it in an earlier turn.
    pub(super) fn was_attempted(&self) -> bool {
        !self.attempts.is_empty()
    }

    /// With what this turn has cost.
    pub(super) fn with(mut self, attempts: Vec<AttemptId>, requests: u32) -> Self {
        self.attempts.extend(attempts);
        self.requests += requests;
        self
    }

    /// What may be said about it now that it has ended so.
    pub(super) fn settle(
        self,
        ending: Ending,
        before: Option<&Values>,
        at: jiff::Timestamp,
    ) -> Settled {
        let value = |values: Option<&Values>, field| values?.get(&field).cloned();
        let fields = self
            .edit
            .change
            .deltas
            .into_iter()
            .map(|delta| FieldResult {
                before: value(before, delta.field),
                now: value(ending.now.as_ref(), delta.field),
                field: delta.field,
                seen: delta.seen,
                after: delta.after,
            });
        Settled {
            edit: self.edit.id,
            job: self.job,
            user: self.edit.user,
            name: self.edit.identity.name,
            outcome: ending.outcome,
            fields: fields.collect(),
            detail: ending.detail,
            read_back: ending.read_back,
            attempts: self.attempts,
            requests: self.requests,
            at,
            undo_of: self.edit.undo_of,
            reason: self.reason,
        }
    }
}
