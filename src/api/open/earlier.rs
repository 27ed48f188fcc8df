//! Open edits of an earlier run, as far as its journal tells what was sent.
//!
//! Invariant: what is not in the journal is not known: such an edit is judged by the values it
//! names and no others.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Hold, OpenEdit};
use crate::api::actor::Settings;
use crate::api::write::readback::{Claim, Sent};
use crate::domain::outcome::FieldResult;
use crate::domain::{Change, Delta, Outcome, Settled, User};

/// An open edit of an earlier run, as far as the journal tells what was sent.
pub(in crate::api) fn from_last_time(
    settled: &Arc<Settled>,
    settings: &Settings,
    now: Timestamp,
) -> OpenEdit {
    let sent = sent(settled, settings, now);
    // What cannot be read back cannot be checked: only its own fields are held.
    let hold = match sent.is_verifiable() {
        true => Hold::User,
        false => Hold::Fields,
    };
    OpenEdit {
        sent,
        settled: Arc::clone(settled),
        since: Instant::now(),
        hold,
    }
}

/// What an earlier run sent, as far as its journal tells.
fn sent(settled: &Settled, settings: &Settings, now: Timestamp) -> Sent {
    let detail = settled.detail.clone();
    let (claim, wait) = match settled.outcome {
        Outcome::Accepted => {
            let wait = settings.recheck.last().copied().unwrap_or_default();
            (
                Claim::Accepted {
                    message: String::new(),
                },
                wait,
            )
        }
        Outcome::Refused => (rejected(&detail), Duration::ZERO),
        Outcome::Verified
        | Outcome::Partial
        | Outcome::NotApplied
        | Outcome::NotSent
        | Outcome::Conflict
        | Outcome::Superseded
        | Outcome::Unknown
        | Outcome::Unchanged
        | Outcome::Withdrawn => (Claim::Unclear { cause: detail }, settings.quiet),
    };
    let age = now.duration_since(settled.at);
    let left = wait.saturating_sub(Duration::try_from(age).unwrap_or_default());
    let delta = |result: &FieldResult| Delta {
        field: result.field,
        seen: result.seen.clone(),
        before: result.before.clone(),
        after: result.after.clone(),
    };
    let before = |result: &FieldResult| Some((result.field, result.before.clone()?));
    Sent {
        change: Change {
            deltas: settled.fields.iter().map(delta).collect(),
        },
        base: Arc::new(User {
            id: settled.user.clone(),
            values: settled.fields.iter().filter_map(before).collect(),
            raw: "".into(),
        }),
        claim,
        decided_at: Instant::now() + left,
    }
}

/// The refusal that [`Sent::words`] put into words.
fn rejected(detail: &str) -> Claim {
    let (status, rest) = detail.split_once(' ').unwrap_or_default();
    let message = rest.split('"').nth(1).unwrap_or(rest);
    Claim::Rejected {
        status: status.parse().unwrap_or_default(),
        message: message.to_owned(),
    }
}
