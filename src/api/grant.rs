//! Whether writes are allowed, as a type.
//!
//! Invariant: the call that sends a PATCH wants a [`WriteGrant`], and there is none while writes
//! are forbidden.

use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;

use crate::protocol::{ReadOnly, Writes};

/// The state that `:write`, `:ro` and a failing journal change.
#[derive(Debug)]
pub struct WriteGate(Mutex<Writes>);

/// The right to send one PATCH now. It cannot be kept: it borrows the gate.
#[derive(Debug)]
pub struct WriteGrant<'a>(PhantomData<&'a WriteGate>);

impl WriteGate {
    /// Starts as `writes` says.
    #[must_use]
    pub fn new(writes: Writes) -> Self {
        Self(Mutex::new(writes))
    }

    /// Allows or forbids.
    pub fn set(&self, writes: Writes) {
        *self.lock() = writes;
    }

    /// How it was the last time somebody looked.
    #[must_use]
    pub fn last(&self) -> Writes {
        *self.lock()
    }

    /// How it stands. A time that is over by `now` makes it forbidden.
    #[must_use]
    pub fn writes(&self, now: Timestamp) -> Writes {
        let mut writes = self.lock();
        if let Writes::Until(end) = *writes
            && end <= now
        {
            *writes = Writes::Forbidden(ReadOnly::Expired);
        }
        *writes
    }

    /// The right to send one PATCH.
    ///
    /// # Errors
    /// Why writes are forbidden.
    pub fn grant(&self, now: Timestamp) -> Result<WriteGrant<'_>, ReadOnly> {
        match self.writes(now) {
            Writes::Allowed | Writes::Until(_) => Ok(WriteGrant(PhantomData)),
            Writes::Forbidden(why) => Err(why),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Writes> {
        self.0
            .lock()
            .expect("nothing panics while the state is locked")
    }
}

/// Why nothing is sent, in words that fit behind "Not sent".
#[must_use]
pub fn reason(read_only: ReadOnly) -> &'static str {
    match read_only {
        ReadOnly::Asked => "read-only: writing is not allowed in this session",
        ReadOnly::Expired => "read-only: the time allowed for writing is over",
        ReadOnly::JournalFailed => {
            "read-only: the journal cannot be written, and what is not journaled is not sent"
        }
        ReadOnly::JournalLocked => {
            "read-only: another rosterm writes the journal of this profile; quit that one first"
        }
        ReadOnly::WorkerStopped => "read-only: a part of the program has stopped; start it again",
    }
}
