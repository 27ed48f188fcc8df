//! The program's two clocks, read once for every event.
//!
//! Invariant: here, and nowhere else below the screen, the time is asked.

use jiff::Timestamp;
use tokio::time::Instant;

use crate::app::Now;

/// The program's two clocks.
pub(super) struct Clock {
    pub(super) instant: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self {
            instant: Instant::now(),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the loop is where the time is asked"
    )]
    pub(super) fn now(&self) -> Now {
        Now {
            mono: self.instant.elapsed(),
            wall: Timestamp::now(),
        }
    }
}
