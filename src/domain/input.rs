//! Typed text → a value of a field, or one sentence about what is wrong with it.
//!
//! The form, the command line and the `:` line all read values here, so a value that one of them
//! takes means the same in the others.

use std::borrow::Cow;

use compact_str::CompactString;

use super::field::{Field, Kind, Write};
use super::secret::Secret;
use super::value::{CdrScope, Role, Value};

/// What is wrong with a typed value; a sentence that starts with the field's label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Problem(pub String);

/// Reads `text` as a value of `field`.
///
/// # Errors
/// [`Problem`] when the field cannot be sent or the text cannot be such a value.
pub fn parse(field: Field, text: &str) -> Result<Value, Problem> {
    let label = field.label();
    let problem = |what: &str| Err(Problem(format!("{label}: {what}")));
    if field.spec().write == Write::No {
        return problem("is shown only; the API has no way to change it");
    }
    if text.chars().any(char::is_control) {
        return problem("holds a control character; type it again without");
    }
    let trimmed = text.trim();
    match field.spec().kind {
        Kind::Text if trimmed.is_empty() && field != Field::Designation => {
            problem("cannot be empty; type a value or leave it unchanged")
        }
        Kind::Text => Ok(Value::Text(trimmed.into())),
        Kind::Phone => phone(trimmed).map_or_else(|what| problem(&what), Ok),
        Kind::Email if is_email(trimmed) => Ok(Value::Text(trimmed.into())),
        Kind::Email => problem("must contain one @ with text on both sides"),
        Kind::Flag { yes, no } => match flag(trimmed, yes, no) {
            Some(flag) => Ok(Value::Flag(flag)),
            None => problem("is on or off: true, false, on, off, yes or no"),
        },
        Kind::Role => match role_id(trimmed) {
            Some(id) => Ok(Value::Role(Role {
                id,
                name: CompactString::default(),
            })),
            None => problem("takes a role id or the address of the role's page in the portal"),
        },
        Kind::CdrScope => cdr_scope(trimmed).map_or_else(|what| problem(&what), Ok),
        Kind::Texts => {
            let items = items(trimmed);
            if items.iter().any(CompactString::is_empty) {
                return problem("takes ids or names separated by commas");
            }
            Ok(Value::Texts(items))
        }
        Kind::Secret if text.is_empty() => problem("cannot be empty; leave it unchanged instead"),
        Kind::Secret if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
            problem("takes visible ASCII characters only, no blanks")
        }
        Kind::Secret if text.bytes().all(|byte| byte == b'*') => {
            problem("is a row of stars: that is a mask, not a password")
        }
        Kind::Secret => Ok(Value::Secret(Secret::new(text))),
        Kind::Shown => problem("is shown only; the API has no way to change it"),
    }
}

/// The text that [`parse`] reads as this value again; empty for what is not typed.
#[must_use]
pub fn typed(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Role(role) => role.id.to_string(),
        Value::Cdr(scope) => scope.label(),
        Value::Texts(texts) => listed(texts),
        Value::Null
        | Value::AgentStatus(_)
        | Value::UserStatus(_)
        | Value::TeamStatus(_)
        | Value::Named { .. }
        | Value::Secret(_) => String::new(),
    }
}

/// The items of a list as it is typed: separated by commas. One in quotes may hold commas, and a
/// quote in it is written twice; a quote that ends nowhere is a letter like others.
#[must_use]
pub fn items(text: &str) -> Vec<CompactString> {
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        let (item, behind) = quoted_item(rest).unwrap_or_else(|| {
            let end = rest.find(',').unwrap_or(rest.len());
            (rest[..end].trim().into(), &rest[end..])
        });
        items.push(item);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None => return items,
        }
    }
}

/// The item that stands in quotes at the start, and what is behind it: a comma or nothing.
fn quoted_item(text: &str) -> Option<(CompactString, &str)> {
    let mut rest = text.trim_start().strip_prefix('"')?;
    let mut item = CompactString::default();
    loop {
        let (before, behind) = rest.split_once('"')?;
        item.push_str(before);
        match behind.strip_prefix('"') {
            Some(next) => {
                item.push('"');
                rest = next;
            }
            None => {
                let behind = behind.trim_start();
                let is_whole = behind.is_empty() || behind.starts_with(',');
                return is_whole.then_some((item, behind));
            }
        }
    }
}

/// The text that [`items`] takes apart into these.
#[must_use]
pub fn listed(items: &[CompactString]) -> String {
    let written = items.iter().map(|item| {
        let is_plain = !item.contains(',') && !item.starts_with('"') && item.trim() == item;
        match is_plain {
            true => Cow::Borrowed(item.as_str()),
            false => Cow::Owned(format!("\"{}\"", item.replace('"', "\"\""))),
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

/// A role id, alone or as the last number of a pasted portal address.
#[must_use]
pub fn role_id(text: &str) -> Option<CompactString> {
    let text = text.trim();
    let is_id = |part: &str| {
        (1..=64).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if text.contains("://") || text.contains('/') {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.rsplit('/');
        let id = parts.find(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        return id.filter(|id| is_id(id)).map(CompactString::from);
    }
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    (is_id(text) && has_digit).then(|| text.into())
}

/// `true`, `on`, `yes`, `1`, or the field's own word; the opposites; `None` for anything else.
fn flag(text: &str, yes: &str, no: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["true", "on", "yes", "1", yes]) {
        Some(true)
    } else if is(&["false", "off", "no", "0", no]) {
        Some(false)
    } else {
        None
    }
}

fn phone(text: &str) -> Result<Value, String> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let looks_like_excel = text.contains(['e', 'E']) && text.contains(['+', '.']) && digits > 0;
    if looks_like_excel {
        return Err(format!(
            "\"{text}\" is a number spoiled by a spreadsheet; format the column as text and \
             export it again"
        ));
    }
    let allowed = |character: char| character.is_ascii_digit() || "+-() .".contains(character);
    if !text.chars().all(allowed) {
        return Err("takes digits, blanks and + - ( ) only".to_owned());
    }
    if !(6..=15).contains(&digits) {
        return Err(format!("has {digits} digits; a phone number has 6 to 15"));
    }
    Ok(Value::Text(text.into()))
}

fn is_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let (local, domain, rest) = (parts.next(), parts.next(), parts.next());
    let is_filled = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && !part.contains(char::is_whitespace))
    };
    is_filled(local) && is_filled(domain) && rest.is_none()
}

fn cdr_scope(text: &str) -> Result<Value, String> {
    let (kind, ids) = match text.split_once(':') {
        Some((kind, ids)) => (kind.trim(), Some(ids)),
        None => (text, None),
    };
    let ids: Option<Vec<CompactString>> = ids.map(|ids| {
        ids.split(',')
            .map(|id| CompactString::from(id.trim()))
            .collect()
    });
    match (kind, &ids) {
        ("all" | "none", None) => {}
        ("user" | "agent", Some(ids)) if ids.iter().all(|id| !id.is_empty()) => {}
        _ => return Err("is all, none, user: ID, ID … or agent: ID, ID …".to_owned()),
    }
    Ok(Value::Cdr(CdrScope {
        kind: kind.into(),
        ids,
    }))
}
