//! The values a field can have, and the three status types that must never be mixed.
//!
//! Invariant: [`Value::Null`] means "the server says there is none"; *unknown* is the absence of
//! a value (`Option::None`), so the two cannot be confused.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::field::Field;
use super::secret::Secret;

/// Field values of one user; a field that is missing is unknown.
pub type Values = BTreeMap<Field, Value>;

/// One value, as the domain sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The server says: nothing there.
    Null,
    /// A flag, in the polarity of the PATCH field (`block_web_login: true` = locked).
    Flag(bool),
    /// Text, numbers that are text, ids.
    Text(CompactString),
    /// A permission role.
    Role(Role),
    /// Whose call records the user may see.
    Cdr(CdrScope),
    /// A list of ids or names (write-only fields).
    Texts(Vec<CompactString>),
    /// The agent's state.
    AgentStatus(AgentStatus),
    /// The user's state in the list.
    UserStatus(UserStatus),
    /// The team member's state in the single read.
    TeamStatus(TeamStatus),
    /// Something that is only shown: id, name and type of a time group or fail-over destination.
    Named {
        /// Its id, exact text.
        id: CompactString,
        /// Its name, empty when missing.
        name: CompactString,
        /// Its type (`auto_attendant`, …), empty when there is none.
        kind: CompactString,
    },
    /// A password on its way out, never printed. One that came in is not kept: empty.
    Secret(Secret),
}

impl Value {
    /// The flag, if this is one.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The text, with null as the empty text; `None` for other kinds.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null => Some(""),
            _ => None,
        }
    }

    /// The value in plain words for a person or a table cell: `true`/`false` for flags (screens
    /// use [`Field::words`]), `-` for null, `***` for secrets. Untrusted text, not yet sanitised.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Null => "-".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Text(text) if text.is_empty() => "-".to_owned(),
            Self::Text(text) => text.to_string(),
            Self::Role(role) => role.label(),
            Self::Cdr(scope) => scope.label(),
            Self::Texts(texts) => texts.join(", "),
            Self::AgentStatus(status) => status.word().into_owned(),
            Self::UserStatus(status) => status.word().into_owned(),
            Self::TeamStatus(status) => status.word().into_owned(),
            Self::Named { id, name, kind } => {
                let id = if kind.is_empty() { id } else { kind };
                format!("{name} ({id})")
            }
            Self::Secret(_) => "***".to_owned(),
        }
    }
}

/// A permission role. Its identity is the id; the name is what the portal calls it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Role {
    /// Exact text of the id.
    pub id: CompactString,
    /// Empty when the server gave none.
    pub name: CompactString,
}

impl Role {
    /// `Quality (54630)`, or `?(54630)` when only the id is known, or `Quality` when only that is.
    #[must_use]
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            format!("?({})", self.id)
        } else if self.name == self.id {
            self.name.to_string()
        } else {
            format!("{} ({})", self.name, self.id)
        }
    }

    /// The name alone, or `?(54630)`.
    #[must_use]
    pub fn short(&self) -> String {
        if self.name.is_empty() {
            format!("?({})", self.id)
        } else {
            self.name.to_string()
        }
    }
}

/// Whose call detail records a user may see: `{"type": "all", "value": null}` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CdrScope {
    /// `all`, `none`, `user`, `agent`, or whatever else the server says.
    pub kind: CompactString,
    /// The ids, for `user` and `agent`.
    pub ids: Option<Vec<CompactString>>,
}

impl CdrScope {
    /// `all`, or `user: 12, 14`.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.ids {
            Some(ids) if !ids.is_empty() => format!("{}: {}", self.kind, ids.join(", ")),
            Some(_) | None => self.kind.to_string(),
        }
    }
}

/// `agent.status` of the list and `agent.agent_status` of the single read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgentStatus {
    /// 0
    Enabled,
    /// 1
    Blocked,
    /// 2
    Disabled,
    /// 3: perhaps on a call; says nothing about being blocked.
    Busy,
    /// 4: says nothing about being blocked.
    Offline,
    /// A number the vendor's page does not list.
    Other(i64),
}

impl AgentStatus {
    /// From the number on the wire.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Enabled,
            1 => Self::Blocked,
            2 => Self::Disabled,
            3 => Self::Busy,
            4 => Self::Offline,
            other => Self::Other(other),
        }
    }

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Enabled => 0,
            Self::Blocked => 1,
            Self::Disabled => 2,
            Self::Busy => 3,
            Self::Offline => 4,
            Self::Other(number) => number,
        }
    }

    /// `enabled`, `blocked`, …, `unknown (9)`.
    #[must_use]
    pub fn word(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Enabled => "enabled".into(),
            Self::Blocked => "blocked".into(),
            Self::Disabled => "disabled".into(),
            Self::Busy => "busy".into(),
            Self::Offline => "offline".into(),
            Self::Other(number) => format!("unknown ({number})").into(),
        }
    }

    /// Whether this number alone tells if the agent is blocked; busy, offline and unknown do not.
    #[must_use]
    pub fn says_blocked(self) -> Option<bool> {
        match self {
            Self::Blocked => Some(true),
            Self::Enabled | Self::Disabled => Some(false),
            Self::Busy | Self::Offline | Self::Other(_) => None,
        }
    }

    /// Whether this number alone tells if the agent is disabled.
    #[must_use]
    pub fn says_disabled(self) -> Option<bool> {
        match self {
            Self::Disabled => Some(true),
            Self::Enabled | Self::Blocked => Some(false),
            Self::Busy | Self::Offline | Self::Other(_) => None,
        }
    }
}

/// `user_status` of the list: 1 active, 0 inactive (inferred; the page gives no values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserStatus {
    /// 1
    Active,
    /// 0
    Inactive,
    /// Anything else.
    Other(i64),
}

impl UserStatus {
    /// From the number on the wire.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Active,
            0 => Self::Inactive,
            other => Self::Other(other),
        }
    }

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Active => 1,
            Self::Inactive => 0,
            Self::Other(number) => number,
        }
    }

    /// `active`, `inactive`, or the number itself.
    #[must_use]
    pub fn word(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Active => "active".into(),
            Self::Inactive => "inactive".into(),
            Self::Other(number) => number.to_string().into(),
        }
    }
}

/// `team_member.status` of the single read: 0 blocked, 1 unblocked — the opposite polarity of
/// [`AgentStatus`], which is why it is a type of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TeamStatus {
    /// 0
    Blocked,
    /// 1
    Unblocked,
    /// Anything else.
    Other(i64),
}

impl TeamStatus {
    /// From the number on the wire.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Blocked,
            1 => Self::Unblocked,
            other => Self::Other(other),
        }
    }

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Blocked => 0,
            Self::Unblocked => 1,
            Self::Other(number) => number,
        }
    }

    /// `blocked`, `unblocked`, or the number itself.
    #[must_use]
    pub fn word(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Blocked => "blocked".into(),
            Self::Unblocked => "unblocked".into(),
            Self::Other(number) => number.to_string().into(),
        }
    }
}
