//! What the records amount to: how each edit ended, which are open, what number the next job has.
//!
//! Invariant: an attempt without an outcome is an edit that nobody knows the end of, never one
//! that is forgotten.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::history::{History, Record};
use crate::domain::outcome::FieldResult;
use crate::domain::{AttemptId, Delta, Edit, EditId, JobId, Outcome, Settled};

/// How many ended edits are kept at hand; older ones stay in the files.
const RECENT: usize = 20_000;

/// Takes records in, oldest first.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    history: History,
    /// What was sent of edits that have not ended.
    sent: HashMap<EditId, Sent>,
    highest_job: u64,
}

#[derive(Debug)]
struct Sent {
    attempts: Vec<AttemptId>,
    /// The last of them, a [`Record::Attempt`].
    last: Record,
}

/// What attempts without an outcome mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// Whoever sent them is gone: nobody knows.
    Unknown,
    /// Whoever sent them may be at work.
    UnderWay,
}

impl Ledger {
    pub(super) fn note(&mut self, record: Record) {
        match record {
            Record::Planned { plan, at } => {
                self.highest_job = self.highest_job.max(plan.job.0);
                self.history.note_plan(plan, at);
            }
            Record::Attempt {
                edit, attempt, job, ..
            } => {
                self.highest_job = self.highest_job.max(job.0);
                let sent = self.sent.entry(edit);
                let sent = sent.or_insert_with(|| Sent {
                    attempts: Vec::new(),
                    last: record.clone(),
                });
                sent.attempts.push(attempt);
                sent.last = record;
            }
            Record::Settled(settled) => {
                self.highest_job = self.highest_job.max(settled.job.0);
                self.sent.remove(&settled.edit);
                self.history.note(settled);
            }
            Record::Dismissed { edit, .. } => {
                let unknown = self.sent.remove(&edit).and_then(|sent| self.unknown(&sent));
                if let Some(settled) = unknown {
                    self.history.note(Arc::new(settled));
                }
                self.history.dismiss(edit);
            }
        }
    }

    /// The newest edits that ended, and all open ones; and the number of the next job.
    pub(super) fn close(self, unfinished: Unfinished) -> (History, JobId) {
        let next_job = JobId(self.highest_job + 1);
        let mut history = self.close_whole(unfinished);
        history.forget_old(RECENT);
        (history, next_job)
    }

    /// All edits that ended, however many.
    pub(super) fn close_whole(mut self, unfinished: Unfinished) -> History {
        if unfinished == Unfinished::Unknown {
            let mut lost: Vec<Settled> = self
                .sent
                .values()
                .filter_map(|sent| self.unknown(sent))
                .collect();
            lost.sort_by_key(|settled| (settled.at, settled.edit));
            for settled in lost {
                self.history.note(Arc::new(settled));
            }
        }
        self.history
    }

    /// The ending of an edit that has none.
    fn unknown(&self, sent: &Sent) -> Option<Settled> {
        let Record::Attempt {
            edit,
            job,
            user,
            change,
            at,
            ..
        } = &sent.last
        else {
            return None;
        };
        let plan = self.history.plan(*job).map(|planned| &planned.plan);
        let planned: Option<&Edit> =
            plan.and_then(|plan| plan.edits.iter().find(|planned| planned.id == *edit));
        let field = |delta: &Delta| FieldResult {
            field: delta.field,
            seen: delta.seen.clone(),
            before: delta.before.clone(),
            after: delta.after.clone(),
            now: None,
        };
        Some(Settled {
            edit: *edit,
            job: *job,
            user: user.clone(),
            name: planned.and_then(|planned| planned.identity.name.clone()),
            outcome: Outcome::Unknown,
            fields: change.deltas.iter().map(field).collect(),
            detail: "rosterm ended before it was known".to_owned(),
            read_back: false,
            attempts: sent.attempts.clone(),
            requests: 0,
            at: *at,
            undo_of: planned.and_then(|planned| planned.undo_of),
            reason: plan.and_then(|plan| plan.reason.clone()),
        })
    }
}
