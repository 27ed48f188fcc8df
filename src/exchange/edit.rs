//! How an edit ended, in JSON: the same for `set`, `apply`, `jobs`, `undo`, `journal` and reports.

use serde::Serialize;
use serde_json::Value as Json;

use crate::domain::outcome::FieldResult;
use crate::domain::{Outcome, Settled};

use super::json::value;

/// An edit in JSON.
#[derive(Debug, Serialize)]
pub struct EditDocument<'a> {
    edit: String,
    job: u64,
    user: &'a str,
    fields: Vec<FieldDocument>,
    outcome: &'static str,
    detail: &'a str,
    attempts: Vec<String>,
    requests: u32,
    at: String,
    undo_of: Option<String>,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FieldDocument {
    field: &'static str,
    seen: Json,
    before: Json,
    after: Json,
    now: Json,
}

impl<'a> EditDocument<'a> {
    /// The edit as it ended.
    #[must_use]
    pub fn new(settled: &'a Settled) -> Self {
        let field = |result: &FieldResult| FieldDocument {
            field: result.field.name(),
            seen: value(result.seen.as_ref()),
            before: value(result.before.as_ref()),
            after: value(Some(&result.after)),
            now: value(result.now.as_ref()),
        };
        Self {
            edit: settled.edit.to_string(),
            job: settled.job.0,
            user: settled.user.as_str(),
            fields: settled.fields.iter().map(field).collect(),
            outcome: Outcome::word(settled.outcome),
            detail: &settled.detail,
            attempts: settled.attempts.iter().map(ToString::to_string).collect(),
            requests: settled.requests,
            at: settled.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            undo_of: settled.undo_of.map(|edit| edit.to_string()),
            reason: settled.reason.as_deref(),
        }
    }
}
