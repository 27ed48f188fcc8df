//! JSON as scripts may depend on it: users, edits, and a writer that no terminal can be hurt by.
//!
//! Invariants: ids are always strings; keys stand in the order of the contract; the text that is
//! decoded is exactly the server's, while every character that could steer a terminal is written
//! as `\uXXXX`.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::ser::Formatter;
use serde_json::{Value as Json, json};

use crate::domain::outcome::FieldResult;
use crate::domain::{Field, Outcome, Settled, Value};
use crate::text;

use super::record::Record;

/// Writes one value on one line, without the line end.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Harmless);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// A text as it may stand inside a JSON string: whatever the sanitiser would change is escaped.
/// Quotes, backslashes and line ends are left alone.
pub fn write_harmless(out: &mut (impl Write + ?Sized), fragment: &str) -> io::Result<()> {
    if is_harmless(fragment) {
        return out.write_all(fragment.as_bytes());
    }
    for character in fragment.chars() {
        if (' '..='~').contains(&character) || matches!(character, '\n' | '\r' | '\t') {
            write!(out, "{character}")?;
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        }
    }
    Ok(())
}

fn is_harmless(fragment: &str) -> bool {
    if fragment.is_ascii() {
        return !fragment.contains('\u{7f}');
    }
    matches!(text::clean(fragment), std::borrow::Cow::Borrowed(_))
}

/// Compact JSON whose strings pass [`write_harmless`].
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_harmless(writer, fragment)
    }
}

/// A user in JSON. With `keys`, only those.
pub(super) struct Document<'a> {
    pub(super) record: Record<'a>,
    pub(super) keys: Option<&'a [&'static str]>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted = |key: &str| self.keys.is_none_or(|keys| keys.contains(&key));
        let mut map = serializer.serialize_map(None)?;
        if wanted("id") {
            map.serialize_entry("id", self.record.id().as_str())?;
        }
        for (key, field) in KEYS {
            if !wanted(key) || !self.record.carries(*field) {
                continue;
            }
            if *field == Field::AgentId {
                map.serialize_entry(key, &agent(&self.record))?;
            } else {
                map.serialize_entry(key, &value(self.record.get(*field).as_ref()))?;
            }
        }
        map.end()
    }
}

/// The keys after the id, in the order of the contract.
const KEYS: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("number", Field::Number),
    ("email", Field::Email),
    ("login_id", Field::LoginId),
    ("designation", Field::Designation),
    ("role", Field::Role),
    ("user_status", Field::UserStatus),
    ("agent", Field::AgentId),
    ("block_agent", Field::BlockAgent),
    ("block_web_login", Field::BlockWebLogin),
    ("login_based_calling", Field::LoginBasedCalling),
    ("international_outbound", Field::InternationalOutbound),
    ("extension", Field::Extension),
    ("user_for_cdr", Field::CdrScope),
    ("time_group", Field::TimeGroup),
    ("failover_destination", Field::Failover),
    ("sticky_agent", Field::StickyAgent),
];

/// The agent behind the user; null when there is none.
fn agent(record: &Record<'_>) -> Json {
    let number = match record {
        Record::Listed(_) => Field::Number,
        Record::Single(_) => Field::AgentNumber,
    };
    let id = value(record.get(Field::AgentId).as_ref());
    let status = value(record.get(Field::AgentStatus).as_ref());
    if id.is_null() && status.is_null() {
        return Json::Null;
    }
    json!({
        "id": id,
        "name": value(record.get(Field::AgentName).as_ref()),
        "number": value(record.get(number).as_ref()),
        "intercom": value(record.get(Field::Intercom).as_ref()),
        "status": status,
    })
}

/// A value in JSON; what is unknown is null.
fn value(value: Option<&Value>) -> Json {
    let Some(value) = value else {
        return Json::Null;
    };
    let text_or_null = |text: &str| match text {
        "" => Json::Null,
        text => Json::from(text),
    };
    match value {
        Value::Null => Json::Null,
        Value::Flag(flag) => Json::from(*flag),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Role(role) => json!({"id": role.id.as_str(), "name": text_or_null(&role.name)}),
        Value::Cdr(scope) => {
            let ids = scope
                .ids
                .as_ref()
                .map(|ids| ids.iter().map(|id| id.as_str()).collect::<Vec<_>>());
            json!({"type": scope.kind.as_str(), "value": ids})
        }
        Value::Texts(texts) => texts.iter().map(|text| text.as_str()).collect(),
        Value::AgentStatus(status) => Json::from(status.word()),
        Value::UserStatus(status) => Json::from(status.word()),
        Value::TeamStatus(status) => Json::from(status.word()),
        Value::Named { id, name, kind } => {
            let mut named = json!({"id": id.as_str(), "name": text_or_null(name)});
            if !kind.is_empty() {
                named["type"] = Json::from(kind.as_str());
            }
            named
        }
        Value::Secret(_) => Json::from("***"),
    }
}

/// An edit in JSON.
#[derive(Debug, Serialize)]
pub struct EditDocument<'a> {
    edit: String,
    job: u64,
    user: &'a str,
    fields: Vec<FieldDocument>,
    outcome: &'static str,
    detail: &'a str,
    attempts: Vec<String>,
    requests: u32,
    at: String,
    undo_of: Option<String>,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FieldDocument {
    field: &'static str,
    seen: Json,
    before: Json,
    after: Json,
    now: Json,
}

impl<'a> EditDocument<'a> {
    /// The edit as it ended.
    #[must_use]
    pub fn new(settled: &'a Settled) -> Self {
        let field = |result: &FieldResult| FieldDocument {
            field: result.field.name(),
            seen: value(result.seen.as_ref()),
            before: value(result.before.as_ref()),
            after: value(Some(&result.after)),
            now: value(result.now.as_ref()),
        };
        Self {
            edit: settled.edit.to_string(),
            job: settled.job.0,
            user: settled.user.as_str(),
            fields: settled.fields.iter().map(field).collect(),
            outcome: Outcome::word(settled.outcome),
            detail: &settled.detail,
            attempts: settled.attempts.iter().map(ToString::to_string).collect(),
            requests: settled.requests,
            at: settled.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            undo_of: settled.undo_of.map(|edit| edit.to_string()),
            reason: settled.reason.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_decodes_to_the_same_text() {
        for text in [
            "plain",
            "a\u{1b}[31m\u{7}b",
            "x\u{9b}y",
            "\u{202e}abc",
            "नमस्ते",
            "\u{7f}",
            "🙂\u{200b}",
        ] {
            let mut written = Vec::new();
            write(&mut written, &text).unwrap();
            let written = String::from_utf8(written).unwrap();
            assert!(
                matches!(text::clean(&written), std::borrow::Cow::Borrowed(_)),
                "{written}"
            );
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
