//! The record of a user, alone or in a list: the same in both.
//!
//! Invariants: text that is null or missing is [`Value::Null`], a flag or a list that cannot be
//! read is unknown, and of a secret only its being there is kept; no user can lose the list.

use std::collections::HashSet;
use std::sync::Arc;

use compact_str::CompactString;

use super::ADVICE;
use crate::api::dialect::Answer;
use crate::api::dialect::envelope::{Body, open, text_of, without_mark};
use crate::api::dialect::json::{Raw, Tree, compact};
use crate::api::dialect::refusal::{Reading, broken, check, no_list, no_record, nobody};
use crate::domain::commpeak::{self, FIELDS};
use crate::domain::field::{Kind, Spec};
use crate::domain::paging::{Ending, Page};
use crate::domain::user::in_order;
use crate::domain::{Role, Row, Secret, User, UserId, Value, Values, raw};
use crate::protocol::Failure;

/// Reads a list. See [`CommPeak::read_page`](super::CommPeak::read_page).
pub(super) fn read_list(answer: &Answer) -> Result<Page, Failure> {
    let text = text_of(&answer.body);
    let whole = whole(Reading::List, answer, &text)?;
    let users = match whole.members() {
        None => whole,
        Some(members) => *members.get("users").ok_or_else(|| no_list(answer))?,
    };
    // PHP writes a list with gaps as a map.
    let users = match (users.elements(), users.members()) {
        (Some(users), _) => users,
        (None, Some(users)) => users.into_values().collect(),
        (None, None) if users.is_missing() => Vec::new(),
        (None, None) => return Err(no_list(answer)),
    };
    let mut page = Page {
        ending: Ending::Untold,
        ..Page::default()
    };
    let mut seen = HashSet::new();
    for user in users {
        match row(user) {
            Some(row) if seen.insert(row.id.clone()) => page.rows.push(row),
            Some(_) => {}
            None => page.skipped += 1,
        }
    }
    Ok(page)
}

/// Reads a user. See [`CommPeak::read_user`](super::CommPeak::read_user).
pub(super) fn read_user(answer: &Answer) -> Result<User, Failure> {
    let text = text_of(&answer.body);
    let whole = whole(Reading::User, answer, &text)?;
    let members = whole.members().unwrap_or_default();
    let inside = match members.contains_key("id") {
        true => None,
        false => members.get("users").or(members.get("user")),
    };
    let user = inside.copied().unwrap_or(whole);
    let user = match user.elements().as_deref() {
        None | Some([]) => user,
        Some([only]) => *only,
        Some(_) => return Err(no_record(answer)),
    };
    if user.is_empty() {
        return Err(nobody());
    }
    let (id, values) = record(user).ok_or_else(|| no_record(answer))?;
    Ok(User {
        id,
        values,
        // Not as received: the registration password stands in it in clear.
        raw: Arc::from(raw::pretty(&text)),
    })
}

/// The JSON of an answer that may hold what was asked for.
fn whole<'a>(reading: Reading, answer: &Answer, text: &'a str) -> Result<Raw<'a>, Failure> {
    let (body, _) = open::<Raw<'_>>(text);
    check(reading, &ADVICE, answer, &body)?;
    match body {
        Body::Damaged | Body::Foreign | Body::Empty => Err(broken(reading, answer, &body)),
        Body::Object(_) | Body::Bare => serde_json::from_str(without_mark(text).trim())
            .map_err(|_| broken(reading, answer, &Body::Damaged)),
    }
}

fn row(user: Raw<'_>) -> Option<Row> {
    record(user).map(|(id, values)| commpeak::row(&id, &values))
}

fn record(user: Raw<'_>) -> Option<(UserId, Values)> {
    let tree = Tree::grow(user, 1);
    let id = tree.at("id").user_id()?;
    let read = |spec: &Spec| Some((spec.field, value(spec, tree.at(spec.name))?));
    Some((id, FIELDS.iter().filter_map(read).collect()))
}

/// The value of one field; `None` = unknown.
fn value(spec: &Spec, raw: Raw<'_>) -> Option<Value> {
    match spec.kind {
        Kind::Flag { .. } => flag(raw),
        Kind::Secret => Some(match raw.is_empty() {
            true => Value::Null,
            false => Value::Secret(Secret::new("")),
        }),
        Kind::Texts if raw.is_empty() => Some(Value::Null),
        Kind::Texts => {
            let named = named(raw)?;
            Some(Value::Texts(named.iter().map(label).collect()))
        }
        Kind::Role if raw.is_empty() => Some(Value::Null),
        Kind::Role => commpeak::together(&named(raw)?).map(Value::Role),
        Kind::Text | Kind::Phone | Kind::Email | Kind::CdrScope | Kind::Shown => {
            match compact(raw) {
                None if raw.is_empty() => Some(Value::Null),
                text => text.map(Value::Text),
            }
        }
    }
}

/// Every flag is documented as a string, of which no values are given: what is none of the usual
/// ones is shown as it is.
fn flag(raw: Raw<'_>) -> Option<Value> {
    let strange = || compact(raw).filter(|text| !text.is_empty());
    raw.flag()
        .map(Value::Flag)
        .or_else(|| strange().map(Value::Text))
}

/// Desks, roles, groups: `[{"id", "name"}]`, `["name"]`, `{"id": "name"}`, `{"id": {"name"}}`, or
/// one alone. `None` = nothing that can be read.
fn named(raw: Raw<'_>) -> Option<Vec<Role>> {
    if let Some(elements) = raw.elements() {
        let given = elements.into_iter().filter(|element| !element.is_empty());
        return given.map(|element| thing("", element)).collect();
    }
    let Some(members) = raw.members() else {
        return thing("", raw).map(|only| vec![only]);
    };
    if members.contains_key("id") || members.contains_key("name") {
        return thing("", raw).map(|only| vec![only]);
    }
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by(|(one, _), (next, _)| in_order(one, next));
    members
        .into_iter()
        .map(|(id, member)| thing(&id, member))
        .collect()
}

/// One of them; `key` is what it stood under, empty if nothing. A name alone is its id as well.
fn thing(key: &str, raw: Raw<'_>) -> Option<Role> {
    let (id, name) = if raw.members().is_some() {
        let tree = Tree::grow(raw, 1);
        (compact(tree.at("id")), compact(tree.at("name")))
    } else if raw.is_empty() {
        (None, None)
    } else {
        (None, Some(compact(raw)?))
    };
    let given = |text: &CompactString| !text.is_empty();
    let name = name.unwrap_or_default();
    let id = id.filter(given).or(Some(key.into()).filter(given));
    let id = id.or(Some(name.clone()).filter(given))?;
    Some(Role { id, name })
}

/// `Sales (12)`, or what is known of it.
fn label(thing: &Role) -> CompactString {
    match thing.name.is_empty() {
        true => thing.id.clone(),
        false => thing.label().into(),
    }
}
