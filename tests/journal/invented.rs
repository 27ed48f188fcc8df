//! Invented records, and a journal over files to put them into.

use std::sync::Arc;

use crate::scale::{Line, report, scale};
use jiff::{SignedDuration, Timestamp};
use rosterm::api::journal::file_system::FileSystem;
use rosterm::api::journal::{Filter, Journal, Opening, Tenant, read};
use rosterm::domain::history::Record;
use rosterm::domain::outcome::FieldResult;
use rosterm::domain::plan::Identity;
use rosterm::domain::{
    AttemptId, CdrScope, Change, Delta, Edit, EditId, Field, JobId, Outcome, Plan, Role, Settled,
    UserId, Value,
};

/// The time at which journals are opened.
pub(crate) const NOW: &str = "2026-01-31T14:03:22.123456789Z";

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(crate) fn tenant() -> Tenant {
    Tenant {
        profile: "acme".into(),
        origin: "https://api.example.test/v1".into(),
    }
}

pub(crate) fn opening() -> Opening {
    Opening {
        tenant: tenant(),
        now: now(),
        retention: SignedDuration::from_hours(90 * 24),
    }
}

pub(crate) fn open<F: FileSystem>(files: F) -> Journal {
    Journal::on(files, opening())
}

/// How much is tried, see `scale`.
pub(crate) fn size(usual: u64, deep: u64) -> u64 {
    scale().count(usual, deep)
}

/// A line of the table; what was violated has ended its test before.
pub(crate) fn held(what: &str, runs: u64) {
    report(Line {
        what: format!("journal: {what}"),
        runs,
        violations: 0,
        remark: String::new(),
    });
}

/// Every record in the files.
pub(crate) fn records<F: FileSystem>(files: &F) -> Vec<Record> {
    let (entries, _) = read(files, &tenant(), &Filter::default());
    entries.into_iter().map(|entry| entry.record).collect()
}

/// Runs a future to its end, in a runtime of its own.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// Makes records that belong together: plans, their attempts, their outcomes.
pub(crate) struct Inventor {
    pub(crate) random: fastrand::Rng,
    job: u64,
    at: Timestamp,
    planned: Vec<(JobId, Edit)>,
    sent: Vec<(JobId, Edit, AttemptId)>,
}

impl Inventor {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            job: 0,
            at: now() - SignedDuration::from_hours(24),
            planned: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// The next record of a life: a plan, an attempt, an outcome or a dismissal.
    pub(crate) fn record(&mut self) -> Record {
        match self.random.u8(..4) {
            0 => self.plan(),
            1 => self.attempt(),
            2 => self.outcome(),
            _ if self.sent.is_empty() => self.attempt(),
            _ => {
                let edit = self.sent.last().unwrap().1.id;
                Record::Dismissed {
                    edit,
                    note: "looked up in the portal".into(),
                    at: self.tick(),
                }
            }
        }
    }

    pub(crate) fn plan(&mut self) -> Record {
        let count = self.random.usize(1..6);
        self.plan_of(count)
    }

    pub(crate) fn plan_of(&mut self, count: usize) -> Record {
        self.job += 1;
        let job = JobId(self.job);
        let edits: Vec<_> = (0..count).map(|_| self.edit()).collect();
        self.planned
            .extend(edits.iter().map(|edit| (job, edit.clone())));
        let reason = self.random.bool().then(|| "left the company".to_owned());
        Record::Planned {
            plan: Arc::new(Plan {
                reason,
                ..Plan::new(job, edits)
            }),
            at: self.tick(),
        }
    }

    pub(crate) fn attempt(&mut self) -> Record {
        if self.planned.is_empty() {
            return self.plan();
        }
        let index = self.random.usize(..self.planned.len());
        let (job, edit) = self.planned.swap_remove(index);
        let attempt = AttemptId::mint(self.at.as_millisecond(), &mut self.random);
        self.sent.push((job, edit.clone(), attempt));
        let deltas = edit.change.deltas.into_iter();
        let deltas = deltas.map(|delta| Delta {
            before: delta.seen.clone(),
            ..delta
        });
        Record::Attempt {
            edit: edit.id,
            attempt,
            job,
            user: edit.user,
            change: Change {
                deltas: deltas.collect(),
            },
            at: self.tick(),
        }
    }

    pub(crate) fn outcome(&mut self) -> Record {
        let Some((job, edit, attempt)) = self.sent.pop() else {
            return self.attempt();
        };
        let outcome = Outcome::ALL[self.random.usize(..Outcome::ALL.len())];
        let field = |delta: Delta| FieldResult {
            field: delta.field,
            seen: delta.seen.clone(),
            before: delta.seen,
            now: (outcome == Outcome::Verified).then(|| delta.after.clone()),
            after: delta.after,
        };
        Record::Settled(Arc::new(Settled {
            edit: edit.id,
            job,
            user: edit.user,
            name: edit.identity.name,
            outcome,
            fields: edit.change.deltas.into_iter().map(field).collect(),
            detail: "400 \"Invalid \u{202e} role\"\n".into(),
            read_back: self.random.bool(),
            attempts: vec![attempt],
            requests: 3,
            at: self.tick(),
            undo_of: edit.undo_of,
            reason: None,
        }))
    }

    fn edit(&mut self) -> Edit {
        let number = self.random.u32(100_000..999_999);
        let names = ["Asha Iyer", "ரவி", "सुनीता \"S\" Rao", "Kabir\tVarma", ""];
        let name = names[self.random.usize(..names.len())];
        let delta = match self.random.u8(..3) {
            0 => Delta::new(
                Field::BlockWebLogin,
                Some(Value::Flag(false)),
                Value::Flag(true),
            ),
            1 => {
                let role = |id: &str, name: &str| {
                    Value::Role(Role {
                        id: id.into(),
                        name: name.into(),
                    })
                };
                Delta::new(
                    Field::Role,
                    Some(role("54630", "Quality")),
                    role("54742", ""),
                )
            }
            _ => {
                let scope = CdrScope {
                    kind: "user".into(),
                    ids: Some(vec!["12".into()]),
                };
                Delta::new(Field::CdrScope, None, Value::Cdr(scope))
            }
        };
        Edit {
            id: EditId::mint(self.at.as_millisecond(), &mut self.random),
            user: UserId::new(&number.to_string()).unwrap(),
            identity: Identity {
                name: Some(name.into()),
                login_id: None,
            },
            change: Change {
                deltas: vec![delta],
            },
            undo_of: None,
            force: self.random.bool(),
        }
    }

    fn tick(&mut self) -> Timestamp {
        self.at += SignedDuration::from_millis(self.random.i64(1..5_000));
        self.at
    }
}
