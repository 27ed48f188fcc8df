//! The members of `plan.json`.
//!
//! Invariant: whatever is read is written again as the same text, so that the checksum holds; a
//! member that is not known is a change by hand.

use compact_str::CompactString;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LeftOut, PlanFile};
use crate::domain::change::can_express;
use crate::domain::plan::{Check, Identity};
use crate::domain::planning::{Source, Verdict};
use crate::domain::profile::Protection;
use crate::domain::shape::{Shape, present};
use crate::domain::{Change, Delta, Edit, EditId, Field, JobId, UserId, Value};

/// The one member that files of every format have.
#[derive(Debug, Deserialize)]
pub(super) struct Format {
    pub(super) rosterm_plan: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) rosterm_plan: u32,
    pub(super) hash: String,
    pub(super) plan: Content,
}

/// What the checksum is taken over.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    profile: String,
    origin: String,
    made: Timestamp,
    title: String,
    source: SourceLine,
    reason: Option<String>,
    check: String,
    undo_of: Option<u64>,
    again: Option<String>,
    edits: Vec<EditLine>,
    left_out: Vec<LeftOutLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SourceLine {
    Marks,
    Ids,
    Matching(String),
    File(String),
    Recipe(String),
    UndoOf(u64),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditLine {
    edit: String,
    user: String,
    name: Option<CompactString>,
    login_id: Option<CompactString>,
    fields: Vec<FieldLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undo_of: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldLine {
    field: CompactString,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    seen: Option<Shape>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    after: Option<Shape>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOutLine {
    user: String,
    name: CompactString,
    why: String,
    fields: Vec<FieldLine>,
}

impl Content {
    pub(super) fn of(plan: &PlanFile) -> Self {
        Self {
            profile: plan.profile.clone(),
            origin: plan.origin.clone(),
            made: plan.made,
            title: plan.title.clone(),
            source: SourceLine::of(&plan.source),
            reason: plan.reason.clone(),
            check: plan.check.word().to_owned(),
            undo_of: plan.undo_of.map(|job| job.0),
            again: plan.again.clone(),
            edits: plan.edits.iter().map(EditLine::of).collect(),
            left_out: plan.left_out.iter().map(LeftOutLine::of).collect(),
        }
    }

    /// `None` = it says something that this program would never have written.
    pub(super) fn plan_file(self) -> Option<PlanFile> {
        let edits: Option<Vec<Edit>> = self.edits.into_iter().map(EditLine::edit).collect();
        let left_out = self.left_out.into_iter().map(LeftOutLine::left_out);
        Some(PlanFile {
            profile: self.profile,
            origin: self.origin,
            made: self.made,
            title: self.title,
            source: self.source.source(),
            reason: self.reason,
            check: Check::by_word(&self.check)?,
            undo_of: self.undo_of.map(JobId),
            again: self.again,
            edits: edits?,
            left_out: left_out.collect::<Option<_>>()?,
        })
    }
}

impl SourceLine {
    fn of(source: &Source) -> Self {
        match source {
            Source::Marks => Self::Marks,
            Source::Ids => Self::Ids,
            Source::Matching(words) => Self::Matching(words.clone()),
            Source::File(name) => Self::File(name.clone()),
            Source::Recipe(name) => Self::Recipe(name.clone()),
            Source::UndoOf(job) => Self::UndoOf(job.0),
        }
    }

    fn source(self) -> Source {
        match self {
            Self::Marks => Source::Marks,
            Self::Ids => Source::Ids,
            Self::Matching(words) => Source::Matching(words),
            Self::File(name) => Source::File(name),
            Self::Recipe(name) => Source::Recipe(name),
            Self::UndoOf(job) => Source::UndoOf(JobId(job)),
        }
    }
}

impl EditLine {
    fn of(edit: &Edit) -> Self {
        Self {
            edit: edit.id.to_string(),
            user: edit.user.to_string(),
            name: edit.identity.name.clone(),
            login_id: edit.identity.login_id.clone(),
            fields: FieldLine::all(&edit.change),
            undo_of: edit.undo_of.map(|edit| edit.to_string()),
        }
    }

    fn edit(self) -> Option<Edit> {
        let undo_of = match self.undo_of {
            Some(edit) => Some(EditId::parse(&edit)?),
            None => None,
        };
        let change = change(self.fields)?;
        let can_be_sent = |delta: &Delta| {
            delta.field == Field::Password || can_express(delta.field, &delta.after)
        };
        (!change.is_empty() && change.deltas.iter().all(can_be_sent)).then_some(Edit {
            id: EditId::parse(&self.edit)?,
            user: UserId::new(&self.user).ok()?,
            identity: Identity {
                name: self.name,
                login_id: self.login_id,
            },
            change,
            undo_of,
            force: false,
        })
    }
}

impl FieldLine {
    fn all(change: &Change) -> Vec<Self> {
        let line = |delta: &Delta| Self {
            field: delta.field.name().into(),
            seen: delta.seen.as_ref().and_then(Shape::of),
            // What a secret is set to is asked for when the plan is carried out.
            after: match delta.field {
                Field::Password => None,
                _ => Shape::of(&delta.after),
            },
        };
        change.deltas.iter().map(line).collect()
    }
}

fn change(lines: Vec<FieldLine>) -> Option<Change> {
    let delta = |line: FieldLine| {
        let field = Field::by_name(&line.field)?;
        let after = match line.after {
            Some(after) if field != Field::Password => after.value(),
            None if field == Field::Password => Value::Null,
            Some(_) | None => return None,
        };
        Some(Delta::new(field, line.seen.map(Shape::value), after))
    };
    let deltas: Vec<Delta> = lines.into_iter().map(delta).collect::<Option<_>>()?;
    let is_double = |(index, delta): (usize, &Delta)| {
        let before = &deltas[..index];
        before.iter().any(|known| known.field == delta.field)
    };
    let has_double = deltas.iter().enumerate().any(is_double);
    (!has_double).then_some(Change { deltas })
}

impl LeftOutLine {
    fn of(left: &LeftOut) -> Self {
        Self {
            user: left.user.to_string(),
            name: left.name.clone(),
            why: word(left.verdict).to_owned(),
            fields: FieldLine::all(&left.change),
        }
    }

    fn left_out(self) -> Option<LeftOut> {
        let verdict = VERDICTS.into_iter().find(|known| word(*known) == self.why);
        Some(LeftOut {
            user: UserId::new(&self.user).ok()?,
            name: self.name,
            verdict: verdict?,
            change: change(self.fields)?,
        })
    }
}

const VERDICTS: [Verdict; 7] = [
    Verdict::WillChange,
    Verdict::WillBeRead,
    Verdict::AlreadySo,
    Verdict::Moved,
    Verdict::Protected(Protection::OwnLogin),
    Verdict::Protected(Protection::Listed),
    Verdict::Impossible,
];

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WillChange => "will change",
        Verdict::WillBeRead => "will be read",
        Verdict::AlreadySo => "already so",
        Verdict::Moved => "moved",
        Verdict::Protected(Protection::OwnLogin) => "own login",
        Verdict::Protected(Protection::Listed) => "protected",
        Verdict::Impossible => "impossible",
    }
}
