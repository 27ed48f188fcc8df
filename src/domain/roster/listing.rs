//! The order in which the server listed the users, page by page.
//!
//! Invariants: a user stands once; pages begin one behind another, and the cursors they were read
//! after ascend, so a page is found without a walk over all of them.

use std::cmp::Ordering;

use crate::domain::paging::{Guard, Next, Page};
use crate::domain::selection::Selection;
use crate::domain::user::{UserId, in_order};

use super::{Slot, Stamp};

/// The listing and its pages.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    slots: Vec<Slot>,
    listed: Selection,
    pages: Vec<PageMark>,
    guard: Guard,
    next: Option<Next>,
    /// The sum over `pages`: the header asks at every frame.
    skipped: usize,
    /// An earlier run's list, until this one's is complete.
    cached: Vec<Slot>,
    earlier: Earlier,
    /// From here on it is not as it was when that was last asked.
    changed: Option<usize>,
}

/// What an earlier run's list is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Earlier {
    /// What is known of the users behind the last page, if anything is.
    #[default]
    Behind,
    /// What is listed, for no page was read yet; more of it comes.
    Coming,
    /// What is listed, to its end.
    Whole,
}

/// One page of the listing: what it was read after, and what it brought.
#[derive(Debug, Clone)]
struct PageMark {
    after: Option<UserId>,
    stamp: Stamp,
    /// Where its rows begin.
    start: usize,
    /// Rows it lists, those beyond its end included.
    length: usize,
    /// Rows at its end that its last reading no longer reached; the next page does.
    beyond: usize,
    skipped: usize,
}

/// What a page did to the listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Its new rows stand at the end.
    Appended,
    /// It took the place of an earlier reading of the same page.
    Replaced,
    /// It belongs nowhere (a late answer); nothing changed.
    Ignored,
}

/// Where a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind the last one.
    End,
    /// Where this page stands.
    Of(usize),
}

/// A page that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) after: Option<&'a UserId>,
    pub(super) stamp: Stamp,
    pub(super) page: &'a Page,
    /// The slots of its rows.
    pub(super) slots: &'a [Slot],
}

impl Listing {
    pub(super) fn slots(&self) -> &[Slot] {
        self.shown_cached().unwrap_or(&self.slots)
    }

    /// Forgets everything but what an earlier run left behind.
    pub(super) fn restart(&mut self) {
        *self = Self {
            cached: std::mem::take(&mut self.cached),
            changed: Some(0),
            ..Self::default()
        };
    }

    /// Rows of an earlier run's list. They are shown while there is nothing better.
    pub(super) fn list_cached(&mut self, slots: &[Slot]) {
        if self.is_read_out() {
            return;
        }
        if !self.pages.is_empty() {
            return self.cached.extend(slots);
        }
        self.earlier = Earlier::Coming;
        self.note_change(self.cached.len());
        for &slot in slots {
            if self.listed.insert(slot) {
                self.cached.push(slot);
            }
        }
    }

    /// No more of it comes.
    pub(super) fn end_cached(&mut self) {
        if self.earlier == Earlier::Coming {
            self.earlier = Earlier::Whole;
        }
    }

    /// Nothing of it is listed or known any more.
    pub(super) fn forget_cached(&mut self) {
        if self.shown_cached().is_some() {
            self.earlier = Earlier::Behind;
            self.listed = Selection::default();
            self.note_change(0);
        }
        self.cached = Vec::new();
    }

    pub(super) fn cached(&self) -> &[Slot] {
        &self.cached
    }

    /// The same if that is what is listed.
    pub(super) fn shown_cached(&self) -> Option<&[Slot]> {
        match self.earlier {
            Earlier::Behind => None,
            Earlier::Coming | Earlier::Whole => Some(&self.cached),
        }
    }

    pub(super) fn earlier(&self) -> Earlier {
        self.earlier
    }

    pub(super) fn take_change(&mut self) -> Option<usize> {
        self.changed.take()
    }

    pub(super) fn holds(&self, slot: Slot) -> bool {
        self.listed.contains(slot)
    }

    pub(super) fn count(&self, users: &Selection) -> usize {
        self.listed.overlap(users)
    }

    pub(super) fn next(&self) -> Option<&Next> {
        self.next.as_ref()
    }

    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    pub(super) fn page_at(&self, position: usize) -> Option<Option<UserId>> {
        if position >= self.slots.len() {
            return None;
        }
        // Of pages that begin at one place all but the last are empty.
        let behind = self.pages.partition_point(|mark| mark.start <= position);
        let mark = &self.pages[behind.checked_sub(1)?];
        Some(mark.after.clone())
    }

    /// The most rows that a page has brought.
    pub(super) fn largest_page(&self) -> Option<usize> {
        let ends = self.pages.iter().skip(1).map(|mark| mark.start);
        let ends = ends.chain([self.slots.len()]);
        let pages = self.pages.iter().zip(ends);
        pages
            .map(|(mark, end)| end.saturating_sub(mark.start))
            .max()
    }

    pub(super) fn bytes(&self) -> usize {
        (self.slots.capacity() + self.cached.capacity()) * size_of::<Slot>()
            + self.listed.bytes()
            + self.pages.capacity() * size_of::<PageMark>()
    }

    /// Where a page that was read after `after` belongs; `None` = nowhere.
    pub(super) fn place(&self, after: Option<&UserId>, stamp: Stamp) -> Option<Place> {
        let found = self
            .pages
            .binary_search_by(|mark| order(mark.after.as_ref(), after));
        if let Ok(index) = found {
            let is_newer = stamp >= self.pages[index].stamp;
            return is_newer.then_some(Place::Of(index));
        }
        let is_next = match &self.next {
            None => after.is_none(),
            Some(Next::After(cursor)) => after == Some(cursor),
            Some(Next::End | Next::Untold | Next::Stopped(_)) => false,
        };
        is_next.then_some(Place::End)
    }

    /// Takes a page in.
    pub(super) fn join<'a>(
        &mut self,
        place: Place,
        read: Read<'_>,
        id_of: impl Fn(Slot) -> &'a str,
    ) -> Joined {
        match place {
            Place::End => {
                self.append(read, id_of);
                Joined::Appended
            }
            Place::Of(index) => {
                self.replace(index, read, id_of);
                Joined::Replaced
            }
        }
    }

    fn append<'a>(&mut self, read: Read<'_>, id_of: impl Fn(Slot) -> &'a str) {
        if self.shown_cached().is_some() {
            self.earlier = Earlier::Behind;
            self.listed = Selection::default();
        }
        // Rows that the page before kept from beyond its end are read anew by this one.
        let beyond = self.pages.last_mut().map_or(0, |last| {
            last.length -= last.beyond;
            std::mem::take(&mut last.beyond)
        });
        self.pages.push(PageMark {
            after: read.after.cloned(),
            stamp: read.stamp,
            start: self.slots.len() - beyond,
            length: beyond,
            beyond: 0,
            skipped: 0,
        });
        self.lay(self.pages.len() - 1, read, id_of);
    }

    /// Puts a fresh reading in the place of an old one. Where the server says that nothing
    /// follows, nothing does.
    fn replace<'a>(&mut self, index: usize, read: Read<'_>, id_of: impl Fn(Slot) -> &'a str) {
        if !read.page.has_more {
            let mark = &self.pages[index];
            let behind = self.slots.split_off(mark.start + mark.length);
            self.unlist(&behind);
            self.pages.truncate(index + 1);
            self.skipped = self.pages.iter().map(|mark| mark.skipped).sum();
        }
        self.lay(index, read, id_of);
    }

    /// Lists the rows of a page where its old ones stood. It may end earlier (somebody appeared):
    /// rows behind its end stay. It may end later (somebody vanished): what lies beyond the cursor
    /// of the next page belongs to that page.
    fn lay<'a>(&mut self, index: usize, read: Read<'_>, id_of: impl Fn(Slot) -> &'a str) {
        let Read { page, slots, .. } = read;
        let mark = &self.pages[index];
        let place = mark.start..mark.start + mark.length;
        let old = self.slots[place.clone()].to_vec();
        self.unlist(&old);
        self.note_change(place.start);
        // Of a server that sorts otherwise nothing can be said.
        let is_ascending = || page.rows.is_sorted_by(|a, b| b.id.comes_after(&a.id));
        let next_page = self.pages.get(index + 1);
        let border = next_page.and_then(|mark| mark.after.clone().filter(|_| is_ascending()));
        let is_behind = |slot: Slot, end: &UserId| in_order(id_of(slot), end.as_str()).is_gt();
        let mut new = Vec::with_capacity(slots.len());
        for &slot in slots {
            let is_beyond = border.as_ref().is_some_and(|end| is_behind(slot, end));
            if !is_beyond && self.listed.insert(slot) {
                new.push(slot);
            }
        }
        let count = new.len();
        if let Some(cursor) = page.cursor.as_ref().filter(|_| page.has_more) {
            let kept = old.iter().filter(|slot| is_behind(**slot, cursor));
            new.extend(kept.filter(|slot| self.listed.insert(**slot)));
        }
        let length = new.len();
        self.slots.splice(place, new);
        let (grown, shrunk) = (
            length.saturating_sub(old.len()),
            old.len().saturating_sub(length),
        );
        if grown != shrunk {
            for mark in &mut self.pages[index + 1..] {
                mark.start = mark.start + grown - shrunk;
            }
        }
        let mark = &mut self.pages[index];
        self.skipped = self.skipped - mark.skipped + page.skipped;
        (mark.stamp, mark.skipped) = (read.stamp, page.skipped);
        (mark.length, mark.beyond) = (length, length - count);
        if index + 1 == self.pages.len() {
            self.guard = Guard::resume(self.pages[index].after.clone());
            self.next = Some(self.guard.follow(page, count));
            if self.is_read_out() {
                self.cached = Vec::new();
            }
        }
    }

    fn is_read_out(&self) -> bool {
        matches!(self.next, Some(Next::End | Next::Untold))
    }

    fn note_change(&mut self, from: usize) {
        self.changed = Some(self.changed.map_or(from, |earlier| earlier.min(from)));
    }

    fn unlist(&mut self, slots: &[Slot]) {
        for &slot in slots {
            self.listed.remove(slot);
        }
    }
}

/// The order of the cursors that pages were read after: the first page's is none.
fn order(one: Option<&UserId>, other: Option<&UserId>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => in_order(one.as_str(), other.as_str()),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}
