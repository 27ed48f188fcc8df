//! The Smartflo dialect: domain values to requests, answers to domain values; pure.
//!
//! Sources: the vendor's pages "Fetch Multiple Users", "Fetch Single User" and "Patch a User";
//! what they leave open or say in two ways is read tolerantly, one rule a place, and what has to
//! be guessed for a request is a setting. Wire structs stay inside the rooms below.

mod list;
mod neighbours;
mod single;
mod token;
mod verdict;

use serde_json::json;

use super::dialect::refusal::Advice;
use super::dialect::{Answer, Method, Refused, Request, Token, Verdict};
use crate::domain::body::{Secrets, patch_body};
use crate::domain::profile::DesignationKey;
use crate::domain::{
    AttemptId, Change, NeighbourList, Neighbours, Page, Query, Secret, User, UserId,
};
use crate::protocol::Failure;

/// The dialect, with the settings for what the documentation leaves open.
#[derive(Debug, Clone, Default)]
pub struct Smartflo {
    /// The PATCH key of the designation.
    pub designation_key: DesignationKey,
    /// How flags are written in a query.
    pub booleans: BooleanStyle,
}

/// What to do about a refusal.
const ADVICE: Advice = Advice {
    signed_out: "the token is expired, deleted or revoked: sign in again",
    forbidden: "the token may not do this: ask the administrator of the account",
    no_list: "check the base URL",
};

/// How flags are written in a query; the vendor's page says "Boolean" and gives no example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BooleanStyle {
    /// `true` and `false`.
    #[default]
    Words,
    /// `1` and `0`.
    Digits,
}

impl BooleanStyle {
    fn write(self, flag: bool) -> &'static str {
        match (self, flag) {
            (Self::Words, true) => "true",
            (Self::Words, false) => "false",
            (Self::Digits, true) => "1",
            (Self::Digits, false) => "0",
        }
    }
}

impl Smartflo {
    /// `GET /users`: the page after the user `after`, `None` = the first. The server may give
    /// fewer users than `limit`.
    #[must_use]
    pub fn page_request(&self, query: &Query, after: Option<&UserId>, limit: u32) -> Request {
        let filters = [
            ("is_extension_created", query.extension),
            ("is_login_based_calling", query.login_based),
            ("is_international_calling", query.international),
            ("is_web_login", query.web_login),
            ("user_status", query.active),
        ];
        let write = |(name, filter): (_, Option<bool>)| {
            filter.map(|flag| (name, self.booleans.write(flag).to_owned()))
        };
        let cursor = after.map(|id| ("last_seen_id", id.to_string()));
        let parameters = filters.into_iter().filter_map(write).chain(cursor);
        let query = parameters.chain([("limit", limit.to_string())]).collect();
        Request {
            query,
            ..Request::bare(Method::Get, "/users".to_owned())
        }
    }

    /// `GET /user/{id}`.
    #[must_use]
    pub fn user_request(&self, id: &UserId) -> Request {
        Request::bare(Method::Get, format!("/user/{id}"))
    }

    /// `GET /my_number`, `GET /departments`.
    #[must_use]
    pub fn neighbours_request(&self, of: Neighbours) -> Request {
        neighbours::request(of)
    }

    /// `PATCH /user/{id}` with exactly the fields of `change`. An empty change, and a value that
    /// [`can_express`](crate::domain::change::can_express) rules out, are the caller's bugs.
    #[must_use]
    pub fn patch_request(&self, id: &UserId, change: &Change, attempt: AttemptId) -> Request {
        debug_assert!(!change.is_empty(), "an empty change is never sent");
        let body = patch_body(change, self.designation_key, Secrets::Sent);
        debug_assert_eq!(
            body.as_object().map(serde_json::Map::len),
            Some(change.deltas.len()),
            "every field of a change can be sent"
        );
        Request {
            body: Some(body.to_string()),
            fields: change.fields().map(|field| field.name()).collect(),
            attempt: Some(attempt),
            ..Request::bare(Method::Patch, format!("/user/{id}"))
        }
    }

    /// `POST /auth/login`. The wire calls it `email`, but it holds the login ID.
    #[must_use]
    pub fn login_request(&self, login_id: &str, password: &Secret) -> Request {
        Request {
            body: Some(json!({ "email": login_id, "password": password.expose() }).to_string()),
            fields: vec!["email", "password"],
            ..Request::bare(Method::Post, "/auth/login".to_owned())
        }
    }

    /// `POST /auth/refresh`: no body; the current token goes in the header as always.
    #[must_use]
    pub fn refresh_request(&self) -> Request {
        Request::bare(Method::Post, "/auth/refresh".to_owned())
    }

    /// `POST /auth/logout`: no body; ends the token in the header.
    #[must_use]
    pub fn logout_request(&self) -> Request {
        Request::bare(Method::Post, "/auth/logout".to_owned())
    }

    /// Where the next page begins, if the answer to [`Smartflo::page_request`] says so at a glance.
    #[must_use]
    pub fn foresee(answer: &Answer) -> Option<UserId> {
        list::foresee(answer)
    }

    /// Reads the answer to [`Smartflo::page_request`]. Rows that cannot be read are left out and
    /// counted; users that stand twice on the page are taken once.
    ///
    /// # Errors
    /// A [`Failure`] for everything that is not a page. [`Cause`](crate::protocol::Cause)
    /// `Network` = empty or broken, so another try is worth it; `Answer` = understood, or from
    /// somebody else.
    pub fn read_page(&self, answer: &Answer) -> Result<Page, Failure> {
        list::read(answer)
    }

    /// Reads the answer to [`Smartflo::user_request`]. Whether it is the user that was asked for
    /// is for the caller to compare.
    ///
    /// # Errors
    /// As [`Smartflo::read_page`]; `NotFound` for a 404 and for empty or null data.
    pub fn read_user(&self, answer: &Answer) -> Result<User, Failure> {
        single::read(answer)
    }

    /// Reads the answer to [`Smartflo::neighbours_request`]. Rows that cannot be read are left out
    /// and counted; what stands twice in it is taken once.
    ///
    /// # Errors
    /// As [`Smartflo::read_page`].
    pub fn read_neighbours(
        &self,
        of: Neighbours,
        answer: &Answer,
    ) -> Result<NeighbourList, Failure> {
        neighbours::read(of, answer)
    }

    /// Reads the answer to [`Smartflo::patch_request`].
    #[must_use]
    pub fn read_verdict(&self, answer: &Answer) -> Verdict {
        verdict::read(answer)
    }

    /// Reads the answer to [`Smartflo::login_request`] and [`Smartflo::refresh_request`].
    ///
    /// # Errors
    /// [`Refused`] with the server's words and its count of failed logins; `SignedOut` when the
    /// credentials were refused. Never holds any part of a token.
    pub fn read_token(&self, answer: &Answer) -> Result<Token, Refused> {
        token::read(answer)
    }
}
