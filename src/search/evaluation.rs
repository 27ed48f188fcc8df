//! Who is found, a bit a user, block by block.
//!
//! Invariant: a block's bits are those of the find in force, or they are not there; where the find
//! only grew, nobody is looked at who was not found before.

use std::thread;

use crate::domain::Find;
use crate::domain::find::Fuzzy;
use crate::domain::roster::{Block, Slot};

use super::haystack::Haystack;
use super::hits::Hits;

/// Below this many blocks a second thread does not pay.
const WORTH_A_THREAD: usize = 8;

/// The hits of one find.
#[derive(Debug, Default)]
pub(super) struct Evaluation {
    hits: Vec<Option<Hits>>,
    /// The hits of a find that this one narrows.
    wider: Vec<Option<Hits>>,
    workers: [Fuzzy; 2],
}

impl Evaluation {
    /// From now on the hits are those of `find`; before they were those of `before`.
    pub(super) fn turn_to(&mut self, before: &Find, find: &Find) {
        if find == before {
            return;
        }
        if find.narrows(before) {
            self.wider
                .resize(self.hits.len().max(self.wider.len()), None);
            for (wider, hits) in self.wider.iter_mut().zip(&mut self.hits) {
                *wider = hits.take().or(*wider);
            }
        } else {
            self.wider.clear();
        }
        self.hits.clear();
    }

    /// The block holds other rows now.
    pub(super) fn forget(&mut self, block: usize) {
        for hits in [&mut self.hits, &mut self.wider] {
            if let Some(hits) = hits.get_mut(block) {
                *hits = None;
            }
        }
    }

    /// Whether the user is found; its block must have been looked at.
    pub(super) fn has(&self, slot: Slot) -> bool {
        let hits = self.hits.get(slot.index() / Block::ROWS);
        hits.is_some_and(|hits| hits.is_some_and(|hits| hits.has(slot.index() % Block::ROWS)))
    }

    /// Looks at the blocks of these slots, as far as nobody has.
    pub(super) fn cover(&mut self, haystacks: &[Haystack], find: &Find, slots: &[Slot]) {
        let mut blocks: Vec<usize> = Vec::new();
        for slot in slots {
            let block = slot.index() / Block::ROWS;
            if blocks.last() != Some(&block) {
                blocks.push(block);
            }
        }
        blocks.sort_unstable();
        blocks.dedup();
        self.evaluate(haystacks, find, blocks);
    }

    /// Looks at these blocks, as far as nobody has.
    pub(super) fn evaluate(&mut self, haystacks: &[Haystack], find: &Find, mut blocks: Vec<usize>) {
        self.hits.resize(haystacks.len().max(self.hits.len()), None);
        blocks.retain(|&block| block < haystacks.len() && self.hits[block].is_none());
        let wider = &self.wider;
        let look = |blocks: &[usize], fuzzy: &mut Fuzzy| -> Vec<Hits> {
            let look = |&block: &usize| {
                let within = wider.get(block).copied().flatten();
                haystacks[block].hits(find, within, fuzzy)
            };
            blocks.iter().map(look).collect()
        };
        let [one, other] = &mut self.workers;
        let found = if blocks.len() < WORTH_A_THREAD {
            look(&blocks, one)
        } else {
            let (left, right) = blocks.split_at(blocks.len() / 2);
            thread::scope(|scope| {
                let helper = scope.spawn(|| look(left, one));
                let behind = look(right, other);
                let mut found = helper.join().expect("the helper ran the same code");
                found.extend(behind);
                found
            })
        };
        for (block, hits) in blocks.into_iter().zip(found) {
            self.hits[block] = Some(hits);
        }
    }
}
