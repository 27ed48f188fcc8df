//! Looking things up in the journal, whoever is writing it meanwhile.
//!
//! Invariant: reading takes no lock and changes nothing; a line that is just being written is not
//! there yet.

use std::collections::HashMap;

use jiff::Timestamp;

use super::file_system::FileSystem;
use super::ledger::{Ledger, Unfinished};
use super::survey::survey;
use super::{Entry, Tenant};
use crate::domain::history::{History, Record};
use crate::domain::{EditId, JobId, UserId};

/// Which records are wanted; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those of this job.
    pub job: Option<JobId>,
    /// Only those of this time or later.
    pub since: Option<Timestamp>,
}

/// What all records amount to, however many there are.
#[derive(Debug, Default)]
pub struct Past {
    /// Every edit that was sent or ended, and every plan. What was sent without a word on it yet
    /// counts as unknown: whoever sent it is gone, or still at work.
    pub history: History,
    /// The words by which open edits were closed.
    pub notes: HashMap<EditId, String>,
    /// What is wrong with the files, in sentences.
    pub warnings: Vec<String>,
}

/// Reads everything there is.
#[must_use]
pub fn past<F: FileSystem>(files: &F, tenant: &Tenant) -> Past {
    let mut ledger = Ledger::default();
    let mut notes = HashMap::new();
    let survey = survey(files, tenant, &mut |_, entry| {
        if let Record::Dismissed { edit, note, .. } = &entry.record {
            notes.insert(*edit, note.clone());
        }
        ledger.note(entry.record);
    });
    let mut warnings = survey.warnings;
    if let Some(failure) = survey.failure.filter(|_| warnings.is_empty()) {
        warnings.push(failure.to_string());
    }
    Past {
        history: ledger.close_whole(Unfinished::Unknown),
        notes,
        warnings,
    }
}

/// Reads the records that are wanted, oldest first; and what is wrong with the files.
#[must_use]
pub fn read<F: FileSystem>(
    files: &F,
    tenant: &Tenant,
    filter: &Filter,
) -> (Vec<Entry>, Vec<String>) {
    let mut entries = Vec::new();
    let mut owners = HashMap::new();
    let survey = survey(files, tenant, &mut |_, entry| {
        note_owners(&entry.record, &mut owners);
        if filter.wants(&entry.record, &owners) {
            entries.push(entry);
        }
    });
    (entries, survey.warnings)
}

/// Whose the edits are: not every record says it.
type Owners = HashMap<EditId, (UserId, JobId)>;

fn note_owners(record: &Record, owners: &mut Owners) {
    match record {
        Record::Planned { plan, .. } => owners.extend(
            plan.edits
                .iter()
                .map(|edit| (edit.id, (edit.user.clone(), plan.job))),
        ),
        Record::Attempt {
            edit, user, job, ..
        } => {
            owners.insert(*edit, (user.clone(), *job));
        }
        Record::Settled(settled) => {
            owners.insert(settled.edit, (settled.user.clone(), settled.job));
        }
        Record::Dismissed { .. } => {}
    }
}

impl Filter {
    fn wants(&self, record: &Record, owners: &Owners) -> bool {
        let owned = |edit: &EditId| {
            owners
                .get(edit)
                .is_some_and(|(user, job)| self.allows(user, *job))
        };
        self.since.is_none_or(|since| record.at() >= since)
            && match record {
                Record::Planned { plan, .. } => {
                    plan.edits.iter().any(|edit| owned(&edit.id))
                        || (self.user.is_none() && self.job.is_none_or(|job| job == plan.job))
                }
                Record::Attempt { edit, .. } | Record::Dismissed { edit, .. } => {
                    owned(edit) || (self.user.is_none() && self.job.is_none())
                }
                Record::Settled(settled) => self.allows(&settled.user, settled.job),
            }
    }

    fn allows(&self, user: &UserId, job: JobId) -> bool {
        self.user.as_ref().is_none_or(|wanted| wanted == user)
            && self.job.is_none_or(|wanted| wanted == job)
    }
}
