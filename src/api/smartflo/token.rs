//! `POST /auth/login` and `/auth/refresh`: the answer with the token in it.
//!
//! Invariant: no text made here holds any part of the body but the server's message, since the
//! body holds the token. Failed logins are counted and lock the account: nothing here is retried.

use std::time::Duration;

use crate::api::dialect::Answer;
use crate::api::dialect::claim::Claim;
use crate::api::dialect::envelope::{open, text_of};
use crate::api::dialect::json::{Raw, Tree};
use crate::api::dialect::message::one_line;
use crate::api::dialect::refusal::redirect;
use crate::domain::Secret;
use crate::protocol::{Cause, Failure};

/// Counts and times are shorter than this, in characters.
const FACT_LIMIT: usize = 40;

/// A token and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// For the `Authorization: Bearer …` header: visible ASCII.
    pub secret: Secret,
    /// From the moment of the answer; `None` = the server did not say.
    pub lifetime: Option<Duration>,
}

/// Reads a token. See [`Smartflo::read_token`](super::Smartflo::read_token).
pub(super) fn read(answer: &Answer) -> Result<Token, Failure> {
    let text = text_of(&answer.body);
    let (body, _data) = open::<Raw<'_>>(&text);
    let status = answer.status;
    let tree = Tree::grow(serde_json::from_str(&text).unwrap_or_default(), 2);
    match Claim::of(status, &body) {
        Claim::Yes => token(&tree).ok_or_else(|| Failure {
            cause: Cause::Answer,
            text: format!(
                "Signing in failed: the answer ({status}) holds no usable access token; check the \
                 base URL"
            ),
        }),
        Claim::Redirected => Err(Failure {
            cause: Cause::Answer,
            text: format!("Signing in failed: {}", redirect(answer)),
        }),
        claim @ (Claim::No | Claim::SignedOut | Claim::Throttled | Claim::Trouble) => {
            Err(refusal(claim, status, &tree, &body.message()))
        }
    }
}

fn token(tree: &Tree<'_>) -> Option<Token> {
    let text = tree
        .first_of(&["access_token", "data.access_token"])
        .text()?;
    let text = text.trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    let is_sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let seconds = tree.first_of(&["expires_in", "data.expires_in"]).integer();
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    is_sendable.then(|| Token {
        secret: Secret::new(text),
        lifetime: seconds
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs),
    })
}

fn refusal(claim: Claim, status: u16, tree: &Tree<'_>, message: &str) -> Failure {
    let (cause, advice) = match claim {
        Claim::Throttled => (Cause::Throttled, "wait a little and try again"),
        Claim::Trouble | Claim::Redirected => (Cause::Answer, "try again in a while"),
        Claim::Yes | Claim::No | Claim::SignedOut => (
            Cause::SignedOut,
            "check login ID and password before trying again: failed logins are counted and lock \
             the account",
        ),
    };
    let mut text = format!("Signing in failed: the server answered {status}");
    if !message.is_empty() {
        text = format!("{text} \"{message}\"");
    }
    let facts = [
        (", failed logins so far: ", "login_failed_count"),
        // Seen in client code as "YYYY-MM-DD HH:MM:SS" in Indian time.
        (", not before (Indian time) ", "retry_after"),
    ];
    for (intro, key) in facts {
        if let Some(value) = tree.at(key).text() {
            text = format!("{text}{intro}{}", one_line(&value, FACT_LIMIT));
        }
    }
    Failure {
        cause,
        text: format!("{text}; {advice}"),
    }
}
