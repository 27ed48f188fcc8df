//! JSON as scripts may depend on it: values, and a writer that no terminal can be hurt by.
//!
//! Invariants: ids are always strings; the text that is decoded is exactly the server's, while
//! every character that could steer a terminal is written as `\uXXXX`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Value as Json, json};

use crate::domain::Value;
use crate::text;

/// Writes one value on one line, without the line end.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Harmless);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// Writes one value indented by two blanks, without the line end.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Indented(serde_json::ser::PrettyFormatter::new());
    let mut serializer = serde_json::Serializer::with_formatter(out, formatter);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// A text as it may stand inside a JSON string: whatever the sanitiser would change is escaped.
/// Quotes, backslashes and line ends are left alone.
///
/// # Errors
/// When the stream cannot be written.
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

/// Indented JSON whose strings pass [`write_harmless`].
struct Indented(serde_json::ser::PrettyFormatter<'static>);

impl Formatter for Indented {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_harmless(writer, fragment)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// A value in JSON; what is unknown is null.
#[must_use]
pub fn value(value: Option<&Value>) -> Json {
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
