//! `--find`: words that must occur in a user, compared here.
//!
//! Invariant: the same rows are found by every verb that takes the flag.

use crate::domain::Row;
use crate::text;

/// The words, folded; none = everybody.
#[derive(Debug)]
pub(super) struct Find {
    words: Vec<String>,
}

impl Find {
    pub(super) fn new(text: Option<&str>) -> Self {
        let folded = text::fold(text.unwrap_or_default());
        Self {
            words: folded.split_whitespace().map(str::to_owned).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word occurs in the name, login ID, number, id or role.
    pub(super) fn matches(&self, row: &Row) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let number = row.agent.as_ref().and_then(|agent| agent.number.as_deref());
        let role = row.role.as_ref().map(|role| role.label());
        let keys = [
            Some(row.name.as_str()),
            row.login_id.as_deref(),
            number,
            Some(row.id.as_str()),
            role.as_deref(),
        ];
        let text = keys.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let text = text::fold(&text);
        self.words.iter().all(|word| text.contains(word))
    }
}
