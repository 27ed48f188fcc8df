//! How users look on the wire: the flat row of the list and the nested single record.
//! The two disagree on purpose where the vendor's pages do: ids are numbers in one and text in the
//! other, and each carries fields the other has not.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};

use super::agent::{Agent, Shape};
use super::hostile;
use super::person::Person;

/// The envelope of a page.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'a> {
    pub(super) has_more: bool,
    /// Rows in this page; the API never tells a total.
    pub(super) count: usize,
    pub(super) last_seen_id: Option<u64>,
    pub(super) data: Vec<Row<'a>>,
}

/// One user of the list.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    id: u64,
    name: &'a str,
    agent: Option<RowAgent<'a>>,
    login_id: Option<&'a str>,
    is_login_based_calling_enabled: bool,
    is_international_outbound_enabled: bool,
    user_role: RowRole,
    extension: Option<RowExtension<'a>>,
    user_status: i64,
}

#[derive(Debug, Serialize)]
struct RowAgent<'a> {
    id: &'a str,
    name: &'a str,
    status: i64,
    follow_me_number: &'a str,
}

#[derive(Debug, Serialize)]
struct RowRole {
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'static, str>>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum RowExtension<'a> {
    Text(&'a str),
    Number(u64),
    Object { username: &'a str },
}

impl<'a> Row<'a> {
    pub(super) fn new(person: &'a Person) -> Self {
        let agent = person.agent.as_ref();
        Self {
            id: person.id,
            name: &person.name,
            agent: agent.map(|agent| RowAgent {
                id: &agent.id,
                name: &person.name,
                status: agent.status,
                follow_me_number: &person.number,
            }),
            login_id: person.login_id.as_deref(),
            is_login_based_calling_enabled: person.login_based,
            is_international_outbound_enabled: person.international,
            user_role: RowRole {
                id: person.role.id,
                name: role_name(person),
            },
            extension: agent.and_then(extension),
            user_status: person.user_status,
        }
    }
}

fn extension(agent: &Agent) -> Option<RowExtension<'_>> {
    let extension = agent.extension.as_ref()?;
    let username = extension.username.as_str();
    Some(match (extension.shape, username.parse()) {
        (Shape::Text, _) | (Shape::Number, Err(_)) => RowExtension::Text(username),
        (Shape::Number, Ok(number)) => RowExtension::Number(number),
        (Shape::Object, _) => RowExtension::Object { username },
    })
}

fn role_name(person: &Person) -> Option<Cow<'static, str>> {
    let name = person.role.name?;
    Some(if person.hostile {
        Cow::Owned(hostile::role_name(name))
    } else {
        Cow::Borrowed(name)
    })
}

/// The `data` of the single read.
pub(super) fn single(person: &Person) -> Value {
    let mut document = json!({
        "id": person.id.to_string(),
        "name": person.name,
        "number": person.number,
        "team_member": {
            "designation": person.designation,
            "email": person.email,
            "login_id": person.login_id,
            "status": person.member_status,
            "role": { "name": role_name(person), "id": person.role.id },
            "is_login_based_calling": person.login_based,
            "is_web_login_block": person.web_login_blocked,
            "users_for_cdr": { "type": person.cdr.kind, "value": person.cdr.value },
        },
        "agent": person.agent.as_ref().map(|agent| single_agent(agent, person)),
    });
    if person.agent.is_none() {
        // With no agent to hold it, the flag stands where the page's table prints it: at the top.
        document["is_international_outbound_enabled"] = person.international.into();
    }
    document
}

fn single_agent(agent: &Agent, person: &Person) -> Value {
    json!({
        "id": agent.id,
        "intercom": agent.intercom,
        "number": person.number,
        "agent_status": agent.status,
        "extension": agent.extension.as_ref().map(|extension| json!({
            "username": extension.username,
            "outbound_block": extension.outbound_block,
        })),
        "sticky_Agent": agent.sticky.as_ref().map(|sticky| json!({
            "timeout": sticky.timeout,
            "ring_strategy": sticky.ring_strategy,
            "alternate_numbers": sticky.alternate_numbers,
        })),
        "time_group": agent.time_group.map(|(id, name)| json!({ "id": id, "name": name })),
        "failover_destination": agent.failover.map(|failover| json!({
            "id": failover.id,
            "name": failover.name,
            "type": failover.kind,
        })),
        "is_international_outbound_enabled": person.international,
    })
}

/// What is stored of a user, for tests: the single read, and what no route gives back.
pub(super) fn stored(person: &Person) -> Value {
    let mut document = single(person);
    document["user_status"] = person.user_status.into();
    document["write_only"] = json!({
        "caller_id": person.write_only.caller_ids,
        "agent_group": person.write_only.agent_groups,
        "passwords_set": person.write_only.passwords,
    });
    document
}
