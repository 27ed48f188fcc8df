//! Jobs in the actor: what the person asks of them, and what follows from every end.
//!
//! Invariants: a plan is in the journal before any of its edits begins; a stopped job calls back
//! whatever is not on the wire; when the last edit has ended its outcomes are made durable first,
//! and then the end is told.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::sweeps::LEAVING;
use super::work::{Actor, Done};
use crate::api::fail_point::{self, FailPoint};
use crate::api::jobs::{Due, Job, Next, Signal};
use crate::api::open;
use crate::api::transport::Transport;
use crate::api::write::{self, Carried, Ended, Order, Parked};
use crate::domain::history::Record;
use crate::domain::job::Halt;
use crate::domain::{EditId, JobId, Outcome, Plan};
use crate::protocol::{Event, Priority, Stage};

const CANCELLED: &str = "the job was cancelled";

impl<T: Transport> Actor<T> {
    pub(super) async fn begin(&mut self, plan: Arc<Plan>) {
        let plan = self.number(plan);
        self.unrecorded.insert(plan.job, Arc::clone(&plan));
        self.take_on(&plan).await;
    }

    /// Takes edits of an earlier job up again, under its number. If nobody has heard of that
    /// number, the plan is a new one.
    pub(super) async fn resume(&mut self, plan: Arc<Plan>) {
        if self.next_job.is_none_or(|next| plan.job >= next) {
            return self.begin(plan).await;
        }
        self.take_on(&plan).await;
    }

    async fn take_on(&mut self, plan: &Arc<Plan>) {
        self.record_plan(plan.job).await;
        let priority = match plan.edits.len() {
            1 => Priority::Key,
            _ => Priority::Job,
        };
        if self.jobs.get(plan.job).is_none() {
            self.jobs.insert(Job::new(plan.job, priority, plan.check));
        }
        let Some(job) = self.jobs.get(plan.job) else {
            return;
        };
        for edit in &plan.edits {
            if !job.holds(edit.id) {
                let order = Order::new(edit.clone(), plan.job, plan.reason.clone(), job.priority);
                job.add(order.after(self.desk.lock_open().remove(edit.id)));
            }
        }
        job.begin();
        if job.priority == Priority::Key
            && let Some(order) = job.take_first()
        {
            self.arrive(order, None);
        }
    }

    /// The plan is durable before any of its edits begins; when it cannot be, writes are off, the
    /// job stops at its first edit, and the plan is written down when it goes on.
    async fn record_plan(&mut self, job: JobId) {
        let Some(plan) = self.unrecorded.get(&job).map(Arc::clone) else {
            return;
        };
        if self.desk.check_writes().is_ok() {
            let at = self.desk.clock.now();
            fail_point::pass(FailPoint::BeforePlanDurable);
            if self
                .desk
                .record(&[Record::Planned { plan, at }])
                .await
                .is_ok()
            {
                fail_point::pass(FailPoint::AfterPlanDurable);
                self.unrecorded.remove(&job);
            }
        }
        // Before what its edits have to say about it.
        self.tell_writes();
    }

    pub(super) async fn go_on(&mut self, id: JobId) {
        self.record_plan(id).await;
        if let Some(job) = self.jobs.get(id) {
            job.go_on();
        }
    }

    pub(super) fn cancel(&mut self, id: JobId) {
        let mut orders = self.lanes.cancel(id);
        if let Some(job) = self.jobs.get(id) {
            orders.extend(job.cancel(CANCELLED));
        }
        self.withdraw(orders);
    }

    /// Nothing new begins, and what is not on the wire comes back.
    pub(super) fn stop(&mut self, id: JobId, halt: Halt) {
        if self.jobs.get(id).is_some_and(|job| job.stop(halt)) {
            for order in self.lanes.recall(id) {
                self.give_back(order);
            }
        }
    }

    pub(super) fn hear(&mut self, job: JobId, signal: Signal) {
        let now = self.desk.clock.elapsed();
        if let Some(halt) = self.jobs.hear(job, signal, now) {
            self.stop(job, halt);
        }
    }

    /// A slot is free: the next edit takes it.
    pub(super) fn begin_next(&mut self, slot: OwnedSemaphorePermit) {
        match self.jobs.next() {
            Some(Next::Edit(order)) => self.arrive(*order, Some(slot)),
            Some(Next::ReadBack(parked)) => self.finish(*parked, Some(slot)),
            None => {}
        }
    }

    /// An order joins the writes to its user.
    fn arrive(&mut self, order: Order, slot: Option<OwnedSemaphorePermit>) {
        // What waits for the list would hold it up for as long as the job takes.
        if let Some(parked) = self.jobs.unpark(&order.edit.user) {
            self.finish(parked, None);
        }
        let arrival = self.lanes.arrive(order);
        self.withdraw(arrival.withdrawn);
        if let Some((order, leash)) = arrival.start {
            self.carry_out(order, leash, slot);
        }
    }

    fn finish(&mut self, parked: Parked, slot: Option<OwnedSemaphorePermit>) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            Done::Parked(vec![write::finish(desk, parked, slot).await])
        }));
    }

    /// What became of an edit that had its turn.
    pub(super) fn carried(&mut self, carried: Carried) {
        match carried {
            Carried::Ended(Ended { settled, open }) => {
                self.follow(open.map(|open| (settled.edit, open)).into_iter().collect());
                self.leave(&settled.user, settled.outcome);
                let halt = self.jobs.get(settled.job).and_then(|job| job.end(&settled));
                if let Some(halt) = halt {
                    self.stop(settled.job, halt);
                }
            }
            Carried::Returned(order) => {
                self.leave(&order.edit.user, Outcome::Withdrawn);
                self.give_back(*order);
            }
            Carried::Parked(parked) if self.desk.closing.is_cancelled() => {
                let job = parked.order.job;
                self.jobs.park(*parked);
                self.settle_unread(job, LEAVING);
            }
            Carried::Parked(parked) => {
                let user = parked.order.edit.user.clone();
                self.jobs.park(*parked);
                // Somebody wants to write to the same user already.
                if self.lanes.is_waited_for(&user)
                    && let Some(parked) = self.jobs.unpark(&user)
                {
                    self.finish(parked, None);
                }
            }
        }
    }

    fn give_back(&mut self, order: Order) {
        let edit = order.edit.id;
        let job = self.jobs.get(order.job);
        let withdrawn = job.and_then(|job| job.give_back(order));
        if withdrawn.is_none() {
            let stage = Stage::Waiting;
            self.tell(Event::EditMoved { edit, stage });
        }
        self.withdraw(withdrawn.into_iter().collect());
    }

    /// Edits ended that had waited for the list.
    pub(super) fn parked_ended(&mut self, ended: Vec<Ended>) {
        let mut open = Vec::new();
        for Ended {
            settled,
            open: still_open,
        } in ended
        {
            open.extend(still_open.map(|open| (settled.edit, open)));
            self.leave(&settled.user, settled.outcome);
            if let Some(job) = self.jobs.get(settled.job) {
                job.note(&settled);
            }
        }
        self.follow(open);
    }

    /// Open edits are looked at again later.
    fn follow(&mut self, open: Vec<(EditId, open::OpenEdit)>) {
        let Some(since) = open.iter().map(|(_, open)| open.since).max() else {
            return;
        };
        let edits = open.iter().map(|(edit, _)| *edit).collect();
        for (_, open) in open {
            self.desk.lock_open().insert(open);
        }
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            open::follow(desk, edits, since).await;
            Done::Looked
        }));
    }

    /// What follows for jobs from whatever happened: they read the list, move on, or are over.
    pub(super) fn advance(&mut self) {
        for id in self.jobs.ids() {
            let Some(job) = self.jobs.get(id) else {
                continue;
            };
            match job.due() {
                Due::Nothing => {}
                Due::Sweep(_) if self.desk.closing.is_cancelled() => {}
                Due::Sweep(purpose) => self.sweep(id, purpose),
                Due::End => {
                    self.end(id);
                    continue;
                }
            }
            let Some(job) = self.jobs.get(id) else {
                continue;
            };
            // Whether it stops for want of a signature is known when that was renewed, or not.
            if job.waits_for_signature() && self.desk.client.is_signing() {
                continue;
            }
            if let Some(stage) = job.news() {
                self.tell(Event::JobMoved { job: id, stage });
            }
        }
    }

    fn end(&mut self, id: JobId) {
        let Some(job) = self.jobs.remove(id) else {
            return;
        };
        // Told when its outcomes are durable; a slow disk holds up nothing else.
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            desk.sync().await;
            let tally = job.tally();
            desk.client.tell(Event::JobEnded { job: id, tally }).await;
            Done::Told
        }));
    }
}
