//! Jobs on their way: one, five, the rest; how many side by side; what it costs.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::domain::{Delta, Field, Outcome, Secret, Value};
use rosterm::protocol::{ApiCommand, Event, Priority, Stage};

use crate::tenant::Fault::*;
use crate::world::{World, lock, quick};

/// When each PATCH was sent, since the first.
fn patches(world: &World) -> Vec<Duration> {
    let seen = world.tenant.lock().seen.clone();
    let patches = seen.iter().filter(|seen| seen.method == "PATCH");
    let times: Vec<_> = patches.map(|seen| seen.at).collect();
    times.iter().map(|at| *at - times[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn one_goes_first_then_five_then_the_rest() {
    let mut world = World::of(30, quick());
    let edits = world.locks(20);
    let job = world.begin(edits);
    let tally = world.job_end(job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (20, 20));
    assert_eq!(
        world.stages(),
        [JobStage::First, JobStage::Few, JobStage::Rest]
    );
    // One round is a read, a write and a read of 50 ms each.
    let round = Duration::from_millis(150);
    let patches = patches(&world);
    assert!(patches[1] >= round, "the second waits for the first's read");
    assert!(patches[6] >= 3 * round, "the seventh waits for five more");
    assert_eq!(
        world.tenant.lock().seen.len(),
        60,
        "three requests an edit, no more"
    );
}

#[tokio::test(start_paused = true)]
async fn no_more_are_on_the_wire_than_slots_and_one_is_kept_for_the_person() {
    for concurrency in [2, 4, 9] {
        let settings = Settings {
            concurrency,
            ..quick()
        };
        let mut world = World::of(60, settings);
        let edits = world.locks(60);
        let job = world.begin(edits);
        world.job_end(job).await;
        let most = world.tenant.lock().most_on_the_wire;
        assert_eq!(most, concurrency - 1);
        let whole = Duration::from_millis(50) * 180 / u32::try_from(most).unwrap();
        let trial = Duration::from_millis(50) * 9;
        assert!(
            world.elapsed() <= whole + trial,
            "slots do not stand idle: {:?} of {whole:?}",
            world.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn two_jobs_share_the_slots() {
    let mut world = World::of(60, quick());
    let mut edits = world.locks(60);
    let second = edits.split_off(30);
    let (one, two) = (world.begin(edits), world.begin(second));
    for job in [one, two] {
        assert_eq!(world.job_end(job).await.of(Outcome::Verified), 30);
    }
    assert_eq!(world.tenant.lock().most_on_the_wire, 3);
}

#[tokio::test(start_paused = true)]
async fn the_person_is_served_at_once_beside_a_job() {
    let mut world = World::of(60, quick());
    let edits = world.locks(50);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    let asked = world.elapsed();
    let edit = world.edit("1060", lock());
    assert_eq!(world.run(edit).await.outcome, Outcome::Verified);
    assert!(world.elapsed() - asked <= Duration::from_millis(160));
    assert_eq!(world.job_end(job).await.of(Outcome::Verified), 50);
}

#[tokio::test(start_paused = true)]
async fn edits_that_only_wait_do_not_hold_up_the_others() {
    let settings = Settings {
        concurrency: 2,
        ..quick()
    };
    let mut world = World::of(40, settings);
    world.tenant.lock().rule = Some(|method, id| match (method, id) {
        ("PATCH", "1010" | "1020") => Some(Reset),
        ("PATCH", "1015") => Some(Liar),
        _ => None,
    });
    let edits = world.locks(40);
    let job = world.begin(edits);
    let mut verified = 0;
    while verified < 37 {
        let settled = world
            .until(|event| match event {
                Event::EditSettled(settled) => Some(settled.outcome),
                _ => None,
            })
            .await;
        verified += usize::from(settled == Outcome::Verified);
    }
    assert!(
        world.elapsed() < Duration::from_secs(8),
        "{:?}",
        world.elapsed()
    );
    assert_eq!(world.tenant.lock().most_on_the_wire, 1);
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::NotApplied), 3);
    assert_eq!(tally.total(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_fails_stops_the_job_and_going_on_is_a_new_trial() {
    let mut world = World::of(30, quick());
    world.tenant.lock().rule =
        Some(|method, id| (method == "PATCH" && id == "1001").then_some(Liar));
    let edits = world.locks(20);
    let job = world.begin(edits);
    assert_eq!(world.halt().await, Halt::Trial(Outcome::NotApplied));
    assert_eq!(world.tenant.count("PATCH"), 1);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(world.tenant.count("PATCH"), 1, "nothing goes on by itself");
    let stopped = world.events.len();
    world.send(ApiCommand::Continue(job));
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), 19);
    assert_eq!(tally.of(Outcome::NotApplied), 1);
    let stages: Vec<_> = world.events[stopped..]
        .iter()
        .filter_map(|event| match event {
            Event::JobMoved { stage, .. } => Some(*stage),
            _ => None,
        })
        .collect();
    assert_eq!(stages, [JobStage::First, JobStage::Few, JobStage::Rest]);
}

#[tokio::test(start_paused = true)]
async fn what_proves_nothing_is_replaced_by_the_next_edit() {
    let mut world = World::of(30, quick());
    for (id, field, value) in [("1001", "web", true), ("1002", "web", true)] {
        world.tenant.set(id, field, value.into());
    }
    world.tenant.lock().rule =
        Some(|method, id| (method == "PATCH" && id == "1003").then_some(Says(400, "{}")));
    let edits = world.locks(10);
    world.begin(edits);
    // Two were so already; the third is still the first to be tried.
    assert_eq!(world.halt().await, Halt::Trial(Outcome::Refused));
    assert_eq!(world.tenant.count("PATCH"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_back_by_its_nature_is_proof_enough() {
    let mut world = World::of(10, quick());
    let secret = || Value::Secret(Secret::new("correct horse"));
    let edits = (1001..=1010).map(|user| {
        let delta = Delta::new(Field::Password, None, secret());
        world.edit(&user.to_string(), vec![delta])
    });
    let edits = edits.collect();
    let job = world.begin(edits);
    assert_eq!(world.job_end(job).await.of(Outcome::Accepted), 10);
}

#[tokio::test(start_paused = true)]
async fn a_plan_of_one_edit_has_no_trial_and_stops_nothing() {
    let mut world = World::new();
    world.tenant.script(&[Fine, Says(401, "{}")]);
    let edit = world.edit("101", lock());
    let id = edit.id;
    let plan = world.plan(Check::Sweep, vec![edit]);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.into()));
    assert_eq!(world.settled(id).await.outcome, Outcome::NotSent);
    assert_eq!(world.job_end(job).await.total(), 1);
    assert_eq!(world.stages(), []);
}

#[tokio::test(start_paused = true)]
async fn a_read_just_made_serves_neither_an_undo_nor_a_job() {
    let mut world = World::new();
    let edit = world.edit("101", lock());
    let done = edit.id;
    world.run(edit).await;
    // Within the second of the read-back somebody opens and somebody else locks it again: the
    // value is the same, but what was read is not what would be overwritten.
    world.tenant.set("101", "name", "Anu".into());
    let mut undo = world.edit("101", crate::world::unlock());
    undo.undo_of = Some(done);
    world.tenant.set("101", "web", false.into());
    let settled = world.run(undo).await;
    assert_eq!(
        settled.outcome,
        Outcome::Unchanged,
        "the second editor's value was read"
    );

    let rename = |seen: &str, wish: &str| vec![crate::world::rename(seen, wish)];
    let edit = world.edit("102", rename("Bela Rao", "Bela Sen"));
    let done = edit.id;
    world.run(edit).await;
    world.tenant.set("102", "name", "Bela Roy".into());
    let mut undo = world.edit("102", rename("Bela Sen", "Bela Rao"));
    undo.undo_of = Some(done);
    assert_eq!(world.run(undo).await.outcome, Outcome::Conflict);
    assert_eq!(world.tenant.get("102", "name"), "Bela Roy");
    assert!(world.elapsed() < Duration::from_secs(1));

    world.load("103", Priority::Detail);
    world
        .until(|event| {
            matches!(event, Event::UserLoaded { user, .. } if user.id.as_str() == "103")
                .then_some(())
        })
        .await;
    world.tenant.set("103", "name", "Chitra Bose".into());
    let edits = vec![
        world.edit("103", rename("Chitra Das", "Chitra Nair")),
        world.edit("104", rename("Dev Anand", "Dev Iyer")),
    ];
    let job = world.begin(edits);
    assert_eq!(world.job_end(job).await.of(Outcome::Conflict), 1);
}

#[tokio::test(start_paused = true)]
async fn an_edit_waiting_behind_the_persons_takes_its_turn_after_it() {
    let mut world = World::of(10, quick());
    world.tenant.script(&[Slow(3)]);
    let own = world.edit("1001", vec![crate::world::rename("Person 1001", "Asha")]);
    let first = own.id;
    world.begin(vec![own]);
    let edits = world.locks(3);
    let job = world.begin(edits);
    assert_eq!(world.settled(first).await.outcome, Outcome::Verified);
    assert_eq!(world.job_end(job).await.of(Outcome::Verified), 3);
    let waited = world.events.iter().any(|event| {
        matches!(
            event,
            Event::EditMoved {
                stage: Stage::Waiting,
                ..
            }
        )
    });
    assert!(waited);
}

#[tokio::test(start_paused = true)]
async fn a_trial_whose_place_a_later_wish_takes_is_replaced_by_the_next_edit() {
    let mut world = World::of(10, quick());
    world.tenant.script(&[Slow(30)]);
    let own = world.edit("1001", vec![crate::world::rename("Person 1001", "Asha")]);
    world.begin(vec![own]);
    let edits = world.locks(3);
    let trial = edits[0].id;
    let job = world.begin(edits);
    world.stage(JobStage::First).await;
    let later = world.edit("1001", lock());
    let later_id = later.id;
    world.begin(vec![later]);
    let tally = world.job_end(job).await;
    assert_eq!(
        (tally.of(Outcome::Withdrawn), tally.of(Outcome::Verified)),
        (1, 2)
    );
    assert_eq!(world.ends()[&trial].outcome, Outcome::Withdrawn);
    assert_eq!(world.settled(later_id).await.outcome, Outcome::Verified);
}
