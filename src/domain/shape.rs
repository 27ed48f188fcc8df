//! Values in JSON files that are read again: the journal, plans.
//!
//! Invariant: every value reads back as exactly what was written, whatever its field, but for
//! secrets: those leave no trace, and read back as null. `null` is "the server says there is
//! none"; a member that is absent is "not known".

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize};

use super::value::{AgentStatus, CdrScope, Role, TeamStatus, UserStatus, Value};

/// A value by its shape. The order matters: the first that fits is taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(
    missing_docs,
    reason = "the variants and their members are those of `Value`"
)]
pub enum Shape {
    Null,
    Flag(bool),
    Text(CompactString),
    Texts(Vec<CompactString>),
    Named {
        id: CompactString,
        name: CompactString,
        #[serde(rename = "type")]
        kind: CompactString,
    },
    Role {
        id: CompactString,
        name: CompactString,
    },
    Cdr {
        #[serde(rename = "type")]
        kind: CompactString,
        value: Option<Vec<CompactString>>,
    },
    AgentStatus {
        agent_status: i64,
    },
    UserStatus {
        user_status: i64,
    },
    TeamStatus {
        team_status: i64,
    },
}

impl Shape {
    /// The shape of a value; `None` for a secret.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Flag(flag) => Self::Flag(*flag),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Role(role) => Self::Role {
                id: role.id.clone(),
                name: role.name.clone(),
            },
            Value::Cdr(scope) => Self::Cdr {
                kind: scope.kind.clone(),
                value: scope.ids.clone(),
            },
            Value::Texts(texts) => Self::Texts(texts.clone()),
            Value::AgentStatus(status) => Self::AgentStatus {
                agent_status: status.number(),
            },
            Value::UserStatus(status) => Self::UserStatus {
                user_status: status.number(),
            },
            Value::TeamStatus(status) => Self::TeamStatus {
                team_status: status.number(),
            },
            Value::Named { id, name, kind } => Self::Named {
                id: id.clone(),
                name: name.clone(),
                kind: kind.clone(),
            },
            Value::Secret(_) => return None,
        })
    }

    /// The value of this shape.
    #[must_use]
    pub fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => Value::Flag(flag),
            Self::Text(text) => Value::Text(text),
            Self::Texts(texts) => Value::Texts(texts),
            Self::Named { id, name, kind } => Value::Named { id, name, kind },
            Self::Role { id, name } => Value::Role(Role { id, name }),
            Self::Cdr { kind, value } => Value::Cdr(CdrScope { kind, ids: value }),
            Self::AgentStatus { agent_status } => {
                Value::AgentStatus(AgentStatus::from_number(agent_status))
            }
            Self::UserStatus { user_status } => {
                Value::UserStatus(UserStatus::from_number(user_status))
            }
            Self::TeamStatus { team_status } => {
                Value::TeamStatus(TeamStatus::from_number(team_status))
            }
        }
    }
}

/// Reads a member that is there, `null` or not; an absent one never comes here.
///
/// # Errors
/// When it is no value.
pub fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Shape>, D::Error> {
    Shape::deserialize(from).map(Some)
}
