//! One edit, from the plan to its outcome: pre-flight, journal, send, read back.
//!
//! Invariants: a PATCH is never sent twice on the same grounds (each is preceded by a read that
//! shows the value from before, and after an unclear answer by a quiet minute); an attempt is
//! durable in the journal before its first byte leaves; what is said at the end was read.

mod attempt;
mod follow;
pub(super) mod leash;
pub(super) mod preflight;
mod prepare;
pub(super) mod readback;

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::budget::Urgency;
use super::client::Account;
use super::desk::Desk;
use super::open::{self, Asked, Hold, OpenEdit};
use super::transport::Transport;
use crate::domain::outcome::FieldResult;
use crate::domain::{AttemptId, Edit, JobId, Outcome, Settled, User, Values};
use crate::protocol::{Event, Priority, Stage};

use attempt::Attempted;
use leash::Leash;
use readback::{Ending, Sent};

/// An edit and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) edit: Edit,
    pub(super) job: JobId,
    pub(super) reason: Option<String>,
    pub(super) priority: Priority,
}

/// Carries out one edit to its end and tells about it.
pub(super) async fn carry_out<T: Transport>(
    desk: Arc<Desk<T>>,
    order: Order,
    leash: Arc<Leash>,
) -> (Arc<Settled>, Option<OpenEdit>) {
    let account = Account::new(Urgency::new(order.priority), leash.token());
    let mut run = Run {
        desk: &desk,
        leash: &leash,
        account,
        order,
        attempts: Vec::new(),
        last: None,
        pre_flight: None,
        reached: false,
        resent: false,
        slot: None,
    };
    let ending = run.run().await;
    let settled = Arc::new(run.settled(ending));
    let open = run.last.filter(|_| settled.is_open()).map(|sent| OpenEdit {
        sent,
        settled: Arc::clone(&settled),
        since: Instant::now(),
        hold: Hold::Fields,
    });
    leash.finish();
    desk.settle(&settled).await;
    (settled, open)
}

/// Settles an edit that was taken back before it had its turn.
pub(super) async fn withdraw<T: Transport>(
    desk: Arc<Desk<T>>,
    order: Order,
    detail: String,
) -> Arc<Settled> {
    let ending = Ending {
        outcome: Outcome::Withdrawn,
        detail,
        read_back: false,
        now: None,
    };
    let at = desk.clock.now();
    let settled = Arc::new(settle(&order, ending, None, Vec::new(), 0, at));
    desk.settle(&settled).await;
    settled
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
    /// A job's place among those at work.
    slot: Option<OwnedSemaphorePermit>,
}

impl<T: Transport> Run<'_, T> {
    async fn run(&mut self) -> Ending {
        self.stage(Stage::Waiting).await;
        if let Err(ending) = self.admit().await {
            return ending;
        }
        loop {
            let ready = match self.prepare().await {
                Ok(ready) => ready,
                Err(ending) => return ending,
            };
            match self.attempt(ready).await {
                Attempted::Over(ending) => return ending,
                Attempted::NotTaken if self.last.is_none() => self.leash.reopen(),
                Attempted::NotTaken => {}
                Attempted::Sent => {
                    if let Some(ending) = self.read_back().await {
                        return ending;
                    }
                    // Still the value from before after the quiet minute: once more.
                    self.resent = true;
                }
            }
            if self.leash.is_withdrawn() {
                return self.unsent(Outcome::Withdrawn, self.leash.reason());
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
        if self.order.priority == Priority::Job {
            let slots = Arc::clone(&self.desk.slots);
            let slot = self
                .account
                .cancel
                .run_until_cancelled(slots.acquire_owned())
                .await;
            let Some(slot) = slot else {
                return Err(self.unsent(Outcome::Withdrawn, self.leash.reason()));
            };
            self.slot = Some(slot.expect("the slots are never closed"));
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
            open::look(self.desk, edit, Asked::ByClock).await;
            looked = next;
        }
    }

    /// The ending of an edit that is not sent (again). When an earlier attempt was read back as
    /// not applied, that is what is said.
    fn unsent(&self, outcome: Outcome, detail: String) -> Ending {
        match &self.last {
            Some(sent) => Ending {
                outcome: Outcome::NotApplied,
                detail: format!("{}; not sent again: {detail}", sent.words()),
                read_back: true,
                now: self.pre_flight.as_ref().map(|user| user.values.clone()),
            },
            None => Ending {
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

    fn settled(&self, mut ending: Ending) -> Settled {
        if ending.outcome == Outcome::Verified
            && let Some(user) = &self.pre_flight
            && let Some(remark) = preflight::renamed(&self.order.edit, user)
        {
            let gap = if ending.detail.is_empty() { "" } else { "; " };
            ending.detail = format!("{}{gap}{remark}", ending.detail);
        }
        let before = self
            .last
            .as_ref()
            .map(|sent| &sent.base)
            .or(self.pre_flight.as_ref());
        settle(
            &self.order,
            ending,
            before.map(|user| &user.values),
            self.attempts.clone(),
            self.account.spent,
            self.desk.clock.now(),
        )
    }
}

fn settle(
    order: &Order,
    ending: Ending,
    before: Option<&Values>,
    attempts: Vec<AttemptId>,
    requests: u32,
    at: jiff::Timestamp,
) -> Settled {
    let value =
        |values: Option<&Values>, field| values.and_then(|values| values.get(field)).cloned();
    let fields = order.edit.change.deltas.iter().map(|delta| FieldResult {
        field: delta.field,
        seen: delta.seen.clone(),
        before: value(before, &delta.field),
        after: delta.after.clone(),
        now: value(ending.now.as_ref(), &delta.field),
    });
    Settled {
        edit: order.edit.id,
        job: order.job,
        user: order.edit.user.clone(),
        name: order.edit.identity.name.clone(),
        outcome: ending.outcome,
        fields: fields.collect(),
        detail: ending.detail,
        read_back: ending.read_back,
        attempts,
        requests,
        at,
        undo_of: order.edit.undo_of,
        reason: order.reason.clone(),
    }
}
