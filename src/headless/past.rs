//! What the journal's files tell, for the verbs that look back.
//!
//! Invariant: looking takes no lock, makes no folder and asks no server, so it works beside a
//! running rosterm, without a token, and when nothing may be written.

use std::io;

use crate::api::journal::{self, Disk, JournalFailure, Past, Place};

use crate::domain::JobId;
use crate::protocol::ReadOnly;

use super::console::Console;
use super::exit::Exit;
use super::forbidden::Forbidden;
use super::session::Session;

/// Said where there is nothing to look back on.
pub(super) const NO_JOURNAL: &str = "the demo tenant begins anew with every start and keeps no \
     journal; set ROSTERM_BASE_URL to the API whose journal you mean";

/// Opens the journal to look at it; `None` = nothing was ever written.
pub(super) fn look(place: &Place, console: &mut Console<'_>) -> Result<Option<Disk>, Exit> {
    Disk::look(place).map_err(|error| unreadable(&error, console))
}

/// Everything in the journal; what is wrong with it is said, and the exit to end with then.
pub(super) fn read(place: &Place, console: &mut Console<'_>) -> Result<(Past, Exit), Exit> {
    let Some(files) = look(place, console)? else {
        return Ok((Past::default(), Exit::Fine));
    };
    let past = journal::past(&files, place.tenant());
    for warning in &past.warnings {
        console.error(warning);
    }
    let exit = match past.warnings.is_empty() {
        true => Exit::Fine,
        false => Exit::Journal,
    };
    Ok((past, exit))
}

/// What must be known before something of the past is taken up again: that writing is possible,
/// everything in the journal, and the number of the next job.
pub(super) async fn before_writing(
    forbidden: Option<&Forbidden>,
    place: Option<&Place>,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<(Past, JobId), Exit> {
    let Some(place) = place else {
        console.error(NO_JOURNAL);
        return Err(Exit::Usage);
    };
    if let Some(why) = forbidden {
        console.error(&format!("nothing was sent: {why}"));
        return Err(Exit::Usage);
    }
    let start = session.start().await.map_err(|trouble| {
        console.error(&trouble.to_string());
        trouble.exit()
    })?;
    for warning in &start.warnings {
        console.notice(warning);
    }
    let refusal = match session.forbidden() {
        None => None,
        Some(ReadOnly::JournalLocked) => Some(Exit::Locked),
        Some(ReadOnly::JournalFailed) => Some(Exit::Journal),
        Some(
            ReadOnly::Asked
            | ReadOnly::Always
            | ReadOnly::Expired
            | ReadOnly::Vendor(_)
            | ReadOnly::WorkerStopped,
        ) => Some(Exit::Usage),
    };
    if let Some(exit) = refusal {
        console.error("nothing was sent");
        return Err(exit);
    }
    // Its warnings are those that were just said.
    let files = look(place, console)?;
    let past = files.map(|files| journal::past(&files, place.tenant()));
    Ok((past.unwrap_or_default(), start.next_job))
}

pub(super) fn unreadable(error: &io::Error, console: &mut Console<'_>) -> Exit {
    console.error(&format!(
        "the journal cannot be read: {error}; mend that, or set ROSTERM_DATA_DIR to the folder it is in"
    ));
    Exit::Journal
}

/// What a journal that cannot be written means for a script.
pub(super) fn failed(failure: &JournalFailure) -> Exit {
    match failure {
        JournalFailure::Locked(_) => Exit::Locked,
        JournalFailure::Full(_)
        | JournalFailure::Newer { .. }
        | JournalFailure::Foreign { .. }
        | JournalFailure::Files(_)
        | JournalFailure::Stopped => Exit::Journal,
    }
}
