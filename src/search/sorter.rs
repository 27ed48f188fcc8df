//! From the keys of rows to their places.
//!
//! Invariants: equal keys keep the order of the listing; what a sort needs beside its answer is
//! given back to the system when it is done.

use std::cmp::Ordering;
use std::ops::Range;
use std::thread;

use crate::domain::roster::Slot;
use crate::domain::view::{Direction, Sort};

use super::haystack::Haystack;
use super::key::{DEPTHS, Key};

/// Fewer rows are sorted sooner than a second thread starts.
const WORTH_A_THREAD: usize = 16 * 1024;

/// Bytes from which on an allocator asks the system and gives back to it what is freed; what is
/// smaller it may keep for later. Of a piece as large only the pages that are used take memory.
const GIVEN_BACK: usize = 33 << 20;

/// Who has no value stands behind everybody who has; no key is as large.
const UNVALUED: u64 = u64::MAX;

/// In the place of a key that has still to be read; no key is as large.
const WANTED: u64 = u64::MAX;

/// What is sorted, and how.
pub(super) struct Sorter<'a> {
    pub(super) sort: Sort,
    pub(super) haystacks: &'a [Haystack],
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

impl Keyed {
    /// By key, then as they are listed.
    fn rank(&self) -> u128 {
        u128::from(self.key) << u32::BITS | u128::from(self.place)
    }
}

impl Sorter<'_> {
    /// The rows in order, and how many of them have a value.
    pub(super) fn sorted(&self, slots: &[Slot]) -> (Vec<Slot>, usize) {
        let goes_on = Key::may_go_on(self.sort.column);
        let mut keyed: Vec<Keyed> = scratch(slots.len());
        let mut next: Vec<u64> = scratch(if goes_on { slots.len() } else { 0 });
        self.read(slots, &mut keyed, &mut next);
        let middle = slots.len() / 2;
        if middle > 0 {
            keyed.select_nth_unstable_by_key(middle, Keyed::rank);
        }
        side_by_side(keyed.len(), halves(&mut keyed, middle), |(_, side)| {
            side.sort_unstable_by_key(Keyed::rank);
        });
        let valued = keyed.partition_point(|keyed| keyed.key < UNVALUED);
        if goes_on {
            self.refine(slots, &mut keyed[..valued], next);
        }
        let slot = |keyed: &Keyed| slots[keyed.place as usize];
        // Not out of the scratch memory's own iterator: the slots would be put into it and keep it.
        (keyed.iter().map(slot).collect(), valued)
    }

    /// The first eight bytes of each, and by places the next eight, if there is room for them.
    fn read(&self, slots: &[Slot], keyed: &mut [Keyed], next: &mut [u64]) {
        let middle = slots.len() / 2;
        let [(_, next_left), (_, next_right)] = halves(next, middle.min(next.len()));
        let [(_, left), (_, right)] = halves(keyed, middle);
        let work = [(0, left, next_left), (middle, right, next_right)];
        side_by_side(slots.len(), work, |(first, keyed, next)| {
            let mut next = next.iter_mut();
            for ((keyed, slot), place) in keyed.iter_mut().zip(&slots[first..]).zip(first..) {
                let place = u32::try_from(place).expect("a listing has as many slots at most");
                let key = self.key(*slot);
                let first = key.as_ref().map(|key| self.turned(key.first));
                let first = first.unwrap_or(UNVALUED);
                *keyed = Keyed { key: first, place };
                if let Some(next) = next.next() {
                    *next = key.map_or(0, |key| key.at(1));
                }
            }
        });
    }

    /// Where keys are equal so far, the next eight bytes decide.
    fn refine(&self, slots: &[Slot], keyed: &mut [Keyed], mut next: Vec<u64>) {
        let mut runs: Vec<Range<usize>> = std::iter::once(0..keyed.len()).collect();
        for depth in 1..=DEPTHS {
            runs = self.equal_runs(keyed, &runs, depth - 1);
            if runs.is_empty() {
                return;
            }
            if depth > 1 {
                let equal = runs.iter().flat_map(|run| &keyed[run.clone()]);
                self.read_on(slots, equal, &mut next, depth);
            }
            let middle = runs.partition_point(|run| run.end <= keyed.len() / 2);
            let border = runs.get(middle).map_or(keyed.len(), |run| run.start);
            let [(_, left), (_, right)] = halves(keyed, border);
            let (early, late) = runs.split_at(middle);
            let work = [(0, left, early), (border, right, late)];
            side_by_side(slots.len(), work, |(first, side, runs)| {
                for run in runs {
                    let run = &mut side[run.start - first..run.end - first];
                    for keyed in run.iter_mut() {
                        keyed.key = self.turned(next[keyed.place as usize]);
                    }
                    run.sort_unstable_by_key(Keyed::rank);
                }
            });
        }
    }

    /// Reads the eight bytes at `depth` of those who are equal so far, in the order in which they
    /// lie in memory, whoever is equal to whom: to jump there and back for each of a million costs
    /// more than the rest of the sort.
    fn read_on<'a>(
        &self,
        slots: &[Slot],
        equal: impl Iterator<Item = &'a Keyed>,
        next: &mut [u64],
        depth: usize,
    ) {
        next.fill(0);
        for keyed in equal {
            next[keyed.place as usize] = WANTED;
        }
        let middle = slots.len() / 2;
        side_by_side(slots.len(), halves(next, middle), |(first, side)| {
            for (next, slot) in side.iter_mut().zip(&slots[first..]) {
                if *next == WANTED {
                    *next = self.key(*slot).map_or(0, |key| key.at(depth));
                }
            }
        });
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

    pub(super) fn compare(&self, one: Slot, other: Slot) -> Ordering {
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

/// What is before the border and what is from there on, each with the place where it begins.
fn halves<T>(all: &mut [T], border: usize) -> [(usize, &mut [T]); 2] {
    let (left, right) = all.split_at_mut(border);
    [(0, left), (border, right)]
}

/// Does the work of two sides that together have so many rows; at one time where that pays.
fn side_by_side<T: Send>(rows: usize, [one, other]: [T; 2], work: impl Fn(T) + Sync) {
    if rows < WORTH_A_THREAD {
        work(one);
        return work(other);
    }
    thread::scope(|scope| {
        scope.spawn(|| work(other));
        work(one);
    });
}
