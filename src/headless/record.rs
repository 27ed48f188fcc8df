//! One user as far as its source knows it: a row of the list, or the single read.
//!
//! Invariant: what the source does not carry is told apart from what it carries as null or as
//! something that cannot be read.

use crate::domain::{Field, Row, User, Value};

/// A user to print.
#[derive(Debug, Clone, Copy)]
pub(super) enum Record<'a> {
    /// From the list.
    Listed(&'a Listed),
    /// From the single read.
    Single(&'a User),
}

/// A row, and what a sweep added to it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) row: Row,
    /// Whether the web login is locked.
    pub(super) web_login: WebLogin,
}

/// The web-login state of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WebLogin {
    /// Nobody asked.
    NotAsked,
    /// Asked, but it cannot be said.
    Unclear,
    /// Known: true = locked.
    Locked(bool),
}

impl Record<'_> {
    /// The value, if the source carries one that can be read.
    pub(super) fn get(&self, field: Field) -> Option<Value> {
        match self {
            Self::Listed(Listed {
                web_login: WebLogin::Locked(locked),
                ..
            }) if field == Field::BlockWebLogin => Some(Value::Flag(*locked)),
            Self::Listed(listed) => listed.row.get(field),
            Self::Single(user) => user.get(field).cloned(),
        }
    }
}

/// Whether the single read of this user tells anything about the field at all.
pub(super) fn carries(user: &User, field: Field) -> bool {
    match field {
        Field::UserStatus => false,
        // The page of the single read documents no name of the agent.
        Field::AgentName => user.get(Field::AgentName).is_some(),
        Field::ExtensionOutboundBlock => user.get(Field::Extension) != Some(&Value::Null),
        _ => true,
    }
}
