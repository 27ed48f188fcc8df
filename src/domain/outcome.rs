//! What became of an edit, in the eleven words there are for it.
//!
//! Invariant: an outcome claims no more than was read. "Verified" is said only after a read-back
//! that holds every field sent; "Unknown" is an outcome, not an error to hide.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::Timestamp;

use super::field::Field;
use super::plan::{AttemptId, EditId, JobId};
use super::user::UserId;
use super::value::Value;

/// How an edit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Read back: every field sent holds the wanted value.
    Verified,
    /// The server said yes; the field cannot be, or could not be, read back.
    Accepted,
    /// Some fields hold the wanted value, the rest the old one.
    Partial,
    /// The server said no, and reading back shows the old value (or: not read back, said so).
    Refused,
    /// The server said yes or nothing, and the value did not change as of a time.
    NotApplied,
    /// It certainly never left.
    NotSent,
    /// Not sent: the value moved since it was seen.
    Conflict,
    /// Sent, and a third value stands there.
    Superseded,
    /// Nobody can say.
    Unknown,
    /// Already so; nothing sent.
    Unchanged,
    /// Cancelled before it was sent.
    Withdrawn,
}

impl Outcome {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Verified,
        Self::Accepted,
        Self::Partial,
        Self::Refused,
        Self::NotApplied,
        Self::NotSent,
        Self::Conflict,
        Self::Superseded,
        Self::Unknown,
        Self::Unchanged,
        Self::Withdrawn,
    ];

    /// The word in journals and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::Accepted => "Accepted",
            Self::Partial => "Partial",
            Self::Refused => "Refused",
            Self::NotApplied => "NotApplied",
            Self::NotSent => "NotSent",
            Self::Conflict => "Conflict",
            Self::Superseded => "Superseded",
            Self::Unknown => "Unknown",
            Self::Unchanged => "Unchanged",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// The outcome of that word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// The sign in the list's mark column: `=` verified, `!` failed, `#` conflict, `?` unknown.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Verified => '=',
            Self::Accepted => '+',
            Self::Partial | Self::Refused | Self::NotApplied | Self::NotSent => '!',
            Self::Conflict | Self::Superseded => '#',
            Self::Unknown => '?',
            Self::Unchanged | Self::Withdrawn => '-',
        }
    }

    /// Whether the server may hold something new because of this edit.
    #[must_use]
    pub fn may_have_changed(self) -> bool {
        match self {
            Self::Verified | Self::Accepted | Self::Partial | Self::Superseded | Self::Unknown => {
                true
            }
            Self::Refused
            | Self::NotApplied
            | Self::NotSent
            | Self::Conflict
            | Self::Unchanged
            | Self::Withdrawn => false,
        }
    }
}

/// What the person can do about an edit that ended. With which key is no matter of the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Take it back.
    Undo,
    /// Take back what was applied, or send what was not.
    UndoOrSendRest,
    /// Read the user again, to see what became of it.
    Check,
    /// Edit the user once more.
    Edit,
    /// The same change once more.
    SendAgain,
    /// Look at what somebody else set.
    Look,
}

/// One field of a settled edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldResult {
    /// Which field.
    pub field: Field,
    /// The value on the person's screen.
    pub seen: Option<Value>,
    /// The value in the pre-flight read.
    pub before: Option<Value>,
    /// The value wanted.
    pub after: Value,
    /// The value in the last read-back; `None` = it was not, or could not be, read back.
    pub now: Option<Value>,
}

/// An edit that has ended, with everything that may be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The edit.
    pub edit: EditId,
    /// Its job.
    pub job: JobId,
    /// The user.
    pub user: UserId,
    /// The user's name on screen when the edit was made.
    pub name: Option<CompactString>,
    /// How it ended.
    pub outcome: Outcome,
    /// The fields.
    pub fields: Vec<FieldResult>,
    /// The server's text, the cause, or what was seen instead; one line, untrusted.
    pub detail: String,
    /// Whether the last word is a read-back rather than the server's claim.
    pub read_back: bool,
    /// The PATCHes sent for it.
    pub attempts: Vec<AttemptId>,
    /// Requests spent on it, reads included.
    pub requests: u32,
    /// When it was settled.
    pub at: Timestamp,
    /// The edit it takes back.
    pub undo_of: Option<EditId>,
    /// The person's reason.
    pub reason: Option<String>,
}

impl Settled {
    /// Whether this outcome stays open: it is read again later, and further writes to its fields
    /// are held until somebody looked.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.outcome {
            Outcome::Unknown | Outcome::NotApplied => true,
            // What cannot be read back is not waited for.
            Outcome::Accepted | Outcome::Refused => {
                !self.read_back && self.fields.iter().any(|field| field.field.is_verifiable())
            }
            Outcome::Verified
            | Outcome::Partial
            | Outcome::NotSent
            | Outcome::Conflict
            | Outcome::Superseded
            | Outcome::Unchanged
            | Outcome::Withdrawn => false,
        }
    }

    /// What was wanted, in words: `web login open, role Quality (54630)`.
    #[must_use]
    pub fn wish(&self) -> String {
        let say = |result: &FieldResult| {
            format!(
                "{} {}",
                result.field.label(),
                result.field.words(&result.after)
            )
        };
        self.fields.iter().map(say).collect::<Vec<_>>().join(", ")
    }

    /// The sentence for the person. `clock` is [`Settled::at`] as the person reads clocks.
    #[must_use]
    pub fn sentence(&self, clock: &str) -> String {
        let wish = self.wish();
        let detail = self.detail.trim_end_matches('.');
        match self.outcome {
            Outcome::Verified if detail.is_empty() => format!("Verified {clock}: {wish}"),
            Outcome::Verified => format!("Verified {clock}: {wish} ({detail})"),
            Outcome::Accepted => {
                let blind = self
                    .fields
                    .iter()
                    .filter(|field| !field.field.is_verifiable());
                let blind: Vec<_> = blind.map(|field| field.field.label()).collect();
                if blind.is_empty() {
                    format!("Accepted by the server, could not be read back: {wish}")
                } else {
                    let blind = blind.join(", ");
                    format!("Accepted by the server; this field cannot be read back: {blind}")
                }
            }
            Outcome::Partial => {
                let verdict = |result: &FieldResult| {
                    let held = result.now.as_ref().is_some_and(|now| {
                        let agreement = super::change::agreement(result.field, &result.after, now);
                        agreement != super::change::Agreement::Different
                    });
                    format!(
                        "{} {}",
                        result.field.label(),
                        if held { "yes" } else { "no" }
                    )
                };
                let verdicts: Vec<_> = self.fields.iter().map(verdict).collect();
                format!("Partly applied: {}", verdicts.join(", "))
            }
            Outcome::Refused => {
                let refused = refusal(detail);
                let after = if self.read_back {
                    "Nothing changed"
                } else {
                    "Could not be read back"
                };
                format!("Refused{refused}. {after}")
            }
            Outcome::NotApplied if detail.is_empty() => {
                format!("Not applied as of {clock}: {wish}")
            }
            Outcome::NotApplied => format!("Not applied as of {clock}: {wish} ({detail})"),
            Outcome::NotSent => format!("Not sent ({detail}). Nothing changed"),
            Outcome::Conflict => format!("Not sent. {detail}"),
            Outcome::Superseded => {
                format!("Someone else set {detail}; your change may have been overwritten")
            }
            Outcome::Unknown => format!("Unknown whether applied: {wish} ({detail})"),
            Outcome::Unchanged => format!("Already so; nothing sent: {wish}"),
            Outcome::Withdrawn => format!("Cancelled; nothing sent: {wish}"),
        }
    }

    /// What can be done next; `None` = there is nothing to do.
    #[must_use]
    pub fn next_step(&self) -> Option<NextStep> {
        match self.outcome {
            Outcome::Verified => Some(NextStep::Undo),
            Outcome::Partial => Some(NextStep::UndoOrSendRest),
            Outcome::Accepted | Outcome::Unknown => Some(NextStep::Check),
            Outcome::Refused | Outcome::Conflict => Some(NextStep::Edit),
            Outcome::NotApplied | Outcome::NotSent => Some(NextStep::SendAgain),
            Outcome::Superseded => Some(NextStep::Look),
            Outcome::Unchanged | Outcome::Withdrawn => None,
        }
    }
}

/// ` (400): "Invalid role"` for `400 "Invalid role"`; any other detail after a colon.
fn refusal(detail: &str) -> String {
    match detail.split_once(' ') {
        Some((status, text)) if status.len() == 3 && status.parse::<u16>().is_ok() => {
            format!(" ({status}): {text}")
        }
        Some(_) | None => format!(": {detail}"),
    }
}

/// How many edits of a job ended how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    counts: BTreeMap<Outcome, usize>,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        *self.counts.entry(outcome).or_default() += 1;
    }

    /// Counts one less: a later word replaces it.
    pub fn remove(&mut self, outcome: Outcome) {
        if let Some(count) = self.counts.get_mut(&outcome) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&outcome);
            }
        }
    }

    /// How many ended so.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> usize {
        self.counts.get(&outcome).copied().unwrap_or(0)
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// The outcomes that happened, with their counts, in table order.
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, usize)> + '_ {
        self.counts
            .iter()
            .map(|(outcome, count)| (*outcome, *count))
    }
}
