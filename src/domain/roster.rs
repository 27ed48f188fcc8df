//! The roster: what the server confirmed, with pending edits folded over it when shown.
//!
//! Invariants: only reads change what is confirmed, and never an older read over a newer one; a
//! pending edit is an overlay, so dropping it *is* the rollback; a user's slot never changes, so
//! views may hold slots while pages stream in.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use super::change::Change;
use super::commpeak;
use super::paging::{Next, Page};
use super::plan::EditId;
use super::selection::Selection;
use super::user::{Row, User, UserId};
use super::value::Role;

mod block;
mod earlier;
pub mod frozen;
mod index;
mod listing;
mod packed;
mod parcel;
mod shown;
mod texts;

pub use block::Block;
use index::Index;
pub use listing::Joined;
use listing::{Earlier, Listing};
pub use parcel::Parcel;
pub use shown::Shown;

/// When a read was *sent*: its place in the order of all requests, and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The order of sending; comparisons go by this. 0 = by an earlier run.
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
    blocks: Vec<Arc<Block>>,
    index: Index,
    listing: Listing,
    roles: HashSet<Arc<Role>>,
    pending: HashMap<UserId, Vec<(EditId, Change)>>,
}

impl Roster {
    /// Forgets the order (new filters, reload from the start) but not what is known of the users.
    pub fn restart_listing(&mut self) {
        self.listing.restart();
    }

    /// Notes where a user stands. Of two with one id the first stays.
    fn index_slot(&mut self, slot: Slot) -> Slot {
        let blocks = &self.blocks;
        let id_of = |slot: Slot| blocks[slot.block()].id(slot.row());
        let id = id_of(slot);
        self.index.find(id, id_of).unwrap_or_else(|| {
            self.index.insert(id, slot, id_of);
            slot
        })
    }

    /// The most users that came on one page of the list; none = no page was read.
    #[must_use]
    pub fn largest_page(&self) -> Option<usize> {
        self.listing.largest_page()
    }

    /// Takes a page that was read after `after` (`None` = from the start).
    pub fn join_page(&mut self, after: Option<&UserId>, stamp: Stamp, page: Page) -> Joined {
        let Some(place) = self.listing.place(after, stamp) else {
            return Joined::Ignored;
        };
        let slots: Vec<Slot> = page
            .rows
            .iter()
            .map(|row| self.confirm_row(stamp, row))
            .collect();
        let blocks = &self.blocks;
        let id_of = |slot: Slot| blocks[slot.block()].id(slot.row());
        let read = listing::Read {
            after,
            stamp,
            page: &page,
            slots: &slots,
        };
        self.listing.join(place, read, id_of)
    }

    /// Takes rows that belong to no page of the listing: one side of a filter. Their slots.
    pub fn confirm_rows(&mut self, stamp: Stamp, rows: &[Row]) -> Vec<Slot> {
        let rows = rows.iter();
        rows.map(|row| self.confirm_row(stamp, row)).collect()
    }

    /// Of those listed at these places everybody of whom it `holds` has this web-login state, as of
    /// `stamp`.
    pub fn infer_web_login(
        &mut self,
        places: Range<usize>,
        stamp: Stamp,
        locked: bool,
        holds: impl Fn(Slot, &str) -> bool,
    ) {
        for &slot in &self.listing.slots()[places] {
            let block = &mut self.blocks[slot.block()];
            if holds(slot, block.id(slot.row())) {
                Arc::make_mut(block).infer_web_login(slot.row(), stamp, locked);
            }
        }
    }

    fn confirm_row(&mut self, stamp: Stamp, row: &Row) -> Slot {
        let slot = self.slot_for(row.id.as_str());
        let role = row.role.as_ref().map(|role| self.shared_role(role));
        self.block_mut(slot)
            .confirm_row(slot.row(), stamp, row, role);
        slot
    }

    /// A tenant has a handful of roles and a million users that have one.
    fn shared_role(&mut self, role: &Role) -> Arc<Role> {
        if let Some(known) = self.roles.get(role) {
            return known.clone();
        }
        let role = Arc::new(role.clone());
        self.roles.insert(role.clone());
        role
    }

    /// Takes a single read. An older read than the one known is ignored; `false` then.
    pub fn confirm_user(&mut self, stamp: Stamp, user: Arc<User>) -> bool {
        let slot = match commpeak::row_of(&user) {
            Some(row) => self.confirm_row(stamp, &row),
            None => self.slot_for(user.id.as_str()),
        };
        self.block_mut(slot).confirm_user(slot.row(), stamp, user)
    }

    fn slot_for(&mut self, id: &str) -> Slot {
        if let Some(slot) = self.find(id) {
            return slot;
        }
        if self
            .blocks
            .last()
            .is_none_or(|block| block.len() == Block::ROWS)
        {
            if let Some(full) = self.blocks.last_mut() {
                Arc::make_mut(full).shrink();
            }
            self.blocks.push(Arc::default());
        }
        let block = self.blocks.len() - 1;
        let slot = Slot::at(block * Block::ROWS + self.blocks[block].len());
        let before = block
            .checked_sub(1)
            .map(|before| self.blocks[before].text_bytes());
        let new = self.block_mut(slot);
        if let Some(bytes) = before {
            new.make_room(bytes);
        }
        new.push(id);
        self.index_slot(slot)
    }

    fn find(&self, id: &str) -> Option<Slot> {
        let id_of = |slot: Slot| self.blocks[slot.block()].id(slot.row());
        self.index.find(id, id_of)
    }

    /// A block to write to: somebody who holds the old one keeps it as it was.
    fn block_mut(&mut self, slot: Slot) -> &mut Block {
        Arc::make_mut(&mut self.blocks[slot.block()])
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

    /// What is confirmed of all users known, listed or not, in blocks of [`Block::ROWS`] slots. A
    /// block that is written to is another one afterwards (`Arc::ptr_eq` tells).
    #[must_use]
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    /// The listing in the server's order.
    #[must_use]
    pub fn listing(&self) -> &[Slot] {
        self.listing.slots()
    }

    /// How many rows of the listing are as they were when this was last asked; `None` = all, and
    /// none came. Whoever follows the listing asks after each event.
    pub fn take_listing_change(&mut self) -> Option<usize> {
        self.listing.take_change()
    }

    /// What follows the pages read so far; `None` = nothing was read yet.
    #[must_use]
    pub fn next(&self) -> Option<&Next> {
        self.listing.next()
    }

    /// Whether nothing of the list is left to read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self.next(), Some(Next::End | Next::Untold))
    }

    /// Whether the listing's length is a total: a server that gives all it gives at once need not
    /// have given everybody.
    #[must_use]
    pub fn is_total(&self) -> bool {
        matches!(self.next(), Some(Next::End))
    }

    /// `240+` until the last page, then `412`, or `412 listed` if that is no total; `24000 cached`
    /// before the first, `1024+ cached` as long as more of those come.
    #[must_use]
    pub fn count_label(&self) -> String {
        let more = match (self.next(), self.listing.earlier()) {
            (Some(Next::End), _) => "",
            (Some(Next::Untold), _) => " listed",
            (_, Earlier::Whole) => " cached",
            (_, Earlier::Coming) => "+ cached",
            (_, Earlier::Behind) => "+",
        };
        format!("{}{more}", self.listing().len())
    }

    /// How many rows a find looks through: `240+ loaded`, `412 listed` or `24000 cached`.
    #[must_use]
    pub fn loaded_label(&self) -> String {
        match self.next() {
            Some(Next::Untold) => self.count_label(),
            None if self.listing.shown_cached().is_some() => self.count_label(),
            Some(Next::After(_) | Next::End | Next::Stopped(_)) | None => {
                format!("{} loaded", self.count_label())
            }
        }
    }

    /// Rows the server sent that could not be read.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.listing.skipped()
    }

    /// The cursor that the page with the listing's `position` was read after, to read it again.
    /// Outer `None` = no such page.
    #[must_use]
    pub fn page_at(&self, position: usize) -> Option<Option<UserId>> {
        self.listing.page_at(position)
    }

    /// The slot of a user, if anything is known of it.
    #[must_use]
    pub fn slot(&self, id: &UserId) -> Option<Slot> {
        let slot = self.find(id.as_str())?;
        self.blocks[slot.block()].knows(slot.row()).then_some(slot)
    }

    /// A user as it is to be shown.
    #[must_use]
    pub fn shown(&self, slot: Slot) -> Shown<'_> {
        let block = &self.blocks[slot.block()];
        let id = block.id(slot.row());
        let pending = self.pending.get(id).map_or(&[][..], Vec::as_slice);
        Shown {
            block,
            slot,
            is_listed: self.listing.holds(slot),
            pending,
        }
    }

    /// A user by id, as it is to be shown.
    #[must_use]
    pub fn get(&self, id: &UserId) -> Option<Shown<'_>> {
        self.slot(id).map(|slot| self.shown(slot))
    }

    /// How many of these users the listing holds.
    #[must_use]
    pub fn count_listed(&self, users: &Selection) -> usize {
        self.listing.count(users)
    }

    /// The roles of the listed users, as confirmed, and how many have each; a role is its id.
    #[must_use]
    pub fn roles(&self) -> Vec<(Role, usize)> {
        let mut seen: BTreeMap<&str, (&Role, usize)> = BTreeMap::new();
        for (block, number) in self.blocks.iter().zip(0..) {
            let is_listed = |row| {
                let slot = Slot::at(number * Block::ROWS + row);
                self.listing.holds(slot)
            };
            for (role, count) in block.roles(is_listed) {
                let (known, total) = seen.entry(role.id.as_str()).or_insert((role, 0));
                *total += count;
                if known.name.is_empty() {
                    *known = role;
                }
            }
        }
        let seen = seen.into_values();
        seen.map(|(role, count)| (role.clone(), count)).collect()
    }

    /// Bytes of memory: blocks, table and listing; full records and pending edits excepted.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.bytes()).sum();
        blocks
            + self.blocks.capacity() * size_of::<Arc<Block>>()
            + self.index.bytes()
            + self.listing.bytes()
    }
}

impl Slot {
    /// The slot with this index.
    pub(super) fn at(index: usize) -> Self {
        let index = u32::try_from(index);
        Self(index.expect("four thousand million users do not fit into memory"))
    }

    /// Its place among all users known.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Which of [`Roster::blocks`] it is in.
    #[must_use]
    pub fn block(self) -> usize {
        self.index() / Block::ROWS
    }

    /// The row in that block.
    #[must_use]
    pub fn row(self) -> usize {
        self.index() % Block::ROWS
    }
}
