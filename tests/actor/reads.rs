//! Reads: retries, the budget, cancelling, and reads that become one.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::domain::UserId;
use rosterm::domain::paging::Query;
use rosterm::protocol::{ApiCommand, Cause, Event, ListingId, Priority};

use crate::tenant::Fault::*;
use crate::world::{World, id, quick};

fn page(listing: u64, after: Option<&str>, priority: Priority) -> ApiCommand {
    ApiCommand::LoadPage {
        listing: ListingId(listing),
        query: Query::default(),
        after: after.map(id),
        limit: 2,
        priority,
    }
}

fn failure(event: &Event) -> Option<Cause> {
    match event {
        Event::PageFailed { failure, .. } | Event::UserFailed { failure, .. } => {
            Some(failure.cause)
        }
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn pages_follow_the_cursor_and_stand_in_the_log() {
    let mut world = World::new();
    world.send(page(1, None, Priority::Page));
    let (stamp, first) = world
        .until(|event| match event {
            Event::PageLoaded { stamp, page, .. } => Some((*stamp, page.clone())),
            _ => None,
        })
        .await;
    assert_eq!((first.rows.len(), first.has_more), (2, true));
    let cursor = first.cursor.unwrap();
    world.send(page(1, Some(cursor.as_str()), Priority::Page));
    let (later, second) = world
        .until(|event| match event {
            Event::PageLoaded {
                stamp, page, after, ..
            } if after.is_some() => Some((*stamp, page.clone())),
            _ => None,
        })
        .await;
    assert_eq!(second.rows[0].id, id("103"));
    assert!(later > stamp, "stamps follow the order of sending");
    let lines: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::RequestLogged(line) => Some(format!(
                "{} {} {:?} {}",
                line.method, line.path, line.status, line.note
            )),
            _ => None,
        })
        .collect();
    assert_eq!(
        lines,
        [
            "GET /users?limit=2 Some(200) page, 2 rows, more",
            "GET /users?last_seen_id=102&limit=2 Some(200) page, 2 rows, the end",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_three_times_and_only_when_that_can_help() {
    let html = "<html>Welcome</html>";
    for (script, cause, requests) in [
        (
            &[Reset, TimedOut, Says(500, "")][..],
            Some(Cause::Answer),
            3,
        ),
        (&[Says(408, ""), Says(200, "{\"data\":["), Fine], None, 3),
        (&[NeverSent, NeverSent, NeverSent], Some(Cause::Network), 3),
        (&[Says(401, "{}")], Some(Cause::SignedOut), 1),
        (
            &[Says(
                200,
                "{\"success\":false,\"message\":\"Token has expired\"}",
            )],
            Some(Cause::SignedOut),
            1,
        ),
        (&[Says(403, "{}")], Some(Cause::Answer), 1),
        (&[Says(404, "{}")], Some(Cause::NotFound), 1),
        (&[Says(200, html)], Some(Cause::Answer), 1),
        (&[WrongRecord], Some(Cause::Answer), 1),
        (&[Redirect], Some(Cause::Answer), 1),
        (&[SlowDown(None), SlowDown(Some("2")), Fine], None, 3),
        (&[SlowDown(None); 6], Some(Cause::Throttled), 6),
    ] {
        let mut world = World::new();
        world.tenant.script(script);
        world.load("101", Priority::Detail);
        let found = world
            .until(|event| match event {
                Event::UserLoaded { .. } => Some(None),
                event => failure(event).map(Some),
            })
            .await;
        assert_eq!(found, cause, "{script:?}");
        let logged = world
            .events
            .iter()
            .filter(|event| matches!(event, Event::RequestLogged(_)))
            .count();
        assert_eq!(logged, requests, "{script:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_server_uses_up_the_retry_quota() {
    let mut world = World::new();
    world.tenant.lock().chaos = None;
    world.tenant.script(&[Reset; 1000]);
    for number in 0..120 {
        world.load(&format!("9{number}"), Priority::Detail);
    }
    let mut failed = 0;
    while failed < 120 {
        failed += world.until(|event| failure(event).map(|_| 1)).await;
    }
    // 500 in the quota, 5 a retry: 100 retries for all of them together.
    assert_eq!(world.tenant.count("GET"), 120 + 100);
}

#[tokio::test(start_paused = true)]
async fn reads_of_the_same_user_at_once_are_one_and_as_urgent_as_the_more_urgent() {
    let mut world = World::with(Settings {
        rate: 1.0,
        burst: 1,
        ..quick()
    });
    world.load("101", Priority::Page);
    world.load("103", Priority::Background);
    world.load("104", Priority::Detail);
    world.load("103", Priority::Key);
    world.load("101", Priority::Page);
    let mut order: Vec<UserId> = Vec::new();
    while order.len() < 3 {
        let loaded = |event: &Event| match event {
            Event::UserLoaded { user, .. } => Some(user.id.clone()),
            _ => None,
        };
        order.push(world.until(loaded).await);
    }
    assert_eq!(order, ["103", "101", "104"].map(id));
    assert_eq!(world.tenant.count("GET"), 3);
}

#[tokio::test(start_paused = true)]
async fn the_budget_spaces_requests_and_serves_the_person_first() {
    let mut world = World::with(Settings {
        rate: 2.0,
        burst: 4,
        ..quick()
    });
    for number in 0..6 {
        world.load(&format!("20{number}"), Priority::Background);
    }
    world.send(page(1, None, Priority::Page));
    world.load("101", Priority::Key);
    let mut answers = 0;
    while answers < 8 {
        answers += world
            .until(|event| match event {
                Event::PageLoaded { .. } | Event::UserLoaded { .. } | Event::UserFailed { .. } => {
                    Some(1)
                }
                _ => None,
            })
            .await;
    }
    let seen = world.tenant.lock().seen.clone();
    let paths: Vec<_> = seen.iter().map(|seen| seen.path.as_str()).take(3).collect();
    assert_eq!(paths, ["/user/101", "/users", "/user/200"]);
    // 4 at once less the 2 kept for the person, then one each half second.
    let last = seen.last().unwrap().at;
    assert!(
        last >= Duration::from_millis(2500) && last < Duration::from_millis(3200),
        "{last:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_429_halves_the_rate_pauses_everything_and_is_told() {
    let mut world = World::with(Settings {
        rate: 2.0,
        burst: 4,
        ..quick()
    });
    world.tenant.script(&[SlowDown(Some("30"))]);
    world.load("101", Priority::Key);
    let state = world
        .until(|event| match event {
            Event::BudgetChanged(state) if state.refused == 1 => Some(*state),
            _ => None,
        })
        .await;
    assert_eq!((state.rate, state.full_rate), (1.0, 2.0));
    assert!(state.paused_until.is_some());
    world.load("102", Priority::Key);
    for _ in 0..2 {
        world
            .until(|event| matches!(event, Event::UserLoaded { .. }).then_some(()))
            .await;
    }
    let seen = world.tenant.lock().seen.clone();
    assert!(seen[1].at >= Duration::from_secs(30), "{:?}", seen[1].at);
    assert!(
        seen[2].at - seen[1].at >= Duration::from_millis(990),
        "at the halved rate"
    );
}

#[tokio::test(start_paused = true)]
async fn cancelling_reads_drops_pages_and_background_but_not_the_open_detail() {
    let mut world = World::with(Settings {
        rate: 1.0,
        burst: 4,
        ..quick()
    });
    world.tenant.script(&[Slow(10)]);
    world.send(page(1, None, Priority::Page));
    // On the wire, as the log will say.
    while world.tenant.lock().script.len() == 1 {
        tokio::task::yield_now().await;
    }
    world.load("102", Priority::Background);
    world.load("103", Priority::Detail);
    world.send(ApiCommand::CancelReads);
    let mut told = Vec::new();
    while told.len() < 3 {
        told.push(
            world
                .until(|event| match event {
                    Event::UserLoaded { user, .. } => Some(format!("{} read", user.id)),
                    Event::UserFailed { id, failure } => Some(format!("{id} {:?}", failure.cause)),
                    Event::PageFailed { failure, .. } => Some(format!("page {:?}", failure.cause)),
                    _ => None,
                })
                .await,
        );
    }
    told.sort();
    assert_eq!(told, ["102 Cancelled", "103 read", "page Cancelled"]);
    let cancelled = world.events.iter().any(|event| {
        matches!(event, Event::RequestLogged(line) if line.note == "cancelled" && line.status.is_none())
    });
    assert!(cancelled, "a request given up is in the log");
    // A new reading of the list is not touched by the old cancellation.
    world.send(page(2, None, Priority::Page));
    world
        .until(|event| matches!(event, Event::PageLoaded { .. }).then_some(()))
        .await;
}
