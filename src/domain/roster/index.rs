//! Users by id: found by halving where ids ascend from slot to slot, as a server lists them, and in
//! a table of slots where they do not.
//!
//! Invariant: ids are kept once, in the blocks. A list that ascends costs nothing here; each user
//! behind the first who does not costs four bytes and their slack.

use std::cmp::Ordering;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use crate::domain::user::in_order;

use super::Slot;

/// Slots by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// The ids of so many slots, from the first on, ascend.
    ascending: usize,
    others: HashTable<Slot>,
    /// Ids come from outside: nobody must be able to choose ids that collide.
    hasher: RandomState,
}

impl Index {
    /// The slot of the user with this id; `id_of` looks an id up in the blocks.
    pub(super) fn find<'a>(&self, id: &str, id_of: impl Fn(Slot) -> &'a str) -> Option<Slot> {
        let found = self.find_ascending(id, &id_of);
        if found.is_some() || self.others.is_empty() {
            return found;
        }
        let hash = self.hasher.hash_one(id);
        self.others.find(hash, |&slot| id_of(slot) == id).copied()
    }

    fn find_ascending<'a>(&self, id: &str, id_of: impl Fn(Slot) -> &'a str) -> Option<Slot> {
        let (mut from, mut to) = (0, self.ascending);
        // Most who are looked for in vain stand on the next page.
        if self.comes_last(id, &id_of) {
            return None;
        }
        while from < to {
            let middle = Slot::at(from.midpoint(to));
            match in_order(id_of(middle), id) {
                Ordering::Less => from = middle.index() + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => to = middle.index(),
            }
        }
        None
    }

    /// Adds a slot whose id is not there.
    pub(super) fn insert<'a>(&mut self, id: &str, slot: Slot, id_of: impl Fn(Slot) -> &'a str) {
        if slot.index() == self.ascending && self.comes_last(id, &id_of) {
            self.ascending += 1;
            return;
        }
        let hash = self.hasher.hash_one(id);
        let rehash = |slot: &Slot| self.hasher.hash_one(id_of(*slot));
        self.others.insert_unique(hash, slot, rehash);
    }

    /// Whether the id comes after all that ascend.
    fn comes_last<'a>(&self, id: &str, id_of: impl Fn(Slot) -> &'a str) -> bool {
        let last = self.ascending.checked_sub(1);
        last.is_none_or(|last| in_order(id_of(Slot::at(last)), id).is_lt())
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.others.allocation_size()
    }
}
