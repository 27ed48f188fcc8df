//! What the tenant saw, for tests to ask: every request in order of arrival, the newest
//! [`CAPACITY`] of them. A request is noted when it arrives, not when it is answered, so one that
//! never got an answer is there too.

use std::collections::VecDeque;

use serde_json::Value;

const CAPACITY: usize = 20_000;

/// One request as the tenant saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// `GET`, `PATCH`, …
    pub method: String,
    /// The path with its query, beginning with `/v1`.
    pub path_and_query: String,
    /// The `X-Request-Id` header.
    pub request_id: Option<String>,
    /// The JSON body; none for the sign-in routes, whose bodies hold a password.
    pub body: Option<Value>,
    /// The status of the answer; none while there is no answer, and for ever when it was
    /// withheld or cut.
    pub status: Option<u16>,
    /// Whether this request changed the stored user; for a late one, from the moment it did.
    pub applied: bool,
}

/// Names one noted request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket(usize);

/// The notes.
#[derive(Debug, Default)]
pub(super) struct Record {
    requests: VecDeque<Seen>,
    forgotten: usize,
}

impl Record {
    pub(super) fn arrive(&mut self, seen: Seen) -> Ticket {
        if self.requests.len() == CAPACITY {
            self.requests.pop_front();
            self.forgotten += 1;
        }
        self.requests.push_back(seen);
        Ticket(self.forgotten + self.requests.len() - 1)
    }

    /// The note, unless newer ones have pushed it out.
    pub(super) fn note(&mut self, ticket: Ticket) -> Option<&mut Seen> {
        self.requests.get_mut(ticket.0.checked_sub(self.forgotten)?)
    }

    pub(super) fn all(&self) -> Vec<Seen> {
        self.requests.iter().cloned().collect()
    }
}
