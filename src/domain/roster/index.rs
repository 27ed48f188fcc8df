//! Users by id: a table of slots, hashed by the ids that stand in the blocks.
//!
//! Invariant: ids are kept once, in the blocks; the table costs four bytes a user and their slack.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::Slot;

/// Slots by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    slots: HashTable<Slot>,
    /// Ids come from outside: nobody must be able to choose ids that collide.
    hasher: RandomState,
}

impl Index {
    /// The slot of the user with this id; `id_of` looks an id up in the blocks.
    pub(super) fn find<'a>(&self, id: &str, id_of: impl Fn(Slot) -> &'a str) -> Option<Slot> {
        let hash = self.hasher.hash_one(id);
        self.slots.find(hash, |&slot| id_of(slot) == id).copied()
    }

    /// Adds a slot whose id is not in the table.
    pub(super) fn insert<'a>(&mut self, id: &str, slot: Slot, id_of: impl Fn(Slot) -> &'a str) {
        let hash = self.hasher.hash_one(id);
        let rehash = |slot: &Slot| self.hasher.hash_one(id_of(*slot));
        self.slots.insert_unique(hash, slot, rehash);
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.slots.allocation_size()
    }
}
