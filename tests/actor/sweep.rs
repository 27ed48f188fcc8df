//! The web-login state of everybody: pages, not a request a user; nothing said that is not known.

use std::collections::BTreeMap;

use rosterm::api::actor::Settings;
use rosterm::api::cache::Place;
use rosterm::api::journal::{Journal, Tenant as Tenancy};
use rosterm::domain::Row;
use rosterm::domain::paging::Query;
use rosterm::protocol::{ApiCommand, Cause, Event, ListingId, Priority};
use serde_json::json;

use crate::folder::Folder;
use crate::tenant::{Fault, Tenant};
use crate::world::{World, id, quick};

fn world(tenant: &Tenant) -> World {
    let settings = quick();
    let journal = Journal::in_memory(settings.journal_capacity);
    World::again(tenant.clone(), journal, settings)
}

/// So many people at 20 a page, every `nth` of them locked.
fn tenant(count: u32, nth: u32) -> Tenant {
    let tenant = Tenant::of(count);
    tenant.lock().largest_page = 20;
    for number in (1001..=1000 + count).filter(|number| number % nth == 0) {
        tenant.set(&number.to_string(), "web", json!(true));
    }
    tenant
}

fn sweep(until: Option<&str>) -> ApiCommand {
    ApiCommand::Sweep {
        listing: ListingId(1),
        query: Query::default(),
        until: until.map(id),
        limit: 20,
        priority: Priority::Background,
    }
}

/// What it said of whom, and what of the others; or why not.
type Said = Result<(BTreeMap<String, bool>, bool, u32), Cause>;

async fn run(world: &mut World, until: Option<&str>) -> Said {
    world.send(sweep(until));
    let mut named = BTreeMap::new();
    loop {
        match world.event().await {
            Event::SideLoaded { rows, .. } => {
                named.extend(rows.iter().map(|row: &Row| {
                    let locked = row.block_web_login.expect("a side tells the state");
                    (row.id.to_string(), locked)
                }));
            }
            Event::Swept {
                others_locked,
                requests,
                ..
            } => return Ok((named, others_locked, requests)),
            Event::SweepFailed { failure, .. } => return Err(failure.cause),
            _ => {}
        }
    }
}

fn check(tenant: &Tenant, (named, others, _): &(BTreeMap<String, bool>, bool, u32), to: &str) {
    let state = tenant.lock();
    for (id, person) in state.people.range(..=to.to_owned()) {
        let said = named.get(id).unwrap_or(others);
        assert_eq!(json!(*said), person["web"], "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_users_take_at_most_51_requests_however_many_are_locked() {
    for nth in [1, 2, 3, 14, 5_000] {
        for reversed in [false, true] {
            let tenant = tenant(1_000, nth);
            tenant.lock().reversed = reversed;
            let mut world = world(&tenant);
            let said = run(&mut world, None).await.unwrap();
            check(&tenant, &said, "2000");
            assert_eq!(tenant.count("GET"), said.2 as usize);
            println!(
                "every {nth}th locked, reversed {reversed}: {} requests",
                said.2
            );
            assert!(
                said.2 <= 52 - u32::from(!reversed),
                "{nth} {reversed}: {}",
                said.2
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_smaller_side_is_read_and_the_sense_is_found_out_once() {
    let tenant = tenant(1_000, 10);
    let mut world = world(&tenant);
    let (named, others_locked, requests) = run(&mut world, None).await.unwrap();
    assert!(!others_locked, "the locked were read");
    assert_eq!(named.values().filter(|locked| **locked).count(), 100);
    // 5 pages of the locked, one of the others, one user.
    assert_eq!(requests, 7);
    let again = run(&mut world, None).await.unwrap();
    assert_eq!(again.2, 6, "no user is asked again");
}

#[tokio::test(start_paused = true)]
async fn only_as_far_as_the_list_is_loaded() {
    let tenant = tenant(1_000, 10);
    let mut world = world(&tenant);
    let said = run(&mut world, Some("1300")).await.unwrap();
    check(&tenant, &said, "1300");
    assert_eq!(
        said.2, 4,
        "two pages of the locked, one of the others, one user"
    );
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_contradicts_the_records_is_not_believed() {
    let tenant = tenant(100, 3);
    // The filter does not filter at all.
    tenant.lock().twist = Some(|_, page| {
        let rows: Vec<_> = (1001..1021)
            .map(|id| json!({"id": id, "name": "Asha"}))
            .collect();
        let _ = page;
        json!({"has_more": false, "last_seen_id": 1020, "data": rows})
    });
    // Listed as locked: 1001 is open, 1002 is locked.
    let mut world = world(&tenant);
    tenant.set("1001", "web", json!(false));
    tenant.set("1002", "web", json!(true));
    assert_eq!(run(&mut world, None).await, Err(Cause::Answer));
}

#[tokio::test(start_paused = true)]
async fn what_the_filter_means_is_found_out_once_per_profile() {
    let folder = Folder::new();
    let place = |profile: &str| {
        let tenant = Tenancy {
            profile: profile.to_owned(),
            origin: "https://api.example.test/v1".to_owned(),
        };
        Place::new(&folder.join("cache"), tenant)
    };
    let users_read = async |tenant: &Tenant, profile: &str| {
        let before = tenant.lock().seen.len();
        let settings = Settings {
            earlier: Some(place(profile)),
            ..quick()
        };
        let journal = Journal::in_memory(settings.journal_capacity);
        let mut world = World::again(tenant.clone(), journal, settings);
        let said = run(&mut world, None).await.unwrap();
        check(tenant, &said, "1100");
        world.close().await;
        let seen = tenant.lock().seen[before..].to_vec();
        seen.iter()
            .filter(|seen| seen.path.contains("/user/"))
            .count()
    };
    for reversed in [false, true] {
        let tenant = tenant(100, 10);
        tenant.lock().reversed = reversed;
        let file = place("acme").sense_file();
        let looks = 1 + usize::from(reversed);
        assert_eq!(users_read(&tenant, "acme").await, looks);
        assert_eq!(users_read(&tenant, "acme").await, 0, "it is known");
        assert_eq!(users_read(&tenant, "other").await, looks, "not of this one");

        let kept = std::fs::read(&file).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // Cut, changed anywhere, or of another tenant: found out again.
        let foreign = std::fs::read(place("other").sense_file()).unwrap();
        let mut spoilt = vec![Vec::new(), kept[..kept.len() - 1].to_vec(), foreign];
        spoilt.extend((0..kept.len()).step_by(7).map(|place| {
            let mut bytes = kept.clone();
            bytes[place] ^= 1;
            bytes
        }));
        for bytes in spoilt {
            std::fs::write(&file, &bytes).unwrap();
            assert_eq!(users_read(&tenant, "acme").await, looks, "{bytes:?}");
            assert_eq!(std::fs::read(&file).unwrap(), kept, "and kept again");
        }
        std::fs::remove_dir_all(folder.join("cache")).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_filter_means_is_known_at_the_second_start() {
    let folder = Folder::new();
    let tenancy = Tenancy {
        profile: "acme".to_owned(),
        origin: "https://api.example.test/v1".to_owned(),
    };
    let settings = Settings {
        earlier: Some(Place::new(&folder, tenancy)),
        ..quick()
    };
    let tenant = tenant(100, 10);
    let journal = || Journal::in_memory(100);
    for requests in [2, 3] {
        let mut world = World::again(tenant.clone(), journal(), settings.clone());
        assert_eq!(locked(&mut world).await[0], Some(true));
        assert_eq!(tenant.count("GET"), requests, "it is found out once");
        world.close().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_sweep_asks_for_nothing_until_it_goes_on() {
    let tenant = tenant(1_000, 2);
    let mut world = world(&tenant);
    world.send(sweep(None));
    let side = |event: &Event| matches!(event, Event::SideLoaded { .. }).then_some(());
    world.until(side).await;
    world.send(ApiCommand::PauseSweep(ListingId(7)));
    world.until(side).await;
    // Another listing's pause is none of its business; its own is.
    world.send(ApiCommand::PauseSweep(ListingId(1)));
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let asked = tenant.count("GET");
    assert!(asked < 20, "{asked}");
    tokio::time::sleep(std::time::Duration::from_secs(600)).await;
    assert_eq!(tenant.count("GET"), asked);
    world.send(ApiCommand::ContinueSweep(ListingId(1)));
    let requests = world
        .until(|event| match event {
            Event::Swept { requests, .. } => Some(*requests),
            _ => None,
        })
        .await;
    assert_eq!(requests as usize, tenant.count("GET"));
    assert_eq!(requests, 27, "none was asked for twice");
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_paused_sweep() {
    let tenant = tenant(1_000, 2);
    let mut world = world(&tenant);
    world.send(sweep(None));
    world.send(ApiCommand::PauseSweep(ListingId(1)));
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    world.send(ApiCommand::CancelReads);
    let cause = world
        .until(|event| match event {
            Event::SweepFailed { failure, .. } => Some(failure.cause),
            _ => None,
        })
        .await;
    assert_eq!(cause, Cause::Cancelled);
    // A page, and a look at one of its users.
    assert!(tenant.count("GET") <= 2);
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_it() {
    let tenant = tenant(1_000, 2);
    let mut world = world(&tenant);
    world.send(sweep(None));
    world
        .until(|event| matches!(event, Event::SideLoaded { .. }).then_some(()))
        .await;
    world.send(ApiCommand::CancelReads);
    let cause = world
        .until(|event| match event {
            Event::SweepFailed { failure, .. } => Some(failure.cause),
            _ => None,
        })
        .await;
    assert_eq!(cause, Cause::Cancelled);
}

/// A page of those whom the filter lists as locked, and whether its rows say so.
async fn locked(world: &mut World) -> Vec<Option<bool>> {
    world.send(ApiCommand::LoadPage {
        listing: ListingId(2),
        query: Query {
            web_login: Some(false),
            ..Query::default()
        },
        after: None,
        limit: 20,
        priority: Priority::Page,
    });
    let state = |event: &Event| match event {
        Event::PageLoaded { page, .. } => {
            let states = page.rows.iter().map(|row| row.block_web_login);
            Some(states.collect())
        }
        _ => None,
    };
    world.until(state).await
}

#[tokio::test(start_paused = true)]
async fn a_list_of_one_side_finds_out_what_the_filter_means_and_says_the_state() {
    // One look agrees; two contradict, and the other side is what was meant.
    for (reversed, more) in [(false, 1), (true, 3)] {
        let tenant = tenant(100, 10);
        tenant.lock().reversed = reversed;
        let mut world = world(&tenant);
        let first = locked(&mut world).await;
        assert_eq!(first, vec![Some(true); 10]);
        assert_eq!(tenant.count("GET"), 1 + more);
        assert_eq!(locked(&mut world).await, first);
        assert_eq!(tenant.count("GET"), 2 + more, "it is found out once");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_users_do_not_tell_the_list_is_shown_all_the_same() {
    let tenant = tenant(100, 10);
    tenant.lock().rule = Some(|_, user| (user != "users").then_some(Fault::Says(404, "{}")));
    let mut world = world(&tenant);
    for requests in [2, 3] {
        let states = locked(&mut world).await;
        assert!(!states.is_empty() && states.iter().all(Option::is_none));
        assert_eq!(tenant.count("GET"), requests, "it is asked for once");
    }
}
