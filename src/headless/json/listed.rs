//! A row of the list in JSON, straight from the row into bytes: a million of them are printed.
//!
//! Invariants: the keys stand in the order of the contract, as far as they are wanted; every text
//! passes the writer that no terminal can be hurt by.

use crate::domain::{AgentStatus, Field, Value};
use crate::exchange::json;

use super::super::record::{Listed, WebLogin};

/// Appends a row as one object. With `keys`, only those.
pub(in crate::headless) fn push(
    line: &mut Vec<u8>,
    listed: &Listed,
    keys: Option<&[&'static str]>,
) {
    let wanted = |key: &'static str| keys.is_none_or(|keys| keys.contains(&key)).then_some(key);
    let row = &listed.row;
    let agent = row.agent.as_ref();
    let mut object = Object::begin(line);
    if let Some(key) = wanted("id") {
        object.text(key, Some(row.id.as_str()));
    }
    if let Some(key) = wanted("name") {
        object.text(key, Some(&row.name));
    }
    if let Some(key) = wanted("number") {
        object.text(key, agent.and_then(|agent| agent.number.as_deref()));
    }
    if let Some(key) = wanted("login_id") {
        object.text(key, row.login_id.as_deref());
    }
    if let Some(key) = wanted("role") {
        object.object(key, row.role.as_ref(), |object, role| {
            object.text("id", Some(&role.id));
            object.text(
                "name",
                Some(role.name.as_str()).filter(|name| !name.is_empty()),
            );
        });
    }
    if let Some(key) = wanted("user_status") {
        object.text(key, row.user_status.map(|status| status.word()).as_deref());
    }
    if let Some(key) = wanted("agent") {
        object.object(key, agent, |object, agent| {
            object.text("id", Some(&agent.id));
            object.text("name", agent.name.as_deref());
            object.text("number", agent.number.as_deref());
            object.text("intercom", row.intercom.as_deref());
            object.text("status", agent.status.map(AgentStatus::word).as_deref());
        });
    }
    if let Some(key) = wanted("block_agent") {
        let blocked = row.get(Field::BlockAgent).as_ref().and_then(Value::flag);
        object.flag(key, blocked);
    }
    if let Some(key) = wanted("block_web_login") {
        match listed.web_login {
            WebLogin::NotAsked => {}
            WebLogin::Locked(locked) => object.flag(key, Some(locked)),
            WebLogin::Unclear => object.flag(key, row.block_web_login),
        }
    }
    if let Some(key) = wanted("login_based_calling") {
        object.flag(key, row.login_based_calling);
    }
    if let Some(key) = wanted("international_outbound") {
        object.flag(key, row.international_outbound);
    }
    if let Some(key) = wanted("extension") {
        object.text(key, row.extension.as_deref());
    }
    object.end();
}

/// An object on its way into a line; what there is none of is null.
struct Object<'a> {
    line: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Object<'a> {
    fn begin(line: &'a mut Vec<u8>) -> Self {
        line.push(b'{');
        Self {
            line,
            is_empty: true,
        }
    }

    fn end(self) {
        self.line.push(b'}');
    }

    #[inline]
    fn key(&mut self, key: &'static str) {
        let before: &[u8] = match std::mem::take(&mut self.is_empty) {
            true => b"\"",
            false => b",\"",
        };
        self.line.extend_from_slice(before);
        self.line.extend_from_slice(key.as_bytes());
        self.line.extend_from_slice(b"\":");
    }

    #[inline]
    fn text(&mut self, key: &'static str, text: Option<&str>) {
        self.key(key);
        match text {
            None => self.line.extend_from_slice(b"null"),
            Some(text) if is_bare(text) => {
                self.line.push(b'"');
                self.line.extend_from_slice(text.as_bytes());
                self.line.push(b'"');
            }
            Some(text) => {
                json::write(self.line, &text).expect("memory takes whatever is written to it");
            }
        }
    }

    fn flag(&mut self, key: &'static str, flag: Option<bool>) {
        self.key(key);
        self.line.extend_from_slice(match flag {
            None => b"null",
            Some(true) => b"true",
            Some(false) => b"false",
        });
    }

    fn object<T>(
        &mut self,
        key: &'static str,
        value: Option<T>,
        members: impl FnOnce(&mut Object<'_>, T),
    ) {
        self.key(key);
        match value {
            None => self.line.extend_from_slice(b"null"),
            Some(value) => {
                let mut object = Object::begin(self.line);
                members(&mut object, value);
                object.end();
            }
        }
    }
}

/// Whether the text stands in JSON as it is: printable ASCII, nothing to escape. Looks at every
/// byte, which is faster for short texts than to stop at one.
fn is_bare(text: &str) -> bool {
    text.bytes().fold(true, |is_bare, byte| {
        is_bare & matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\')
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::domain::user::RowAgent;
    use crate::domain::{Role, Row, UserId, UserStatus};

    fn row(name: &str) -> Row {
        Row {
            id: UserId::new("314612").unwrap(),
            name: name.into(),
            login_id: None,
            role: Some(Role {
                id: "54601".into(),
                name: "".into(),
            }),
            user_status: Some(UserStatus::Active),
            agent: Some(RowAgent {
                id: "0502842370093".into(),
                name: Some(name.into()),
                status: None,
                number: Some("+919999900001".into()),
            }),
            login_based_calling: Some(true),
            international_outbound: None,
            extension: Some("0602842370073".into()),
            intercom: None,
            block_web_login: None,
        }
    }

    fn written(listed: &Listed, keys: Option<&[&'static str]>) -> String {
        let mut line = Vec::new();
        push(&mut line, listed, keys);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn any_name_reads_back_as_it_was_and_steers_no_terminal() {
        for name in ["Asha", "a \"b\" \\c", "\u{1b}[2J\n\u{202e}", "सुनीता", ""] {
            let listed = Listed {
                row: row(name),
                web_login: WebLogin::NotAsked,
            };
            let line = written(&listed, None);
            let read: Json = serde_json::from_str(&line).unwrap();
            let expected = json!({
                "id": "314612",
                "name": name,
                "number": "+919999900001",
                "login_id": null,
                "role": {"id": "54601", "name": null},
                "user_status": "active",
                "agent": {
                    "id": "0502842370093",
                    "name": name,
                    "number": "+919999900001",
                    "intercom": null,
                    "status": null,
                },
                "block_agent": null,
                "login_based_calling": true,
                "international_outbound": null,
                "extension": "0602842370073",
            });
            assert_eq!(read.to_string(), expected.to_string(), "order of keys");
            assert_eq!(crate::text::clean(&line), line);
        }
    }

    #[test]
    fn only_the_wanted_keys_are_written() {
        let mut listed = Listed {
            row: row("Asha"),
            web_login: WebLogin::Locked(true),
        };
        let keys: &[&str] = &["extension", "block_web_login", "role"];
        assert_eq!(
            written(&listed, Some(keys)),
            r#"{"role":{"id":"54601","name":null},"block_web_login":true,"extension":"0602842370073"}"#
        );
        listed.row.role = None;
        listed.web_login = WebLogin::Unclear;
        assert_eq!(
            written(&listed, Some(&["role", "block_web_login"])),
            r#"{"role":null,"block_web_login":null}"#
        );
    }
}
