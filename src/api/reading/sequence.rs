//! One page after the other: the cursor of each leads to the next. Pure.
//!
//! Invariant: the guard decides whether a cursor is followed; where it may not be, the page that
//! brought it is told like any other, and nothing is asked for after it.

use std::collections::{HashSet, VecDeque};

use super::density::Density;
use super::ranges::{Ranges, number};
use crate::domain::paging::{Guard, Next};
use crate::domain::{Page, Stamp, UserId};

/// A reading from page to page.
#[derive(Debug)]
pub(super) struct Sequence {
    guard: Guard,
    state: State,
    /// The cursor only moves forward, so a user can come twice on neighbouring pages only.
    neighbours: Vec<UserId>,
    pages: VecDeque<(Stamp, Page)>,
    density: Density,
    /// Behind which id the first page began.
    start: Option<u64>,
    /// Every page so far began behind the one before and ascended.
    is_ordered: bool,
}

#[derive(Debug)]
enum State {
    /// The page after this is to be asked for.
    Idle(Option<UserId>),
    /// It is on its way.
    Asked(Option<UserId>),
    /// Nothing follows, or nothing that can be reached.
    Over,
}

impl Sequence {
    /// The pages after this user.
    pub(super) fn after(after: Option<UserId>) -> Self {
        Self {
            guard: Guard::resume(after.clone()),
            state: State::Idle(after),
            neighbours: Vec::new(),
            pages: VecDeque::new(),
            density: Density::default(),
            start: None,
            is_ordered: true,
        }
    }

    /// The cursor to ask for, if it is time.
    pub(super) fn next(&mut self) -> Option<Option<UserId>> {
        let State::Idle(after) = &mut self.state else {
            return None;
        };
        let after = after.take();
        self.state = State::Asked(after.clone());
        Some(after)
    }

    /// The page asked for could not be read: it is to be asked for again.
    pub(super) fn again(&mut self) {
        if let State::Asked(after) = &mut self.state {
            self.state = State::Idle(after.take());
        }
    }

    /// The page asked for.
    pub(super) fn take(&mut self, stamp: Stamp, page: Page) {
        let State::Asked(after) = &self.state else {
            return;
        };
        let new = match ascent(after.as_ref(), &page) {
            // Whoever ascends from behind the page before was not on it.
            Some((before, last)) => {
                self.start.get_or_insert(before);
                self.density.note(last - before, page.rows.len());
                page.rows.len()
            }
            None => {
                self.is_ordered = false;
                let before: HashSet<UserId> = self.neighbours.drain(..).collect();
                let ids = page.rows.iter().map(|row| &row.id);
                ids.filter(|id| !before.contains(*id)).count()
            }
        };
        self.state = match self.guard.follow(&page, new) {
            Next::After(cursor) => State::Idle(Some(cursor)),
            Next::End | Next::Untold | Next::Stopped(_) => State::Over,
        };
        self.neighbours.clear();
        self.neighbours
            .extend(page.rows.iter().map(|row| row.id.clone()));
        self.pages.push_back((stamp, page));
    }

    /// The next page to tell.
    pub(super) fn tell(&mut self) -> Option<(Stamp, Page)> {
        self.pages.pop_front()
    }

    /// The list behind what was read, if pages can be read side by side there: at least one was
    /// read, all in the order of ids, and all are told.
    pub(super) fn ground(&self) -> Option<Ranges> {
        let State::Idle(Some(cursor)) = &self.state else {
            return None;
        };
        let is_ready = self.is_ordered && self.pages.is_empty();
        let start = self.start.filter(|_| is_ready)?;
        Some(Ranges::behind(start, number(cursor)?, self.density))
    }
}

/// Behind which id a page began and with which it ended; `None` = it does not ascend from behind
/// `after`.
fn ascent(after: Option<&UserId>, page: &Page) -> Option<(u64, u64)> {
    let mut ids = page.rows.iter().map(|row| number(&row.id));
    let first = ids.next()??;
    let before = match after {
        Some(after) => number(after).filter(|after| *after < first)?,
        None => first.saturating_sub(1),
    };
    let mut last = first;
    for id in ids {
        last = id.filter(|id| *id > last)?;
    }
    Some((before, last))
}
