//! What a PATCH may ask for, and what it does to a user.
//! A body is checked whole before anything is applied: either every field is stored or none.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::numbers;
use super::person::{CdrScope, Person};
use super::role::Role;

/// One accepted field.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Name(String),
    Number(String),
    Email(String),
    LoginId(String),
    Designation(String),
    Role(Role),
    BlockAgent(bool),
    DisableAgent(bool),
    BlockWebLogin(bool),
    LoginBased(bool),
    International(bool),
    Cdr(CdrScope),
    CallerIds(Vec<String>),
    AgentGroups(Vec<String>),
    Password,
}

/// Why a body is refused; each has its own shape on the wire.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    NotJson,
    NotObject,
    Nothing,
    /// Field and sentence: a value of the wrong JSON type.
    Types(Map<String, Value>),
    /// Field and sentence: a value that cannot be stored.
    Values(Map<String, Value>),
    /// The one complaint that says `Success: true` with a 400, as the vendor's page warns.
    Email,
    /// Web login of a user who has no login id.
    LoginIdMissing,
}

enum Problem {
    Type(&'static str),
    Value(&'static str),
    Email,
    LoginIdMissing,
}

/// Checks a whole body for this user.
pub(super) fn read(body: &[u8], person: &Person) -> Result<Vec<Change>, Refusal> {
    if body.trim_ascii().is_empty() {
        return Err(Refusal::Nothing);
    }
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::NotJson)?;
    let Value::Object(fields) = body else {
        return Err(Refusal::NotObject);
    };
    let mut changes = Vec::new();
    let mut types = Map::new();
    let mut values = Map::new();
    let mut special = None;
    for (field, value) in &fields {
        let sentence = |words: &str| Value::from(vec![format!("The {field} {words}")]);
        match change(field, value, person) {
            None => {}
            Some(Ok(change)) => changes.push(change),
            Some(Err(Problem::Type(words))) => drop(types.insert(field.clone(), sentence(words))),
            Some(Err(Problem::Value(words))) => drop(values.insert(field.clone(), sentence(words))),
            Some(Err(Problem::Email)) => special = Some(Refusal::Email),
            Some(Err(Problem::LoginIdMissing)) => special = Some(Refusal::LoginIdMissing),
        }
    }
    if !types.is_empty() {
        return Err(Refusal::Types(types));
    }
    if !values.is_empty() {
        return Err(Refusal::Values(values));
    }
    if let Some(special) = special {
        return Err(special);
    }
    if changes.is_empty() {
        return Err(Refusal::Nothing);
    }
    Ok(changes)
}

/// One field; nothing for a field the API does not know, which it ignores.
fn change(field: &str, value: &Value, person: &Person) -> Option<Result<Change, Problem>> {
    Some(match field {
        "name" => text(value).and_then(|name| match name.trim() {
            "" => Err(Problem::Value("field is required.")),
            _ => Ok(Change::Name(name)),
        }),
        "number" => text(value).and_then(telephone),
        "email" => text(value).and_then(email),
        "login_id" => text(value).and_then(|login_id| {
            let blank = login_id.is_empty() || login_id.chars().any(char::is_whitespace);
            if blank || login_id.len() > 64 {
                return Err(Problem::Value("format is invalid."));
            }
            Ok(Change::LoginId(login_id))
        }),
        // The page says `destination` for the designation; other pages have the right word.
        "destination" | "designation" => text(value).map(Change::Designation),
        "user_role" => text(value).and_then(|id| {
            Role::by_id(&id)
                .map(Change::Role)
                .ok_or(Problem::Value("is not a known role."))
        }),
        "block_agent" => flag(value).and_then(|on| with_agent(person, Change::BlockAgent(on))),
        "disable_agent" => flag(value).and_then(|on| with_agent(person, Change::DisableAgent(on))),
        "block_web_login" => flag(value).and_then(|on| match person.login_id {
            Some(_) => Ok(Change::BlockWebLogin(on)),
            None => Err(Problem::LoginIdMissing),
        }),
        "login_based_calling" => flag(value).map(Change::LoginBased),
        "international_outbound" => flag(value).map(Change::International),
        "user_for_cdr" => scope(value).map(Change::Cdr),
        "caller_id" => {
            texts(value).and_then(|ids| match ids.iter().all(|id| numbers::exists(id)) {
                true => Ok(Change::CallerIds(ids)),
                false => Err(Problem::Value(
                    "holds an id that is not one of your numbers.",
                )),
            })
        }
        "agent_group" => texts(value).map(Change::AgentGroups),
        "password" => text(value).and_then(|password| match password.chars().count() {
            0..8 => Err(Problem::Value("must be at least 8 characters.")),
            _ => Ok(Change::Password),
        }),
        _ => return None,
    })
}

fn text(value: &Value) -> Result<String, Problem> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or(Problem::Type("must be a string."))
}

fn texts(value: &Value) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::Type("must be an array of strings.");
    let items = value.as_array().ok_or_else(wrong)?;
    items
        .iter()
        .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
        .collect()
}

fn flag(value: &Value) -> Result<bool, Problem> {
    value
        .as_bool()
        .ok_or(Problem::Type("field must be true or false."))
}

fn with_agent(person: &Person, change: Change) -> Result<Change, Problem> {
    match person.agent {
        Some(_) => Ok(change),
        None => Err(Problem::Value("is not possible: the user has no agent.")),
    }
}

/// Blanks and hyphens are dropped when storing: a number may read back otherwise than it was sent.
fn telephone(number: String) -> Result<Change, Problem> {
    let compact: String = number
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
        .collect();
    let digits = compact.strip_prefix('+').unwrap_or(&compact);
    match digits.len() {
        7..=15 if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Change::Number(compact)),
        _ => Err(Problem::Value("must be a telephone number.")),
    }
}

fn email(email: String) -> Result<Change, Problem> {
    match email.split_once('@') {
        Some((user, domain))
            if !user.is_empty() && domain.contains('.') && !email.contains(' ') =>
        {
            Ok(Change::Email(email))
        }
        Some(_) | None => Err(Problem::Email),
    }
}

fn scope(value: &Value) -> Result<CdrScope, Problem> {
    let wrong = || Problem::Type("must be an object with type and value.");
    let kind: Cow<'static, str> = value
        .get("type")
        .ok_or_else(wrong)?
        .as_str()
        .ok_or_else(wrong)?
        .to_owned()
        .into();
    let value = value.get("value").cloned().unwrap_or(Value::Null);
    match (&*kind, &value) {
        ("all" | "none", Value::Null) => Ok(CdrScope { kind, value }),
        ("all" | "none", Value::Array(ids)) if ids.is_empty() => Ok(CdrScope {
            kind,
            value: Value::Null,
        }),
        ("user" | "agent", Value::Array(ids))
            if ids.iter().all(|id| id.is_string() || id.is_u64()) =>
        {
            Ok(CdrScope { kind, value })
        }
        ("all" | "none" | "user" | "agent", _) => {
            Err(Problem::Value("value does not fit its type."))
        }
        _ => Err(Problem::Value(
            "type must be one of all, none, user, agent.",
        )),
    }
}

impl Change {
    pub(super) fn apply(self, person: &mut Person) {
        match self {
            Self::Name(name) => person.name = name,
            Self::Number(number) => person.number = number,
            Self::Email(email) => person.email = email,
            Self::LoginId(login_id) => person.login_id = Some(login_id),
            Self::Designation(designation) => person.designation = Some(designation.into()),
            Self::Role(role) => person.role = role,
            Self::BlockAgent(on) => {
                // One switch, three places, two polarities.
                if let Some(agent) = &mut person.agent {
                    agent.status = i64::from(on);
                }
                person.member_status = i64::from(!on);
                person.user_status = i64::from(!on);
            }
            Self::DisableAgent(on) => {
                if let Some(agent) = &mut person.agent {
                    agent.status = if on { 2 } else { 0 };
                }
            }
            Self::BlockWebLogin(on) => person.web_login_blocked = on,
            Self::LoginBased(on) => person.login_based = on,
            Self::International(on) => person.international = on,
            Self::Cdr(scope) => person.cdr = scope,
            Self::CallerIds(ids) => person.write_only.caller_ids = ids,
            Self::AgentGroups(groups) => person.write_only.agent_groups = groups,
            Self::Password => person.write_only.passwords += 1,
        }
    }
}
