//! When a job stops by itself: too many unknowns in a row, too many failures.
//!
//! Invariant: it stops at the first outcome that makes it too many, not later; edits that needed no
//! request count neither for nor against.

use std::collections::VecDeque;

use super::Halt;
use crate::domain::outcome::Outcome;

/// Unknown outcomes in a row that stop a job.
const UNKNOWNS: usize = 5;
/// The outcomes of which no more than one in five may be a failure.
const WINDOW: usize = 50;

/// Watches the outcomes of a job.
#[derive(Debug, Clone, Default)]
pub struct Breaker {
    /// Whether each of the last [`WINDOW`] failed.
    failed: VecDeque<bool>,
    /// How many of them did.
    failures: usize,
    unknowns: usize,
}

impl Breaker {
    /// Takes the next outcome; `Some` = the job stops, and the count begins anew.
    pub fn note(&mut self, outcome: Outcome) -> Option<Halt> {
        match outcome {
            // Of these the server was asked nothing that it could have done wrong.
            Outcome::Unchanged | Outcome::Withdrawn => None,
            Outcome::Verified | Outcome::Accepted => {
                self.unknowns = 0;
                self.push(false)
            }
            Outcome::Partial
            | Outcome::Refused
            | Outcome::NotApplied
            | Outcome::NotSent
            | Outcome::Conflict
            | Outcome::Superseded => {
                self.unknowns = 0;
                self.push(true)
            }
            Outcome::Unknown => {
                self.unknowns += 1;
                if self.unknowns < UNKNOWNS {
                    return self.push(true);
                }
                *self = Self::default();
                Some(Halt::Unknowns(UNKNOWNS))
            }
        }
    }

    fn push(&mut self, failed: bool) -> Option<Halt> {
        if self.failed.len() == WINDOW && self.failed.pop_front() == Some(true) {
            self.failures -= 1;
        }
        self.failed.push_back(failed);
        self.failures += usize::from(failed);
        // More than a fifth of the whole window, whatever the outcomes still missing in it.
        if self.failures * 5 <= WINDOW {
            return None;
        }
        let halt = Halt::Failures {
            failed: self.failures,
            of: self.failed.len(),
        };
        *self = Self::default();
        Some(halt)
    }
}
