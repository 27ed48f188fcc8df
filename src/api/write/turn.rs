//! A job's edit and its job: the slot it works in, the signals that stop the job, the way back.
//!
//! Invariant: only an edit that certainly changed nothing goes back to its queue, and only a job's.

use std::sync::Arc;

use super::readback::{Claim, Ending};
use super::{Order, ReadBack, Run};
use crate::api::jobs::Signal;
use crate::api::transport::Transport;
use crate::domain::Outcome;
use crate::protocol::{Cause, Priority};

impl<T: Transport> Run<'_, T> {
    /// Waits for a place among the jobs' edits at work. `false` = taken back before there was one.
    pub(super) async fn take_slot(&mut self) -> bool {
        if self.order.priority != Priority::Job || self.slot.is_some() {
            return true;
        }
        let slots = Arc::clone(&self.desk.slots);
        let slot = self
            .account
            .cancel
            .run_until_cancelled(slots.acquire_owned())
            .await;
        let Some(slot) = slot else {
            return false;
        };
        self.slot = Some(slot.expect("the slots are never closed"));
        true
    }

    /// Nothing of this turn may have reached the server.
    pub(super) fn is_unsent(&self) -> bool {
        self.last.is_none() || self.order.earlier.is_some()
    }

    /// Tells the job; a single edit has none that could stop.
    pub(super) fn signal(&self, signal: Signal) {
        if self.order.priority == Priority::Job {
            // Nobody listens any more when the actor is gone.
            let _ = self.desk.signals.send((self.order.job, signal));
        }
    }

    /// Something stands in the way of the whole job, not of this edit.
    pub(super) fn stop_job(&mut self, signal: Signal) {
        self.stopped = true;
        self.signal(signal);
    }

    /// Tells the job why a read-back failed, if that concerns it.
    pub(super) fn signal_cause(&self, cause: Cause) {
        match cause {
            Cause::SignedOut => self.signal(Signal::SignedOut),
            Cause::Throttled => self.signal(Signal::Throttled),
            Cause::NotFound | Cause::Network | Cause::Answer | Cause::Cancelled => {}
        }
    }

    /// The ending of an edit that was taken back before it was sent (again).
    pub(super) fn taken_back(&mut self) -> Ending {
        self.taken_back = true;
        self.unsent(Outcome::Withdrawn, self.leash.reason())
    }

    /// Whether it goes back to its queue rather than ending.
    pub(super) fn goes_back(&self) -> bool {
        let is_wanted = self.leash.is_recalled() || !self.leash.is_withdrawn();
        self.order.priority == Priority::Job
            && self.is_unsent()
            && is_wanted
            && (self.stopped || self.taken_back)
    }

    /// The order as it goes back.
    pub(super) fn returned(self) -> Order {
        self.order.with(self.attempts, self.account.spent)
    }

    /// Whether the list tells what became of what was just sent: after a plain yes to fields that
    /// it carries.
    pub(super) fn is_left_to_the_list(&self) -> bool {
        let said_yes = self
            .last
            .as_ref()
            .is_some_and(|sent| matches!(sent.claim, Claim::Accepted { .. }));
        self.order.read_back == ReadBack::List && said_yes && !self.desk.closing.is_cancelled()
    }
}
