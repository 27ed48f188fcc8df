//! `GET /user/{id}`: the full record of one user, read by the paths of the field registry.
//!
//! Invariants: a value that is null or missing is [`Value::Null`] where a text or an object is
//! carried, and *unknown* (absent) where it is a flag or a number; what cannot be read is unknown.

use std::sync::Arc;

use compact_str::{CompactString, format_compact};

use super::ADVICE;
use super::list::extension;
use crate::api::dialect::Answer;
use crate::api::dialect::envelope::{Body, open, text_of};
use crate::api::dialect::json::{Raw, Tree, compact};
use crate::api::dialect::refusal::{Reading, broken, check, no_record, nobody};
use crate::domain::field::{FIELDS, Spec};
use crate::domain::{AgentStatus, CdrScope, Field, Role, TeamStatus, User, Value, Values};
use crate::protocol::Failure;

/// The paths of the registry are at most this many names long.
const DEPTH: usize = 3;

/// Reads a user. See [`Smartflo::read_user`](super::Smartflo::read_user).
pub(super) fn read(answer: &Answer) -> Result<User, Failure> {
    let text = text_of(&answer.body);
    let (body, data) = open::<Raw<'_>>(&text);
    check(Reading::User, &ADVICE, answer, &body)?;
    if let Body::Damaged | Body::Foreign | Body::Empty = body {
        return Err(broken(Reading::User, answer, &body));
    }
    // Documented as one object; its table counts elements (`data[i]`), so an array of one passes.
    let data = match data.elements().as_deref() {
        None | Some([]) => data,
        Some([only]) => *only,
        Some(_) => return Err(no_record(answer)),
    };
    if data.is_empty() {
        return Err(nobody());
    }
    let record = Tree::grow(data, DEPTH);
    let id = record.at("id").user_id().ok_or_else(|| no_record(answer))?;
    Ok(User {
        id,
        values: values(&record),
        raw: Arc::from(&*text),
    })
}

fn values(record: &Tree<'_>) -> Values {
    let read = |spec: &Spec| Some((spec.field, value(spec, record)?));
    FIELDS.iter().filter_map(read).collect()
}

/// The value of one field; `None` = unknown.
fn value(spec: &Spec, record: &Tree<'_>) -> Option<Value> {
    let raw = record.first_of(spec.single);
    match spec.field {
        Field::Name
        | Field::Number
        | Field::Email
        | Field::Designation
        | Field::LoginId
        | Field::AgentId
        | Field::AgentNumber
        | Field::Intercom => or_null(raw, text),
        // Documented for the list only: without it the single read says nothing about it.
        Field::AgentName => text(raw),
        Field::Role => or_null(raw, role),
        Field::CdrScope => or_null(raw, cdr_scope),
        Field::Extension => or_null(raw, |raw| match raw.members() {
            // An extension without a user name is as good as none.
            Some(members) => or_null(members.get("username").copied().unwrap_or_default(), text),
            None => extension(raw).map(Value::Text),
        }),
        Field::StickyAgent => or_null(raw, sticky_agent),
        Field::TimeGroup | Field::Failover => or_null(raw, named),
        Field::BlockWebLogin
        | Field::LoginBasedCalling
        | Field::InternationalOutbound
        | Field::ExtensionOutboundBlock => raw.flag().map(Value::Flag),
        Field::TeamStatus => team_status(record).map(Value::TeamStatus),
        Field::AgentStatus if record.at("agent").is_empty() => Some(Value::Null),
        Field::AgentStatus => agent_status(record).map(Value::AgentStatus),
        Field::BlockAgent => agent_blocked(record).map(Value::Flag),
        Field::DisableAgent => agent_status(record)
            .and_then(AgentStatus::says_disabled)
            .map(Value::Flag),
        Field::UserStatus
        | Field::Password
        | Field::CallerId
        | Field::AgentGroup
        | Field::CommPeak(_) => None,
    }
}

/// Whether the agent is blocked: said twice in one record, with opposite polarities. The number
/// of the agent cannot say "blocked" while it says busy or offline; the team member's can.
fn agent_blocked(record: &Tree<'_>) -> Option<bool> {
    let agent = agent_status(record).and_then(AgentStatus::says_blocked);
    match (agent, team_status(record)) {
        (Some(true), _) | (_, Some(TeamStatus::Blocked)) => Some(true),
        (_, Some(TeamStatus::Unblocked)) => Some(false),
        (agent, Some(TeamStatus::Other(_)) | None) => agent,
    }
}

fn agent_status(record: &Tree<'_>) -> Option<AgentStatus> {
    let raw = record.first_of(Field::AgentStatus.spec().single);
    raw.integer().map(AgentStatus::from_number)
}

fn team_status(record: &Tree<'_>) -> Option<TeamStatus> {
    let raw = record.first_of(Field::TeamStatus.spec().single);
    raw.integer().map(TeamStatus::from_number)
}

/// Null when there is nothing; otherwise what `read` makes of it.
fn or_null(raw: Raw<'_>, read: impl Fn(Raw<'_>) -> Option<Value>) -> Option<Value> {
    match read(raw) {
        None if raw.is_empty() => Some(Value::Null),
        value => value,
    }
}

fn text(raw: Raw<'_>) -> Option<Value> {
    compact(raw).map(Value::Text)
}

fn role(raw: Raw<'_>) -> Option<Value> {
    let role = Tree::grow(raw, 1);
    let id = compact(role.at("id"))?;
    Some(Value::Role(Role {
        id,
        name: compact(role.at("name")).unwrap_or_default(),
    }))
}

/// `{"type", "value"}`; the value is documented as a string, and null for `all`.
fn cdr_scope(raw: Raw<'_>) -> Option<Value> {
    let scope = Tree::grow(raw, 1);
    let kind = compact(scope.at("type"))?;
    let value = scope.at("value");
    let ids = match value.elements() {
        Some(elements) => Some(
            elements
                .into_iter()
                .map(compact)
                .collect::<Option<Vec<_>>>()?,
        ),
        None if value.is_empty() => None,
        None => {
            let listed = value.text()?;
            let ids = listed.split(',').map(str::trim).filter(|id| !id.is_empty());
            Some(ids.map(CompactString::new).collect())
        }
    };
    Some(Value::Cdr(CdrScope { kind, ids }))
}

/// `{"id", "name"}`, for a fail-over destination also `"type"`.
fn named(raw: Raw<'_>) -> Option<Value> {
    let thing = Tree::grow(raw, 1);
    let [id, name, kind] = ["id", "name", "type"].map(|part| compact(thing.at(part)));
    if id.is_none() && name.is_none() {
        return None;
    }
    let [id, name, kind] = [id, name, kind].map(Option::unwrap_or_default);
    Some(Value::Named { id, name, kind })
}

/// `20 s, Order By, 9123234000`: time-out in seconds, ring strategy, alternate numbers.
fn sticky_agent(raw: Raw<'_>) -> Option<Value> {
    let sticky = Tree::grow(raw, 1);
    let timeout = sticky.at("timeout");
    let seconds = timeout
        .integer()
        .map(|seconds| format_compact!("{seconds} s"));
    let numbers = sticky.at("alternate_numbers");
    let numbers = numbers.elements().unwrap_or_else(|| vec![numbers]);
    let parts = [
        seconds.or_else(|| compact(timeout)),
        compact(sticky.at("ring_strategy")),
    ];
    let parts = parts.into_iter().chain(numbers.into_iter().map(compact));
    let parts: Vec<_> = parts.flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        text(raw)
    } else {
        Some(Value::Text(parts.join(", ").into()))
    }
}
