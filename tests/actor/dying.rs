//! Jobs whose tokens die on the way, again and again, in every order of requests and answers: they
//! go on by themselves as long as there is a good token to be had.

use std::collections::BTreeMap;
use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::api::journal::Journal;
use rosterm::api::session::Credentials;
use rosterm::domain::Outcome;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::domain::{Query, Secret};
use rosterm::protocol::{ApiCommand, Event, ListingId, Priority};

use crate::door::Door;
use crate::tenant::Fault::{Says, Slow};
use crate::tenant::Tenant;
use crate::world::{World, quick};

/// The token is that of a sign-in before the program.
fn world(people: u32, settings: Settings) -> (World, Door) {
    let tenant = Tenant::of(people);
    let door = Door::new(&tenant);
    let journal = Journal::in_memory(settings.journal_capacity);
    let settings = Settings {
        credentials: Credentials::Password {
            login_id: "asha".to_owned(),
            password: Secret::new("right"),
        },
        ..settings
    };
    (
        World::through(door.clone(), tenant, journal, settings),
        door,
    )
}

fn is_paused(stage: &JobStage) -> bool {
    matches!(stage, JobStage::Paused(_))
}

/// Every PATCH that the tenant saw is one that an edit tells of, and none was seen twice.
fn assert_no_patch_was_repeated(world: &World, seed: u64) {
    let mut seen = BTreeMap::new();
    for request in &world.tenant.lock().seen {
        if let Some(attempt) = &request.attempt {
            *seen.entry(attempt.clone()).or_insert(0) += 1;
        }
    }
    assert!(seen.values().all(|times| *times == 1), "{seed}: {seen:?}");
    let ends = world.ends();
    assert_eq!(
        seen.len(),
        ends.len(),
        "{seed}: nothing went wrong but tokens"
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_comes_to_its_end_however_often_and_whenever_its_tokens_die() {
    for seed in 0..120 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let settings = Settings {
            concurrency: dice.usize(2..9),
            rate: [2.0, 20.0, 1000.0][dice.usize(..3)],
            burst: dice.u32(1..20),
            seed: Some(seed),
            ..quick()
        };
        let (mut world, door) = world(30, settings);
        let lives = dice.u32(2..6)..=dice.u32(6..20);
        {
            let mut door = door.lock();
            (door.dice, door.lives, door.dawdles) = (dice.fork(), Some(lives), true);
            door.stillborn = 10;
        }
        let check = [Check::Each, Check::Sweep][dice.usize(..2)];
        let edits = world.locks(30);
        let plan = world.plan(check, edits);
        let job = plan.job;
        world.send(ApiCommand::Begin(plan.into()));
        // Somebody looks around meanwhile.
        for number in 0..6 {
            world.load(&(1001 + 5 * number).to_string(), Priority::Background);
        }
        let tally = world.job_end(job).await;
        assert_eq!(tally.of(Outcome::Verified), 30, "{seed}: {tally:?}");
        let stages = world.stages();
        assert!(!stages.iter().any(is_paused), "{seed}: {stages:?}");
        let asked = door.asked();
        assert_eq!(asked.iter().filter(|path| *path == "login").count(), 1);
        assert!(asked.len() > 2, "{seed}: tokens died: {asked:?}");
        assert_no_patch_was_repeated(&world, seed);
    }
}

/// The first use of a new token is slow, and the second is refused at once: it has died, and is no
/// token that opens nothing.
#[tokio::test(start_paused = true)]
async fn a_token_is_not_given_up_while_its_first_use_is_on_the_wire() {
    let (mut world, door) = world(10, quick());
    assert_eq!(world.read("1001").await, Ok(()));
    door.expire();
    door.lock().lives = Some(1..=1);
    world.tenant.script(&[Slow(5)]);
    for user in ["1002", "1003", "1004"] {
        world.load(user, Priority::Detail);
    }
    for _ in 0..3 {
        assert_eq!(world.read_end().await, Ok(()));
    }
    let pattern = ["login", "refresh", "refresh", "refresh"];
    assert_eq!(door.asked(), pattern);
}

#[tokio::test(start_paused = true)]
async fn a_job_whose_renewal_finds_nobody_goes_on_when_it_finds_somebody() {
    // The second time the token can be renewed, or not, and then the password is good for another.
    for renews in [true, false] {
        let (mut world, door) = world(40, quick());
        let edits = world.locks(40);
        let job = world.begin(edits);
        world.stage(JobStage::Rest).await;
        // As many as there are edits at work.
        door.lock().cuts = 3;
        door.expire();
        assert_eq!(world.halt().await, Halt::SignedOut);
        door.lock().renews = renews;
        let tally = world.job_end(job).await;
        assert_eq!(tally.of(Outcome::Verified), 40, "{tally:?}");
        let mut asked = vec!["login", "refresh", "refresh", "refresh", "refresh"];
        asked.extend((!renews).then_some("login"));
        assert_eq!(door.asked(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_read_back_by_the_list_waits_for_a_token_too() {
    let (mut world, door) = world(60, quick());
    let edits = world.locks(60);
    let plan = world.plan(Check::Sweep, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.into()));
    world.stage(JobStage::Rest).await;
    // The list alone is refused, whatever signs it; nobody can tell what became of the edits.
    let rule = |_: &str, id: &str| (id == "users").then_some(Says(401, "{}"));
    world.tenant.lock().rule = Some(rule);
    assert_eq!(world.halt().await, Halt::SignedOut);
    world.tenant.lock().rule = None;
    world.send(ApiCommand::SignIn {
        login_id: "asha".to_owned(),
        password: Secret::new("right"),
    });
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), 60, "{tally:?}");
    assert_eq!(door.asked().last().map(String::as_str), Some("login"));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_nobody_signs_in_for_can_be_left_while_it_waits_for_the_list() {
    let (mut world, _door) = world(60, quick());
    let edits = world.locks(60);
    let plan = world.plan(Check::Sweep, edits);
    let job = plan.job;
    world.send(ApiCommand::Begin(plan.into()));
    world.stage(JobStage::Rest).await;
    let rule = |_: &str, id: &str| (id == "users").then_some(Says(401, "{}"));
    world.tenant.lock().rule = Some(rule);
    assert_eq!(world.halt().await, Halt::SignedOut);
    world.send(ApiCommand::Cancel(job));
    let tally = world.job_end(job).await;
    assert_eq!(tally.total(), 60);
    assert!(tally.of(Outcome::Accepted) > 0, "{tally:?}");
}

/// Every token is good for everything but one thing: renewing does not help, and is not tried for
/// ever.
#[tokio::test(start_paused = true)]
async fn what_is_refused_with_every_token_stops_the_job_for_good() {
    type Rule = fn(&str, &str) -> bool;
    let rules: [Rule; 2] = [
        |method, _| method == "PATCH",
        |method, id| method == "GET" && id != "users",
    ];
    for rule in rules {
        let (mut world, door) = world(40, quick());
        let edits = world.locks(40);
        let job = world.begin(edits);
        world.stage(JobStage::Rest).await;
        let is_patch = rule("PATCH", "1");
        world.tenant.lock().rule = Some(match is_patch {
            true => |method, _| (method == "PATCH").then_some(Says(401, "{}")),
            false => |method, id| (method == "GET" && id != "users").then_some(Says(401, "{}")),
        });
        // Pages are read meanwhile: the tokens are good.
        for number in 0..200 {
            world.send(ApiCommand::LoadPage {
                listing: ListingId(number),
                query: Query::default(),
                after: None,
                limit: 10,
                priority: Priority::Page,
            });
        }
        assert_eq!(world.halt().await, Halt::SignedOut);
        let minute = Duration::from_secs(60);
        let _ = tokio::time::timeout(minute, world.until(|_| None::<()>)).await;
        let is_lost = |event: &Event| matches!(event, Event::SignInChanged(now) if now.is_needed());
        assert!(world.events.iter().any(is_lost));
        let asked = door.asked().len();
        assert!(asked < 40, "{:?}", door.asked());
        world.tenant.lock().rule = None;
        world.send(ApiCommand::SignIn {
            login_id: "asha".to_owned(),
            password: Secret::new("right"),
        });
        let tally = world.job_end(job).await;
        assert_eq!(tally.total(), 40);
        assert_eq!(tally.of(Outcome::NotSent), 0, "{tally:?}");
    }
}
