//! A plan being carried out: its stages, and when it stops by itself.
//!
//! Invariant: one edit is verified alone before five go, and those five before the rest; what
//! stops a job is said in words, and nothing goes on without the person.

mod breaker;
mod pace;

use super::outcome::Outcome;

pub use breaker::Breaker;
pub use pace::{Finding, Pace};

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
