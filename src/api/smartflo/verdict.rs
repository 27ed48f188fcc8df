//! What the answer to a PATCH says about the write.
//!
//! Invariant: only a whole answer of this API counts as yes or no; everything else is "nobody
//! knows".

use crate::api::dialect::claim::Claim;
use crate::api::dialect::envelope::{Body, open, text_of};
use crate::api::dialect::json::Raw;
use crate::api::dialect::message::excerpt;
use crate::api::dialect::refusal::redirect;
use crate::api::dialect::{Answer, Verdict};

/// Reads a verdict. See [`Smartflo::read_verdict`](super::Smartflo::read_verdict).
pub(super) fn read(answer: &Answer) -> Verdict {
    let text = text_of(&answer.body);
    let (body, _data) = open::<Raw<'_>>(&text);
    let status = answer.status;
    let message = || body.words(answer);
    match Claim::of(status, &body) {
        Claim::Yes => yes(answer, &body),
        Claim::No => Verdict::Rejected {
            status,
            message: message(),
        },
        Claim::SignedOut => Verdict::SignedOut { message: message() },
        Claim::Throttled => Verdict::Throttled {
            retry_after: answer.retry_after.clone(),
        },
        Claim::Redirected => Verdict::Unclear {
            cause: redirect(answer),
        },
        Claim::Trouble => Verdict::Unclear {
            cause: format!("the server answered {status} \"{}\"", message()),
        },
    }
}

/// A yes counts only from the API itself: a portal in the way says 200 to everything.
fn yes(answer: &Answer, body: &Body<'_>) -> Verdict {
    let status = answer.status;
    let unclear = |what: &str| Verdict::Unclear {
        cause: format!("the server answered {status} with {what}"),
    };
    match body {
        Body::Object(_) => Verdict::Accepted {
            message: body.message(),
        },
        // "No content" has no body by definition.
        Body::Empty if matches!(status, 204 | 205) => Verdict::Accepted {
            message: String::new(),
        },
        Body::Empty => unclear("an empty body"),
        Body::Damaged => unclear("broken JSON"),
        Body::Foreign | Body::Bare => {
            let found = excerpt(&answer.body);
            unclear(&format!(
                "something that is not an answer of this API (\"{found}\")"
            ))
        }
    }
}
