//! `GET /users`: one page of the list.
//!
//! Invariant: no row can lose its page. A row that cannot be read is left out and counted, and
//! the page is never believed: whether its cursor can be followed is decided elsewhere.

use std::collections::HashSet;

use compact_str::{CompactString, ToCompactString};
use serde::Deserialize;

use super::envelope::{Body, Envelope, text_of};
use super::json::{Part, Raw};
use super::refusal::{Reading, broken, check, no_list};
use crate::api::dialect::Answer;
use crate::domain::user::RowAgent;
use crate::domain::{AgentStatus, Page, Role, Row, UserStatus};
use crate::protocol::Failure;

/// Reads a page. See [`Smartflo::read_page`](super::Smartflo::read_page).
pub(super) fn read(answer: &Answer) -> Result<Page, Failure> {
    let text = text_of(&answer.body);
    let body = Body::of(&text);
    check(Reading::List, answer, &body)?;
    match body {
        Body::Object(envelope) => page(&envelope).ok_or_else(|| no_list(answer)),
        // Seen in client code: the end of the list may be a bare array, or nothing at all.
        Body::Bare(raw) if raw.is_missing() => Ok(Page::default()),
        Body::Bare(raw) => rows(raw).ok_or_else(|| no_list(answer)),
        Body::Damaged | Body::Foreign | Body::Empty => Err(broken(Reading::List, answer, &body)),
    }
}

/// `None` if the object is not a page: it has none of a page's keys, or its data is no array.
fn page(envelope: &Envelope<'_>) -> Option<Page> {
    let mut page = if envelope.data.is_missing() {
        let is_page = envelope.has_data
            || envelope.has_more.flag().is_some()
            || envelope.count.integer().is_some();
        is_page.then(Page::default)?
    } else {
        rows(envelope.data)?
    };
    page.cursor = envelope.last_seen_id.user_id();
    // A server that does not say whether there is more is asked again as long as it sends users
    // and a cursor; the guard stops it if that goes in circles.
    let is_more_likely = page.cursor.is_some() && !page.rows.is_empty();
    page.has_more = envelope.has_more.flag().unwrap_or(is_more_likely);
    Some(page)
}

/// The rows of an array, as a last page. `None` if it is no array.
fn rows(array: Raw<'_>) -> Option<Page> {
    let mut page = Page::default();
    let mut seen = HashSet::new();
    for part in parts(array)? {
        match row(part) {
            Some(row) if seen.insert(row.id.clone()) => page.rows.push(row),
            Some(_twice) => {}
            None => page.skipped += 1,
        }
    }
    Some(page)
}

/// The elements of an array: in one go; and if anything in it defeats the parser (half a
/// surrogate pair, a number beyond all bounds, a key twice), one by one.
fn parts(array: Raw<'_>) -> Option<Vec<Part<WireRow<'_>>>> {
    serde_json::from_str(array.source()).ok().or_else(|| {
        let elements = array.elements()?;
        Some(elements.into_iter().map(part).collect())
    })
}

fn part(raw: Raw<'_>) -> Part<WireRow<'_>> {
    serde_json::from_str(raw.source()).unwrap_or(Part::Unreadable)
}

/// One item of `data`, as the vendor's page has it; `intercom` was seen in client code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireRow<'a> {
    #[serde(borrow)]
    id: Raw<'a>,
    #[serde(borrow)]
    name: Raw<'a>,
    #[serde(borrow)]
    login_id: Raw<'a>,
    #[serde(borrow)]
    user_role: Part<WireRole<'a>>,
    #[serde(borrow)]
    agent: Part<WireAgent<'a>>,
    #[serde(borrow)]
    is_login_based_calling_enabled: Raw<'a>,
    #[serde(borrow)]
    is_international_outbound_enabled: Raw<'a>,
    #[serde(borrow)]
    extension: Raw<'a>,
    #[serde(borrow)]
    user_status: Raw<'a>,
    #[serde(borrow)]
    intercom: Raw<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireRole<'a> {
    #[serde(borrow)]
    id: Raw<'a>,
    #[serde(borrow)]
    name: Raw<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireAgent<'a> {
    #[serde(borrow)]
    id: Raw<'a>,
    #[serde(borrow)]
    name: Raw<'a>,
    #[serde(borrow)]
    status: Raw<'a>,
    #[serde(borrow)]
    follow_me_number: Raw<'a>,
}

fn row(part: Part<WireRow<'_>>) -> Option<Row> {
    let Part::Found(wire) = part else { return None };
    Some(Row {
        id: wire.id.user_id()?,
        name: compact(wire.name).unwrap_or_default(),
        login_id: compact(wire.login_id),
        role: role(&wire.user_role),
        user_status: wire.user_status.integer().map(UserStatus::from_number),
        agent: agent(wire.agent),
        login_based_calling: wire.is_login_based_calling_enabled.flag(),
        international_outbound: wire.is_international_outbound_enabled.flag(),
        extension: extension(wire.extension),
        intercom: compact(wire.intercom),
    })
}

fn role(part: &Part<WireRole<'_>>) -> Option<Role> {
    match part {
        Part::Found(wire) => {
            let id = compact(wire.id)?;
            Some(Role {
                id,
                name: compact(wire.name).unwrap_or_default(),
            })
        }
        Part::Missing | Part::Unreadable => None,
    }
}

/// "No agent" is said only when the server says so: something unreadable in the agent's place is
/// an agent of whom nothing is known.
fn agent(part: Part<WireAgent<'_>>) -> Option<RowAgent> {
    let wire = match part {
        Part::Missing => return None,
        Part::Found(wire) => wire,
        Part::Unreadable => WireAgent::default(),
    };
    Some(RowAgent {
        id: compact(wire.id).unwrap_or_default(),
        name: compact(wire.name),
        status: wire.status.integer().map(AgentStatus::from_number),
        number: compact(wire.follow_me_number),
    })
}

/// Null, a string, a number, or the object of the single read.
pub(super) fn extension(raw: Raw<'_>) -> Option<CompactString> {
    match raw.members() {
        Some(members) => members.get("username").copied().and_then(compact),
        None => compact(raw),
    }
}

/// A string or number as compact text; `None` for null and for what is neither.
pub(super) fn compact(raw: Raw<'_>) -> Option<CompactString> {
    raw.text().map(|text| text.to_compact_string())
}
