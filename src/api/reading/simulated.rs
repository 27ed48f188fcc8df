//! Ranges against simulated tenants: nobody is lost, nobody twice, and how many rounds it takes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;

use super::density::Density;
use super::ranges::{Broken, Ranges};
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

/// What a reading told, how many pages it asked for, and in how many rounds.
#[derive(Debug, Default)]
struct Run {
    told: Vec<u64>,
    requests: usize,
    rounds: usize,
    most_ahead: usize,
    ended: bool,
}

/// Reads everything in rounds: what is asked for side by side is answered together.
fn read(
    users: &BTreeSet<u64>,
    lanes: usize,
    limit: usize,
    order: &mut fastrand::Rng,
) -> Result<Run, Broken> {
    let mut run = Run {
        requests: 1,
        rounds: 1,
        ..Run::default()
    };
    let first = page(users, 0, limit);
    run.told.extend(
        first
            .rows
            .iter()
            .map(|row| row.id.as_str().parse::<u64>().unwrap()),
    );
    let (Some(start), Some(last)) = (run.told.first(), run.told.last()) else {
        return Ok(run);
    };
    if !first.has_more {
        run.ended = true;
        return Ok(run);
    }
    let mut density = Density::default();
    density.note(last - start + 1, run.told.len());
    let mut ranges = Ranges::behind(*last, density);
    let stamp = Stamp {
        sent: 1,
        at: Timestamp::UNIX_EPOCH,
    };
    loop {
        let mut asks = Vec::new();
        while asks.len() < lanes
            && let Some(ask) = ranges.next(lanes, limit as u32)
        {
            asks.push(ask);
        }
        if asks.is_empty() {
            return Ok(run);
        }
        run.rounds += 1;
        run.requests += asks.len();
        order.shuffle(&mut asks);
        for ask in asks {
            ranges.answer(ask.serial, stamp, page(users, ask.after, limit))?;
        }
        run.most_ahead = run.most_ahead.max(ranges.ahead());
        while let Some((_, page)) = ranges.tell() {
            assert!(!run.ended, "nothing is told behind the end");
            run.ended = !page.has_more;
            let ids = page
                .rows
                .iter()
                .map(|row| row.id.as_str().parse::<u64>().unwrap());
            run.told.extend(ids);
        }
    }
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

#[test]
fn side_by_side_takes_few_more_requests_and_fewer_rounds() {
    for (what, limit, count, seed) in [
        ("even", 100, 10_000, 1),
        ("even", 100, 100_000, 2),
        ("even", 1_000, 1_000_000, 3),
        ("clustered", 100, 10_000, 4),
        ("clustered", 100, 100_000, 5),
        ("clustered", 1_000, 300_000, 6),
    ] {
        let mut random = fastrand::Rng::with_seed(seed);
        let users = match what {
            "even" => even(count, &mut random),
            _ => clustered(count, &mut random),
        };
        let run = read(&users, 8, limit, &mut random).unwrap();
        assert!(
            run.told.iter().eq(users.iter()),
            "{what} {count} seed {seed}"
        );
        assert!(run.ended);
        let pages = count.div_ceil(limit);
        println!(
            "{what} {count}/{limit} seed {seed}: {} requests for {pages} pages, {} rounds, {:.2} x \
             pages/8, {} rows ahead",
            run.requests,
            run.rounds,
            run.rounds as f64 / (pages as f64 / 8.0),
            run.most_ahead
        );
        let most = if what == "even" { 1.3 } else { 2.0 };
        assert!((run.requests as f64) < most * pages as f64 + 8.0);
        assert!(run.most_ahead < 60_000);
    }
}

#[test]
fn one_lane_asks_for_no_page_that_is_not_needed() {
    let mut random = fastrand::Rng::with_seed(7);
    let users = clustered(5_000, &mut random);
    let run = read(&users, 1, 100, &mut random).unwrap();
    assert!(run.told.iter().eq(users.iter()));
    assert_eq!(run.requests, 50);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_lost_and_nobody_comes_twice(
        users in proptest::collection::btree_set(1u64..3_000, 0..400),
        lanes in 1usize..9,
        limit in 1usize..40,
        seed in any::<u64>(),
    ) {
        let mut order = fastrand::Rng::with_seed(seed);
        let run = read(&users, lanes, limit, &mut order);
        let run = run.expect("the tenant keeps the order");
        prop_assert!(run.told.iter().eq(users.iter()), "{run:?}");
        prop_assert!(users.is_empty() || run.ended);
    }
}
