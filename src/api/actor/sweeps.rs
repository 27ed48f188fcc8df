//! Reading the list for jobs: before anything is sent, and after everything was; and leaving.
//!
//! Invariant: a reading that was given up, or that failed, verifies nothing; edits of which it was
//! to tell are accepted, not verified, and stay open.

use std::sync::Arc;

use super::work::{Actor, Done};
use crate::api::jobs::sweep::{Found, Purpose, Sweep, can_tell};
use crate::api::transport::Transport;
use crate::api::write::{self, Ended};
use crate::domain::JobId;
use crate::domain::job::Halt;
use crate::protocol::{Cause, Failure};

pub(super) const LEAVING: &str = "the program is leaving";

/// The end of a reading of the list.
pub(super) struct Swept<T> {
    sweep: Sweep<T>,
    result: Result<Found, Failure>,
}

impl<T: Transport> Actor<T> {
    /// Begins to read the list for a job.
    pub(super) fn sweep(&mut self, id: JobId, purpose: Purpose) {
        let wanted: Vec<_> = match purpose {
            Purpose::Compare => {
                let waiting = self.jobs.get(id).into_iter().flat_map(|job| job.waiting());
                let edits = waiting.map(|order| &order.edit);
                edits
                    .filter(|edit| can_tell(&edit.change))
                    .map(|edit| purpose.wanted(&edit.user, &edit.change))
                    .collect()
            }
            Purpose::ReadBack => {
                let parked = self.jobs.parked(id);
                parked
                    .map(|parked| purpose.wanted(&parked.order.edit.user, &parked.sent.change))
                    .collect()
            }
        };
        let Some(job) = self.jobs.get(id) else {
            return;
        };
        let sweep = Sweep {
            desk: Arc::clone(&self.desk),
            job: id,
            purpose,
            reader: job.read(purpose),
        };
        self.work.push(Box::pin(async move {
            let result = sweep.read(wanted).await;
            Done::Swept(Swept { sweep, result })
        }));
    }

    /// The list was read, or could not be.
    pub(super) fn swept(&mut self, swept: Swept<T>) {
        let Swept { sweep, result } = swept;
        let Some(job) = self.jobs.get(sweep.job) else {
            return;
        };
        // Given up meanwhile; perhaps another reading is under way.
        if !job.awaits(&sweep.reader) {
            return;
        }
        match (sweep.purpose, result) {
            (Purpose::Compare, Ok(found)) => job.compared(&found.users),
            (Purpose::Compare, Err(failure)) => self.stop(sweep.job, halt(failure.cause)),
            (Purpose::ReadBack, Ok(found)) => self.read_back(sweep.job, &found),
            // Read again as soon as somebody is signed in.
            (Purpose::ReadBack, Err(failure))
                if failure.cause == Cause::SignedOut && !job.is_cancelled() =>
            {
                self.stop(sweep.job, Halt::SignedOut);
            }
            (Purpose::ReadBack, Err(failure)) => self.settle_unread(sweep.job, &failure.text),
        }
    }

    /// What the list verifies is settled; of the others each is read by itself.
    fn read_back(&mut self, id: JobId, found: &Found) {
        let at = self.desk.clock.now();
        let (mut ended, mut untold) = (Vec::new(), Vec::new());
        for parked in self.jobs.take_parked(id) {
            let listed = found.users.get(&parked.order.edit.user);
            match listed.and_then(|user| parked.judge(user)) {
                Some(verified) => ended.push(parked.end(verified, at)),
                None => untold.push(parked),
            }
        }
        if let Some(job) = self.jobs.get(id) {
            job.read_back(untold, found.read);
        }
        self.tell_ends(ended);
    }

    /// Nobody reads any more whether these are true.
    pub(super) fn settle_unread(&mut self, id: JobId, why: &str) {
        let at = self.desk.clock.now();
        let mut parked = self.jobs.take_parked(id);
        if let Some(job) = self.jobs.get(id) {
            parked.extend(job.give_up_reading());
            job.read_back(Vec::new(), 0);
        }
        let ended = parked.into_iter().map(|parked| parked.unread(why, at));
        let ended = ended.collect();
        self.tell_ends(ended);
    }

    fn tell_ends(&mut self, ended: Vec<Ended>) {
        if !ended.is_empty() {
            let desk = Arc::clone(&self.desk);
            self.work.push(Box::pin(async move {
                Done::Parked(write::tell_all(desk, ended).await)
            }));
        }
    }

    /// Begins nothing new: what was not begun is withdrawn, what waits for a read is told as it
    /// stands, what is on the wire is followed to an answer.
    pub(super) fn close(&mut self) {
        self.desk.closing.cancel();
        self.pages.cancel();
        for reading in self.users.values() {
            reading.cancel.cancel();
        }
        let mut orders = self.lanes.cancel_all(LEAVING);
        for id in self.jobs.ids() {
            if let Some(job) = self.jobs.get(id) {
                orders.extend(job.cancel(LEAVING));
            }
            self.settle_unread(id, LEAVING);
        }
        self.withdraw(orders);
    }
}

/// What a list that cannot be read means for its job.
fn halt(cause: Cause) -> Halt {
    match cause {
        Cause::SignedOut => Halt::SignedOut,
        Cause::Throttled => Halt::Throttled,
        Cause::NotFound | Cause::Network | Cause::Answer | Cause::Cancelled => Halt::Unread,
    }
}
