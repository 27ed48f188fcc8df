//! Jobs taken up again: under the same number, with the same edits, and the outcomes still add up.

use std::sync::Arc;
use std::time::Duration;

use rosterm::api::journal::Journal;
use rosterm::domain::history::{Again, Record};
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::domain::{History, JobId, Outcome};
use rosterm::protocol::{ApiCommand, Event};

use crate::tenant::Fault::*;
use crate::tenant::Tenant;
use crate::world::{World, lock, quick};

/// What the next actor is told of this journal.
async fn next(tenant: Tenant, journal: Journal) -> (World, Arc<History>) {
    let mut world = World::again(tenant, journal, quick());
    let history = world
        .until(|event| match event {
            Event::Recovered { history, .. } => Some(Arc::clone(history)),
            _ => None,
        })
        .await;
    (world, history)
}

fn plans(journal: &Journal) -> usize {
    let records = journal.records();
    let plans = records.iter();
    plans
        .filter(|record| matches!(record, Record::Planned { .. }))
        .count()
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_stopped_job_is_carried_out_under_its_number_in_the_next_run() {
    let mut world = World::of(40, quick());
    let edits = world.locks(40);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    let withdrawn = tally.of(Outcome::Withdrawn);
    assert!(withdrawn > 10, "{tally:?}");
    let (tenant, journal, _) = world.close().await;

    let (mut world, history) = next(tenant, journal).await;
    let rest = history.again(job, Again::Rest).unwrap();
    assert_eq!(rest.edits.len(), withdrawn);
    world.send(ApiCommand::Resume(rest.into()));
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), withdrawn);
    assert_eq!(
        world.stages(),
        [JobStage::First, JobStage::Few, JobStage::Rest],
        "with a new trial"
    );
    assert_eq!(world.tenant.count("PATCH"), 40, "nobody is changed twice");
    let (tenant, journal, _) = world.close().await;
    assert_eq!(plans(&journal), 1, "the plan is written down once");

    let (_, history) = next(tenant, journal).await;
    let progress = history.progress(job).unwrap();
    assert_eq!(progress.tally.of(Outcome::Verified), 40);
    assert_eq!((progress.planned, progress.left()), (40, 0));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_the_process_did_not_survive_goes_on_where_nothing_was_said() {
    let mut world = World::of(40, quick());
    let edits = world.locks(40);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    let (tenant, journal) = (world.tenant.clone(), world.journal.clone());
    world.link.worker.abort();
    let _ = (&mut world.link.worker).await;

    let (mut world, history) = next(tenant, journal).await;
    let rest = history.again(job, Again::Rest).unwrap();
    let open = history.open().count();
    assert_eq!(
        rest.edits.len() + open + 6,
        40,
        "attempts without an end are open, not sent again"
    );
    world.send(ApiCommand::Resume(rest.into()));
    world.job_end(job).await;
    tokio::time::sleep(Duration::from_secs(200)).await;
    let (tenant, journal, _) = world.close().await;
    assert_eq!(
        tenant.count("PATCH") + usize::from(open == 0),
        40 + usize::from(open == 0)
    );
    let (_, history) = next(tenant, journal).await;
    let progress = history.progress(job).unwrap();
    assert_eq!((progress.left(), progress.tally.total()), (0, 40));
}

#[tokio::test(start_paused = true)]
async fn what_failed_can_be_tried_again_and_the_last_word_counts() {
    let mut world = World::of(20, quick());
    world.tenant.lock().rule = Some(|method, id| match (method, id) {
        ("PATCH", "1010") => Some(Liar),
        ("PATCH", "1012") => Some(Says(400, "{\"message\":\"No\"}")),
        _ => None,
    });
    let edits = world.locks(20);
    let plan = Arc::new(world.plan(Check::Each, edits));
    let job = plan.job;
    world.send(ApiCommand::Begin(Arc::clone(&plan)));
    let tally = world.job_end(job).await;
    assert_eq!(
        (tally.of(Outcome::NotApplied), tally.of(Outcome::Refused)),
        (1, 1)
    );
    let mut history = History::default();
    history.note_plan(plan, "2026-01-31T14:03:22Z".parse().unwrap());
    for end in world.ends().into_values() {
        history.note(end);
    }
    world.tenant.lock().rule = None;
    let failed = history.again(job, Again::Failed).unwrap();
    assert_eq!(failed.edits.len(), 2);
    world.send(ApiCommand::Resume(failed.into()));
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (2, 2));
    for end in world.ends().into_values() {
        history.note(end);
    }
    let progress = history.progress(job).unwrap();
    assert_eq!(progress.tally.of(Outcome::Verified), 20);
    let retried = world.ends();
    let attempts: usize = retried.values().map(|end| end.attempts.len()).sum();
    assert!(attempts >= 21, "the earlier attempt is still told of");
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_arrived_late_is_not_sent_again_nor_called_unchanged() {
    let mut world = World::of(10, quick());
    world.tenant.lock().rule =
        Some(|method, id| (method == "PATCH" && id == "1001").then_some(SlowYes(20)));
    let edits = world.locks(2);
    let late = edits[0].clone();
    let plan = world.plan(Check::Each, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.clone().into()));
    assert_eq!(world.halt().await, Halt::Trial(Outcome::NotApplied));
    tokio::time::sleep(Duration::from_secs(8)).await;
    let again = rosterm::domain::Plan {
        edits: vec![late.clone()],
        ..plan
    };
    world.send(ApiCommand::Resume(again.into()));
    world.job_end(job).await;
    let end = Arc::clone(&world.ends()[&late.id]);
    assert_eq!((end.outcome, end.attempts.len()), (Outcome::Verified, 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_reached_again_keeps_its_earlier_word() {
    let mut world = World::of(10, quick());
    world.tenant.lock().rule = Some(|method, _| (method == "PATCH").then_some(Liar));
    let edits = world.locks(4);
    let plan = world.plan(Check::Each, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.clone().into()));
    world.halt().await;
    world.send(ApiCommand::Cancel(job));
    world.job_end(job).await;
    // The list of those that were not sent, and the one that was not applied: all of them again.
    world.tenant.lock().rule = Some(|_, _| Some(Says(401, "{}")));
    world.send(ApiCommand::Resume(plan.into()));
    assert_eq!(world.halt().await, Halt::SignedOut);
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(
        (tally.of(Outcome::NotApplied), tally.of(Outcome::Withdrawn)),
        (1, 3),
        "{tally:?}"
    );
    assert_eq!(world.tenant.count("PATCH"), 1);
}

/// Found by a deep run of the proof: "not applied, read back" without the value that was read.
#[tokio::test(start_paused = true)]
async fn an_earlier_word_keeps_the_value_it_was_read_with() {
    let mut world = World::of(10, quick());
    world.tenant.lock().rule = Some(|method, _| (method == "PATCH").then_some(Liar));
    let edits = world.locks(2);
    let plan = world.plan(Check::Each, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.clone().into()));
    world.halt().await;
    world.send(ApiCommand::Cancel(job));
    world.job_end(job).await;
    let tried = world
        .ends()
        .into_values()
        .find(|end| end.read_back)
        .unwrap();
    // Now nobody can be read any more, and the last read is too old to serve.
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.tenant.lock().rule = Some(|_, _| Some(Says(500, "{}")));
    let again = rosterm::domain::Plan {
        edits: plan
            .edits
            .iter()
            .filter(|edit| edit.id == tried.edit)
            .cloned()
            .collect(),
        ..plan
    };
    world.send(ApiCommand::Resume(again.into()));
    world.job_end(job).await;
    let end = Arc::clone(&world.ends()[&tried.edit]);
    assert_eq!((end.outcome, end.read_back), (Outcome::NotApplied, true));
    assert_eq!(end.fields[0].now, tried.fields[0].now, "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn edits_under_way_are_not_begun_twice() {
    let mut world = World::of(30, quick());
    let edits = world.locks(30);
    let plan = Arc::new(world.plan(Check::Each, edits));
    world.send(ApiCommand::Begin(Arc::clone(&plan)));
    world.stage(JobStage::Few).await;
    let rest = rosterm::domain::Plan {
        edits: plan.edits[1..].to_vec(),
        ..rosterm::domain::Plan::clone(&plan)
    };
    world.send(ApiCommand::Resume(rest.into()));
    let tally = world.job_end(plan.job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (30, 30));
    assert_eq!(world.tenant.count("PATCH"), 30);
}

#[tokio::test(start_paused = true)]
async fn a_number_that_nobody_knows_is_a_new_job() {
    let mut world = World::of(10, quick());
    let edit = world.edit("1001", lock());
    let plan = rosterm::domain::Plan::new(JobId(12), vec![edit]);
    world.send(ApiCommand::Resume(plan.into()));
    assert_eq!(world.job_end(JobId(12)).await.of(Outcome::Verified), 1);
    assert_eq!(plans(&world.journal), 1);
}
