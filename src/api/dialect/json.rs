//! Lenient JSON: values kept as the text the server wrote, and read as what they are wanted as.
//!
//! Invariants: digits are never turned into a float, so ids of any length stay exact; null and
//! missing are the same; nothing here recurses deeper than it was told to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use compact_str::CompactString;

use crate::domain::UserId;

/// One JSON value as text, not yet interpreted. The default is null, which is also what stands
/// for "missing".
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Raw<'a>(&'a str);

impl Default for Raw<'_> {
    fn default() -> Self {
        Self("null")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(raw.get()))
    }
}

impl<'a> Raw<'a> {
    /// The text as the server wrote it.
    pub(in crate::api) fn source(self) -> &'a str {
        self.0
    }

    /// Null, or not there at all.
    pub(in crate::api) fn is_missing(self) -> bool {
        self.0 == "null"
    }

    /// Missing, or one of the ways to write "nothing in here": `{}`, `""`, and `[]`, which is
    /// what an empty object looks like when PHP writes it.
    pub(in crate::api) fn is_empty(self) -> bool {
        let inside = |open, close| {
            self.0
                .strip_prefix(open)
                .and_then(|rest: &str| rest.strip_suffix(close))
        };
        self.is_missing()
            || self.0 == "\"\""
            || inside('[', ']')
                .or(inside('{', '}'))
                .is_some_and(|text| text.trim().is_empty())
    }

    /// A string, or a number with the digits it was written with. `None` for anything else.
    pub(in crate::api) fn text(self) -> Option<Cow<'a, str>> {
        match self.0.as_bytes().first()? {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => Some(Cow::Borrowed(self.0)),
            _ => None,
        }
    }

    fn string(self) -> Option<Cow<'a, str>> {
        let inner = self.0.get(1..self.0.len() - 1)?;
        if inner.as_bytes().contains(&b'\\') {
            serde_json::from_str(self.0)
                .ok()
                .map(|LossyText(text)| Cow::Owned(text))
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// An id that may become part of a URL: from a string, or from a whole number.
    pub(in crate::api) fn user_id(self) -> Option<UserId> {
        let text = self.text()?;
        let is_fraction = !self.0.starts_with('"') && text.contains(['.', 'e', 'E']);
        if is_fraction {
            None
        } else {
            UserId::new(&text).ok()
        }
    }

    /// A flag from `true`, `1`, `"1"`, `"True"` and their opposites.
    pub(in crate::api) fn flag(self) -> Option<bool> {
        let written = self.0.trim_matches('"');
        if written == "1" || written.eq_ignore_ascii_case("true") {
            Some(true)
        } else if written == "0" || written.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }

    /// A whole number from a number or a numeric string.
    pub(in crate::api) fn integer(self) -> Option<i64> {
        self.text()?.parse().ok()
    }

    /// The members of an object; of two with the same name the later. `None` if it is none.
    pub(in crate::api) fn members(self) -> Option<BTreeMap<String, Raw<'a>>> {
        if self.0.starts_with('{') {
            serde_json::from_str(self.0).ok()
        } else {
            None
        }
    }

    /// The elements of an array. `None` if it is none.
    pub(in crate::api) fn elements(self) -> Option<Vec<Raw<'a>>> {
        if self.0.starts_with('[') {
            serde_json::from_str(self.0).ok()
        } else {
            None
        }
    }
}

/// A string or number as compact text; `None` for null and for what is neither.
pub(in crate::api) fn compact(raw: Raw<'_>) -> Option<CompactString> {
    raw.text().map(CompactString::new)
}

/// A string in which half a surrogate pair (which JSON can write and Unicode cannot) becomes a
/// replacement character, so that one broken emoji does not lose a user.
struct LossyText(String);

impl<'de> Deserialize<'de> for LossyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = LossyText;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<LossyText, E> {
                Ok(LossyText(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// An object where one is expected: there, missing, or something else in its place.
#[derive(Debug, Default)]
pub(in crate::api) enum Part<T> {
    /// Null, absent, `[]` or `""`.
    #[default]
    Missing,
    /// The object.
    Found(T),
    /// Something that is no object.
    Unreadable,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor(PhantomData))
    }
}

struct PartVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PartVisitor<T> {
    type Value = Part<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Part::Found)
    }

    fn visit_unit<E: Error>(self) -> Result<Part<T>, E> {
        Ok(Part::Missing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Part<T>, A::Error> {
        let mut part = Part::Missing;
        while elements.next_element::<IgnoredAny>()?.is_some() {
            part = Part::Unreadable;
        }
        Ok(part)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Part<T>, E> {
        Ok(if text.is_empty() {
            Part::Missing
        } else {
            Part::Unreadable
        })
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Part<T>, E> {
        Ok(Part::Unreadable)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Part<T>, E> {
        Ok(Part::Unreadable)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Part<T>, E> {
        Ok(Part::Unreadable)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Part<T>, E> {
        Ok(Part::Unreadable)
    }
}

/// An object with the objects inside it, down to a fixed depth, for looking up dotted paths.
#[derive(Debug, Default)]
pub(in crate::api) struct Tree<'a> {
    raw: Raw<'a>,
    members: BTreeMap<String, Tree<'a>>,
}

impl<'a> Tree<'a> {
    /// Takes `raw` apart, `depth` levels of objects deep: what lies deeper stays text.
    pub(in crate::api) fn grow(raw: Raw<'a>, depth: usize) -> Self {
        let members = if depth == 0 { None } else { raw.members() };
        let grow = |(name, raw)| (name, Self::grow(raw, depth - 1));
        Self {
            raw,
            members: members.unwrap_or_default().into_iter().map(grow).collect(),
        }
    }

    /// The value at a path such as `agent.extension.username`; null when there is none.
    pub(in crate::api) fn at(&self, path: &str) -> Raw<'a> {
        let step = |tree: &'_ Self, name: &str| tree.members.get(name).map(|member| member.raw);
        match path.split_once('.') {
            None => step(self, path).unwrap_or_default(),
            Some((first, rest)) => self
                .members
                .get(first)
                .map(|member| member.at(rest))
                .unwrap_or_default(),
        }
    }

    /// The value at the first of `paths` that holds one.
    pub(in crate::api) fn first_of(&self, paths: &[&str]) -> Raw<'a> {
        let found = paths
            .iter()
            .map(|path| self.at(path))
            .find(|raw| !raw.is_missing());
        found.unwrap_or_default()
    }
}
