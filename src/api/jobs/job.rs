//! One job: its queue, its pace, its breakers, and what is due. Pure.
//!
//! Invariants: every edit is waiting, at work, parked, or has ended, and in one of them only; while
//! the job is stopped, or the list is being read for it, nothing begins.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::sweep::{self, Purpose};
use super::{Next, Order};
use crate::api::write::{Parked, ReadBack};
use crate::domain::job::{Breaker, Finding, Halt, JobStage, Pace};
use crate::domain::plan::Check;
use crate::domain::{EditId, JobId, Outcome, Settled, Tally, User, UserId};
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
    waiting: VecDeque<Order>,
    /// Sent, and the list did not tell: each is read by itself.
    untold: VecDeque<Parked>,
    at_work: usize,
    parked: usize,
    /// Edits that have not ended.
    left: HashSet<EditId>,
    ended: HashMap<EditId, Outcome>,
    pace: Pace,
    breaker: Breaker,
    refusals: u32,
    /// When the last 429 came.
    refused_at: Option<Duration>,
    halt: Option<Halt>,
    phase: Phase,
    told: Option<JobStage>,
    /// Why what comes back unsent is withdrawn.
    cancelled: Option<&'static str>,
}

#[derive(Debug)]
enum Phase {
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
    /// A job that has begun nothing.
    pub(in crate::api) fn new(id: JobId, priority: Priority, check: Check) -> Self {
        Self {
            id,
            priority,
            check,
            waiting: VecDeque::new(),
            untold: VecDeque::new(),
            at_work: 0,
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

    /// Begins, or goes on; with a trial if it did not stop because somebody asked for it.
    pub(in crate::api) fn go_on(&mut self) {
        if self.halt.take() != Some(Halt::Asked) {
            self.pace = Pace::default();
            self.breaker = Breaker::default();
            self.refusals = 0;
        }
        self.cancelled = None;
        let is_reading = matches!(self.phase, Phase::Reading { .. });
        if !is_reading && !self.waiting.is_empty() {
            // What the list said before a pause may be old.
            self.phase = match self.check {
                Check::Sweep if self.priority == Priority::Job => Phase::Uncompared,
                Check::Sweep | Check::Each => Phase::Sending,
            };
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

    /// Gives up the reading of the list, and everything that waits for it one by one.
    pub(in crate::api) fn give_up_reading(&mut self) -> Vec<Parked> {
        if let Phase::Reading { cancel, .. } = &self.phase {
            cancel.cancel();
        }
        self.untold.drain(..).collect()
    }

    /// Whether the next edit may begin, if there is a slot.
    pub(super) fn is_ready(&self, most: usize) -> bool {
        let may_send = match self.phase {
            Phase::Sending => !self.waiting.is_empty() && self.pace.may_begin(self.at_work),
            Phase::Uncompared | Phase::Reading { .. } | Phase::ReadBack { .. } => false,
        };
        self.halt.is_none() && self.at_work < most && (may_send || !self.untold.is_empty())
    }

    pub(super) fn next(&mut self) -> Option<Next> {
        self.at_work += 1;
        if let Some(parked) = self.untold.pop_front() {
            return Some(Next::ReadBack(Box::new(parked)));
        }
        let mut order = self.waiting.pop_front()?;
        let is_for_the_list = self.check == Check::Sweep && sweep::can_tell(&order.edit.change);
        // The trial is read back at once: the next stage stands on it.
        order.read_back = match is_for_the_list && !self.pace.is_trial() {
            true => ReadBack::List,
            false => ReadBack::Own,
        };
        Some(Next::Edit(Box::new(order)))
    }

    /// A plan of one edit begins it at once.
    pub(in crate::api) fn take_first(&mut self) -> Option<Order> {
        let order = self.waiting.pop_front()?;
        self.at_work += 1;
        Some(order)
    }

    /// An edit at work was sent and waits for the list: as far as breakers go, the server obeyed.
    pub(super) fn park(&mut self) {
        self.at_work = self.at_work.saturating_sub(1);
        self.parked += 1;
        self.refusals = 0;
        // A success stops nothing.
        let _ = self.breaker.note(Outcome::Accepted);
    }

    pub(super) fn unpark(&mut self) {
        self.parked -= 1;
        self.at_work += 1;
    }

    /// An edit at work came back unsent. `Err` = the job was cancelled meanwhile.
    pub(in crate::api) fn give_back(&mut self, order: Order) -> Result<(), (Order, &'static str)> {
        self.at_work = self.at_work.saturating_sub(1);
        match self.cancelled {
            Some(reason) => Err((order, reason)),
            None => {
                self.waiting.push_front(order);
                Ok(())
            }
        }
    }

    /// An edit at work ended; `Some` = the job stops.
    pub(in crate::api) fn end(&mut self, settled: &Settled) -> Option<Halt> {
        self.at_work = self.at_work.saturating_sub(1);
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

    /// An edit ended that had waited for the list; nothing depends on it any more.
    pub(in crate::api) fn end_parked(&mut self, settled: &Settled) {
        self.at_work = self.at_work.saturating_sub(1);
        self.note(settled);
    }

    /// An edit ended that never began.
    pub(in crate::api) fn note(&mut self, settled: &Settled) {
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

    /// What it needs now.
    pub(in crate::api) fn due(&mut self) -> Due {
        if self.left.is_empty() {
            return Due::End;
        }
        let is_sent = self.waiting.is_empty() && self.at_work == 0;
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
        self.at_work -= untold.len();
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

    /// How its edits ended; when one was carried out again, by the last word.
    pub(in crate::api) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.ended.values().for_each(|outcome| tally.add(*outcome));
        tally
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
