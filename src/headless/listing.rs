//! Reading the list from page to page in constant memory.
//!
//! Invariant: the reading ends. The cursor only moves forward (the guard sees to that), so a user
//! can come twice only on neighbouring pages, and only those two are remembered.

use std::collections::HashSet;

use crate::domain::paging::{Guard, Next, PageSize, Warning};
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
    /// Of the page before, in its order.
    neighbours: Vec<UserId>,
    pace: Pace,
    /// Rows left out because they could not be read.
    pub(super) skipped: usize,
}

/// Who decides when the next page is read.
#[derive(Debug)]
enum Pace {
    /// We do, a page at a time.
    Asked,
    /// We do, in pages as large as the server gives them.
    Large(PageSize),
    /// The actor reads on to the end as fast as it can; `true` = it was told to.
    ToTheEnd(bool),
}

impl Listing {
    /// A reading that is asked for each page.
    pub(super) fn new(session: &mut Session, query: Query) -> Self {
        Self {
            id: session.new_listing(),
            query,
            guard: Guard::default(),
            next: None,
            neighbours: Vec::new(),
            pace: Pace::Asked,
            skipped: 0,
        }
    }

    /// The same in pages as large as the server gives them, from this size on.
    pub(super) fn in_large_pages(session: &mut Session, query: Query, page_size: u32) -> Self {
        Self {
            pace: Pace::Large(PageSize::new(page_size)),
            ..Self::new(session, query)
        }
    }

    /// A reading that goes on by itself, to the end.
    pub(super) fn to_the_end(session: &mut Session, query: Query) -> Self {
        Self {
            pace: Pace::ToTheEnd(false),
            ..Self::new(session, query)
        }
    }

    /// Whether the server says there are more pages, and they can be followed.
    pub(super) fn has_more(&self) -> bool {
        matches!(self.next, None | Some(Next::After(_)))
    }

    /// Whether the server gave all it gives, and nobody knows if that is everybody.
    pub(super) fn is_untold(&self) -> bool {
        matches!(self.next, Some(Next::Untold))
    }

    /// Why it cannot be followed although the server says there is more.
    pub(super) fn warning(&self) -> Option<&Warning> {
        match &self.next {
            Some(Next::Stopped(warning)) => Some(warning),
            Some(Next::After(_) | Next::End | Next::Untold) | None => None,
        }
    }

    /// Asks for the next page without waiting for it; nothing happens at the end of the list.
    pub(super) fn ask(&mut self, session: &Session, limit: u32) {
        let after = match &self.next {
            None => None,
            Some(Next::After(cursor)) => Some(cursor.clone()),
            Some(Next::End | Next::Untold | Next::Stopped(_)) => return,
        };
        match &mut self.pace {
            Pace::Asked => session.ask_page(self.id, self.query, after, limit),
            Pace::Large(size) => session.ask_page(self.id, self.query, after, size.ask()),
            Pace::ToTheEnd(is_asked) => {
                if !std::mem::replace(is_asked, true) {
                    session.ask_rest(self.id, self.query, limit);
                }
            }
        }
    }

    /// The page that was asked for, without the users of the page before.
    pub(super) async fn read(&mut self, session: &mut Session) -> Result<Vec<Row>, Trouble> {
        let mut page = loop {
            match (session.page(self.id).await, &mut self.pace) {
                (Ok(page), Pace::Large(size)) => {
                    if page.has_more {
                        size.note(size.ask(), page.rows.len() + page.skipped);
                    }
                    break page;
                }
                (Err(Trouble::Failed(failure)), Pace::Large(size)) => {
                    if !(failure.is_about_page() && size.refuse(size.ask())) {
                        return Err(Trouble::Failed(failure));
                    }
                }
                (page, _) => break page?,
            }
            self.ask(session, 0);
        };
        let mut rows = std::mem::take(&mut page.rows);
        let ids = self.neighbours.last().into_iter();
        let ids = ids.chain(rows.iter().map(|row| &row.id));
        // In the order the server promises nobody comes twice.
        if !ids.is_sorted_by(|one, next| next.comes_after(one)) {
            let neighbours: HashSet<UserId> = self.neighbours.drain(..).collect();
            rows.retain(|row| !neighbours.contains(&row.id));
        }
        self.next = Some(self.guard.follow(&page, rows.len()));
        self.skipped += page.skipped;
        self.neighbours.clear();
        self.neighbours
            .extend(rows.iter().map(|row| row.id.clone()));
        Ok(rows)
    }
}
