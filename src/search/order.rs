//! The listing in another order.
//!
//! Invariant: equal keys keep the order of the listing, in both directions, and who has no value
//! stands last in both; a row that was put in its place stays there until the order is asked anew.

use std::cmp::Ordering;
use std::ops::Range;
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

/// In the place of a key that has still to be read; no key is as large.
const WANTED: u64 = u64::MAX;

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
        let mut keyed: Vec<Keyed> = scratch(slots.len());
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
            self.refine(slots, &mut keyed[..valued]);
        }
        let slot = |keyed: &Keyed| slots[keyed.place as usize];
        // Not out of the scratch memory's own iterator: the slots would be put into it and keep it.
        (keyed.iter().map(slot).collect(), valued)
    }

    /// Where keys are equal so far, the next eight bytes decide. They are read in the order in
    /// which they lie in memory, whoever is equal to whom: to jump there and back for each of a
    /// million costs more than the rest of the sort.
    fn refine(&self, slots: &[Slot], keyed: &mut [Keyed]) {
        let mut runs: Vec<Range<usize>> = std::iter::once(0..keyed.len()).collect();
        for depth in 1..=DEPTHS {
            runs = self.equal_runs(keyed, &runs, depth - 1);
            if runs.is_empty() {
                return;
            }
            let mut next: Vec<u64> = scratch(slots.len());
            for place in runs.iter().flat_map(|run| &keyed[run.clone()]) {
                next[place.place as usize] = WANTED;
            }
            on_both_sides(&mut next, slots.len() / 2, |first, side| {
                for (next, slot) in side.iter_mut().zip(&slots[first..]) {
                    if *next == WANTED {
                        *next = self.key(*slot).map_or(0, |key| key.at(depth));
                    }
                }
            });
            for run in &runs {
                let run = &mut keyed[run.clone()];
                for keyed in run.iter_mut() {
                    keyed.key = self.turned(next[keyed.place as usize]);
                }
                run.sort_unstable_by_key(Keyed::rank);
            }
        }
    }

    /// Those in each of these runs whose keys at `depth` are the same and not the last.
    fn equal_runs(
        &self,
        keyed: &[Keyed],
        runs: &[Range<usize>],
        depth: usize,
    ) -> Vec<Range<usize>> {
        let mut equal = Vec::new();
        for run in runs {
            let mut start = run.start;
            for same in keyed[run.clone()].chunk_by(|one, other| one.key == other.key) {
                let end = start + same.len();
                if same.len() > 1 && !Key::is_last(self.turned(same[0].key), depth) {
                    equal.push(start..end);
                }
                start = end;
            }
        }
        equal
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

/// Bytes from which on an allocator asks the system and gives back to it what is freed; what is
/// smaller it may keep for later. Of a piece as large only the pages that are used take memory.
const GIVEN_BACK: usize = 33 << 20;

/// Memory for the time of a sort.
fn scratch<T: Clone + Default>(length: usize) -> Vec<T> {
    let capacity = match length >= WORTH_A_THREAD {
        true => length.max(GIVEN_BACK / size_of::<T>()),
        false => length,
    };
    let mut scratch = Vec::with_capacity(capacity);
    scratch.resize(length, T::default());
    scratch
}

/// Does the work on what is before the border and on what is behind, each told where its side
/// begins; side by side where that pays.
fn on_both_sides<T: Send>(all: &mut [T], border: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    let is_many = all.len() >= WORTH_A_THREAD;
    let (left, right) = all.split_at_mut(border);
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
