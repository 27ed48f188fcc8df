//! Plans of many edits on their way: which edit begins next, when a job stops, when it is over.
//!
//! Pure but for [`sweep`], which reads the list. Invariants: the ends of a job's edits add up to
//! its plan; a job that stopped begins nothing; an edit costs the same however many there are.

mod course;
mod job;
mod sense;
pub(super) mod sweep;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::write::{Order, Parked};
use crate::domain::job::Halt;
use crate::domain::{JobId, UserId};
use crate::protocol::Priority;

pub(super) use course::Due;
pub(super) use job::Job;
pub(super) use sense::{Sense, find_out};

/// So many edits of a job may wait for something other than a slot: a quiet minute, another look.
/// When more do, the server is not well, and the job waits with them.
const WAITING: usize = 50;

/// What an edit at work reports to its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// The token was refused.
    SignedOut,
    /// Writes are forbidden.
    ReadOnly,
    /// A 429 to a PATCH that was sent at this time (since the actor's start).
    SlowDown {
        /// When.
        sent_at: Duration,
    },
    /// A read was told to slow down until it gave up.
    Throttled,
}

/// What begins next.
pub(super) enum Next {
    /// An edit.
    Edit(Box<Order>),
    /// A read of a user of whom the list did not tell.
    ReadBack(Box<Parked>),
}

/// The jobs that are not over.
pub(super) struct Jobs {
    all: BTreeMap<JobId, Job>,
    /// Edits that were sent and wait for the list; a user's next write waits behind them.
    parked: HashMap<UserId, Parked>,
    /// Edits at work for jobs: those with a slot, and those that wait.
    most: usize,
}

impl Jobs {
    /// No jobs; so many slots for their edits.
    pub(super) fn new(slots: usize) -> Self {
        Self {
            all: BTreeMap::new(),
            parked: HashMap::new(),
            most: slots + WAITING,
        }
    }

    pub(super) fn get(&mut self, job: JobId) -> Option<&mut Job> {
        self.all.get_mut(&job)
    }

    pub(super) fn insert(&mut self, job: Job) {
        self.all.insert(job.id, job);
    }

    pub(super) fn remove(&mut self, job: JobId) -> Option<Job> {
        self.all.remove(&job)
    }

    /// Those that are not over, the oldest first.
    pub(super) fn ids(&self) -> Vec<JobId> {
        self.all.keys().copied().collect()
    }

    /// Those that stopped because nobody was signed in.
    pub(super) fn signed_out(&self) -> Vec<JobId> {
        let stopped = self.all.values().filter(|job| job.waits_for_signature());
        stopped.map(|job| job.id).collect()
    }

    /// Whether an edit could begin.
    pub(super) fn is_ready(&self) -> bool {
        self.all.values().any(|job| job.is_ready(self.most))
    }

    /// The next edit of the oldest job that may begin one.
    pub(super) fn next(&mut self) -> Option<Next> {
        let most = self.most;
        let job = self.all.values_mut().find(|job| job.is_ready(most))?;
        job.next()
    }

    /// An edit of its job was sent and waits for the list.
    pub(super) fn park(&mut self, parked: Parked) {
        if let Some(job) = self.all.get_mut(&parked.order.job) {
            job.park(parked.order.edit.id);
        }
        self.parked.insert(parked.order.edit.user.clone(), parked);
    }

    /// Somebody wants to write to this user: the edit that waits for the list is read back by
    /// itself now, as urgently as a key press.
    pub(super) fn unpark(&mut self, user: &UserId) -> Option<Parked> {
        let mut parked = self.parked.remove(user)?;
        parked.order.priority = Priority::Key;
        if let Some(job) = self.all.get_mut(&parked.order.job) {
            job.unpark(parked.order.edit.id);
        }
        Some(parked)
    }

    /// The edits of a job that wait for the list.
    pub(super) fn parked(&self, job: JobId) -> impl Iterator<Item = &Parked> {
        let parked = self.parked.values();
        parked.filter(move |parked| parked.order.job == job)
    }

    /// All of them, to be settled; they count as at work until then.
    pub(super) fn take_parked(&mut self, job: JobId) -> Vec<Parked> {
        let is_meant = |_: &UserId, parked: &mut Parked| parked.order.job == job;
        let parked = self.parked.extract_if(is_meant);
        let mut parked: Vec<_> = parked.map(|(_, parked)| parked).collect();
        // In the order in which they were answered.
        parked.sort_by_key(|parked| parked.sent.decided_at);
        if let Some(job) = self.all.get_mut(&job) {
            parked
                .iter()
                .for_each(|parked| job.unpark(parked.order.edit.id));
        }
        parked
    }

    /// What a signal means for its job; `Some` = it stops.
    pub(super) fn hear(&mut self, job: JobId, signal: Signal, now: Duration) -> Option<Halt> {
        let job = self.all.get_mut(&job)?;
        match signal {
            Signal::SignedOut => Some(Halt::SignedOut),
            Signal::ReadOnly => Some(Halt::ReadOnly),
            Signal::Throttled => Some(Halt::Throttled),
            Signal::SlowDown { sent_at } => job.slow_down(sent_at, now),
        }
    }
}
