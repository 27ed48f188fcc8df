//! `POST /auth/login` and `/auth/refresh`: the answer with the token in it.
//!
//! Invariant: no text made here holds any part of the body but the server's message, since the
//! body holds the token. Failed logins are counted and lock the account: nothing here is retried.

use std::fmt::Write as _;
use std::time::Duration;

use super::envelope::{Body, flattened, text_of};
use super::json::{Raw, Tree};
use super::refusal::redirect;
use crate::api::dialect::Answer;
use crate::domain::Secret;
use crate::protocol::{Cause, Failure};

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
    let body = Body::of(&text);
    let status = answer.status;
    let tree = Tree::grow(serde_json::from_str(&text).unwrap_or_default(), 2);
    match status {
        200..=299 if !body.says_no() && !body.says_expired() => {
            token(&tree).ok_or_else(|| Failure {
                cause: Cause::Answer,
                text: format!(
                    "Signing in failed: the answer ({status}) holds no usable access token; check \
                     the base URL"
                ),
            })
        }
        300..=399 => Err(Failure {
            cause: Cause::Answer,
            text: format!("Signing in failed: {}", redirect(answer)),
        }),
        _ => Err(refusal(status, &tree, &body.message())),
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

fn refusal(status: u16, tree: &Tree<'_>, message: &str) -> Failure {
    let (cause, advice) = match status {
        429 => (Cause::Throttled, "wait a little and try again"),
        500.. => (Cause::Answer, "try again in a while"),
        _ => (
            Cause::SignedOut,
            "check login ID and password before trying again: failed logins are counted and lock \
             the account",
        ),
    };
    let mut text = format!("Signing in failed: the server answered {status}");
    let mut add = |intro: &str, raw: Raw<'_>| {
        let value = flattened(&[raw]);
        if !value.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{intro}{value}");
        }
    };
    add(", failed logins so far: ", tree.at("login_failed_count"));
    // Seen in client code as "YYYY-MM-DD HH:MM:SS" in Indian time.
    add(", not before (Indian time) ", tree.at("retry_after"));
    if !message.is_empty() {
        let _ = write!(text, " \"{message}\"");
    }
    Failure {
        cause,
        text: format!("{text}; {advice}"),
    }
}
