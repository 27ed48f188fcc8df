//! Reading the list from page to page in constant memory.
//!
//! Invariant: the reading ends. The cursor only moves forward (the guard sees to that), so a user
//! can come twice only on neighbouring pages, and only those two are remembered.

use std::collections::HashSet;

use crate::domain::paging::{Guard, Next, Warning};
use crate::domain::{Query, Row, UserId};
use crate::protocol::ListingId;

use super::session::{Session, Trouble};

/// One reading of the list.
#[derive(Debug)]
pub(super) struct Listing {
    id: ListingId,
    query: Query,
    guard: Guard,
    next: Option<Next>,
    neighbours: HashSet<UserId>,
    /// Rows left out because they could not be read.
    pub(super) skipped: usize,
}

impl Listing {
    pub(super) fn new(session: &mut Session, query: Query) -> Self {
        Self {
            id: session.new_listing(),
            query,
            guard: Guard::default(),
            next: None,
            neighbours: HashSet::new(),
            skipped: 0,
        }
    }

    /// Whether the server says there are more pages, and they can be followed.
    pub(super) fn has_more(&self) -> bool {
        matches!(self.next, None | Some(Next::After(_)))
    }

    /// Why it cannot be followed although the server says there is more.
    pub(super) fn warning(&self) -> Option<&Warning> {
        match &self.next {
            Some(Next::Stopped(warning)) => Some(warning),
            Some(Next::After(_) | Next::End) | None => None,
        }
    }

    /// Asks for the next page without waiting for it; nothing happens at the end of the list.
    pub(super) fn ask(&self, session: &Session, limit: u32) {
        let after = match &self.next {
            None => None,
            Some(Next::After(cursor)) => Some(cursor.clone()),
            Some(Next::End | Next::Stopped(_)) => return,
        };
        session.ask_page(self.id, self.query, after, limit);
    }

    /// The page that was asked for, without the users of the page before.
    pub(super) async fn read(&mut self, session: &mut Session) -> Result<Vec<Row>, Trouble> {
        let mut page = session.page(self.id).await?;
        let mut rows = std::mem::take(&mut page.rows);
        rows.retain(|row| !self.neighbours.contains(&row.id));
        self.next = Some(self.guard.follow(&page, rows.len()));
        self.skipped += page.skipped;
        self.neighbours.clear();
        self.neighbours
            .extend(rows.iter().map(|row| row.id.clone()));
        Ok(rows)
    }
}
