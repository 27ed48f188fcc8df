//! What stands beside the users: one request each when asked for, as urgent as a key press, and an
//! answer of some kind always.

use rosterm::api::actor::Settings;
use rosterm::domain::Neighbours::{self, Departments, Numbers};
use rosterm::domain::paging::Query;
use rosterm::protocol::{ApiCommand, Cause, Event, ListingId, Priority};

use crate::tenant::Fault::{self, *};
use crate::world::{World, quick};

/// The rows and those left out, or why there are none.
type End = Result<(usize, usize), Cause>;

/// How a reading ended.
fn ended(event: &Event) -> Option<(Neighbours, End)> {
    match event {
        Event::NeighboursLoaded { list, .. } => {
            Some((list.of, Ok((list.rows.len(), list.skipped))))
        }
        Event::NeighboursFailed { of, failure } => Some((*of, Err(failure.cause))),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn each_is_read_with_one_request_and_stands_in_the_log() {
    let mut world = World::new();
    for of in [Numbers, Departments, Numbers] {
        world.send(ApiCommand::LoadNeighbours(of));
        let (which, rows) = world.until(ended).await;
        assert_eq!(which, of);
        assert!(rows.is_ok(), "{rows:?}");
    }
    let lines: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::RequestLogged(line) => Some(format!("{} {}", line.path, line.note)),
            _ => None,
        })
        .collect();
    assert_eq!(
        lines,
        [
            "/my_number 1 number, 1 unreadable",
            "/departments 1 department",
            "/my_number 1 number, 1 unreadable",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn whatever_comes_instead_ends_the_reading_and_nothing_else() {
    let faults: [(&[Fault], End, usize); 14] = [
        (&[Fine], Ok((1, 1)), 1),
        (&[Slow(19)], Ok((1, 1)), 1),
        (&[Says(200, "[]")], Ok((0, 0)), 1),
        (
            &[Says(404, "<html>Not Found</html>")],
            Err(Cause::Answer),
            1,
        ),
        (&[Says(403, "{\"message\":\"No\"}")], Err(Cause::Answer), 1),
        (&[Says(401, "{}")], Err(Cause::SignedOut), 1),
        (&[Says(200, "{\"data\":{}}")], Err(Cause::Answer), 1),
        (&[Says(200, "<html>Wi-Fi</html>")], Err(Cause::Answer), 1),
        (&[Redirect], Err(Cause::Answer), 1),
        (&[Says(200, "[{\"id\":\"1\"},"), Fine], Ok((1, 1)), 2),
        (&[Reset, TimedOut, NeverSent], Err(Cause::Network), 3),
        (
            &[Says(500, ""), Says(500, ""), Says(500, "")],
            Err(Cause::Answer),
            3,
        ),
        (&[SlowDown(Some("2")), Fine], Ok((1, 1)), 2),
        (&[SlowDown(None); 6], Err(Cause::Throttled), 6),
    ];
    for (script, end, requests) in faults {
        let mut world = World::new();
        world.tenant.script(script);
        world.send(ApiCommand::LoadNeighbours(Numbers));
        assert_eq!(world.until(ended).await, (Numbers, end), "{script:?}");
        let logged = |event: &&Event| matches!(event, Event::RequestLogged(_));
        let logged = world.events.iter().filter(logged).count();
        assert_eq!(logged, requests, "{script:?}");
        // The actor works on; only a refused token would be asked for first.
        if end != Err(Cause::SignedOut) {
            world.send(ApiCommand::LoadNeighbours(Departments));
            assert_eq!(world.until(ended).await, (Departments, Ok((1, 0))));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn it_goes_before_pages_and_is_given_up_on_request() {
    let mut world = World::with(Settings {
        rate: 1.0,
        burst: 1,
        ..quick()
    });
    world.load("101", Priority::Page);
    world.send(ApiCommand::LoadPage {
        listing: ListingId(1),
        query: Query::default(),
        after: None,
        limit: 2,
        priority: Priority::Page,
    });
    world.send(ApiCommand::LoadNeighbours(Numbers));
    assert_eq!(world.until(ended).await, (Numbers, Ok((1, 1))));
    let paths: Vec<_> = {
        let state = world.tenant.lock();
        state.seen.iter().map(|seen| seen.path.clone()).collect()
    };
    assert_eq!(paths, ["/my_number"]);
    world.send(ApiCommand::LoadNeighbours(Departments));
    world.send(ApiCommand::CancelReads);
    let given_up = (Departments, Err(Cause::Cancelled));
    assert_eq!(world.until(ended).await, given_up);
    // The next one is not touched by that.
    world.send(ApiCommand::LoadNeighbours(Departments));
    assert_eq!(world.until(ended).await, (Departments, Ok((1, 0))));
}
