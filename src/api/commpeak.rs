//! The CommPeak Dialer dialect: users are listed and read, never changed; pure.
//!
//! Source: the vendor's page "Get user"; the list and the shapes in which one user may come are
//! known from client code only, so all of them are read. Invariant: no registration password
//! leaves this room.

mod record;

use super::dialect::refusal::Advice;
use super::dialect::{Answer, Method, Request};
use crate::domain::commpeak::{PATH_PREFIX, path_below};
use crate::domain::{Page, User, UserId};
use crate::protocol::Failure;

/// What to do about a refusal: the vendor lets in only the addresses that it was told of.
const ADVICE: Advice = Advice {
    signed_out: "the user name or password is wrong, or this computer's address is not on \
                 CommPeak's IP allow-list: check both",
    forbidden: "the account may not do this, or this computer's address is not on CommPeak's IP \
                allow-list: ask the administrator of the account",
    no_list: "this tenant may not list its users, or base URL or path_prefix are wrong",
};

/// The dialect, with the setting for what the documentation leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommPeak {
    path_prefix: String,
}

impl Default for CommPeak {
    fn default() -> Self {
        Self::below(PATH_PREFIX)
    }
}

impl CommPeak {
    /// The dialect of a tenant whose users are here below the base URL.
    #[must_use]
    pub fn below(path_prefix: &str) -> Self {
        Self {
            path_prefix: path_below(path_prefix),
        }
    }

    /// `GET /users`: all of them, as far as anybody knows.
    #[must_use]
    pub fn list_request(&self) -> Request {
        Request::bare(Method::Get, self.path_prefix.clone())
    }

    /// `GET /users/{id}`.
    #[must_use]
    pub fn user_request(&self, id: &UserId) -> Request {
        Request::bare(Method::Get, format!("{}/{id}", self.path_prefix))
    }

    /// Reads the answer to [`CommPeak::list_request`]. Users that cannot be read are left out and
    /// counted; who stands twice in it is taken once.
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not a list.
    pub fn read_page(&self, answer: &Answer) -> Result<Page, Failure> {
        record::read_list(answer)
    }

    /// Reads the answer to [`CommPeak::user_request`].
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not a user; `NotFound` when there is none.
    pub fn read_user(&self, answer: &Answer) -> Result<User, Failure> {
        record::read_user(answer)
    }
}
