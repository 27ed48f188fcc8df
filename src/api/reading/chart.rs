//! Where users stand among the ids: known from a list that an earlier run kept, else guessed from
//! what was read so far. Pure.
//!
//! Ids are numbered for all customers of the vendor together, so a tenant's may lie in clusters:
//! one page says little about the rest, all pages so far say most. Invariant: all of this is a
//! hint. Where it is wrong it costs time and requests, and nobody is lost or read twice.

/// The share of a page by which a range is made shorter than its pages are expected to reach, so
/// that it does not take one more request for its last few rows. It grows with the root of the
/// number of pages, as what is uncertain does, up to so many pages.
const SLACK: f64 = 0.1;
const FORESEEABLE: f64 = 16.0;
/// Ids that are known one by one; of more every second is left out.
const KNOWN: usize = 1 << 18;

/// Where the users of a list stand, as far as is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Chart {
    /// So many users were found on so many ids.
    ids: f64,
    rows: f64,
    known: Known,
}

impl Chart {
    /// So many rows were found on so many ids.
    pub(super) fn note(&mut self, ids: u64, rows: usize) {
        self.ids += ids as f64;
        self.rows += rows as f64;
    }

    /// An earlier list had these.
    pub(super) fn know(&mut self, known: Known) {
        self.known = known;
    }

    /// On how many ids so many rows are expected where nothing is known; at least one for each.
    pub(super) fn ids(&self, rows: u32) -> f64 {
        let for_each = self.ids / self.rows.max(1.0);
        for_each.max(1.0) * f64::from(rows.max(1))
    }

    /// About how many users stand behind `from` up to `to`.
    pub(super) fn rows(&self, from: u64, to: u64) -> f64 {
        let known = self.known.rows(from, to);
        let unknown = to.saturating_sub(from.max(self.known.last));
        known as f64 + unknown as f64 / self.ids(1)
    }

    /// How many users stood behind `from` up to the end of the earlier list; `None` = it did not
    /// reach that far.
    pub(super) fn known_behind(&self, from: u64) -> Option<f64> {
        let last = self.known.last;
        (from < last).then(|| self.known.rows(from, last) as f64)
    }

    /// Where the earlier list ended; 0 = there is none.
    pub(super) fn end(&self) -> u64 {
        self.known.last
    }

    /// The id up to which so many pages of so many rows reach from `from`: they will most likely
    /// be enough, and full.
    pub(super) fn reach(&self, from: u64, pages: f64, rows: u32) -> Option<u64> {
        let whole = (pages.max(1.0).floor() * f64::from(rows)) as usize;
        let known = self.known.behind(from, whole);
        known.or_else(|| {
            let pages = pages - SLACK * pages.min(FORESEEABLE).sqrt();
            let ids = (self.ids(rows) * pages).max(1.0);
            from.checked_add(ids as u64)
        })
    }
}

/// The ids of an earlier list, or some of them at even distances.
#[derive(Debug, Clone)]
pub(in crate::api) struct Known {
    /// The last of each so many users.
    ids: Vec<u64>,
    each: usize,
    count: usize,
    last: u64,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            each: 1,
            count: 0,
            last: 0,
        }
    }
}

impl Known {
    /// Adds the next user; `false` = the ids do not ascend, and say nothing.
    pub(in crate::api) fn add(&mut self, id: u64) -> bool {
        if id <= self.last {
            return false;
        }
        (self.count, self.last) = (self.count + 1, id);
        if self.count.is_multiple_of(self.each) {
            self.ids.push(id);
        }
        if self.ids.len() == KNOWN {
            let mut index = 0;
            self.ids.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.each *= 2;
        }
        true
    }

    /// How many users stood behind `from` up to `to`, give or take those that are left out.
    fn rows(&self, from: u64, to: u64) -> usize {
        self.up_to(to).saturating_sub(self.up_to(from))
    }

    /// The user so many behind `from`, or one a little before; `None` = there were not so many.
    fn behind(&self, from: u64, rows: usize) -> Option<u64> {
        let place = (self.up_to(from) + rows) / self.each;
        let id = *self.ids.get(place.checked_sub(1)?)?;
        (id > from).then_some(id)
    }

    fn up_to(&self, id: u64) -> usize {
        if id >= self.last {
            return self.count;
        }
        self.ids.partition_point(|known| *known <= id) * self.each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(ids: impl IntoIterator<Item = u64>) -> Known {
        let mut known = Known::default();
        assert!(ids.into_iter().all(|id| known.add(id)));
        known
    }

    #[test]
    fn what_is_known_is_exact_and_what_is_not_is_guessed() {
        let mut chart = Chart::default();
        chart.note(1_000, 100);
        chart.know(known((1..=50).map(|n| n * n)));
        assert_eq!(chart.rows(16, 100), 6.0);
        assert_eq!(chart.reach(16, 3.5, 2), Some(100));
        assert_eq!(chart.known_behind(2_401), Some(1.0));
        assert_eq!(chart.known_behind(2_500), None);
        // Behind the known ones: ten ids for each.
        assert_eq!(chart.rows(2_401, 2_600), 11.0);
        assert!(chart.reach(2_400, 4.0, 100).is_some_and(|id| id > 6_000));
    }

    #[test]
    fn of_many_some_are_known_and_no_page_is_promised_too_much() {
        let ids: Vec<u64> = (1..=1_000_000).map(|n| 300_000 + 3 * n).collect();
        let known = known(ids.iter().copied());
        assert!(known.ids.len() <= KNOWN);
        assert_eq!(known.rows(0, u64::MAX), 1_000_000);
        for from in [0_usize, 99, 100, 12_345, 999_000] {
            let bound = known.behind(ids[from], 700).unwrap();
            let rows = ids.partition_point(|id| *id <= bound) - from - 1;
            assert!((660..=700).contains(&rows), "from {from}: {rows}");
        }
        assert_eq!(known.behind(ids[999_500], 700), None);
    }

    #[test]
    fn ids_that_do_not_ascend_are_refused() {
        let mut known = known([1, 5]);
        assert!(!known.add(5));
        assert!(!known.add(2));
    }
}
