//! How many edits of a job may be at work: one, then five, then the rest.
//!
//! Invariant: until one edit is proven nothing else is at work, and until five more are proven no
//! more than those five; what proves nothing is replaced by the next edit.

use super::{FEW, FIRST, Halt, JobStage};
use crate::domain::outcome::{Outcome, Settled};

/// The trial at the beginning of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pace {
    /// Edits that ended well, up to the end of the trial.
    proven: usize,
}

/// What an ended edit says about those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The server did as it was asked.
    Proof,
    /// It was not asked to do anything: the next edit is as much of a trial as this one.
    Nothing,
    /// Something is not as it should be.
    Doubt(Outcome),
}

impl Finding {
    /// What this edit says.
    #[must_use]
    pub fn of(settled: &Settled) -> Self {
        match settled.outcome {
            Outcome::Verified => Self::Proof,
            // What cannot be read back by its nature; an unread yes is no proof.
            Outcome::Accepted if !settled.is_open() => Self::Proof,
            Outcome::Unchanged | Outcome::Withdrawn | Outcome::Conflict => Self::Nothing,
            // Held or impossible: known without a request.
            Outcome::NotSent if settled.requests == 0 => Self::Nothing,
            Outcome::Accepted
            | Outcome::Partial
            | Outcome::Refused
            | Outcome::NotApplied
            | Outcome::NotSent
            | Outcome::Superseded
            | Outcome::Unknown => Self::Doubt(settled.outcome),
        }
    }
}

impl Pace {
    /// Where the job is.
    #[must_use]
    pub fn stage(&self) -> JobStage {
        if self.proven < FIRST {
            JobStage::First
        } else if self.proven < FIRST + FEW {
            JobStage::Few
        } else {
            JobStage::Rest
        }
    }

    /// Whether the trial goes on: its edits are read back one by one.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.proven < FIRST + FEW
    }

    /// Whether one more edit may begin beside `at_work` others.
    #[must_use]
    pub fn may_begin(&self, at_work: usize) -> bool {
        if self.proven < FIRST {
            self.proven + at_work < FIRST
        } else {
            !self.is_trial() || self.proven + at_work < FIRST + FEW
        }
    }

    /// Takes the end of an edit; `Some` = it ends the trial, and the job stops.
    pub fn note(&mut self, finding: Finding) -> Option<Halt> {
        if !self.is_trial() {
            return None;
        }
        match finding {
            Finding::Proof => {
                self.proven += 1;
                None
            }
            Finding::Nothing => None,
            Finding::Doubt(outcome) => Some(Halt::Trial(outcome)),
        }
    }
}
