//! The JSON body of a PATCH, by the field registry: exactly the changed fields, nothing else.
//!
//! It stands in the domain because the review shows the very body that will be sent.

use serde_json::{Map, Value as Json, json};

use super::change::Change;
use super::field::{Field, Write};
use super::profile::DesignationKey;
use super::value::Value;

/// Whether secrets stand in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// For the wire.
    Sent,
    /// For the eyes: `***`.
    Masked,
}

/// The body for `change`. Fields that cannot be sent are left out; a [`Change`] made by this
/// program holds none.
#[must_use]
pub fn patch_body(change: &Change, designation: DesignationKey, secrets: Secrets) -> Json {
    let mut body = Map::new();
    for delta in &change.deltas {
        let key = match (delta.field, delta.field.spec().write) {
            (Field::Designation, _) => designation.wire(),
            (_, Write::Verifiable(key) | Write::Blind(key)) => key,
            (_, Write::No) => continue,
        };
        if let Some(value) = wire_value(&delta.after, secrets) {
            body.insert(key.to_owned(), value);
        }
    }
    Json::Object(body)
}

/// The vendor's page types `user_role` as a string, `caller_id` and `agent_group` as arrays of
/// strings, `user_for_cdr` as an object, flags as booleans.
fn wire_value(value: &Value, secrets: Secrets) -> Option<Json> {
    match value {
        Value::Flag(flag) => Some(json!(flag)),
        Value::Text(text) => Some(json!(text.as_str())),
        Value::Role(role) => Some(json!(role.id.as_str())),
        // The shape for `all` and `none` is not documented: null, as `all` is read back.
        Value::Cdr(scope) if matches!(&*scope.kind, "all" | "none") => {
            Some(json!({ "type": scope.kind, "value": null }))
        }
        Value::Cdr(scope) => Some(json!({ "type": scope.kind, "value": scope.ids })),
        Value::Texts(texts) => Some(json!(texts)),
        Value::Secret(secret) => Some(match secrets {
            Secrets::Sent => json!(secret.expose()),
            Secrets::Masked => json!("***"),
        }),
        Value::Null
        | Value::AgentStatus(_)
        | Value::UserStatus(_)
        | Value::TeamStatus(_)
        | Value::Named { .. } => None,
    }
}
