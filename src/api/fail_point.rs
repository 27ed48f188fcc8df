//! Named places where the process can be made to end at once, to see what is left behind.
//!
//! Invariant: there are none in a release build.

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
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("ROSTERM_FAIL_POINT").ok()?;
        let (name, time) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_owned(), time.parse().ok()?))
    });
    if let Some((name, time)) = wanted
        && name == point.name()
        && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *time
    {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn pass(_: FailPoint) {}

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
