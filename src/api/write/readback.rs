//! What the read after a write says about it, field by field. Pure.
//!
//! Invariant: the server's claim alone never makes a write "verified", and a value that was not
//! read is never reported as read.

use std::sync::Arc;

use tokio::time::Instant;

use crate::domain::change::{Agreement, Standing, agreement};
use crate::domain::{Change, Delta, Field, Outcome, User, Values};

/// What the server's answer to the PATCH claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum Claim {
    /// It said yes.
    Accepted {
        /// Its words, perhaps none.
        message: String,
    },
    /// It said no.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// Its words.
        message: String,
    },
    /// No answer, or none that says anything.
    Unclear {
        /// What came instead.
        cause: String,
    },
}

/// A PATCH that may have reached the server.
#[derive(Debug, Clone)]
pub(in crate::api) struct Sent {
    /// The fields it carried, with the values before.
    pub(in crate::api) change: Change,
    /// The user as read before it.
    pub(in crate::api) base: Arc<User>,
    /// What the answer claimed.
    pub(in crate::api) claim: Claim,
    /// From then on an unchanged value means "not applied" rather than "not yet".
    pub(in crate::api) decided_at: Instant,
}

/// How an edit ends.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::api) struct Ending {
    /// The word for it.
    pub(in crate::api) outcome: Outcome,
    /// One line.
    pub(in crate::api) detail: String,
    /// Whether the last word is a read.
    pub(in crate::api) read_back: bool,
    /// What was read after sending.
    pub(in crate::api) now: Option<Values>,
}

/// What a read-back says.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::api) enum Finding {
    /// It ends so.
    Ended(Ending),
    /// Every field that reads back still has the value from before.
    Unmoved(Values),
}

impl Ending {
    /// Mentions something more.
    pub(in crate::api) fn remark(&mut self, remark: &str) {
        let gap = if self.detail.is_empty() { "" } else { "; " };
        self.detail = format!("{}{gap}{remark}", self.detail);
    }
}

impl Sent {
    /// Whether anything of it reads back.
    pub(in crate::api) fn is_verifiable(&self) -> bool {
        self.change.fields().any(Field::is_verifiable)
    }

    /// Whether all of it reads back: nothing else may ever be sent a second time by itself.
    pub(in crate::api) fn is_wholly_verifiable(&self) -> bool {
        self.change.fields().all(Field::is_verifiable)
    }

    /// Judges a read of the user made after sending.
    pub(in crate::api) fn judge(&self, user: &User) -> Finding {
        let standings: Vec<(&Delta, Standing)> = self
            .change
            .deltas
            .iter()
            .map(|delta| (delta, self.standing(delta, user)))
            .collect();
        let of = |wanted: Standing| {
            standings
                .iter()
                .filter(move |(_, standing)| *standing == wanted)
                .map(|(delta, _)| *delta)
        };
        let (after, before) = (of(Standing::After).count(), of(Standing::Before).count());
        let third: Vec<&Delta> = of(Standing::Third).collect();
        let unread = of(Standing::Unreadable).count();
        let end = |outcome, detail: String, read_back| {
            Finding::Ended(Ending {
                outcome,
                detail,
                read_back,
                now: Some(user.values.clone()),
            })
        };
        if !third.is_empty() {
            return end(Outcome::Superseded, describe_values(&third, user), true);
        }
        match (after, before, unread) {
            (1.., 1.., _) => end(Outcome::Partial, self.words(), true),
            (0, 1.., _) => Finding::Unmoved(user.values.clone()),
            (1.., 0, 0) => end(Outcome::Verified, self.remarks(user), true),
            (_, 0, _) => {
                let read_back =
                    after > 0 && !of(Standing::Unreadable).any(|delta| delta.field.is_verifiable());
                let outcome = match (&self.claim, after) {
                    (Claim::Accepted { .. }, _) => Outcome::Accepted,
                    (Claim::Rejected { .. }, 0) => Outcome::Refused,
                    (Claim::Rejected { .. } | Claim::Unclear { .. }, _) => Outcome::Unknown,
                };
                end(outcome, self.words(), read_back)
            }
        }
    }

    /// The ending when the last read-back still shows the value from before.
    pub(in crate::api) fn unmoved(&self, values: Values) -> Ending {
        let (outcome, detail) = match &self.claim {
            Claim::Rejected { .. } => (Outcome::Refused, self.words()),
            Claim::Accepted { .. } | Claim::Unclear { .. } if !self.is_wholly_verifiable() => {
                let blind = self.change.fields().filter(|field| !field.is_verifiable());
                let blind: Vec<_> = blind.map(Field::label).collect();
                let cause = self.words();
                (
                    Outcome::Unknown,
                    format!(
                        "{cause}; the rest is not applied, {} cannot be read back",
                        blind.join(", ")
                    ),
                )
            }
            Claim::Accepted { .. } if self.change.get(Field::Designation).is_some() => (
                Outcome::NotApplied,
                format!(
                    "{}; the profile's designation_key may be the wrong one for this server",
                    self.words()
                ),
            ),
            Claim::Accepted { .. } | Claim::Unclear { .. } => (Outcome::NotApplied, self.words()),
        };
        Ending {
            outcome,
            detail,
            read_back: true,
            now: Some(values),
        }
    }

    /// The ending when nothing could be read back.
    pub(in crate::api) fn unread(&self, why: &str) -> Ending {
        let outcome = match &self.claim {
            Claim::Accepted { .. } => Outcome::Accepted,
            Claim::Rejected { .. } => Outcome::Refused,
            Claim::Unclear { .. } => Outcome::Unknown,
        };
        let claim = self.words();
        let detail = match why {
            "" => claim,
            why => format!("{claim}; reading back failed: {why}"),
        };
        Ending {
            outcome,
            detail,
            read_back: false,
            now: None,
        }
    }

    /// The server's answer in words: `400 "Invalid role"`.
    pub(in crate::api) fn words(&self) -> String {
        match &self.claim {
            Claim::Accepted { message } if message.is_empty() => "the server said yes".to_owned(),
            Claim::Accepted { message } => format!("the server said yes (\"{message}\")"),
            Claim::Rejected { status, message } => format!("{status} \"{message}\""),
            Claim::Unclear { cause } => cause.clone(),
        }
    }

    /// Where one field stands. Two refinements of the plain comparison: where the value before is
    /// unknown, one that is not the wanted one is no proof of another editor; and a spelling that
    /// was there before a refused write is not the write's doing.
    fn standing(&self, delta: &Delta, user: &User) -> Standing {
        let plain = delta.standing(&user.values);
        let untouched = delta.before.is_some() && delta.before.as_ref() == user.get(delta.field);
        match (plain, &self.claim) {
            (Standing::Third, _) if delta.before.is_none() => Standing::Before,
            (Standing::After, Claim::Rejected { .. }) if untouched => Standing::Before,
            (plain, _) => plain,
        }
    }

    /// What else is worth a mention beside "verified".
    fn remarks(&self, user: &User) -> String {
        let mut remarks = Vec::new();
        for delta in &self.change.deltas {
            if let Some(now) = user.get(delta.field)
                && agreement(delta.field, &delta.after, now) == Agreement::StoredAs
            {
                let label = delta.field.label();
                remarks.push(format!("{label} stored as \"{}\"", delta.field.words(now)));
            }
        }
        let others = Field::writable().filter(|field| self.change.get(*field).is_none());
        let moved = others.filter(|field| match (self.base.get(*field), user.get(*field)) {
            (Some(base), Some(now)) => agreement(*field, base, now) == Agreement::Different,
            _ => false,
        });
        let moved: Vec<_> = moved.map(Field::label).collect();
        if !moved.is_empty() {
            remarks.push(format!("changed meanwhile: {}", moved.join(", ")));
        }
        match &self.claim {
            Claim::Rejected { .. } => {
                remarks.push(format!("although the answer was {}", self.words()))
            }
            Claim::Accepted { .. } | Claim::Unclear { .. } => {}
        }
        remarks.join("; ")
    }
}

fn describe_values(deltas: &[&Delta], user: &User) -> String {
    let describe = |delta: &&Delta| {
        let now = user
            .get(delta.field)
            .map(|now| delta.field.words(now))
            .unwrap_or_default();
        format!("{} {now}", delta.field.label())
    };
    deltas.iter().map(describe).collect::<Vec<_>>().join(", ")
}
