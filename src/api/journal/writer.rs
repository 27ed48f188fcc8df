//! The journal's own thread: it opens the journal, then writes what it is handed, in order.
//!
//! Invariants: nobody is told "durable" before the sync that covers it; waiting for a slow disk
//! blocks this thread and no other; an outcome is durable at most a second after it was written.

use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::JournalFailure;
use super::encoder::encode;
use super::file_system::FileSystem;
use super::tape::Tape;
use crate::domain::history::Record;

/// A group is closed when it has so many records ...
const GROUP: usize = 16;
/// ... or after so long, whichever comes first.
const GATHERING: Duration = Duration::from_millis(5);
/// How long a written outcome may wait for its sync.
const LAG: Duration = Duration::from_secs(1);

/// Told when the order is carried out.
type Reply = oneshot::Sender<Result<(), JournalFailure>>;

/// What the thread is asked to do.
pub(super) enum Order {
    /// Write these; answer when they are durable, or written if that is enough for all of them.
    Append(Vec<Record>, Reply),
    /// Make durable what was written.
    Sync(Reply),
}

/// Orders that are carried out together.
#[derive(Default)]
struct Group {
    lines: Vec<String>,
    records: usize,
    written: Vec<Reply>,
    durable: Vec<Reply>,
}

/// Writes until everybody who could hand something in is gone.
pub(super) fn work<F: FileSystem>(
    mut tape: Tape<F>,
    orders: &Receiver<Order>,
    failed: &OnceLock<JournalFailure>,
) {
    let mut sync_by: Option<Instant> = None;
    // Several waited for the last sync: others may come in a moment.
    let mut is_busy = false;
    loop {
        let order = match sync_by {
            Some(time) => orders.recv_timeout(time.saturating_duration_since(now())),
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let group = match order {
            Ok(order) => Group::gather(order, orders, is_busy),
            // Its failure is told to the next who asks.
            Err(RecvTimeoutError::Timeout) => {
                sync_by = None;
                if let Err(failure) = tape.sync() {
                    let _ = failed.set(failure);
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => {
                let _ = tape.sync();
                return;
            }
        };
        is_busy = group.durable.len() > 1;
        group.carry_out(&mut tape, failed);
        sync_by = match tape.is_synced() {
            true => None,
            false => sync_by.or_else(|| Some(now() + LAG)),
        };
    }
}

impl Group {
    /// Everything that waits, and when there is much to do, what comes within a moment.
    fn gather(first: Order, orders: &Receiver<Order>, is_busy: bool) -> Self {
        let mut group = Self::default();
        group.add(first);
        let until = now() + GATHERING;
        loop {
            let next = if is_busy && group.records < GROUP && !group.durable.is_empty() {
                orders
                    .recv_timeout(until.saturating_duration_since(now()))
                    .ok()
            } else {
                orders.try_recv().ok()
            };
            match next {
                Some(order) => group.add(order),
                None => return group,
            }
        }
    }

    fn add(&mut self, order: Order) {
        match order {
            Order::Append(records, reply) => {
                let replies = match records.iter().all(may_lag) {
                    true => &mut self.written,
                    false => &mut self.durable,
                };
                replies.push(reply);
                self.records += records.len();
                self.lines.extend(records.iter().flat_map(encode));
            }
            Order::Sync(reply) => self.durable.push(reply),
        }
    }

    /// A failure is known to everybody before anybody is told of it.
    fn carry_out<F: FileSystem>(self, tape: &mut Tape<F>, failed: &OnceLock<JournalFailure>) {
        let note = |done: &Result<(), JournalFailure>| {
            if let Err(failure) = done {
                let _ = failed.set(failure.clone());
            }
        };
        let written = tape.write(self.lines);
        note(&written);
        tell(self.written, &written);
        if !self.durable.is_empty() {
            let synced = written.and_then(|()| tape.sync());
            note(&synced);
            tell(self.durable, &synced);
        }
    }
}

fn tell(replies: Vec<Reply>, result: &Result<(), JournalFailure>) {
    for reply in replies {
        // Who no longer waits need not know.
        let _ = reply.send(result.clone());
    }
}

/// Losing an outcome loses no truth: the edit is open again and is read again.
fn may_lag(record: &Record) -> bool {
    match record {
        Record::Settled(_) => true,
        Record::Planned { .. } | Record::Attempt { .. } | Record::Dismissed { .. } => false,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the thread's deadlines: 5 ms to gather a group, 1 s for an outcome"
)]
fn now() -> Instant {
    Instant::now()
}
