//! The roster: what the server confirmed, with pending edits folded over it when shown.
//!
//! Invariants: only reads change what is confirmed, and never an older read over a newer one; a
//! pending edit is an overlay, so dropping it *is* the rollback; a user's slot never changes, so
//! views may hold slots while pages stream in.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::change::Change;
use super::field::Field;
use super::paging::{Guard, Next, Page};
use super::plan::EditId;
use super::selection::Selection;
use super::user::{Row, User, UserId};
use super::value::Value;

/// When a read was *sent*: its place in the order of all requests, and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The order of sending; comparisons go by this.
    pub sent: u64,
    /// The clock when it was sent, for ages on screen.
    pub at: Timestamp,
}

/// The place of a user in the roster's memory; stable for the life of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u32);

/// All users known, the order in which the server listed them, and the edits on their way.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    known: Vec<Known>,
    slots: HashMap<UserId, Slot>,
    listing: Vec<Slot>,
    pages: Vec<PageMark>,
    guard: Guard,
    next: Option<Next>,
    /// The sum over `pages`: the header asks at every frame.
    skipped: usize,
    pending: HashMap<UserId, Vec<(EditId, Change)>>,
}

#[derive(Debug, Clone)]
struct Known {
    id: UserId,
    row: Option<(Stamp, Row)>,
    user: Option<(Stamp, Arc<User>)>,
    is_listed: bool,
}

/// One page of the listing: what it was read after, and what it brought.
#[derive(Debug, Clone)]
struct PageMark {
    after: Option<UserId>,
    stamp: Stamp,
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

impl Roster {
    /// Forgets the order (new filters, reload from the start) but not what is known of the users.
    pub fn restart_listing(&mut self) {
        let listing = std::mem::take(&mut self.listing);
        self.unlist(&listing);
        self.pages.clear();
        self.skipped = 0;
        self.guard = Guard::default();
        self.next = None;
    }

    /// Takes a page that was read after `after` (`None` = from the start).
    pub fn join_page(&mut self, after: Option<&UserId>, stamp: Stamp, page: Page) -> Joined {
        if let Some(index) = self
            .pages
            .iter()
            .position(|mark| mark.after.as_ref() == after)
        {
            if stamp < self.pages[index].stamp {
                return Joined::Ignored;
            }
            self.replace_page(index, stamp, page);
            return Joined::Replaced;
        }
        let is_next = match &self.next {
            None => after.is_none(),
            Some(Next::After(cursor)) => after == Some(cursor),
            Some(Next::End | Next::Stopped(_)) => false,
        };
        if !is_next {
            return Joined::Ignored;
        }
        self.append_page(after, stamp, page);
        Joined::Appended
    }

    fn append_page(&mut self, after: Option<&UserId>, stamp: Stamp, page: Page) {
        // Rows that the page before kept from beyond its end are read anew by this one.
        let beyond = self.pages.last_mut().map_or(0, |last| {
            last.length -= last.beyond;
            std::mem::take(&mut last.beyond)
        });
        let start = self.listing.len() - beyond;
        let old = self.listing.split_off(start);
        let mark = PageMark {
            after: after.cloned(),
            stamp,
            length: 0,
            beyond: 0,
            skipped: 0,
        };
        self.pages.push(mark);
        self.lay_page(self.pages.len() - 1, &old, stamp, page);
    }

    /// Puts a fresh reading in the place of an old one. Where the server says that nothing
    /// follows, nothing does.
    fn replace_page(&mut self, index: usize, stamp: Stamp, page: Page) {
        let start: usize = self.pages[..index].iter().map(|mark| mark.length).sum();
        let mut old = self.listing.split_off(start);
        let mut behind = old.split_off(self.pages[index].length);
        if !page.has_more {
            self.unlist(&behind);
            self.pages.truncate(index + 1);
            self.skipped = self.pages.iter().map(|mark| mark.skipped).sum();
            behind.clear();
        }
        self.lay_page(index, &old, stamp, page);
        self.listing.append(&mut behind);
    }

    /// Lists the rows of a page where `old` stood. It may end earlier (somebody appeared): rows
    /// behind its end stay. It may end later (somebody vanished): what lies beyond the cursor of
    /// the next page belongs to that page.
    fn lay_page(&mut self, index: usize, old: &[Slot], stamp: Stamp, mut page: Page) {
        self.unlist(old);
        let start = self.listing.len();
        // Of a server that sorts otherwise nothing can be said.
        let is_ascending = || page.rows.is_sorted_by(|a, b| b.id.comes_after(&a.id));
        let next_page = self.pages.get(index + 1);
        let border = next_page.and_then(|mark| mark.after.clone().filter(|_| is_ascending()));
        for row in std::mem::take(&mut page.rows) {
            let is_beyond = border.as_ref().is_some_and(|end| row.id.comes_after(end));
            let slot = self.confirm_row(stamp, row);
            if !is_beyond {
                self.list(slot);
            }
        }
        let read = self.listing.len() - start;
        if let Some(cursor) = page.cursor.as_ref().filter(|_| page.has_more) {
            for &slot in old {
                if self.known[slot.index()].id.comes_after(cursor) {
                    self.list(slot);
                }
            }
        }
        let length = self.listing.len() - start;
        let mark = &mut self.pages[index];
        self.skipped = self.skipped - mark.skipped + page.skipped;
        (mark.stamp, mark.skipped) = (stamp, page.skipped);
        (mark.length, mark.beyond) = (length, length - read);
        if index + 1 == self.pages.len() {
            self.guard = Guard::resume(self.pages[index].after.clone());
            self.next = Some(self.guard.follow(&page, read));
        }
    }

    /// Takes rows that belong to no page of the listing: a side of a filter. Their places.
    pub fn confirm_rows(&mut self, stamp: Stamp, rows: Vec<Row>) -> Vec<Slot> {
        let rows = rows.into_iter();
        rows.map(|row| self.confirm_row(stamp, row)).collect()
    }

    /// Everybody listed but these has this web-login state, as of `stamp`.
    pub fn infer_web_login(&mut self, stamp: Stamp, named: &Selection, locked: bool) {
        for slot in &self.listing {
            let known = &mut self.known[slot.index()];
            if let Some((_, row)) = &mut known.row
                && !named.contains(*slot)
            {
                row.block_web_login = Some(locked);
            }
        }
        let _ = stamp;
    }

    fn unlist(&mut self, slots: &[Slot]) {
        for slot in slots {
            self.known[slot.index()].is_listed = false;
        }
    }

    fn list(&mut self, slot: Slot) {
        let known = &mut self.known[slot.index()];
        if !known.is_listed {
            known.is_listed = true;
            self.listing.push(slot);
        }
    }

    fn confirm_row(&mut self, stamp: Stamp, row: Row) -> Slot {
        let slot = self.slot_for(&row.id);
        let known = &mut self.known[slot.index()];
        if known.row.as_ref().is_none_or(|(older, _)| *older <= stamp) {
            known.row = Some((stamp, row));
        }
        slot
    }

    /// Takes a single read. An older read than the one known is ignored; `false` then.
    pub fn confirm_user(&mut self, stamp: Stamp, user: Arc<User>) -> bool {
        let slot = self.slot_for(&user.id);
        let known = &mut self.known[slot.index()];
        let is_newer = known.user.as_ref().is_none_or(|(older, _)| *older <= stamp);
        if is_newer {
            known.user = Some((stamp, user));
        }
        is_newer
    }

    fn slot_for(&mut self, id: &UserId) -> Slot {
        if let Some(&slot) = self.slots.get(id) {
            return slot;
        }
        let slot = Slot::at(self.known.len());
        self.known.push(Known {
            id: id.clone(),
            row: None,
            user: None,
            is_listed: false,
        });
        self.slots.insert(id.clone(), slot);
        slot
    }

    /// Folds a pending edit over its user until [`Roster::drop_pending`].
    pub fn add_pending(&mut self, edit: EditId, user: &UserId, change: Change) {
        self.pending
            .entry(user.clone())
            .or_default()
            .push((edit, change));
    }

    /// Takes a pending edit away: settled, withdrawn or rolled back. The others stay.
    pub fn drop_pending(&mut self, edit: EditId) {
        self.pending.retain(|_, edits| {
            edits.retain(|(pending, _)| *pending != edit);
            !edits.is_empty()
        });
    }

    /// The same where it is known whose edit it is: one look, however many are on their way.
    pub fn drop_pending_of(&mut self, user: &UserId, edit: EditId) {
        if let Some(edits) = self.pending.get_mut(user) {
            edits.retain(|(pending, _)| *pending != edit);
            if edits.is_empty() {
                self.pending.remove(user);
            }
        }
    }

    /// How many edits are on their way.
    #[must_use]
    pub fn pending_count(&self) -> usize {
        self.pending.values().map(Vec::len).sum()
    }

    /// The listing in the server's order.
    #[must_use]
    pub fn listing(&self) -> &[Slot] {
        &self.listing
    }

    /// What follows the pages read so far; `None` = nothing was read yet.
    #[must_use]
    pub fn next(&self) -> Option<&Next> {
        self.next.as_ref()
    }

    /// Whether the listing's length is a total.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self.next, Some(Next::End))
    }

    /// `240+` until the last page, then `412`.
    #[must_use]
    pub fn count_label(&self) -> String {
        let more = if self.is_complete() { "" } else { "+" };
        format!("{}{more}", self.listing.len())
    }

    /// Rows the server sent that could not be read.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The cursor that the page with the listing's `position` was read after, to read it again.
    /// Outer `None` = no such page.
    #[must_use]
    pub fn page_at(&self, position: usize) -> Option<Option<UserId>> {
        let mut end = 0;
        self.pages
            .iter()
            .find(|mark| {
                end += mark.length;
                position < end
            })
            .map(|mark| mark.after.clone())
    }

    /// The slot of a user, if anything is known of it.
    #[must_use]
    pub fn slot(&self, id: &UserId) -> Option<Slot> {
        self.slots.get(id).copied()
    }

    /// A user as it is to be shown.
    #[must_use]
    pub fn shown(&self, slot: Slot) -> Shown<'_> {
        let known = &self.known[slot.index()];
        let pending = self.pending.get(&known.id).map_or(&[][..], Vec::as_slice);
        Shown { known, pending }
    }

    /// A user by id, as it is to be shown.
    #[must_use]
    pub fn get(&self, id: &UserId) -> Option<Shown<'_>> {
        self.slot(id).map(|slot| self.shown(slot))
    }
}

impl Slot {
    /// The slot with this index.
    pub(super) fn at(index: usize) -> Self {
        let index = u32::try_from(index);
        Self(index.expect("four thousand million users do not fit into memory"))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A user as it is to be shown: confirmed values under pending edits.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'roster> {
    known: &'roster Known,
    pending: &'roster [(EditId, Change)],
}

impl<'roster> Shown<'roster> {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> &'roster UserId {
        &self.known.id
    }

    /// The value to show: the last pending wish, else what was confirmed.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Value> {
        self.wish(field)
            .cloned()
            .or_else(|| self.confirmed(field).map(|(value, _)| value))
    }

    /// The value on its way to the server, if there is one.
    #[must_use]
    pub fn wish(&self, field: Field) -> Option<&'roster Value> {
        let newest_first = self.pending.iter().rev();
        newest_first
            .filter_map(|(_, change)| change.get(field))
            .map(|delta| &delta.after)
            .next()
    }

    /// What the newest read that carries `field` says, and when it was sent.
    #[must_use]
    pub fn confirmed(&self, field: Field) -> Option<(Value, Stamp)> {
        let row = self.known.row.as_ref();
        let user = self.known.user.as_ref();
        let from_row = row.and_then(|(stamp, row)| Some((row.get(field)?, *stamp)));
        let from_user = user.and_then(|(stamp, user)| Some((user.get(field)?.clone(), *stamp)));
        match (from_row, from_user) {
            (Some(row), Some(user)) => Some(if row.1 > user.1 { row } else { user }),
            (row, user) => row.or(user),
        }
    }

    /// The name, empty when there is none. Untrusted text.
    #[must_use]
    pub fn name(&self) -> String {
        self.text(Field::Name)
    }

    /// The text of `field`, empty when null or unknown. Untrusted text.
    #[must_use]
    pub fn text(&self, field: Field) -> String {
        self.get(field)
            .as_ref()
            .and_then(Value::text)
            .unwrap_or_default()
            .to_owned()
    }

    /// The full record and when it was read, if it was.
    #[must_use]
    pub fn user(&self) -> Option<(Stamp, &'roster Arc<User>)> {
        self.known.user.as_ref().map(|(stamp, user)| (*stamp, user))
    }

    /// The list row and when it was read, if it was.
    #[must_use]
    pub fn row(&self) -> Option<(Stamp, &'roster Row)> {
        self.known.row.as_ref().map(|(stamp, row)| (*stamp, row))
    }

    /// Whether the current listing holds this user.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.known.is_listed
    }

    /// The edits on their way, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = EditId> + 'roster {
        self.pending.iter().map(|(edit, _)| *edit)
    }
}
