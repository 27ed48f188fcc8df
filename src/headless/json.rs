//! Users in JSON, as scripts may depend on it.
//!
//! Invariants: ids are always strings; keys stand in the order of the contract; a key is absent
//! only where the source does not carry it.

mod listed;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value as Json, json};

use crate::domain::Field;
use crate::exchange::json::value;

use super::record::Record;

pub use crate::exchange::edit::EditDocument;
pub use crate::exchange::json::{write, write_harmless};

/// A user in JSON. With `keys`, only those.
pub(super) struct Document<'a> {
    pub(super) record: Record<'a>,
    pub(super) keys: Option<&'a [&'static str]>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted = |key: &str| self.keys.is_none_or(|keys| keys.contains(&key));
        let mut map = serializer.serialize_map(None)?;
        if wanted("id") {
            map.serialize_entry("id", self.record.id().as_str())?;
        }
        if let Record::Listed(listed) = self.record {
            listed::entries(&mut map, listed, wanted)?;
            return map.end();
        }
        for (key, field) in KEYS {
            if !wanted(key) || !self.record.carries(*field) {
                continue;
            }
            if *field == Field::AgentId {
                map.serialize_entry(key, &agent(&self.record))?;
            } else {
                map.serialize_entry(key, &value(self.record.get(*field).as_ref()))?;
            }
        }
        map.end()
    }
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
fn agent(record: &Record<'_>) -> Json {
    let number = match record {
        Record::Listed(_) => Field::Number,
        Record::Single(_) => Field::AgentNumber,
    };
    let id = value(record.get(Field::AgentId).as_ref());
    let status = value(record.get(Field::AgentStatus).as_ref());
    if id.is_null() && status.is_null() {
        return Json::Null;
    }
    json!({
        "id": id,
        "name": value(record.get(Field::AgentName).as_ref()),
        "number": value(record.get(number).as_ref()),
        "intercom": value(record.get(Field::Intercom).as_ref()),
        "status": status,
    })
}
