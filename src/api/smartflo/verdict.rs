//! What the answer to a PATCH says about the write.
//!
//! Invariant: only a whole answer of this API counts as yes or no; everything else is "nobody
//! knows". The page contradicts itself (a 400 may carry `success: true`), so the status goes first.

use super::envelope::{Body, excerpt, text_of};
use super::refusal::redirect;
use crate::api::dialect::{Answer, Verdict};

/// Reads a verdict. See [`Smartflo::read_verdict`](super::Smartflo::read_verdict).
pub(super) fn read(answer: &Answer) -> Verdict {
    let text = text_of(&answer.body);
    let body = Body::of(&text);
    let status = answer.status;
    match status {
        401 => Verdict::SignedOut {
            message: body.words(answer),
        },
        429 => Verdict::Throttled {
            retry_after: answer.retry_after.clone(),
        },
        408 => unclear(answer, &body),
        200..=299 | 400..=499 if body.says_expired() => Verdict::SignedOut {
            message: body.words(answer),
        },
        400..=499 => Verdict::Rejected {
            status,
            message: body.words(answer),
        },
        200..=299 => match &body {
            Body::Object(_) if body.says_no() => Verdict::Rejected {
                status,
                message: body.words(answer),
            },
            Body::Object(_) => Verdict::Accepted {
                message: body.message(),
            },
            // "No content" has no body by definition.
            Body::Empty if matches!(status, 204 | 205) => Verdict::Accepted {
                message: String::new(),
            },
            Body::Empty => Verdict::Unclear {
                cause: format!("the server answered {status} with an empty body"),
            },
            Body::Damaged => Verdict::Unclear {
                cause: format!("the server answered {status} with broken JSON"),
            },
            Body::Foreign | Body::Bare(_) => Verdict::Unclear {
                cause: format!(
                    "the server answered {status} with something that is not an answer of this \
                     API (\"{}\")",
                    excerpt(&answer.body)
                ),
            },
        },
        300..=399 => Verdict::Unclear {
            cause: redirect(answer),
        },
        _ => unclear(answer, &body),
    }
}

fn unclear(answer: &Answer, body: &Body<'_>) -> Verdict {
    let words = body.words(answer);
    Verdict::Unclear {
        cause: format!("the server answered {} \"{words}\"", answer.status),
    }
}
