//! A row of the list in JSON, straight from the row: a million of them are printed.
//!
//! Invariant: key for key and value for value what [`Document`](super::Document) says of a row.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::domain::user::RowAgent;
use crate::domain::{AgentStatus, Field, Role, Row, Value};

use super::super::record::{Listed, WebLogin};

/// Writes the entries of a row, as far as `wanted`.
pub(super) fn entries<M: SerializeMap>(
    map: &mut M,
    listed: &Listed,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), M::Error> {
    let row = &listed.row;
    let agent = row.agent.as_ref();
    if wanted("name") {
        map.serialize_entry("name", row.name.as_str())?;
    }
    if wanted("number") {
        map.serialize_entry("number", &agent.and_then(|agent| agent.number.as_deref()))?;
    }
    if wanted("login_id") {
        map.serialize_entry("login_id", &row.login_id.as_deref())?;
    }
    if wanted("role") {
        map.serialize_entry("role", &row.role.as_ref().map(RoleEntry))?;
    }
    if wanted("user_status") {
        let status = row.user_status.map(|status| status.word());
        map.serialize_entry("user_status", &status.as_deref())?;
    }
    if wanted("agent") {
        map.serialize_entry("agent", &agent.map(|agent| AgentEntry { agent, row }))?;
    }
    if wanted("block_agent") {
        let blocked = row.get(Field::BlockAgent).as_ref().and_then(Value::flag);
        map.serialize_entry("block_agent", &blocked)?;
    }
    if wanted("block_web_login") && listed.web_login != WebLogin::NotAsked {
        let locked = match listed.web_login {
            WebLogin::Locked(locked) => Some(locked),
            WebLogin::NotAsked | WebLogin::Unclear => row.block_web_login,
        };
        map.serialize_entry("block_web_login", &locked)?;
    }
    if wanted("login_based_calling") {
        map.serialize_entry("login_based_calling", &row.login_based_calling)?;
    }
    if wanted("international_outbound") {
        map.serialize_entry("international_outbound", &row.international_outbound)?;
    }
    if wanted("extension") {
        map.serialize_entry("extension", &row.extension.as_deref())?;
    }
    Ok(())
}

struct RoleEntry<'a>(&'a Role);

impl Serialize for RoleEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = Some(self.0.name.as_str()).filter(|name| !name.is_empty());
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", self.0.id.as_str())?;
        map.serialize_entry("name", &name)?;
        map.end()
    }
}

struct AgentEntry<'a> {
    agent: &'a RowAgent,
    row: &'a Row,
}

impl Serialize for AgentEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("id", self.agent.id.as_str())?;
        map.serialize_entry("name", &self.agent.name.as_deref())?;
        map.serialize_entry("number", &self.agent.number.as_deref())?;
        map.serialize_entry("intercom", &self.row.intercom.as_deref())?;
        let status = self.agent.status.map(AgentStatus::word);
        map.serialize_entry("status", &status.as_deref())?;
        map.end()
    }
}
