//! Marks: a set of users that survives reloading, sorting and a million rows.
//!
//! Invariant: a selection is about ids, never about row numbers.

use std::collections::HashSet;

use super::user::UserId;

/// Which users are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Only(HashSet<UserId>),
    /// All but these: marking everybody costs nothing.
    AllBut(HashSet<UserId>),
}

impl Default for Selection {
    fn default() -> Self {
        Self::Only(HashSet::new())
    }
}

impl Selection {
    /// Whether `id` is marked.
    #[must_use]
    pub fn contains(&self, id: &UserId) -> bool {
        match self {
            Self::Only(ids) => ids.contains(id),
            Self::AllBut(ids) => !ids.contains(id),
        }
    }

    /// Marks or unmarks one user.
    pub fn toggle(&mut self, id: &UserId) {
        let (Self::Only(ids) | Self::AllBut(ids)) = self;
        if !ids.remove(id) {
            ids.insert(id.clone());
        }
    }

    /// Marks exactly those that were not marked.
    pub fn invert(&mut self) {
        *self = match std::mem::take(self) {
            Self::Only(ids) => Self::AllBut(ids),
            Self::AllBut(ids) => Self::Only(ids),
        };
    }

    /// How many of `total` users are marked. The exceptions are all among them.
    #[must_use]
    pub fn count(&self, total: usize) -> usize {
        match self {
            Self::Only(ids) => ids.len(),
            Self::AllBut(ids) => total.saturating_sub(ids.len()),
        }
    }
}
