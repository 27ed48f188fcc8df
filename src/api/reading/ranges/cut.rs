//! Where a range that is being read is cut in two, so that a free lane has something to read.
//!
//! While the end of the list is unknown, cuts go ahead of what is read, each about twice as far
//! from the start as the one before: few requests meet nobody, whatever the length of the list,
//! and those that meet somebody are pages that are needed anyway. Once it is known, the range with
//! most left is halved. Every cut costs about half a page that is read twice, so there are few.

use super::{AHEAD, Lanes, Range, Ranges, State};

/// The share of a page by which a range is made shorter than its pages are expected to reach, so
/// that it does not take one more request for its last few rows.
const SLACK: f64 = 0.1;
/// A range with less left than so many pages is not halved: nothing would be gained.
const WORTH_HALVING: f64 = 2.0;

impl Ranges {
    /// Cuts a range in two; the index of the second part.
    pub(super) fn cut(&mut self, is_full: bool, lanes: Lanes, rows: u32) -> Option<usize> {
        let last = self.ranges.len().checked_sub(1)?;
        // All lanes together shall not read more ahead than may wait.
        let room = AHEAD as f64 / (lanes.count as f64 * f64::from(rows.max(1)));
        let (index, pages) = if is_full {
            let left = self.left_of(0, rows);
            (0, left.map_or(f64::INFINITY, |left| left / 2.0))
        } else if self.end.is_none() && self.ranges[last].state == State::Asked {
            (last, self.stride(lanes, rows)?)
        } else {
            let (index, left) = self.longest(rows)?;
            (index, (left / 2.0).ceil())
        };
        let range = &self.ranges[index];
        if range.state != State::Asked {
            return None;
        }
        let pages = pages.min(room).max(1.0) - SLACK;
        let reach = (self.density.ids(rows) * pages).max(1.0);
        let bound = range.cursor.checked_add(reach as u64)?;
        let end = range.bound.or(self.end);
        if end.is_some_and(|end| bound >= end) {
            return None;
        }
        let second = self.range(bound, self.ranges[index].bound);
        self.ranges[index].bound = Some(bound);
        self.ranges.insert(index + 1, second);
        Some(index + 1)
    }

    /// How many pages behind the last range the next one begins, while nobody knows the end: as
    /// far as that is from the start. `None` = enough is asked for where perhaps nobody is.
    fn stride(&self, lanes: Lanes, rows: u32) -> Option<f64> {
        let is_unmet = |range: &&Range| range.state == State::Asked && !range.has_rows;
        let unmet = self.ranges.iter().filter(is_unmet).count();
        if lanes.are_scarce && unmet > self.pages.max(1) {
            return None;
        }
        let range = self.ranges.back()?;
        Some(range.cursor.saturating_sub(self.start) as f64 / self.density.ids(rows))
    }

    /// The range being read that has most left, and how many pages that is about.
    fn longest(&self, rows: u32) -> Option<(usize, f64)> {
        let being_read = self.ranges.iter().enumerate();
        let being_read = being_read.filter(|(_, range)| range.state == State::Asked);
        let left = being_read.filter_map(|(index, _)| Some((index, self.left_of(index, rows)?)));
        left.filter(|(_, left)| *left >= WORTH_HALVING)
            .max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// About how many pages a range has left. That the list goes on right up to where nobody was
    /// found is unlikely: half of the way is what to expect.
    pub(super) fn left_of(&self, index: usize, rows: u32) -> Option<f64> {
        let range = &self.ranges[index];
        let (bound, share) = match range.bound {
            Some(bound) => (bound, 1.0),
            None => (self.end?, 0.5),
        };
        let ids = bound.saturating_sub(range.cursor) as f64;
        Some(share * ids / self.density.ids(rows))
    }
}
