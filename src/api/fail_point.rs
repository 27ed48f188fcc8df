//! Named places where the process can be made to end at once, to see what is left behind.
//!
//! Invariant: there are none in a release build.

use super::dialect::Request;
use super::transport::Signature;

/// Where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailPoint {
    /// A plan is about to be written to the journal.
    BeforePlanDurable,
    /// A plan is in the journal; nothing was sent.
    AfterPlanDurable,
    /// An attempt is in the journal; its PATCH was not sent.
    AfterAttemptDurable,
    /// The answer to a PATCH is there; nothing was read back.
    AfterAnswer,
    /// An outcome was told; it may not be durable yet.
    AfterOutcomeTold,
    /// All outcomes of a job were told and are about to be made durable.
    BeforeSync,
}

/// Goes on, unless `ROSTERM_FAIL_POINT` is `NAME` or `NAME:3` (when it is passed for the third
/// time).
#[cfg(debug_assertions)]
pub(super) fn pass(point: FailPoint) {
    if is_reached(point.name()) {
        std::process::abort();
    }
}

/// Goes on, unless `ROSTERM_FAIL_POINT` is `quote-get`, `quote-patch` or `quote-post`: then it
/// panics over a request of this kind, and quotes what a careless message could quote at worst.
#[cfg(debug_assertions)]
pub(super) fn quote(request: &Request, signature: &Signature) {
    if is_reached(&format!("quote-{}", request.method.word().to_lowercase())) {
        let secret = match signature {
            Signature::Nothing => "nothing",
            Signature::Bearer(secret)
            | Signature::Basic {
                password: secret, ..
            } => secret.expose(),
        };
        let body = request.body.as_deref().unwrap_or("nothing");
        panic!("{} with {secret} and {body}", request.path);
    }
}

#[cfg(debug_assertions)]
fn is_reached(name: &str) -> bool {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("ROSTERM_FAIL_POINT").ok()?;
        let (name, time) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_owned(), time.parse().ok()?))
    });
    wanted.as_ref().is_some_and(|(wanted, time)| {
        wanted == name && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *time
    })
}

#[cfg(not(debug_assertions))]
pub(super) fn pass(_: FailPoint) {}

#[cfg(not(debug_assertions))]
pub(super) fn quote(_: &Request, _: &Signature) {}

#[cfg(debug_assertions)]
impl FailPoint {
    fn name(self) -> &'static str {
        match self {
            Self::BeforePlanDurable => "before-plan-durable",
            Self::AfterPlanDurable => "after-plan-durable",
            Self::AfterAttemptDurable => "after-attempt-durable",
            Self::AfterAnswer => "after-answer",
            Self::AfterOutcomeTold => "after-outcome-told",
            Self::BeforeSync => "before-sync",
        }
    }
}
