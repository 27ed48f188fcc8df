//! Looking after a journal: is it intact, and away with what is too old.
//!
//! Invariant: records of edits that are still open are never removed, and a file is replaced by
//! a shorter one in a single step.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::Arc;

use jiff::Timestamp;

use super::encoder::encode;
use super::file_system::FileSystem;
use super::ledger::Unfinished;
use super::segment::{self, Condition, FORMAT, Header};
use super::survey::{FileState, survey};
use super::{Entry, JournalFailure, Tenant, lock, recovery};
use crate::domain::history::Record;
use crate::domain::{EditId, Plan};

/// What a look at all files found.
#[derive(Debug)]
pub struct Report {
    /// Each file: its name, how many records it holds, and how well it is preserved.
    pub files: Vec<(String, usize, Condition)>,
    /// What is not as it should be, in sentences.
    pub warnings: Vec<String>,
}

/// What a purge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// How many records were removed.
    pub removed: usize,
    /// How many files went with them; others became shorter.
    pub files: usize,
    /// How many older ones were kept because their edits are still open.
    pub kept_open: usize,
}

impl Report {
    /// Whether every byte is as it was written.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        let whole = |(_, _, condition): &(_, _, Condition)| *condition == Condition::Whole;
        self.warnings.is_empty() && self.files.iter().all(whole)
    }
}

/// Looks at every byte of the journal and changes none.
#[must_use]
pub fn verify<F: FileSystem>(files: &F, tenant: &Tenant) -> Report {
    let survey = survey(files, tenant, &mut |_, _| {});
    let mut warnings = survey.warnings;
    if let Some(failure) = survey.failure.filter(|_| warnings.is_empty()) {
        warnings.push(failure.to_string());
    }
    for file in &survey.files {
        if let Condition::Torn { intact } = file.condition {
            warnings.push(format!(
                "the journal file {} ends in {} that are no record: it is being written, or the \
                 next start sets them aside",
                segment::name(file.number),
                super::survey::count(
                    usize::try_from(file.length).unwrap_or(usize::MAX) - intact,
                    "byte"
                ),
            ));
        }
    }
    let report = |file: &FileState| (segment::name(file.number), file.records, file.condition);
    Report {
        files: survey.files.iter().map(report).collect(),
        warnings,
    }
}

/// Removes records older than `before`, those of open edits excepted.
///
/// # Errors
/// When the journal is being written by another process, is not ours, or cannot be written.
pub fn purge<F: FileSystem>(
    files: &F,
    tenant: &Tenant,
    before: Timestamp,
    now: Timestamp,
) -> Result<Purged, JournalFailure> {
    let _lock = lock::take(files, now)?;
    purge_locked(files, tenant, before)
}

pub(super) fn purge_locked<F: FileSystem>(
    files: &F,
    tenant: &Tenant,
    before: Timestamp,
) -> Result<Purged, JournalFailure> {
    let (_, ledger) = recovery::read(files, tenant);
    let (history, next_job) = ledger.close(Unfinished::Unknown);
    let open: HashSet<EditId> = history.open().map(|settled| settled.edit).collect();
    let mut purged = Purged::default();
    // File → what of it is kept, if anything goes.
    let mut kept: BTreeMap<u32, Vec<Entry>> = BTreeMap::new();
    let mut touched = HashSet::new();
    let survey = survey(files, tenant, &mut |number, entry| {
        let list = kept.entry(number).or_default();
        if entry.record.at() >= before {
            return list.push(entry);
        }
        touched.insert(number);
        match still_open(&entry.record, &open) {
            Some(record) => {
                purged.kept_open += 1;
                list.push(Entry { record, ..entry });
            }
            None => purged.removed += 1,
        }
    });
    if let Some(failure) = survey.failure {
        return Err(failure);
    }
    let jobs = (next_job.0 - 1).max(survey.highest_job());
    let next_record = survey.next_record();
    let last = survey.files.last().map(|file| file.number);
    for file in survey
        .files
        .iter()
        .filter(|file| touched.contains(&file.number))
    {
        let entries = kept.remove(&file.number).unwrap_or_default();
        let done = if entries.is_empty() && last != Some(file.number) {
            purged.files += 1;
            remove(files, file.number)
        } else if matches!(file.condition, Condition::Damaged { .. }) {
            // What cannot be read may be younger than what can.
            Ok(())
        } else {
            let first = file
                .header
                .as_ref()
                .map_or(next_record, |header| header.first);
            let header = Header {
                format: FORMAT,
                profile: tenant.profile.clone(),
                origin: tenant.origin.clone(),
                app: concat!("rosterm ", env!("CARGO_PKG_VERSION")).to_owned(),
                first: if entries.is_empty() {
                    next_record
                } else {
                    first
                },
                jobs,
                purged: true,
            };
            replace(files, file.number, &header, &entries)
        };
        done.map_err(|error| JournalFailure::files(&error))?;
    }
    Ok(purged)
}

/// What of a record belongs to open edits.
fn still_open(record: &Record, open: &HashSet<EditId>) -> Option<Record> {
    match record {
        Record::Planned { plan, at } => {
            let edits: Vec<_> = plan
                .edits
                .iter()
                .filter(|edit| open.contains(&edit.id))
                .cloned()
                .collect();
            (!edits.is_empty()).then(|| Record::Planned {
                plan: Arc::new(Plan {
                    edits,
                    ..Plan::clone(plan)
                }),
                at: *at,
            })
        }
        Record::Attempt { edit, .. } | Record::Dismissed { edit, .. } => {
            open.contains(edit).then(|| record.clone())
        }
        Record::Settled(settled) => open.contains(&settled.edit).then(|| record.clone()),
    }
}

fn remove<F: FileSystem>(files: &F, number: u32) -> io::Result<()> {
    forget_torn(files, number)?;
    files.remove(&segment::name(number))?;
    files.sync_names()
}

/// Writes the shorter file beside the old one and puts it in its place.
fn replace<F: FileSystem>(
    files: &F,
    number: u32,
    header: &Header,
    entries: &[Entry],
) -> io::Result<()> {
    let name = segment::name(number);
    let beside = format!("{name}.new");
    if files.names()?.contains(&beside) {
        // Left by a purge that was interrupted.
        files.remove(&beside)?;
    }
    let (mut bytes, mut sum) = header.line();
    for entry in entries {
        // Lines of one record may share its number: only their order counts here.
        for text in encode(&entry.record) {
            let (line, next) = segment::line(sum, entry.sequence, &text);
            bytes.push_str(&line);
            sum = next;
        }
    }
    let mut file = files.create(&beside)?;
    files.append(&mut file, bytes.as_bytes())?;
    files.sync(&mut file)?;
    files.rename(&beside, &name)?;
    files.sync_names()?;
    forget_torn(files, number)
}

/// Removes the torn ends that were set aside from a file: they are older than what was purged.
fn forget_torn<F: FileSystem>(files: &F, number: u32) -> io::Result<()> {
    let prefix = format!("{}.torn-", segment::name(number));
    for name in files
        .names()?
        .iter()
        .filter(|name| name.starts_with(&prefix))
    {
        files.remove(name)?;
    }
    Ok(())
}
