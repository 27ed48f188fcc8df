//! What the columns of the list say about a user; the list paints it, the count counts it.
//!
//! Invariant: unknown is `..`, none is `-`; what is out of order is a word in capitals.

use std::borrow::Cow;

use crate::domain::roster::Shown;
use crate::domain::value::{AgentStatus, UserStatus};
use crate::domain::{Column, Field, Value};

/// What a column says about a user: untrusted text, and how much it matters.
pub type Told<'roster> = (Cow<'roster, str>, Tone);

/// How much a word matters to somebody who looks for trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Plain,
    /// Of little interest, none, or not known.
    Quiet,
    /// Out of order.
    Loud,
}

/// Not known.
pub const UNKNOWN: &str = "..";
/// There is none.
pub const NONE: &str = "-";

/// What a column says about a user.
#[must_use]
pub fn told<'roster>(column: Column, user: &Shown<'roster>) -> Told<'roster> {
    match column {
        Column::Id => (user.id_text().into(), Tone::Quiet),
        Column::Name => (user.name().into(), Tone::Plain),
        Column::Role => match user.get(Field::Role) {
            Some(Value::Role(role)) => (role.short().into(), Tone::Plain),
            _ => (NONE.into(), Tone::Quiet),
        },
        Column::User => match user.get(Field::UserStatus) {
            Some(Value::UserStatus(UserStatus::Inactive)) => ("INACTIVE".into(), Tone::Loud),
            Some(Value::UserStatus(status)) => (status.word(), Tone::Plain),
            Some(_) | None => (UNKNOWN.into(), Tone::Quiet),
        },
        Column::Agent => agent(user),
        Column::Web => match flag(user, Field::BlockWebLogin) {
            Some(true) => ("LOCKED".into(), Tone::Loud),
            Some(false) => ("open".into(), Tone::Plain),
            None => (UNKNOWN.into(), Tone::Quiet),
        },
        Column::State => state(user),
        Column::Extension => match user.get(Field::Extension) {
            Some(value) if value.text() == Some("") => (NONE.into(), Tone::Quiet),
            Some(_) => ("yes".into(), Tone::Plain),
            None => (UNKNOWN.into(), Tone::Quiet),
        },
        Column::Login => plain(user, Field::LoginId),
        Column::International => plain(user, Field::InternationalOutbound),
        Column::LoginBased => plain(user, Field::LoginBasedCalling),
        Column::Number => plain(user, Field::Number),
        Column::Intercom => plain(user, Field::Intercom),
        Column::AgentId => plain(user, Field::AgentId),
        Column::ExtensionNumber => plain(user, Field::Extension),
    }
}

fn flag(user: &Shown<'_>, field: Field) -> Option<bool> {
    user.get(field).and_then(|value| value.flag())
}

fn plain(user: &Shown<'_>, field: Field) -> Told<'static> {
    match user.get(field) {
        Some(Value::Null) => (NONE.into(), Tone::Quiet),
        Some(value) => (field.words(&value).into(), Tone::Plain),
        None => (UNKNOWN.into(), Tone::Quiet),
    }
}

/// The agent's state; a block that is known or wanted goes before what the number says.
fn agent(user: &Shown<'_>) -> Told<'static> {
    match (flag(user, Field::BlockAgent), user.get(Field::AgentStatus)) {
        (_, Some(Value::Null)) => (NONE.into(), Tone::Quiet),
        (Some(true), _) => ("BLOCKED".into(), Tone::Loud),
        (_, Some(Value::AgentStatus(status))) => match status {
            // The wish to unblock is on its way, or the two places of the record disagree.
            AgentStatus::Blocked => ("enabled".into(), Tone::Plain),
            AgentStatus::Enabled | AgentStatus::Busy => (status.word(), Tone::Plain),
            // The number itself stands in the detail pane.
            AgentStatus::Other(_) => ("unknown".into(), Tone::Loud),
            AgentStatus::Disabled | AgentStatus::Offline => (status.word(), Tone::Quiet),
        },
        (_, _) => (UNKNOWN.into(), Tone::Quiet),
    }
}

/// The worst state in words, `+1` if there are more, `..` while the web login is not known.
fn state(user: &Shown<'_>) -> Told<'static> {
    let web = flag(user, Field::BlockWebLogin);
    let (agent, agent_tone) = agent(user);
    let is_inactive = user.get(Field::UserStatus) == Some(Value::UserStatus(UserStatus::Inactive));
    let is_blocked = agent == "BLOCKED";
    let agent_state: Option<&str> = match &*agent {
        "enabled" | UNKNOWN | "BLOCKED" => None,
        NONE => Some("no agent"),
        other => Some(other),
    };
    let worst_first = [
        is_blocked.then_some(("BLOCKED", Tone::Loud)),
        (web == Some(true)).then_some(("web LOCKED", Tone::Loud)),
        is_inactive.then_some(("INACTIVE", Tone::Loud)),
        agent_state.map(|word| (word, agent_tone)),
    ];
    let mut states = worst_first.into_iter().flatten();
    let (word, tone) = states.next().unwrap_or(("ok", Tone::Plain));
    let more = match states.count() {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    let unread = if web.is_none() { " .." } else { "" };
    (Cow::Owned(format!("{word}{more}{unread}")), tone)
}
