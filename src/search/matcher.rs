//! What the thread knows, and one step of its work at a time.
//!
//! Invariant: a step is short (a few milliseconds, one sort excepted), so that whoever drives it
//! can take in a newer arrangement between two of them.

use std::sync::Arc;

use crate::domain::arrangement::Arrangement;
use crate::domain::roster::{Block, Slot};
use crate::protocol::{Event, Generation, SearchCommand};

use super::evaluation::Evaluation;
use super::haystack::Haystack;
use super::order::Order;

/// Rows that are looked at before the first are published, and in each step after that.
const FIRST_CHUNK: usize = 16 * Block::ROWS;
const CHUNK: usize = 128 * Block::ROWS;

/// The rows as far as they were told, and the arrangement that is wanted.
#[derive(Debug, Default)]
pub struct Matcher {
    haystacks: Vec<Haystack>,
    listing: Vec<Slot>,
    arrangement: Arrangement,
    generation: Generation,
    evaluation: Evaluation,
    /// The listing in the order that is wanted, as far as that was worked out.
    order: Option<Order>,
    /// How many rows of the listing, or in an order how many blocks, were looked at.
    looked_at: usize,
    /// How many rows were published for this generation.
    published: usize,
    /// What they are, if they are in an order.
    published_in_order: Arc<Vec<Slot>>,
    stage: Stage,
}

/// How far the answer to an arrangement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Nothing was told yet.
    #[default]
    Begun,
    /// The first rows were told.
    Partly,
    /// All that was there then was looked at; the rest comes in as it is read.
    Whole,
}

impl Matcher {
    /// Takes a command in; the work is done by [`Matcher::step`].
    pub fn take(&mut self, command: SearchCommand) {
        match command {
            SearchCommand::Rows { block, rows } => {
                self.evaluation.forget(block);
                if block >= self.haystacks.len() {
                    self.haystacks.resize_with(block + 1, Haystack::default);
                }
                self.haystacks[block] = Haystack::new(rows);
            }
            SearchCommand::Listing { from, slots } => {
                if from < self.listing.len() {
                    self.listing.truncate(from);
                    self.order = None;
                    self.looked_at = 0;
                }
                self.listing.extend(slots);
            }
            SearchCommand::Arrange {
                generation,
                arrangement,
            } => self.arrange(generation, arrangement),
        }
    }

    fn arrange(&mut self, generation: Generation, arrangement: Arrangement) {
        self.evaluation
            .turn_to(&self.arrangement.find, &arrangement.find);
        if self.order.as_ref().map(|order| order.sort) != arrangement.sort {
            self.order = None;
        }
        self.arrangement = arrangement;
        self.generation = generation;
        self.looked_at = 0;
        self.published = 0;
        self.published_in_order = Arc::default();
        self.stage = Stage::Begun;
    }

    /// Whether there is nothing to do until a command comes.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        if self.arrangement.is_empty() {
            return true;
        }
        let is_told = self.stage == Stage::Whole;
        match &self.order {
            None if self.arrangement.sort.is_some() => false,
            None => is_told && self.looked_at == self.listing.len(),
            Some(order) => is_told && order.covered() == self.listing.len(),
        }
    }

    /// Does a little of what is left to do; an event when there is something to show.
    pub fn step(&mut self) -> Option<Event> {
        if self.is_idle() {
            return None;
        }
        match self.arrangement.sort {
            None => self.look_further(),
            Some(sort) => {
                let covered = self.order.as_ref().map(Order::covered);
                if covered == Some(self.listing.len()) {
                    return self.look_in_order();
                }
                match &mut self.order {
                    None => self.order = Some(Order::new(sort, &self.haystacks, &self.listing)),
                    Some(order) => order.extend(&self.haystacks, &self.listing),
                }
                // What was found so far is looked through again, in the new order.
                self.looked_at = 0;
                if self.stage == Stage::Whole {
                    self.stage = Stage::Partly;
                }
                None
            }
        }
    }

    /// The next rows of the listing, in its order.
    fn look_further(&mut self) -> Option<Event> {
        let chunk = match self.looked_at {
            0 => FIRST_CHUNK,
            _ => CHUNK,
        };
        let end = self.listing.len().min(self.looked_at + chunk);
        let slots = &self.listing[self.looked_at..end];
        let find = &self.arrangement.find;
        self.evaluation.cover(&self.haystacks, find, slots);
        let is_shown = |slot: &Slot| self.arrangement.allows(*slot) && self.evaluation.has(*slot);
        let rows: Vec<Slot> = slots.iter().copied().filter(is_shown).collect();
        self.looked_at = end;
        let is_end = end == self.listing.len();
        let was_whole = self.stage == Stage::Whole;
        if rows.is_empty() && (was_whole || !is_end) {
            return None;
        }
        Some(self.publish(self.published, rows.into(), is_end))
    }

    /// Everybody who is found is known first, then they are told in the order that is wanted.
    fn look_in_order(&mut self) -> Option<Event> {
        let blocks = self.haystacks.len();
        if !self.arrangement.find.is_empty() && self.looked_at < blocks {
            let end = blocks.min(self.looked_at + CHUNK / Block::ROWS);
            let all = (self.looked_at..end).collect();
            let find = &self.arrangement.find;
            self.evaluation.evaluate(&self.haystacks, find, all);
            self.looked_at = end;
            return None;
        }
        let order = self.order.as_ref()?;
        let is_shown = |slot: &Slot| {
            self.arrangement.allows(*slot)
                && (self.arrangement.find.is_empty() || self.evaluation.has(*slot))
        };
        let rows = match self.arrangement.is_narrow() {
            true => Arc::new(order.rows().iter().copied().filter(is_shown).collect()),
            false => order.rows().clone(),
        };
        let old = std::mem::replace(&mut self.published_in_order, rows.clone());
        let same = |(new, old): &(&Slot, &Slot)| new == old;
        let keeps = rows.iter().zip(&*old).take_while(same).count();
        let is_news = self.stage == Stage::Begun || rows != old;
        let told = match keeps {
            0 => rows,
            _ => rows[keeps..].to_vec().into(),
        };
        let event = self.publish(keeps, told, true);
        is_news.then_some(event)
    }

    fn publish(&mut self, keeps: usize, rows: Arc<Vec<Slot>>, is_whole: bool) -> Event {
        self.published = keeps + rows.len();
        self.stage = match is_whole || self.stage == Stage::Whole {
            true => Stage::Whole,
            false => Stage::Partly,
        };
        Event::Arranged {
            generation: self.generation,
            keeps,
            rows,
            is_whole: self.stage == Stage::Whole,
        }
    }
}
