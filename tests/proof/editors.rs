//! Two editors at the same users, and a server without faults: ours overwrites the other's change
//! only if it was made after our read.

use crate::chaos::{block_on, run_with};
use crate::scale::{Line, report, scale};

#[test]
fn another_editor_is_overwritten_within_a_round_trip_only() {
    let writes = usize::try_from(scale().count(500, 20_000)).unwrap();
    let seed = fastrand::u64(..1_000_000);
    println!("seed {seed}");
    // One read in ten meets a change just before or after it.
    let verdict = block_on(run_with(seed, writes, 0, 100));
    for violation in verdict.violations.iter().take(3) {
        println!("seed {seed}: {violation}");
    }
    let runs = verdict.outcomes.values().sum::<usize>();
    report(Line {
        what: "two editors, no faults".to_owned(),
        runs: runs as u64,
        violations: verdict.violations.len(),
        remark: format!(
            "{} changes of the other lost, each made after our read",
            verdict.overwritten
        ),
    });
    // That a read before the write showed what it replaces is I8 of the checker.
    assert_eq!(verdict.violations.len(), 0);
}
