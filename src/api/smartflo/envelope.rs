//! What stands around the data of every answer: success, message, errors, paging.
//!
//! Invariant: keys are matched without case (one vendor page writes `Success`, another `success`),
//! and whatever the server sends as a message becomes one short line of text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::json::Raw;
use crate::api::dialect::Answer;
use crate::domain::raw::pretty;

/// The longest server message that is passed on, in characters.
const MESSAGE_LIMIT: usize = 500;
/// The longest excerpt of a body that stands in for a message, in characters.
const EXCERPT_LIMIT: usize = 200;
/// How deep `errors` is taken apart: field → list of texts, and one more for good measure.
const MESSAGE_DEPTH: usize = 3;

/// A body by its outer shape.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// An object, as documented.
    Object(Envelope<'a>),
    /// JSON, but a bare array, null, text, number or flag.
    Bare(Raw<'a>),
    /// Begins as JSON, but is broken or breaks off.
    Damaged,
    /// HTML, plain text, a log line.
    Foreign,
    /// Nothing, or blanks only.
    Empty,
}

/// The keys around `data`; each is null when missing.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    success: Raw<'a>,
    message: Raw<'a>,
    error: Raw<'a>,
    errors: Raw<'a>,
    /// Whether there are more pages.
    pub(super) has_more: Raw<'a>,
    /// How many users this page holds; never a total.
    pub(super) count: Raw<'a>,
    /// The cursor.
    pub(super) last_seen_id: Raw<'a>,
    /// The users, or the user.
    pub(super) data: Raw<'a>,
    /// Whether the key `data` was there at all.
    pub(super) has_data: bool,
}

impl<'a> Body<'a> {
    /// Looks at the outer shape of a body.
    pub(super) fn of(text: &'a str) -> Self {
        let text = without_mark(text).trim_start();
        match text.as_bytes().first() {
            None => Self::Empty,
            Some(b'{') => serde_json::from_str(text).map_or(Self::Damaged, Self::Object),
            Some(b'[') => serde_json::from_str(text).map_or(Self::Damaged, Self::Bare),
            Some(_) => serde_json::from_str(text).map_or(Self::Foreign, Self::Bare),
        }
    }

    /// Whether the body itself says "no": `success` is false, `"false"`, `"False"` or 0.
    pub(super) fn says_no(&self) -> bool {
        self.envelope()
            .is_some_and(|envelope| envelope.success.flag() == Some(false))
    }

    /// Whether the body says that the token is no longer good. It does so with a 200, too.
    pub(super) fn says_expired(&self) -> bool {
        self.envelope().is_some_and(|envelope| {
            envelope.success.flag() != Some(true)
                && self
                    .message()
                    .to_ascii_lowercase()
                    .contains("token has expired")
        })
    }

    /// The server's words for the person: its message, else its errors, else the name of the
    /// status, else the beginning of the body. One line, perhaps empty, untrusted.
    pub(super) fn words(&self, answer: &Answer) -> String {
        let said = self.message();
        if !said.is_empty() {
            return said;
        }
        // "200 OK" is no explanation of why something went wrong.
        let is_success = (200..300).contains(&answer.status);
        let status = reqwest::StatusCode::from_u16(answer.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) if !is_success => reason.to_owned(),
            Some(_) | None => excerpt(&answer.body),
        }
    }

    /// `message`, else `error` and `errors`, in one line; empty when there is none of them.
    pub(super) fn message(&self) -> String {
        self.envelope().map(Envelope::message).unwrap_or_default()
    }

    fn envelope(&self) -> Option<&Envelope<'a>> {
        match self {
            Self::Object(envelope) => Some(envelope),
            Self::Bare(_) | Self::Damaged | Self::Foreign | Self::Empty => None,
        }
    }
}

impl Envelope<'_> {
    fn message(&self) -> String {
        let message = flattened(&[self.message]);
        if message.is_empty() {
            flattened(&[self.error, self.errors])
        } else {
            message
        }
    }
}

/// The body as text. Broken UTF-8 becomes replacement characters rather than a lost page.
pub(super) fn text_of(body: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(body)
}

/// The beginning of a body in one line of at most 200 characters, secrets masked.
pub(super) fn excerpt(body: &[u8]) -> String {
    // No character is longer than four bytes, and blanks only shrink.
    let start = body
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(body.len());
    let end = body.len().min(start + EXCERPT_LIMIT * 16);
    let text = text_of(&body[start..end]);
    let text = without_mark(&text);
    if text.starts_with(['{', '[']) {
        one_line(&pretty(text), EXCERPT_LIMIT)
    } else {
        one_line(text, EXCERPT_LIMIT)
    }
}

/// Some servers begin their JSON with a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The texts in `values`, a string, array or object each, as one line.
fn flattened(values: &[Raw<'_>]) -> String {
    let mut line = String::new();
    for value in values {
        flatten(*value, MESSAGE_DEPTH, &mut line);
    }
    one_line(&line, MESSAGE_LIMIT)
}

fn flatten(value: Raw<'_>, depth: usize, line: &mut String) {
    // A byte limit well above the limit in characters: what is cut off later need not be built.
    if line.len() > MESSAGE_LIMIT * 4 || value.is_empty() {
        return;
    }
    if let Some(text) = value.text() {
        push(&text, line);
    } else if depth == 0 {
        push(value.source(), line);
    } else if let Some(elements) = value.elements() {
        elements
            .into_iter()
            .for_each(|element| flatten(element, depth - 1, line));
    } else if let Some(members) = value.members() {
        for (name, member) in members {
            let mut inner = String::new();
            flatten(member, depth - 1, &mut inner);
            if !inner.is_empty() {
                push(&format!("{name}: {inner}"), line);
            }
        }
    }
}

fn push(text: &str, line: &mut String) {
    let text = text.trim();
    if !line.is_empty() && !text.is_empty() {
        line.push_str("; ");
    }
    line.extend(text.chars().take(MESSAGE_LIMIT));
}

/// Blanks and control characters become single blanks; at most `limit` characters, with a mark
/// where something was cut.
pub(super) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length + 1 >= limit {
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

impl<'de> Deserialize<'de> for Envelope<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope<'de>, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key::<Key>()? {
            let place = match key {
                Key::Success => &mut envelope.success,
                Key::Message => &mut envelope.message,
                Key::Error => &mut envelope.error,
                Key::Errors => &mut envelope.errors,
                Key::HasMore => &mut envelope.has_more,
                Key::Count => &mut envelope.count,
                Key::LastSeenId => &mut envelope.last_seen_id,
                Key::Data => {
                    envelope.has_data = true;
                    &mut envelope.data
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *place = map.next_value()?;
        }
        Ok(envelope)
    }
}

enum Key {
    Success,
    Message,
    Error,
    Errors,
    HasMore,
    Count,
    LastSeenId,
    Data,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
                Ok(match key.to_ascii_lowercase().as_str() {
                    "success" => Key::Success,
                    "message" => Key::Message,
                    "error" => Key::Error,
                    "errors" => Key::Errors,
                    "has_more" => Key::HasMore,
                    "count" => Key::Count,
                    "last_seen_id" => Key::LastSeenId,
                    "data" => Key::Data,
                    _ => Key::Other,
                })
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}
