//! Where a range that is being read is cut in two, so that a free lane has something to read.
//!
//! While the end of the list is unknown, cuts go ahead of what is read, each some times as far
//! from the start as the one before, and once nobody was found the next goes between: a few
//! requests that meet nobody tell how long the list is, and those that meet somebody are pages
//! that are needed anyway. What is left is dealt out so that all lanes are done at the same time.
//!
//! Every cut costs about half a page that is read twice, because nobody can know how many users
//! stand before it; so there are few, and short ranges are cut where whole pages will fill them.
//! Where an earlier list tells who stands before it, it costs nothing.

use super::{AHEAD, Entry, Lanes, Range, Ranges, State};
use crate::api::reading::lanes::Cuts;

/// How many times as far from the start the next look for the end is.
const LEAP: f64 = 10.0;
/// Looks for the end at the same time.
const LOOKS: usize = 2;
/// So many times a lane's share: if it is known better than that where the list ends, nobody
/// looks for it.
const VAGUE: f64 = 3.0;
/// A range with less left than so many pages is not cut: nothing would be gained.
const WORTH_CUTTING: f64 = 1.5;
/// What a page fills for sure, in pages: so much is left to each lane where all that is left can be
/// read at once, and one page more would take as long again.
const SURE: f64 = 0.9;
/// What a cut leaves for the second part at least, in pages.
const CRUMB: f64 = 0.2;

/// Which range is cut, and how many pages behind its cursor.
struct Cut {
    index: usize,
    pages: f64,
    entry: Entry,
}

impl Ranges {
    /// Cuts a range in two; the index of the second part.
    pub(super) fn cut(&mut self, is_full: bool, lanes: Lanes, rows: u32) -> Option<usize> {
        let cut = if is_full {
            self.front(lanes, rows)
        } else {
            let look = self.look(lanes, rows);
            look.or_else(|| self.share(lanes, rows))
        }?;
        // All lanes together shall not read more ahead than may wait.
        let room = AHEAD as f64 / (lanes.count as f64 * f64::from(rows.max(1)));
        let pages = match cut.entry {
            Entry::Tail => cut.pages,
            Entry::Told | Entry::Cut | Entry::Look => cut.pages.min(room).max(SURE),
        };
        let range = &self.ranges[cut.index];
        let bound = self.chart.reach(range.cursor, pages, rows)?;
        let end = range.bound.or(self.end);
        if end.is_some_and(|end| bound >= end) {
            return None;
        }
        let mut second = self.range(bound, self.ranges[cut.index].bound);
        second.entry = cut.entry;
        self.ranges[cut.index].bound = Some(bound);
        self.ranges.insert(cut.index + 1, second);
        Some(cut.index + 1)
    }

    /// Beyond what is known to be inhabited, while that says little about how long the list is.
    fn look(&self, lanes: Lanes, rows: u32) -> Option<Cut> {
        let is_unmet = |range: &&Range| range.state == State::Asked && range.is_look();
        let unmet = self.ranges.iter().filter(is_unmet).count();
        let index = self.ranges.len().checked_sub(1)?;
        let range = &self.ranges[index];
        if range.state != State::Asked || range.bound.is_some() || unmet >= LOOKS {
            return None;
        }
        if let Some(known) = self.chart.known_behind(range.cursor) {
            return self.tail(index, known / f64::from(rows.max(1)));
        }
        let page = self.chart.ids(rows);
        let start = self.chart.end().max(self.start);
        let known = range.cursor.saturating_sub(start) as f64 / page;
        let pages = match self.end {
            None => known * (LEAP - 1.0),
            Some(end) => {
                let vague = end.saturating_sub(range.cursor) as f64 / page;
                let share = self.known_left(rows) / lanes.count as f64;
                if vague <= VAGUE * share.max(1.0) {
                    return None;
                }
                (known * (known + vague)).sqrt() - known
            }
        };
        Some(Cut {
            index,
            pages,
            entry: Entry::Look,
        })
    }

    /// Where an earlier list ended, with its last page: whoever came since stands behind it, and how
    /// many those are is known best by reading them first.
    fn tail(&self, index: usize, known: f64) -> Option<Cut> {
        (known > WORTH_CUTTING).then(|| Cut {
            index,
            pages: known.ceil() - 1.0,
            entry: Entry::Tail,
        })
    }

    /// The range with most left keeps a lane's share of all that is left.
    fn share(&self, lanes: Lanes, rows: u32) -> Option<Cut> {
        // Where requests are scarce, nothing is asked for in front of where nobody was met yet.
        let met = self.ranges.iter().rposition(|range| range.has_rows);
        let is_safe = |index: usize| {
            let bound = self.ranges[index].bound;
            let is_known = |bound| self.chart.known_behind(bound).is_some();
            lanes.cuts == Cuts::Free || bound.is_none_or(is_known) || met > Some(index)
        };
        let being_read = self.ranges.iter().enumerate();
        let being_read =
            being_read.filter(|(index, range)| range.state == State::Asked && is_safe(*index));
        let left = being_read.filter_map(|(index, _)| Some((index, self.left_of(index, rows)?)));
        let (index, left) = left.max_by(|one, other| one.1.total_cmp(&other.1))?;
        let share = self.known_left(rows) / lanes.count as f64;
        let pages = match lanes.cuts {
            // One page more or less is not worth another request.
            Cuts::Scarce => {
                (left > share + 1.0 && left >= WORTH_CUTTING).then(|| whole(share, left))
            }
            Cuts::Free if share <= SURE => (left > 1.0).then_some(SURE),
            Cuts::Free => (left > share && left >= WORTH_CUTTING).then(|| whole(share, left)),
        };
        Some(Cut {
            index,
            pages: pages?,
            entry: Entry::Cut,
        })
    }

    /// All lanes help with what comes first, when nothing more may wait for it.
    fn front(&self, lanes: Lanes, rows: u32) -> Option<Cut> {
        let range = self.ranges.front()?;
        if range.state != State::Asked {
            return None;
        }
        let pages = match self.left_of(0, rows) {
            Some(left) if left < WORTH_CUTTING => return None,
            Some(left) => whole(left / lanes.count as f64, left),
            None => 1.0,
        };
        Some(Cut {
            index: 0,
            pages,
            entry: Entry::Cut,
        })
    }

    /// About how many pages are left, as far as anybody can know.
    fn known_left(&self, rows: u32) -> f64 {
        let left = (0..self.ranges.len()).filter_map(|index| self.left_of(index, rows));
        left.sum()
    }

    /// About how many pages a range has left; `None` = nobody knows where it ends.
    pub(super) fn left_of(&self, index: usize, rows: u32) -> Option<f64> {
        let range = &self.ranges[index];
        if range.state == State::Done {
            return Some(0.0);
        }
        let left = match range.bound {
            Some(bound) => self.chart.rows(range.cursor, bound),
            None => match self.chart.known_behind(range.cursor) {
                Some(known) => known,
                None => self.last_stretch(range.cursor)? / self.chart.ids(1),
            },
        };
        Some(left / f64::from(rows.max(1)))
    }

    /// On how many ids behind `cursor`, where the list is known to go on, users are to be expected.
    /// A list may as well be ten as a thousand pages long: the mean of what is as likely at every
    /// order of magnitude.
    fn last_stretch(&self, cursor: u64) -> Option<f64> {
        let start = self.chart.end().max(self.start);
        let known = cursor.saturating_sub(start) as f64;
        let most = self.end?.saturating_sub(start) as f64;
        if known < 1.0 || most <= known {
            return Some(0.0);
        }
        Some((most - known) / (most / known).ln() - known)
    }
}

/// `pages` of `left` as whole pages.
fn whole(pages: f64, left: f64) -> f64 {
    pages.ceil().min((left - CRUMB).floor()).max(1.0)
}
