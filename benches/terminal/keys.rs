//! Keys on a real terminal of 120 × 40, over a million users and over the bare list: how soon the
//! screen changes, and what a key costs that is held down.

use std::time::Duration;

use super::measure::{Tenant, now};
use super::pty::{Pty, plain, rosterm};
use super::{FIELDS, FLOOR, ROWS};

/// Between single keys: long enough for the frame of the one before.
const BREATH: Duration = Duration::from_millis(10);
/// Between keys of a held key.
const REPEAT: Duration = Duration::from_millis(1);
/// After so long without a byte nothing more comes.
const QUIET: Duration = Duration::from_millis(100);

/// Requests a second while pages stream in: a hundred thousand users a second.
const STREAM: &str = "100";
/// Edits that wait or are on their way while keys are measured: at least so many.
const PENDING: usize = 500;

/// The program with pages streaming in behind the users that are loaded, the program with everybody
/// loaded, and the bare list.
pub(super) fn run(measures: bool) {
    let (users, singles, held) = match measures {
        true => (1_000_000, 400, 5_000),
        false => (2_000, 5, 20),
    };
    println!("\n{users} users, 120 × 40, {singles} single keys, then {held} at 1,000 a second");
    let mut floor = plain(std::env::current_exe().unwrap());
    floor.env(FLOOR, "1");
    floor.env(ROWS, rows());
    let floor = Pty::spawn(floor, 40, 120);
    floor.wait_for_text("Aarti Deshmukh");
    let all = users + users / 2;
    let changing = {
        let program = start(all);
        // Everybody of the first page.
        program.send("a");
        program.send("L");
        until(&program, |program| loaded(program) >= users);
        change_marked(&program);
        let times = single_keys(&program, singles);
        let left = pending(&program);
        if measures && (left < PENDING || loaded(&program) == all) {
            println!("only {left} edits were pending, or no more pages, at the last key");
        }
        times
    };
    let program = start(all);
    program.send("L");
    until(&program, |program| loaded(program) >= users);
    let streaming = single_keys(&program, singles);
    if measures && loaded(&program) == all {
        println!("everybody was there before the last key: pages streamed in too fast");
    }
    until_loaded(&program, all);
    let bare = single_keys(&floor, singles);
    tell("bare ratatui list", &bare);
    tell("rosterm, pages streaming in", &streaming);
    tell("rosterm, the same and edits pending", &changing);
    let resting = single_keys(&program, singles);
    tell("rosterm, everybody loaded", &resting);
    for (what, times) in [
        ("streaming", &streaming),
        ("streaming, edits pending", &changing),
        ("loaded", &resting),
    ] {
        let ratio = times[singles / 2].as_secs_f64() / bare[singles / 2].as_secs_f64();
        println!("{:<40}{ratio:>8.2}", format!("{what} / bare list, p50"));
    }
    let (bare, resting) = (hold(&floor, held), hold(&program, held));
    println!("bare ratatui list, held                 {bare}");
    println!("rosterm, held                           {resting}");
}

/// The program in front of so many users, the first page of them on the screen.
fn start(users: usize) -> Pty {
    let mut program = rosterm(&["demo", "--users", &users.to_string()]);
    program.env("ROSTERM_RATE", STREAM);
    program.env("ROSTERM_PAGE_SIZE", "1000");
    let program = Pty::spawn(program, 40, 120);
    program.wait_for_text("Aarti Deshmukh");
    program
}

/// Blocks the agents of all marked users: a job of many edits, and back to the list.
fn change_marked(program: &Pty) {
    // What is typed before the eye has seen the list or the question decides nothing.
    let decide = |keys: &str| {
        std::thread::sleep(QUIET * 5);
        program.send(keys);
    };
    decide("b");
    program.wait_for_text("1 BLOCKED");
    decide("1");
    program.wait_for_text("and Enter to run:");
    let grid = program.grid();
    let count = grid.split("Type ").nth(1).unwrap();
    let count = count.split(' ').next().unwrap();
    decide(count);
    program.wait_for_text(&format!("to run: {count}"));
    decide("\r");
    program.wait_for_text("SENDING");
    program.send("q");
    program.wait_for_text("Users ");
}

/// How many edits of the job have no outcome yet: `job 1: 6/873`.
fn pending(program: &Pty) -> usize {
    let grid = program.grid();
    let tally = grid.split("job 1: ").nth(1).unwrap_or_default();
    let mut numbers = tally.split(|letter: char| !letter.is_ascii_digit());
    let mut number = || numbers.next()?.parse::<usize>().ok();
    let (done, all) = (number(), number());
    all.unwrap_or_default()
        .saturating_sub(done.unwrap_or_default())
}

/// The first users of the tenant as lines, in columns as wide as the program's; the path of them.
fn rows() -> std::path::PathBuf {
    let users = Tenant::start_with(10_000).csv(&FIELDS.map(|(field, _)| field));
    let mut users = csv::Reader::from_reader(&*users);
    let mut lines = String::new();
    for user in users.records() {
        lines.push_str("    ");
        for (text, (_, width)) in user.unwrap().iter().zip(FIELDS) {
            let text: String = text.chars().take(width - 1).collect();
            lines.push_str(&format!("{text:width$}"));
        }
        lines.push('\n');
    }
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-rows");
    std::fs::write(&path, lines).unwrap();
    path
}

/// How many users the title of the list counts: `3 of 240+`.
fn loaded(pty: &Pty) -> usize {
    let grid = pty.grid();
    let count = grid.split(" of ").nth(1).unwrap_or_default();
    let digits = count.split(|letter: char| !letter.is_ascii_digit());
    digits
        .into_iter()
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// Waits until everybody is loaded and nothing more follows from it.
pub(super) fn until_loaded(pty: &Pty, users: usize) {
    until(pty, |pty| pty.grid().contains(&format!("of {users} ")));
    quiet(pty);
}

/// Waits as long as it takes: the patience of the harness is for tests.
pub(super) fn until(pty: &Pty, is_so: impl Fn(&Pty) -> bool) {
    while !is_so(pty) {
        assert!(!pty.is_over(), "it ended:\n{}", pty.grid());
        std::thread::sleep(BREATH);
    }
}

/// Waits until nothing more is written; when that began.
pub(super) fn quiet(pty: &Pty) -> std::time::Instant {
    let (mut written, mut since) = (pty.written(), now());
    while since.elapsed() < QUIET {
        std::thread::sleep(Duration::from_micros(100));
        if pty.written() != written {
            (written, since) = (pty.written(), now());
        }
    }
    since
}

/// From each key to the first byte of what it changes, in order of length.
fn single_keys(pty: &Pty, count: usize) -> Vec<Duration> {
    let mut times: Vec<_> = (0..count)
        .map(|_| {
            let (written, start) = (pty.written(), now());
            pty.send("j");
            pty.wait_beyond(written);
            let time = start.elapsed();
            std::thread::sleep(BREATH);
            time
        })
        .collect();
    times.sort();
    times
}

fn tell(what: &str, times: &[Duration]) {
    let p50 = times[times.len() / 2];
    let p99 = times[times.len() * 99 / 100];
    println!("{what:<40}p50 {p50:>8.2?}   p99 {p99:>8.2?}");
}

/// What a held key costs.
struct Held {
    /// From the last key to the last byte.
    backlog: Duration,
    per_key: Option<Duration>,
    bytes: usize,
}

impl std::fmt::Display for Held {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            backlog,
            per_key,
            bytes,
        } = self;
        write!(formatter, "backlog {backlog:>8.2?}   ")?;
        if let Some(per_key) = per_key {
            write!(formatter, "{per_key:>8.2?} of a processor a key   ")?;
        }
        write!(formatter, "{bytes} bytes a key")
    }
}

fn hold(pty: &Pty, keys: u32) -> Held {
    quiet(pty);
    let (bytes, before) = (pty.written(), pty.processor_time());
    let start = now();
    for key in 1..=keys {
        pty.send("j");
        std::thread::sleep((REPEAT * key).saturating_sub(start.elapsed()));
    }
    let last = now();
    let backlog = quiet(pty).saturating_duration_since(last);
    Held {
        backlog,
        per_key: before.and_then(|before| Some((pty.processor_time()? - before) / keys)),
        bytes: (pty.written() - bytes) / usize::try_from(keys).unwrap(),
    }
}
