//! How many pages are asked for side by side. Pure.
//!
//! Invariants: never more than it takes to use up the budget; where one page after the other uses
//! it up, or answers come faster than side by side could pay, one.

use std::time::Duration;

/// The most pages that are asked for side by side.
const MOST: usize = 8;
/// Answers faster than this cost more to make than to wait for: side by side gains nothing.
const WORTH_WAITING: Duration = Duration::from_millis(10);
/// How many, and whether requests are worth saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lanes {
    pub(super) count: usize,
    /// The budget is what limits the speed: every request in vain costs time.
    pub(super) are_scarce: bool,
}

impl Lanes {
    /// One page after the other.
    pub(super) const ONE: Self = Self {
        count: 1,
        are_scarce: true,
    };

    /// Where an answer takes about `latency`, and `rate` requests a second are allowed.
    pub(super) fn for_budget(latency: Option<Duration>, rate: f64) -> Self {
        let wait = latency.filter(|latency| *latency >= WORTH_WAITING);
        let in_time = wait.map_or(0.0, |wait| wait.as_secs_f64() * rate);
        if in_time <= 1.0 {
            return Self::ONE;
        }
        // One more than fit, so that a late answer costs nothing.
        let count = in_time.ceil() as usize + 1;
        Self {
            count: count.min(MOST),
            are_scarce: count <= MOST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_use_up_the_budget_and_eight_at_most() {
        for (milliseconds, rate, expected) in [
            (200, 3.0, (1, true)),
            (50, 20.0, (1, true)),
            (50, 30.0, (3, true)),
            (50, 100.0, (6, true)),
            (50, 140.0, (8, true)),
            (50, 1e6, (8, false)),
            (2_000, 2.0, (5, true)),
            (2, 1e6, (1, true)),
        ] {
            let latency = Some(Duration::from_millis(milliseconds));
            let lanes = Lanes::for_budget(latency, rate);
            let told = (lanes.count, lanes.are_scarce);
            assert_eq!(told, expected, "{milliseconds} ms, {rate} a second");
        }
        assert_eq!(Lanes::for_budget(None, 1e6), Lanes::ONE);
    }
}
