//! Users in JSON, as scripts may depend on it.
//!
//! Invariants: ids are always strings; keys stand in the order of the contract; a key is absent
//! only where the source does not carry it.

pub(super) mod listed;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value as Json, json};

use crate::domain::{Field, Row, User, commpeak};
use crate::exchange::json::value;

use super::record::carries;

pub use crate::exchange::edit::EditDocument;
pub use crate::exchange::json::{write, write_harmless};

/// The single read of a user in JSON.
pub(super) struct Document<'a>(pub(super) &'a User);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(user) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", user.id.as_str())?;
        if let Some(row) = commpeak::row_of(user) {
            common(&mut map, &row)?;
            for spec in Field::of(user.vendor()) {
                map.serialize_entry(spec.name, &value(user.get(spec.field)))?;
            }
            return map.end();
        }
        for (key, field) in KEYS {
            if !carries(user, *field) {
                continue;
            }
            if *field == Field::AgentId {
                map.serialize_entry(key, &agent(user))?;
            } else {
                map.serialize_entry(key, &value(user.get(*field)))?;
            }
        }
        map.end()
    }
}

/// What every vendor's users have, under the keys of the contract; the vendor's own fields follow
/// under theirs.
fn common<M: SerializeMap>(map: &mut M, row: &Row) -> Result<(), M::Error> {
    for (key, field) in [
        ("name", Field::Name),
        ("login_id", Field::LoginId),
        ("role", Field::Role),
        ("user_status", Field::UserStatus),
        ("extension", Field::Extension),
    ] {
        map.serialize_entry(key, &value(row.get(field).as_ref()))?;
    }
    Ok(())
}

/// The keys after the id, in the order of the contract.
const KEYS: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("number", Field::Number),
    ("email", Field::Email),
    ("login_id", Field::LoginId),
    ("designation", Field::Designation),
    ("role", Field::Role),
    ("user_status", Field::UserStatus),
    ("agent", Field::AgentId),
    ("block_agent", Field::BlockAgent),
    ("block_web_login", Field::BlockWebLogin),
    ("login_based_calling", Field::LoginBasedCalling),
    ("international_outbound", Field::InternationalOutbound),
    ("extension", Field::Extension),
    ("user_for_cdr", Field::CdrScope),
    ("time_group", Field::TimeGroup),
    ("failover_destination", Field::Failover),
    ("sticky_agent", Field::StickyAgent),
];

/// The agent behind the user; null when there is none.
fn agent(user: &User) -> Json {
    let id = value(user.get(Field::AgentId));
    let status = value(user.get(Field::AgentStatus));
    if id.is_null() && status.is_null() {
        return Json::Null;
    }
    json!({
        "id": id,
        "name": value(user.get(Field::AgentName)),
        "number": value(user.get(Field::AgentNumber)),
        "intercom": value(user.get(Field::Intercom)),
        "status": status,
    })
}
