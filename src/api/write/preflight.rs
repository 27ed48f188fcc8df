//! What the read before a write says about sending it. Pure.
//!
//! Invariant: nothing is sent to a user whose value moved since it was seen, unless the person
//! forced it, and never to a record that became somebody else.

use crate::domain::change::{Agreement, agreement, can_express};
use crate::domain::plan::Identity;
use crate::domain::{Change, Delta, Edit, Field, User};

/// What follows from the pre-flight read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum Advice {
    /// Every field has the wanted value already.
    AlreadySo,
    /// A value moved, or the record is somebody else; in words.
    Conflict(String),
    /// Send these fields, `before` filled in; the others are already so.
    Send(Change),
}

/// Compares the edit with the user as read just now.
pub(in crate::api) fn advise(edit: &Edit, user: &User) -> Advice {
    let change = edit.change.with_before(&user.values);
    let needed: Vec<Delta> = change
        .deltas
        .into_iter()
        .filter(|delta| !is_so(delta))
        .collect();
    if needed.is_empty() {
        return Advice::AlreadySo;
    }
    if let Some(text) = other_person(&edit.identity, user) {
        return Advice::Conflict(text);
    }
    let moved: Vec<&Delta> = needed.iter().filter(|delta| has_moved(delta)).collect();
    if !moved.is_empty() && !edit.force {
        return Advice::Conflict(describe_conflict(&moved));
    }
    Advice::Send(Change { deltas: needed })
}

/// Why the change cannot be sent whatever the server says; `None` = it can.
pub(in crate::api) fn impossible(change: &Change) -> Option<String> {
    let delta = change
        .deltas
        .iter()
        .find(|delta| !can_express(delta.field, &delta.after))?;
    Some(format!(
        "the API has no way to set {} to {}; choose another value",
        delta.field.label(),
        delta.field.words(&delta.after)
    ))
}

/// Whether somebody renamed the user since seen, which does not stand in the way but is mentioned.
pub(in crate::api) fn renamed(edit: &Edit, user: &User) -> Option<String> {
    if edit.change.get(Field::Name).is_some() {
        return None;
    }
    let name = changed(Field::Name, edit.identity.name.as_deref(), user)?;
    Some(format!("the name is now \"{name}\""))
}

/// Only the very same value is "already so": a person who corrects the spelling of a number wants
/// it sent.
fn is_so(delta: &Delta) -> bool {
    delta
        .before
        .as_ref()
        .is_some_and(|now| agreement(delta.field, &delta.after, now) == Agreement::Same)
}

/// A value that is not known, on the screen or now, is no evidence that it moved; nor is one that
/// became the wanted one but for its spelling.
fn has_moved(delta: &Delta) -> bool {
    let (Some(seen), Some(now)) = (&delta.seen, &delta.before) else {
        return false;
    };
    agreement(delta.field, seen, now) == Agreement::Different
        && agreement(delta.field, &delta.after, now) == Agreement::Different
}

/// Both the name and the login ID changed since seen: the id was given to somebody else. The
/// person's "mine" was said about the former owner, so it does not count here.
fn other_person(identity: &Identity, user: &User) -> Option<String> {
    let name = changed(Field::Name, identity.name.as_deref(), user)?;
    let login_id = changed(Field::LoginId, identity.login_id.as_deref(), user)?;
    Some(format!(
        "This is somebody else now: \"{name}\", login id \"{login_id}\"; read the user again and \
         decide anew"
    ))
}

/// What a text is now, if it is known on both sides and not what was seen.
fn changed<'a>(field: Field, seen: Option<&str>, user: &'a User) -> Option<&'a str> {
    let (seen, now) = (seen?, user.get(field)?.text()?);
    (seen.trim() != now.trim()).then_some(now)
}

fn describe_conflict(moved: &[&Delta]) -> String {
    let describe = |delta: &&Delta| {
        let words = |value: &Option<_>| {
            value
                .as_ref()
                .map_or_else(|| "?".to_owned(), |value| delta.field.words(value))
        };
        let wish = delta.field.words(&delta.after);
        (
            delta.field.label(),
            words(&delta.seen),
            words(&delta.before),
            wish,
        )
    };
    match moved.iter().map(describe).collect::<Vec<_>>().as_slice() {
        [(_, seen, now, wish)] => format!("You saw {seen}, now {now}, you want {wish}"),
        several => {
            let each = several.iter().map(|(label, seen, now, wish)| {
                format!("{label}: you saw {seen}, now {now}, you want {wish}")
            });
            each.collect::<Vec<_>>().join("; ")
        }
    }
}
