//! `--find`: the find of the screen, compared here as rows come in.
//!
//! Invariant: the same rows are found by every verb that takes the flag, and on the screen.

use std::cell::RefCell;

use crate::domain::find::{self, Fuzzy};
use crate::domain::{Row, Vendor};

/// What is looked for; nothing = everybody.
#[derive(Debug)]
pub(super) struct Find {
    find: find::Find,
    fuzzy: RefCell<Fuzzy>,
}

impl Find {
    pub(super) fn new(text: Option<&str>, vendor: Vendor) -> Self {
        Self {
            find: find::Find::parse_for(text.unwrap_or_default(), vendor),
            fuzzy: RefCell::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.find.is_empty()
    }

    /// What was not understood, in a sentence.
    pub(super) fn problem(&self) -> Option<&str> {
        self.find.problem()
    }

    /// Whether the row is found.
    pub(super) fn matches(&self, row: &Row) -> bool {
        self.find
            .matches(&row.as_ref(), &mut self.fuzzy.borrow_mut())
    }
}
