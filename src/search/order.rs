//! The listing in another order.
//!
//! Invariant: equal keys keep the order of the listing, in both directions, and who has no value
//! stands last in both; a row that was put in its place stays there until the order is asked anew.

use std::cmp::Ordering;
use std::sync::Arc;
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
    rows: Arc<Vec<Slot>>,
    valued: usize,
}

/// Eight bytes of a key, turned round where the largest goes first, and whose they are. A million
/// of them are a big part of what a sort holds: twelve bytes, not sixteen.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, packed(4))]
struct Keyed {
    key: u64,
    /// A place in the listing.
    place: u32,
}

/// Who has no value stands behind everybody who has; no key is as large.
const UNVALUED: u64 = u64::MAX;

impl Keyed {
    /// By key, then as they are listed.
    fn rank(&self) -> u128 {
        u128::from(self.key) << u32::BITS | u128::from(self.place)
    }
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

struct Sorter<'a> {
    sort: Sort,
    haystacks: &'a [Haystack],
}

impl Sorter<'_> {
    /// The rows in order, and how many of them have a value.
    fn sorted(&self, slots: &[Slot]) -> (Vec<Slot>, usize) {
        let mut keyed = vec![Keyed::default(); slots.len()];
        let middle = slots.len() / 2;
        on_both_sides(&mut keyed, middle, |first, side| {
            let slots = slots[first..].iter().zip(first..);
            for (keyed, (slot, place)) in side.iter_mut().zip(slots) {
                let place = u32::try_from(place).expect("a listing has as many slots at most");
                let key = self.key(*slot).map(|key| self.turned(key.first));
                let key = key.unwrap_or(UNVALUED);
                *keyed = Keyed { key, place };
            }
        });
        if middle > 0 {
            keyed.select_nth_unstable_by_key(middle, Keyed::rank);
        }
        on_both_sides(&mut keyed, middle, |_, side| {
            side.sort_unstable_by_key(Keyed::rank);
        });
        let valued = keyed.partition_point(|keyed| keyed.key < UNVALUED);
        if Key::may_go_on(self.sort.column) {
            // Equal keys stay on one side.
            let middle = keyed.get(valued / 2).map_or(0, |keyed| keyed.key);
            let border = keyed.partition_point(|keyed| keyed.key < middle);
            on_both_sides(&mut keyed[..valued], border, |_, side| {
                self.refine(slots, side, 1);
            });
        }
        let slot = |keyed: Keyed| slots[keyed.place as usize];
        (keyed.into_iter().map(slot).collect(), valued)
    }

    /// Where keys are equal so far, the next eight bytes decide.
    fn refine(&self, slots: &[Slot], keyed: &mut [Keyed], depth: usize) {
        let key = |keyed: &Keyed| self.key(slots[keyed.place as usize]);
        for run in keyed.chunk_by_mut(|one, other| one.key == other.key) {
            let [first, others @ ..] = &*run else {
                continue;
            };
            if others.is_empty() {
                continue;
            }
            // Many people have one name: that is seen sooner than sorted.
            let first = key(first);
            let is_same = |other| match (&first, key(other)) {
                (Some(first), Some(other)) => first.goes_on_like(&other, depth),
                (one, other) => one.is_none() && other.is_none(),
            };
            if others.iter().all(is_same) {
                continue;
            }
            for keyed in run.iter_mut() {
                keyed.key = self.turned(key(keyed).map_or(0, |key| key.at(depth)));
            }
            run.sort_unstable_by_key(Keyed::rank);
            if depth < DEPTHS {
                self.refine(slots, run, depth + 1);
            }
        }
    }

    fn key(&self, slot: Slot) -> Option<Key<'_>> {
        Key::of(self.haystacks, slot, self.sort.column)
    }

    fn turned(&self, key: u64) -> u64 {
        match self.sort.direction {
            Direction::Ascending => key,
            Direction::Descending => UNVALUED - 1 - key,
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

/// Does the work on what is before the border and on what is behind, each told where its side
/// begins; side by side where that pays.
fn on_both_sides(keyed: &mut [Keyed], border: usize, work: impl Fn(usize, &mut [Keyed]) + Sync) {
    let is_many = keyed.len() >= WORTH_A_THREAD;
    let (left, right) = keyed.split_at_mut(border);
    if is_many {
        thread::scope(|scope| {
            scope.spawn(|| work(border, right));
            work(0, left);
        });
    } else {
        work(0, left);
        work(border, right);
    }
}
