//! `GET /users`: one page of the list.
//!
//! Invariant: no row can lose its page. A row that cannot be read is left out and counted, and
//! the page is never believed: whether its cursor can be followed is decided elsewhere.

use std::collections::HashSet;
use std::fmt;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

mod scalar;

use super::ADVICE;
use crate::api::dialect::Answer;
use crate::api::dialect::envelope::{Body, Envelope, open, text_of};
use crate::api::dialect::json::{Part, Raw, compact};
use crate::api::dialect::refusal::{Reading, broken, check, no_list};
use crate::domain::user::RowAgent;
use crate::domain::{AgentStatus, Page, Role, Row, UserStatus};
use crate::protocol::Failure;
use scalar::{Lean, Scalar};

/// Reads a page. See [`Smartflo::read_page`](super::Smartflo::read_page).
pub(super) fn read(answer: &Answer) -> Result<Page, Failure> {
    let text = text_of(&answer.body);
    let (body, list) = open_list(&text);
    check(Reading::List, &ADVICE, answer, &body)?;
    let page = match (&body, list) {
        (Body::Object(envelope), list) => page(envelope, list),
        // Seen in client code: the end of the list may be a bare array, or nothing at all.
        (Body::Bare, List::Rows(Rows(page))) => Some(page),
        (Body::Bare, List::Missing) => Some(Page::default()),
        (Body::Bare, List::Other) => None,
        (Body::Damaged | Body::Foreign | Body::Empty, _) => {
            return Err(broken(Reading::List, answer, &body));
        }
    };
    let mut page = page.ok_or_else(|| no_list(answer))?;
    drop_repeated(&mut page.rows);
    Ok(page)
}

/// `None` if the object is not a page: it has none of a page's keys, or its data is no array.
fn page(envelope: &Envelope<'_>, list: List) -> Option<Page> {
    let page = match list {
        List::Rows(Rows(page)) => page,
        List::Missing => {
            let is_page = envelope.has_data
                || envelope.has_more.flag().is_some()
                || envelope.count.integer().is_some();
            is_page.then(Page::default)?
        }
        List::Other => return None,
    };
    let cursor = envelope.last_seen_id.user_id();
    // A server that does not say whether there is more is asked again as long as it sends users
    // and a cursor; the guard stops it if that goes in circles.
    let is_more_likely = cursor.is_some() && !page.rows.is_empty();
    let has_more = envelope.has_more.flag().unwrap_or(is_more_likely);
    Some(Page {
        has_more,
        cursor,
        ..page
    })
}

/// Of rows with the same id the first stays. A page in the order the server promises has none.
fn drop_repeated(rows: &mut Vec<Row>) {
    let place = |row: &'_ Row| row.id.as_str().len();
    let is_ascending =
        rows.is_sorted_by(|one, next| (place(one), &one.id) < (place(next), &next.id));
    if !is_ascending {
        let mut seen = HashSet::new();
        rows.retain(|row| seen.insert(row.id.clone()));
    }
}

/// What stands where the list is expected.
enum List {
    Rows(Rows),
    Missing,
    Other,
}

/// In one pass if everything is as documented. If anything defeats that pass (half a surrogate
/// pair, a fraction or a number beyond all bounds, a key twice), again and row by row.
fn open_list(text: &str) -> (Body<'_>, List) {
    match open::<Option<Rows>>(text) {
        (Body::Damaged | Body::Foreign, _) => {
            let (body, raw) = open::<Raw<'_>>(text);
            let list = match raw.elements() {
                Some(elements) => List::Rows(elements.into_iter().map(part).collect()),
                None if raw.is_missing() => List::Missing,
                None => List::Other,
            };
            (body, list)
        }
        (body, rows) => (body, rows.map_or(List::Missing, List::Rows)),
    }
}

fn part(raw: Raw<'_>) -> Part<WireRow<Raw<'_>>> {
    serde_json::from_str(raw.source()).unwrap_or(Part::Unreadable)
}

/// The rows that could be read and the number of those that could not, as a last page.
#[derive(Default)]
struct Rows(Page);

impl Rows {
    fn add(&mut self, part: Part<WireRow<impl Scalar>>) {
        match row(part) {
            Some(row) => self.0.rows.push(row),
            None => self.0.skipped += 1,
        }
    }
}

impl<'a> FromIterator<Part<WireRow<Raw<'a>>>> for Rows {
    fn from_iter<I: IntoIterator<Item = Part<WireRow<Raw<'a>>>>>(parts: I) -> Self {
        let mut rows = Self::default();
        parts.into_iter().for_each(|part| rows.add(part));
        rows
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of users")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Rows, A::Error> {
        let mut rows = Rows::default();
        while let Some(part) = elements.next_element::<Part<WireRow<Lean<'de>>>>()? {
            rows.add(part);
        }
        Ok(rows)
    }
}

/// One item of `data`, as the vendor's page has it; `intercom` was seen in client code.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "V: Scalar + Deserialize<'de>"))]
struct WireRow<V> {
    id: V,
    name: V,
    login_id: V,
    user_role: Part<WireRole<V>>,
    agent: Part<WireAgent<V>>,
    is_login_based_calling_enabled: V,
    is_international_outbound_enabled: V,
    extension: V,
    user_status: V,
    intercom: V,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "V: Scalar + Deserialize<'de>"))]
struct WireRole<V> {
    id: V,
    name: V,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "V: Scalar + Deserialize<'de>"))]
struct WireAgent<V> {
    id: V,
    name: V,
    status: V,
    follow_me_number: V,
}

impl<V: Scalar> WireAgent<V> {
    fn is_empty(&self) -> bool {
        [&self.id, &self.name, &self.status, &self.follow_me_number]
            .into_iter()
            .all(Scalar::is_missing)
    }
}

fn row<V: Scalar>(part: Part<WireRow<V>>) -> Option<Row> {
    let Part::Found(wire) = part else { return None };
    Some(Row {
        id: wire.id.user_id()?,
        name: wire.name.text().unwrap_or_default(),
        login_id: wire.login_id.text(),
        role: role(&wire.user_role),
        user_status: wire.user_status.integer().map(UserStatus::from_number),
        agent: agent(wire.agent),
        login_based_calling: wire.is_login_based_calling_enabled.flag(),
        international_outbound: wire.is_international_outbound_enabled.flag(),
        extension: wire.extension.username(),
        intercom: wire.intercom.text(),
        block_web_login: None,
    })
}

fn role<V: Scalar>(part: &Part<WireRole<V>>) -> Option<Role> {
    match part {
        Part::Found(wire) => {
            let id = wire.id.text()?;
            Some(Role {
                id,
                name: wire.name.text().unwrap_or_default(),
            })
        }
        Part::Missing | Part::Unreadable => None,
    }
}

/// "No agent" is said only when the server says so: something unreadable in the agent's place is
/// an agent of whom nothing is known.
fn agent<V: Scalar>(part: Part<WireAgent<V>>) -> Option<RowAgent> {
    let wire = match part {
        Part::Missing => return None,
        Part::Found(wire) if wire.is_empty() => return None,
        Part::Found(wire) => wire,
        Part::Unreadable => WireAgent::default(),
    };
    Some(RowAgent {
        id: wire.id.text().unwrap_or_default(),
        name: wire.name.text(),
        status: wire.status.integer().map(AgentStatus::from_number),
        number: wire.follow_me_number.text(),
    })
}

/// Null, a string, a number, or the object of the single read.
pub(super) fn extension(raw: Raw<'_>) -> Option<CompactString> {
    match raw.members() {
        Some(members) => members.get("username").copied().and_then(compact),
        None => compact(raw),
    }
}
