//! Answers that are not what was asked for, put into a cause and a sentence.
//!
//! Every sentence names the thing, the cause and what to do; the server's own words stand in
//! quotes and are untrusted.

use super::Answer;
use super::claim::Claim;
use super::envelope::Body;
use super::message::excerpt;
use crate::domain::Neighbours;
use crate::protocol::{Cause, Failure};

/// What was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Reading {
    /// A page of the list.
    List,
    /// One user.
    User,
    /// What stands beside the users.
    Beside(Neighbours),
}

impl Reading {
    fn failed(self) -> &'static str {
        match self {
            Self::List => "This page of users could not be read",
            Self::User => "The user could not be read",
            Self::Beside(Neighbours::Numbers) => {
                "The account's numbers (My Numbers) could not be read"
            }
            Self::Beside(Neighbours::Departments) => "The departments could not be read",
        }
    }
}

/// What to do about a refusal, where that depends on the vendor.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Advice {
    /// When the server does not know who asks (401).
    pub(in crate::api) signed_out: &'static str,
    /// When it knows, and says no (403).
    pub(in crate::api) forbidden: &'static str,
    /// When there is no list where it should be (404, 405, 410).
    pub(in crate::api) no_list: &'static str,
}

/// Lets an answer pass that may hold what was asked for.
pub(in crate::api) fn check(
    reading: Reading,
    vendor: &Advice,
    answer: &Answer,
    body: &Body<'_>,
) -> Result<(), Failure> {
    let claim = Claim::of(answer.status, body);
    if claim == Claim::Yes {
        return Ok(());
    }
    let failed = reading.failed();
    let status = answer.status;
    let words = body.words(answer);
    let advice = advice(reading, vendor, status);
    let (cause, text) = match claim {
        Claim::No if status == 404 && reading == Reading::User => (
            Cause::NotFound,
            format!("There is no such user (404 \"{words}\"); reload the list"),
        ),
        Claim::Yes | Claim::No => (
            Cause::Answer,
            format!("{failed}: the server said no ({status} \"{words}\"); {advice}"),
        ),
        Claim::SignedOut => (
            Cause::SignedOut,
            format!(
                "{failed}: the server answered {status} \"{words}\"; {}",
                vendor.signed_out
            ),
        ),
        Claim::Throttled => (
            Cause::Throttled,
            format!(
                "{failed}: the server asked to slow down (429 \"{words}\"); wait a little and \
                 try again"
            ),
        ),
        Claim::Redirected => (Cause::Answer, format!("{failed}: {}", redirect(answer))),
        Claim::Trouble => (
            Cause::Answer,
            format!("{failed}: the server answered {status} \"{words}\"; {advice}"),
        ),
    };
    Err(Failure { cause, text })
}

/// What to do about a status, as far as the status tells.
fn advice(reading: Reading, vendor: &Advice, status: u16) -> &'static str {
    match (reading, status) {
        (_, 403) => vendor.forbidden,
        (Reading::List, 404 | 405 | 410) => vendor.no_list,
        (Reading::Beside(_), 404 | 405 | 410) => NOT_OFFERED,
        (_, 408 | 500..) => "try again in a while",
        _ => "try again, and if it stays so check the base URL and the rights of the token",
    }
}

/// What the vendor documents may be missing on another server of the same API.
const NOT_OFFERED: &str = "this server does not offer them";

/// A redirect is never followed: it would carry the token, or a write, to another host.
pub(in crate::api) fn redirect(answer: &Answer) -> String {
    let status = answer.status;
    match answer
        .location
        .as_deref()
        .map(|location| excerpt(location.as_bytes()))
    {
        Some(location) if !location.is_empty() => format!(
            "the server answered {status} and points to \"{location}\"; the base URL is not that \
             of the API: correct it in the configuration"
        ),
        Some(_) | None => format!(
            "the server answered {status}, a redirect to nowhere; the base URL is not that of the \
             API: correct it in the configuration"
        ),
    }
}

/// A 2xx whose body cannot be an answer of this API.
pub(in crate::api) fn broken(reading: Reading, answer: &Answer, body: &Body<'_>) -> Failure {
    let failed = reading.failed();
    let status = answer.status;
    match body {
        Body::Empty => Failure {
            cause: Cause::Network,
            text: format!("{failed}: the answer ({status}) is empty; try again"),
        },
        Body::Damaged => Failure {
            cause: Cause::Network,
            text: format!(
                "{failed}: the answer ({status}) is broken JSON or breaks off; try again"
            ),
        },
        Body::Foreign | Body::Bare | Body::Object(_) => Failure {
            cause: Cause::Answer,
            text: format!(
                "{failed}: the answer ({status}) is not one of this API (\"{}\"); check the base \
                 URL",
                excerpt(&answer.body)
            ),
        },
    }
}

/// An answer in JSON without a list of users in it.
pub(in crate::api) fn no_list(answer: &Answer) -> Failure {
    not_held(Reading::List, "no list of users", answer)
}

/// An answer in JSON without a user record in it.
pub(in crate::api) fn no_record(answer: &Answer) -> Failure {
    not_held(Reading::User, "no user record with an id", answer)
}

/// An answer in JSON without a list of what stands beside the users.
pub(in crate::api) fn no_neighbours(of: Neighbours, answer: &Answer) -> Failure {
    not_held(Reading::Beside(of), "no list of them", answer)
}

fn not_held(reading: Reading, what: &str, answer: &Answer) -> Failure {
    let failed = reading.failed();
    let found = excerpt(&answer.body);
    let advice = match reading {
        Reading::List | Reading::User => "check the base URL",
        Reading::Beside(_) => NOT_OFFERED,
    };
    let text = format!(
        "{failed}: the answer ({}) holds {what} (\"{found}\"); {advice}",
        answer.status
    );
    Failure {
        cause: Cause::Answer,
        text,
    }
}

/// An answer that says, with a good status, that there is nobody.
pub(in crate::api) fn nobody() -> Failure {
    Failure {
        cause: Cause::NotFound,
        text: "There is no such user (the answer holds no data); reload the list".to_owned(),
    }
}
