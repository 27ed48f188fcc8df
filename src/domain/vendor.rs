//! The vendors whose users can be shown, and what each of them can do.
//!
//! Invariant: what a vendor cannot do is said once, here, in the sentence that every part of the
//! program gives the person.

use super::commpeak;
use super::field::Field;

/// Whose API a profile speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Vendor {
    /// Tata Tele Smartflo: paged list, single read, changes.
    #[default]
    Smartflo,
    /// CommPeak Dialer: list and single read.
    CommPeak,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Smartflo, Self::CommPeak];

    /// Its name in the configuration and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Smartflo => "smartflo",
            Self::CommPeak => "commpeak",
        }
    }

    /// The vendor of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == name)
    }

    /// Why users of this vendor cannot be changed; `None` = they can. The vendor's update is
    /// `PUT /users/{id}`, and whether it replaces the whole user is not documented.
    #[must_use]
    pub fn no_writes(self) -> Option<&'static str> {
        match self {
            Self::Smartflo => None,
            Self::CommPeak => Some(commpeak::NO_WRITES),
        }
    }

    /// Whether users have a web login that can be locked.
    #[must_use]
    pub fn has_web_login(self) -> bool {
        match self {
            Self::Smartflo => true,
            Self::CommPeak => false,
        }
    }

    /// Whether the rows of this vendor's list tell this field.
    #[must_use]
    pub fn lists(self, field: Field) -> bool {
        match self {
            Self::Smartflo => true,
            Self::CommPeak => commpeak::LISTED.contains(&field),
        }
    }

    /// Why this vendor's list cannot be filtered by the server; `None` = it can.
    #[must_use]
    pub fn no_filters(self) -> Option<&'static str> {
        match self {
            Self::Smartflo => None,
            Self::CommPeak => Some(commpeak::NO_FILTERS),
        }
    }
}
