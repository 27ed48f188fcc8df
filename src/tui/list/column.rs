//! The columns of the list: which of them fit a width, and what each says about a user.
//!
//! Invariant: NAME always stays, and no state is lost with a column: where AGENT and WEB have no
//! room, STATE says the worst of them in words.

use std::borrow::Cow;

use ratatui::style::Style;

use crate::domain::roster::Shown;
use crate::domain::value::{AgentStatus, UserStatus};
use crate::domain::{Field, Value};

use super::PREFIX;
use crate::tui::pen::{Pen, Span};

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Name,
    Role,
    User,
    Agent,
    Web,
    State,
    Extension,
    Login,
    International,
    LoginBased,
    Number,
}

/// The columns for a width, and their widths; NAME takes what is left.
pub(super) fn columns(width: u16) -> Vec<(Column, u16)> {
    use Column as C;
    let mut chosen: Vec<Column> = match width {
        0..50 => vec![C::Name, C::State],
        50..70 => vec![C::Name, C::Role, C::State, C::Extension],
        _ => vec![
            C::Id,
            C::Name,
            C::Role,
            C::User,
            C::Agent,
            C::Web,
            C::Extension,
        ],
    };
    let total = |columns: &[Column]| columns.iter().map(|column| column.width()).sum::<u16>();
    if width >= 70 {
        for column in [C::Login, C::International, C::LoginBased, C::Number] {
            chosen.push(column);
            if PREFIX + total(&chosen) > width {
                chosen.pop();
                break;
            }
        }
    }
    let rest = width.saturating_sub(PREFIX + total(&chosen));
    let widen = |column: Column| match column {
        Column::Name => column.width() + rest.min(20),
        other => other.width(),
    };
    chosen
        .into_iter()
        .map(|column| (column, widen(column)))
        .collect()
}

impl Column {
    /// Its heading.
    pub(super) fn head(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Name => "NAME",
            Self::Role => "ROLE",
            Self::User => "USER",
            Self::Agent => "AGENT",
            Self::Web => "WEB",
            Self::State => "STATE",
            Self::Extension => "EXT",
            Self::Login => "LOGIN ID",
            Self::International => "INTL",
            Self::LoginBased => "L-BASED",
            Self::Number => "NUMBER",
        }
    }

    fn width(self) -> u16 {
        match self {
            Self::Id | Self::LoginBased => 8,
            Self::Name => 20,
            Self::Role => 11,
            Self::User | Self::Agent => 9,
            Self::Web => 7,
            Self::State | Self::Login => 16,
            Self::Extension => 4,
            Self::International => 5,
            Self::Number => 17,
        }
    }

    /// What it says about a user. Untrusted text.
    pub(super) fn value(self, pen: &Pen<'_>, user: &Shown<'_>) -> Span<'static> {
        let theme = pen.theme();
        match self {
            Self::Id => (user.id().to_string().into(), theme.dim),
            Self::Name => (user.name().into(), theme.text),
            Self::Role => match user.get(Field::Role) {
                Some(Value::Role(role)) => (role.short().into(), theme.text),
                _ => ("-".into(), theme.dim),
            },
            Self::User => match user.get(Field::UserStatus) {
                Some(Value::UserStatus(UserStatus::Inactive)) => ("INACTIVE".into(), theme.warning),
                Some(Value::UserStatus(status)) => (status.word(), theme.text),
                Some(_) | None => ("..".into(), theme.dim),
            },
            Self::Agent => agent(pen, user),
            Self::Web => match flag(user, Field::BlockWebLogin) {
                Some(true) => ("LOCKED".into(), theme.warning),
                Some(false) => ("open".into(), theme.text),
                None => ("..".into(), theme.dim),
            },
            Self::State => state(pen, user),
            Self::Extension => match user.get(Field::Extension) {
                Some(value) if value.text() == Some("") => ("-".into(), theme.dim),
                Some(_) => ("yes".into(), theme.text),
                None => ("..".into(), theme.dim),
            },
            Self::Login => plain(pen, user, Field::LoginId),
            Self::International => plain(pen, user, Field::InternationalOutbound),
            Self::LoginBased => plain(pen, user, Field::LoginBasedCalling),
            Self::Number => plain(pen, user, Field::Number),
        }
    }
}

fn flag(user: &Shown<'_>, field: Field) -> Option<bool> {
    user.get(field).and_then(|value| value.flag())
}

fn plain(pen: &Pen<'_>, user: &Shown<'_>, field: Field) -> Span<'static> {
    let theme = pen.theme();
    match user.get(field) {
        Some(Value::Null) => ("-".into(), theme.dim),
        Some(value) => (field.words(&value).into(), theme.text),
        None => ("..".into(), theme.dim),
    }
}

/// The agent's state; a block that is known or wanted goes before what the number says.
fn agent(pen: &Pen<'_>, user: &Shown<'_>) -> Span<'static> {
    let theme = pen.theme();
    match (flag(user, Field::BlockAgent), user.get(Field::AgentStatus)) {
        (_, Some(Value::Null)) => ("-".into(), theme.dim),
        (Some(true), _) => ("BLOCKED".into(), theme.warning),
        (_, Some(Value::AgentStatus(status))) => match status {
            // The wish to unblock is on its way, or the two places of the record disagree.
            AgentStatus::Blocked => ("enabled".into(), theme.text),
            AgentStatus::Enabled => (status.word(), theme.text),
            AgentStatus::Busy => (status.word(), theme.pending),
            // The number itself stands in the detail pane.
            AgentStatus::Other(_) => ("unknown".into(), theme.pending),
            AgentStatus::Disabled | AgentStatus::Offline => (status.word(), theme.dim),
        },
        (_, _) => ("..".into(), theme.dim),
    }
}

/// The worst state in words, `+1` if there are more, `..` while the web login is not known.
fn state(pen: &Pen<'_>, user: &Shown<'_>) -> Span<'static> {
    let theme = pen.theme();
    let web = flag(user, Field::BlockWebLogin);
    let (agent, agent_style) = agent(pen, user);
    let is_inactive = user.get(Field::UserStatus) == Some(Value::UserStatus(UserStatus::Inactive));
    let agent_state: (&str, Style) = match &*agent {
        "enabled" | ".." => ("", agent_style),
        "-" => ("no agent", agent_style),
        other => (other, agent_style),
    };
    let worst_first = [
        (
            if agent == "BLOCKED" { "BLOCKED" } else { "" },
            theme.warning,
        ),
        (
            if web == Some(true) { "web LOCKED" } else { "" },
            theme.warning,
        ),
        (if is_inactive { "INACTIVE" } else { "" }, theme.warning),
        if agent == "BLOCKED" {
            ("", agent_style)
        } else {
            agent_state
        },
    ];
    let mut states = worst_first.into_iter().filter(|(word, _)| !word.is_empty());
    let (word, style) = states.next().unwrap_or(("ok", theme.text));
    let more = match states.count() {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    let unread = if web.is_none() { " .." } else { "" };
    (Cow::Owned(format!("{word}{more}{unread}")), style)
}
