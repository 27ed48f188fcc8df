//! How many pages are asked for side by side. Pure.
//!
//! Invariants: never more than it takes to use up the budget; where one page after the other uses
//! it up, or answers come faster than side by side could pay, one.

use std::time::Duration;

/// The most pages that are asked for side by side.
const MOST: usize = 8;
/// Answers faster than this cost more to make than to wait for: side by side gains nothing.
const WORTH_WAITING: Duration = Duration::from_millis(10);
/// What so many lanes cannot use up of the budget for being this little too few is not worth one
/// more, which would cost requests in vain.
const NEARLY_ALL: f64 = 1.02;

/// How many, and where they may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lanes {
    pub(super) count: usize,
    pub(super) cuts: Cuts,
}

/// Where the list may be entered in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cuts {
    /// Seldom: the budget is what limits the speed, and every request in vain costs time.
    Scarce,
    /// Wherever it helps.
    Free,
}

impl Lanes {
    /// One page after the other.
    pub(super) const ONE: Self = Self {
        count: 1,
        cuts: Cuts::Scarce,
    };

    /// Where an answer takes about `latency`, and `rate` requests a second are allowed.
    pub(super) fn for_budget(latency: Option<Duration>, rate: f64) -> Self {
        let wait = latency.filter(|latency| *latency >= WORTH_WAITING);
        let in_time = wait.map_or(0.0, |wait| wait.as_secs_f64() * rate);
        if in_time <= NEARLY_ALL {
            return Self::ONE;
        }
        let count = (in_time / NEARLY_ALL).ceil() as usize;
        Self {
            count: count.min(MOST),
            cuts: if count <= MOST {
                Cuts::Scarce
            } else {
                Cuts::Free
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_use_up_the_budget_and_eight_at_most() {
        for (milliseconds, rate, expected) in [
            (200, 3.0, (1, Cuts::Scarce)),
            (50, 20.0, (1, Cuts::Scarce)),
            (50, 30.0, (2, Cuts::Scarce)),
            (50, 100.0, (5, Cuts::Scarce)),
            (50, 140.0, (7, Cuts::Scarce)),
            (50, 1e6, (8, Cuts::Free)),
            (2_000, 2.0, (4, Cuts::Scarce)),
            (2, 1e6, (1, Cuts::Scarce)),
        ] {
            let latency = Some(Duration::from_millis(milliseconds));
            let lanes = Lanes::for_budget(latency, rate);
            let told = (lanes.count, lanes.cuts);
            assert_eq!(told, expected, "{milliseconds} ms, {rate} a second");
        }
        assert_eq!(Lanes::for_budget(None, 1e6), Lanes::ONE);
    }
}
