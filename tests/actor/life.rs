//! The actor's life: writes allowed and forbidden, leaving, and dying.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::Outcome;
use rosterm::domain::history::Record;
use rosterm::protocol::{ApiCommand, Event, Priority, ReadOnly, Stage, Writes};

use crate::tenant::Fault::*;
use crate::world::{World, lock, quick, unlock};

#[tokio::test(start_paused = true)]
async fn read_only_sends_nothing_and_says_so() {
    let forbidden = Writes::Forbidden(ReadOnly::Asked);
    let mut world = World::with(Settings {
        writes: forbidden,
        ..quick()
    });
    let edit = world.edit("101", lock());
    let settled = world.run(edit).await;
    assert_eq!((settled.outcome, settled.requests), (Outcome::NotSent, 0));
    assert!(
        settled.detail.starts_with("read-only: "),
        "{}",
        settled.detail
    );

    world.send(ApiCommand::SetWrites(Writes::Allowed));
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    assert!(
        world
            .events
            .contains(&Event::WritesChanged(Writes::Allowed))
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_started_with_read_only_is_unlocked_by_no_word() {
    let always = Writes::Forbidden(ReadOnly::Always);
    let mut world = World::with(Settings {
        writes: always,
        ..quick()
    });
    let now = "2126-01-01T00:00:00Z".parse().unwrap();
    for word in [
        Writes::Allowed,
        Writes::Forbidden(ReadOnly::Asked),
        Writes::Until(now),
        Writes::Allowed,
    ] {
        world.send(ApiCommand::SetWrites(word));
    }
    let edit = world.edit("101", lock());
    let settled = world.run(edit).await;
    assert_eq!((settled.outcome, settled.requests), (Outcome::NotSent, 0));
    assert!(world.events.contains(&Event::WritesChanged(always)));
}

#[tokio::test(start_paused = true)]
async fn a_time_for_writing_runs_out_by_itself() {
    let mut world = World::new();
    world.load("101", Priority::Key);
    let now = world
        .until(|event| match event {
            Event::UserLoaded { stamp, .. } => Some(stamp.at),
            _ => None,
        })
        .await;
    world.send(ApiCommand::SetWrites(Writes::Until(
        now + Duration::from_secs(100),
    )));
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    let expired = Event::WritesChanged(Writes::Forbidden(ReadOnly::Expired));
    world.until(|event| (*event == expired).then_some(())).await;
    let waited = world.elapsed();
    assert!(
        waited >= Duration::from_secs(99) && waited < Duration::from_secs(102),
        "{waited:?}"
    );
    let edit = world.edit("101", unlock());
    let settled = world.run(edit).await;
    assert_eq!(settled.outcome, Outcome::NotSent);
    assert!(
        settled
            .detail
            .contains("the time allowed for writing is over")
    );
}

#[tokio::test(start_paused = true)]
async fn writes_forbidden_on_the_way_stop_the_sending() {
    let mut world = World::new();
    world.tenant.script(&[Slow(3)]);
    let edit = world.edit("101", lock());
    let id = edit.id;
    world.begin(vec![edit]);
    world
        .until(|event| {
            matches!(
                event,
                Event::EditMoved {
                    stage: Stage::PreFlight,
                    ..
                }
            )
            .then_some(())
        })
        .await;
    world.send(ApiCommand::SetWrites(Writes::Forbidden(ReadOnly::Asked)));
    assert_eq!(world.settled(id).await.outcome, Outcome::NotSent);
    assert_eq!(world.tenant.count("PATCH"), 0);
}

#[tokio::test(start_paused = true)]
async fn leaving_finishes_what_is_sent_and_begins_nothing() {
    let mut world = World::with(Settings {
        concurrency: 2,
        ..quick()
    });
    world.tenant.script(&[Fine, Slow(5)]);
    let edits = ["101", "102", "103"].map(|user| world.edit(user, lock()));
    world.begin(edits.to_vec());
    world
        .until(|event| {
            matches!(
                event,
                Event::EditMoved {
                    stage: Stage::Sending,
                    ..
                }
            )
            .then_some(())
        })
        .await;
    let (tenant, _, events) = world.close().await;
    let mut outcomes: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::EditSettled(settled) => Some(settled.outcome),
            _ => None,
        })
        .collect();
    outcomes.sort();
    assert_eq!(
        outcomes,
        [Outcome::Verified, Outcome::Withdrawn, Outcome::Withdrawn]
    );
    assert_eq!(tenant.count("PATCH"), 1);
}

#[tokio::test(start_paused = true)]
async fn leaving_does_not_wait_out_a_quiet_minute_nor_later_looks() {
    for (fault, outcome) in [(Reset, Outcome::Unknown), (Liar, Outcome::NotApplied)] {
        let mut world = World::new();
        world.tenant.script(&[Fine, fault]);
        let edit = world.edit("101", lock());
        world.begin(vec![edit]);
        world
            .until(|event| {
                matches!(
                    event,
                    Event::EditMoved {
                        stage: Stage::ReadingBack,
                        ..
                    }
                )
                .then_some(())
            })
            .await;
        let start = world.start;
        let (_, journal, events) = world.close().await;
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{fault:?}: {:?}",
            start.elapsed()
        );
        let settled = events.iter().find_map(|event| match event {
            Event::EditSettled(settled) => Some(settled.outcome),
            _ => None,
        });
        assert_eq!(settled, Some(outcome), "{fault:?}");
        assert!(matches!(journal.records().last(), Some(Record::Settled(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn leaving_while_waiting_for_reads_is_immediate() {
    let mut world = World::new();
    world.tenant.script(&[Slow(25)]);
    world.load("101", Priority::Key);
    world.load("102", Priority::Key);
    world
        .until(|event| matches!(event, Event::UserLoaded { .. }).then_some(()))
        .await;
    let before = world.elapsed();
    let start = world.start;
    world.close().await;
    assert!(start.elapsed() - before < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_event_and_the_end() {
    let mut world = World::new();
    world.tenant.script(&[Panic]);
    world.load("101", Priority::Key);
    let reason = world
        .until(|event| match event {
            Event::WorkerStopped { reason } => Some(reason.clone()),
            _ => None,
        })
        .await;
    assert_eq!(reason, "the API worker stopped: the transport fell over");
    assert!(world.link.events.recv().await.is_none());
    world.link.worker.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nobody_listening_does_not_stop_a_write_in_flight() {
    let mut world = World::new();
    let edit = world.edit("101", lock());
    world.begin(vec![edit]);
    world
        .until(|event| {
            matches!(
                event,
                Event::EditMoved {
                    stage: Stage::Sending,
                    ..
                }
            )
            .then_some(())
        })
        .await;
    drop(world.link.events);
    drop(world.link.commands);
    world.link.worker.await.unwrap();
    let last = world.journal.records().pop();
    assert!(matches!(last, Some(Record::Settled(settled)) if settled.outcome == Outcome::Verified));
}
