//! What the roster costs: joining pages, a window of rows under pending edits. Target: the window
//! costs the same at 1,000 and 1,000,000 users (within 10 %).

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;

use rosterm::domain::paging::Page;
use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, UserStatus};
use rosterm::domain::{Change, EditId, Field, Role, Roster, Row, Stamp, UserId, Value};

const SEED: u64 = 7;
const PAGE: usize = 1000;

fn join(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("join_pages");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    for rows in [1_000, 10_000, 100_000, 1_000_000] {
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
    for rows in [1_000, 1_000_000] {
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

/// Pages of invented users, each with the cursor it was read after.
fn pages(rows: usize) -> Vec<(Option<UserId>, Page)> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut number = 314_000_u64;
    let mut after = None;
    let mut pages = Vec::new();
    for start in (0..rows).step_by(PAGE) {
        let length = PAGE.min(rows - start);
        let rows: Vec<_> = (0..length)
            .map(|_| {
                number += random.u64(1..9);
                row(number, &mut random)
            })
            .collect();
        let cursor = rows.last().map(|row| row.id.clone());
        let has_more = true;
        let page = Page {
            rows,
            skipped: 0,
            has_more,
            cursor: cursor.clone(),
        };
        pages.push((std::mem::replace(&mut after, cursor), page));
    }
    if let Some((_, last)) = pages.last_mut() {
        last.has_more = false;
    }
    pages
}

fn row(number: u64, random: &mut fastrand::Rng) -> Row {
    let given = ["Asha", "Ravi", "Meera", "Kabir", "Ananya", "ரவி", "सुनीता"];
    let family = ["Iyer", "Varma", "Kulkarni", "Chattopadhyay", "Rao", "नायर"];
    let roles = [
        ("54630", "Quality"),
        ("54742", "Admin New"),
        ("54611", "Agent"),
    ];
    let name = format!("{} {}", given[random.usize(..7)], family[random.usize(..6)]);
    let (role, role_name) = roles[random.usize(..3)];
    Row {
        id: UserId::new(&number.to_string()).expect("digits are an id"),
        login_id: Some(format!("user{number}@example.test").into()),
        role: Some(Role {
            id: role.into(),
            name: role_name.into(),
        }),
        user_status: Some(UserStatus::Active),
        agent: Some(RowAgent {
            id: format!("0502{number}").into(),
            name: Some(name.as_str().into()),
            status: Some(AgentStatus::from_number(random.i64(0..5))),
            number: Some(format!("+91{}", random.u64(7_000_000_000..9_999_999_999)).into()),
        }),
        login_based_calling: Some(random.bool()),
        international_outbound: Some(random.bool()),
        extension: Some(format!("0602{number}").into()),
        intercom: None,
        block_web_login: None,
        name: name.into(),
    }
}

fn joined(pages: Vec<(Option<UserId>, Page)>) -> Roster {
    let mut roster = Roster::default();
    for (number, (after, page)) in (0..).zip(pages) {
        roster.join_page(after.as_ref(), stamp(number), page);
    }
    assert!(roster.is_complete());
    roster
}

fn stamp(sent: u64) -> Stamp {
    Stamp {
        sent,
        at: Timestamp::UNIX_EPOCH,
    }
}

criterion_group!(benches, join, window);
criterion_main!(benches);
