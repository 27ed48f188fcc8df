//! `--find`: the find of the screen, compared here as rows come in.
//!
//! Invariant: the same rows are found by every verb that takes the flag, and on the screen.

use std::cell::RefCell;

use crate::domain::find::{self, Ask, Fuzzy, Term};
use crate::domain::{Field, Row, Vendor};

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

    /// Why nobody can be found so: rows as they come in do not tell the web login, and "nobody"
    /// would be a wrong answer.
    pub(super) fn impossible(&self) -> Option<&'static str> {
        let asks_web_login = |term: &Term| match &term.ask {
            Ask::State(state) => state.field == Field::BlockWebLogin,
            Ask::Text { .. } => false,
        };
        self.find.terms().iter().any(asks_web_login).then_some(
            "--find: the list does not tell what web: asks for; --web-login off lists those who \
             are locked, --web-login on the others",
        )
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
