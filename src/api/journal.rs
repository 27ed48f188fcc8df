//! The journal: what was planned, attempted and found out, in order.
//!
//! Invariants: what [`Journal::append`] accepted is durable (an outcome within a second, or after
//! [`Journal::sync`]); a journal that cannot be written accepts nothing more, ever; secrets never
//! reach it, a password is its field name only. Reading order: [`file_system`], `segment` (a
//! line), `record` and `value` (what is in it), `survey` (reading), `ledger` (what it amounts to),
//! `tape` and `writer` (writing), `recovery` and [`retention`].

mod disk;
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
mod value;
mod writer;

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{oneshot, watch};

use crate::domain::JobId;
use crate::domain::history::{History, Record};

pub use disk::Disk;
pub use failure::JournalFailure;
pub use lock::Holder;
pub use place::Place;
pub use reading::{Filter, read};
pub use segment::Condition;

use file_system::FileSystem;
use memory::Memory;
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

/// The thread's other side.
#[derive(Debug)]
struct Worker {
    orders: Mutex<Option<Sender<Order>>>,
    recovered: watch::Receiver<Option<Recovered>>,
    failure: Arc<OnceLock<JournalFailure>>,
    thread: Mutex<Option<JoinHandle<()>>>,
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
        Self::spawn(move || Disk::open(&place), opening)
    }

    /// The journal in these files.
    #[must_use]
    pub fn on<F: FileSystem>(files: F, opening: Opening) -> Self {
        Self::spawn(move || Ok(files), opening)
    }

    fn spawn<F: FileSystem>(
        files: impl FnOnce() -> io::Result<F> + Send + 'static,
        opening: Opening,
    ) -> Self {
        let (orders, inbox) = mpsc::channel();
        let (told, recovered) = watch::channel(None);
        let failure = Arc::new(OnceLock::new());
        let failed = Arc::clone(&failure);
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || {
                run(files, &opening, &inbox, &told, &failed);
            });
        if let Err(error) = &thread {
            let _ = failure.set(JournalFailure::files(error));
        }
        Self(Store::Files(Arc::new(Worker {
            orders: Mutex::new(Some(orders)),
            recovered,
            failure,
            thread: Mutex::new(thread.ok()),
        })))
    }

    /// What the last runs left behind, as soon as it is read. Without the files there is nothing
    /// but the reason.
    pub async fn recovered(&self) -> Recovered {
        match &self.0 {
            Store::Memory(memory) => memory.recovered(),
            Store::Files(worker) => {
                let mut recovered = worker.recovered.clone();
                let known = recovered.wait_for(Option::is_some).await;
                known
                    .ok()
                    .and_then(|known| known.clone())
                    .unwrap_or_else(|| Recovered {
                        failure: Some(worker.why()),
                        ..Recovered::default()
                    })
            }
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
            Store::Files(worker) => worker.failure.get().cloned(),
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

impl Worker {
    async fn order(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<(), JournalFailure>>) -> Order,
    ) -> Result<(), JournalFailure> {
        let (reply, answer) = oneshot::channel();
        let sent = match &*self
            .orders
            .lock()
            .expect("nothing panics while the channel is locked")
        {
            Some(orders) => orders.send(order(reply)).is_ok(),
            None => false,
        };
        match sent {
            true => answer.await.unwrap_or_else(|_| Err(self.why())),
            false => Err(self.why()),
        }
    }

    fn why(&self) -> JournalFailure {
        self.failure
            .get()
            .cloned()
            .unwrap_or(JournalFailure::Stopped)
    }
}

impl Drop for Worker {
    /// Waits until everything is written and the lock is free.
    fn drop(&mut self) {
        if let Ok(orders) = self.orders.get_mut() {
            *orders = None;
        }
        if let Ok(Some(thread)) = self.thread.get_mut().map(Option::take) {
            // A panic in the thread was told to those who waited for it.
            let _ = thread.join();
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

/// The thread's life.
fn run<F: FileSystem>(
    files: impl FnOnce() -> io::Result<F>,
    opening: &Opening,
    orders: &Receiver<Order>,
    told: &watch::Sender<Option<Recovered>>,
    failed: &OnceLock<JournalFailure>,
) {
    let opened = match files() {
        Ok(files) => recovery::open(files, opening),
        Err(error) => recovery::Opened::failed(JournalFailure::files(&error)),
    };
    if let Some(failure) = &opened.recovered.failure {
        let _ = failed.set(failure.clone());
    }
    let _ = told.send(Some(opened.recovered));
    if let Some((tape, lock)) = opened.tape {
        writer::work(tape, orders, failed);
        drop(lock);
    }
}
