//! Turns: one write at a time per user, the last wish wins, jobs, cancelling.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::{Delta, EditId, Field, Outcome, Value};
use rosterm::protocol::{ApiCommand, Event, Priority, Stage};
use serde_json::json;

use crate::tenant::Fault::*;
use crate::world::{World, lock, quick, rename, unlock};

/// Waits until the edit under way reaches a stage.
async fn stage(world: &mut World, wanted: fn(&Stage) -> bool) {
    world
        .until(|event| {
            matches!(event, Event::EditMoved { stage, .. } if wanted(stage)).then_some(())
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn two_presses_before_sending_cancel_out() {
    let mut world = World::new();
    let first = world.edit("101", lock());
    // The row shows the wish, so the second press sees it.
    let second = world.edit("101", unlock());
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| *stage == Stage::PreFlight).await;
    world.begin(vec![second]);
    let mut ends = Vec::new();
    while ends.len() < 2 {
        ends.push(
            world
                .until(|event| match event {
                    Event::EditSettled(settled) => Some((settled.edit, settled.outcome)),
                    _ => None,
                })
                .await,
        );
    }
    assert!(ends.contains(&(one, Outcome::Withdrawn)) && ends.contains(&(two, Outcome::Withdrawn)));
    assert_eq!(world.tenant.count("PATCH"), 0);
}

#[tokio::test(start_paused = true)]
async fn the_last_wish_takes_the_place_of_one_not_sent_and_stands_on_what_was_seen_first() {
    let mut world = World::new();
    let first = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let second = world.edit(
        "101",
        vec![rename("Asha Iyer", "Asha Menon"), lock().remove(0)],
    );
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| *stage == Stage::PreFlight).await;
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Withdrawn);
    assert_eq!(world.settled(two).await.outcome, Outcome::Verified);
    assert_eq!(
        world.tenant.bodies(),
        [json!({ "name": "Asha Menon", "block_web_login": true })]
    );
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_other_fields_waits_and_loses_nothing() {
    let mut world = World::new();
    let first = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let second = world.edit("101", lock());
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Verified);
    assert_eq!(world.settled(two).await.outcome, Outcome::Verified);
    assert_eq!(
        world.tenant.bodies(),
        [
            json!({ "name": "Asha Iyer" }),
            json!({ "block_web_login": true })
        ]
    );
    // The read-back of the first served as the pre-flight of the second.
    assert_eq!(world.tenant.count("GET"), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_already_is_followed_to_its_end_first() {
    let mut world = World::new();
    let first = world.edit("101", lock());
    let second = world.edit("101", unlock());
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| *stage == Stage::Sending).await;
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Verified);
    assert_eq!(world.settled(two).await.outcome, Outcome::Verified);
    assert_eq!(world.tenant.get("101", "web"), false);
}

#[tokio::test(start_paused = true)]
async fn a_wish_made_on_one_that_failed_stands_on_what_was_seen_before_it() {
    let mut world = World::new();
    world
        .tenant
        .script(&[Fine, Says(400, "{\"message\":\"No\"}")]);
    let first = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let second = world.edit("101", vec![rename("Asha Iyer", "Asha Menon")]);
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| *stage == Stage::Sending).await;
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Refused);
    let settled = world.settled(two).await;
    assert_eq!(settled.outcome, Outcome::Verified, "{}", settled.detail);
}

#[tokio::test(start_paused = true)]
async fn a_newer_wish_keeps_an_unclear_one_from_being_sent_again() {
    let mut world = World::new();
    world.tenant.script(&[Fine, Reset]);
    let first = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let second = world.edit("101", vec![rename("Asha Iyer", "Asha Menon")]);
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| matches!(stage, Stage::Quiet { .. })).await;
    world.begin(vec![second]);
    let settled = world.settled(one).await;
    assert_eq!(
        (settled.outcome, settled.attempts.len()),
        (Outcome::NotApplied, 1)
    );
    assert_eq!(world.settled(two).await.outcome, Outcome::Verified);
    assert!(
        world.elapsed() >= Duration::from_secs(60),
        "the quiet minute was kept"
    );
    assert_eq!(world.tenant.get("101", "name"), "Asha Menon");
}

#[tokio::test(start_paused = true)]
async fn a_job_adds_up_and_leaves_a_slot_and_the_budget_to_the_person() {
    let mut world = World::with(Settings {
        rate: 2.0,
        burst: 4,
        ..quick()
    });
    let edits = ["101", "102", "103"].map(|user| world.edit(user, lock()));
    let job = world.begin(edits.to_vec());
    stage(&mut world, |stage| *stage == Stage::Sending).await;
    let asked = world.elapsed();
    world.load("104", Priority::Key);
    world
        .until(|event| {
            matches!(event, Event::UserLoaded { user, .. } if user.id.as_str() == "104")
                .then_some(())
        })
        .await;
    assert!(
        world.elapsed() - asked < Duration::from_millis(600),
        "the person waits one token at most"
    );
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn cancelling_a_job_withdraws_what_is_not_sent_and_finishes_what_is() {
    let mut world = World::with(Settings {
        concurrency: 2,
        ..quick()
    });
    let edits = ["101", "102", "103"].map(|user| world.edit(user, lock()));
    let job = world.begin(edits.to_vec());
    stage(&mut world, |stage| *stage == Stage::Sending).await;
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(
        (tally.of(Outcome::Verified), tally.of(Outcome::Withdrawn)),
        (1, 2)
    );
    assert_eq!(world.tenant.count("PATCH"), 1);
}

#[tokio::test(start_paused = true)]
async fn cancelling_during_a_pause_does_not_wait_for_its_end() {
    let mut world = World::new();
    world.tenant.script(&[Fine, SlowDown(Some("120"))]);
    let edit = world.edit("101", lock());
    let id = edit.id;
    let job = world.begin(vec![edit]);
    stage(&mut world, |stage| matches!(stage, Stage::Throttled { .. })).await;
    world.send(ApiCommand::Cancel(job));
    assert_eq!(world.settled(id).await.outcome, Outcome::Withdrawn);
    assert!(world.elapsed() < Duration::from_secs(2));
    assert_eq!(world.tenant.get("101", "web"), false);
}

#[tokio::test(start_paused = true)]
async fn nothing_but_one_round_trip_lies_between_the_read_and_the_write() {
    // A budget so slow that a PATCH that waited its turn after the read would come seconds later.
    let mut world = World::with(Settings {
        rate: 0.2,
        burst: 1,
        ..quick()
    });
    world.load("104", Priority::Key);
    let edit = world.edit("101", lock());
    world.run(edit).await;
    let seen = world.tenant.lock().seen.clone();
    let patch = seen.iter().position(|seen| seen.method == "PATCH").unwrap();
    let gap = seen[patch].at - seen[patch - 1].at;
    assert!(gap <= Duration::from_millis(60), "{gap:?}");
}

#[tokio::test(start_paused = true)]
async fn an_empty_plan_ends_at_once() {
    let mut world = World::new();
    let job = world.begin(Vec::new());
    assert_eq!(world.job_end(job).await.total(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_same_wish_twice_is_sent_once() {
    let mut world = World::new();
    let wish = || {
        vec![Delta::new(
            Field::BlockAgent,
            Some(Value::Flag(false)),
            Value::Flag(true),
        )]
    };
    let first = world.edit("101", wish());
    let second = world.edit("101", wish());
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Withdrawn);
    assert_eq!(world.settled(two).await.outcome, Outcome::Verified);
    assert_eq!(world.tenant.count("PATCH"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_from_before_a_write_never_serves_as_the_next_pre_flight() {
    let mut world = World::new();
    world.tenant.script(&[Fine, Then("name", "Anu")]);
    let secret = Value::Secret(rosterm::domain::Secret::new("correct horse"));
    let password = world.edit("101", vec![Delta::new(Field::Password, None, secret)]);
    let renamed = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let (one, two) = (password.id, renamed.id);
    world.begin(vec![password]);
    world.begin(vec![renamed]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Accepted);
    assert_eq!(world.settled(two).await.outcome, Outcome::Conflict);
    assert_eq!(world.tenant.get("101", "name"), "Anu");
}

#[tokio::test(start_paused = true)]
async fn a_read_just_made_for_the_screen_serves_as_the_pre_flight() {
    let mut world = World::new();
    world.load("101", Priority::Detail);
    world
        .until(|event| matches!(event, Event::UserLoaded { .. }).then_some(()))
        .await;
    let edit = world.edit("101", lock());
    let settled = world.run(edit).await;
    assert_eq!((settled.outcome, settled.requests), (Outcome::Verified, 2));
    tokio::time::sleep(Duration::from_secs(2)).await;
    let edit = world.edit("101", unlock());
    assert_eq!(
        world.run(edit).await.requests,
        3,
        "two seconds later it does not"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wish_for_what_stands_there_is_looked_up_and_not_taken_for_a_second_press() {
    let mut world = World::new();
    let first = world.edit("101", lock());
    let same = vec![Delta::new(
        Field::BlockWebLogin,
        Some(Value::Flag(true)),
        Value::Flag(true),
    )];
    let second = world.edit("101", same);
    let (one, two) = (first.id, second.id);
    world.begin(vec![first]);
    stage(&mut world, |stage| *stage == Stage::Sending).await;
    world.begin(vec![second]);
    assert_eq!(world.settled(one).await.outcome, Outcome::Verified);
    assert_eq!(world.settled(two).await.outcome, Outcome::Unchanged);
}

#[tokio::test(start_paused = true)]
async fn when_the_read_back_fails_a_read_made_meanwhile_for_the_screen_is_as_good() {
    let mut world = World::new();
    // Pre-flight, PATCH without an answer; the first look is slow to fail, the screen's is not.
    world
        .tenant
        .script(&[Fine, AnswerLost, TimedOut, Fine, Reset, Reset]);
    let edit = world.edit("101", lock());
    let id = edit.id;
    world.begin(vec![edit]);
    stage(&mut world, |stage| *stage == Stage::ReadingBack).await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    world.load("101", Priority::Detail);
    let settled = world.settled(id).await;
    assert_eq!(settled.outcome, Outcome::Verified, "{}", settled.detail);
    assert!(settled.read_back);
}

#[tokio::test(start_paused = true)]
async fn an_older_wish_of_a_job_waits_behind_a_newer_one_and_sees_that_the_value_moved() {
    let mut world = World::new();
    world.tenant.script(&[Slow(3)]);
    let mut older = world.edit("101", vec![rename("Asha Pillai", "Asha K")]);
    older.id = EditId::mint(1_780_000_000_000, &mut fastrand::Rng::with_seed(1));
    let (newer_id, older_id) = {
        let newer = world.edit("101", vec![rename("Asha Pillai", "Asha Rao")]);
        let ids = (newer.id, older.id);
        world.begin(vec![newer]);
        world.begin(vec![older]);
        ids
    };
    assert_eq!(world.settled(newer_id).await.outcome, Outcome::Verified);
    assert_eq!(world.settled(older_id).await.outcome, Outcome::Conflict);
}

#[tokio::test(start_paused = true)]
async fn a_wish_older_than_the_one_that_failed_never_stood_on_it() {
    let mut world = World::new();
    world.tenant.set("101", "name", json!("Asha Rao"));
    // Taking the name back is refused; the older wish saw the real one from before.
    world
        .tenant
        .script(&[Slow(3), Says(400, "{\"message\":\"No\"}")]);
    let back = world.edit("101", vec![rename("Asha Rao", "Asha Pillai")]);
    let mut older = world.edit("101", vec![rename("Asha Pillai", "Asha K")]);
    older.id = EditId::mint(1_780_000_000_000, &mut fastrand::Rng::with_seed(1));
    let (back_id, older_id) = (back.id, older.id);
    world.begin(vec![back]);
    world.begin(vec![older]);
    assert_eq!(world.settled(back_id).await.outcome, Outcome::Refused);
    assert_eq!(world.settled(older_id).await.outcome, Outcome::Conflict);
}
