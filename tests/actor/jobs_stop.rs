//! What stops a job: the person, the token, too many failures, a server that wants to be left alone.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::domain::{JobId, Outcome};
use rosterm::protocol::{ApiCommand, ReadOnly, Writes};

use crate::tenant::Fault::{self, *};
use crate::world::{World, quick};

type Rule = fn(&str, &str) -> Option<Fault>;

/// A job of so many edits that has its trial behind it when the rule begins to hold.
async fn after_trial(count: u32, settings: Settings, rule: Rule) -> (World, JobId) {
    let mut world = World::of(count, settings);
    let edits = world.locks(count);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    world.tenant.lock().rule = Some(rule);
    (world, job)
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_stops_the_job_and_no_edit_is_reported_as_refused() {
    for rule in [
        (|method, _| (method == "PATCH").then_some(Says(401, "{}"))) as Rule,
        |method, _| (method == "GET").then_some(Says(401, "{}")),
    ] {
        let (mut world, job) = after_trial(40, quick(), rule).await;
        assert_eq!(world.halt().await, Halt::SignedOut);
        let before = world.tenant.count("PATCH");
        tokio::time::sleep(Duration::from_secs(50)).await;
        let after = world.tenant.count("PATCH");
        assert!(
            after <= before + 2,
            "only those on the wire: {before}, {after}"
        );
        world.tenant.lock().rule = None;
        world.send(ApiCommand::Continue(job));
        let tally = world.job_end(job).await;
        assert_eq!(tally.total(), 40);
        assert_eq!(
            tally.of(Outcome::Refused) + tally.of(Outcome::NotSent),
            0,
            "{tally:?}"
        );
        let patches: usize = world.ends().values().map(|end| end.attempts.len()).sum();
        assert_eq!(
            patches,
            world.tenant.count("PATCH"),
            "every PATCH is told of"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn five_unknowns_in_a_row_stop_the_job() {
    // The list was read before, so that nothing but the write and the read after it can fail.
    let mut world = World::of(60, quick());
    let edits = world.locks(60);
    let plan = world.plan(Check::Sweep, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.into()));
    world.stage(JobStage::Rest).await;
    world.tenant.lock().rule = Some(|_, id| (id != "users").then_some(Reset));
    assert_eq!(world.halt().await, Halt::Unknowns(5));
    world.tenant.lock().rule = None;
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(tally.total(), 60);
    assert!((5..=7).contains(&tally.of(Outcome::Unknown)), "{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_does_not_run_ahead_of_a_server_that_leaves_everything_unclear() {
    let (mut world, job) = after_trial(200, quick(), |method, _| {
        (method == "PATCH").then_some(AnswerLost)
    })
    .await;
    world.tenant.lock().rule = Some(|method, _| (method == "PATCH").then_some(Reset));
    let begun = world.elapsed();
    while world.elapsed() - begun < Duration::from_secs(50) {
        world.event().await;
    }
    let sent = world.tenant.count("PATCH");
    assert!(sent <= 6 + 60, "{sent} sent while nobody knows");
    world.send(ApiCommand::Cancel(job));
    assert_eq!(world.job_end(job).await.total(), 200);
}

#[tokio::test(start_paused = true)]
async fn too_many_failures_stop_the_job() {
    let refuse: Rule = |method, id| {
        let is_even = id.parse::<u32>().is_ok_and(|id| id % 2 == 0);
        (method == "PATCH" && is_even).then_some(Says(400, "{\"message\":\"No\"}"))
    };
    let (mut world, job) = after_trial(100, quick(), refuse).await;
    let Halt::Failures { failed, of } = world.halt().await else {
        panic!("{:?}", world.stages());
    };
    assert!(failed == 11 && of <= 50, "{failed} of {of}");
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(tally.total(), 100);
    assert!(
        tally.of(Outcome::Refused) <= 13,
        "those on the wire were finished: {tally:?}"
    );
    assert!(tally.of(Outcome::Withdrawn) > 60);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_keeps_asking_to_slow_down_stops_the_job() {
    let slow: Rule = |method, _| (method == "PATCH").then_some(SlowDown(Some("2")));
    let (mut world, job) = after_trial(40, quick(), slow).await;
    assert_eq!(world.halt().await, Halt::Throttled);
    assert!(world.elapsed() > Duration::from_secs(4), "three pauses");
    tokio::time::sleep(Duration::from_secs(60)).await;
    let sent = world.tenant.count("PATCH");
    world.tenant.lock().rule = None;
    world.send(ApiCommand::Continue(job));
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (40, 40));
    assert!(sent < 40);
}

#[tokio::test(start_paused = true)]
async fn writes_that_are_forbidden_stop_the_job_and_it_goes_on_when_they_are_allowed() {
    let (mut world, job) = after_trial(40, quick(), |_, _| None).await;
    world.send(ApiCommand::SetWrites(Writes::Forbidden(ReadOnly::Asked)));
    assert_eq!(world.halt().await, Halt::ReadOnly);
    world.send(ApiCommand::SetWrites(Writes::Allowed));
    world.send(ApiCommand::Continue(job));
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (40, 40));
}

#[tokio::test(start_paused = true)]
async fn a_job_begun_read_only_stops_and_its_plan_is_written_down_before_it_goes_on() {
    let forbidden = Writes::Forbidden(ReadOnly::Asked);
    let mut world = World::of(
        10,
        Settings {
            writes: forbidden,
            ..quick()
        },
    );
    let edits = world.locks(10);
    let job = world.begin(edits);
    assert_eq!(world.halt().await, Halt::ReadOnly);
    assert!(world.journal.records().is_empty());
    world.send(ApiCommand::SetWrites(Writes::Allowed));
    world.send(ApiCommand::Continue(job));
    assert_eq!(world.job_end(job).await.of(Outcome::Verified), 10);
    let (_, journal, _) = world.close().await;
    let mut again = World::again(crate::tenant::Tenant::of(10), journal, quick());
    let progress = again
        .until(|event| match event {
            rosterm::protocol::Event::Recovered { history, .. } => history.progress(job),
            _ => None,
        })
        .await;
    assert_eq!((progress.planned, progress.left()), (10, 0));
}

#[tokio::test(start_paused = true)]
async fn pausing_begins_nothing_and_going_on_needs_no_new_trial() {
    let (mut world, job) = after_trial(60, quick(), |_, _| None).await;
    world.send(ApiCommand::Pause(job));
    assert_eq!(world.halt().await, Halt::Asked);
    let sent = world.tenant.count("PATCH");
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert!(world.tenant.count("PATCH") <= sent + 3);
    let sent = world.tenant.count("PATCH");
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.tenant.count("PATCH"), sent);
    let paused = world.events.len();
    world.send(ApiCommand::Continue(job));
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (60, 60));
    let stages = world.events[paused..]
        .iter()
        .filter_map(|event| match event {
            rosterm::protocol::Event::JobMoved { stage, .. } => Some(*stage),
            _ => None,
        });
    assert_eq!(stages.collect::<Vec<_>>(), [JobStage::Rest]);
}

#[tokio::test(start_paused = true)]
async fn cancelling_a_paused_job_withdraws_the_rest_and_ends_it() {
    let (mut world, job) = after_trial(60, quick(), |_, _| None).await;
    world.send(ApiCommand::Pause(job));
    world.halt().await;
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(tally.total(), 60);
    assert_eq!(
        tally.of(Outcome::Verified) + tally.of(Outcome::Withdrawn),
        60
    );
    assert_eq!(tally.of(Outcome::Verified), world.tenant.count("PATCH"));
}

#[tokio::test(start_paused = true)]
async fn leaving_with_thousands_in_the_queue_is_quick_and_says_what_became_of_each() {
    for check in [Check::Each, Check::Sweep] {
        let mut world = World::of(5_000, quick());
        let edits = world.locks(5_000);
        let plan = world.plan(check, edits);
        let job = plan.job;
        world.send(ApiCommand::Begin(plan.into()));
        world.stage(JobStage::Rest).await;
        while world.tenant.count("PATCH") < 200 {
            world.event().await;
        }
        let left = tokio::time::Instant::now();
        let (tenant, _, events) = world.close().await;
        assert!(left.elapsed() < Duration::from_millis(2_500));
        let tally = events.iter().find_map(|event| match event {
            rosterm::protocol::Event::JobEnded { job: ended, tally } if *ended == job => {
                Some(tally.clone())
            }
            _ => None,
        });
        let tally = tally.expect("the end is told");
        assert_eq!(tally.total(), 5_000, "{check:?}");
        assert_eq!(
            5_000 - tally.of(Outcome::Withdrawn),
            tenant.count("PATCH"),
            "{check:?}: {tally:?}"
        );
        match check {
            Check::Each => assert_eq!(tally.of(Outcome::Accepted), 0),
            Check::Sweep => assert!(tally.of(Outcome::Accepted) > 100, "{tally:?}"),
        }
    }
}
