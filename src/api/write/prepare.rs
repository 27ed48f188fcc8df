//! Before a PATCH: a permit, a read of the user, and the comparison with what the person saw.
//!
//! Invariant: the permit for the write is held before the read is sent, so that nothing but one
//! round trip lies between the two, however slow the budget.

use std::sync::Arc;

use super::Run;
use super::preflight::{self, Advice};
use super::readback::{Ending, Finding};
use crate::api::gate::Permit;
use crate::api::grant;
use crate::api::jobs::Signal;
use crate::api::transport::Transport;
use crate::domain::{Change, Outcome, User};
use crate::protocol::{Cause, Failure, Priority, Stage};

/// The go-ahead: the user before, the fields to send, and the permit to send them.
pub(super) struct Ready {
    pub(super) base: Arc<User>,
    pub(super) change: Change,
    pub(super) permit: Permit,
}

impl<T: Transport> Run<'_, T> {
    /// Reads the user and compares. `Err` = there is nothing (more) to send.
    pub(super) async fn prepare(&mut self) -> Result<Ready, Ending> {
        loop {
            if let Err(why) = self.desk.check_writes() {
                self.stop_job(Signal::ReadOnly);
                let text = match self.desk.journal.failure() {
                    Some(failure) => format!("the journal cannot be written: {failure}"),
                    None => grant::reason(why).to_owned(),
                };
                return Err(self.unsent(Outcome::NotSent, text));
            }
            if !self.take_slot().await {
                return Err(self.taken_back());
            }
            // What the list said is believed once, and only for the first PATCH.
            let listed = self.order.listed.take().filter(|_| self.last.is_none());
            if let Some(base) = listed {
                return self.send_as_listed(base).await;
            }
            let Some(permit) = self.desk.client.permit(&self.account).await else {
                return Err(self.taken_back());
            };
            self.stage(Stage::PreFlight).await;
            let base = match self.fresh_user() {
                Some(user) => user,
                None => match self
                    .desk
                    .user(&mut self.account, &self.order.edit.user)
                    .await
                {
                    Ok(user) => user,
                    Err(failure) => return Err(self.blind_pre_flight(&failure)),
                },
            };
            self.pre_flight = Some(Arc::clone(&base));
            let change = self.compare(&base)?;
            // A 429 to somebody else's request may have closed the gate meanwhile; the read would
            // be stale by the time it opens.
            if !self.desk.client.is_paused() {
                return Ok(Ready {
                    base,
                    change,
                    permit,
                });
            }
        }
    }

    /// The go-ahead by what the list said of the user when the job began.
    async fn send_as_listed(&mut self, base: Arc<User>) -> Result<Ready, Ending> {
        self.pre_flight = Some(Arc::clone(&base));
        let change = self.compare(&base)?;
        let Some(permit) = self.desk.client.permit(&self.account).await else {
            return Err(self.taken_back());
        };
        Ok(Ready {
            base,
            change,
            permit,
        })
    }

    /// A read just made serves the person, whose press it is on screen for. It does not serve an
    /// undo or a job: there it is most often the read-back of the very edit that is taken back,
    /// and whoever changed the user since would be overwritten.
    fn fresh_user(&self) -> Option<Arc<User>> {
        let is_asked_now =
            self.order.priority == Priority::Key && self.order.edit.undo_of.is_none();
        is_asked_now
            .then(|| self.desk.fresh_user(&self.order.edit.user))
            .flatten()
    }

    fn compare(&self, base: &User) -> Result<Change, Ending> {
        // An earlier attempt may have arrived late.
        if let Some(sent) = &self.last
            && let Finding::Ended(ending) = sent.judge(base)
        {
            return Err(ending);
        }
        let read = |outcome, detail| {
            let ending = self.unsent(outcome, detail);
            Ending {
                read_back: true,
                ..ending
            }
        };
        match preflight::advise(&self.order.edit, base) {
            // The server asked to slow down and yet it is done now: no longer "nothing sent".
            Advice::AlreadySo if self.reached => Err(Ending {
                outcome: Outcome::Verified,
                detail: "already so when read again, although nothing was accepted".to_owned(),
                read_back: true,
                now: Some(base.values.clone()),
            }),
            Advice::AlreadySo => Err(read(Outcome::Unchanged, String::new())),
            Advice::Conflict(text) => Err(read(Outcome::Conflict, text)),
            Advice::Send(change) => Ok(change),
        }
    }

    fn blind_pre_flight(&mut self, failure: &Failure) -> Ending {
        match failure.cause {
            Cause::SignedOut => self.stop_job(Signal::SignedOut),
            Cause::Throttled => self.stop_job(Signal::Throttled),
            Cause::NotFound | Cause::Network | Cause::Answer | Cause::Cancelled => {}
        }
        if self.leash.is_withdrawn() {
            return self.taken_back();
        }
        match &self.last {
            Some(sent) if self.order.earlier.is_none() => Ending {
                outcome: Outcome::Unknown,
                ..sent.unread(&failure.text)
            },
            Some(_) | None => self.unsent(Outcome::NotSent, failure.text.clone()),
        }
    }
}
