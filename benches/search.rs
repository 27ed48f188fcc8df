//! What find and sort cost over 1,000,000 users. Targets: first results within 16 ms of the key, a
//! sort or a filter by a flag within 150 ms, and neither on the loop.
//!
//! Where fzf is installed, the same rows and words are given to it in the same run, for comparison.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use rosterm::domain::arrangement::Arrangement;
use rosterm::domain::{Column, Direction, Find, Roster, Sort};
use rosterm::protocol::{Event, Generation, SearchCommand};
use rosterm::search::{self, Matcher};

#[cfg(unix)]
#[path = "../tests/support/canary.rs"]
mod canary;
#[cfg(unix)]
#[path = "../tests/support/folder.rs"]
mod folder;
#[cfg(unix)]
#[path = "support/fzf.rs"]
mod fzf;
#[path = "support/population.rs"]
mod population;

use population::{Pages, SEED, stamp};

const PAGE: usize = 1000;

/// A million; fewer where one quick round shows that it works.
fn users() -> usize {
    match std::env::args().any(|argument| argument == "--bench") {
        true => 1_000_000,
        false => 10_000,
    }
}

/// What is typed, and what it is like.
const FINDS: [(&str, &str); 8] = [
    ("rare", "chattopadhyay 31499"),
    ("one letter", "k"),
    ("common", "ravi"),
    ("digits", "98765"),
    ("nobody", "zzzzq"),
    ("fuzzy", "~rvvrm"),
    ("inverse", "!agent"),
    ("flag", "intl:on"),
];

/// A find and the next key.
const NEXT_KEYS: [(&str, &str); 3] = [("k", "ku"), ("ra", "rav"), ("kulkarn", "kulkarni")];

fn find(criterion: &mut Criterion) {
    let mut searched = Searched::new();
    for (what, typed) in FINDS {
        let found = searched.whole(typed, None);
        println!(
            "{what}: {typed:?} finds {found} of {}, seed {SEED}",
            users()
        );
    }
    compare_with_fzf(&mut searched);
    let mut group = criterion.benchmark_group("find_in_1000000");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .throughput(Throughput::Elements(users() as u64));
    for (what, typed) in FINDS {
        group.bench_function(format!("first/{what}"), |bencher| {
            bencher.iter(|| searched.first(typed));
        });
        group.bench_function(format!("whole/{what}"), |bencher| {
            bencher.iter(|| searched.whole(typed, None));
        });
    }
    for (before, typed) in NEXT_KEYS {
        group.bench_function(format!("next_key/{before}_{typed}"), |bencher| {
            bencher.iter_custom(|times| {
                let mut spent = Duration::ZERO;
                for _ in 0..times {
                    searched.whole(before, None);
                    #[expect(clippy::disallowed_methods, reason = "a bench measures")]
                    let start = std::time::Instant::now();
                    black_box(searched.grown(typed));
                    spent += start.elapsed();
                }
                spent
            });
        });
    }
    group.finish();
}

/// The same finds over the same rows by fzf, if it is there, in the same minute.
#[cfg(unix)]
fn compare_with_fzf(searched: &mut Searched) {
    // It knows no states.
    let finds = FINDS.into_iter().filter(|(_, typed)| !typed.contains(':'));
    let finds: Vec<(&str, &str)> = finds.collect();
    // In its exact mode, a quote makes a word fuzzy.
    let theirs = finds.iter().map(|(_, typed)| typed.replace('~', "'"));
    let theirs: Vec<String> = theirs.collect();
    let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
    let Some(theirs) = fzf::passes(&searched.roster, &theirs) else {
        return println!("fzf is not installed: nothing to compare with");
    };
    for ((what, typed), theirs) in finds.into_iter().zip(theirs) {
        let ours = fzf::ours(|| {
            searched.whole(typed, None);
        });
        println!(
            "whole pass, {what} {typed:?}: {ours:.1?}, fzf {theirs:.1?}, ratio {:.2}",
            ours.as_secs_f64() / theirs.as_secs_f64(),
        );
    }
}

#[cfg(not(unix))]
fn compare_with_fzf(_: &mut Searched) {}

fn sort(criterion: &mut Criterion) {
    let mut searched = Searched::new();
    let mut group = criterion.benchmark_group("sort_1000000");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .throughput(Throughput::Elements(users() as u64));
    for column in [
        Column::Id,
        Column::Name,
        Column::Login,
        Column::Role,
        Column::Number,
        Column::Agent,
        Column::International,
    ] {
        let mut direction = Direction::Ascending;
        group.bench_function(column.name(), |bencher| {
            bencher.iter(|| {
                direction = match direction {
                    Direction::Ascending => Direction::Descending,
                    Direction::Descending => Direction::Ascending,
                };
                searched.whole("", Some(Sort { column, direction }))
            });
        });
    }
    group.finish();
}

/// From the command to the first event, over the channels of the thread.
fn thread(criterion: &mut Criterion) {
    let searched = Searched::new();
    let mut link = search::start().expect("a thread");
    for command in told(&searched.roster) {
        link.commands.send(command).expect("a living thread");
    }
    let mut generation = Generation(0);
    let mut answer = |typed: &str| {
        generation.0 += 1;
        let command = arrange(generation, typed, None);
        link.commands.send(command).expect("a living thread");
        loop {
            match link.events.blocking_recv().expect("a living thread") {
                Event::Arranged {
                    generation: answered,
                    rows,
                    ..
                } if answered == generation => {
                    return rows.len();
                }
                _ => {}
            }
        }
    };
    let mut group = criterion.benchmark_group("thread_1000000");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(2));
    // Each key is typed while the pass of the one before may still be going on.
    group.bench_function("four_keys_to_first_rows", |bencher| {
        bencher.iter(|| ["k", "ku", "kul", "kulk"].map(&mut answer));
    });
    group.finish();
}

/// A million users and a matcher that knows them.
struct Searched {
    roster: Roster,
    matcher: Matcher,
    generation: Generation,
}

impl Searched {
    fn new() -> Self {
        let roster = roster();
        let mut matcher = Matcher::default();
        for command in told(&roster) {
            matcher.take(command);
        }
        Self {
            roster,
            matcher,
            generation: Generation(0),
        }
    }

    fn arrange(&mut self, typed: &str, sort: Option<Sort>) {
        self.generation.0 += 1;
        self.matcher.take(arrange(self.generation, typed, sort));
    }

    /// To the first rows, from nothing.
    fn first(&mut self, typed: &str) -> Option<Event> {
        self.arrange("", None);
        self.arrange(typed, None);
        loop {
            let event = self.matcher.step();
            if event.is_some() || self.matcher.is_idle() {
                return event;
            }
        }
    }

    /// All rows, from nothing.
    fn whole(&mut self, typed: &str, sort: Option<Sort>) -> usize {
        self.arrange("", None);
        self.arrange(typed, sort);
        self.settle()
    }

    /// All rows, from those that were found before.
    fn grown(&mut self, typed: &str) -> usize {
        self.arrange(typed, None);
        self.settle()
    }

    fn settle(&mut self) -> usize {
        let mut rows = 0;
        while !self.matcher.is_idle() {
            if let Some(Event::Arranged {
                keeps, rows: told, ..
            }) = self.matcher.step()
            {
                rows = keeps + told.len();
            }
        }
        rows
    }
}

fn arrange(generation: Generation, typed: &str, sort: Option<Sort>) -> SearchCommand {
    SearchCommand::Arrange {
        generation,
        arrangement: Arrangement {
            find: Arc::new(Find::parse(typed)),
            sort,
            only: None,
        },
    }
}

fn told(roster: &Roster) -> Vec<SearchCommand> {
    let blocks = roster.blocks().iter().cloned().enumerate();
    let mut commands: Vec<_> = blocks
        .map(|(block, rows)| SearchCommand::Rows { block, rows })
        .collect();
    let slots = roster.listing().to_vec();
    commands.push(SearchCommand::Listing { from: 0, slots });
    commands
}

fn roster() -> Roster {
    let mut roster = Roster::default();
    for (number, (after, page)) in (0..).zip(Pages::new(users(), PAGE)) {
        roster.join_page(after.as_ref(), stamp(number), page);
    }
    assert_eq!(roster.listing().len(), users());
    roster
}

criterion_group!(benches, find, sort, thread);
criterion_main!(benches);
