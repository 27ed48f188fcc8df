//! Reading ranges of ids side by side: what to ask for next, and what can be told in order. Pure.
//!
//! Ids ascend and the cursor may be any id, so the list can be entered anywhere; where it ends
//! and how dense it is shows only while it is read. Invariants: every page proves that its ids
//! ascend from where it was asked; a range ends where a page went beyond its end, so nobody falls
//! between two ranges and nobody is told twice; the end of the list is told only by a page that
//! says so and has nothing read behind it.

mod cut;
mod kept;

use std::collections::VecDeque;

use super::chart::{Chart, Known};
use super::lanes::Lanes;
use crate::domain::{Page, Stamp, UserId};

use kept::Kept;

/// Rows read ahead of those that can be told, for the memory they take (packed, about 100 bytes
/// each): with so many, only what stands next to the front is read on; with so many more, only the
/// front.
const AHEAD: usize = 100_000;
const FULL: usize = 150_000;
/// So many may wait as they came: packing them is not worth the work.
const FEW: usize = 5_000;

/// The ranges that are not told yet, in order.
#[derive(Debug)]
pub(super) struct Ranges {
    /// Nobody listed has a smaller id.
    start: u64,
    ranges: VecDeque<Range>,
    chart: Chart,
    serials: u64,
    ahead: usize,
    /// Unreadable rows of pages that had nothing else to tell.
    skipped: usize,
    /// Nobody was found behind this id. A hint: only the page that says so is the end.
    end: Option<u64>,
}

#[derive(Debug)]
struct Range {
    serial: u64,
    /// Read up to this id.
    cursor: u64,
    /// The next range begins behind this id; `None` = the end of the list.
    bound: Option<u64>,
    state: State,
    /// Read and not told.
    pages: VecDeque<Kept>,
    has_rows: bool,
    entry: Entry,
    /// The range before went beyond its end and there was more: somebody stands here.
    is_inhabited: bool,
}

/// Why a range begins where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// The server said that the list goes on here.
    Told,
    /// So that there is more to read side by side.
    Cut,
    /// To find out whether anybody stands here.
    Look,
    /// The last page of an earlier list began here.
    Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Asked,
    Done,
}

impl Range {
    /// Whether nobody knows yet if anybody stands here.
    fn is_look(&self) -> bool {
        self.entry == Entry::Look && !self.has_rows
    }
}

/// A page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// For the answer.
    pub(super) serial: u64,
    /// The cursor.
    pub(super) after: u64,
}

/// Why the ranges cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Broken {
    /// Ids that are no numbers, or do not ascend.
    #[error("its users do not come in the order of their ids")]
    Order,
    /// A page that begins at or before the id it was to come after.
    #[error("a page began before the place it was asked for")]
    Below,
    /// More, but no cursor that leads on.
    #[error("a page in the middle did not lead on")]
    Cursor,
    /// An end where others had been found behind it, or nobody where there must be somebody.
    #[error("a page said the list ends where other pages go on")]
    End,
    /// The server does not take an id it never gave.
    #[error("it takes no cursor but those it gave")]
    Refused,
}

impl Ranges {
    /// Everything behind `cursor`, in a list that begins behind `start`.
    pub(super) fn behind(start: u64, cursor: u64, chart: Chart) -> Self {
        let mut ranges = Self {
            start,
            ranges: VecDeque::new(),
            chart,
            serials: 0,
            ahead: 0,
            skipped: 0,
            end: None,
        };
        let range = ranges.range(cursor, None);
        ranges.ranges.push_back(range);
        ranges
    }

    /// An earlier list had these users: their ids are where pages can begin.
    pub(super) fn know(&mut self, known: Known) {
        self.chart.know(known);
    }

    /// What a free lane shall ask for, when a page brings about so many rows.
    pub(super) fn next(&mut self, lanes: Lanes, rows: u32) -> Option<Ask> {
        // Whoever waits for the front must not read on elsewhere.
        let (reach, is_full) = match self.ahead {
            ..AHEAD => (self.ranges.len(), false),
            AHEAD..FULL => (lanes.count, true),
            FULL.. => (1, true),
        };
        let mut near = self.ranges.iter().take(reach);
        let index = match near.position(|range| range.state == State::Idle) {
            Some(index) => index,
            None if lanes.count > 1 => self.cut(is_full, lanes, rows)?,
            None => return None,
        };
        let range = &mut self.ranges[index];
        range.state = State::Asked;
        Some(Ask {
            serial: range.serial,
            after: range.cursor,
        })
    }

    fn range(&mut self, cursor: u64, bound: Option<u64>) -> Range {
        self.serials += 1;
        Range {
            serial: self.serials,
            cursor,
            bound,
            state: State::Idle,
            pages: VecDeque::new(),
            has_rows: false,
            entry: Entry::Told,
            is_inhabited: false,
        }
    }

    /// Takes the answer to an [`Ask`]. One to a range that is no more is dropped.
    pub(super) fn answer(
        &mut self,
        serial: u64,
        stamp: Stamp,
        mut page: Page,
    ) -> Result<(), Broken> {
        let Some(index) = self.place(serial) else {
            return Ok(());
        };
        let range = &mut self.ranges[index];
        let last = prove(range.cursor, &page)?;
        if let Some(last) = last {
            self.chart.note(last - range.cursor, page.rows.len());
        }
        if !page.has_more {
            return self.end_at(index, stamp, page);
        }
        let cursor = page.cursor.as_ref().and_then(number);
        let cursor = cursor.ok_or(Broken::Cursor)?;
        let is_stuck = page.rows.is_empty() && page.skipped == 0;
        if is_stuck || cursor <= range.cursor || last.is_some_and(|last| cursor < last) {
            return Err(Broken::Cursor);
        }
        range.cursor = cursor;
        range.has_rows |= last.is_some();
        range.state = State::Idle;
        if let Some(bound) = range.bound
            && cursor >= bound
        {
            range.state = State::Done;
            cut(&mut page, bound);
            if let Some(next) = self.ranges.get_mut(index + 1) {
                next.is_inhabited = true;
            }
        }
        self.keep(index, stamp, page);
        Ok(())
    }

    /// A page says that nobody follows.
    fn end_at(&mut self, index: usize, stamp: Stamp, page: Page) -> Result<(), Broken> {
        let behind = self.ranges.iter().skip(index + 1);
        if behind.into_iter().any(|range| range.has_rows) {
            return self.overlap_at(index, stamp, page);
        }
        self.ranges.truncate(index + 1);
        let range = &mut self.ranges[index];
        let found_nobody = page.rows.is_empty() && page.skipped == 0 && !range.has_rows;
        if found_nobody && range.is_inhabited {
            return Err(Broken::End);
        }
        if found_nobody && index > 0 {
            // Somewhere before here the list ends: the range before looks for where.
            self.end = Some(range.cursor);
            self.ranges.pop_back();
            self.ranges[index - 1].bound = None;
            return Ok(());
        }
        range.bound = None;
        range.has_rows |= !page.rows.is_empty();
        range.state = State::Done;
        self.keep(index, stamp, page);
        Ok(())
    }

    /// A page reaches the end of the list, although others have been read behind its range: those
    /// must be among its own.
    fn overlap_at(&mut self, index: usize, stamp: Stamp, mut page: Page) -> Result<(), Broken> {
        let range = &mut self.ranges[index];
        let last = page.rows.last().and_then(|row| number(&row.id));
        let (Some(bound), Some(last)) = (range.bound, last) else {
            return Err(Broken::End);
        };
        if last <= bound {
            return Err(Broken::End);
        }
        range.has_rows = true;
        range.state = State::Done;
        page.has_more = true;
        cut(&mut page, bound);
        self.keep(index, stamp, page);
        Ok(())
    }

    fn keep(&mut self, index: usize, stamp: Stamp, mut page: Page) {
        if page.rows.is_empty() && page.has_more {
            self.skipped += page.skipped;
            return;
        }
        page.skipped += std::mem::take(&mut self.skipped);
        let waits_long = index > 0 && self.ahead >= FEW;
        let kept = if waits_long { Kept::packed } else { Kept::open };
        let kept = kept(stamp, page);
        self.ahead += kept.rows();
        self.ranges[index].pages.push_back(kept);
    }

    /// The page of a range could not be read: it is to be asked for again.
    pub(super) fn again(&mut self, serial: u64) {
        if let Some(index) = self.place(serial) {
            self.ranges[index].state = State::Idle;
        }
    }

    /// Whether the range was entered at an id that the server never gave, and nobody was found.
    pub(super) fn is_guess(&self, serial: u64) -> bool {
        let place = self.place(serial);
        place.is_some_and(|index| {
            let range = &self.ranges[index];
            range.entry != Entry::Told && !range.has_rows
        })
    }

    /// The next page in the order of the list.
    pub(super) fn tell(&mut self) -> Option<(Stamp, Page)> {
        loop {
            let front = self.ranges.front_mut()?;
            if let Some(kept) = front.pages.pop_front() {
                self.ahead -= kept.rows();
                return Some(kept.unpack());
            }
            if front.state != State::Done {
                return None;
            }
            self.ranges.pop_front();
        }
    }

    /// Rows read that wait for rows before them.
    pub(super) fn ahead(&self) -> usize {
        self.ahead
    }

    /// About how many pages are still to be read; `None` = nobody knows where the list ends.
    pub(super) fn left(&self, rows: u32) -> Option<f64> {
        let is_open = |index: &usize| self.ranges[*index].state != State::Done;
        let open = (0..self.ranges.len()).filter(is_open);
        open.map(|index| Some(self.left_of(index, rows)?.max(1.0)))
            .sum()
    }

    fn place(&self, serial: u64) -> Option<usize> {
        self.ranges.iter().position(|range| range.serial == serial)
    }
}

/// The last id of a page whose ids ascend from behind `after`, if it has any.
fn prove(after: u64, page: &Page) -> Result<Option<u64>, Broken> {
    let mut last = None;
    for row in &page.rows {
        let id = number(&row.id).ok_or(Broken::Order)?;
        match last {
            None if id <= after => return Err(Broken::Below),
            Some(last) if id <= last => return Err(Broken::Order),
            None | Some(_) => last = Some(id),
        }
    }
    Ok(last)
}

/// Takes away the rows behind `bound`: they belong to the next range.
fn cut(page: &mut Page, bound: u64) {
    let is_within = |id: &UserId| number(id).is_some_and(|id| id <= bound);
    let within = page.rows.partition_point(|row| is_within(&row.id));
    page.rows.truncate(within);
    if let Some(last) = page.rows.last() {
        page.cursor = Some(last.id.clone());
    }
}

/// The id as a number that is written like the id.
pub(super) fn number(id: &UserId) -> Option<u64> {
    number_of(id.as_str())
}

/// [`number`] of an id as text.
pub(in crate::api) fn number_of(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exact = is_plain && (text == "0" || !text.starts_with('0'));
    is_exact.then(|| text.parse().ok())?
}
