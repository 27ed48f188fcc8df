//! The list of an earlier run: shown until there is a better one, and gone without a trace if it
//! turns out damaged.
//!
//! Invariant: what an earlier run told was sent before anything that this one sends, so every read
//! of this run takes its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::selection::Selection;
use crate::domain::user::in_order;

use super::{Block, Roster, Slot, Stamp};

impl Roster {
    /// Takes a block of an earlier run's list; gives the places of its users. It says nothing new
    /// of a user who is known.
    pub fn adopt(&mut self, mut block: Block) -> Vec<Slot> {
        let is_full = self
            .blocks
            .last()
            .is_none_or(|last| last.len() == Block::ROWS);
        let is_new = (0..block.len()).all(|row| self.find(block.id(row)).is_none());
        if !(is_full && is_new) {
            return self.adopt_rows(&block);
        }
        block.share_roles(|role| self.shared_role(role));
        let number = self.blocks.len();
        let rows = block.len();
        self.blocks.push(Arc::new(block));
        let slots = (0..rows).map(|row| Slot::at(number * Block::ROWS + row));
        slots.map(|slot| self.index_slot(slot)).collect()
    }

    /// Lists users of an earlier run's list, until the first page of this one is there.
    pub fn list_cached(&mut self, slots: &[Slot]) {
        self.listing.list_cached(slots);
    }

    /// That list came to its end.
    pub fn end_cached(&mut self) {
        self.listing.end_cached();
    }

    /// Takes away all that an earlier run's list told, and gives those of whom nothing else is known.
    pub fn forget_cached(&mut self) -> Selection {
        self.listing.forget_cached();
        let mut unknown = Selection::default();
        for (number, block) in self.blocks.iter_mut().enumerate() {
            if !block.has_earlier() {
                continue;
            }
            *block = Arc::new(block.without_earlier());
            for row in (0..block.len()).filter(|row| !block.knows(*row)) {
                unknown.insert(Slot::at(number * Block::ROWS + row));
            }
        }
        unknown
    }

    /// When the first row of the list was read, if the list is an earlier run's.
    #[must_use]
    pub fn cached_at(&self) -> Option<Timestamp> {
        let first = self.listing.shown_cached()?.first()?;
        let stamp = self.blocks[first.block()].read_at(first.row())?;
        Some(stamp.at)
    }

    /// The list as it is to be kept for the next run: what was read in this one, and behind it what
    /// the last one knew of the rest.
    #[must_use]
    pub fn to_keep(&self) -> Vec<Slot> {
        let id_of = |slot: &Slot| self.blocks[slot.block()].id(slot.row());
        let listed = self.listing.slots();
        let Some(last) = listed.last().map(id_of) else {
            return Vec::new();
        };
        let mut seen: Selection = listed.iter().copied().collect();
        let rest = self.listing.cached().iter();
        let rest = rest.filter(|slot| in_order(id_of(slot), last).is_gt() && seen.insert(**slot));
        listed.iter().chain(rest).copied().collect()
    }

    fn adopt_rows(&mut self, block: &Block) -> Vec<Slot> {
        let rows = 0..block.len();
        let told = rows.filter_map(|row| Some((block.read_at(row)?, block.row(row)?.to_row())));
        told.map(|(stamp, row)| self.confirm_row(stamp, &row))
            .collect()
    }
}

impl Block {
    /// Whether an earlier run told anything of it.
    pub(super) fn has_earlier(&self) -> bool {
        self.stamps.iter().any(|stamp| stamp.is_earlier())
    }

    /// The same rows without what an earlier run told: of a user whom only that one had listed the
    /// id stays, and the full record.
    pub(super) fn without_earlier(&self) -> Self {
        let is_earlier = |code| self.stamp(code).is_some_and(Stamp::is_earlier);
        let mut kept = Self::default();
        let mut stamps = BTreeMap::new();
        for (row, packed) in self.rows.iter().enumerate() {
            if is_earlier(packed.read) {
                kept.push(self.id(row));
                continue;
            }
            let mut packed = *packed;
            if is_earlier(packed.web) {
                packed.set_web_login(None);
                packed.web = 0;
            }
            kept.copy_as(packed, self, row, &mut stamps);
        }
        kept.users.clone_from(&self.users);
        kept.shrink();
        kept
    }
}

impl Stamp {
    /// When an earlier run sent something: before all that this one sends.
    pub(super) fn earlier(at: Timestamp) -> Self {
        Self { sent: 0, at }
    }

    /// Whether an earlier run sent it.
    pub(super) fn is_earlier(self) -> bool {
        self.sent == 0
    }
}
