//! When a failed read may be tried again: full jitter, and a quota for the whole process.
//!
//! Invariant: only reads come here. A dead server costs a bounded number of retries, however many
//! reads are asked for.

use std::time::Duration;

/// How often a read is sent at most.
pub const READ_ATTEMPTS: u32 = 3;

/// The unit of the waits between tries.
pub const UNIT: Duration = Duration::from_secs(1);

/// What a retry takes out of the quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// The answer was no or broken.
    Ordinary,
    /// The server did not answer in time: it is probably overloaded.
    TimedOut,
}

/// The quota and the dice.
#[derive(Debug)]
pub struct Retries {
    random: fastrand::Rng,
    unit: Duration,
    left: u32,
}

impl Retries {
    /// The quota when everything is well.
    pub const FULL: u32 = 500;

    /// A full quota.
    #[must_use]
    pub fn new(random: fastrand::Rng) -> Self {
        Self {
            random,
            unit: UNIT,
            left: Self::FULL,
        }
    }

    /// The same with another unit of waits: tests have no seconds to wait.
    #[must_use]
    pub fn with_unit(self, unit: Duration) -> Self {
        Self { unit, ..self }
    }

    /// Pays for one retry; `false` = the quota is used up and the failure stands.
    pub fn take(&mut self, price: Price) -> bool {
        let price = match price {
            Price::Ordinary => 5,
            Price::TimedOut => 10,
        };
        match self.left.checked_sub(price) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    /// A request was answered well: one comes back.
    pub fn give_back(&mut self) {
        self.left = (self.left + 1).min(Self::FULL);
    }

    /// How long to wait before trying again after `failures` failures:
    /// `rand(0,1) · min(2^n, 20)` units, n counted from 0.
    pub fn wait(&mut self, failures: u32) -> Duration {
        let exponent = failures.saturating_sub(1).min(5);
        let ceiling = self.unit * (1_u32 << exponent).min(20);
        ceiling.mul_f64(self.random.f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_runs_out_and_comes_back_one_by_one() {
        let mut retries = Retries::new(fastrand::Rng::with_seed(1));
        let paid = (0..1000).filter(|_| retries.take(Price::Ordinary)).count();
        assert_eq!(paid, 100);
        for _ in 0..9 {
            retries.give_back();
        }
        assert!(!retries.take(Price::TimedOut), "a time-out costs ten");
        retries.give_back();
        assert!(retries.take(Price::TimedOut));
    }

    #[test]
    fn waits_are_spread_below_a_doubling_ceiling_of_twenty_seconds() {
        let mut retries = Retries::new(fastrand::Rng::with_seed(7));
        for (failures, ceiling) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 20), (60, 20)] {
            let waits: Vec<_> = (0..200).map(|_| retries.wait(failures)).collect();
            let ceiling = Duration::from_secs(ceiling);
            assert!(
                waits.iter().all(|wait| *wait <= ceiling),
                "after {failures} failures"
            );
            assert!(
                waits.iter().any(|wait| *wait < ceiling / 4),
                "full jitter starts at zero"
            );
            assert!(
                waits.iter().any(|wait| *wait > ceiling * 3 / 4),
                "and reaches the ceiling"
            );
        }
    }
}
