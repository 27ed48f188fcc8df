//! Users and the rows that the list knows of them.
//!
//! Invariant: an id is the exact text the server gave (leading zeros and all), and a [`UserId`]
//! is always safe to put into a URL path: there is no other way to make one.

use std::cmp::Ordering;
use std::sync::Arc;

use compact_str::CompactString;

use super::commpeak::CommPeakField;
use super::field::Field;
use super::value::{AgentStatus, Role, UserStatus, Value, Values};
use super::vendor::Vendor;

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

    /// An id that was one before: it comes out of the roster's memory.
    pub(super) fn known(text: &str) -> Self {
        Self(CompactString::new(text))
    }

    /// Whether this id comes after `other` in the server's ascending order: see [`in_order`].
    #[must_use]
    pub fn comes_after(&self, other: &Self) -> bool {
        in_order(&self.0, &other.0).is_gt()
    }
}

/// The server's ascending order of ids, as a total order: numbers by value (any length) before
/// everything else, the rest as text; of two spellings of one number the text decides.
#[must_use]
pub fn in_order(one: &str, other: &str) -> Ordering {
    let is_number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number(one), is_number(other)) {
        (true, true) => {
            let bare = |id: &str| id.trim_start_matches('0').len();
            let (mine, theirs) = (bare(one), bare(other));
            mine.cmp(&theirs)
                .then_with(|| one[one.len() - mine..].cmp(&other[other.len() - theirs..]))
                .then_with(|| one.cmp(other))
        }
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => one.cmp(other),
    }
}

/// Ids are looked up by their text.
impl std::borrow::Borrow<str> for UserId {
    fn borrow(&self) -> &str {
        &self.0
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
    /// with the web-login filter whose sense is known, and of those that such a reading left out. `None`
    /// takes nothing away from what is known.
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
    /// The same, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> RowRef<'_> {
        RowRef {
            id: self.id.as_str(),
            name: &self.name,
            login_id: self.login_id.as_deref(),
            role: self.role.as_ref(),
            user_status: self.user_status,
            agent: self.agent.as_ref().map(|agent| AgentRef {
                id: &agent.id,
                name: agent.name.as_deref(),
                status: agent.status,
                number: agent.number.as_deref(),
            }),
            login_based_calling: self.login_based_calling,
            international_outbound: self.international_outbound,
            extension: self.extension.as_deref(),
            intercom: self.intercom.as_deref(),
            block_web_login: self.block_web_login,
        }
    }

    /// The value of `field` as far as a list row carries it; `None` = not carried or not readable.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Value> {
        self.as_ref().get(field)
    }
}

/// A [`Row`] whose texts are borrowed: what the roster gives out of its packed memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRef<'a> {
    /// As [`Row::id`].
    pub id: &'a str,
    /// As [`Row::name`].
    pub name: &'a str,
    /// As [`Row::login_id`].
    pub login_id: Option<&'a str>,
    /// As [`Row::role`].
    pub role: Option<&'a Role>,
    /// As [`Row::user_status`].
    pub user_status: Option<UserStatus>,
    /// As [`Row::agent`].
    pub agent: Option<AgentRef<'a>>,
    /// As [`Row::login_based_calling`].
    pub login_based_calling: Option<bool>,
    /// As [`Row::international_outbound`].
    pub international_outbound: Option<bool>,
    /// As [`Row::extension`].
    pub extension: Option<&'a str>,
    /// As [`Row::intercom`].
    pub intercom: Option<&'a str>,
    /// As [`Row::block_web_login`].
    pub block_web_login: Option<bool>,
}

/// The agent part of a [`RowRef`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentRef<'a> {
    /// As [`RowAgent::id`].
    pub id: &'a str,
    /// As [`RowAgent::name`].
    pub name: Option<&'a str>,
    /// As [`RowAgent::status`].
    pub status: Option<AgentStatus>,
    /// As [`RowAgent::number`].
    pub number: Option<&'a str>,
}

impl<'a> RowRef<'a> {
    /// The value of `field` as far as a list row carries it; `None` = not carried or not readable.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Value> {
        let text = |text: Option<&str>| Some(text_or_null(text));
        let agent = self.agent.as_ref();
        match field {
            Field::Name => text(Some(self.name)),
            Field::LoginId => text(self.login_id),
            Field::Number => agent.map(|agent| text_or_null(agent.number)),
            Field::Role => Some(self.role.cloned().map_or(Value::Null, Value::Role)),
            Field::UserStatus => self.user_status.map(Value::UserStatus),
            Field::AgentId => text(agent.map(|agent| agent.id)),
            Field::AgentName => agent.map(|agent| text_or_null(agent.name)),
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
            Field::Extension => text(self.extension),
            Field::Intercom => self.intercom.map(|intercom| text_or_null(Some(intercom))),
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
            Field::CommPeak(field) => match field {
                CommPeakField::Username => text(self.login_id),
                CommPeakField::VirtualExtension => text(self.extension),
                CommPeakField::Roles => self.get(Field::Role),
                // Of an inactive user the row does not say whether they are deleted.
                CommPeakField::IsActive if self.user_status == Some(UserStatus::Active) => {
                    Some(Value::Flag(true))
                }
                _ => None,
            },
        }
    }

    /// The text of `field`, of a role its name; `None` = null, unknown, or not a text.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&'a str> {
        match field {
            Field::Name => Some(self.name),
            Field::LoginId => self.login_id,
            Field::Number => self.agent.and_then(|agent| agent.number),
            Field::Role => self.role.map(|role| role.name.as_str()),
            Field::AgentId => self.agent.map(|agent| agent.id),
            Field::AgentName => self.agent.and_then(|agent| agent.name),
            Field::Extension => self.extension,
            Field::Intercom => self.intercom,
            Field::UserStatus
            | Field::AgentStatus
            | Field::BlockAgent
            | Field::DisableAgent
            | Field::LoginBasedCalling
            | Field::InternationalOutbound
            | Field::BlockWebLogin
            | Field::Email
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
            Field::CommPeak(CommPeakField::Username) => self.login_id,
            Field::CommPeak(CommPeakField::VirtualExtension) => self.extension,
            Field::CommPeak(_) => None,
        }
    }

    /// The same with texts of its own.
    #[must_use]
    pub fn to_row(&self) -> Row {
        Row {
            id: UserId::known(self.id),
            name: self.name.into(),
            login_id: self.login_id.map(Into::into),
            role: self.role.cloned(),
            user_status: self.user_status,
            agent: self.agent.map(|agent| RowAgent {
                id: agent.id.into(),
                name: agent.name.map(Into::into),
                status: agent.status,
                number: agent.number.map(Into::into),
            }),
            login_based_calling: self.login_based_calling,
            international_outbound: self.international_outbound,
            extension: self.extension.map(Into::into),
            intercom: self.intercom.map(Into::into),
            block_web_login: self.block_web_login,
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

fn text_or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.into()))
}

/// The full record of the single-user read.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The user id.
    pub id: UserId,
    /// Every field that could be read. A field that is absent here is *unknown*, never empty.
    pub values: Values,
    /// The answer's body exactly as received; where it holds secrets, as [`raw::pretty`] shows it.
    ///
    /// [`raw::pretty`]: super::raw::pretty
    pub raw: Arc<str>,
}

impl User {
    /// Whose user it is: of one vendor's fields none ever stands among another's.
    #[must_use]
    pub fn vendor(&self) -> Vendor {
        let first = self.values.keys().next();
        first.map_or_else(Vendor::default, |field| field.vendor())
    }

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
