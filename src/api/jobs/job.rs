//! One job: its queue, its pace, its breakers, and what is due. Pure.
//!
//! Invariants: every edit is waiting, at work, parked, or has ended, and in one of them only; while
//! the job is stopped, or the list is being read for it, nothing begins.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use super::course::Phase;
use super::sweep::{self, Purpose};
use super::{Next, Order};
use crate::api::write::{Parked, ReadBack};
use crate::domain::job::{Breaker, Finding, Halt, JobStage, Pace};
use crate::domain::plan::Check;
use crate::domain::{EditId, JobId, Outcome, Settled, Tally};
use crate::protocol::Priority;

/// So many 429s without a success between stop a job.
const REFUSALS: u32 = 3;

/// A plan being carried out.
#[derive(Debug)]
pub(in crate::api) struct Job {
    pub(in crate::api) id: JobId,
    /// [`Priority::Key`] for a plan of one edit: it has no trial and nothing stops it.
    pub(in crate::api) priority: Priority,
    check: Check,
    pub(super) waiting: VecDeque<Order>,
    /// Sent, and the list did not tell: each is read by itself.
    pub(super) untold: VecDeque<Parked>,
    /// Begun and not ended, parked or come back; by id, since one that waits behind another write
    /// to its user may end without having had its turn.
    pub(super) at_work: HashSet<EditId>,
    pub(super) parked: usize,
    /// Edits that have not ended.
    pub(super) left: HashSet<EditId>,
    ended: HashMap<EditId, Outcome>,
    pub(super) pace: Pace,
    breaker: Breaker,
    refusals: u32,
    /// When the last 429 came.
    refused_at: Option<Duration>,
    pub(super) halt: Option<Halt>,
    pub(super) phase: Phase,
    pub(super) told: Option<JobStage>,
    /// Why what comes back unsent is withdrawn.
    cancelled: Option<&'static str>,
}

impl Job {
    /// A job that has begun nothing.
    pub(in crate::api) fn new(id: JobId, priority: Priority, check: Check) -> Self {
        Self {
            id,
            priority,
            check,
            waiting: VecDeque::new(),
            untold: VecDeque::new(),
            at_work: HashSet::new(),
            parked: 0,
            left: HashSet::new(),
            ended: HashMap::new(),
            pace: Pace::default(),
            breaker: Breaker::default(),
            refusals: 0,
            refused_at: None,
            halt: None,
            phase: Phase::Sending,
            told: None,
            cancelled: None,
        }
    }

    /// Whether an edit of it has not ended.
    pub(in crate::api) fn holds(&self, edit: EditId) -> bool {
        self.left.contains(&edit)
    }

    /// One more edit, behind the others.
    pub(in crate::api) fn add(&mut self, order: Order) {
        self.left.insert(order.edit.id);
        self.waiting.push_back(order);
    }

    /// Begins, or begins anew with what was added: with a trial, whatever it was doing.
    pub(in crate::api) fn begin(&mut self) {
        self.pace = Pace::default();
        self.breaker = Breaker::default();
        self.refusals = 0;
        self.cancelled = None;
        self.halt = None;
        let is_reading = matches!(self.phase, Phase::Reading { .. });
        if !is_reading && !self.waiting.is_empty() {
            // What the list said before a pause may be old.
            self.phase = match self.check {
                Check::Sweep if self.priority == Priority::Job => Phase::Uncompared,
                Check::Sweep | Check::Each => Phase::Sending,
            };
        }
    }

    /// Whether it stopped because nobody was signed in.
    pub(in crate::api) fn waits_for_signature(&self) -> bool {
        self.halt == Some(Halt::SignedOut)
    }

    /// Goes on after a stop: with a new trial, unless it was only asked to stop.
    pub(in crate::api) fn go_on(&mut self) {
        let pace = self.pace.clone();
        match self.halt {
            None => {}
            Some(Halt::Asked) => {
                self.begin();
                self.pace = pace;
            }
            Some(_) => self.begin(),
        }
    }

    /// Stops; the first reason stands. `false` = it had stopped already, or nothing is left that
    /// could be stopped.
    pub(in crate::api) fn stop(&mut self, halt: Halt) -> bool {
        if self.halt.is_some() || self.priority != Priority::Job {
            return false;
        }
        self.halt = Some(halt);
        if let Phase::Reading { purpose, cancel } = &self.phase {
            cancel.cancel();
            self.phase = match purpose {
                Purpose::Compare => Phase::Uncompared,
                Purpose::ReadBack => Phase::Sending,
            };
        }
        true
    }

    /// Takes back everything that has not begun; what comes back unsent is withdrawn as well.
    pub(in crate::api) fn cancel(&mut self, reason: &'static str) -> Vec<(Order, &'static str)> {
        self.halt = None;
        self.cancelled = Some(reason);
        match &self.phase {
            Phase::Reading {
                purpose: Purpose::Compare,
                cancel,
            } => {
                cancel.cancel();
                self.phase = Phase::Sending;
            }
            Phase::Uncompared => self.phase = Phase::Sending,
            Phase::Sending | Phase::Reading { .. } | Phase::ReadBack { .. } => {}
        }
        let waiting = self.waiting.drain(..);
        waiting.map(|order| (order, reason)).collect()
    }

    /// Whether nobody wants it to go on.
    pub(in crate::api) fn is_cancelled(&self) -> bool {
        self.cancelled.is_some()
    }

    /// Whether the next edit may begin, if there is a slot.
    pub(super) fn is_ready(&self, most: usize) -> bool {
        let may_send = match self.phase {
            Phase::Sending => !self.waiting.is_empty() && self.pace.may_begin(self.at_work.len()),
            Phase::Uncompared | Phase::Reading { .. } | Phase::ReadBack { .. } => false,
        };
        self.halt.is_none() && self.at_work.len() < most && (may_send || !self.untold.is_empty())
    }

    pub(super) fn next(&mut self) -> Option<Next> {
        if let Some(parked) = self.untold.pop_front() {
            self.at_work.insert(parked.order.edit.id);
            return Some(Next::ReadBack(Box::new(parked)));
        }
        let mut order = self.take_first()?;
        let is_for_the_list = self.check == Check::Sweep && sweep::can_tell(&order.edit.change);
        // The trial is read back at once: the next stage stands on it.
        order.read_back = match is_for_the_list && !self.pace.is_trial() {
            true => ReadBack::List,
            false => ReadBack::Own,
        };
        order.is_alone = self.pace.stage() == JobStage::First;
        Some(Next::Edit(Box::new(order)))
    }

    /// The first of those that have not begun does.
    pub(in crate::api) fn take_first(&mut self) -> Option<Order> {
        let order = self.waiting.pop_front()?;
        self.at_work.insert(order.edit.id);
        Some(order)
    }

    /// An edit at work was sent and waits for the list: as far as breakers go, the server obeyed.
    pub(super) fn park(&mut self, edit: EditId) {
        self.at_work.remove(&edit);
        self.parked += 1;
        self.refusals = 0;
        // A success stops nothing.
        let _ = self.breaker.note(Outcome::Accepted);
    }

    pub(super) fn unpark(&mut self, edit: EditId) {
        self.parked -= 1;
        self.at_work.insert(edit);
    }

    /// An edit at work came back unsent; `Some` = the job was cancelled meanwhile, which ends it.
    pub(in crate::api) fn give_back(&mut self, order: Order) -> Option<(Order, &'static str)> {
        self.at_work.remove(&order.edit.id);
        match self.cancelled {
            Some(reason) => Some((order, reason)),
            None => {
                self.waiting.push_front(order);
                None
            }
        }
    }

    /// An edit at work ended; `Some` = the job stops.
    pub(in crate::api) fn end(&mut self, settled: &Settled) -> Option<Halt> {
        self.note(settled);
        match settled.outcome {
            Outcome::Verified | Outcome::Accepted | Outcome::Partial => self.refusals = 0,
            Outcome::Refused
            | Outcome::NotApplied
            | Outcome::NotSent
            | Outcome::Conflict
            | Outcome::Superseded
            | Outcome::Unknown
            | Outcome::Unchanged
            | Outcome::Withdrawn => {}
        }
        let trial = self.pace.note(Finding::of(settled));
        let breaker = self.breaker.note(settled.outcome);
        trial.or(breaker)
    }

    /// An edit ended on which nothing depends: it never had its turn, or had waited for the list.
    pub(in crate::api) fn note(&mut self, settled: &Settled) {
        self.at_work.remove(&settled.edit);
        self.left.remove(&settled.edit);
        self.ended.insert(settled.edit, settled.outcome);
    }

    /// A 429 came. Answers to requests that were on their way already when the last one came say
    /// nothing new.
    pub(super) fn slow_down(&mut self, sent_at: Duration, now: Duration) -> Option<Halt> {
        if self.refused_at.is_none_or(|last| sent_at >= last) {
            self.refusals += 1;
        }
        self.refused_at = Some(now);
        (self.refusals >= REFUSALS).then(|| {
            self.refusals = 0;
            Halt::Throttled
        })
    }

    /// How its edits ended; when one was carried out again, by the last word.
    pub(in crate::api) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.ended.values().for_each(|outcome| tally.add(*outcome));
        tally
    }
}
