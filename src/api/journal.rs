//! The journal: what was planned, attempted and found out, in order.
//!
//! Invariants: what [`Journal::append`] accepted is durable; a journal that failed once accepts
//! nothing more; secrets never reach it, a password is its field name only.

use std::sync::{Arc, Mutex};

use crate::domain::history::Record;
use crate::domain::outcome::{FieldResult, Settled};
use crate::domain::plan::Plan;
use crate::domain::value::Value;
use crate::domain::{Change, Delta};

/// Append-only records. This one keeps them in memory, so "durable" means "until the end of the
/// process"; clones share the same records.
#[derive(Debug, Clone)]
pub struct Journal {
    capacity: usize,
    pages: Arc<Mutex<Pages>>,
}

#[derive(Debug, Default)]
struct Pages {
    records: Vec<Record>,
    failure: Option<JournalFailure>,
}

/// The journal cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JournalFailure {
    /// No more records fit.
    #[error("the journal is full ({0} records); restart rosterm to begin a new one")]
    Full(usize),
}

impl Journal {
    /// An empty journal for at most `capacity` records.
    #[must_use]
    pub fn in_memory(capacity: usize) -> Self {
        Self {
            capacity,
            pages: Arc::default(),
        }
    }

    /// Appends all of `records`, or none. When it returns, they are durable.
    ///
    /// # Errors
    /// [`JournalFailure`], now and for ever after: what may be missing in the middle is no journal.
    pub async fn append(&self, records: &[Record]) -> Result<(), JournalFailure> {
        let mut pages = self
            .pages
            .lock()
            .expect("nothing panics while the journal is locked");
        if let Some(failure) = pages.failure {
            return Err(failure);
        }
        if pages.records.len() + records.len() > self.capacity {
            let failure = JournalFailure::Full(self.capacity);
            pages.failure = Some(failure);
            return Err(failure);
        }
        pages.records.extend(records.iter().map(without_secrets));
        Ok(())
    }

    /// Everything written so far, oldest first.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        self.pages
            .lock()
            .expect("nothing panics while the journal is locked")
            .records
            .clone()
    }

    /// Why nothing can be written any more, if so.
    #[must_use]
    pub fn failure(&self) -> Option<JournalFailure> {
        self.pages
            .lock()
            .expect("nothing panics while the journal is locked")
            .failure
    }
}

fn without_secrets(record: &Record) -> Record {
    match record {
        Record::Planned { plan, at } => {
            let mut plan = Plan::clone(plan);
            for edit in &mut plan.edits {
                let deltas = edit.change.deltas.drain(..).map(|delta| Delta {
                    seen: delta.seen.map(bare),
                    before: delta.before.map(bare),
                    after: bare(delta.after),
                    ..delta
                });
                edit.change = Change {
                    deltas: deltas.collect(),
                };
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
        Record::Attempt { .. } | Record::Dismissed { .. } => record.clone(),
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
