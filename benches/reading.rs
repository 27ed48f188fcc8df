//! What reading everything costs: requests and time, beside one page after the other and beside a
//! bare socket, against a server in this process that does nothing but send prepared bytes; and
//! what it costs whoever kept the list of an earlier run.
//!
//! Targets: budget not the limit: pages ÷ ranges × latency × 1.15, at 0 ms 4 × the bare socket;
//! budget the limit: 1.02 × pages ÷ rate and 2 requests more than pages; the web-login state of
//! everybody: ⌈users ÷ page⌉ + 2 requests; export: 200,000 users a second in 40 MiB.

#[path = "reading/earlier.rs"]
mod earlier;
#[path = "reading/export.rs"]
mod export;
#[path = "reading/server.rs"]
mod server;

use std::time::{Duration, Instant};

use rosterm::api::actor::{Link, Settings, start};
use rosterm::api::cache::Place;
use rosterm::api::session::Credentials;
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::{Connection, Http};
use rosterm::domain::paging::{Guard, Next};
use rosterm::domain::{Query, Secret, UserId};
use rosterm::protocol::{ApiCommand, Event, ListingId, Priority};

use server::Server;

const SEED: u64 = 7;
/// So often the short ones are measured; the median counts.
const TIMES: usize = 11;
/// Pages that tell how far away the server is.
const PROBES: usize = 10;

/// A tenant, a budget, and how far away it is.
struct Case {
    users: usize,
    page: usize,
    latency: Duration,
    rate: f64,
    /// Where the list of an earlier run is kept.
    earlier: Option<Place>,
}

fn main() {
    // One quick round, when only asked whether it works.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let scale = if measures { 1 } else { 50 };
    println!("seed {SEED}; the server gives pages of 100 (20 for the web login) at most");
    println!(
        "{:>8} {:>8} {:>7} {:>5} | {:>8} {:>6} | {:>9} {:>9} {:>6} | {:>10} {:>11}",
        "users",
        "latency",
        "rate",
        "known",
        "requests",
        "pages",
        "wall",
        "limit",
        "ratio",
        "one by one",
        "bare socket"
    );
    for (users, page, latency, rate, is_known) in [
        (10_000, 100, 0, 1e6, false),
        (100_000, 100, 0, 1e6, false),
        (10_000, 100, 50, 1e6, false),
        (10_000, 100, 50, 1e6, true),
        (20_000, 100, 50, 1e6, false),
        (100_000, 100, 50, 1e6, false),
        (10_000, 100, 20, 20.0, false),
        (10_000, 100, 200, 3.0, false),
        (100_000, 100, 50, 100.0, false),
        (100_000, 100, 50, 100.0, true),
    ] {
        read_all(&Case {
            users: users / scale,
            page,
            latency: Duration::from_millis(latency),
            rate,
            earlier: is_known.then(earlier::place),
        });
    }
    println!("\nweb-login state of everybody, pages of 20 (100 for the large one)");
    for (users, page, nth) in [
        (1_000, 20, 14),
        (1_000, 20, 2),
        (1_000, 20, 1),
        (100_000, 100, 14),
    ] {
        sweep(users / scale, page, nth);
    }
    export::run(1_000_000 / scale);
}

fn read_all(case: &Case) {
    let server = Server::start(case.users, case.page, case.latency, 14, SEED);
    if let Some(place) = &case.earlier {
        earlier::keep(place, server.ids());
    }
    let is_quick = case.latency.is_zero();
    let times = if is_quick { TIMES } else { 1 };
    // Where it takes minutes, what it must take is told instead.
    let pages = case.users.div_ceil(case.page);
    let takes_long = case.latency * u32::try_from(pages).expect("few pages")
        > Duration::from_secs(6)
        || case.rate < 1e5;
    let (mut rests, mut ones, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    // In turns: whoever comes first finds everything cold.
    for _ in 0..times {
        if !takes_long {
            bares.push(server.count(|| server.bare_loop(usize::MAX)));
            ones.push(server.count(|| with_actor(&server, case, one_by_one)));
        }
        rests.push(server.count(|| with_actor(&server, case, rest)));
    }
    let rest = median(rests).expect("it was read");
    let (one_by_one, bare) = (median(ones), median(bares));
    let limit = if case.rate < 1e5 {
        Duration::from_secs_f64(pages as f64 / case.rate)
    } else if is_quick {
        bare.map_or(Duration::ZERO, |(bare, _)| bare)
    } else {
        // A timer rings late, and the way there and back takes its time too.
        let (wall, requests) = server.count(|| server.bare_loop(PROBES));
        (wall / u32::try_from(requests).expect("a few")).mul_f64(pages as f64 / 8.0)
    };
    let (wall, requests) = rest;
    let say = |measured: Option<(Duration, usize)>| {
        measured.map_or("-".to_owned(), |(wall, _)| milliseconds(wall))
    };
    println!(
        "{:>8} {:>8} {:>7} {:>5} | {requests:>8} {pages:>6} | {:>9} {:>9} {:>6.3} | {:>10} {:>11}",
        case.users,
        format!("{} ms", case.latency.as_millis()),
        if case.rate < 1e5 {
            case.rate.to_string()
        } else {
            "-".to_owned()
        },
        if case.earlier.is_some() { "yes" } else { "-" },
        milliseconds(wall),
        milliseconds(limit),
        wall.as_secs_f64() / limit.as_secs_f64(),
        say(one_by_one),
        say(bare),
    );
}

fn sweep(users: usize, page: usize, nth: u64) {
    let server = Server::start(users, page, Duration::from_millis(5), nth, SEED);
    let case = Case {
        users,
        page,
        latency: Duration::ZERO,
        rate: 1e6,
        earlier: None,
    };
    let (wall, requests) = server.count(|| with_actor(&server, &case, web_login));
    println!(
        "{users:>8} users, every {nth}. locked: {requests} requests (at most {}), {}",
        users.div_ceil(page) + 2,
        milliseconds(wall)
    );
}

fn with_actor<F: AsyncFn(&Case, &mut Link)>(server: &Server, case: &Case, read: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be built");
    runtime.block_on(async {
        let connection = Connection::new(server.base_url());
        let http = Http::new(connection).expect("a loopback address is fine");
        let settings = Settings {
            credentials: Credentials::Token(Secret::new("bench")),
            rate: case.rate,
            burst: 1,
            seed: Some(SEED),
            earlier: case.earlier.clone(),
            ..Settings::default()
        };
        let mut link = start(http, Smartflo::default(), settings);
        read(case, &mut link).await;
    });
}

async fn rest(case: &Case, link: &mut Link) {
    let limit = u32::try_from(case.page).expect("a small page");
    let load = ApiCommand::LoadRest {
        listing: ListingId(1),
        query: Query::default(),
        after: None,
        limit,
        priority: Priority::Page,
    };
    link.commands.send(load).expect("the actor listens");
    let mut read = 0;
    while let Some(event) = link.events.recv().await {
        match event {
            Event::PageLoaded { page, .. } => {
                read += page.rows.len();
                if !page.has_more {
                    break;
                }
            }
            Event::PageFailed { failure, .. } => panic!("{failure:?}"),
            _ => {}
        }
    }
    assert_eq!(read, case.users);
}

async fn one_by_one(case: &Case, link: &mut Link) {
    let limit = u32::try_from(case.page).expect("a small page");
    let (mut guard, mut read) = (Guard::default(), 0);
    let mut after: Option<UserId> = None;
    loop {
        let load = ApiCommand::LoadPage {
            listing: ListingId(1),
            query: Query::default(),
            after: after.take(),
            limit,
            priority: Priority::Page,
        };
        link.commands.send(load).expect("the actor listens");
        let page = loop {
            match link.events.recv().await.expect("the actor answers") {
                Event::PageLoaded { page, .. } => break page,
                Event::PageFailed { failure, .. } => panic!("{failure:?}"),
                _ => {}
            }
        };
        read += page.rows.len();
        match guard.follow(&page, page.rows.len()) {
            Next::After(cursor) => after = Some(cursor),
            Next::End | Next::Untold | Next::Stopped(_) => break,
        }
    }
    assert_eq!(read, case.users);
}

async fn web_login(case: &Case, link: &mut Link) {
    let sweep = ApiCommand::Sweep {
        listing: ListingId(1),
        query: Query::default(),
        until: None,
        limit: u32::try_from(case.page).expect("a small page"),
        priority: Priority::Page,
    };
    link.commands.send(sweep).expect("the actor listens");
    loop {
        match link.events.recv().await.expect("the actor answers") {
            Event::Swept { .. } => return,
            Event::SweepFailed { failure, .. } => panic!("{failure:?}"),
            _ => {}
        }
    }
}

/// The one in the middle; none of none.
fn median(mut runs: Vec<(Duration, usize)>) -> Option<(Duration, usize)> {
    runs.sort();
    runs.get(runs.len() / 2).copied()
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// How long something takes on the wall.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed<R>(run: impl FnOnce() -> R) -> (Duration, R) {
    let start = Instant::now();
    let result = run();
    (start.elapsed(), result)
}
