//! A plan being carried out: its stages, and when it stops by itself.
//!
//! Invariant: one edit is verified alone before five go, and those five before the rest; what
//! stops a job is said in words, and nothing goes on without the person.

use std::collections::VecDeque;

use super::outcome::{Outcome, Settled};

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStage {
    /// The list is being read to compare it with the plan; so many users so far.
    Comparing {
        /// Users read.
        read: usize,
    },
    /// The first edit, alone.
    First,
    /// The next five.
    Few,
    /// The rest.
    Rest,
    /// The list is being read to see what became of the edits; so many users so far.
    ReadingBack {
        /// Users read.
        read: usize,
    },
    /// Nothing new is begun.
    Paused(Halt),
}

/// Why a job does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The person asked.
    Asked,
    /// One of the first edits was not verified.
    Trial(Outcome),
    /// The token was refused.
    SignedOut,
    /// So many outcomes in a row were unknown.
    Unknowns(usize),
    /// So many of the last so many failed.
    Failures {
        /// Failed.
        failed: usize,
        /// Of so many.
        of: usize,
    },
    /// The server asked to slow down, again and again.
    Throttled,
    /// The list could not be read.
    Unread,
    /// Writing is not allowed any more.
    ReadOnly,
}

impl std::fmt::Display for Halt {
    /// Why, as the end of a sentence that begins with "paused: ".
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Asked => formatter.write_str("you asked for it"),
            Self::Trial(outcome) => write!(
                formatter,
                "one of the first edits ended as {}, so the rest waits for you",
                outcome.word()
            ),
            Self::SignedOut => formatter.write_str("the token was refused; sign in again"),
            Self::Unknowns(count) => write!(formatter, "{count} unknown outcomes in a row"),
            Self::Failures { failed, of } => {
                write!(formatter, "{failed} of the last {of} edits failed")
            }
            Self::Throttled => formatter.write_str("the server keeps asking to slow down"),
            Self::Unread => formatter.write_str("the list could not be read"),
            Self::ReadOnly => formatter.write_str("writing is not allowed any more"),
        }
    }
}

/// Edits that go alone first.
pub const FIRST: usize = 1;
/// Edits that go after it, before the rest.
pub const FEW: usize = 5;
/// Unknown outcomes in a row that stop a job.
const UNKNOWNS: usize = 5;
/// The outcomes of which no more than one in five may be a failure.
const WINDOW: usize = 50;

/// Watches the outcomes of a job.
#[derive(Debug, Clone, Default)]
pub struct Breaker {
    /// Whether each of the last [`WINDOW`] failed.
    failed: VecDeque<bool>,
    unknowns: usize,
}

impl Breaker {
    /// Takes the next outcome; `Some` = the job stops.
    pub fn note(&mut self, settled: &Settled) -> Option<Halt> {
        let (unknown, failed) = match settled.outcome {
            Outcome::Verified | Outcome::Accepted | Outcome::Unchanged | Outcome::Withdrawn => {
                (false, false)
            }
            Outcome::Partial
            | Outcome::Refused
            | Outcome::NotApplied
            | Outcome::NotSent
            | Outcome::Conflict
            | Outcome::Superseded => (false, true),
            Outcome::Unknown => (true, true),
        };
        self.unknowns = if unknown { self.unknowns + 1 } else { 0 };
        if self.failed.len() == WINDOW {
            self.failed.pop_front();
        }
        self.failed.push_back(failed);
        let count = self.failed.iter().filter(|failed| **failed).count();
        if self.unknowns == UNKNOWNS {
            self.unknowns = 0;
            Some(Halt::Unknowns(UNKNOWNS))
        } else if self.failed.len() == WINDOW && count * 5 > WINDOW {
            self.failed.clear();
            Some(Halt::Failures {
                failed: count,
                of: WINDOW,
            })
        } else {
            None
        }
    }
}
