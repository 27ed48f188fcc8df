//! What the program said, and when: every word on every edit, beside the oracle's count of what
//! had happened by then.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

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
    /// Whether the last read of the user that was over by then went well; unknown when nobody
    /// listened to the requests.
    pub(crate) read_went_well: Option<bool>,
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
    reads: HashMap<String, bool>,
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
            _ => {}
        }
    }

    pub(crate) fn word(&mut self, settled: &Arc<Settled>, oracle: &Oracle) {
        let word = Word {
            settled: Arc::clone(settled),
            heard_at: oracle.now(),
            read_went_well: self.reads.get(settled.user.as_str()).copied(),
        };
        self.words.entry(settled.edit).or_default().push(word);
    }

    fn request(&mut self, line: &RequestLine) {
        let Some(user) = line.path.strip_prefix("/user/") else {
            return;
        };
        if line.method == "GET" {
            let went_well = line.note == "user";
            self.reads.insert(user.to_owned(), went_well);
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
