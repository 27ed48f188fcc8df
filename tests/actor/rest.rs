//! The rest of the list: as fast as the budget or the machine allows, in order, nobody lost.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::api::cache::{self, Place};
use rosterm::api::journal::Journal;
use rosterm::domain::paging::Query;
use rosterm::domain::roster::{Joined, Roster};
use rosterm::protocol::{ApiCommand, Cause, Event, ListingId, Priority};
use serde_json::{Value as Json, json};

use crate::cache::{here, list_of};
use crate::folder::Folder;
use crate::tenant::Fault::*;
use crate::tenant::Tenant;
use crate::world::{World, id, quick};

pub(crate) fn world(tenant: Tenant, settings: Settings) -> World {
    let journal = Journal::in_memory(settings.journal_capacity);
    World::again(tenant, journal, settings)
}

fn rest(after: Option<&str>, limit: u32) -> ApiCommand {
    ApiCommand::LoadRest {
        listing: ListingId(1),
        query: Query::default(),
        after: after.map(id),
        limit,
        priority: Priority::Job,
    }
}

/// What becomes of a page.
type Twist = fn(u64, Json) -> Json;

/// What a reading came to.
pub(crate) struct Read {
    pub(crate) ids: Vec<String>,
    pub(crate) is_complete: bool,
    pub(crate) failure: Option<Cause>,
    pub(crate) slowed: Vec<String>,
    pub(crate) requests: usize,
    pub(crate) most_lanes: usize,
    pub(crate) took: Duration,
}

/// Reads to the end, as the list does: every page must join.
pub(crate) async fn read(world: &mut World, limit: u32) -> Read {
    world.send(rest(None, limit));
    let start = world.elapsed();
    let mut roster = Roster::default();
    let (mut slowed, mut most_lanes, mut failure) = (Vec::new(), 1, None);
    loop {
        match world.event().await {
            Event::PageLoaded {
                after, stamp, page, ..
            } => {
                let joined = roster.join_page(after.as_ref(), stamp, page);
                assert_eq!(joined, Joined::Appended, "after {after:?}");
                if !matches!(roster.next(), Some(rosterm::domain::paging::Next::After(_))) {
                    break;
                }
            }
            Event::PageFailed { failure: why, .. } => {
                failure = Some(why.cause);
                break;
            }
            Event::RestSlowed { cause, .. } => slowed.push(cause),
            Event::RestMoved { progress, .. } => most_lanes = most_lanes.max(progress.lanes),
            _ => {}
        }
    }
    let ids = roster.listing().iter();
    Read {
        ids: ids
            .map(|&slot| roster.shown(slot).id().to_string())
            .collect(),
        is_complete: roster.is_complete(),
        failure,
        slowed,
        requests: world.tenant.count("GET"),
        most_lanes,
        took: world.elapsed() - start,
    }
}

pub(crate) fn ids(tenant: &Tenant) -> Vec<String> {
    tenant.lock().people.keys().cloned().collect()
}

pub(crate) fn sparse(count: usize, seed: u64) -> Vec<u32> {
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut id = 300_000;
    let next = |_| {
        id += match random.u32(..50) {
            0 => random.u32(1..5_000),
            _ => random.u32(1..9),
        };
        id
    };
    (0..count).map(next).collect()
}

pub(crate) fn capped(tenant: Tenant, rows: usize) -> Tenant {
    tenant.lock().largest_page = rows;
    tenant
}

#[tokio::test(start_paused = true)]
async fn with_budget_to_spare_ranges_are_read_side_by_side_and_told_in_order() {
    let tenant = capped(Tenant::at(sparse(4_000, 1)), 20);
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 20).await;
    assert_eq!(read.ids, ids(&tenant));
    assert!(read.is_complete && read.slowed.is_empty());
    assert_eq!(read.most_lanes, 8);
    assert!(tenant.lock().most_on_the_wire <= 8);
    // 200 pages of 50 ms: 10 s one by one, 1.25 s in eight ranges.
    println!("{} requests, {:?}", read.requests, read.took);
    assert!(read.took < Duration::from_millis(2_000), "{:?}", read.took);
}

#[tokio::test(start_paused = true)]
async fn where_the_budget_is_the_limit_no_request_is_wasted() {
    let tenant = capped(Tenant::at(sparse(2_000, 2)), 20);
    let settings = Settings {
        rate: 10.0,
        burst: 4,
        ..quick()
    };
    let mut world = world(tenant.clone(), settings);
    let read = read(&mut world, 20).await;
    assert_eq!(read.ids, ids(&tenant));
    assert_eq!((read.requests, read.most_lanes), (100, 1));
    let limit = Duration::from_secs_f64(100.0 / 10.0);
    assert!(read.took <= limit.mul_f64(1.02), "{:?}", read.took);
}

#[tokio::test(start_paused = true)]
async fn where_one_by_one_does_not_use_up_the_budget_ranges_do_with_few_requests_in_vain() {
    let tenant = capped(Tenant::at(sparse(10_000, 9)), 20);
    let settings = Settings {
        rate: 100.0,
        burst: 1,
        ..quick()
    };
    let mut world = world(tenant.clone(), settings);
    let read = read(&mut world, 20).await;
    assert_eq!(read.ids, ids(&tenant));
    // 500 pages of 50 ms: 25 s one by one, 5 s at the budget.
    println!("{} requests, {:?}", read.requests, read.took);
    assert!(read.requests <= 530, "{}", read.requests);
    assert!(read.took < Duration::from_millis(5_600), "{:?}", read.took);
}

/// Reads these users, where a list of an earlier run is kept: all are read.
async fn read_with(earlier: &Place, now: &[u32]) -> (World, Read) {
    let tenant = capped(Tenant::at(now.iter().copied()), 20);
    let settings = Settings {
        rate: 100.0,
        burst: 1,
        earlier: Some(earlier.clone()),
        ..quick()
    };
    let mut world = world(tenant.clone(), settings);
    let read = read(&mut world, 20).await;
    assert_eq!((&read.ids, &read.slowed), (&ids(&tenant), &vec![]));
    (world, read)
}

#[tokio::test(start_paused = true)]
async fn whoever_was_there_in_an_earlier_run_tells_where_pages_begin() {
    let folder = Folder::new();
    let place = here(&folder);
    let now = sparse(10_000, 9);
    let older = [&now[..4_000], &now[4_010..9_900]].concat();
    let others = sparse(5_000, 10);
    for (earlier, most) in [(&now, 500), (&older, 503), (&others, 540)] {
        cache::keep(&place, &list_of(earlier.iter().copied())).unwrap();
        let (_, read) = read_with(&place, &now).await;
        println!("{} requests, {:?}", read.requests, read.took);
        assert!(read.requests <= most, "{} > {most}", read.requests);
    }
}

#[tokio::test(start_paused = true)]
async fn of_an_earlier_list_that_is_damaged_nothing_is_used_and_nothing_is_lost_by_it() {
    let folder = Folder::new();
    let place = here(&folder);
    let now = sparse(3_000, 9);
    let mut requests = Vec::new();
    for sound in [0, 8, 100_000] {
        cache::keep(&place, &list_of(now.iter().copied())).unwrap();
        let whole = std::fs::read(place.file()).unwrap();
        std::fs::write(place.file(), &whole[..sound]).unwrap();
        let (world, read) = read_with(&place, &now).await;
        let is_said = |event: &&Event| matches!(event, Event::CacheRefused { .. });
        assert_eq!(world.events.iter().filter(is_said).count(), 1);
        requests.push(read.requests);
    }
    let [first, ..] = requests[..] else {
        unreachable!()
    };
    assert!(requests.iter().all(|count| *count == first), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn pages_grow_to_what_the_server_gives() {
    let tenant = Tenant::of(5_000);
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 100).await;
    assert_eq!(read.ids.len(), 5_000);
    let limits: Vec<_> = tenant
        .lock()
        .seen
        .iter()
        .map(|seen| seen.query.last().unwrap().1.clone())
        .collect();
    assert_eq!(limits[..2], ["100", "1000"]);
    // The first that are asked for side by side stand as close as small pages would.
    assert!(read.requests <= 18, "{limits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_large_page_that_is_refused_is_read_in_small_ones() {
    let tenant = Tenant::of(500);
    tenant.script(&[Fine, Says(422, "{\"message\":\"limit too large\"}")]);
    let settings = Settings {
        rate: 10.0,
        burst: 4,
        ..quick()
    };
    let mut world = world(tenant.clone(), settings);
    let read = read(&mut world, 100).await;
    assert_eq!((read.ids.len(), read.failure), (500, None));
    assert_eq!(read.requests, 6, "one lost, five of 100");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_breaks_the_order_is_read_one_by_one_with_a_word() {
    // Each gives a whole list one by one, and something else from the middle of it.
    let backwards = |after: u64, mut page: Json| {
        if !after.is_multiple_of(10) {
            page["data"].as_array_mut().unwrap().reverse();
        }
        page
    };
    let below = |after: u64, mut page: Json| {
        if !after.is_multiple_of(10) {
            let first = page["data"][0].clone();
            let mut early = first;
            early["id"] = json!(1001);
            page["data"].as_array_mut().unwrap().insert(0, early);
        }
        page
    };
    let nobody = |after: u64, page: Json| match after % 10 {
        0 => page,
        _ => json!({"has_more": false, "last_seen_id": null, "data": []}),
    };
    let refused = |after: u64, page: Json| match after % 10 {
        0 => page,
        _ => json!({"success": false, "message": "unknown last_seen_id"}),
    };
    let twists: [(&str, Twist); 4] = [
        ("backwards", backwards),
        ("below", below),
        ("nobody", nobody),
        ("refused", refused),
    ];
    for (what, twist) in twists {
        // Ids end in 0, as all cursors do that the server gives itself.
        let tenant = capped(Tenant::at((1..=600).map(|n| 100_000 + n * 10)), 10);
        tenant.lock().twist = Some(twist);
        let mut world = world(tenant.clone(), quick());
        let read = read(&mut world, 10).await;
        assert_eq!(read.ids, ids(&tenant), "{what}");
        assert!(read.is_complete, "{what}");
        assert!(read.slowed.len() <= 1, "{what}: {:?}", read.slowed);
        if what != "nobody" {
            assert_eq!(read.slowed.len(), 1, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn ids_that_are_no_numbers_are_read_one_by_one() {
    let tenant = capped(Tenant::at(1_001..1_101), 10);
    tenant.lock().twist = Some(|_, mut page| {
        for row in page["data"].as_array_mut().unwrap() {
            row["id"] = json!(format!("u-{}", row["id"]));
        }
        page
    });
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 10).await;
    assert_eq!(
        (read.ids.len(), read.requests, read.most_lanes),
        (100, 10, 1)
    );
    assert!(read.is_complete);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_cursor_ends_the_reading_and_is_no_total() {
    let tenant = capped(Tenant::at(1_001..1_301), 10);
    tenant.lock().twist = Some(|after, mut page| {
        if after >= 1_100 {
            page["last_seen_id"] = json!(after);
        }
        page
    });
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 10).await;
    assert!(!read.is_complete);
    assert!(read.ids.len() >= 100, "{}", read.ids.len());
}

#[tokio::test(start_paused = true)]
async fn a_429_in_the_middle_pauses_and_goes_on() {
    let tenant = capped(Tenant::at(sparse(600, 3)), 20);
    let faults = [[Fine; 6].as_slice(), &[SlowDown(Some("2")); 3]].concat();
    tenant.script(&faults);
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 20).await;
    assert_eq!((read.failure, read.ids), (None, ids(&tenant)));
    assert!(read.took > Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_for_good_leaves_what_stands_before_it() {
    let tenant = capped(Tenant::at(sparse(600, 4)), 20);
    let faults = [[Fine; 5].as_slice(), &[Says(401, "{}"); 9]].concat();
    tenant.script(&faults);
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 20).await;
    assert_eq!(read.failure, Some(Cause::SignedOut));
    let all = ids(&tenant);
    assert!(!read.ids.is_empty() && read.ids.len() < all.len());
    assert_eq!(read.ids, all[..read.ids.len()]);
}

#[tokio::test(start_paused = true)]
async fn users_that_come_and_go_while_reading_harm_nobody_else() {
    for seed in 10..20 {
        let tenant = capped(Tenant::at(sparse(2_000, seed)), 20);
        let stable = ids(&tenant);
        let mut world = world(tenant.clone(), quick());
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        world.send(rest(None, 20));
        let mut roster = Roster::default();
        let mut slowed = 0;
        loop {
            match world.event().await {
                Event::PageLoaded {
                    after, stamp, page, ..
                } => {
                    assert_ne!(
                        roster.join_page(after.as_ref(), stamp, page),
                        Joined::Ignored
                    );
                    if roster.is_complete() {
                        break;
                    }
                    let mut state = tenant.lock();
                    let victim = stable[random.usize(..stable.len())].clone();
                    let new = (victim.parse::<u64>().unwrap() + 1).to_string();
                    if random.bool() {
                        if state.people.remove(&victim).is_some() {
                            gone.push(victim);
                        }
                    } else if let Some(person) = state.people.get(&victim).cloned()
                        && !state.people.contains_key(&new)
                    {
                        state.people.insert(new.clone(), person);
                        come.push(new);
                    }
                }
                Event::RestSlowed { .. } => slowed += 1,
                Event::PageFailed { failure, .. } => panic!("seed {seed}: {failure:?}"),
                _ => {}
            }
        }
        assert!(slowed <= 1, "seed {seed}");
        let listed = roster.listing().iter();
        let listed: Vec<_> = listed
            .map(|&slot| roster.shown(slot).id().to_string())
            .collect();
        assert!(listed.is_sorted() && listed.windows(2).all(|two| two[0] != two[1]));
        for user in &stable {
            assert!(
                gone.contains(user) || listed.contains(user),
                "seed {seed}: {user}"
            );
        }
        for user in &listed {
            assert!(
                stable.contains(user) || come.contains(user),
                "seed {seed}: {user}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_it_and_the_log_names_every_request() {
    let tenant = capped(Tenant::at(sparse(4_000, 5)), 20);
    let mut world = world(tenant.clone(), quick());
    world.send(rest(None, 20));
    let mut pages = 0;
    while pages < 10 {
        pages += usize::from(matches!(world.event().await, Event::PageLoaded { .. }));
    }
    world.send(ApiCommand::CancelReads);
    let failure = world
        .until(|event| match event {
            Event::PageFailed { failure, .. } => Some(failure.cause),
            _ => None,
        })
        .await;
    assert_eq!(failure, Cause::Cancelled);
    let (tenant, _, events) = world.close().await;
    let logged = |event: &&Event| matches!(event, Event::RequestLogged(_));
    let cancelled =
        |event: &&Event| matches!(event, Event::RequestLogged(line) if line.note == "cancelled");
    let logged_count = events.iter().filter(logged).count();
    let answered = logged_count - events.iter().filter(cancelled).count();
    assert!(tenant.count("GET") >= answered && tenant.count("GET") <= logged_count);
    assert!(logged_count < 100, "it went on: {logged_count}");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_does_not_listen_stops_the_reading() {
    let tenant = capped(Tenant::at(sparse(8_000, 6)), 20);
    let settings = Settings {
        event_capacity: 8,
        ..quick()
    };
    let world = world(tenant.clone(), settings);
    world.send(rest(None, 20));
    tokio::time::sleep(Duration::from_secs(600)).await;
    // 400 pages; only what fits into the channel and the ranges ahead of it was asked for.
    let asked = tenant.count("GET");
    assert!(asked < 40, "{asked} pages for nobody");
}

#[tokio::test(start_paused = true)]
async fn the_time_left_is_told_when_the_end_is_known() {
    let tenant = capped(Tenant::at(sparse(4_000, 8)), 20);
    let mut world = world(tenant.clone(), quick());
    let _ = read(&mut world, 20).await;
    let left: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::RestMoved { progress, .. } => Some(progress.left),
            _ => None,
        })
        .collect();
    assert!(left.first().is_some_and(Option::is_none), "{left:?}");
    assert!(left.iter().any(Option::is_some), "{left:?}");
}
