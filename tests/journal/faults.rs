//! Calls that fail, and power that goes: what was confirmed is there afterwards, nothing else is.

use rosterm::domain::history::Record;

use crate::damage::is_part;
use crate::invented::{Inventor, held, open, records, size, wait};
use crate::simulated::{Faults, Simulated};

/// What a run asked to be written, and how much of it was confirmed.
#[derive(Default)]
struct Run {
    asked: Vec<Record>,
    /// So many of `asked` are durable, by the journal's word.
    confirmed: usize,
    failed: bool,
}

/// A life of some records, one after the other; ends at the first failure.
fn live(disk: &Simulated, seed: u64) -> Run {
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(seed);
    let mut run = Run::default();
    wait(async {
        for _ in 0..12 {
            let count = inventor.random.usize(1..4);
            let group: Vec<_> = (0..count).map(|_| inventor.record()).collect();
            let may_lag = group
                .iter()
                .all(|record| matches!(record, Record::Settled(_)));
            run.asked.extend(group.iter().cloned());
            let is_synced = inventor.random.u8(..4) == 0;
            let mut done = journal.append(&group).await;
            if is_synced && done.is_ok() {
                done = journal.sync().await;
            }
            match done {
                Ok(()) if may_lag && !is_synced => {}
                Ok(()) => run.confirmed = run.asked.len(),
                Err(_) => {
                    run.failed = true;
                    let again = journal.append(&[inventor.plan()]).await;
                    assert!(again.is_err(), "a journal that failed accepts nothing more");
                    return;
                }
            }
        }
    });
    run
}

/// What is on the disk is what was asked for, in order, and at least what was confirmed.
fn check(run: &Run, disk: &Simulated, what: &str) {
    let journal = open(disk.clone());
    let recovered = wait(journal.recovered());
    assert_eq!(recovered.failure, None, "{what}");
    drop(journal);
    let found = records(disk);
    let mut asked = run.asked.iter().enumerate();
    let mut confirmed_found = 0;
    for record in &found {
        let (index, known) = asked
            .find(|(_, known)| *known == record || is_part(record, known))
            .unwrap_or_else(|| panic!("{what}: {record:?} was never written, or twice"));
        if index < run.confirmed {
            assert_eq!(record, known, "{what}");
            confirmed_found += 1;
        }
    }
    assert_eq!(confirmed_found, run.confirmed, "{what}: confirmed and lost");
}

#[test]
fn every_call_failing_once() {
    let seed = 21;
    let healthy = Simulated::new(Faults::None, seed);
    live(&healthy, seed);
    println!("seed {seed}, {} calls", healthy.calls());
    for call in 1..=healthy.calls() {
        let disk = Simulated::new(Faults::One(call), seed + call);
        let run = live(&disk, seed);
        let what = format!("call {call} failed once");
        check(&run, &disk.after_crash(), &what);
        check(
            &run,
            &disk.after_power_loss(&mut fastrand::Rng::with_seed(call)),
            &what,
        );
        // Without the lock (1) or the names of the files (4) nothing can be begun; from then on one
        // failure is survived.
        assert_eq!(run.failed, [1, 4].contains(&call), "{what}");
    }
    held("every call failing once", healthy.calls());
}

#[test]
fn every_call_failing_from_then_on() {
    let seed = 22;
    let healthy = Simulated::new(Faults::None, seed);
    live(&healthy, seed);
    println!("seed {seed}, {} calls", healthy.calls());
    for call in 1..=healthy.calls() {
        let disk = Simulated::new(Faults::From(call), seed + call);
        let run = live(&disk, seed);
        check(
            &run,
            &disk.after_crash(),
            &format!("calls from {call} on failed"),
        );
    }
    held("every call failing from then on", healthy.calls());
}

#[test]
fn power_lost_at_any_call() {
    for seed in 0..size(2_000, 200_000) {
        let mut random = fastrand::Rng::with_seed(seed);
        let disk = Simulated::new(Faults::From(random.u64(1..45)), seed);
        let run = live(&disk, seed);
        let disk = disk.after_power_loss(&mut random);
        check(&run, &disk, &format!("seed {seed}"));
    }
    held("power lost at any call", size(2_000, 200_000));
}

#[test]
fn power_lost_while_recovering_from_a_power_loss() {
    for seed in 0..size(200, 20_000) {
        let mut random = fastrand::Rng::with_seed(seed);
        let disk = Simulated::new(Faults::From(random.u64(15..45)), seed);
        let run = live(&disk, seed);
        let mut disk = disk.after_power_loss(&mut random);
        for _ in 0..3 {
            disk.fail(Faults::From(random.u64(1..12)));
            wait(open(disk.clone()).recovered());
            disk = disk.after_power_loss(&mut random);
        }
        check(&run, &disk, &format!("seed {seed}"));
    }
    held("power lost again while recovering", size(200, 20_000));
}
