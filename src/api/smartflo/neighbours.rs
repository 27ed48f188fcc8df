//! `GET /my_number`, `GET /departments`: what can be given to a user, one array each. Both are
//! known from other pages of the vendor and from client code, never tried.
//!
//! Invariant: no row can lose the others. One without an id that can be sent is left out and
//! counted.

use std::collections::HashSet;

use compact_str::{CompactString, format_compact};

use super::ADVICE;
use crate::api::dialect::envelope::{Body, open, text_of};
use crate::api::dialect::json::{Raw, Tree, compact};
use crate::api::dialect::refusal::{Reading, broken, check, no_neighbours};
use crate::api::dialect::{Answer, Method, Request};
use crate::domain::{Neighbour, NeighbourList, Neighbours};
use crate::protocol::Failure;

/// Asks for a list.
pub(super) fn request(of: Neighbours) -> Request {
    let path = match of {
        Neighbours::Numbers => "/my_number",
        Neighbours::Departments => "/departments",
    };
    Request::bare(Method::Get, path.to_owned())
}

/// Reads a list. See [`Smartflo::read_neighbours`](super::Smartflo::read_neighbours).
pub(super) fn read(of: Neighbours, answer: &Answer) -> Result<NeighbourList, Failure> {
    let text = text_of(&answer.body);
    // A bare array; client code is ready for one below `data`.
    let (body, rows) = open::<Raw<'_>>(&text);
    check(Reading::Beside(of), &ADVICE, answer, &body)?;
    if let Body::Damaged | Body::Foreign | Body::Empty = body {
        return Err(broken(Reading::Beside(of), answer, &body));
    }
    let Some(elements) = rows.elements() else {
        return Err(no_neighbours(of, answer));
    };
    let mut list = NeighbourList {
        of,
        rows: Vec::with_capacity(elements.len()),
        skipped: 0,
    };
    let mut seen = HashSet::new();
    for element in elements {
        let row = match of {
            Neighbours::Numbers => number(element),
            Neighbours::Departments => department(element),
        };
        match row {
            Some(row) if seen.insert((row.id.clone(), row.name.clone())) => list.rows.push(row),
            Some(_) => {}
            None => list.skipped += 1,
        }
    }
    Ok(list)
}

fn number(raw: Raw<'_>) -> Option<Neighbour> {
    let record = Tree::grow(raw, 1);
    let did = text(&record, "did");
    // Seen: an alias, and a name, that is nothing but the number without its plus.
    let is_number =
        |name: &str| !did.is_empty() && digits(name).eq(digits(&did)) && is_digits(name);
    let mut names = vec![text(&record, "alias"), text(&record, "name")];
    names.retain(|name| !name.trim().is_empty() && !is_number(name));
    names.dedup();
    Some(Neighbour {
        id: id(&record)?,
        name: names.join(", ").into(),
        about: about_number(&record),
        did,
    })
}

/// `OFF hours OB (auto_attendant)`.
fn about_number(record: &Tree<'_>) -> CompactString {
    let (kind, name) = (
        text(record, "destination"),
        text(record, "destination_name"),
    );
    match (kind.is_empty(), name.is_empty()) {
        (false, false) => format_compact!("{name} ({kind})"),
        (_, true) => kind,
        (true, false) => name,
    }
}

/// A department without an id is as good as its name.
fn department(raw: Raw<'_>) -> Option<Neighbour> {
    let record = Tree::grow(raw, 1);
    let name = text(&record, "name");
    let id = id(&record).or_else(|| {
        let can_be_sent = !name.trim().is_empty() && !name.contains(char::is_control);
        can_be_sent.then(CompactString::default)
    })?;
    let count = text(&record, "agent_count");
    let agents = match count.as_str() {
        "" => CompactString::default(),
        "1" => "1 agent".into(),
        _ => format_compact!("{count} agents"),
    };
    let description = Some(text(&record, "description")).filter(|text| *text != name);
    let about = [agents, description.unwrap_or_default()];
    let about: Vec<_> = about.into_iter().filter(|text| !text.is_empty()).collect();
    Some(Neighbour {
        id,
        name,
        did: CompactString::default(),
        about: about.join(", ").into(),
    })
}

/// Written like the id of a user, and with every digit.
fn id(record: &Tree<'_>) -> Option<CompactString> {
    let id = record.at("id").user_id()?;
    Some(id.as_str().into())
}

fn text(record: &Tree<'_>, name: &str) -> CompactString {
    compact(record.at(name)).unwrap_or_default()
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}

fn is_digits(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_ascii_digit() || "+- ()".contains(character))
}
