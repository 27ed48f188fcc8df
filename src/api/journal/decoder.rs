//! Puts the journal's lines together to records again.
//!
//! Invariant: a plan of which the end was never written is no plan, as nothing of it was confirmed
//! to anybody; one that was damaged later is kept as far as it can be read.

use std::sync::Arc;

use jiff::Timestamp;

use super::record::{Attempt, Ended, FieldLine, Line, Planning};
use crate::domain::history::Record;
use crate::domain::outcome::FieldResult;
use crate::domain::plan::{Check, Identity};
use crate::domain::shape::Shape;
use crate::domain::{
    AttemptId, Change, Delta, Edit, EditId, Field, JobId, Outcome, Plan, Settled, UserId, Value,
};

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
                        title: planned.title,
                        reason: planned.reason,
                        check: Check::by_word(&planned.check)?,
                        undo_of: planned.undo_of.map(JobId),
                        ..Plan::new(JobId(planned.job), Vec::new())
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
                    self.plan = Some((Plan::new(job, Vec::new()), at, None));
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
