//! Which of the loaded rows are shown, and in which order.

use std::sync::Arc;

use super::find::Find;
use super::roster::Slot;
use super::selection::Selection;
use super::view::Sort;

/// What the person asked of the rows that are loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangement {
    /// Only who is found.
    pub find: Arc<Find>,
    /// The order; none = the server's.
    pub sort: Option<Sort>,
    /// Only these; none = all.
    pub only: Option<Arc<Selection>>,
}

impl Arrangement {
    /// Whether the listing itself is what is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.is_narrow() && self.sort.is_none()
    }

    /// Whether it may leave out rows.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !self.find.is_empty() || self.only.is_some()
    }

    /// Whether the row is among those that may be shown, whatever is found.
    #[must_use]
    pub fn allows(&self, slot: Slot) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(slot))
    }
}
