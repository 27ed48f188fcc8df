//! Reading a list that has neither a total nor a known order: queries, pages, and the guard that
//! turns a misbehaving cursor into a warning instead of an endless loop.

mod size;

pub use size::PageSize;

use super::user::{Row, UserId};

/// The five server filters; `None` = any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Query {
    /// `is_extension_created`: with or without an extension.
    pub extension: Option<bool>,
    /// `is_login_based_calling`.
    pub login_based: Option<bool>,
    /// `is_international_calling`.
    pub international: Option<bool>,
    /// `is_web_login`: true = web login *enabled*, the opposite sense of `block_web_login`.
    pub web_login: Option<bool>,
    /// `user_status`: active or not.
    pub active: Option<bool>,
}

impl Query {
    /// Whether no filter is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a filter cannot be set, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// There is no such filter.
    #[error(
        "there is no server filter {0:?}; there are extension, login-based, international, \
         web-login and status"
    )]
    Name(String),
    /// It has no such value.
    #[error("{value:?} is no value of {name}; those are {allowed}")]
    Value {
        /// The filter.
        name: String,
        /// What was written.
        value: String,
        /// What could be.
        allowed: &'static str,
    },
}

impl Query {
    /// Sets a filter by its name and value on the command line; `any` drops it.
    ///
    /// # Errors
    /// [`BadFilter`] with what there is.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), BadFilter> {
        let (filter, yes, no, allowed) = match name {
            "extension" => (&mut self.extension, "with", "without", "yes, no and any"),
            "login-based" => (
                &mut self.login_based,
                "enabled",
                "disabled",
                "on, off and any",
            ),
            "international" => (
                &mut self.international,
                "enabled",
                "disabled",
                "on, off and any",
            ),
            "web-login" => (&mut self.web_login, "open", "locked", "on, off and any"),
            "status" | "active" => (
                &mut self.active,
                "active",
                "inactive",
                "active, inactive and any",
            ),
            unknown => return Err(BadFilter::Name(unknown.to_owned())),
        };
        *filter = match value {
            "yes" | "on" | "true" => Some(true),
            "no" | "off" | "false" => Some(false),
            "any" => None,
            word if word == yes => Some(true),
            word if word == no => Some(false),
            unknown => {
                return Err(BadFilter::Value {
                    name: name.to_owned(),
                    value: unknown.to_owned(),
                    allowed,
                });
            }
        };
        Ok(())
    }
}

/// One page as read, before anybody believed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The rows that could be read, in the server's order.
    pub rows: Vec<Row>,
    /// How many rows could not be read and were left out.
    pub skipped: usize,
    /// Whether the server says there are more.
    pub has_more: bool,
    /// The cursor for the next page (`last_seen_id`).
    pub cursor: Option<UserId>,
    /// What it means that there is no more.
    pub ending: Ending,
}

/// What it means that a server names no further page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// That was everybody: the list is known to come in pages.
    #[default]
    Told,
    /// Nobody knows: nothing is documented about pages.
    Untold,
}

/// What follows a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Another page, after this id.
    After(UserId),
    /// That was the last one.
    End,
    /// Nothing that could be asked for, and no word on whether that was everybody.
    Untold,
    /// The server says there is more, but its cursor cannot be followed.
    Stopped(Warning),
}

/// Why reading stopped before the end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// `has_more` without a cursor.
    #[error(
        "the server says there are more users but gave no cursor (last_seen_id); the list may be incomplete"
    )]
    Missing,
    /// The same cursor as before.
    #[error(
        "the server's cursor stays at {0} although it says there are more; the list may be incomplete"
    )]
    Repeated(UserId),
    /// A cursor before the last one.
    #[error("the server's cursor went back to {0}; the list may be incomplete")]
    Backwards(UserId),
    /// A page without one new user.
    #[error("the server sent a page after {0} without one new user; the list may be incomplete")]
    NothingNew(UserId),
}

/// Follows the cursor from page to page in constant memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    last: Option<UserId>,
}

impl Guard {
    /// A guard that stands behind `after`: the page after it is read (again) next.
    #[must_use]
    pub fn resume(after: Option<UserId>) -> Self {
        Self { last: after }
    }

    /// Judges a page. `new` = how many of its rows had not been seen before.
    pub fn follow(&mut self, page: &Page, new: usize) -> Next {
        if !page.has_more {
            return match page.ending {
                Ending::Told => Next::End,
                Ending::Untold => Next::Untold,
            };
        }
        let Some(cursor) = page.cursor.clone() else {
            return Next::Stopped(Warning::Missing);
        };
        if let Some(last) = &self.last {
            if cursor == *last {
                return Next::Stopped(Warning::Repeated(cursor));
            }
            if last.comes_after(&cursor) {
                return Next::Stopped(Warning::Backwards(cursor));
            }
        }
        // A page whose rows were all unreadable is not a loop: its cursor did move.
        if new == 0 && page.skipped == 0 {
            return Next::Stopped(Warning::NothingNew(cursor));
        }
        self.last = Some(cursor.clone());
        Next::After(cursor)
    }
}
