//! Opening a journal: lock it, read it, set aside what was torn, drop what is too old.
//!
//! Invariants: without the lock nothing is changed; nothing is cut off before a copy of it is
//! durable; damage is left as it is and written around.

use std::io;

use jiff::Timestamp;

use super::file_system::FileSystem;
use super::ledger::{Ledger, Unfinished};
use super::retention;
use super::segment::{self, Condition};
use super::survey::{FileState, Survey, survey};
use super::tape::Tape;
use super::{JournalFailure, Opening, Recovered, Tenant, lock};

/// An opened journal.
pub(super) struct Opened<F: FileSystem> {
    pub(super) recovered: Recovered,
    /// The end to write to and the lock that allows it; none when nothing may be written.
    pub(super) tape: Option<(Tape<F>, F::File)>,
}

impl<F: FileSystem> Opened<F> {
    /// There are no files to read.
    pub(super) fn failed(failure: JournalFailure) -> Self {
        let recovered = Recovered {
            failure: Some(failure),
            ..Recovered::default()
        };
        Self {
            recovered,
            tape: None,
        }
    }
}

/// Opens the journal in this folder.
pub(super) fn open<F: FileSystem>(files: F, opening: &Opening) -> Opened<F> {
    let lock = lock::take(&files, opening.now);
    let unfinished = match lock {
        Err(JournalFailure::Locked(_)) => Unfinished::UnderWay,
        Ok(_) | Err(_) => Unfinished::Unknown,
    };
    let (survey, ledger) = read(&files, &opening.tenant);
    let jobs = survey.highest_job();
    let (history, next_job) = ledger.close(unfinished);
    let mut recovered = Recovered {
        history,
        next_job: next_job.max(crate::domain::JobId(jobs + 1)),
        warnings: survey.warnings.clone(),
        failure: survey.failure.clone(),
    };
    let tape = match (lock, &recovered.failure) {
        (Ok(lock), None) => {
            writable(files, opening, survey, &mut recovered).map(|tape| (tape, lock))
        }
        (Ok(_), Some(failure)) => Err(failure.clone()),
        (Err(failure), _) => Err(failure),
    };
    let tape = tape
        .map_err(|failure| recovered.failure = Some(failure))
        .ok();
    Opened { recovered, tape }
}

/// Reads everything, changing nothing.
pub(super) fn read<F: FileSystem>(files: &F, tenant: &Tenant) -> (Survey, Ledger) {
    let mut ledger = Ledger::default();
    let survey = survey(files, tenant, &mut |_, entry| ledger.note(entry.record));
    (survey, ledger)
}

/// Makes the journal ready to be written to.
fn writable<F: FileSystem>(
    files: F,
    opening: &Opening,
    mut survey: Survey,
    recovered: &mut Recovered,
) -> Result<Tape<F>, JournalFailure> {
    let highest_job = recovered.next_job.0 - 1;
    for file in &mut survey.files {
        if let Condition::Torn { intact } = file.condition {
            let warning = set_aside(&files, file, intact);
            recovered
                .warnings
                .push(warning.map_err(|error| JournalFailure::files(&error))?);
        }
    }
    let oldest = survey
        .files
        .iter()
        .filter_map(|file| file.span)
        .map(|(oldest, _)| oldest)
        .min();
    let limit = opening.oldest_kept();
    // A week's grace, or the files would be written anew at every start.
    if oldest.is_some_and(|oldest| oldest < before(limit)) {
        match retention::purge_locked(&files, &opening.tenant, limit) {
            Ok(_) => (survey, _) = read(&files, &opening.tenant),
            Err(error) => recovered.warnings.push(format!(
                "records older than {limit:.0} could not be removed from the journal: {error}"
            )),
        }
    }
    let tape = Tape::behind(files, opening.tenant.clone(), &survey, highest_job);
    tape.map_err(|error| JournalFailure::files(&error))
}

fn before(limit: Timestamp) -> Timestamp {
    const GRACE: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);
    limit.checked_sub(GRACE).unwrap_or(Timestamp::MIN)
}

/// Copies the torn end of a file, then cuts it off.
fn set_aside<F: FileSystem>(files: &F, file: &mut FileState, intact: usize) -> io::Result<String> {
    let name = segment::name(file.number);
    let bytes = files.read(&name)?;
    let torn = bytes.get(intact..).unwrap_or_default();
    let taken = files.names()?;
    let mut copies = (1..).map(|copy| format!("{name}.torn-{copy}"));
    let copy = copies
        .find(|copy| !taken.contains(copy))
        .expect("there are more numbers than files");
    let mut aside = files.create(&copy)?;
    files.append(&mut aside, torn)?;
    files.sync(&mut aside)?;
    files.sync_names()?;
    let mut open = files.open(&name)?;
    files.truncate(&mut open, intact as u64)?;
    files.sync(&mut open)?;
    (file.length, file.condition) = (intact as u64, Condition::Whole);
    Ok(format!(
        "the last writing to the journal was interrupted: {} without a record were set aside as \
         {copy}; nothing that was confirmed is missing",
        super::survey::count(torn.len(), "byte")
    ))
}
