//! `PATCH /user/{id}`: the body of a write.
//!
//! Invariant: it holds exactly the fields of the change, each under the key and in the type that
//! the vendor's page names, and nothing else.

use serde_json::{Map, Value as Json, json};

use crate::domain::field::Write;
use crate::domain::profile::DesignationKey;
use crate::domain::{CdrScope, Change, Field, Value};

/// The JSON text for `change`.
pub(super) fn body(change: &Change, designation: DesignationKey) -> String {
    debug_assert!(!change.is_empty(), "an empty change is never sent");
    let mut body = Map::new();
    for delta in &change.deltas {
        let wire = key(delta.field, designation).zip(json(&delta.after));
        debug_assert!(
            wire.is_some(),
            "{:?} cannot be sent as {:?}",
            delta.after,
            delta.field
        );
        body.extend(wire.map(|(key, json)| (key.to_owned(), json)));
    }
    Json::Object(body).to_string()
}

/// The key of `field` on the wire; `None` for what is never sent.
fn key(field: Field, designation: DesignationKey) -> Option<&'static str> {
    match field.spec().write {
        Write::Verifiable(_) if field == Field::Designation => Some(designation.wire()),
        Write::Verifiable(key) | Write::Blind(key) => Some(key),
        Write::No => None,
    }
}

/// The value as JSON; `None` for what the API cannot express.
fn json(value: &Value) -> Option<Json> {
    match value {
        Value::Flag(flag) => Some(json!(flag)),
        Value::Text(text) => Some(json!(text)),
        // A string holding the id, although both reads give it as a number.
        Value::Role(role) => Some(json!(role.id)),
        Value::Cdr(scope) => Some(cdr_scope(scope)),
        Value::Texts(texts) => Some(json!(texts)),
        Value::Secret(secret) => Some(json!(secret.expose())),
        Value::Null
        | Value::AgentStatus(_)
        | Value::UserStatus(_)
        | Value::TeamStatus(_)
        | Value::Named { .. } => None,
    }
}

/// The shape for `all` and `none` is not documented: they go with a null value, as `all` is read.
fn cdr_scope(scope: &CdrScope) -> Json {
    let ids = if matches!(&*scope.kind, "all" | "none") {
        None
    } else {
        scope.ids.as_ref()
    };
    json!({ "type": scope.kind, "value": ids })
}
