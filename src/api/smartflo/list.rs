//! `GET /users`: one page of the list.
//!
//! Invariant: no row can lose its page. A row that cannot be read is left out and counted, and
//! the page is never believed: whether its cursor can be followed is decided elsewhere.

use std::collections::HashSet;
use std::fmt;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};

mod item;
mod scalar;

use super::ADVICE;
use crate::api::dialect::Answer;
use crate::api::dialect::envelope::{Body, Envelope, open, text_of};
use crate::api::dialect::json::{Part, Raw, compact};
use crate::api::dialect::refusal::{Reading, broken, check, no_list};
use crate::domain::{Page, Row, UserId};
use crate::protocol::Failure;
use item::Item;
use scalar::Lean;

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

/// What stands around the list is that much at most on a page as documented.
const AROUND: usize = 1024;

/// The cursor of a page that is as documented and says that there is more, from what stands around
/// its list: the list itself, which is nearly all of the answer, is not looked at.
pub(super) fn foresee(answer: &Answer) -> Option<UserId> {
    let body = &answer.body;
    let first = memchr::memchr(b'[', body)?;
    let last = memchr::memrchr(b']', body).filter(|last| *last > first)?;
    let around = [&body[..=first], &body[last..]];
    if answer.status != 200 || around[0].len() + around[1].len() > AROUND {
        return None;
    }
    let emptied = around.concat();
    let text = text_of(&emptied);
    match open::<IgnoredAny>(&text) {
        (Body::Object(envelope), _) if envelope.has_more.flag() == Some(true) => {
            envelope.last_seen_id.user_id()
        }
        _ => None,
    }
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

fn part(raw: Raw<'_>) -> Part<Item<Raw<'_>>> {
    serde_json::from_str(raw.source()).unwrap_or(Part::Unreadable)
}

/// The rows that could be read and the number of those that could not, as a last page.
#[derive(Default)]
struct Rows(Page);

impl Rows {
    fn add<V>(&mut self, part: Part<Item<V>>) {
        match part {
            Part::Found(Item { row: Some(row), .. }) => self.0.rows.push(row),
            Part::Found(Item { row: None, .. }) | Part::Missing | Part::Unreadable => {
                self.0.skipped += 1;
            }
        }
    }
}

impl<'a> FromIterator<Part<Item<Raw<'a>>>> for Rows {
    fn from_iter<I: IntoIterator<Item = Part<Item<Raw<'a>>>>>(parts: I) -> Self {
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
        while let Some(part) = elements.next_element::<Part<Item<Lean<'de>>>>()? {
            rows.add(part);
        }
        Ok(rows)
    }
}

/// Null, a string, a number, or the object of the single read.
pub(super) fn extension(raw: Raw<'_>) -> Option<CompactString> {
    match raw.members() {
        Some(members) => members.get("username").copied().and_then(compact),
        None => compact(raw),
    }
}
