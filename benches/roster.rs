//! What the roster costs: memory, joining pages, a window of rows under pending edits. Targets: at
//! most 160 MiB with 1,000,000 users and 25 MiB with 10,000; a page joins in the same time as the
//! first and as the last; the window costs the same at 1,000 and 1,000,000 users (within 10 %).

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use rosterm::domain::{Change, EditId, Field, Page, Roster, Row, UserId, Value};

#[path = "support/population.rs"]
mod population;

use population::{Pages, SEED, stamp};

const PAGE: usize = 1000;

/// These sizes; without the million where one quick round shows that it works.
fn sizes<const N: usize>(sizes: [usize; N]) -> impl Iterator<Item = usize> {
    let measures = std::env::args().any(|argument| argument == "--bench");
    let most = if measures { usize::MAX } else { 10_000 };
    sizes.into_iter().filter(move |size| *size <= most)
}

/// Printed, not timed: bytes a user, and what the process holds beside them.
fn memory(_: &mut Criterion) {
    for users in sizes([10_000, 1_000_000]) {
        let before = resident();
        let mut roster = Roster::default();
        let mut texts = 0;
        for (number, (after, page)) in (0..).zip(Pages::new(users, PAGE)) {
            texts += page.rows.iter().map(text_bytes).sum::<usize>();
            roster.join_page(after.as_ref(), stamp(number), page);
        }
        assert!(roster.is_complete());
        let bytes = roster.bytes();
        println!(
            "seed {SEED}, {users} users: {:.1} bytes a user, {:.1} of them text; {:.1} MiB; \
             resident before {:.1} MiB, after {:.1} MiB",
            bytes as f64 / users as f64,
            texts as f64 / users as f64,
            mebibytes(bytes),
            mebibytes(before),
            mebibytes(resident()),
        );
    }
}

fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Bytes of this process that are in memory, where the system tells.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok());
    pages.map_or(0, |pages: usize| pages * 4096)
}

fn text_bytes(row: &Row) -> usize {
    let agent = row.agent.as_ref();
    let texts = [
        row.login_id.as_deref(),
        row.extension.as_deref(),
        agent.map(|agent| agent.id.as_str()),
        agent.and_then(|agent| agent.name.as_deref()),
        agent.and_then(|agent| agent.number.as_deref()),
    ];
    let texts: usize = texts.into_iter().flatten().map(str::len).sum();
    texts + row.id.as_str().len() + row.name.len()
}

/// The last hundred pages of many: a page costs what it brings, not what is there.
fn late_page(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("join_one_page_of_20");
    group.sample_size(10);
    for rows in sizes([2_000, 1_000_000]) {
        let mut pages: Vec<_> = Pages::new(rows, 20).collect();
        let last = pages.split_off(pages.len() - 50);
        let mut roster = Roster::default();
        for (number, (after, page)) in (0..).zip(pages) {
            roster.join_page(after.as_ref(), stamp(number), page);
        }
        println!("seed {SEED}, {rows} users, the last 50 pages");
        group.throughput(Throughput::Elements(50));
        group.bench_function(BenchmarkId::from_parameter(rows), |bencher| {
            bencher.iter_batched(
                || (roster.clone(), last.clone()),
                |(mut roster, last)| {
                    for (after, page) in last {
                        roster.join_page(after.as_ref(), stamp(u64::MAX), page);
                    }
                    roster
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn join(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("join_pages");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    for rows in sizes([1_000, 10_000, 100_000, 1_000_000]) {
        println!("seed {SEED}, {rows} rows in pages of {PAGE}");
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_function(BenchmarkId::from_parameter(rows), |bencher| {
            bencher.iter_batched(
                || pages(rows),
                |pages| joined(black_box(pages)),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn window(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("window_of_40_rows");
    for rows in sizes([1_000, 1_000_000]) {
        let mut roster = joined(pages(rows));
        let mut random = fastrand::Rng::with_seed(SEED);
        for number in 0..500 {
            let slot = roster.listing()[random.usize(..rows)];
            let user = roster.shown(slot).id().clone();
            let edit = EditId::mint(number, &mut random);
            let change = Change::one(Field::BlockWebLogin, None, Value::Flag(true));
            roster.add_pending(edit, &user, change);
        }
        println!(
            "seed {SEED}, {rows} rows, {} pending edits",
            roster.pending_count()
        );
        let columns = [
            Field::Name,
            Field::Role,
            Field::UserStatus,
            Field::AgentStatus,
            Field::BlockWebLogin,
            Field::Extension,
        ];
        group.bench_function(BenchmarkId::from_parameter(rows), |bencher| {
            bencher.iter(|| {
                let top = random.usize(..rows - 40);
                let window = &roster.listing()[top..top + 40];
                let cells = window.iter().flat_map(|&slot| {
                    let shown = roster.shown(slot);
                    columns.map(|field| shown.get(field))
                });
                cells
                    .flatten()
                    .map(|value| value.plain().len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

fn pages(rows: usize) -> Vec<(Option<UserId>, Page)> {
    Pages::new(rows, PAGE).collect()
}

fn joined(pages: Vec<(Option<UserId>, Page)>) -> Roster {
    let mut roster = Roster::default();
    for (number, (after, page)) in (0..).zip(pages) {
        roster.join_page(after.as_ref(), stamp(number), page);
    }
    assert!(roster.is_complete());
    roster
}

criterion_group!(benches, memory, join, late_page, window);
criterion_main!(benches);
