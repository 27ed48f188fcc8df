//! The status word, the clock on screen, and when the screen changes by itself.

use std::time::Duration;

use jiff::Timestamp;

use crate::protocol::{ApiCommand, Command, Priority, ReadOnly, Stage, Writes};

use super::detail::Read;
use super::notice::Level;
use super::{Model, Overlay, compare, job, neighbours, profiles, write};

/// What the header says the program is doing; a test can wait for these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing is under way.
    Idle,
    /// Something the person waits for is being read.
    Loading,
    /// This many edits are on their way.
    Sending(usize),
    /// This many edits ended without anybody knowing how.
    Unknown(usize),
    /// Nothing may be written.
    ReadOnly,
}

impl std::fmt::Display for Status {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Idle => formatter.write_str("IDLE"),
            Self::Loading => formatter.write_str("LOADING"),
            Self::Sending(count) => write!(formatter, "SENDING {count}"),
            Self::Unknown(count) => write!(formatter, "UNKNOWN {count}"),
            Self::ReadOnly => formatter.write_str("READ-ONLY"),
        }
    }
}

/// The status word now: what is on the wire first, then what is unsettled, then what is allowed.
#[must_use]
pub fn status(model: &Model) -> Status {
    let unknown = model.history.open().count();
    let sending = model.flights.len() + job::left(model);
    if sending > 0 {
        Status::Sending(sending)
    } else if is_loading(model) {
        Status::Loading
    } else if unknown > 0 {
        Status::Unknown(unknown)
    } else if matches!(writes_now(model), Writes::Forbidden(_))
        || model.roster.cached_at().is_some()
    {
        Status::ReadOnly
    } else {
        Status::Idle
    }
}

fn is_loading(model: &Model) -> bool {
    let detail = model.detail.as_ref().map(|detail| &detail.read);
    model.list.is_reading()
        || model.intent.is_some()
        || model.neighbours.is_reading()
        || model.opening.is_some()
        || matches!(detail, Some(Read::Asked(_) | Read::Due(_)))
}

/// Whether writes are allowed at the time of the last event.
#[must_use]
pub fn writes_now(model: &Model) -> Writes {
    if let Writes::Until(until) = model.writes
        && until <= model.now.wall
    {
        return Writes::Forbidden(ReadOnly::Expired);
    }
    model.writes
}

pub(super) fn writes_changed(model: &mut Model, writes: Writes) {
    if model.writes == writes {
        return;
    }
    model.writes = writes;
    match writes {
        Writes::Allowed => model.say(Level::Warning, "Writes are allowed now"),
        Writes::Until(until) => {
            let until = clock(model, until);
            model.say(
                Level::Warning,
                format!("Writes are allowed until {until}; :ro locks again"),
            );
        }
        Writes::Forbidden(_) => {
            if let Some(text) = super::write::refusal(model) {
                model.say(Level::Warning, text);
            }
        }
    }
}

/// After every event: a `:write` whose time is over says so once.
pub(super) fn settle(model: &mut Model) {
    if matches!(model.writes, Writes::Until(_))
        && let Writes::Forbidden(why) = writes_now(model)
    {
        writes_changed(model, Writes::Forbidden(why));
    }
}

/// After every event: nothing is asked of a worker that is gone; what was asked has failed.
pub(super) fn withhold(model: &mut Model, out: &mut Vec<Command>) {
    if model.writes != Writes::Forbidden(ReadOnly::WorkerStopped) {
        return;
    }
    let count = out.len();
    let is_for_person = |command: &Command| match command {
        Command::Api(ApiCommand::LoadUser { priority, .. }) => *priority != Priority::Background,
        Command::Api(_) => true,
        Command::Search(_) | Command::Terminal(_) => false,
    };
    let was_asked = out.iter().any(is_for_person);
    out.retain(|command| matches!(command, Command::Search(_) | Command::Terminal(_)));
    if out.len() == count {
        return;
    }
    model.intent = None;
    model.list.worker_stopped();
    neighbours::worker_stopped(model);
    let failure = super::list::worker_stopped();
    if let Some(detail) = &mut model.detail
        && matches!(detail.read, Read::Asked(_) | Read::Due(_))
    {
        detail.read = Read::Failed(failure.clone());
    }
    if was_asked {
        model.say(Level::Error, failure.text);
    }
}

/// A time as the person reads clocks: `14:03:22` in the local zone.
#[must_use]
pub fn clock(model: &Model, at: Timestamp) -> String {
    at.to_zoned(model.zone.clone())
        .strftime("%H:%M:%S")
        .to_string()
}

/// A time that may be days ago: `14:03:22` today, else `02 Mar 14:03`.
#[must_use]
pub fn when(model: &Model, at: Timestamp) -> String {
    let zoned = at.to_zoned(model.zone.clone());
    let is_today = model.now.wall.to_zoned(model.zone.clone()).date() == zoned.date();
    let form = if is_today { "%H:%M:%S" } else { "%d %b %H:%M" };
    zoned.strftime(form).to_string()
}

/// How long ago, short: `3s`, `12m`, `5h`, `3d`.
#[must_use]
pub fn age(model: &Model, at: Timestamp) -> String {
    let seconds = model.now.wall.duration_since(at).as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86400),
    }
}

/// What the message line says, with its sign: an edit on its way (no level), else the newest
/// message. Untrusted text.
#[must_use]
pub fn message(model: &Model) -> Option<(Option<Level>, String)> {
    if let Some(opening) = &model.opening {
        return Some((None, format!("~ {}", profiles::words(model, opening))));
    }
    // Edits of a job have their own place in the header.
    let newest = model.flights.values().max_by_key(|flight| flight.since);
    let Some(flight) = newest else {
        let notice = model.notices.latest()?;
        return Some((
            Some(notice.level),
            format!("{} {}", notice.level.sign(), notice.text),
        ));
    };
    let elapsed = model.now.mono.saturating_sub(flight.since).as_secs();
    let more = match model.flights.len() {
        1 => String::new(),
        many => format!("   {} more", many - 1),
    };
    let words = write::words(&flight.edit.change);
    let stage = stage(model, flight.stage);
    Some((
        None,
        format!("~ {}: {words}   {stage} {elapsed}s{more}", flight.name),
    ))
}

/// Where an edit is on its way, in words.
#[must_use]
pub fn stage(model: &Model, stage: Stage) -> String {
    match stage {
        Stage::Waiting => "waiting its turn".to_owned(),
        Stage::PreFlight => "reading first".to_owned(),
        Stage::Sending => "sending".to_owned(),
        Stage::ReadingBack => "reading back".to_owned(),
        Stage::LookingAgain { at } => {
            format!("not there yet, looking again at {}", clock(model, at))
        }
        Stage::Quiet { until } => {
            format!(
                "answer lost, nothing is sent again before {}",
                clock(model, until)
            )
        }
        Stage::Throttled { until } => format!("429, waiting until {}", clock(model, until)),
    }
}

/// A value older than this is marked.
pub const OLD: Duration = Duration::from_secs(300);

/// Whether a value read then is old enough to be marked.
#[must_use]
pub fn is_old(model: &Model, at: Timestamp) -> bool {
    model.now.wall.duration_since(at).as_secs() >= OLD.as_secs().cast_signed()
}

/// How the token stands: `token 41m`, `token 30s`, `SIGNED OUT`; nothing where there is nothing to
/// say.
#[must_use]
pub fn token(model: &Model) -> Option<String> {
    let sign_in = &model.sign_in;
    if sign_in.is_needed() {
        return Some("SIGNED OUT".to_owned());
    }
    let seconds = sign_in.expires_at?.duration_since(model.now.wall).as_secs();
    Some(match seconds {
        ..=0 => "token over".to_owned(),
        1..60 => format!("token {seconds}s"),
        60..3600 => format!("token {}m", seconds / 60),
        _ => format!("token {}h", seconds / 3600),
    })
}

/// When [`token`] changes by itself: once a minute, in the last minute once a second.
fn token_wake(model: &Model) -> Option<Duration> {
    let left = model.sign_in.expires_at?.duration_since(model.now.wall);
    let left = u64::try_from(left.as_millis())
        .ok()
        .filter(|left| *left > 0)?;
    let step = if left > 60_000 { 60_000 } else { 1_000 };
    let wait = match left % step {
        0 => step,
        rest => rest,
    };
    // Behind the edge, so that it has changed.
    Some(model.now.mono + Duration::from_millis(wait + 1))
}

/// When the screen changes by itself next; `None` = only when something happens.
pub(super) fn next_wake(model: &Model) -> Option<Duration> {
    let second = Duration::from_secs(1);
    let next_second = Duration::from_secs(model.now.mono.as_secs() + 1);
    let due = match model.detail.as_ref().map(|detail| &detail.read) {
        Some(Read::Due(at)) => Some((*at).max(model.now.mono)),
        Some(Read::Asked(_) | Read::Done | Read::Failed(_)) | None => None,
    };
    // "2.1s so far" while something is awaited.
    let counts_up = !model.flights.is_empty()
        || model.jobs.values().any(|job| !job.is_at_rest())
        || model.intent.is_some()
        || model.opening.is_some()
        || model.list.is_reading()
        || model.neighbours.is_reading()
        || matches!(
            model.detail.as_ref().map(|detail| &detail.read),
            Some(Read::Asked(_))
        );
    let is_comparing = match &model.overlay {
        Some(Overlay::Compare(comparison)) => compare::is_reading(comparison),
        Some(_) | None => false,
    };
    // The ages of the two who are compared, as in the detail pane.
    let compared = match &model.overlay {
        Some(Overlay::Compare(_)) => Some(model.now.mono + 60 * second),
        Some(_) | None => None,
    };
    // A slice of the rows is counted for every event: the next one at once.
    let counting = match &model.overlay {
        Some(Overlay::Count(screen)) if !screen.is_done(model) => Some(model.now.mono),
        Some(_) | None => None,
    };
    // A slice of those whom a sweep did not name: the next one at once.
    let inferring = model.list.sweep.is_inferring().then_some(model.now.mono);
    let counts_down = model
        .budget
        .paused_until
        .is_some_and(|until| until > model.now.wall);
    // "WRITE until 13:10" changes when that has come.
    let locks = match model.writes {
        Writes::Until(until) => {
            let left = until.duration_since(model.now.wall);
            Some(model.now.mono + Duration::try_from(left).unwrap_or_default())
        }
        Writes::Allowed | Writes::Forbidden(_) => None,
    };
    // "fetched 3s ago": every second in the first minute, then every minute.
    let is_visible = model.detail.is_some() && !matches!(model.overlay, Some(Overlay::Reader(_)));
    let ages = is_visible.then(|| {
        let detail = model.detail.as_ref()?;
        let (stamp, _) = model.roster.get(&detail.user)?.user()?;
        let is_young = model.now.wall.duration_since(stamp.at).as_secs() < 60;
        Some(if is_young {
            next_second
        } else {
            model.now.mono + 60 * second
        })
    });
    let ticking = (counts_up || counts_down || is_comparing).then_some(next_second);
    [
        due,
        ticking,
        locks,
        ages.flatten(),
        compared,
        counting,
        inferring,
        token_wake(model),
    ]
    .into_iter()
    .flatten()
    .min()
}
