//! The course of a job: comparing with the list, sending, reading back; and what is due now. Pure.
//!
//! Invariants: nothing is sent while the list is being read, and the list is read back only when
//! nothing is on its way any more; of two readings only the later one counts.

use std::collections::HashMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::sweep::Purpose;
use super::{Job, Order};
use crate::api::write::Parked;
use crate::domain::job::{Halt, JobStage};
use crate::domain::{User, UserId};
use crate::protocol::Priority;

/// Where a job is.
#[derive(Debug)]
pub(super) enum Phase {
    /// The list has to be read before an edit begins.
    Uncompared,
    /// Edits begin as slots fall free.
    Sending,
    /// The list is being read.
    Reading { purpose: Purpose, cancel: Reader },
    /// The list was read back; what it did not tell is read one by one.
    ReadBack { read: usize },
}

/// One reading of the list; a later one is another.
pub(in crate::api) type Reader = Arc<CancellationToken>;

/// What a job needs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Due {
    /// Nothing, or a slot.
    Nothing,
    /// The list.
    Sweep(Purpose),
    /// It is over.
    End,
}

impl Job {
    /// What it needs now.
    pub(in crate::api) fn due(&mut self) -> Due {
        if self.left.is_empty() {
            return Due::End;
        }
        let is_sent = self.waiting.is_empty() && self.at_work.is_empty();
        if is_sent && self.halt.is_some_and(is_about_sending) {
            self.halt = None;
        }
        match self.phase {
            _ if self.halt.is_some() => Due::Nothing,
            Phase::Uncompared if !self.waiting.is_empty() => Due::Sweep(Purpose::Compare),
            Phase::Uncompared | Phase::Sending if is_sent && self.parked > 0 => {
                Due::Sweep(Purpose::ReadBack)
            }
            Phase::Uncompared | Phase::Sending | Phase::Reading { .. } | Phase::ReadBack { .. } => {
                Due::Nothing
            }
        }
    }

    /// Its edits that have not begun, as the list has to be compared with them.
    pub(in crate::api) fn waiting(&self) -> impl Iterator<Item = &Order> {
        self.waiting.iter()
    }

    /// The list is being read from now on.
    pub(in crate::api) fn read(&mut self, purpose: Purpose) -> Reader {
        let cancel = Reader::default();
        self.phase = Phase::Reading {
            purpose,
            cancel: Arc::clone(&cancel),
        };
        cancel
    }

    /// Whether this is the reading that it waits for.
    pub(in crate::api) fn awaits(&self, reader: &Reader) -> bool {
        match &self.phase {
            Phase::Reading { cancel, .. } => Arc::ptr_eq(cancel, reader),
            Phase::Uncompared | Phase::Sending | Phase::ReadBack { .. } => false,
        }
    }

    /// The list was read before anything is sent.
    pub(in crate::api) fn compared(&mut self, found: &HashMap<UserId, Arc<User>>) {
        self.phase = Phase::Sending;
        for order in &mut self.waiting {
            order.listed = found.get(&order.edit.user).map(Arc::clone);
        }
    }

    /// The list was read after everything was sent, and did not tell of these.
    pub(in crate::api) fn read_back(&mut self, untold: Vec<Parked>, read: usize) {
        for parked in &untold {
            self.at_work.remove(&parked.order.edit.id);
        }
        self.untold.extend(untold);
        self.phase = Phase::ReadBack { read };
    }

    /// Where it is, if that was not told yet.
    pub(in crate::api) fn news(&mut self) -> Option<JobStage> {
        let stage = match (self.halt, &self.phase) {
            (Some(halt), _) => JobStage::Paused(halt),
            (None, Phase::Uncompared) => JobStage::Comparing { read: 0 },
            (None, Phase::Reading { purpose, .. }) => purpose.stage(0),
            (None, Phase::ReadBack { read }) => JobStage::ReadingBack { read: *read },
            (None, Phase::Sending) => self.pace.stage(),
        };
        if self.priority != Priority::Job || self.told.replace(stage) == Some(stage) {
            return None;
        }
        Some(stage)
    }

    /// Gives up the reading of the list, and everything that waits for it one by one.
    pub(in crate::api) fn give_up_reading(&mut self) -> Vec<Parked> {
        if let Phase::Reading { cancel, .. } = &self.phase {
            cancel.cancel();
        }
        self.untold.drain(..).collect()
    }
}

/// Whether a stop means nothing once everything is sent.
fn is_about_sending(halt: Halt) -> bool {
    match halt {
        Halt::Asked | Halt::SignedOut => false,
        Halt::Trial(_)
        | Halt::Unknowns(_)
        | Halt::Failures { .. }
        | Halt::Throttled
        | Halt::Unread
        | Halt::ReadOnly => true,
    }
}
