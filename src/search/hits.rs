//! A bit a row of one block.
//!
//! Invariant: bits beyond the block's rows are never set.

use crate::domain::roster::Block;

/// Rows of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hits([u64; Block::ROWS / 64]);

impl Default for Hits {
    fn default() -> Self {
        Self([0; Block::ROWS / 64])
    }
}

impl Hits {
    /// The first rows.
    pub(super) fn first(rows: usize) -> Self {
        let mut hits = Self::default();
        for row in 0..rows {
            hits.set(row);
        }
        hits
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0[row / 64] & (1 << (row % 64)) != 0
    }

    pub(super) fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    /// Those that are in both.
    pub(super) fn and(self, other: Self) -> Self {
        self.merge(other, |one, other| one & other)
    }

    /// Those that are in one of them.
    pub(super) fn or(self, other: Self) -> Self {
        self.merge(other, |one, other| one | other)
    }

    /// Those that are not in the other.
    pub(super) fn without(self, other: Self) -> Self {
        self.merge(other, |one, other| one & !other)
    }

    fn merge(mut self, other: Self, merge: impl Fn(u64, u64) -> u64) -> Self {
        for (bits, other) in self.0.iter_mut().zip(other.0) {
            *bits = merge(*bits, other);
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The rows, ascending.
    pub(super) fn rows(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(word * 64 + bit)
            })
        })
    }
}
