//! Values in the journal's JSON.
//!
//! Invariant: every value reads back as exactly what was written, whatever its field, but for
//! secrets: those leave no trace, and read back as null. `null` is "the server says there is
//! none"; a member that is absent is "not known".

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::Value;
use crate::domain::value::{AgentStatus, CdrScope, Role, TeamStatus, UserStatus};

/// A value by its shape. The order matters: the first that fits is taken.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Shape {
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
    /// `None` for a secret.
    pub(super) fn of(value: &Value) -> Option<Self> {
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

    pub(super) fn value(self) -> Value {
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
pub(super) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Shape>, D::Error> {
    Shape::deserialize(from).map(Some)
}
