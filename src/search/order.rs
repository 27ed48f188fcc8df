//! The listing in another order.
//!
//! Invariant: equal keys keep the order of the listing, in both directions, and who has no value
//! stands last in both; a row that was put in its place stays there until the order is asked anew.

use std::cmp::Ordering;
use std::thread;

use crate::domain::roster::Slot;
use crate::domain::view::{Direction, Sort};

use super::haystack::Haystack;
use super::key::{DEPTHS, Key};

/// Fewer rows are sorted sooner than a second thread starts.
const WORTH_A_THREAD: usize = 16 * 1024;

/// Rows in an order.
#[derive(Debug)]
pub(super) struct Order {
    /// By what.
    pub(super) sort: Sort,
    /// Those with a value, then those without.
    rows: Vec<Slot>,
    valued: usize,
}

/// Eight bytes of a key, turned round where the largest goes first, and whose they are.
type Keyed = (u64, Slot);

impl Order {
    pub(super) fn new(sort: Sort, haystacks: &[Haystack], listing: &[Slot]) -> Self {
        let sorter = Sorter { sort, haystacks };
        let (rows, valued) = sorter.sorted(listing);
        Self { sort, rows, valued }
    }

    /// How many rows of the listing it has.
    pub(super) fn covered(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &[Slot] {
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
        self.rows = rows;
        self.valued += valued;
    }
}

struct Sorter<'a> {
    sort: Sort,
    haystacks: &'a [Haystack],
}

impl Sorter<'_> {
    /// The rows in order, and how many of them have a value.
    fn sorted(&self, slots: &[Slot]) -> (Vec<Slot>, usize) {
        let (mut keyed, unvalued) = if slots.len() < WORTH_A_THREAD {
            self.keyed(slots)
        } else {
            let (left, right) = slots.split_at(slots.len() / 2);
            thread::scope(|scope| {
                let helper = scope.spawn(|| self.keyed(right));
                let (mut keyed, mut unvalued) = self.keyed(left);
                let (more, without) = helper.join().expect("the helper ran the same code");
                keyed.extend(more);
                unvalued.extend(without);
                // Two sorted runs one behind the other: the sort sees them and merges.
                keyed.sort_by_key(|(key, _)| *key);
                (keyed, unvalued)
            })
        };
        self.refine_all(&mut keyed);
        let mut rows: Vec<Slot> = keyed.into_iter().map(|(_, slot)| slot).collect();
        let valued = rows.len();
        rows.extend(unvalued);
        (rows, valued)
    }

    /// The first eight bytes of each, in order, and those that have none.
    fn keyed(&self, slots: &[Slot]) -> (Vec<Keyed>, Vec<Slot>) {
        let mut keyed = Vec::with_capacity(slots.len());
        let mut unvalued = Vec::new();
        for &slot in slots {
            match self.key(slot) {
                Some(key) => keyed.push((self.turned(key.first), slot)),
                None => unvalued.push(slot),
            }
        }
        keyed.sort_by_key(|(key, _)| *key);
        (keyed, unvalued)
    }

    fn refine_all(&self, keyed: &mut [Keyed]) {
        if keyed.len() < WORTH_A_THREAD {
            return self.refine(keyed, 1);
        }
        // Equal keys stay on one side.
        let middle = keyed[keyed.len() / 2].0;
        let border = keyed.partition_point(|(key, _)| *key < middle);
        let (left, right) = keyed.split_at_mut(border);
        thread::scope(|scope| {
            scope.spawn(|| self.refine(right, 1));
            self.refine(left, 1);
        });
    }

    /// Where keys are equal so far, the next eight bytes decide.
    fn refine(&self, keyed: &mut [Keyed], depth: usize) {
        for run in keyed.chunk_by_mut(|one, other| one.0 == other.0) {
            if run.len() == 1 {
                continue;
            }
            let mut is_over = true;
            for (key, slot) in run.iter_mut() {
                let next = self.key(*slot).map_or(0, |key| key.at(depth));
                is_over &= next == 0;
                *key = self.turned(next);
            }
            if is_over {
                continue;
            }
            run.sort_by_key(|(key, _)| *key);
            if depth < DEPTHS {
                self.refine(run, depth + 1);
            }
        }
    }

    fn key(&self, slot: Slot) -> Option<Key<'_>> {
        Key::of(self.haystacks, slot, self.sort.column)
    }

    fn turned(&self, key: u64) -> u64 {
        match self.sort.direction {
            Direction::Ascending => key,
            Direction::Descending => !key,
        }
    }

    fn compare(&self, one: Slot, other: Slot) -> Ordering {
        let order = match (self.key(one), self.key(other)) {
            (Some(one), Some(other)) => one.compare(&other),
            (one, other) => return other.is_some().cmp(&one.is_some()),
        };
        match self.sort.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        }
    }
}
