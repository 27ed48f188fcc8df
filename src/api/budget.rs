//! The request budget: a token bucket, a queue by urgency, and what a 429 does to both. Pure:
//! times come in as durations since the actor's start.
//!
//! Invariants: the person's requests go first and always find a token that no job may take; the
//! rate never exceeds what was configured and never falls below 0.1 a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::protocol::Priority;

/// The slowest rate, in requests a second.
pub const FLOOR: f64 = 0.1;
/// The shortest and the longest pause a server may ask for.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(120));
/// The longest pause chosen by ourselves.
const OWN_PAUSE: Duration = Duration::from_secs(60);
/// So many clean answers in a row give a tenth of the full rate back.
const CLEAN_ANSWERS: u32 = 10;

const PRIORITIES: [Priority; 5] = [
    Priority::Key,
    Priority::Page,
    Priority::Detail,
    Priority::Job,
    Priority::Background,
];

/// How urgent a request is; it can be raised while the request waits.
#[derive(Debug, Clone)]
pub struct Urgency(Arc<AtomicU8>);

impl Urgency {
    /// As urgent as `priority`.
    #[must_use]
    pub fn new(priority: Priority) -> Self {
        Self(Arc::new(AtomicU8::new(priority as u8)))
    }

    /// The priority it has now.
    #[must_use]
    pub fn priority(&self) -> Priority {
        PRIORITIES[usize::from(self.0.load(Ordering::Relaxed))]
    }

    /// Makes it at least as urgent as `priority`.
    pub fn raise(&self, priority: Priority) {
        self.0.fetch_min(priority as u8, Ordering::Relaxed);
    }
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(u64);

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// This one may send now; its token is taken.
    Go(Ticket),
    /// Nobody before this time.
    At(Duration),
    /// Nobody waits.
    Nobody,
}

/// The bucket and the queue.
#[derive(Debug)]
pub struct Budget {
    full_rate: f64,
    rate: f64,
    burst: f64,
    tokens: f64,
    filled_at: Duration,
    /// The last time anybody looked, somebody had to wait for a token.
    is_awaited: bool,
    queue: Vec<(Ticket, Urgency)>,
    tickets: u64,
    paused_until: Duration,
    refused: u64,
    refused_at: Option<Duration>,
    refused_in_a_row: u32,
    clean: u32,
    shortest_pause: Duration,
}

impl Budget {
    /// A full bucket of `burst` tokens, refilled with `rate` tokens a second.
    #[must_use]
    pub fn new(rate: f64, burst: u32) -> Self {
        let rate = rate.max(FLOOR);
        let burst = f64::from(burst.max(1));
        Self {
            full_rate: rate,
            rate,
            burst,
            tokens: burst,
            filled_at: Duration::ZERO,
            is_awaited: false,
            queue: Vec::new(),
            tickets: 0,
            paused_until: Duration::ZERO,
            refused: 0,
            refused_at: None,
            refused_in_a_row: 0,
            clean: 0,
            shortest_pause: PAUSE.0,
        }
    }

    /// The same with other pauses after a 429: at least so long when the server says how long, and
    /// doubling from there when it does not.
    #[must_use]
    pub fn with_shortest_pause(self, shortest_pause: Duration) -> Self {
        Self {
            shortest_pause,
            ..self
        }
    }

    /// Stands in the queue.
    pub fn queue(&mut self, urgency: Urgency) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.queue.push((ticket, urgency));
        ticket
    }

    /// Who may send now: the most urgent, then the first to come. Nobody overtakes: what the most
    /// urgent one lacks, the others lack too, because the less urgent must leave more behind.
    pub fn turn(&mut self, now: Duration) -> Turn {
        let first = (0..self.queue.len()).min_by_key(|&index| {
            let (ticket, urgency) = &self.queue[index];
            (urgency.priority(), *ticket)
        });
        let Some(first) = first else {
            return Turn::Nobody;
        };
        if now < self.paused_until {
            return Turn::At(self.paused_until);
        }
        let was_awaited = std::mem::take(&mut self.is_awaited);
        self.refill(now, was_awaited);
        let needed = 1.0 + self.left_behind(self.queue[first].1.priority());
        let missing = needed - self.tokens;
        // Timers tick in milliseconds and tokens are floats: a hair's breadth is enough.
        if missing > 1e-6 {
            self.is_awaited = true;
            return Turn::At(now + Duration::from_secs_f64(missing / self.rate));
        }
        self.tokens -= 1.0;
        Turn::Go(self.queue.swap_remove(first).0)
    }

    /// Puts back a token that was taken but not used.
    pub fn give_back(&mut self) {
        self.tokens = (self.tokens + 1.0).min(self.burst);
    }

    /// An answer that was no refusal: the rate recovers slowly.
    pub fn answered(&mut self) {
        self.refused_in_a_row = 0;
        self.clean += 1;
        if self.clean >= CLEAN_ANSWERS {
            self.clean = 0;
            self.rate = (self.rate + self.full_rate / 10.0).min(self.full_rate);
        }
    }

    /// A 429 to a request that was sent at `sent`: pause, and half the rate. Answers to requests
    /// that were on their way already when the last 429 came say nothing new about the rate.
    pub fn refused(&mut self, now: Duration, sent: Duration, retry_after: Option<Duration>) {
        self.refused += 1;
        self.clean = 0;
        if self.refused_at.is_none_or(|last| sent >= last) {
            self.rate = (self.rate / 2.0).max(FLOOR);
            self.refused_in_a_row += 1;
        }
        self.refused_at = Some(now);
        let pause = match retry_after {
            Some(asked) => asked.max(self.shortest_pause).min(PAUSE.1),
            None => own_pause(self.shortest_pause, self.refused_in_a_row),
        };
        self.paused_until = self.paused_until.max(now + pause);
        // One request tries the ice; the bucket does not fill up for a burst meanwhile.
        self.tokens = 1.0;
        self.filled_at = self.paused_until;
    }

    /// The rate now and the rate configured, in requests a second.
    #[must_use]
    pub fn rates(&self) -> (f64, f64) {
        (self.rate, self.full_rate)
    }

    /// How many 429s there were.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refused
    }

    /// The end of the pause, if there is one now.
    #[must_use]
    pub fn paused_until(&self, now: Duration) -> Option<Duration> {
        (now < self.paused_until).then_some(self.paused_until)
    }

    /// Whoever waits for a token is late when they look: what came meanwhile is not lost, up to
    /// one token.
    fn refill(&mut self, now: Duration, was_awaited: bool) {
        let passed = now.saturating_sub(self.filled_at).as_secs_f64();
        let most = self.burst + f64::from(u8::from(was_awaited));
        self.tokens = (self.tokens + passed * self.rate).min(most);
        self.filled_at = self.filled_at.max(now);
    }

    /// How many tokens a request of this priority must leave for the person. A bucket too small
    /// for that leaves what it can.
    fn left_behind(&self, priority: Priority) -> f64 {
        let wanted = match priority {
            Priority::Key | Priority::Page | Priority::Detail => 0.0,
            Priority::Job => 1.0,
            Priority::Background => 2.0,
        };
        f64::min(wanted, self.burst - 1.0)
    }
}

fn own_pause(shortest: Duration, refused_in_a_row: u32) -> Duration {
    let exponent = refused_in_a_row.saturating_sub(1).min(6);
    (shortest * (1 << exponent)).min(OWN_PAUSE)
}

/// Reads a `Retry-After` header: seconds, or a date in the usual form of HTTP.
#[must_use]
pub fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are more seconds than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn stand(budget: &mut Budget, priority: Priority) -> Ticket {
        budget.queue(Urgency::new(priority))
    }

    #[test]
    fn the_most_urgent_goes_first_then_the_first_to_come() {
        let mut budget = Budget::new(1.0, 4);
        let job = stand(&mut budget, Priority::Job);
        let page = stand(&mut budget, Priority::Page);
        let later_page = stand(&mut budget, Priority::Page);
        let key = stand(&mut budget, Priority::Key);
        let order: Vec<_> = (0..4)
            .map(|at| budget.turn(seconds(f64::from(at) * 10.0)))
            .collect();
        assert_eq!(order, [key, page, later_page, job].map(Turn::Go));
        assert_eq!(budget.turn(seconds(40.0)), Turn::Nobody);
    }

    #[test]
    fn a_raised_request_overtakes() {
        let mut budget = Budget::new(1.0, 4);
        let urgency = Urgency::new(Priority::Background);
        let raised = budget.queue(urgency.clone());
        stand(&mut budget, Priority::Detail);
        urgency.raise(Priority::Key);
        urgency.raise(Priority::Job);
        assert_eq!(urgency.priority(), Priority::Key, "raising never lowers");
        assert_eq!(budget.turn(seconds(0.0)), Turn::Go(raised));
    }

    #[test]
    fn jobs_leave_the_last_token_and_background_the_last_two() {
        for (priority, granted) in [
            (Priority::Key, 4),
            (Priority::Job, 3),
            (Priority::Background, 2),
        ] {
            let mut budget = Budget::new(1.0, 4);
            for _ in 0..6 {
                stand(&mut budget, priority);
            }
            let at_once = (0..6)
                .filter(|_| matches!(budget.turn(seconds(0.0)), Turn::Go(_)))
                .count();
            assert_eq!(at_once, granted, "{priority:?}");
            assert_eq!(
                budget.turn(seconds(0.0)),
                Turn::At(seconds(1.0)),
                "{priority:?}"
            );
        }
    }

    #[test]
    fn looking_late_loses_no_time_but_sleeping_long_gives_no_burst() {
        let mut budget = Budget::new(100.0, 1);
        for _ in 0..100 {
            stand(&mut budget, Priority::Page);
        }
        // Timers tick in milliseconds: every look is a little late.
        let (mut now, mut granted) = (Duration::ZERO, 0);
        while granted < 100 {
            match budget.turn(now) {
                Turn::Go(_) => granted += 1,
                Turn::At(at) => now = at + Duration::from_micros(900),
                Turn::Nobody => break,
            }
        }
        assert!(now < seconds(1.0), "{now:?} for 100 requests");
        for _ in 0..10 {
            stand(&mut budget, Priority::Page);
        }
        while let Turn::Go(_) = budget.turn(now) {}
        let later = now + seconds(60.0);
        let at_once = (0..10).filter(|_| matches!(budget.turn(later), Turn::Go(_)));
        assert_eq!(at_once.count(), 2);
    }

    #[test]
    fn a_bucket_of_one_serves_everybody() {
        let mut budget = Budget::new(1.0, 1);
        let background = stand(&mut budget, Priority::Background);
        assert_eq!(budget.turn(seconds(0.0)), Turn::Go(background));
    }

    #[test]
    fn a_429_halves_once_and_pauses_and_ten_clean_answers_give_a_tenth_back() {
        let mut budget = Budget::new(2.0, 4);
        budget.refused(seconds(5.0), seconds(4.9), Some(seconds(30.0)));
        assert_eq!(budget.rates(), (1.0, 2.0));
        // Two more that were on their way: counted, not believed twice.
        budget.refused(seconds(5.1), seconds(4.8), None);
        budget.refused(seconds(5.2), seconds(4.95), None);
        assert_eq!((budget.rates().0, budget.refusals()), (1.0, 3));
        assert_eq!(budget.paused_until(seconds(5.2)), Some(seconds(35.0)));

        let first = stand(&mut budget, Priority::Key);
        stand(&mut budget, Priority::Key);
        assert_eq!(budget.turn(seconds(6.0)), Turn::At(seconds(35.0)));
        assert_eq!(budget.turn(seconds(35.0)), Turn::Go(first));
        assert_eq!(
            budget.turn(seconds(35.0)),
            Turn::At(seconds(36.0)),
            "no burst after a pause"
        );

        for _ in 0..9 {
            budget.answered();
        }
        assert_eq!(budget.rates().0, 1.0);
        budget.answered();
        assert_eq!(budget.rates().0, 1.2);
        for _ in 0..1000 {
            budget.answered();
        }
        assert_eq!(budget.rates().0, 2.0, "never above what was configured");
    }

    #[test]
    fn the_rate_has_a_floor_and_pauses_have_both_ends() {
        let mut budget = Budget::new(2.0, 4);
        for round in 0..20 {
            let now = seconds(f64::from(round) * 1000.0);
            budget.refused(now, now, None);
        }
        assert_eq!(budget.rates().0, FLOOR);
        let cases = [
            (None, 1.0),
            (Some(0.0), 1.0),
            (Some(7.0), 7.0),
            (Some(9999.0), 120.0),
        ];
        for (asked, pause) in cases {
            let mut budget = Budget::new(2.0, 4);
            budget.refused(seconds(1.0), seconds(1.0), asked.map(seconds));
            assert_eq!(
                budget.paused_until(seconds(1.0)),
                Some(seconds(1.0 + pause)),
                "{asked:?}"
            );
        }
        let mut budget = Budget::new(2.0, 4);
        let pauses = (0..8).map(|round| {
            let now = seconds(f64::from(round) * 1000.0);
            budget.refused(now, now, None);
            budget
                .paused_until(now)
                .map(|until| (until - now).as_secs())
        });
        let expected = [1, 2, 4, 8, 16, 32, 60, 60].map(Some);
        assert_eq!(pauses.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-22T14:03:00Z".parse().unwrap();
        let cases = [
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("0", Some(0)),
            ("99999999999999999999", Some(u64::MAX)),
            ("Sun, 22 Nov 2026 14:03:30 GMT", Some(30)),
            ("Sun, 22 Nov 2026 14:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                retry_after(text, now),
                expected.map(Duration::from_secs),
                "{text:?}"
            );
        }
    }

    proptest! {
        /// Whatever the asking order: never more than burst + rate · time are let through, and
        /// everybody is let through in the end.
        #[test]
        fn the_rate_holds_and_nobody_starves(
            waiting in proptest::collection::vec(0usize..5, 1..60),
            rate in 0.5f64..20.0,
            burst in 1u32..8,
        ) {
            let mut budget = Budget::new(rate, burst);
            for index in &waiting {
                stand(&mut budget, PRIORITIES[*index]);
            }
            let (mut now, mut granted) = (Duration::ZERO, 0usize);
            for _ in 0..waiting.len() * 4 {
                match budget.turn(now) {
                    Turn::Go(_) => {
                        granted += 1;
                        let most = f64::from(burst) + rate * now.as_secs_f64() + 1e-3;
                        prop_assert!(granted as f64 <= most, "{granted} at {now:?}");
                    }
                    Turn::At(at) => {
                        prop_assert!(at > now);
                        now = at + Duration::from_micros(1);
                    }
                    Turn::Nobody => break,
                }
            }
            prop_assert_eq!(granted, waiting.len());
        }
    }
}
