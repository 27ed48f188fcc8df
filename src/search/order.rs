//! The listing in another order.
//!
//! Invariant: equal keys keep the order of the listing, in both directions, and who has no value
//! stands last in both; a row that was put in its place stays there until the order is asked anew.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::domain::roster::Slot;
use crate::domain::view::Sort;

use super::haystack::Haystack;
use super::sorter::Sorter;

/// Rows in an order.
#[derive(Debug)]
pub(super) struct Order {
    /// By what.
    pub(super) sort: Sort,
    /// Those with a value, then those without.
    rows: Arc<Vec<Slot>>,
    valued: usize,
}

impl Order {
    pub(super) fn new(sort: Sort, haystacks: &[Haystack], listing: &[Slot]) -> Self {
        let (rows, valued) = Sorter { sort, haystacks }.sorted(listing);
        let rows = Arc::new(rows);
        Self { sort, rows, valued }
    }

    /// How many rows of the listing it has.
    pub(super) fn covered(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &Arc<Vec<Slot>> {
        &self.rows
    }

    /// Puts the rows that the listing has behind those covered into their places.
    pub(super) fn extend(&mut self, haystacks: &[Haystack], listing: &[Slot]) {
        let sort = self.sort;
        let sorter = Sorter { sort, haystacks };
        let (new, valued) = sorter.sorted(&listing[self.rows.len()..]);
        let (old, unvalued) = self.rows.split_at(self.valued);
        let mut rows = Vec::with_capacity(listing.len());
        let mut from = 0;
        for &slot in &new[..valued] {
            let is_before = |&known: &Slot| sorter.compare(known, slot) != Ordering::Greater;
            let place = from + old[from..].partition_point(is_before);
            rows.extend_from_slice(&old[from..place]);
            rows.push(slot);
            from = place;
        }
        rows.extend_from_slice(&old[from..]);
        rows.extend_from_slice(unvalued);
        rows.extend_from_slice(&new[valued..]);
        self.rows = Arc::new(rows);
        self.valued += valued;
    }
}
