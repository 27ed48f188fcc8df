//! One write at a time per user, and the last wish wins. Pure.
//!
//! A newer edit takes the place of an earlier one that was not sent yet only if it names all of
//! the earlier one's fields; otherwise it waits behind it. So no wish is lost, no edit is reported
//! as withdrawn whose value is sent all the same, and each edit keeps to its own fields. What is
//! newer is told by when the edits were wished for, not by when they arrive: those of a job arrive
//! long after their plan.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::write::Order;
use super::write::leash::Leash;
use crate::domain::change::{Agreement, agreement};
use crate::domain::{Edit, JobId, Outcome, UserId};

/// The users that are being written to.
#[derive(Debug, Default)]
pub(super) struct Lanes(HashMap<UserId, Lane>);

#[derive(Debug)]
struct Lane {
    running: Edit,
    job: JobId,
    leash: Arc<Leash>,
    waiting: VecDeque<Order>,
}

/// What an order's arrival leads to.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// It has its turn.
    pub(super) start: Option<(Order, Arc<Leash>)>,
    /// These are taken back, in words.
    pub(super) withdrawn: Vec<(Order, &'static str)>,
}

const REPLACED: &str = "a later wish took its place";
const CANCELLED_OUT: &str = "taken back before it was sent";
const CANCELLED: &str = "the job was cancelled";

impl Lanes {
    /// An order arrives.
    pub(super) fn arrive(&mut self, mut order: Order) -> Arrival {
        let Some(lane) = self.0.get_mut(&order.edit.user) else {
            return Arrival {
                start: Some(self.open(order)),
                withdrawn: Vec::new(),
            };
        };
        let mut withdrawn = Vec::new();
        while lane
            .waiting
            .back()
            .is_some_and(|earlier| replaces(&order.edit, &earlier.edit))
            && let Some(earlier) = lane.waiting.pop_back()
        {
            inherit(&mut order.edit, &earlier.edit);
            withdrawn.push((earlier, REPLACED));
        }
        let mut took_place = !withdrawn.is_empty();
        if lane.waiting.is_empty() && replaces(&order.edit, &lane.running) {
            if lane.leash.is_unsent() {
                inherit(&mut order.edit, &lane.running);
                took_place = true;
            }
            // If it is sent already this keeps it from being sent again by itself.
            lane.leash.withdraw(REPLACED);
        }
        if took_place && changes_nothing(&order.edit) {
            withdrawn.push((order, CANCELLED_OUT));
        } else {
            lane.waiting.push_back(order);
        }
        Arrival {
            start: None,
            withdrawn,
        }
    }

    /// The user's running edit has ended so, or gave up its turn unsent; who is next?
    pub(super) fn leave(&mut self, user: &UserId, outcome: Outcome) -> Option<(Order, Arc<Leash>)> {
        let lane = self.0.get_mut(user)?;
        if !outcome.may_have_changed() {
            // What the person saw when making the later ones was this edit's wish; it did not
            // come true, so they stand on what was seen before it.
            let later = lane.waiting.iter_mut();
            for order in later.filter(|order| is_later(&order.edit, &lane.running)) {
                stand_on_seen(&mut order.edit, &lane.running);
            }
        }
        let next = lane.waiting.pop_front();
        let Some(order) = next else {
            self.0.remove(user);
            return None;
        };
        let leash = Arc::new(Leash::new());
        lane.running = order.edit.clone();
        lane.job = order.job;
        lane.leash = Arc::clone(&leash);
        Some((order, leash))
    }

    /// Takes back what is not sent of a job. Returns the orders that had not had their turn.
    pub(super) fn cancel(&mut self, job: JobId) -> Vec<(Order, &'static str)> {
        self.take_back(|candidate| candidate == job, CANCELLED)
    }

    /// Whether an order waits behind the user's running edit.
    pub(super) fn is_waited_for(&self, user: &UserId) -> bool {
        self.0
            .get(user)
            .is_some_and(|lane| !lane.waiting.is_empty())
    }

    /// Calls back what is not sent of a job. Returns the orders that had not had their turn.
    pub(super) fn recall(&mut self, job: JobId) -> Vec<Order> {
        let mut orders = Vec::new();
        for lane in self.0.values_mut() {
            if lane.job == job {
                lane.leash.recall();
            }
            orders.extend(lane.take_waiting(|candidate| candidate == job));
        }
        orders
    }

    /// Takes back everything that is not sent.
    pub(super) fn cancel_all(&mut self, reason: &'static str) -> Vec<(Order, &'static str)> {
        self.take_back(|_| true, reason)
    }

    fn take_back(
        &mut self,
        is_meant: impl Fn(JobId) -> bool,
        reason: &'static str,
    ) -> Vec<(Order, &'static str)> {
        let mut orders = Vec::new();
        for lane in self.0.values_mut() {
            if is_meant(lane.job) {
                lane.leash.withdraw(reason);
            }
            let meant = lane.take_waiting(&is_meant).into_iter();
            orders.extend(meant.map(|order| (order, reason)));
        }
        orders
    }

    fn open(&mut self, order: Order) -> (Order, Arc<Leash>) {
        let leash = Arc::new(Leash::new());
        let lane = Lane {
            running: order.edit.clone(),
            job: order.job,
            leash: Arc::clone(&leash),
            waiting: VecDeque::new(),
        };
        self.0.insert(order.edit.user.clone(), lane);
        (order, leash)
    }
}

impl Lane {
    fn take_waiting(&mut self, is_meant: impl Fn(JobId) -> bool) -> VecDeque<Order> {
        let (meant, others) = self
            .waiting
            .drain(..)
            .partition(|order| is_meant(order.job));
        self.waiting = others;
        meant
    }
}

/// Whether `newer` is the later wish and names every field of `earlier`.
fn replaces(newer: &Edit, earlier: &Edit) -> bool {
    let is_named = |field| newer.change.get(field).is_some();
    is_later(newer, earlier) && earlier.change.fields().all(is_named)
}

/// Whether one edit was not wished for before the other.
fn is_later(one: &Edit, other: &Edit) -> bool {
    one.id.minted() >= other.id.minted()
}

/// `newer` stands where `earlier` stood: on what was seen before either.
fn inherit(newer: &mut Edit, earlier: &Edit) {
    for delta in &mut newer.change.deltas {
        if let Some(earlier) = earlier.change.get(delta.field) {
            delta.seen = earlier.seen.clone();
        }
    }
}

fn stand_on_seen(later: &mut Edit, failed: &Edit) {
    for delta in &mut later.change.deltas {
        let Some(wish) = failed.change.get(delta.field) else {
            continue;
        };
        let saw_wish = delta
            .seen
            .as_ref()
            .is_some_and(|seen| agreement(delta.field, &wish.after, seen) == Agreement::Same);
        if saw_wish {
            delta.seen = wish.seen.clone();
        }
    }
}

/// Two presses before sending cancel out.
fn changes_nothing(edit: &Edit) -> bool {
    edit.change.deltas.iter().all(|delta| {
        delta
            .seen
            .as_ref()
            .is_some_and(|seen| agreement(delta.field, &delta.after, seen) == Agreement::Same)
    })
}
