//! `:write` and `:ro`: writing for a time and for a reason, and the end of it.
//!
//! Invariant: on a production profile nothing is unlocked without a time and a reason, and the
//! reason goes into the journal with every change made under it. The lock itself is the actor's.

use std::time::Duration;

use jiff::SignedDuration;

use crate::protocol::{ApiCommand, Command, ReadOnly, Writes};

use super::notice::Level;
use super::{Model, prompt, status, write};

/// The shortest and the longest time that can be asked for.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(8 * 3_600);

/// `:write`, `:write 30m`, `:write 30m REASON`.
pub(super) fn allow(model: &mut Model, text: &str, out: &mut Vec<Command>) {
    if let Some(refusal) = cannot(model) {
        return model.say(Level::Error, refusal);
    }
    let (time, reason) = match text.split_once(char::is_whitespace) {
        Some((time, reason)) => (time, reason.trim()),
        None => (text, ""),
    };
    if time.is_empty() {
        if model.profile.production {
            let text = "For how long, and why? :write 30m REASON (1m to 8h)";
            return model.say(Level::Warning, text);
        }
        return set(model, Writes::Allowed, None, out);
    }
    let Some(span) = read_time(time) else {
        let text = format!("{time:?} is not a time from 1m to 8h, such as 30m or 2h");
        return model.say(Level::Warning, text);
    };
    match reason {
        "" if model.profile.production => prompt::ask_why(model, span),
        "" => allow_for(model, span, None, out),
        reason => allow_for(model, span, Some(reason.to_owned()), out),
    }
}

/// Unlocks for this long from now.
pub(super) fn allow_for(
    model: &mut Model,
    span: Duration,
    reason: Option<String>,
    out: &mut Vec<Command>,
) {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::ZERO);
    let wall = model.now.wall;
    let until = Writes::Until(wall.saturating_add(span).unwrap_or(wall));
    set(model, until, reason, out);
}

/// `:ro`.
pub(super) fn lock(model: &mut Model, out: &mut Vec<Command>) {
    set(model, Writes::Forbidden(ReadOnly::Asked), None, out);
}

fn set(model: &mut Model, writes: Writes, reason: Option<String>, out: &mut Vec<Command>) {
    model.unlocked_for = reason;
    out.push(Command::Api(ApiCommand::SetWrites(writes)));
}

/// Why a change is made: its own reason, and that for which writing was unlocked.
pub(super) fn reason(model: &Model, own: Option<String>) -> Option<String> {
    let is_unlocked = matches!(status::writes_now(model), Writes::Until(_));
    match (own, model.unlocked_for.as_ref().filter(|_| is_unlocked)) {
        (Some(own), Some(unlocked)) => Some(format!("{own} (:write {unlocked})")),
        (Some(own), None) => Some(own),
        (None, unlocked) => unlocked.cloned(),
    }
}

/// Why no word can unlock; `None` = one can.
fn cannot(model: &Model) -> Option<String> {
    match model.writes {
        Writes::Allowed
        | Writes::Until(_)
        | Writes::Forbidden(ReadOnly::Asked | ReadOnly::Expired | ReadOnly::WorkerStopped) => None,
        Writes::Forbidden(
            ReadOnly::Always
            | ReadOnly::JournalFailed
            | ReadOnly::JournalLocked
            | ReadOnly::Vendor(_),
        ) => write::refusal(model),
    }
}

fn read_time(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let number = text.strip_suffix(unit)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| is_number)?;
    let seconds = match unit {
        's' => number,
        'm' => number.checked_mul(60)?,
        'h' => number.checked_mul(3_600)?,
        _ => return None,
    };
    let span = Duration::from_secs(seconds);
    (SHORTEST..=LONGEST).contains(&span).then_some(span)
}
