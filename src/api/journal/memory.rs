//! A journal that ends with the process: for the demo tenant, for verbs that only read, for tests.
//!
//! Invariant: secrets do not reach it either; a password is its field name only.

use std::sync::{Arc, Mutex, MutexGuard};

use super::ledger::{Ledger, Unfinished};
use super::{Entry, JournalFailure, Recovered};
use crate::domain::history::Record;
use crate::domain::outcome::{FieldResult, Settled};
use crate::domain::plan::Plan;
use crate::domain::value::Value;
use crate::domain::{Change, Delta};

/// Records in memory; clones share them.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    capacity: usize,
    pages: Arc<Mutex<Pages>>,
}

#[derive(Debug, Default)]
struct Pages {
    records: Vec<Record>,
    failure: Option<JournalFailure>,
}

impl Memory {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            pages: Arc::default(),
        }
    }

    pub(super) fn append(&self, records: &[Record]) -> Result<(), JournalFailure> {
        let mut pages = self.lock();
        if let Some(failure) = &pages.failure {
            return Err(failure.clone());
        }
        if pages.records.len() + records.len() > self.capacity {
            let failure = JournalFailure::Full(self.capacity);
            pages.failure = Some(failure.clone());
            return Err(failure);
        }
        pages.records.extend(records.iter().map(without_secrets));
        Ok(())
    }

    pub(super) fn failure(&self) -> Option<JournalFailure> {
        self.lock().failure.clone()
    }

    /// What an actor that starts now has to know; the one before is gone.
    pub(super) fn recovered(&self) -> Recovered {
        let mut ledger = Ledger::default();
        for record in &self.lock().records {
            ledger.note(record.clone());
        }
        let (history, next_job) = ledger.close(Unfinished::Unknown);
        Recovered {
            history,
            next_job,
            warnings: Vec::new(),
            failure: self.failure(),
        }
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let records = self.lock().records.clone();
        let entry = |(sequence, record)| Entry { sequence, record };
        (1..).zip(records).map(entry).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages
            .lock()
            .expect("nothing panics while the journal is locked")
    }
}

fn without_secrets(record: &Record) -> Record {
    match record {
        Record::Planned { plan, at } => {
            let mut plan = Plan::clone(plan);
            for edit in &mut plan.edits {
                edit.change = bare_change(std::mem::take(&mut edit.change));
            }
            Record::Planned {
                plan: Arc::new(plan),
                at: *at,
            }
        }
        Record::Settled(settled) => {
            let mut settled = Settled::clone(settled);
            let fields = settled.fields.drain(..).map(|result| FieldResult {
                seen: result.seen.map(bare),
                before: result.before.map(bare),
                after: bare(result.after),
                now: result.now.map(bare),
                ..result
            });
            settled.fields = fields.collect();
            Record::Settled(Arc::new(settled))
        }
        Record::Attempt {
            edit,
            attempt,
            job,
            user,
            change,
            at,
        } => Record::Attempt {
            edit: *edit,
            attempt: *attempt,
            job: *job,
            user: user.clone(),
            change: bare_change(change.clone()),
            at: *at,
        },
        Record::Dismissed { .. } => record.clone(),
    }
}

fn bare_change(change: Change) -> Change {
    let deltas = change.deltas.into_iter().map(|delta| Delta {
        seen: delta.seen.map(bare),
        before: delta.before.map(bare),
        after: bare(delta.after),
        ..delta
    });
    Change {
        deltas: deltas.collect(),
    }
}

fn bare(value: Value) -> Value {
    match value {
        Value::Secret(_) => Value::Null,
        Value::Null
        | Value::Flag(_)
        | Value::Text(_)
        | Value::Role(_)
        | Value::Cdr(_)
        | Value::Texts(_)
        | Value::AgentStatus(_)
        | Value::UserStatus(_)
        | Value::TeamStatus(_)
        | Value::Named { .. } => value,
    }
}
