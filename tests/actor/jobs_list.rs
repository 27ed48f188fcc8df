//! The life of a job that reads the list: the person beside it, pauses, and a process that dies.

use std::sync::Arc;
use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::Outcome;
use rosterm::domain::history::Again;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::protocol::{ApiCommand, Event};

use crate::jobs_sweep::{TRIAL, begin, ends, swept};
use crate::world::{World, quick, rename};

#[tokio::test(start_paused = true)]
async fn the_person_does_not_wait_for_the_end_of_the_job() {
    let settings = Settings {
        rate: 2.0,
        burst: 4,
        ..quick()
    };
    let mut world = World::of(200, settings);
    let edits = world.locks(200);
    let plan = begin(&mut world, edits);
    world.stage(JobStage::Rest).await;
    world
        .until(|event| match event {
            Event::RequestLogged(line) if line.path == "/user/1010" => Some(()),
            _ => None,
        })
        .await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let asked = world.elapsed();
    let edit = world.edit("1010", vec![rename("Person 1010", "Asha")]);
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    assert!(world.elapsed() - asked < Duration::from_secs(3));
    let ends = ends(&mut world, &plan).await;
    assert!(ends.values().all(|end| end.outcome == Outcome::Verified));
}

#[tokio::test(start_paused = true)]
async fn a_pause_gives_the_list_up_and_going_on_reads_it_again() {
    let mut world = swept(200);
    let edits = world.locks(200);
    let plan = begin(&mut world, edits);
    world.stage(JobStage::Comparing { read: 40 }).await;
    world.send(ApiCommand::Pause(plan.job));
    assert_eq!(world.halt().await, Halt::Asked);
    let read = world.tenant.count("GET");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(world.tenant.count("GET") <= read + 1);
    // Somebody changes what was read already.
    world.tenant.set("1002", "web", true.into());
    world.send(ApiCommand::Continue(plan.job));
    world.stage(JobStage::ReadingBack { read: 20 }).await;
    world.send(ApiCommand::Pause(plan.job));
    world.halt().await;
    world.send(ApiCommand::Cancel(plan.job));
    let tally = world.job_end(plan.job).await;
    assert_eq!(
        tally.of(Outcome::Verified),
        199,
        "what was sent is read back"
    );
    assert_eq!(tally.of(Outcome::Unchanged), 1);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_the_list_when_the_process_dies_is_open_and_read_again() {
    let mut world = swept(60);
    let edits = world.locks(60);
    let plan = begin(&mut world, edits);
    world.stage(JobStage::Rest).await;
    while world.tenant.count("PATCH") < 40 {
        world.event().await;
    }
    let (tenant, journal) = (world.tenant.clone(), world.journal.clone());
    world.link.worker.abort();
    let _ = (&mut world.link.worker).await;
    let sent = tenant.count("PATCH");

    let mut world = World::again(tenant, journal, quick());
    let history = world
        .until(|event| match event {
            Event::Recovered { history, .. } => Some(Arc::clone(history)),
            _ => None,
        })
        .await;
    let open = history.open().count();
    assert!(open >= sent - TRIAL - 1, "{open} open of {sent} sent");
    for _ in 0..open {
        let end = world
            .until(|event| match event {
                Event::EditSettled(settled) => Some(Arc::clone(settled)),
                _ => None,
            })
            .await;
        assert!(matches!(
            end.outcome,
            Outcome::Verified | Outcome::NotApplied
        ));
    }
    let rest = history.again(plan.job, Again::Rest).unwrap();
    assert_eq!(rest.check, Check::Sweep);
    world.send(ApiCommand::Resume(rest.into()));
    world.job_end(plan.job).await;
    let locked = (1001..=1060).filter(|user| world.tenant.get(&user.to_string(), "web") == true);
    let locked = locked.count();
    assert!(
        locked >= 57,
        "{locked} but for those on the wire at the end"
    );
    assert!(world.tenant.count("PATCH") <= 60, "nobody is changed twice");
}
