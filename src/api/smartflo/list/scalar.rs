//! The values of a row: as the text the server wrote, or, which is faster, as what they are.
//!
//! Invariant: where both can read a value they read the same; what only the text can tell exactly
//! (fractions, negative numbers, half surrogate pairs) makes the fast reading fail, not differ.

use std::borrow::Cow;
use std::fmt;

use compact_str::{CompactString, ToCompactString};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::api::dialect::json::Raw;
use crate::domain::UserId;

/// A value of a row.
pub(super) trait Scalar: Default {
    /// Null, or not there at all.
    fn is_missing(&self) -> bool;
    /// A string, or a number with its digits.
    fn text(&self) -> Option<CompactString>;
    /// A whole number from a number or a numeric string.
    fn integer(&self) -> Option<i64>;
    /// A flag from `true`, `1`, `"1"`, `"True"` and their opposites.
    fn flag(&self) -> Option<bool>;
    /// An id that may become part of a URL.
    fn user_id(&self) -> Option<UserId>;
    /// The text, or that of the member `username`, if it is an object.
    fn username(&self) -> Option<CompactString>;
}

impl Scalar for Raw<'_> {
    fn is_missing(&self) -> bool {
        Raw::is_missing(*self)
    }

    fn text(&self) -> Option<CompactString> {
        Raw::text(*self).map(CompactString::new)
    }

    fn integer(&self) -> Option<i64> {
        Raw::integer(*self)
    }

    fn flag(&self) -> Option<bool> {
        Raw::flag(*self)
    }

    fn user_id(&self) -> Option<UserId> {
        Raw::user_id(*self)
    }

    fn username(&self) -> Option<CompactString> {
        super::extension(*self)
    }
}

/// A value read as what it is.
#[derive(Debug, Default)]
pub(super) enum Lean<'a> {
    #[default]
    Missing,
    Flag(bool),
    Number(u64),
    Text(Cow<'a, str>),
    /// An object; its `username`.
    Object(Option<CompactString>),
    /// An array.
    List,
}

impl Scalar for Lean<'_> {
    fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    fn text(&self) -> Option<CompactString> {
        match self {
            Self::Text(text) => Some(CompactString::new(text)),
            Self::Number(number) => Some(number.to_compact_string()),
            Self::Missing | Self::Flag(_) | Self::Object(_) | Self::List => None,
        }
    }

    fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => i64::try_from(*number).ok(),
            Self::Text(text) => text.parse().ok(),
            Self::Missing | Self::Flag(_) | Self::Object(_) | Self::List => None,
        }
    }

    fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Number(1) => Some(true),
            Self::Number(0) => Some(false),
            Self::Text(text) if text == "1" || text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text == "0" || text.eq_ignore_ascii_case("false") => Some(false),
            Self::Missing | Self::Number(_) | Self::Text(_) | Self::Object(_) | Self::List => None,
        }
    }

    fn user_id(&self) -> Option<UserId> {
        match self {
            Self::Text(text) => UserId::new(text).ok(),
            Self::Number(number) => UserId::new(&number.to_compact_string()).ok(),
            Self::Missing | Self::Flag(_) | Self::Object(_) | Self::List => None,
        }
    }

    fn username(&self) -> Option<CompactString> {
        match self {
            Self::Object(username) => username.clone(),
            Self::Missing | Self::Flag(_) | Self::Number(_) | Self::Text(_) | Self::List => {
                self.text()
            }
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Lean<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LeanVisitor)
    }
}

struct LeanVisitor;

impl<'de> Visitor<'de> for LeanVisitor {
    type Value = Lean<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that can be read at once")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Lean::Missing)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Lean::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Lean::Number(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Lean::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Lean::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut username = None;
        while let Some(key) = map.next_key::<Lean<'de>>()? {
            if matches!(key, Lean::Text(key) if key == "username") {
                username = map.next_value::<Lean<'de>>()?.text();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Lean::Object(username))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Lean::List)
    }
}
