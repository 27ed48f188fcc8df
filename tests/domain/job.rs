//! Pace and breakers by property: whatever the outcomes, a job never goes too far.

use proptest::prelude::*;
use rosterm::domain::Outcome;
use rosterm::domain::job::{Breaker, FEW, FIRST, Finding, Halt, JobStage, Pace};

fn outcomes(most: usize) -> impl Strategy<Value = Vec<Outcome>> {
    proptest::collection::vec(proptest::sample::select(&Outcome::ALL[..]), 0..most)
}

/// Whether an outcome says something about the server, and if so whether it is a failure.
fn failed(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Unchanged | Outcome::Withdrawn => None,
        Outcome::Verified | Outcome::Accepted => Some(false),
        _ => Some(true),
    }
}

proptest! {
    /// It stops at the first outcome that makes more than a fifth of fifty, or five unknowns in a
    /// row, and at no other.
    #[test]
    fn a_breaker_stops_exactly_when_it_is_too_much(outcomes in outcomes(400)) {
        let mut breaker = Breaker::default();
        // Since it last stopped, those that count.
        let mut since: Vec<Outcome> = Vec::new();
        for outcome in outcomes {
            if failed(outcome).is_some() {
                since.push(outcome);
            }
            let last = &since[since.len().saturating_sub(50)..];
            let failures = last.iter().filter(|outcome| failed(**outcome) == Some(true)).count();
            let unknowns = since.iter().rev().take_while(|outcome| **outcome == Outcome::Unknown);
            let unknowns = unknowns.count();
            let halt = breaker.note(outcome);
            let expected = if failed(outcome).is_none() {
                None
            } else if unknowns == 5 {
                Some(Halt::Unknowns(5))
            } else if failures > 10 {
                Some(Halt::Failures { failed: failures, of: last.len() })
            } else {
                None
            };
            prop_assert_eq!(halt, expected);
            if halt.is_some() {
                since.clear();
            }
        }
    }

    /// Whatever ends how and in what order, one edit is proven alone before a second begins, and
    /// five more before a seventh.
    #[test]
    fn a_trial_never_has_more_at_work_than_it_may(
        steps in proptest::collection::vec((any::<bool>(), 0..10u8), 1..200),
    ) {
        let mut pace = Pace::default();
        let (mut at_work, mut proven) = (0usize, 0usize);
        for (begins, end) in steps {
            if begins && pace.may_begin(at_work) {
                at_work += 1;
            } else if at_work > 0 {
                at_work -= 1;
                let finding = if end < 7 { Finding::Proof } else { Finding::Nothing };
                proven += usize::from(finding == Finding::Proof);
                prop_assert_eq!(pace.note(finding), None);
            }
            let most = if proven < FIRST {
                FIRST
            } else if proven < FIRST + FEW {
                FIRST + FEW - proven
            } else {
                usize::MAX
            };
            prop_assert!(at_work <= most, "{} at work, {} proven", at_work, proven);
            let stage = match proven {
                0 => JobStage::First,
                1..=5 => JobStage::Few,
                _ => JobStage::Rest,
            };
            prop_assert_eq!(pace.stage(), stage);
        }
    }
}

#[test]
fn a_doubt_stops_the_trial_and_means_nothing_after_it() {
    let doubt = Finding::Doubt(Outcome::NotApplied);
    let mut pace = Pace::default();
    for _ in 0..6 {
        assert_eq!(
            pace.clone().note(doubt),
            Some(Halt::Trial(Outcome::NotApplied))
        );
        pace.note(Finding::Proof);
    }
    assert_eq!(pace.note(doubt), None, "breakers watch the rest");
}
