//! A find over loaded rows: folded words that must all occur in a row, or must not.

use crate::domain::roster::Slot;
use crate::domain::{Field, Roster};
use crate::text;

/// A find, ready to be compared: folded words that must all occur, or must not.
pub(super) struct Find {
    words: Vec<String>,
    inverse: bool,
}

impl Find {
    pub(super) fn parse(text: &str) -> Self {
        let (inverse, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let words = text.split_whitespace().map(text::fold).collect();
        Self { words, inverse }
    }

    /// Looks at name, login, number, id and role.
    pub(super) fn matches(&self, roster: &Roster, slot: Slot) -> bool {
        let shown = roster.shown(slot);
        let role = shown
            .get(Field::Role)
            .map(|role| role.plain())
            .unwrap_or_default();
        let haystack = text::fold(&format!(
            "{}\n{}\n{}\n{}\n{role}",
            shown.name(),
            shown.text(Field::LoginId),
            shown.text(Field::Number),
            shown.id(),
        ));
        let all = self
            .words
            .iter()
            .all(|word| haystack.contains(word.as_str()));
        all != self.inverse
    }
}
