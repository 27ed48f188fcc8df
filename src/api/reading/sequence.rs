//! One page after the other: the cursor of each leads to the next. Pure.
//!
//! Invariants: the guard decides whether a cursor is followed; where it may not be, the page that
//! brought it is told like any other, and nothing is asked for after it. A page that was asked for
//! ahead, before the rows of the one before it were read, counts only if those lead to it.

use std::collections::{HashSet, VecDeque};

use super::chart::Chart;
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
    ahead: Option<Ahead>,
    chart: Chart,
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

/// A page asked for although nobody knows yet that it is the next.
#[derive(Debug)]
struct Ahead {
    after: UserId,
    /// It came before it could be told.
    page: Option<(Stamp, Page)>,
}

impl Sequence {
    /// The pages after this user.
    pub(super) fn after(after: Option<UserId>) -> Self {
        Self {
            guard: Guard::resume(after.clone()),
            state: State::Idle(after),
            neighbours: Vec::new(),
            pages: VecDeque::new(),
            ahead: None,
            chart: Chart::default(),
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

    /// The page after `after` came and seems to lead to `cursor`: whether to ask for that ahead.
    pub(super) fn foresee(&mut self, after: Option<&UserId>, cursor: &UserId) -> bool {
        let is_next = self.is_asked(after) && self.ahead.is_none();
        let is_forward = after.and_then(number) < number(cursor);
        if is_next && is_forward {
            self.ahead = Some(Ahead {
                after: cursor.clone(),
                page: None,
            });
        }
        is_next && is_forward
    }

    /// The page asked for could not be read: it is to be asked for again.
    pub(super) fn again(&mut self) {
        if let State::Asked(after) = &mut self.state {
            self.state = State::Idle(after.take());
        }
    }

    /// A page could not be read: whether that matters. One that was asked for ahead is asked for
    /// again when the page before it leads there.
    pub(super) fn needs(&mut self, after: Option<&UserId>) -> bool {
        self.ahead
            .take_if(|ahead| Some(&ahead.after) == after && ahead.page.is_none());
        self.is_asked(after)
    }

    fn is_asked(&self, after: Option<&UserId>) -> bool {
        matches!(&self.state, State::Asked(asked) if asked.as_ref() == after)
    }

    /// A page asked for, after this user. One that nothing leads to is dropped.
    pub(super) fn take(&mut self, after: Option<&UserId>, stamp: Stamp, page: Page) {
        if let Some(ahead) = &mut self.ahead
            && Some(&ahead.after) == after
        {
            ahead.page = Some((stamp, page));
        } else if self.is_asked(after) {
            self.follow(after, stamp, page);
            self.catch_up();
        }
    }

    /// The page asked for ahead becomes the one asked for, if the page before it leads there.
    fn catch_up(&mut self) {
        let (Some(ahead), State::Idle(next)) = (self.ahead.take(), &mut self.state) else {
            return;
        };
        if next.as_ref() != Some(&ahead.after) {
            return;
        }
        self.state = State::Asked(next.take());
        if let Some((stamp, page)) = ahead.page {
            self.follow(Some(&ahead.after), stamp, page);
        }
    }

    fn follow(&mut self, after: Option<&UserId>, stamp: Stamp, page: Page) {
        let new = match ascent(after, &page) {
            // Whoever ascends from behind the page before was not on it.
            Some((before, last)) => {
                self.start.get_or_insert(before);
                self.chart.note(last - before, page.rows.len());
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
        Some(Ranges::behind(start, number(cursor)?, self.chart.clone()))
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    const STAMP: Stamp = Stamp {
        sent: 1,
        at: Timestamp::UNIX_EPOCH,
    };

    fn id(number: u64) -> UserId {
        UserId::new(&number.to_string()).unwrap()
    }

    /// A page whose only user is the one its cursor names.
    fn page(cursor: u64, has_more: bool) -> Page {
        Page {
            rows: vec![crate::api::reading::simulated::row(cursor)],
            cursor: Some(id(cursor)),
            has_more,
            ..Page::default()
        }
    }

    fn told(sequence: &mut Sequence) -> Vec<UserId> {
        let pages = std::iter::from_fn(|| sequence.tell());
        pages.filter_map(|(_, page)| page.cursor).collect()
    }

    /// The page after 10 is asked for.
    fn asked() -> Sequence {
        let mut sequence = Sequence::after(Some(id(10)));
        assert_eq!(sequence.next(), Some(Some(id(10))));
        sequence
    }

    #[test]
    fn a_page_asked_for_ahead_is_not_asked_for_again() {
        let mut sequence = asked();
        assert!(sequence.foresee(Some(&id(10)), &id(20)));
        sequence.take(Some(&id(10)), STAMP, page(20, true));
        assert_eq!(sequence.next(), None, "it is on its way");
        sequence.take(Some(&id(20)), STAMP, page(30, true));
        assert_eq!(told(&mut sequence), [id(20), id(30)]);
        assert_eq!(sequence.next(), Some(Some(id(30))));
    }

    #[test]
    fn one_that_comes_first_waits_for_its_turn() {
        let mut sequence = asked();
        assert!(sequence.foresee(Some(&id(10)), &id(20)));
        sequence.take(Some(&id(20)), STAMP, page(30, false));
        assert_eq!(told(&mut sequence), []);
        sequence.take(Some(&id(10)), STAMP, page(20, true));
        assert_eq!(told(&mut sequence), [id(20), id(30)]);
        assert_eq!(sequence.next(), None, "that was the end");
    }

    #[test]
    fn one_that_nothing_leads_to_is_dropped() {
        for is_there in [false, true] {
            let mut sequence = asked();
            assert!(sequence.foresee(Some(&id(10)), &id(25)));
            if is_there {
                sequence.take(Some(&id(25)), STAMP, page(30, true));
            }
            sequence.take(Some(&id(10)), STAMP, page(20, true));
            assert_eq!(sequence.next(), Some(Some(id(20))));
            sequence.take(Some(&id(25)), STAMP, page(30, true));
            assert!(!sequence.needs(Some(&id(25))), "nor does it fail");
            sequence.take(Some(&id(20)), STAMP, page(28, true));
            assert_eq!(told(&mut sequence), [id(20), id(28)]);
        }
    }

    #[test]
    fn one_that_fails_is_asked_for_when_something_leads_to_it() {
        let mut sequence = asked();
        assert!(sequence.foresee(Some(&id(10)), &id(20)));
        assert!(!sequence.needs(Some(&id(20))));
        sequence.take(Some(&id(10)), STAMP, page(20, true));
        assert_eq!(sequence.next(), Some(Some(id(20))));
        assert!(sequence.needs(Some(&id(20))), "now it is the next");
        sequence.again();
        assert_eq!(sequence.next(), Some(Some(id(20))));
    }

    #[test]
    fn nothing_is_asked_for_ahead_twice_or_backwards_or_behind_a_page_that_was_taken() {
        let mut sequence = asked();
        assert!(!sequence.foresee(Some(&id(10)), &id(10)), "it stays");
        assert!(!sequence.foresee(Some(&id(10)), &id(5)), "it goes back");
        assert!(!sequence.foresee(None, &id(20)), "not the one asked for");
        assert!(sequence.foresee(Some(&id(10)), &id(20)));
        assert!(!sequence.foresee(Some(&id(10)), &id(20)), "it is asked for");
        assert!(!sequence.foresee(Some(&id(20)), &id(30)), "one is enough");
        sequence.take(Some(&id(10)), STAMP, page(20, true));
        assert!(!sequence.foresee(Some(&id(10)), &id(20)), "it was taken");
        assert!(sequence.foresee(Some(&id(20)), &id(30)));
    }
}
