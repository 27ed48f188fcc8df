//! The journal: what was planned, attempted and found out, in order.
//!
//! Invariants: what [`Journal::append`] accepted is durable (an outcome within a second, or after
//! [`Journal::sync`]); a journal that cannot be written accepts nothing more, ever; secrets never
//! reach it, a password is its field name only. Reading order: [`file_system`], `segment` (a
//! line), `record` (what is in it), `survey` (reading), `ledger` (what it amounts to),
//! `tape`, `writer` and `worker` (writing), `recovery` and [`retention`].

mod decoder;
mod disk;
mod encoder;
mod failure;
pub mod file_system;
mod ledger;
mod lock;
mod memory;
mod place;
mod reading;
mod record;
mod recovery;
pub mod retention;
mod segment;
mod survey;
mod tape;
mod worker;
mod writer;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::JobId;
use crate::domain::history::{History, Record};

pub use disk::Disk;
pub use failure::JournalFailure;
pub use lock::Holder;
pub use place::Place;
pub(in crate::api) use place::folder_name;
pub use reading::{Filter, Past, past, read};
pub use segment::Condition;

use file_system::FileSystem;
use memory::Memory;
use worker::Worker;
use writer::Order;

/// Append-only records; clones write to the same journal.
#[derive(Debug, Clone)]
pub struct Journal(Store);

#[derive(Debug, Clone)]
enum Store {
    Memory(Memory),
    Files(Arc<Worker>),
}

/// Whose journal it is. Edits are bound to both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// The profile's name.
    pub profile: String,
    /// The base URL the edits are sent to.
    pub origin: String,
}

/// How a journal is opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Whose journal it is.
    pub tenant: Tenant,
    /// The time of day.
    pub now: Timestamp,
    /// How long records are kept; those of open edits stay for longer.
    pub retention: SignedDuration,
}

/// What the last runs left behind.
#[derive(Debug, Clone)]
pub struct Recovered {
    /// The edits that ended, and those of which nobody knows the end.
    pub history: History,
    /// The number of the next job.
    pub next_job: JobId,
    /// What is wrong with the files, in sentences.
    pub warnings: Vec<String>,
    /// Why nothing can be written, if so.
    pub failure: Option<JournalFailure>,
}

/// A record and its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Counted from 1 within the journal; of a record of several lines, that of the last.
    pub sequence: u64,
    /// The record.
    pub record: Record,
}

impl Journal {
    /// An empty journal for at most `capacity` records, gone with the process.
    #[must_use]
    pub fn in_memory(capacity: usize) -> Self {
        Self(Store::Memory(Memory::new(capacity)))
    }

    /// The journal in this folder, which is made when it is missing. Returns at once: the files
    /// are locked and read by the journal's own thread, see [`Journal::recovered`].
    #[must_use]
    pub fn durable(place: &Place, now: Timestamp, retention: SignedDuration) -> Self {
        let opening = Opening {
            tenant: place.tenant.clone(),
            now,
            retention,
        };
        let place = place.clone();
        Self(Store::Files(Arc::new(Worker::start(
            move || Disk::open(&place),
            opening,
        ))))
    }

    /// The journal in these files.
    #[must_use]
    pub fn on<F: FileSystem>(files: F, opening: Opening) -> Self {
        Self(Store::Files(Arc::new(Worker::start(
            move || Ok(files),
            opening,
        ))))
    }

    /// What the last runs left behind, as soon as it is read. Without the files there is nothing
    /// but the reason.
    pub async fn recovered(&self) -> Recovered {
        match &self.0 {
            Store::Memory(memory) => memory.recovered(),
            Store::Files(worker) => worker.recovered().await,
        }
    }

    /// Appends all of `records`, or none. When it returns, they are durable; outcomes alone are
    /// only written by then, and durable within a second.
    ///
    /// # Errors
    /// [`JournalFailure`], now and for ever after: what may be missing in the middle is no journal.
    pub async fn append(&self, records: &[Record]) -> Result<(), JournalFailure> {
        match &self.0 {
            Store::Memory(memory) => memory.append(records),
            Store::Files(worker) => {
                let records = records.to_vec();
                worker.order(|reply| Order::Append(records, reply)).await
            }
        }
    }

    /// Returns when everything appended before is durable.
    ///
    /// # Errors
    /// [`JournalFailure`], now and for ever after.
    pub async fn sync(&self) -> Result<(), JournalFailure> {
        match &self.0 {
            Store::Memory(_) => Ok(()),
            Store::Files(worker) => worker.order(Order::Sync).await,
        }
    }

    /// Why nothing can be written any more, if so.
    #[must_use]
    pub fn failure(&self) -> Option<JournalFailure> {
        match &self.0 {
            Store::Memory(memory) => memory.failure(),
            Store::Files(worker) => worker.failure(),
        }
    }

    /// Everything written so far, oldest first, of a journal in memory; the files of a durable one
    /// are read with [`read()`].
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        match &self.0 {
            Store::Memory(memory) => memory
                .entries()
                .into_iter()
                .map(|entry| entry.record)
                .collect(),
            Store::Files(_) => Vec::new(),
        }
    }
}

impl Opening {
    /// Records from before this time are removed.
    fn oldest_kept(&self) -> Timestamp {
        self.now
            .checked_sub(self.retention)
            .unwrap_or(Timestamp::MIN)
    }
}

impl Default for Recovered {
    fn default() -> Self {
        Self {
            history: History::default(),
            next_job: JobId(1),
            warnings: Vec::new(),
            failure: None,
        }
    }
}
