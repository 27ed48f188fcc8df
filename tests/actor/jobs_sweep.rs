//! Jobs that read the list instead of each user: what it may verify, what it may not, what it costs.

use std::collections::BTreeMap;
use std::sync::Arc;

use rosterm::api::actor::Settings;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::Check;
use rosterm::domain::{Edit, Outcome, Plan, Settled};
use rosterm::protocol::{ApiCommand, Event};
use serde_json::json;

use crate::tenant::Fault::{self, *};
use crate::world::{World, lock, quick, rename, unlock};

const PAGE: usize = 20;
/// The edits of the trial, which are read back one by one.
pub(crate) const TRIAL: usize = 6;

pub(crate) fn swept(people: u32) -> World {
    let settings = Settings {
        page_size: u32::try_from(PAGE).unwrap(),
        ..quick()
    };
    World::of(people, settings)
}

/// Begins the edits as one job that reads the list.
pub(crate) fn begin(world: &mut World, edits: Vec<Edit>) -> Arc<Plan> {
    let plan = Arc::new(world.plan(Check::Sweep, edits));
    world.send(ApiCommand::Begin(Arc::clone(&plan)));
    plan
}

/// The requests by kind: pages, single reads, writes.
fn requests(world: &World) -> (usize, usize, usize) {
    let seen = world.tenant.lock().seen.clone();
    let pages = seen.iter().filter(|seen| seen.path == "/users").count();
    let (reads, writes) = (world.tenant.count("GET"), world.tenant.count("PATCH"));
    (pages, reads - pages, writes)
}

/// The last word on each user's edit.
pub(crate) async fn ends(world: &mut World, plan: &Plan) -> BTreeMap<String, Arc<Settled>> {
    let tally = world.job_end(plan.job).await;
    assert_eq!(tally.total(), plan.edits.len(), "outcomes add up");
    let ends = world.ends().into_values();
    ends.map(|end| (end.user.to_string(), end)).collect()
}

#[tokio::test(start_paused = true)]
async fn all_goes_well_at_one_request_an_edit_and_two_readings_of_the_list() {
    let mut world = swept(200);
    let edits = world.locks(200);
    let plan = begin(&mut world, edits);
    let ends = ends(&mut world, &plan).await;
    for (user, end) in &ends {
        assert_eq!(
            (end.outcome, end.read_back),
            (Outcome::Verified, true),
            "{user}"
        );
    }
    let filters = world.tenant.lock().seen.clone();
    let filters = filters.into_iter().flat_map(|seen| seen.query);
    let filters = filters.filter(|(name, _)| *name == "is_web_login");
    let mut filters: Vec<_> = filters.map(|(_, value)| value).collect();
    filters.dedup();
    assert_eq!(
        filters,
        ["true", "false"],
        "the open before, the locked after"
    );
    let by_list = |end: &&Arc<Settled>| end.detail.contains("read in the list");
    assert_eq!(ends.values().filter(by_list).count(), 200 - TRIAL);
    // One more read than the trial's: that of the user who tells what the filter means.
    assert_eq!(requests(&world), (200 / PAGE * 2, TRIAL + 1, 200));
    assert_eq!(
        world.stages(),
        [
            JobStage::Comparing { read: 0 },
            JobStage::First,
            JobStage::Few,
            JobStage::Rest,
            JobStage::ReadingBack { read: 0 },
        ]
    );
    let progress = Event::JobMoved {
        job: plan.job,
        stage: JobStage::ReadingBack { read: 40 },
    };
    assert!(world.events.contains(&progress), "progress is told");
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_difference_is_told_as_what_it_is() {
    let mut world = swept(60);
    for (user, field, value) in [
        ("1011", "web", json!(true)),
        ("1012", "name", json!("Somebody")),
    ] {
        world.tenant.set(user, field, value);
    }
    world.tenant.lock().people.remove("1013");
    world.tenant.lock().rule = Some(|method, id| match (method, id) {
        ("PATCH", "1021") => Some(Liar),
        ("PATCH", "1022") => Some(Says(400, "{\"message\":\"No\"}")),
        ("PATCH", "1023") => Some(SaysButDoes(500, "{}")),
        ("PATCH", "1024") => Some(AnswerLost),
        ("PATCH", "1025") => Some(SlowDown(Some("1"))),
        ("PATCH", "1026") => Some(Then("name", "Somebody")),
        _ => None,
    });
    let users: Vec<_> = (1001..=1040).map(|user: u32| user.to_string()).collect();
    let edits = users.iter().map(|user| {
        let seen = format!("Person {user}");
        let wish = vec![rename(&seen, &format!("New {user}")), lock().remove(0)];
        let wish = if user == "1011" { lock() } else { wish };
        world.edit(user, wish)
    });
    let edits = edits.collect();
    let plan = begin(&mut world, edits);
    let ends = ends(&mut world, &plan).await;
    for (user, outcome) in [
        ("1010", Outcome::Verified),
        ("1011", Outcome::Unchanged),
        ("1012", Outcome::Conflict),
        ("1013", Outcome::NotSent),
        ("1021", Outcome::NotApplied),
        ("1022", Outcome::Refused),
        ("1023", Outcome::Verified),
        ("1024", Outcome::Verified),
        ("1025", Outcome::Refused),
        ("1026", Outcome::Superseded),
        ("1040", Outcome::Verified),
    ] {
        let end = &ends[user];
        assert_eq!(end.outcome, outcome, "{user}: {}", end.detail);
    }
    assert!(ends["1012"].detail.contains("Somebody"));
    assert_eq!(world.tenant.get("1012", "name"), "Somebody");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_at_the_beginning_stops_the_job() {
    let mut world = swept(60);
    world.tenant.lock().rule = Some(|_, id| (id == "users").then_some(Says(500, "{}")));
    let edits = world.locks(60);
    let plan = begin(&mut world, edits);
    assert_eq!(world.halt().await, Halt::Unread);
    assert_eq!(world.tenant.count("PATCH"), 0);
    world.tenant.lock().rule = None;
    world.send(ApiCommand::Continue(plan.job));
    assert_eq!(world.job_end(plan.job).await.of(Outcome::Verified), 60);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_at_the_end_verifies_nothing_and_later_looks_do() {
    let mut world = swept(60);
    let edits = world.locks(60);
    let plan = begin(&mut world, edits);
    world.stage(JobStage::Rest).await;
    world.tenant.lock().rule = Some(|_, id| (id == "users").then_some(Says(500, "{}")));
    let tally = world.job_end(plan.job).await;
    assert_eq!(tally.of(Outcome::Accepted), 60 - TRIAL);
    assert_eq!(tally.of(Outcome::Verified), TRIAL);
    assert!(
        world
            .ends()
            .values()
            .all(|end| end.outcome == Outcome::Verified || end.is_open())
    );
    let mut verified = 0;
    while verified < 60 - TRIAL {
        world
            .until(|event| match event {
                Event::EditSettled(settled) if settled.outcome == Outcome::Verified => Some(()),
                _ => None,
            })
            .await;
        verified += 1;
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_yes_and_changes_nothing_is_found_out_by_the_trial_or_at_the_end() {
    for (rule, applied) in [
        (
            (|method, _| (method == "PATCH").then_some(Liar)) as fn(&str, &str) -> Option<Fault>,
            0,
        ),
        (
            |method, id| (method == "PATCH" && id > "1006").then_some(Liar),
            TRIAL,
        ),
    ] {
        let mut world = swept(30);
        world.tenant.lock().rule = Some(rule);
        let edits = world.locks(30);
        let plan = begin(&mut world, edits);
        if applied == 0 {
            assert_eq!(world.halt().await, Halt::Trial(Outcome::NotApplied));
            world.send(ApiCommand::Cancel(plan.job));
        }
        let tally = world.job_end(plan.job).await;
        assert_eq!(tally.of(Outcome::Verified), applied);
        assert_eq!(tally.total(), 30);
        assert_eq!(tally.of(Outcome::Accepted), 0, "{tally:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_means_the_opposite_is_noticed_and_costs_a_page_more() {
    let mut world = swept(60);
    world.tenant.lock().reversed = true;
    for user in 1041..=1060 {
        world.tenant.set(&user.to_string(), "web", true.into());
    }
    let edits = world.locks(40);
    let plan = begin(&mut world, edits);
    let tally = world.job_end(plan.job).await;
    assert_eq!((tally.of(Outcome::Verified), tally.total()), (40, 40));
    // The page that was misread and two reads that say so; then two pages of the open ones, and at
    // the end as many of the locked as it takes to see all forty.
    assert_eq!(requests(&world), (1 + 2 + 2, TRIAL + 2, 40));
    let edits = (1001..=1040).map(|user: u32| world.edit(&user.to_string(), unlock()));
    let edits = edits.collect();
    let plan = begin(&mut world, edits);
    let before = requests(&world);
    assert_eq!(world.job_end(plan.job).await.of(Outcome::Verified), 40);
    let after = requests(&world);
    assert_eq!(after.1 - before.1, TRIAL, "it is found out once");
}

#[tokio::test(start_paused = true)]
async fn both_sides_of_the_filter_are_read_when_the_wishes_go_both_ways() {
    let mut world = swept(60);
    for user in 1001..=1020 {
        world.tenant.set(&user.to_string(), "web", true.into());
    }
    let edits = (1001..=1060).map(|number: u32| {
        let user = number.to_string();
        match number {
            ..=1020 => world.edit(&user, unlock()),
            1021..=1040 => world.edit(&user, lock()),
            _ => world.edit(&user, vec![rename(&format!("Person {user}"), "Asha")]),
        }
    });
    let edits = edits.collect();
    let plan = begin(&mut world, edits);
    assert_eq!(world.job_end(plan.job).await.of(Outcome::Verified), 60);
    let (_, reads, writes) = requests(&world);
    assert_eq!((reads, writes), (TRIAL + 1, 60), "nobody is missed");
}

#[tokio::test(start_paused = true)]
async fn fields_that_the_list_does_not_carry_are_read_one_by_one() {
    let mut world = swept(20);
    let edits = (1001..=1020).map(|user: u32| {
        let seen = crate::world::text(&format!("{user}@example.org"));
        let wish = crate::world::text(&format!("new{user}@example.org"));
        let delta = rosterm::domain::Delta::new(rosterm::domain::Field::Email, Some(seen), wish);
        world.edit(&user.to_string(), vec![delta])
    });
    let edits = edits.collect();
    let plan = begin(&mut world, edits);
    assert_eq!(world.job_end(plan.job).await.of(Outcome::Verified), 20);
    assert_eq!(requests(&world), (0, 40, 20));
}
