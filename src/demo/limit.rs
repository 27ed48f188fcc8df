//! The account-wide rate limit: in no second are more requests let through than the limit says.
//! Refused requests do not count, so a client that waits is served again.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// A sliding window of one second.
#[derive(Debug)]
pub(super) struct Limit {
    per_second: Option<u32>,
    let_through: VecDeque<Instant>,
}

impl Limit {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        Self {
            per_second,
            let_through: VecDeque::new(),
        }
    }

    /// Takes one place in the window, if there is one.
    pub(super) fn admits(&mut self) -> bool {
        let Some(per_second) = self.per_second else {
            return true;
        };
        let now = Instant::now();
        while let Some(oldest) = self.let_through.front()
            && now.duration_since(*oldest) >= Duration::from_secs(1)
        {
            self.let_through.pop_front();
        }
        if self.let_through.len() >= per_second as usize {
            return false;
        }
        self.let_through.push_back(now);
        true
    }
}
