//! Records as JSON: one line for each record, but a plan is a line of its own and one for each of
//! its edits, so that damage to one line costs one edit.
//!
//! Invariant: what [`encode`] wrote, a [`Decoder`] reads back as the same records in the same
//! order, without the secrets. A plan of which the end was never written is no plan: nothing of it
//! was confirmed to anybody.

use std::sync::Arc;

use compact_str::CompactString;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::{Shape, present};
use crate::domain::history::Record;
use crate::domain::outcome::FieldResult;
use crate::domain::plan::Identity;
use crate::domain::{
    AttemptId, Change, Delta, Edit, EditId, Field, JobId, Outcome, Plan, Settled, UserId, Value,
};

/// A line of the journal. Ids are text; an edit that ended has the members of `journal --json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Planned(Planned),
    Edit(Planning),
    Attempt(Attempt),
    Settled(Ended),
    Dismissed(Dismissed),
}

#[derive(Debug, Serialize, Deserialize)]
struct Planned {
    job: u64,
    edits: usize,
    reason: Option<String>,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Planning {
    edit: String,
    job: u64,
    user: String,
    name: Option<CompactString>,
    login_id: Option<CompactString>,
    fields: Vec<FieldLine>,
    undo_of: Option<String>,
    force: bool,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Attempt {
    attempt: String,
    edit: String,
    job: u64,
    user: String,
    fields: Vec<FieldLine>,
    at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct Ended {
    edit: String,
    job: u64,
    user: String,
    name: Option<CompactString>,
    fields: Vec<FieldLine>,
    outcome: String,
    detail: String,
    read_back: bool,
    attempts: Vec<String>,
    requests: u32,
    at: Timestamp,
    undo_of: Option<String>,
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Dismissed {
    edit: String,
    note: String,
    at: Timestamp,
}

/// One field of an edit. A password has its name and nothing else.
#[derive(Debug, Serialize, Deserialize)]
struct FieldLine {
    field: CompactString,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    seen: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    before: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    after: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    now: Option<Shape>,
}

/// The lines of a record, without their ends.
pub(super) fn encode(record: &Record) -> Vec<String> {
    match record {
        Record::Planned { plan, at } => {
            let head = Line::Planned(Planned {
                job: plan.job.0,
                edits: plan.edits.len(),
                reason: plan.reason.clone(),
                at: *at,
            });
            let edits = plan.edits.iter().map(|edit| planning(plan.job, edit, *at));
            std::iter::once(head).chain(edits).map(write).collect()
        }
        Record::Attempt {
            edit,
            attempt,
            job,
            user,
            change,
            at,
        } => {
            vec![write(Line::Attempt(Attempt {
                attempt: attempt.to_string(),
                edit: edit.to_string(),
                job: job.0,
                user: user.to_string(),
                fields: change.deltas.iter().map(FieldLine::of).collect(),
                at: *at,
            }))]
        }
        Record::Settled(settled) => vec![write(ended(settled))],
        Record::Dismissed { edit, note, at } => vec![write(Line::Dismissed(Dismissed {
            edit: edit.to_string(),
            note: note.clone(),
            at: *at,
        }))],
    }
}

fn write(line: Line) -> String {
    serde_json::to_string(&line).expect("texts, numbers and lists can always be written")
}

fn planning(job: JobId, edit: &Edit, at: Timestamp) -> Line {
    Line::Edit(Planning {
        edit: edit.id.to_string(),
        job: job.0,
        user: edit.user.to_string(),
        name: edit.identity.name.clone(),
        login_id: edit.identity.login_id.clone(),
        fields: edit.change.deltas.iter().map(FieldLine::of).collect(),
        undo_of: edit.undo_of.map(|edit| edit.to_string()),
        force: edit.force,
        at,
    })
}

fn ended(settled: &Settled) -> Line {
    let field = |result: &FieldResult| FieldLine {
        field: result.field.name().into(),
        seen: result.seen.as_ref().and_then(Shape::of),
        before: result.before.as_ref().and_then(Shape::of),
        after: Shape::of(&result.after),
        now: result.now.as_ref().and_then(Shape::of),
    };
    Line::Settled(Ended {
        edit: settled.edit.to_string(),
        job: settled.job.0,
        user: settled.user.to_string(),
        name: settled.name.clone(),
        fields: settled.fields.iter().map(field).collect(),
        outcome: settled.outcome.word().to_owned(),
        detail: settled.detail.clone(),
        read_back: settled.read_back,
        attempts: settled.attempts.iter().map(ToString::to_string).collect(),
        requests: settled.requests,
        at: settled.at,
        undo_of: settled.undo_of.map(|edit| edit.to_string()),
        reason: settled.reason.clone(),
    })
}

/// Puts lines together to records.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The plan whose edits are being read, and how many there must be; `None` = its first line
    /// is lost.
    plan: Option<(Plan, Timestamp, Option<usize>)>,
    /// Whether lines were lost since that plan began.
    lost: bool,
}

impl Decoder {
    /// Takes the next line; complete records go to `out`. `None` = the line cannot be understood.
    pub(super) fn take(&mut self, line: &str, out: &mut Vec<Record>) -> Option<()> {
        match serde_json::from_str(line).ok()? {
            Line::Planned(planned) => {
                self.end(out);
                self.plan = Some((
                    Plan {
                        job: JobId(planned.job),
                        edits: Vec::new(),
                        reason: planned.reason,
                    },
                    planned.at,
                    Some(planned.edits),
                ));
            }
            Line::Edit(planning) => {
                let (job, at) = (JobId(planning.job), planning.at);
                let edit = planning.edit()?;
                if self.plan.as_ref().is_none_or(|(plan, ..)| plan.job != job) {
                    self.end(out);
                    self.lost = true;
                    let plan = Plan {
                        job,
                        edits: Vec::new(),
                        reason: None,
                    };
                    self.plan = Some((plan, at, None));
                }
                if let Some((plan, ..)) = &mut self.plan {
                    plan.edits.push(edit);
                }
            }
            Line::Attempt(attempt) => {
                self.end(out);
                out.push(attempt.record()?);
            }
            Line::Settled(ended) => {
                self.end(out);
                out.push(Record::Settled(Arc::new(ended.settled()?)));
            }
            Line::Dismissed(dismissed) => {
                self.end(out);
                out.push(Record::Dismissed {
                    edit: EditId::parse(&dismissed.edit)?,
                    note: dismissed.note,
                    at: dismissed.at,
                });
            }
        }
        if let Some((plan, _, Some(count))) = &self.plan
            && plan.edits.len() == *count
        {
            self.end(out);
        }
        Some(())
    }

    /// Lines are missing here.
    pub(super) fn gap(&mut self) {
        self.lost = true;
    }

    /// No more edits of the last plan will come. A plan that was cut off by damage is kept as far
    /// as it can be read; one that was never written to its end is not.
    pub(super) fn end(&mut self, out: &mut Vec<Record>) {
        if let Some((plan, at, count)) = self.plan.take()
            && (self.lost || count == Some(plan.edits.len()))
        {
            out.push(Record::Planned {
                plan: Arc::new(plan),
                at,
            });
        }
        self.lost = false;
    }
}

impl Planning {
    fn edit(self) -> Option<Edit> {
        Some(Edit {
            id: EditId::parse(&self.edit)?,
            user: UserId::new(&self.user).ok()?,
            identity: Identity {
                name: self.name,
                login_id: self.login_id,
            },
            change: change(self.fields)?,
            undo_of: parse_optional(self.undo_of.as_deref())?,
            force: self.force,
        })
    }
}

impl Attempt {
    fn record(self) -> Option<Record> {
        Some(Record::Attempt {
            edit: EditId::parse(&self.edit)?,
            attempt: AttemptId::parse(&self.attempt)?,
            job: JobId(self.job),
            user: UserId::new(&self.user).ok()?,
            change: change(self.fields)?,
            at: self.at,
        })
    }
}

impl Ended {
    fn settled(self) -> Option<Settled> {
        let attempts = self
            .attempts
            .iter()
            .map(|attempt| AttemptId::parse(attempt));
        let fields = self.fields.into_iter().map(|line| {
            Some(FieldResult {
                field: Field::by_name(&line.field)?,
                seen: line.seen.map(Shape::value),
                before: line.before.map(Shape::value),
                after: line.after.map_or(Value::Null, Shape::value),
                now: line.now.map(Shape::value),
            })
        });
        Some(Settled {
            edit: EditId::parse(&self.edit)?,
            job: JobId(self.job),
            user: UserId::new(&self.user).ok()?,
            name: self.name,
            outcome: Outcome::by_word(&self.outcome)?,
            fields: fields.collect::<Option<_>>()?,
            detail: self.detail,
            read_back: self.read_back,
            attempts: attempts.collect::<Option<_>>()?,
            requests: self.requests,
            at: self.at,
            undo_of: parse_optional(self.undo_of.as_deref())?,
            reason: self.reason,
        })
    }
}

impl FieldLine {
    fn of(delta: &Delta) -> Self {
        Self {
            field: delta.field.name().into(),
            seen: delta.seen.as_ref().and_then(Shape::of),
            before: delta.before.as_ref().and_then(Shape::of),
            after: Shape::of(&delta.after),
            now: None,
        }
    }
}

fn change(lines: Vec<FieldLine>) -> Option<Change> {
    let deltas = lines.into_iter().map(|line| {
        Some(Delta {
            field: Field::by_name(&line.field)?,
            seen: line.seen.map(Shape::value),
            before: line.before.map(Shape::value),
            after: line.after.map_or(Value::Null, Shape::value),
        })
    });
    Some(Change {
        deltas: deltas.collect::<Option<_>>()?,
    })
}

/// `Some(None)` = there is none; `None` = there is one that is no id.
fn parse_optional(id: Option<&str>) -> Option<Option<EditId>> {
    match id {
        None => Some(None),
        Some(text) => EditId::parse(text).map(Some),
    }
}
