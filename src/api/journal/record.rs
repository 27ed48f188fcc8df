//! What a record looks like in JSON: one line each, but a plan is a line of its own and one for
//! each of its edits, so that damage to one line costs one edit.
//!
//! Invariant: what an encoder wrote, a decoder reads back as the same records in the same order,
//! without the secrets.

use crate::domain::shape::{Shape, present};
use compact_str::CompactString;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A line of the journal. Ids are text; an edit that ended has the members of `journal --json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Planned(Planned),
    Edit(Planning),
    Attempt(Attempt),
    Settled(Ended),
    Dismissed(Dismissed),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) job: u64,
    pub(super) title: String,
    pub(super) edits: usize,
    pub(super) reason: Option<String>,
    pub(super) check: String,
    pub(super) undo_of: Option<u64>,
    pub(super) at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Planning {
    pub(super) edit: String,
    pub(super) job: u64,
    pub(super) user: String,
    pub(super) name: Option<CompactString>,
    pub(super) login_id: Option<CompactString>,
    pub(super) fields: Vec<FieldLine>,
    pub(super) undo_of: Option<String>,
    pub(super) force: bool,
    pub(super) at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) attempt: String,
    pub(super) edit: String,
    pub(super) job: u64,
    pub(super) user: String,
    pub(super) fields: Vec<FieldLine>,
    pub(super) at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) edit: String,
    pub(super) job: u64,
    pub(super) user: String,
    pub(super) name: Option<CompactString>,
    pub(super) fields: Vec<FieldLine>,
    pub(super) outcome: String,
    pub(super) detail: String,
    pub(super) read_back: bool,
    pub(super) attempts: Vec<String>,
    pub(super) requests: u32,
    pub(super) at: Timestamp,
    pub(super) undo_of: Option<String>,
    pub(super) reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Dismissed {
    pub(super) edit: String,
    pub(super) note: String,
    pub(super) at: Timestamp,
}

/// One field of an edit. A password has its name and nothing else.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FieldLine {
    pub(super) field: CompactString,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) seen: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) before: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) after: Option<Shape>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) now: Option<Shape>,
}
