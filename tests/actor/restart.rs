//! What the next actor knows of the one before, when only the journal is left.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rosterm::api::actor::Settings;
use rosterm::api::journal::{Journal, JournalFailure, Place, Tenant as Owner};
use rosterm::domain::history::{Record, undo_change};
use rosterm::domain::{AttemptId, Change, Edit, History, JobId, Outcome, Plan};
use rosterm::protocol::{ApiCommand, Event, ReadOnly, Writes};

use crate::folder::Folder;
use crate::tenant::Fault::*;
use crate::tenant::Tenant;
use crate::world::{World, lock, quick, rename, unlock};

/// Long enough ago that no wait of then is left.
fn yesterday() -> Timestamp {
    "2026-01-31T14:03:22Z".parse().unwrap()
}

/// What is told first.
async fn recovered(world: &mut World) -> (Arc<History>, JobId, Vec<String>) {
    world
        .until(|event| match event {
            Event::Recovered {
                history,
                next_job,
                warnings,
            } => Some((Arc::clone(history), *next_job, warnings.clone())),
            _ => None,
        })
        .await
}

/// A world in which the process died right after the attempt was journaled.
async fn after_crash(tenant: Tenant, settings: Settings) -> (World, Edit) {
    let mut world = World::new();
    let edit = world.edit("101", lock());
    let at = yesterday();
    let plan = Plan::of_one(JobId(7), edit.clone(), Some("left the company".into()));
    let before = edit
        .change
        .with_before(&[(lock()[0].field, lock()[0].seen.clone().unwrap())].into());
    let attempt = Record::Attempt {
        edit: edit.id,
        attempt: AttemptId::mint(1, &mut fastrand::Rng::with_seed(1)),
        job: JobId(7),
        user: edit.user.clone(),
        change: Change {
            deltas: before.deltas,
        },
        at,
    };
    let journal = Journal::in_memory(1_000);
    journal
        .append(&[
            Record::Planned {
                plan: Arc::new(plan),
                at,
            },
            attempt,
        ])
        .await
        .unwrap();
    (World::again(tenant, journal, settings), edit)
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_an_outcome_is_looked_at_and_settled_never_sent() {
    for (applied, outcome) in [(true, Outcome::Verified), (false, Outcome::NotApplied)] {
        let tenant = Tenant::new();
        if applied {
            let mut world = World::again(tenant.clone(), Journal::in_memory(100), quick());
            let edit = world.edit("101", lock());
            assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
        }
        let sent = tenant.count("PATCH");
        let (mut world, edit) = after_crash(tenant, quick()).await;
        let (history, next_job, _) = recovered(&mut world).await;
        let open: Vec<_> = history.open().collect();
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].edit, open[0].outcome), (edit.id, Outcome::Unknown));
        assert_eq!(open[0].reason.as_deref(), Some("left the company"));
        assert_eq!(next_job, JobId(8));
        let settled = world.settled(edit.id).await;
        assert_eq!((settled.outcome, settled.read_back), (outcome, true));
        assert_eq!(world.tenant.count("PATCH"), sent, "nothing is sent again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_left_open_is_not_written_to_until_somebody_could_look() {
    let tenant = Tenant::new();
    // The look at the start and the one before the write both fail.
    tenant.script(&[Reset; 6]);
    let (mut world, open) = after_crash(tenant, quick()).await;
    let other_field = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    let held = world.run(other_field).await;
    assert_eq!(held.outcome, Outcome::NotSent);
    assert!(held.detail.contains("from last time"), "{}", held.detail);
    assert!(
        held.detail.contains(&open.id.to_string()),
        "{}",
        held.detail
    );
    let elsewhere = world.edit("102", lock());
    assert_eq!(world.run(elsewhere).await.outcome, Outcome::Verified);

    world.send(ApiCommand::Recheck(open.id));
    assert_eq!(world.settled(open.id).await.outcome, Outcome::NotApplied);
    let again = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    assert_eq!(world.run(again).await.outcome, Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn a_write_looks_at_what_was_left_open_first() {
    let (mut world, open) = after_crash(Tenant::new(), quick()).await;
    // At once: the write does not wait for a look that somebody else makes.
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    let told = world.events.iter().find_map(|event| match event {
        Event::EditSettled(settled) if settled.edit == open.id => Some(settled.outcome),
        _ => None,
    });
    assert_eq!(told, Some(Outcome::NotApplied));
}

#[tokio::test(start_paused = true)]
async fn a_dismissed_edit_stays_dismissed() {
    let tenant = Tenant::new();
    tenant.script(&[Reset; 3]);
    let (mut world, open) = after_crash(tenant, quick()).await;
    recovered(&mut world).await;
    world.send(ApiCommand::Dismiss {
        edit: open.id,
        note: "seen in the portal".into(),
    });
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    let (tenant, journal, _) = world.close().await;
    let mut world = World::again(tenant, journal, quick());
    let (history, ..) = recovered(&mut world).await;
    assert_eq!(history.open().count(), 0);
    assert!(history.get(open.id).is_some(), "it is not forgotten either");
}

#[tokio::test(start_paused = true)]
async fn undo_works_tomorrow() {
    let mut world = World::new();
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit.clone()).await.outcome, Outcome::Verified);
    let (tenant, journal, _) = world.close().await;

    let mut world = World::again(tenant, journal, quick());
    let (history, next_job, warnings) = recovered(&mut world).await;
    assert!(warnings.is_empty());
    let last = history.last_undoable().unwrap();
    assert_eq!(last.edit, edit.id);
    assert!(next_job > last.job, "numbers of jobs are not given twice");
    let (change, lost) = undo_change(last).unwrap();
    assert!(lost.is_empty());
    let undo = world.edit("101", change.deltas);
    let undo = Edit {
        undo_of: Some(edit.id),
        ..undo
    };
    assert_eq!(world.run(undo).await.outcome, Outcome::Verified);
    let (tenant, journal, _) = world.close().await;

    let mut world = World::again(tenant, journal, quick());
    let (history, ..) = recovered(&mut world).await;
    assert!(
        history.last_undoable().is_err(),
        "an edit is undone at most once"
    );
    assert_eq!(history.last_redoable().unwrap().undo_of, Some(edit.id));
}

#[tokio::test(start_paused = true)]
async fn a_plan_with_a_number_that_is_taken_gets_the_next() {
    let (mut world, _) = after_crash(Tenant::new(), quick()).await;
    let edit = world.edit("102", lock());
    // Begun before anything is told: under number 1 or 2, by what was known then.
    let settled = world.run(edit).await;
    assert_eq!(settled.job, JobId(8));
    world.job_end(JobId(8)).await;
    let edit = world.edit("102", unlock());
    world.begin(vec![edit]);
    world.job_end(JobId(9)).await;
}

// The journal's thread does not follow paused time.
#[tokio::test]
async fn a_journal_that_cannot_be_opened_leaves_reading_and_says_why() {
    let folder = Folder::new();
    let file = folder.join("file");
    std::fs::write(&file, "").unwrap();
    let owner = Owner {
        profile: "acme".into(),
        origin: "https://api.example.test".into(),
    };
    let now = yesterday();
    let journal = Journal::durable(
        &Place::new(&file, owner),
        now,
        SignedDuration::from_hours(1),
    );
    let mut world = World::again(Tenant::new(), journal, quick());
    let (_, _, warnings) = recovered(&mut world).await;
    assert!(
        warnings[0].contains("cannot be written") && warnings[0].contains("ROSTERM_DATA_DIR"),
        "{warnings:?}"
    );
    let off = Event::WritesChanged(Writes::Forbidden(ReadOnly::JournalFailed));
    assert!(world.events.contains(&off));
    let edit = world.edit("101", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::NotSent);
    world.send(ApiCommand::SetWrites(Writes::Allowed));
    let edit = world.edit("101", lock());
    assert_eq!(
        world.run(edit).await.outcome,
        Outcome::NotSent,
        "no word allows it"
    );
    assert_eq!(world.tenant.count("PATCH"), 0);
}

#[tokio::test]
async fn a_second_actor_on_the_same_journal_is_read_only() {
    let folder = Folder::new();
    let owner = Owner {
        profile: "acme".into(),
        origin: "https://api.example.test".into(),
    };
    let place = Place::new(&folder, owner);
    let open = || Journal::durable(&place, yesterday(), SignedDuration::from_hours(24));
    let mut first = World::again(Tenant::new(), open(), quick());
    recovered(&mut first).await;
    let edit = first.edit("101", lock());
    assert_eq!(first.run(edit.clone()).await.outcome, Outcome::Verified);

    let mut second = World::again(Tenant::new(), open(), quick());
    let (history, _, warnings) = recovered(&mut second).await;
    assert!(
        history.get(edit.id).is_some(),
        "it reads what the first wrote"
    );
    let pid = format!("process {}", std::process::id());
    assert!(warnings[0].contains(&pid), "{warnings:?}");
    assert!(matches!(
        second.journal.failure(),
        Some(JournalFailure::Locked(Some(_)))
    ));
    let edit = second.edit("102", lock());
    let settled = second.run(edit).await;
    assert_eq!(settled.outcome, Outcome::NotSent);
    assert!(
        settled.detail.contains("another rosterm"),
        "{}",
        settled.detail
    );
}
