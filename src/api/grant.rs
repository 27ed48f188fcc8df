//! Whether writes are allowed, as a type.
//!
//! Invariant: the call that sends a PATCH wants a [`WriteGrant`], and there is none while writes
//! are forbidden, and never one for a vendor whose users are only read.

use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::smartflo::Smartflo;
use crate::protocol::{ReadOnly, Writes};

/// The state that `:write`, `:ro` and a failing journal change.
#[derive(Debug)]
pub struct WriteGate {
    /// How it is said; if it cannot be, writes stay forbidden, whatever is asked.
    dialect: Result<Smartflo, ReadOnly>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    writes: Writes,
    /// Whether the other side has heard of it.
    is_told: bool,
}

/// The right to send one PATCH now, in the dialect that has a word for it. It cannot be kept: it
/// borrows the gate.
#[derive(Debug)]
pub struct WriteGrant<'a> {
    /// How it is said.
    pub(super) dialect: &'a Smartflo,
}

impl WriteGate {
    /// Starts as `writes` says, if anybody can write.
    #[must_use]
    pub fn new(writes: Writes, dialect: Result<&Smartflo, ReadOnly>) -> Self {
        let state = State {
            writes,
            is_told: true,
        };
        let dialect = match writes {
            // The word that the program was started with is not taken back.
            Writes::Forbidden(why @ ReadOnly::Always) => dialect.and(Err(why)),
            Writes::Allowed | Writes::Until(_) | Writes::Forbidden(_) => dialect.cloned(),
        };
        let gate = Self {
            dialect,
            state: Mutex::new(state),
            changed: Notify::new(),
        };
        if gate.dialect.is_err() {
            gate.set(writes);
        }
        gate
    }

    /// Allows or forbids; that is news, even if it was so before.
    pub fn set(&self, writes: Writes) {
        self.change(&mut self.lock(), writes);
    }

    /// Forbids; news, if writes were allowed or forbidden for another reason.
    pub fn forbid(&self, why: ReadOnly) {
        let mut state = self.lock();
        if state.writes != Writes::Forbidden(why) {
            self.change(&mut state, Writes::Forbidden(why));
        }
    }

    /// How it was the last time somebody looked.
    #[must_use]
    pub fn last(&self) -> Writes {
        self.lock().writes
    }

    /// How it stands. A time that is over by `now` makes it forbidden.
    #[must_use]
    pub fn writes(&self, now: Timestamp) -> Writes {
        let mut state = self.lock();
        if let Writes::Until(end) = state.writes
            && end <= now
        {
            self.change(&mut state, Writes::Forbidden(ReadOnly::Expired));
        }
        state.writes
    }

    /// Waits until there may be news.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// How it stands, if nobody was told yet.
    #[must_use]
    pub fn news(&self) -> Option<Writes> {
        let mut state = self.lock();
        let was_told = std::mem::replace(&mut state.is_told, true);
        (!was_told).then_some(state.writes)
    }

    /// The right to send one PATCH.
    ///
    /// # Errors
    /// Why writes are forbidden.
    pub fn grant(&self, now: Timestamp) -> Result<WriteGrant<'_>, ReadOnly> {
        let dialect = self.dialect.as_ref().map_err(|why| *why)?;
        match self.writes(now) {
            Writes::Allowed | Writes::Until(_) => Ok(WriteGrant { dialect }),
            Writes::Forbidden(why) => Err(why),
        }
    }

    fn change(&self, state: &mut State, writes: Writes) {
        let writes = match self.dialect {
            Ok(_) => writes,
            Err(why) => Writes::Forbidden(why),
        };
        *state = State {
            writes,
            is_told: false,
        };
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("nothing panics while the state is locked")
    }
}

/// Why nothing is sent, in words that fit behind "Not sent".
#[must_use]
pub fn reason(read_only: ReadOnly) -> &'static str {
    match read_only {
        ReadOnly::Asked => "read-only: writing is not allowed in this session",
        ReadOnly::Always => "read-only: the program was started with --read-only",
        ReadOnly::Expired => "read-only: the time allowed for writing is over",
        ReadOnly::JournalFailed => {
            "read-only: the journal cannot be written, and what is not journaled is not sent"
        }
        ReadOnly::JournalLocked => {
            "read-only: another rosterm writes the journal of this profile; quit that one first"
        }
        ReadOnly::Vendor(why) => why,
        ReadOnly::WorkerStopped => "read-only: a part of the program has stopped; start it again",
    }
}
