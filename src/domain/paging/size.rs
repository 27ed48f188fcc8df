//! How many rows to ask for in one page, when a whole list is read. The vendor documents no
//! maximum: clients were seen to use 100 and 1,000.
//!
//! Invariant: more is asked for only after full pages came, and never again after the server gave
//! or took less.

/// The most that is ever asked for: what clients of this API were seen to use.
const LARGEST: u32 = 1_000;

/// What is known of the server's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSize {
    /// What the person or the configuration asks for.
    modest: u32,
    ask: u32,
    /// Rows of the last page that others followed.
    given: Option<u32>,
    /// The rows of a page shorter than asked for. Twice the same is the server's maximum.
    short: Option<u32>,
    may_grow: bool,
}

impl PageSize {
    /// Asks for so many until full pages come.
    #[must_use]
    pub fn new(modest: u32) -> Self {
        let modest = modest.max(1);
        Self {
            modest,
            ask: modest,
            given: None,
            short: None,
            may_grow: true,
        }
    }

    /// How many rows to ask for.
    #[must_use]
    pub fn ask(&self) -> u32 {
        self.ask
    }

    /// How many rows a page will probably bring: more than ever came is not counted on.
    #[must_use]
    pub fn expected(&self) -> u32 {
        self.given
            .map_or(self.ask, |given| given.min(self.ask))
            .max(1)
    }

    /// A page came that others follow: so many rows, where so many had been asked for.
    pub fn note(&mut self, asked: u32, rows: usize) {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
        self.given = Some(rows);
        if !self.may_grow {
            return;
        }
        if rows >= asked {
            self.short = None;
            self.ask = self.ask.max(LARGEST.max(self.modest));
        } else if self.short == Some(rows) {
            self.may_grow = false;
            self.ask = rows;
        } else {
            self.short = Some(rows);
        }
    }

    /// A page of this size could not be read. `true` = it is worth asking for a smaller one.
    pub fn refuse(&mut self, asked: u32) -> bool {
        let was_too_much = asked > self.modest;
        if was_too_much {
            self.may_grow = false;
            self.ask = self.modest;
        }
        was_too_much
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_pages_make_it_ask_for_more_and_a_maximum_is_remembered() {
        let mut size = PageSize::new(100);
        size.note(100, 100);
        assert_eq!(size.ask(), 1_000);
        size.note(1_000, 250);
        assert_eq!((size.ask(), size.expected()), (1_000, 250));
        size.note(1_000, 250);
        assert_eq!(size.ask(), 250);
        size.note(250, 250);
        assert_eq!(size.ask(), 250, "asked once, answered twice");
    }

    #[test]
    fn one_short_page_is_no_maximum() {
        let mut size = PageSize::new(100);
        size.note(100, 100);
        size.note(1_000, 999);
        size.note(1_000, 1_000);
        size.note(1_000, 998);
        assert_eq!(size.ask(), 1_000);
    }

    #[test]
    fn a_large_page_that_fails_is_not_asked_for_again() {
        let mut size = PageSize::new(100);
        assert!(!size.refuse(100));
        size.note(100, 100);
        assert!(size.refuse(1_000));
        size.note(100, 100);
        assert_eq!(size.ask(), 100);
    }
}
