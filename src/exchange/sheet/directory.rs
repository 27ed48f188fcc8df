//! Who a key means: ids as they are, login IDs in their spelling or else in any case, numbers by
//! their digits.
//!
//! Invariant: a key that could mean two users means neither.

use std::collections::HashMap;

use super::phone::{digits, same_number};
use super::{Found, Key, Sheet};
use crate::domain::{Field, Row, UserId, Value};

/// The users there are, by what a sheet knows them by.
#[derive(Debug)]
pub struct Directory {
    key: Key,
    /// Under a form that all spellings of a key share.
    users: HashMap<String, Vec<(UserId, String)>>,
}

impl Directory {
    /// Of these users: id, login ID and number.
    pub fn new<'a>(
        key: Key,
        users: impl Iterator<Item = (&'a UserId, Option<Value>, Option<Value>)>,
    ) -> Self {
        let mut directory = Self {
            key,
            users: HashMap::new(),
        };
        for (id, login_id, number) in users {
            let text = match key {
                Key::Id => Some(id.to_string()),
                Key::LoginId => text(login_id.as_ref()),
                Key::Number => text(number.as_ref()),
            };
            if let Some(text) = text {
                let users = directory.users.entry(shared(key, &text)).or_default();
                users.push((id.clone(), text));
            }
        }
        directory
    }

    /// Whom `wanted` means.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Found {
        let users = self.users.get(&shared(self.key, wanted));
        let users = users.map_or(&[][..], Vec::as_slice);
        let is_meant = |text: &str| match self.key {
            Key::Id | Key::LoginId => true,
            Key::Number => same_number(text, wanted),
        };
        let is_exact = |text: &str| match self.key {
            Key::Id | Key::LoginId => text == wanted,
            Key::Number => digits(text) == digits(wanted),
        };
        let mut found: Vec<_> = users.iter().filter(|(_, text)| is_meant(text)).collect();
        if found.len() > 1 && found.iter().any(|(_, text)| is_exact(text)) {
            found.retain(|(_, text)| is_exact(text));
        }
        match found.as_slice() {
            [] => Found::Nobody,
            [(id, _)] => Found::One(id.clone()),
            several => Found::Several(several.iter().map(|(id, _)| id.clone()).collect()),
        }
    }
}

impl Sheet {
    /// The keys of the sheet, to ask whether a row of the list may be meant by one of them.
    #[must_use]
    pub fn names(&self) -> Names {
        let names = self.rows.iter().map(|row| shared(self.key, &row.user));
        Names {
            key: self.key,
            names: names.collect(),
        }
    }
}

/// The keys of a sheet.
#[derive(Debug)]
pub struct Names {
    key: Key,
    names: std::collections::HashSet<String>,
}

impl Names {
    /// Whether the row may be meant by one of them.
    #[must_use]
    pub fn mean(&self, row: &Row) -> bool {
        let text = match self.key {
            Key::Id => Some(row.id.to_string()),
            Key::LoginId => text(row.get(Field::LoginId).as_ref()),
            Key::Number => text(row.get(Field::Number).as_ref()),
        };
        text.is_some_and(|text| self.names.contains(&shared(self.key, &text)))
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = value?.text()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// What all spellings of a key have in common.
fn shared(key: Key, text: &str) -> String {
    match key {
        Key::Id => text.to_owned(),
        Key::LoginId => text.to_lowercase(),
        // The last ten digits: a country code may be missing in one of two spellings.
        Key::Number => {
            let digits = digits(text);
            let start = digits.len().saturating_sub(super::phone::NATIONAL);
            digits[start..].to_owned()
        }
    }
}
