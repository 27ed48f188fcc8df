//! One edit, from the plan to its outcome: pre-flight, journal, send, read back.
//!
//! Invariants: a PATCH is never sent twice on the same grounds (each is preceded by a read that
//! shows the value from before, and after an unclear answer by a quiet minute); an attempt is
//! durable in the journal before its first byte leaves; what is said at the end was read.

mod attempt;
mod follow;
pub(super) mod leash;
mod order;
mod parking;
pub(super) mod preflight;
mod prepare;
pub(super) mod readback;
mod turn;

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::budget::Urgency;
use super::client::Account;
use super::desk::Desk;
use super::open::{self, Asked, OpenEdit};
use super::transport::Transport;
use crate::domain::outcome::FieldResult;
use crate::domain::{AttemptId, Outcome, Settled, User, Values};
use crate::protocol::{Event, Stage};

use attempt::Attempted;
use leash::Leash;
use readback::{Ending, Sent};

pub(super) use order::{Order, ReadBack};
pub(super) use parking::{Parked, tell_all, withdraw};

/// What became of an edit that had its turn.
pub(super) enum Carried {
    /// It ended, which was told.
    Ended(Ended),
    /// It was not sent and goes back to its job.
    Returned(Box<Order>),
    /// It was sent, and the list will tell if it took effect.
    Parked(Box<Parked>),
}

/// An edit that ended.
pub(super) struct Ended {
    pub(super) settled: Arc<Settled>,
    /// What is needed to look at it again, if its outcome is open.
    pub(super) open: Option<OpenEdit>,
}

/// Carries out one edit to its end and tells about it. A job's edit may come back unsent, or wait
/// for the list to tell what became of it.
pub(super) async fn carry_out<T: Transport>(
    desk: Arc<Desk<T>>,
    order: Order,
    leash: Arc<Leash>,
    slot: Option<OwnedSemaphorePermit>,
) -> Carried {
    let mut run = Run::new(&desk, order, &leash, slot);
    let ending = match run.run().await {
        Way::Parked => return run.park(Arc::clone(&leash)).await,
        Way::Ended(ending) => ending,
    };
    // What follows is on the wire no more.
    run.slot = None;
    if run.goes_back() {
        return Carried::Returned(Box::new(run.returned()));
    }
    let ended = run.end(ending);
    leash.finish();
    desk.settle(&ended.settled).await;
    Carried::Ended(ended)
}

/// Reads back by itself an edit whose end the list did not tell, and tells about it.
pub(super) async fn finish<T: Transport>(
    desk: Arc<Desk<T>>,
    parked: Parked,
    slot: Option<OwnedSemaphorePermit>,
) -> Ended {
    let Parked { order, sent, leash } = parked;
    let mut run = Run::new(&desk, order, &leash, slot);
    run.pre_flight = Some(Arc::clone(&sent.base));
    run.last = Some(sent.clone());
    // A yes is never a reason to send again, so this always ends it.
    let ending = run.read_back().await;
    let ended = run.end(ending.unwrap_or_else(|| sent.unread("")));
    leash.finish();
    desk.settle(&ended.settled).await;
    ended
}

struct Run<'a, T> {
    desk: &'a Desk<T>,
    leash: &'a Leash,
    account: Account,
    order: Order,
    attempts: Vec<AttemptId>,
    /// The last PATCH that may have reached the server.
    last: Option<Sent>,
    /// The last pre-flight read.
    pre_flight: Option<Arc<User>>,
    /// Whether a PATCH reached the server, if only to be told to slow down.
    reached: bool,
    /// Whether the one automatic re-send is used up.
    resent: bool,
    /// Whether something stopped the whole job before this edit was sent.
    stopped: bool,
    /// Whether it ends because it was taken back.
    taken_back: bool,
    /// A job's place among those at work.
    slot: Option<OwnedSemaphorePermit>,
}

/// Where a run leads.
enum Way {
    Ended(Ending),
    /// The server said yes, and the list will tell if it is true.
    Parked,
}

impl<'a, T: Transport> Run<'a, T> {
    fn new(
        desk: &'a Desk<T>,
        order: Order,
        leash: &'a Leash,
        slot: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            desk,
            leash,
            account: Account::new(Urgency::new(order.priority), leash.token()),
            attempts: Vec::new(),
            last: order.earlier.as_ref().map(|open| open.sent.clone()),
            // Told to slow down in an earlier turn, perhaps.
            reached: order.was_attempted(),
            order,
            pre_flight: None,
            resent: false,
            stopped: false,
            taken_back: false,
            slot,
        }
    }

    async fn run(&mut self) -> Way {
        self.stage(Stage::Waiting).await;
        if let Err(ending) = self.admit().await {
            return Way::Ended(ending);
        }
        loop {
            let ready = match self.prepare().await {
                Ok(ready) => ready,
                Err(ending) => return Way::Ended(ending),
            };
            match self.attempt(ready).await {
                Attempted::Over(ending) => return Way::Ended(ending),
                Attempted::NotTaken if self.is_unsent() => self.leash.reopen(),
                Attempted::NotTaken => {}
                Attempted::Sent if self.is_left_to_the_list() => return Way::Parked,
                Attempted::Sent => {
                    if let Some(ending) = self.read_back().await {
                        return Way::Ended(ending);
                    }
                    // Still the value from before after the quiet minute: once more.
                    self.resent = true;
                }
            }
            if self.leash.is_withdrawn() {
                return Way::Ended(self.taken_back());
            }
        }
    }

    /// What can be said without a request.
    async fn admit(&mut self) -> Result<(), Ending> {
        if self.order.edit.change.is_empty() {
            return Err(self.unsent(Outcome::Unchanged, String::new()));
        }
        if let Some(text) = preflight::impossible(&self.order.edit.change) {
            return Err(self.unsent(Outcome::NotSent, text));
        }
        self.check_left_over().await;
        if !self.order.edit.force
            && let Some(text) = self.desk.lock_open().holding(&self.order.edit)
        {
            return Err(self.unsent(Outcome::NotSent, text));
        }
        Ok(())
    }

    /// Looks at what an earlier run left open with this user: a read often tells what became of it.
    async fn check_left_over(&self) {
        let left_over = |open: &OpenEdit| open.settled.edit;
        let user = &self.order.edit.user;
        let mut looked = None;
        loop {
            let next = self.desk.lock_open().left_over(user).map(left_over);
            // The same again: it could not be read.
            let Some(edit) = next.filter(|_| next != looked) else {
                return;
            };
            open::look(self.desk, edit, Asked::Write(self.order.priority)).await;
            looked = next;
        }
    }

    /// The ending of an edit that is not sent (again). When an earlier attempt was read back as
    /// not applied, that is what is said.
    fn unsent(&self, outcome: Outcome, detail: String) -> Ending {
        match (&self.last, &self.order.earlier) {
            // Nothing was read in this turn either: what was said of it before stands.
            (Some(sent), Some(open)) if self.pre_flight.is_none() => Ending {
                outcome: open.settled.outcome,
                detail: format!("{}; not sent again: {detail}", sent.words()),
                read_back: open.settled.read_back,
                now: values_read(&open.settled),
            },
            (Some(sent), _) => Ending {
                outcome: Outcome::NotApplied,
                detail: format!("{}; not sent again: {detail}", sent.words()),
                read_back: true,
                now: self.pre_flight.as_ref().map(|user| user.values.clone()),
            },
            (None, _) => Ending {
                outcome,
                detail,
                read_back: false,
                now: None,
            },
        }
    }

    async fn stage(&self, stage: Stage) {
        self.desk
            .client
            .tell(Event::EditMoved {
                edit: self.order.edit.id,
                stage,
            })
            .await;
    }

    fn end(self, mut ending: Ending) -> Ended {
        if ending.outcome == Outcome::Verified
            && let Some(user) = &self.pre_flight
            && let Some(remark) = preflight::renamed(&self.order.edit, user)
        {
            ending.remark(&remark);
        }
        let before = self
            .last
            .as_ref()
            .map(|sent| &sent.base)
            .or(self.pre_flight.as_ref());
        let before = before.map(|user| user.values.clone());
        let at = self.desk.clock.now();
        let order = self.order.with(self.attempts, self.account.spent);
        let settled = Arc::new(order.settle(ending, before.as_ref(), at));
        let open = self.last.filter(|_| settled.is_open());
        Ended {
            open: open.map(|sent| OpenEdit::new(sent, Arc::clone(&settled))),
            settled,
        }
    }
}

/// What an earlier word on an edit was read to be.
fn values_read(settled: &Settled) -> Option<Values> {
    let read = |result: &FieldResult| Some((result.field, result.now.clone()?));
    let values: Values = settled.fields.iter().filter_map(read).collect();
    (!values.is_empty()).then_some(values)
}
