//! Writes of every kind against a server that misbehaves in 30 of 100 requests, with a second
//! editor at work: nothing that is said may be false.

use std::sync::Mutex;

use rosterm::domain::history::{Again, undo_change};
use rosterm::domain::{Edit, EditId, JobId, Plan};
use rosterm::protocol::ApiCommand;

use crate::checker::{Verdict, check};
use crate::folder::Folder;
use crate::oracle::Oracle;
use crate::plans::Planner;
use crate::scale::{Line, report, scale};
use crate::world::World;

/// To how many requests in a hundred something happens.
const FAULTS: u8 = 30;
/// At how many requests in a thousand somebody else changes the user: about one write in twenty
/// meets another editor.
const OTHERS: u16 = 20;

#[test]
fn nothing_false_is_said_at_thirty_percent_faults() {
    let seeds = scale().count(2, 20);
    let writes = usize::try_from(scale().count(1_000, 10_000)).unwrap();
    let first = fastrand::u64(..1_000_000);
    let queue = Mutex::new(first..first + seeds);
    let sums = Mutex::new((0, 0, 0));
    // Most of a run is waiting: four side by side.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(seed) = queue.lock().unwrap().next() else {
                        return;
                    };
                    println!("seed {seed}: {writes} writes");
                    let verdict = block_on(run_with(seed, writes, FAULTS, OTHERS));
                    println!("seed {seed}: {:?}", verdict.outcomes);
                    for violation in verdict.violations.iter().take(3) {
                        println!("seed {seed}: {violation}");
                    }
                    let mut sums = sums.lock().unwrap();
                    sums.0 += verdict.outcomes.values().sum::<usize>() as u64;
                    sums.1 += verdict.violations.len();
                    sums.2 += verdict.overwritten;
                }
            });
        }
    });
    let (runs, violations, overwritten) = sums.into_inner().unwrap();
    report(Line {
        what: format!("chaos, {FAULTS} % faults, {seeds} seeds"),
        runs,
        violations,
        remark: format!("{overwritten} changes of others lost between read and write"),
    });
    assert_eq!(violations, 0);
}

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// So many writes: plans of many, single edits beside them, forced ones, undone and redone ones,
/// cancelled and resumed jobs.
pub(crate) async fn run_with(seed: u64, writes: usize, faults: u8, others: u16) -> Verdict {
    let data = Folder::new();
    let oracle = Oracle::new(400);
    let mut world = World::start(&data, oracle, faults, others, seed).await;
    let mut planner = Planner::new(seed);
    let mut planned = 0;
    while planned < writes {
        let job = world.next_job;
        let plan = match planner.random.u8(0..10) {
            0..4 => planner.plan(&world.oracle, job, 60),
            4 => forced(&mut planner, &world.oracle, job),
            5 | 6 => undo(&mut planner, &world, job),
            _ => planner.plan(&world.oracle, job, 1),
        };
        planned += plan.edits.len();
        let is_cancelled = planner.random.u8(0..6) == 0;
        world.begin(plan);
        if is_cancelled {
            cancel(&mut world, &mut planner, JobId(job)).await;
        }
        let most = planner.random.usize(2..10);
        world.settle_to(most).await;
        if is_cancelled && planner.random.bool() {
            world.settle_to(0).await;
            take_up_again(&mut world, &mut planner, JobId(job));
        }
    }
    world.settle_to(0).await;
    for (job, plan) in world.witness.plans.clone() {
        let progress = world.history.progress(job).unwrap();
        assert_eq!(
            progress.left(),
            0,
            "seed {seed}: job {job} of {}",
            plan.edits.len()
        );
        assert_eq!(
            progress.tally.total(),
            plan.edits.len(),
            "seed {seed}: job {job}"
        );
    }
    let (witness, oracle) = world.end().await;
    check(&witness, &oracle)
}

/// "Mine": over whatever stands there.
fn forced(planner: &mut Planner, oracle: &Oracle, job: u64) -> Plan {
    let mut plan = planner.plan(oracle, job, 1);
    for edit in &mut plan.edits {
        edit.force = true;
        for delta in &mut edit.change.deltas {
            delta.seen = Some(delta.after.clone());
        }
    }
    plan
}

/// Takes back some edit that may have changed something, or its undo.
fn undo(planner: &mut Planner, world: &World, job: u64) -> Plan {
    let edits: Vec<_> = world.history.iter().rev().take(50).collect();
    let start = planner.random.usize(0..edits.len().max(1));
    let mut candidates = edits.iter().skip(start);
    let undone = candidates.find_map(|settled| {
        let free = world.history.undone_by(settled.edit).is_none();
        let (change, _) = undo_change(settled).ok()?;
        (free && settled.outcome.may_have_changed()).then_some((settled, change))
    });
    match undone {
        Some((settled, change)) => {
            let edit = planner.of(settled.user.as_str(), change);
            let undo_of: Option<EditId> = Some(settled.edit);
            Plan::new(JobId(job), vec![Edit { undo_of, ..edit }])
        }
        None => planner.plan(&world.oracle, job, 1),
    }
}

/// After a few events, whatever they are.
async fn cancel(world: &mut World, planner: &mut Planner, job: JobId) {
    for _ in 0..planner.random.usize(0..120) {
        if world.running() == 0 {
            return;
        }
        world.hear().await;
    }
    world.command(ApiCommand::Cancel(job));
}

fn take_up_again(world: &mut World, planner: &mut Planner, job: JobId) {
    let which = if planner.random.bool() {
        Again::Rest
    } else {
        Again::Failed
    };
    if let Some(plan) = world.history.again(job, which)
        && !plan.edits.is_empty()
    {
        world.resume(plan);
    }
}
