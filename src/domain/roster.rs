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
    /// The sum over `pages`: asked for in every frame.
    skipped: usize,
    guard: Guard,
    next: Option<Next>,
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
    length: usize,
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
        for slot in self.listing.drain(..) {
            self.known[slot.index()].is_listed = false;
        }
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

    fn append_page(&mut self, after: Option<&UserId>, stamp: Stamp, mut page: Page) {
        let start = self.listing.len();
        for row in std::mem::take(&mut page.rows) {
            let slot = self.confirm_row(stamp, row);
            self.list(slot);
        }
        let length = self.listing.len() - start;
        self.skipped += page.skipped;
        self.pages.push(PageMark {
            after: after.cloned(),
            length,
            skipped: page.skipped,
        });
        self.next = Some(self.guard.follow(&page, length));
    }

    /// Puts a fresh reading in the place of an old one. The fresh one may end earlier (somebody
    /// appeared) or later (somebody vanished): old rows behind its end stay, rows that stand on
    /// another page already are not listed twice.
    fn replace_page(&mut self, index: usize, stamp: Stamp, mut page: Page) {
        let start: usize = self.pages[..index].iter().map(|mark| mark.length).sum();
        let tail = self.listing.split_off(start);
        let (old, behind) = tail.split_at(self.pages[index].length);
        for slot in old {
            self.known[slot.index()].is_listed = false;
        }
        for row in std::mem::take(&mut page.rows) {
            let slot = self.confirm_row(stamp, row);
            self.list(slot);
        }
        if let Some(cursor) = page.cursor.as_ref().filter(|_| page.has_more) {
            for &slot in old {
                if self.known[slot.index()].id.comes_after(cursor) {
                    self.list(slot);
                }
            }
        }
        self.pages[index].length = self.listing.len() - start;
        let skipped = std::mem::replace(&mut self.pages[index].skipped, page.skipped);
        self.skipped = self.skipped - skipped + page.skipped;
        self.listing.extend_from_slice(behind);
        let is_last = index + 1 == self.pages.len();
        if is_last && !page.has_more {
            self.next = Some(Next::End);
        } else if is_last && matches!(self.next, Some(Next::End)) {
            self.next = page.cursor.map(Next::After);
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
        let index = u32::try_from(self.known.len());
        let slot = Slot(index.expect("four thousand million users do not fit into memory"));
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
    fn index(self) -> usize {
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
