//! States that a find can ask for: `web:locked`, `agent:busy`, `ext:no`.
//!
//! Invariant: a state that is not known is neither the one nor the other; `unknown` asks for it.

use crate::domain::field::Field;
use crate::domain::value::{AgentStatus, UserStatus, Value};

/// A state of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The field that tells it.
    pub field: Field,
    is: Is,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Flag(bool),
    Agent(AgentStatus),
    User(UserStatus),
    Nothing,
    Something,
    Unknown,
}

/// What a word behind a prefix means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A state.
    State(State),
    /// It may become one of several: nothing is asked yet.
    Unfinished,
    /// None of the words known.
    Strange,
}

pub(super) type Words = &'static [(&'static str, Field, Is)];

const WEB: Words = &[
    ("locked", Field::BlockWebLogin, Is::Flag(true)),
    ("open", Field::BlockWebLogin, Is::Flag(false)),
    ("unknown", Field::BlockWebLogin, Is::Unknown),
    ("blocked", Field::BlockWebLogin, Is::Flag(true)),
    ("off", Field::BlockWebLogin, Is::Flag(true)),
    ("no", Field::BlockWebLogin, Is::Flag(true)),
    ("unlocked", Field::BlockWebLogin, Is::Flag(false)),
    ("enabled", Field::BlockWebLogin, Is::Flag(false)),
    ("on", Field::BlockWebLogin, Is::Flag(false)),
    ("yes", Field::BlockWebLogin, Is::Flag(false)),
];

const AGENT: Words = &[
    (
        "enabled",
        Field::AgentStatus,
        Is::Agent(AgentStatus::Enabled),
    ),
    ("blocked", Field::BlockAgent, Is::Flag(true)),
    (
        "disabled",
        Field::AgentStatus,
        Is::Agent(AgentStatus::Disabled),
    ),
    ("busy", Field::AgentStatus, Is::Agent(AgentStatus::Busy)),
    (
        "offline",
        Field::AgentStatus,
        Is::Agent(AgentStatus::Offline),
    ),
    ("none", Field::AgentStatus, Is::Nothing),
    ("unknown", Field::AgentStatus, Is::Unknown),
    ("locked", Field::BlockAgent, Is::Flag(true)),
    ("open", Field::BlockAgent, Is::Flag(false)),
    ("unblocked", Field::BlockAgent, Is::Flag(false)),
    ("on", Field::AgentStatus, Is::Agent(AgentStatus::Enabled)),
    ("off", Field::AgentStatus, Is::Agent(AgentStatus::Disabled)),
    ("no", Field::AgentStatus, Is::Nothing),
    ("yes", Field::AgentStatus, Is::Something),
];

const STATUS: Words = &[
    ("active", Field::UserStatus, Is::User(UserStatus::Active)),
    (
        "inactive",
        Field::UserStatus,
        Is::User(UserStatus::Inactive),
    ),
    ("unknown", Field::UserStatus, Is::Unknown),
    ("enabled", Field::UserStatus, Is::User(UserStatus::Active)),
    ("on", Field::UserStatus, Is::User(UserStatus::Active)),
    ("yes", Field::UserStatus, Is::User(UserStatus::Active)),
    (
        "disabled",
        Field::UserStatus,
        Is::User(UserStatus::Inactive),
    ),
    ("off", Field::UserStatus, Is::User(UserStatus::Inactive)),
    ("no", Field::UserStatus, Is::User(UserStatus::Inactive)),
];

const INTERNATIONAL: Words = &[
    ("on", Field::InternationalOutbound, Is::Flag(true)),
    ("off", Field::InternationalOutbound, Is::Flag(false)),
    ("unknown", Field::InternationalOutbound, Is::Unknown),
    ("yes", Field::InternationalOutbound, Is::Flag(true)),
    ("enabled", Field::InternationalOutbound, Is::Flag(true)),
    ("no", Field::InternationalOutbound, Is::Flag(false)),
    ("disabled", Field::InternationalOutbound, Is::Flag(false)),
];

const LOGIN_BASED: Words = &[
    ("on", Field::LoginBasedCalling, Is::Flag(true)),
    ("off", Field::LoginBasedCalling, Is::Flag(false)),
    ("unknown", Field::LoginBasedCalling, Is::Unknown),
    ("yes", Field::LoginBasedCalling, Is::Flag(true)),
    ("enabled", Field::LoginBasedCalling, Is::Flag(true)),
    ("no", Field::LoginBasedCalling, Is::Flag(false)),
    ("disabled", Field::LoginBasedCalling, Is::Flag(false)),
];

const EXTENSION: Words = &[
    ("yes", Field::Extension, Is::Something),
    ("no", Field::Extension, Is::Nothing),
    ("on", Field::Extension, Is::Something),
    ("off", Field::Extension, Is::Nothing),
    ("none", Field::Extension, Is::Nothing),
    ("unknown", Field::Extension, Is::Unknown),
];

/// The prefixes and their words; the first words of each are those that are told.
const PREFIXES: &[(&str, Words)] = &[
    ("web", WEB),
    ("agent", AGENT),
    ("status", STATUS),
    ("user", STATUS),
    ("intl", INTERNATIONAL),
    ("international", INTERNATIONAL),
    ("based", LOGIN_BASED),
    ("login-based", LOGIN_BASED),
    ("ext", EXTENSION),
    ("extension", EXTENSION),
];

/// The words of a prefix; `None` = it asks for no state.
pub(super) fn words(prefix: &str) -> Option<Words> {
    let found = PREFIXES.iter().find(|(known, _)| *known == prefix);
    found.map(|(_, words)| *words)
}

/// The state that a word, or the beginning of one, means.
pub(super) fn read(words: Words, typed: &str) -> Word {
    let state = |(_, field, is): &(&str, Field, Is)| State {
        field: *field,
        is: *is,
    };
    if let Some(exact) = words.iter().find(|(word, ..)| *word == typed) {
        return Word::State(state(exact));
    }
    let mut beginnings = words.iter().filter(|(word, ..)| word.starts_with(typed));
    let Some(first) = beginnings.next().map(state) else {
        return Word::Strange;
    };
    match beginnings.all(|other| state(other) == first) {
        true => Word::State(first),
        false => Word::Unfinished,
    }
}

/// The words that are told when another one was typed: each meaning once.
pub(super) fn told(words: Words) -> String {
    let mut told: Vec<&(&str, Field, Is)> = Vec::new();
    for line in words {
        if !told
            .iter()
            .any(|known| (known.1, known.2) == (line.1, line.2))
        {
            told.push(line);
        }
    }
    let told: Vec<_> = told.into_iter().map(|(word, ..)| *word).collect();
    told.join(", ")
}

impl State {
    /// Whether a value of the field is this state; `None` = the value is unknown.
    #[must_use]
    pub fn holds(&self, value: Option<&Value>) -> bool {
        let is_nothing = |value: &Value| value.text() == Some("");
        match (self.is, value) {
            (Is::Unknown, value) => value.is_none(),
            (_, None) => false,
            (Is::Flag(wanted), Some(value)) => value.flag() == Some(wanted),
            (Is::Agent(wanted), Some(value)) => *value == Value::AgentStatus(wanted),
            (Is::User(wanted), Some(value)) => *value == Value::UserStatus(wanted),
            (Is::Nothing, Some(value)) => is_nothing(value),
            (Is::Something, Some(value)) => !is_nothing(value),
        }
    }
}
