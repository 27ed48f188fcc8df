//! Ranges against simulated tenants: nobody is lost, nobody twice, how many requests and how long.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;

use super::density::Density;
use super::lanes::Lanes;
use super::ranges::{Ask, Broken, Ranges};
use crate::domain::{Page, Row, Stamp, UserId};

fn row(id: u64) -> Row {
    Row {
        id: UserId::new(&id.to_string()).unwrap(),
        name: "Asha".into(),
        login_id: None,
        role: None,
        user_status: None,
        agent: None,
        login_based_calling: None,
        international_outbound: None,
        extension: None,
        intercom: None,
        block_web_login: None,
    }
}

fn page(users: &BTreeSet<u64>, after: u64, limit: usize) -> Page {
    let mut rest = users.range(after + 1..);
    let rows: Vec<_> = rest.by_ref().take(limit).map(|id| row(*id)).collect();
    Page {
        cursor: rows.last().map(|row| row.id.clone()),
        has_more: rest.next().is_some(),
        skipped: 0,
        rows,
        ..Page::default()
    }
}

/// A server so far away, and a budget; times are seconds.
#[derive(Debug, Clone, Copy)]
struct Far {
    latency: f64,
    rate: f64,
    /// Which way what is on its way at the same time is answered.
    shuffle: Option<u64>,
}

/// What a reading told, how many pages it asked for, and how long it took.
#[derive(Debug, Default)]
struct Run {
    told: Vec<u64>,
    requests: usize,
    took: f64,
    most_ahead: usize,
    ended: bool,
}

/// A page on its way.
struct Flight {
    arrives: f64,
    ask: Ask,
}

/// Reads everything in a time that is only counted.
fn read(users: &BTreeSet<u64>, lanes: Lanes, limit: usize, far: Far) -> Result<Run, Broken> {
    let mut random = far.shuffle.map(fastrand::Rng::with_seed);
    let mut run = Run {
        requests: 1,
        took: far.latency,
        ..Run::default()
    };
    let first = page(users, 0, limit);
    run.told.extend(numbers(&first));
    let (Some(start), Some(last)) = (run.told.first(), run.told.last()) else {
        return Ok(run);
    };
    if !first.has_more {
        run.ended = true;
        return Ok(run);
    }
    let mut density = Density::default();
    density.note(last - start + 1, run.told.len());
    let mut ranges = Ranges::behind(start - 1, *last, density);
    let stamp = Stamp {
        sent: 1,
        at: Timestamp::UNIX_EPOCH,
    };
    let (mut flights, mut permit) = (VecDeque::<Flight>::new(), 1.0 / far.rate);
    loop {
        while flights.len() < lanes.count
            && let Some(ask) = ranges.next(lanes, limit as u32)
        {
            let sent = f64::max(run.took, permit);
            permit = sent + 1.0 / far.rate;
            run.requests += 1;
            let arrives = sent + far.latency;
            flights.push_back(Flight { arrives, ask });
        }
        let next = match &mut random {
            Some(random) if !flights.is_empty() => random.usize(..flights.len()),
            Some(_) | None => 0,
        };
        let Some(Flight { arrives, ask }) = flights.remove(next) else {
            return Ok(run);
        };
        run.took = f64::max(run.took, arrives);
        ranges.answer(ask.serial, stamp, page(users, ask.after, limit))?;
        run.most_ahead = run.most_ahead.max(ranges.ahead());
        while let Some((_, page)) = ranges.tell() {
            assert!(!run.ended, "nothing is told behind the end");
            run.ended = !page.has_more;
            run.told.extend(numbers(&page));
        }
    }
}

fn numbers(page: &Page) -> impl Iterator<Item = u64> {
    let ids = page.rows.iter().map(|row| row.id.as_str().parse().unwrap());
    ids.collect::<Vec<_>>().into_iter()
}

/// Ids in clusters of very different density, as of an account among many.
fn clustered(count: usize, random: &mut fastrand::Rng) -> BTreeSet<u64> {
    let (mut users, mut id) = (BTreeSet::new(), 300_000);
    while users.len() < count {
        id += random.u64(1..200_000);
        let (size, gap) = (random.usize(1..2_000), random.u64(1..40));
        for _ in 0..size.min(count - users.len()) {
            id += random.u64(1..=gap);
            users.insert(id);
        }
    }
    users
}

fn even(count: usize, random: &mut fastrand::Rng) -> BTreeSet<u64> {
    let mut id = 300_000;
    let next = |_| {
        id += random.u64(1..32);
        id
    };
    (0..count).map(next).collect()
}

/// How far from the best a reading may be.
struct Allowed {
    /// Times pages ÷ lanes × latency, or pages ÷ rate where that takes longer.
    time: f64,
    /// Requests beyond the pages.
    requests: usize,
}

fn check(what: &str, count: usize, limit: usize, far: Far, allowed: &Allowed) {
    for seed in 1..=5 {
        let mut random = fastrand::Rng::with_seed(seed);
        let users = match what {
            "even" => even(count, &mut random),
            _ => clustered(count, &mut random),
        };
        let latency = Duration::from_secs_f64(far.latency);
        let lanes = Lanes::for_budget(Some(latency), far.rate);
        let run = read(&users, lanes, limit, far).unwrap();
        assert!(run.told.iter().eq(users.iter()), "seed {seed}");
        assert!(run.ended, "seed {seed}");
        let pages = count.div_ceil(limit);
        let best = f64::max(
            pages as f64 / lanes.count as f64 * far.latency,
            pages as f64 / far.rate,
        );
        let (ratio, extra) = (run.took / best, run.requests - pages);
        let case = format!(
            "{what} {count}/{limit} {far:?} {lanes:?} seed {seed}: {ratio:.3} x, {extra} extra, {} \
             rows ahead",
            run.most_ahead
        );
        println!("{case}");
        assert!(ratio <= allowed.time && extra <= allowed.requests, "{case}");
        assert!(run.most_ahead < 70_000, "{case}");
    }
}

#[test]
fn where_the_way_is_the_limit_lanes_take_little_more_than_their_share() {
    let far = Far {
        latency: 0.05,
        rate: 1e6,
        shuffle: None,
    };
    for (what, count, limit, time, requests) in [
        ("even", 10_000, 100, 1.3, 12),
        ("even", 20_000, 100, 1.17, 12),
        ("even", 100_000, 100, 1.05, 20),
        ("even", 1_000_000, 1_000, 1.06, 30),
        ("clustered", 10_000, 100, 2.2, 25),
        ("clustered", 100_000, 100, 1.45, 60),
        ("clustered", 300_000, 1_000, 1.25, 45),
    ] {
        check(what, count, limit, far, &Allowed { time, requests });
    }
}

#[test]
fn where_the_budget_is_the_limit_few_requests_are_in_vain() {
    for (count, latency, rate, time, requests) in [
        (10_000, 0.05, 20.0, 1.02, 0),
        (10_000, 0.2, 3.0, 1.02, 0),
        (150, 0.05, 100.0, 9.0, 2),
        (100_000, 0.05, 100.0, 1.03, 14),
        (20_000, 0.05, 100.0, 1.12, 8),
        (10_000, 1.0, 2.0, 1.1, 8),
    ] {
        let far = Far {
            latency,
            rate,
            shuffle: None,
        };
        check("even", count, 100, far, &Allowed { time, requests });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_lost_and_nobody_comes_twice(
        users in proptest::collection::btree_set(1u64..3_000, 0..400),
        count in 1usize..9,
        are_scarce in any::<bool>(),
        limit in 1usize..40,
        seed in any::<u64>(),
    ) {
        let far = Far { latency: 0.05, rate: 1e6, shuffle: Some(seed) };
        let run = read(&users, Lanes { count, are_scarce }, limit, far);
        let run = run.expect("the tenant keeps the order");
        prop_assert!(run.told.iter().eq(users.iter()), "{run:?}");
        prop_assert!(users.is_empty() || run.ended);
    }
}
