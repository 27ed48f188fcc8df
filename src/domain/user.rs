//! Users and the rows that the list knows of them.
//!
//! Invariant: an id is the exact text the server gave (leading zeros and all), and a [`UserId`]
//! is always safe to put into a URL path: there is no other way to make one.

use std::sync::Arc;

use compact_str::CompactString;

use super::field::Field;
use super::value::{AgentStatus, Role, UserStatus, Value, Values};

/// The id of a user: 1 to 64 characters of `0-9 A-Z a-z _ -`, compared as text.
///
/// The API writes the same id as a number in the list and as a string in the single read, so the
/// digits are kept exactly and never become an integer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(CompactString);

/// Why a text cannot be a user id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a user id: ids are 1 to 64 letters, digits, \"-\" or \"_\"; \
     the ID column of the list shows them"
)]
pub struct InvalidUserId(pub String);

impl UserId {
    /// Accepts `^[0-9A-Za-z_-]{1,64}$` and nothing else: the text becomes part of a URL.
    ///
    /// # Errors
    /// [`InvalidUserId`] with the text that was refused, cut to something printable in one line.
    pub fn new(text: &str) -> Result<Self, InvalidUserId> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(CompactString::new(text)))
        } else {
            Err(InvalidUserId(text.chars().take(80).collect()))
        }
    }

    /// The id as the server wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this id comes after `other` in the server's ascending order: by value for digits
    /// (any length), else as text.
    #[must_use]
    pub fn comes_after(&self, other: &Self) -> bool {
        let is_number = |id: &Self| id.0.bytes().all(|byte| byte.is_ascii_digit());
        if is_number(self) && is_number(other) {
            let bare = |id: &'_ Self| id.0.trim_start_matches('0').to_owned();
            let (mine, theirs) = (bare(self), bare(other));
            (mine.len(), mine) > (theirs.len(), theirs)
        } else {
            self.0 > other.0
        }
    }
}

impl std::fmt::Display for UserId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What the list says about a user. `None` = the server said null, nothing, or nothing readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The user id (not the agent id).
    pub id: UserId,
    /// The name as given; empty when there is none.
    pub name: CompactString,
    /// The login ID, opaque text.
    pub login_id: Option<CompactString>,
    /// The permission role.
    pub role: Option<Role>,
    /// 1 active, 0 inactive.
    pub user_status: Option<UserStatus>,
    /// The agent behind the user; a user need not have one.
    pub agent: Option<RowAgent>,
    /// Calls only after signing in to the application.
    pub login_based_calling: Option<bool>,
    /// May call abroad.
    pub international_outbound: Option<bool>,
    /// The extension's user name.
    pub extension: Option<CompactString>,
    /// The intercom number, where the list carries it.
    pub intercom: Option<CompactString>,
    /// Whether web login is locked. No list carries it: it is known only of rows that were read
    /// with the web-login filter whose sense is known, and of those that such a reading left out.
    pub block_web_login: Option<bool>,
}

/// The agent part of a [`Row`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowAgent {
    /// Text with leading zeros; not the user id.
    pub id: CompactString,
    /// The agent's own name.
    pub name: Option<CompactString>,
    /// Enabled, blocked, disabled, busy or offline.
    pub status: Option<AgentStatus>,
    /// The follow-me number, which is the user's number as far as the list knows.
    pub number: Option<CompactString>,
}

impl Row {
    /// The value of `field` as far as a list row carries it; `None` = not carried or not readable.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Value> {
        let text =
            |text: &Option<CompactString>| Some(text.clone().map_or(Value::Null, Value::Text));
        let agent = self.agent.as_ref();
        match field {
            Field::Name => Some(Value::Text(self.name.clone())),
            Field::LoginId => text(&self.login_id),
            Field::Number => {
                agent.map(|agent| agent.number.clone().map_or(Value::Null, Value::Text))
            }
            Field::Role => Some(self.role.clone().map_or(Value::Null, Value::Role)),
            Field::UserStatus => self.user_status.map(Value::UserStatus),
            Field::AgentId => {
                Some(agent.map_or(Value::Null, |agent| Value::Text(agent.id.clone())))
            }
            Field::AgentName => {
                agent.map(|agent| agent.name.clone().map_or(Value::Null, Value::Text))
            }
            Field::AgentStatus => match agent {
                None => Some(Value::Null),
                Some(agent) => agent.status.map(Value::AgentStatus),
            },
            Field::BlockAgent => self.agent_blocked().map(Value::Flag),
            Field::DisableAgent => agent
                .and_then(|agent| agent.status)
                .and_then(AgentStatus::says_disabled)
                .map(Value::Flag),
            Field::LoginBasedCalling => self.login_based_calling.map(Value::Flag),
            Field::InternationalOutbound => self.international_outbound.map(Value::Flag),
            Field::Extension => text(&self.extension),
            Field::Intercom => self.intercom.clone().map(Value::Text),
            Field::BlockWebLogin => self.block_web_login.map(Value::Flag),
            Field::Email
            | Field::Designation
            | Field::CdrScope
            | Field::CallerId
            | Field::AgentGroup
            | Field::Password
            | Field::TeamStatus
            | Field::AgentNumber
            | Field::ExtensionOutboundBlock
            | Field::StickyAgent
            | Field::TimeGroup
            | Field::Failover => None,
        }
    }

    /// `agent.status == 1` or `user_status == 0`. Busy and offline hide the block flag: `None`.
    fn agent_blocked(&self) -> Option<bool> {
        let agent = self.agent.as_ref()?;
        if self.user_status == Some(UserStatus::Inactive) {
            return Some(true);
        }
        agent.status.and_then(AgentStatus::says_blocked)
    }
}

/// The full record of the single-user read.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The user id.
    pub id: UserId,
    /// Every field that could be read. A field that is absent here is *unknown*, never empty.
    pub values: Values,
    /// The answer's body exactly as received.
    pub raw: Arc<str>,
}

impl User {
    /// The value of `field`; `None` = unknown (not carried by the API, or not readable).
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }

    /// The text of `field`, empty when null or unknown.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        match self.values.get(&field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}
