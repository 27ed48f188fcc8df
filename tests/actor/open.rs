//! Open edits: looked at again, holding further writes, dismissed.

use std::time::Duration;

use rosterm::domain::history::Record;
use rosterm::domain::{Edit, EditId, Outcome};
use rosterm::protocol::{ApiCommand, Event};

use crate::tenant::Fault::*;
use crate::world::{World, lock, rename, unlock};

/// An edit whose outcome is unknown, done late after so many seconds.
async fn unknown(world: &mut World, done_after: u64) -> Edit {
    world
        .tenant
        .script(&[Fine, DoneLate(done_after), Reset, Reset, Reset]);
    let edit = world.edit("101", lock());
    let settled = world.run(edit.clone()).await;
    assert_eq!(settled.outcome, Outcome::Unknown);
    edit
}

#[tokio::test(start_paused = true)]
async fn unknown_becomes_verified_when_a_later_look_finds_it() {
    let mut world = World::new();
    let edit = unknown(&mut world, 20).await;
    let settled = world.settled(edit.id).await;
    assert_eq!(settled.outcome, Outcome::Verified);
    assert!(
        world.elapsed() >= Duration::from_secs(30) && world.elapsed() < Duration::from_secs(40)
    );
    assert_eq!((settled.attempts.len(), settled.requests), (1, 6));
}

#[tokio::test(start_paused = true)]
async fn unknown_is_not_called_not_applied_before_the_quiet_minute_is_over() {
    let mut world = World::new();
    world.tenant.script(&[Fine, Reset, Reset, Reset, Reset]);
    let edit = world.edit("101", lock());
    let id = edit.id;
    assert_eq!(world.run(edit).await.outcome, Outcome::Unknown);
    // The person asks at once: an answer, but no verdict.
    world.send(ApiCommand::Recheck(id));
    let settled = world.settled(id).await;
    assert_eq!(settled.outcome, Outcome::Unknown);
    assert!(
        settled.detail.contains("may be applied late"),
        "{}",
        settled.detail
    );
    let settled = world.settled(id).await;
    assert_eq!(settled.outcome, Outcome::NotApplied);
    assert!(
        world.elapsed() >= Duration::from_secs(120),
        "the look at 30 s came too early"
    );
    assert_eq!(world.tenant.count("PATCH"), 1, "looking never sends");
}

#[tokio::test(start_paused = true)]
async fn an_unverified_no_and_an_unverified_yes_are_settled_by_a_later_look() {
    for (answer, first, then) in [
        (
            Says(400, "{\"message\":\"No\"}"),
            Outcome::Refused,
            Outcome::Refused,
        ),
        (Fine, Outcome::Accepted, Outcome::Verified),
        (Liar, Outcome::Accepted, Outcome::NotApplied),
    ] {
        let mut world = World::new();
        world.tenant.script(&[Fine, answer, Reset, Reset, Reset]);
        let edit = world.edit("101", lock());
        let id = edit.id;
        let settled = world.run(edit).await;
        assert_eq!(
            (settled.outcome, settled.read_back),
            (first, false),
            "{answer:?}"
        );
        let settled = world.settled(id).await;
        assert_eq!(
            (settled.outcome, settled.read_back),
            (then, true),
            "{answer:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_look_names_the_third_value() {
    let mut world = World::new();
    world
        .tenant
        .script(&[Fine, TimedOut, Reset, Reset, Reset, First("name", "Anu")]);
    let edit = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let id = edit.id;
    assert_eq!(world.run(edit).await.outcome, Outcome::Unknown);
    let settled = world.settled(id).await;
    assert_eq!(
        (settled.outcome, &*settled.detail),
        (Outcome::Superseded, "name Anu")
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_edit_holds_its_field_only_and_only_until_it_is_known() {
    let mut world = World::new();
    let open = unknown(&mut world, 20).await;

    let same = world.edit("101", unlock());
    let held = world.run(same).await;
    assert_eq!(held.outcome, Outcome::NotSent);
    assert!(
        held.detail.contains(&open.id.to_string()),
        "{}",
        held.detail
    );
    assert!(held.detail.contains("web login"), "{}", held.detail);
    assert_eq!(held.requests, 0);

    let other = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    assert_eq!(world.run(other).await.outcome, Outcome::Verified);
    let elsewhere = world.edit("102", lock());
    assert_eq!(world.run(elsewhere).await.outcome, Outcome::Verified);

    assert_eq!(world.settled(open.id).await.outcome, Outcome::Verified);
    let again = world.edit("101", unlock());
    assert_eq!(world.run(again).await.outcome, Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn force_goes_over_a_held_field_and_ends_the_looks_at_the_older_edit() {
    let mut world = World::new();
    let open = unknown(&mut world, 2).await;
    let mut forced = world.edit("101", unlock());
    forced.force = true;
    world.tenant.script(&[Slow(3)]);
    assert_eq!(world.run(forced).await.outcome, Outcome::Verified);
    // What is read from now on is no word on the older edit.
    let before = world.events.len();
    tokio::time::sleep(Duration::from_secs(700)).await;
    let (_, _, events) = world.close().await;
    let again = events[before..]
        .iter()
        .any(|event| matches!(event, Event::EditSettled(settled) if settled.edit == open.id));
    assert!(!again);
}

#[tokio::test(start_paused = true)]
async fn dismissed_edits_hold_nothing_are_not_looked_at_and_stand_in_the_journal() {
    let mut world = World::new();
    let open = unknown(&mut world, 900).await;
    let note = "seen in the portal".to_owned();
    world.send(ApiCommand::Dismiss {
        edit: open.id,
        note: note.clone(),
    });
    // Neither asked nor by the clock.
    world.send(ApiCommand::Recheck(open.id));
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    let gets = world.tenant.count("GET");
    tokio::time::sleep(Duration::from_secs(700)).await;
    assert_eq!(world.tenant.count("GET"), gets);
    let dismissed = |edit: EditId| {
        world.journal.records().iter().any(|record| {
            matches!(record, Record::Dismissed { edit: id, note: text, .. } if *id == edit && *text == note)
        })
    };
    assert!(dismissed(open.id));
}

#[tokio::test(start_paused = true)]
async fn a_failed_look_by_the_person_is_answered_and_leaves_the_edit_open() {
    let mut world = World::new();
    let open = unknown(&mut world, 20).await;
    world.tenant.script(&[Reset, Reset, Reset]);
    world.send(ApiCommand::Recheck(open.id));
    let settled = world.settled(open.id).await;
    assert_eq!(settled.outcome, Outcome::Unknown);
    assert!(
        settled.detail.contains("read again without success"),
        "{}",
        settled.detail
    );
    assert_eq!(world.settled(open.id).await.outcome, Outcome::Verified);
}
