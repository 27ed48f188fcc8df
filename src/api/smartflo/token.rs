//! `POST /auth/login` and `/auth/refresh`: the answer with the token in it.
//!
//! Invariant: no text made here holds any part of the body but the server's message, since the
//! body holds the token. Failed logins are counted and lock the account: nothing here is retried.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::api::dialect::claim::Claim;
use crate::api::dialect::envelope::{open, text_of};
use crate::api::dialect::json::{Raw, Tree};
use crate::api::dialect::refusal::redirect;
use crate::api::dialect::{Answer, Refused, Token};
use crate::domain::Secret;
use crate::protocol::{Cause, Failure};

/// Reads a token. See [`Smartflo::read_token`](super::Smartflo::read_token).
pub(super) fn read(answer: &Answer) -> Result<Token, Refused> {
    let text = text_of(&answer.body);
    let (body, _data) = open::<Raw<'_>>(&text);
    let status = answer.status;
    let tree = Tree::grow(serde_json::from_str(&text).unwrap_or_default(), 2);
    match Claim::of(status, &body) {
        Claim::Yes => token(&tree).ok_or_else(|| {
            Failure {
            cause: Cause::Answer,
            text: format!(
                "Signing in failed: the answer ({status}) holds no usable access token; check the \
                 base URL"
            ),
        }.into()
        }),
        Claim::Redirected => Err(Failure {
            cause: Cause::Answer,
            text: format!("Signing in failed: {}", redirect(answer)),
        }
        .into()),
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
        password_days: count(tree, "number_of_days_left"),
    })
}

fn refusal(claim: Claim, status: u16, tree: &Tree<'_>, message: &str) -> Refused {
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
    let failed = count(tree, "login_failed_count");
    if let Some(failed) = failed {
        text = format!("{text}, failed logins so far: {failed}");
    }
    Refused {
        failure: Failure {
            cause,
            text: format!("{text}; {advice}"),
        },
        failed,
        not_before: tree
            .at("retry_after")
            .text()
            .and_then(|text| indian_time(&text)),
    }
}

fn count(tree: &Tree<'_>, key: &str) -> Option<u32> {
    u32::try_from(tree.at(key).integer()?).ok()
}

/// Seen in client code as `YYYY-MM-DD HH:MM:SS` in Indian time, which has one offset all year.
fn indian_time(text: &str) -> Option<Timestamp> {
    let india = Offset::constant(5).saturating_add(SignedDuration::from_mins(30));
    let at = DateTime::strptime("%Y-%m-%d %H:%M:%S", text.trim()).ok()?;
    india.to_timestamp(at).ok()
}
