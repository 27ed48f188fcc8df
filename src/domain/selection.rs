//! Marks: a set of users that survives reloading, sorting and a million rows.
//!
//! Invariant: a selection is about users, never about row numbers. A user's slot in the roster is
//! as good as the id, and a set of slots costs a bit each.

use super::roster::Slot;

/// Which users are marked, by their places in one roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    bits: Vec<u64>,
    count: usize,
}

impl Selection {
    /// Whether the user is marked.
    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Marks a user; `false` = it was marked already.
    pub fn insert(&mut self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        let is_new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        self.count += usize::from(is_new);
        is_new
    }

    /// Takes a mark away; `false` = there was none.
    pub fn remove(&mut self, slot: Slot) -> bool {
        let was_there = self.contains(slot);
        if was_there {
            let (word, bit) = place(slot);
            self.bits[word] &= !bit;
            self.count -= 1;
        }
        was_there
    }

    /// Marks or unmarks a user; whether it is marked now.
    pub fn toggle(&mut self, slot: Slot) -> bool {
        !self.remove(slot) && self.insert(slot)
    }

    /// How many are marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nobody is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many are in both.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> usize {
        let words = self.bits.iter().zip(&other.bits);
        words
            .map(|(one, other)| (one & other).count_ones() as usize)
            .sum()
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>()
    }

    /// The marked users, in the order in which they became known.
    pub fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        let words = self.bits.iter().enumerate();
        words
            .filter(|(_, bits)| **bits != 0)
            .flat_map(|(word, bits)| {
                let is_set = move |bit: &usize| bits & (1 << bit) != 0;
                (0..WORD)
                    .filter(is_set)
                    .map(move |bit| Slot::at(word * WORD + bit))
            })
    }
}

impl FromIterator<Slot> for Selection {
    fn from_iter<Slots: IntoIterator<Item = Slot>>(slots: Slots) -> Self {
        let mut selection = Self::default();
        for slot in slots {
            selection.insert(slot);
        }
        selection
    }
}

/// Bits in a word.
const WORD: usize = 64;

fn place(slot: Slot) -> (usize, u64) {
    (slot.index() / WORD, 1 << (slot.index() % WORD))
}
