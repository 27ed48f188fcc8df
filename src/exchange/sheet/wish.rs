//! A cell → who is meant, or what is wanted.
//!
//! Invariant: what a spreadsheet has spoiled is refused, never guessed at.

use compact_str::CompactString;

use crate::domain::field::Kind;
use crate::domain::{Field, UserId, Value, input};
use crate::text;

use super::{Key, Wish};

/// What the user is known by.
pub(super) fn key(key: Key, cell: &str) -> Result<CompactString, String> {
    let cell = cell.trim();
    let name = key.name();
    if cell.is_empty() {
        return Err(format!("{name} is empty; it says who is meant"));
    }
    if is_spoiled(cell) {
        return Err(spoiled(name, cell));
    }
    if cell.chars().any(char::is_control) {
        return Err(broken(name));
    }
    match key {
        Key::Id => UserId::new(cell)
            .map(|id| CompactString::from(id.as_str()))
            .map_err(|invalid| invalid.to_string()),
        Key::Number if super::phone::digits(cell).is_empty() => {
            Err(format!("number \"{}\" has no digits", text::cut(cell, 60)))
        }
        Key::LoginId | Key::Number => Ok(cell.into()),
    }
}

/// What is wanted of a field; `None` = an empty cell, which leaves it as it is.
pub(super) fn read(field: Field, cell: &str) -> Result<Option<Wish>, String> {
    let trimmed = cell.trim();
    let name = field.name();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let is_free_text = matches!(field, Field::Name | Field::Designation | Field::Email);
    if !is_free_text && is_spoiled(trimmed) {
        return Err(spoiled(name, trimmed));
    }
    if trimmed.chars().any(char::is_control) {
        return Err(broken(name));
    }
    if trimmed == "null" {
        return Err(format!(
            "{name} is null: the API has no documented way to take a value away; leave the cell \
             empty or give the new value"
        ));
    }
    if field.spec().kind == Kind::Role
        && let Some(wish) = role(trimmed)
    {
        return Ok(Some(wish));
    }
    match input::parse(field, cell) {
        Ok(value) => Ok(Some(Wish::Value(value))),
        Err(problem) => {
            let label = format!("{}: ", field.label());
            let cause = problem.0.strip_prefix(&label).unwrap_or(&problem.0);
            Err(format!(
                "{name} {cause}, not \"{}\"",
                text::cut(trimmed, 60)
            ))
        }
    }
}

/// A role by its label, `Quality (54630)`, or by its name; `None` = an id or an address.
fn role(cell: &str) -> Option<Wish> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) || cell.contains("://") {
        return None;
    }
    let id = cell
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, id)| id)
        .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    Some(match id {
        Some(id) => Wish::Value(Value::Role(crate::domain::Role {
            id: id.into(),
            name: CompactString::default(),
        })),
        None => Wish::RoleNamed(cell.into()),
    })
}

/// `9.19E+11`: a number that a spreadsheet has rounded, so nobody knows what it was.
fn is_spoiled(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else {
        return false;
    };
    let is_number = |text: &str, allowed: &[u8]| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || allowed.contains(&byte))
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_number(mantissa, b".,+-") && is_number(exponent, b"")
}

fn broken(name: &str) -> String {
    format!("{name} holds a control character or a line break; look for a quote that is not closed")
}

fn spoiled(name: &str, cell: &str) -> String {
    format!(
        "{name} \"{}\" is a number spoiled by a spreadsheet; format the column as text, put the \
         numbers in again and save it anew",
        text::cut(cell, 60)
    )
}
