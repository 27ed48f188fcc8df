//! What the program said, and when: every word on every edit, beside the oracle's count of what
//! had happened by then.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use rosterm::domain::history::Record;
use rosterm::domain::{Edit, EditId, JobId, Plan, Settled, Tally};
use rosterm::protocol::{Event, RequestLine};

use crate::oracle::Oracle;

/// One word on an edit.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) settled: Arc<Settled>,
    /// How much had happened when it was heard.
    pub(crate) heard_at: usize,
    /// Whether a read of the user went well while its read-back was tried in vain: such a read
    /// would have told.
    pub(crate) was_readable: bool,
}

/// What was planned and said over all runs.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    pub(crate) plans: BTreeMap<JobId, Arc<Plan>>,
    pub(crate) edits: HashMap<EditId, Edit>,
    pub(crate) words: HashMap<EditId, Vec<Word>>,
    pub(crate) ended: Vec<(JobId, Tally)>,
    /// The PATCHes of which the journal tells, and their edits.
    pub(crate) attempts: HashMap<String, (EditId, Record)>,
    /// The reads of each user since the last PATCH.
    reads: HashMap<String, Vec<Reading>>,
}

/// A read of a user that was sent then.
#[derive(Debug, Clone, Copy)]
enum Reading {
    /// It failed.
    Failed(Timestamp),
    /// Its answer was there to be used by whoever looked after it was heard of.
    Known(Timestamp),
}

impl Witness {
    pub(crate) fn plan(&mut self, plan: &Arc<Plan>) {
        self.plans.insert(plan.job, Arc::clone(plan));
        let edits = plan.edits.iter().map(|edit| (edit.id, edit.clone()));
        self.edits.extend(edits);
    }

    pub(crate) fn hear(&mut self, event: &Event, oracle: &Oracle) {
        match event {
            Event::EditSettled(settled) => self.word(settled, oracle),
            Event::JobEnded { job, tally } => self.ended.push((*job, tally.clone())),
            Event::RequestLogged(line) => self.request(line),
            Event::UserLoaded { stamp, user } => {
                let reads = self.reads.entry(user.id.to_string()).or_default();
                reads.push(Reading::Known(stamp.at));
            }
            _ => {}
        }
    }

    pub(crate) fn word(&mut self, settled: &Arc<Settled>, oracle: &Oracle) {
        let word = Word {
            settled: Arc::clone(settled),
            heard_at: oracle.now(),
            was_readable: self.was_readable(settled.user.as_str()),
        };
        self.words.entry(settled.edit).or_default().push(word);
    }

    /// What failed last before the word was a try of its read-back; a read that was sent after
    /// that, and known before it had failed, was there to be used.
    fn was_readable(&self, user: &str) -> bool {
        let reads = self.reads.get(user).map_or(&[][..], Vec::as_slice);
        let failed = reads
            .iter()
            .rposition(|read| matches!(read, Reading::Failed(_)));
        let Some((Reading::Failed(tried), earlier)) =
            failed.and_then(|last| reads[..=last].split_last())
        else {
            return false;
        };
        earlier
            .iter()
            .any(|read| matches!(read, Reading::Known(sent) if sent > tried))
    }

    fn request(&mut self, line: &RequestLine) {
        let Some(user) = line.path.strip_prefix("/user/") else {
            return;
        };
        let reads = self.reads.entry(user.to_owned()).or_default();
        if line.method != "GET" {
            reads.clear();
        } else if line.note != "user" {
            reads.push(Reading::Failed(line.at));
        }
    }

    /// Takes in what the journal tells.
    pub(crate) fn read(&mut self, records: impl IntoIterator<Item = Record>) {
        for record in records {
            match &record {
                Record::Attempt { edit, attempt, .. } => {
                    let edit = *edit;
                    self.attempts.insert(attempt.to_string(), (edit, record));
                }
                Record::Planned { plan, .. } => {
                    // A resumed job has the plan it was begun with.
                    if !self.plans.contains_key(&plan.job) {
                        self.plan(plan);
                    }
                }
                Record::Settled(_) | Record::Dismissed { .. } => {}
            }
        }
    }
}
