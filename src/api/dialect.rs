//! A vendor's dialect, and the words all of them share: a request to send, an answer as it came,
//! and what the answer to a write says. A dialect is pure: domain values to requests, answers to
//! domain values.
//!
//! Invariant: a PATCH can be made only of what [`Dialect::writing`] gives.

pub(in crate::api) mod claim;
pub(in crate::api) mod envelope;
pub(in crate::api) mod json;
pub(in crate::api) mod message;
pub(in crate::api) mod refusal;
mod request;

use std::time::Duration;

use jiff::Timestamp;

use super::commpeak::CommPeak;
use super::smartflo::Smartflo;
use crate::domain::commpeak;
use crate::domain::{
    NeighbourList, Neighbours, Page, Profile, Query, Secret, User, UserId, Vendor,
};
use crate::protocol::{Cause, Failure, ReadOnly};

pub use request::{Answer, Method, Request};

/// How a vendor's API is spoken.
#[derive(Debug, Clone)]
pub enum Dialect {
    /// Tata Tele Smartflo.
    Smartflo(Smartflo),
    /// CommPeak Dialer.
    CommPeak(CommPeak),
}

impl Dialect {
    /// The dialect of a profile's vendor, as the profile sets it.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        match profile.vendor {
            Vendor::Smartflo => Self::Smartflo(Smartflo {
                designation_key: profile.designation_key,
                ..Smartflo::default()
            }),
            Vendor::CommPeak => Self::CommPeak(match &profile.path_prefix {
                Some(prefix) => CommPeak::below(prefix),
                None => CommPeak::default(),
            }),
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn vendor(&self) -> Vendor {
        match self {
            Self::Smartflo(_) => Vendor::Smartflo,
            Self::CommPeak(_) => Vendor::CommPeak,
        }
    }

    /// What to do about a list, or a page of it, that is larger than what is taken in.
    pub(super) fn when_list_is_too_large(&self) -> &'static str {
        match self {
            Self::Smartflo(_) => "set a smaller page_size in the profile",
            Self::CommPeak(_) => {
                "this vendor lists all users at once, which ends at roughly 9,000; read one by its \
                 id (:u ID, or rosterm user ID)"
            }
        }
    }

    /// The dialect that can change users.
    ///
    /// # Errors
    /// This vendor's users are only read; why.
    pub fn writing(&self) -> Result<&Smartflo, ReadOnly> {
        match self {
            Self::Smartflo(smartflo) => Ok(smartflo),
            Self::CommPeak(_) => Err(ReadOnly::Vendor(commpeak::NO_WRITES)),
        }
    }

    /// The dialect that exchanges a password for a token; `None` = user name and password go with
    /// every request.
    #[must_use]
    pub fn tokens(&self) -> Option<&Smartflo> {
        match self {
            Self::Smartflo(smartflo) => Some(smartflo),
            Self::CommPeak(_) => None,
        }
    }

    /// Asks for the page after the user `after`, `None` = the first.
    ///
    /// # Errors
    /// A filter that this vendor does not have: without it the wrong users would be listed.
    pub fn page_request(
        &self,
        query: &Query,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<Request, Failure> {
        if let Some(why) = self.vendor().no_filters()
            && !query.is_empty()
        {
            return Err(Failure {
                cause: Cause::Answer,
                text: why.to_owned(),
            });
        }
        Ok(match self {
            Self::Smartflo(smartflo) => smartflo.page_request(query, after, limit),
            Self::CommPeak(commpeak) => commpeak.list_request(),
        })
    }

    /// Asks for one user.
    #[must_use]
    pub fn user_request(&self, id: &UserId) -> Request {
        match self {
            Self::Smartflo(smartflo) => smartflo.user_request(id),
            Self::CommPeak(commpeak) => commpeak.user_request(id),
        }
    }

    /// Asks for what stands beside the users.
    ///
    /// # Errors
    /// This vendor has no such list.
    pub fn neighbours_request(&self, of: Neighbours) -> Result<Request, Failure> {
        match self {
            Self::Smartflo(smartflo) => Ok(smartflo.neighbours_request(of)),
            Self::CommPeak(_) => Err(no_neighbours(of)),
        }
    }

    /// Reads the answer to [`Dialect::page_request`].
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not a page.
    pub fn read_page(&self, answer: &Answer) -> Result<Page, Failure> {
        match self {
            Self::Smartflo(smartflo) => smartflo.read_page(answer),
            Self::CommPeak(commpeak) => commpeak.read_page(answer),
        }
    }

    /// Where the next page begins, if an answer to [`Dialect::page_request`] says so at a glance:
    /// what [`Dialect::read_page`] will most likely say.
    #[must_use]
    pub fn foresee(&self, answer: &Answer) -> Option<UserId> {
        match self {
            Self::Smartflo(_) => Smartflo::foresee(answer),
            Self::CommPeak(_) => None,
        }
    }

    /// Reads the answer to [`Dialect::user_request`].
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not a user; `NotFound` when there is none.
    pub fn read_user(&self, answer: &Answer) -> Result<User, Failure> {
        match self {
            Self::Smartflo(smartflo) => smartflo.read_user(answer),
            Self::CommPeak(commpeak) => commpeak.read_user(answer),
        }
    }

    /// Reads the answer to [`Dialect::neighbours_request`].
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not such a list.
    pub fn read_neighbours(
        &self,
        of: Neighbours,
        answer: &Answer,
    ) -> Result<NeighbourList, Failure> {
        match self {
            Self::Smartflo(smartflo) => smartflo.read_neighbours(of, answer),
            Self::CommPeak(_) => Err(no_neighbours(of)),
        }
    }
}

/// CommPeak's users are only read: there is nothing to give them.
fn no_neighbours(of: Neighbours) -> Failure {
    Failure {
        cause: Cause::Answer,
        text: format!(
            "{} are not read from CommPeak: its users cannot be changed here",
            of.name()
        ),
    }
}

impl From<Smartflo> for Dialect {
    fn from(smartflo: Smartflo) -> Self {
        Self::Smartflo(smartflo)
    }
}

impl From<CommPeak> for Dialect {
    fn from(commpeak: CommPeak) -> Self {
        Self::CommPeak(commpeak)
    }
}

/// What the answer to a write says. It is a claim; only a read-back decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 2xx, and `success` is not false.
    Accepted {
        /// The server's words, perhaps empty; untrusted.
        message: String,
    },
    /// A whole 4xx, or a 2xx with `success: false`.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The server's words; untrusted.
        message: String,
    },
    /// 401, or its 200 disguise ("Token has expired").
    SignedOut {
        /// The server's words; untrusted.
        message: String,
    },
    /// 429.
    Throttled {
        /// `Retry-After`, as sent.
        retry_after: Option<String>,
    },
    /// 408, 5xx, 3xx, or something that is not an answer of this API: nobody knows.
    Unclear {
        /// What came, in words.
        cause: String,
    },
}

/// A token and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// For the `Authorization: Bearer …` header: visible ASCII.
    pub secret: Secret,
    /// From the moment of the answer; `None` = the server did not say.
    pub lifetime: Option<Duration>,
    /// Days until the password ends, if the server said so.
    pub password_days: Option<u32>,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence; `SignedOut` = what was sent was refused.
    pub failure: Failure,
    /// Failed sign-ins, as the server counts them.
    pub failed: Option<u32>,
    /// The server takes no sign-in before this time.
    pub not_before: Option<Timestamp>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            failed: None,
            not_before: None,
        }
    }
}
