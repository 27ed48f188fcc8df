//! Exit statuses: what a script may conclude.
//!
//! Invariant: the worst word wins, and 0 is never said of a write that was not read back although
//! it could have been.

use crate::domain::{Outcome, Settled};
use crate::protocol::{Cause, Failure};

/// How a verb ended, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: everything as asked.
    Fine,
    /// 5: somebody else's value stood in the way or stands there now.
    Conflict,
    /// 3: refused, not applied, not sent, partly applied; or there is no such user.
    Failed,
    /// 7: the journal cannot be written.
    Journal,
    /// 8: another process writes the journal of this profile.
    Locked,
    /// 6: the token was refused.
    SignedOut,
    /// 4: nobody knows, or it was not verified; or a list that could not be read to its end.
    Unknown,
    /// 1: standard output cannot be written (other than a closed pipe).
    Output,
    /// 2: usage or configuration.
    Usage,
    /// 128 + the number of the signal.
    Signal(u8),
}

impl Exit {
    /// The number for the shell.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Output => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::Unknown => 4,
            Self::Conflict => 5,
            Self::SignedOut => 6,
            Self::Journal => 7,
            Self::Locked => 8,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }

    /// What the outcome of one edit means, as far as the outcome alone tells.
    #[must_use]
    pub fn of(settled: &Settled) -> Self {
        match settled.outcome {
            Outcome::Verified | Outcome::Unchanged => Self::Fine,
            // Open = it could have been read back, but was not.
            Outcome::Accepted | Outcome::Refused if settled.is_open() => Self::Unknown,
            Outcome::Accepted => Self::Fine,
            // The actor says it in the detail only; server text there stands in quotes, never last.
            Outcome::NotSent if settled.detail.ends_with("sign in again") => Self::SignedOut,
            Outcome::Partial
            | Outcome::Refused
            | Outcome::NotApplied
            | Outcome::NotSent
            | Outcome::Withdrawn => Self::Failed,
            Outcome::Conflict | Outcome::Superseded => Self::Conflict,
            Outcome::Unknown => Self::Unknown,
        }
    }
}

impl From<&Failure> for Exit {
    fn from(failure: &Failure) -> Self {
        match failure.cause {
            Cause::SignedOut => Self::SignedOut,
            Cause::NotFound => Self::Failed,
            Cause::Throttled | Cause::Network | Cause::Answer | Cause::Cancelled => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins_four_before_three_before_five() {
        let exits = [Exit::Fine, Exit::Conflict, Exit::Failed, Exit::Unknown];
        assert_eq!(exits.into_iter().max(), Some(Exit::Unknown));
        assert_eq!(exits[..3].iter().max(), Some(&Exit::Failed));
        assert_eq!(Exit::Signal(15).max(Exit::Unknown).code(), 143);
    }
}
