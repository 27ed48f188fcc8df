//! Puts records into lines.
//!
//! Invariant: a secret leaves no trace: its field has a name and no values.

use jiff::Timestamp;

use super::record::{Attempt, Dismissed, Ended, FieldLine, Line, Planned, Planning};
use crate::domain::history::Record;
use crate::domain::outcome::FieldResult;
use crate::domain::shape::Shape;
use crate::domain::{Delta, Edit, JobId, Settled};

/// The lines of a record, without their ends.
pub(super) fn encode(record: &Record) -> Vec<String> {
    match record {
        Record::Planned { plan, at } => {
            let head = Line::Planned(Planned {
                job: plan.job.0,
                title: plan.title.clone(),
                edits: plan.edits.len(),
                reason: plan.reason.clone(),
                check: plan.check.word().to_owned(),
                undo_of: plan.undo_of.map(|job| job.0),
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
