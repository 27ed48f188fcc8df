//! How users look on the wire: the flat row of the list and the nested single record.
//! The two disagree on purpose where the vendor's pages do: ids are numbers in one and text in the
//! other, and each carries fields the other has not.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::Write as _;

use serde_json::{Value, json};

use super::agent::{Agent, Shape};
use super::hostile;
use super::person::Person;

/// The envelope of a page.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    pub(super) has_more: bool,
    pub(super) last_seen_id: Option<u64>,
    pub(super) people: &'a [Person],
}

impl Envelope<'_> {
    /// The page, byte by byte: a list is read a million rows at a time.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut page = Page(Vec::with_capacity(128 + self.people.len() * 384));
        page.plain(r#"{"has_more":"#, &self.has_more);
        // Rows in this page; the API never tells a total.
        page.plain(r#","count":"#, &self.people.len());
        match self.last_seen_id {
            Some(id) => page.plain(r#","last_seen_id":"#, &id),
            None => page.raw(r#","last_seen_id":null"#),
        }
        page.raw(r#","data":["#);
        for (index, person) in self.people.iter().enumerate() {
            page.raw(if index == 0 { "" } else { "," });
            page.row(person);
        }
        page.raw("]}");
        page.0
    }
}

/// JSON on its way.
struct Page(Vec<u8>);

impl Page {
    /// One user of the list.
    fn row(&mut self, person: &Person) {
        self.plain(r#"{"id":"#, &person.id);
        self.text(r#","name":"#, Some(&person.name));
        match &person.agent {
            Some(agent) => {
                self.text(r#","agent":{"id":"#, Some(&agent.id));
                self.text(r#","name":"#, Some(&person.name));
                self.plain(r#","status":"#, &agent.status);
                self.text(r#","follow_me_number":"#, Some(&person.number));
                self.raw("}");
            }
            None => self.raw(r#","agent":null"#),
        }
        self.text(r#","login_id":"#, person.login_id.as_deref());
        self.plain(r#","is_login_based_calling_enabled":"#, &person.login_based);
        self.plain(
            r#","is_international_outbound_enabled":"#,
            &person.international,
        );
        self.plain(r#","user_role":{"id":"#, &person.role.id);
        if let Some(name) = role_name(person) {
            self.text(r#","name":"#, Some(&name));
        }
        self.raw("}");
        self.extension(person.agent.as_ref());
        self.plain(r#","user_status":"#, &person.user_status);
        self.raw("}");
    }

    fn extension(&mut self, agent: Option<&Agent>) {
        let extension = agent.and_then(|agent| agent.extension.as_ref());
        let username = extension.map(|extension| extension.username.as_str());
        let number = username.and_then(|username| username.parse::<u64>().ok());
        match (extension.map(|extension| extension.shape), number) {
            (Some(Shape::Number), Some(number)) => self.plain(r#","extension":"#, &number),
            (Some(Shape::Object), _) => {
                self.text(r#","extension":{"username":"#, username);
                self.raw("}");
            }
            (Some(Shape::Text | Shape::Number) | None, _) => {
                self.text(r#","extension":"#, username);
            }
        }
    }

    /// A number or a flag.
    fn plain(&mut self, key: &str, value: &dyn Display) {
        self.raw(key);
        write!(self.0, "{value}").expect("memory takes whatever is written to it");
    }

    fn text(&mut self, key: &str, text: Option<&str>) {
        self.raw(key);
        let is_bare = |byte| byte >= b' ' && byte != b'"' && byte != b'\\';
        match text {
            Some(text) if text.bytes().all(is_bare) => {
                self.0.push(b'"');
                self.raw(text);
                self.0.push(b'"');
            }
            _ => {
                serde_json::to_writer(&mut self.0, &text)
                    .expect("memory takes whatever is written to it");
            }
        }
    }

    fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }
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
