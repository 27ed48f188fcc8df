//! The actor's clock: one place that asks the time, so that paused time in tests moves all of it.
//!
//! Invariant: stamps are handed out in the order in which requests are sent and never repeat.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::domain::Stamp;

/// Time since the start, the time of day, and the order of requests.
#[derive(Debug)]
pub struct Clock {
    start: Instant,
    started_at: Timestamp,
    sent: AtomicU64,
}

impl Clock {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            started_at: time_of_day(),
            sent: AtomicU64::new(0),
        }
    }

    /// Time since the start; the budget counts in it.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// The instant at which [`Clock::elapsed`] will be `elapsed`.
    #[must_use]
    pub fn instant(&self, elapsed: Duration) -> Instant {
        self.start + elapsed
    }

    /// The time of day. It follows the timer's clock, and jumps ahead with the machine's after a
    /// suspend, during which timers stand still; it never goes back.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        later(self.started_at, self.elapsed()).max(time_of_day())
    }

    /// The time of day after `wait`.
    #[must_use]
    pub fn after(&self, wait: Duration) -> Timestamp {
        later(self.now(), wait)
    }

    /// A stamp for a request that is being sent now.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp {
            sent: self.sent.fetch_add(1, Ordering::Relaxed) + 1,
            at: self.now(),
        }
    }
}

fn later(at: Timestamp, wait: Duration) -> Timestamp {
    at.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the actor's one look at the time of day"
)]
fn time_of_day() -> Timestamp {
    Timestamp::now()
}
