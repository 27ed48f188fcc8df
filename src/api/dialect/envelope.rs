//! What stands around the data of every answer: success, message, errors, paging.
//!
//! Invariant: keys are matched without case (one vendor page writes `Success`, another `success`),
//! and a body that is no JSON object is a shape of its own, never an error to trip over.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::Answer;
use super::json::Raw;
use super::message::{excerpt, flattened};

/// A body by its outer shape.
#[derive(Debug)]
pub(in crate::api) enum Body<'a> {
    /// An object, as documented.
    Object(Envelope<'a>),
    /// JSON, but a bare array, null, text, number or flag.
    Bare,
    /// Begins as JSON, but is broken or breaks off.
    Damaged,
    /// HTML, plain text, a log line.
    Foreign,
    /// Nothing, or blanks only.
    Empty,
}

/// The keys around `data`; each is null when missing.
#[derive(Debug, Default)]
pub(in crate::api) struct Envelope<'a> {
    success: Raw<'a>,
    message: Raw<'a>,
    error: Raw<'a>,
    errors: Raw<'a>,
    /// Whether there are more pages.
    pub(in crate::api) has_more: Raw<'a>,
    /// How many users this page holds; never a total.
    pub(in crate::api) count: Raw<'a>,
    /// The cursor.
    pub(in crate::api) last_seen_id: Raw<'a>,
    /// Whether the key `data` was there at all.
    pub(in crate::api) has_data: bool,
}

/// Takes a body apart: its outer shape, and its `data` (or all of it, if it is bare) as `D`; the
/// default if there is none. In one pass, since a page of the list may be large.
pub(in crate::api) fn open<'a, D: Deserialize<'a> + Default>(text: &'a str) -> (Body<'a>, D) {
    let text = without_mark(text).trim_start();
    let opened = match text.as_bytes().first() {
        None => Err(Body::Empty),
        Some(b'{') => serde_json::from_str(text)
            .map(|Opened { envelope, data }| (Body::Object(envelope), data))
            .map_err(|_| Body::Damaged),
        Some(b'[') => serde_json::from_str(text)
            .map(|data| (Body::Bare, data))
            .map_err(|_| Body::Damaged),
        Some(_) => serde_json::from_str(text)
            .map(|data| (Body::Bare, data))
            .map_err(|_| Body::Foreign),
    };
    opened.unwrap_or_else(|body| (body, D::default()))
}

impl<'a> Body<'a> {
    /// Whether the body itself says "no": `success` is false, `"false"`, `"False"` or 0.
    pub(in crate::api) fn says_no(&self) -> bool {
        self.envelope()
            .is_some_and(|envelope| envelope.success.flag() == Some(false))
    }

    /// Whether the body says that the token is no longer good. It does so with a 200, too.
    pub(in crate::api) fn says_expired(&self) -> bool {
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
    pub(in crate::api) fn words(&self, answer: &Answer) -> String {
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
    pub(in crate::api) fn message(&self) -> String {
        self.envelope().map(Envelope::message).unwrap_or_default()
    }

    fn envelope(&self) -> Option<&Envelope<'a>> {
        match self {
            Self::Object(envelope) => Some(envelope),
            Self::Bare | Self::Damaged | Self::Foreign | Self::Empty => None,
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
pub(in crate::api) fn text_of(body: &[u8]) -> Cow<'_, str> {
    // The check alone is four times faster than the repair, and the repair is hardly ever needed.
    std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed)
}

/// Some servers begin their JSON with a byte order mark.
pub(in crate::api) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// An envelope and what was in it.
struct Opened<'a, D> {
    envelope: Envelope<'a>,
    data: D,
}

impl<'de, D: Deserialize<'de> + Default> Deserialize<'de> for Opened<'de, D> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        deserializer.deserialize_map(OpenedVisitor(PhantomData))
    }
}

struct OpenedVisitor<D>(PhantomData<D>);

impl<'de, D: Deserialize<'de> + Default> Visitor<'de> for OpenedVisitor<D> {
    type Value = Opened<'de, D>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Opened<'de, D>, A::Error> {
        let mut envelope = Envelope::default();
        let mut data = D::default();
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Success => envelope.success = map.next_value()?,
                Key::Message => envelope.message = map.next_value()?,
                Key::Error => envelope.error = map.next_value()?,
                Key::Errors => envelope.errors = map.next_value()?,
                Key::HasMore => envelope.has_more = map.next_value()?,
                Key::Count => envelope.count = map.next_value()?,
                Key::LastSeenId => envelope.last_seen_id = map.next_value()?,
                Key::Data => {
                    envelope.has_data = true;
                    data = map.next_value()?;
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Opened { envelope, data })
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
