//! What a pass over the same rows costs fzf, on a terminal of its own: from the key that changes
//! what is looked for to the number of hits on its screen.
//!
//! It remembers what it found for a text, so each is asked for once in a process.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use rosterm::domain::Roster;

#[path = "../../tests/support/pty.rs"]
mod pty;

use pty::Pty;

/// Processes that are asked; the median counts.
const ROUNDS: usize = 5;

/// Pressed for the find of this number, and for none.
const KEYS: [(&str, u8); 8] = [
    ("ctrl-b", 2),
    ("ctrl-e", 5),
    ("ctrl-f", 6),
    ("ctrl-k", 11),
    ("ctrl-o", 15),
    ("ctrl-r", 18),
    ("ctrl-t", 20),
    ("ctrl-x", 24),
];
const NOTHING: (&str, u8) = ("ctrl-y", 25);

/// How long each find takes, all rows looked at. `None` = fzf is not installed.
pub(crate) fn passes(roster: &Roster, finds: &[&str]) -> Option<Vec<Duration>> {
    let mut version = Command::new("fzf");
    version
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .ok()?;
    let folder = TempDir::new().expect("a folder for the lines");
    let lines = folder.path().join("lines");
    write(roster, &lines).expect("room for the lines");
    let mut command = pty::plain("fzf");
    command.args(["--exact", "--no-sort", "-i", "--layout=reverse"]);
    command.env("FZF_DEFAULT_COMMAND", format!("cat '{}'", lines.display()));
    let keys = KEYS.iter().zip(finds).map(|((key, _), find)| (*key, *find));
    for (key, find) in keys.chain([(NOTHING.0, "")]) {
        command.args(["--bind", &format!("{key}:change-query({find})")]);
    }
    let rows = roster.listing().len();
    let mut times = vec![Vec::new(); finds.len()];
    for _ in 0..ROUNDS {
        let fzf = Pty::spawn(command.clone(), 24, 200);
        fzf.wait_for("all lines are read", |screen| {
            hits(screen, rows) == Some(rows)
        });
        for ((_, key), times) in KEYS.iter().zip(&mut times) {
            times.push(time(|| {
                fzf.send([*key]);
                let is_less = |hits| hits < rows;
                fzf.wait_for("some are found", |screen| {
                    hits(screen, rows).is_some_and(is_less)
                });
            }));
            fzf.send([NOTHING.1]);
            fzf.wait_for("all are there", |screen| hits(screen, rows) == Some(rows));
        }
        fzf.send("\x1b");
        fzf.exit_code();
    }
    Some(times.into_iter().map(median).collect())
}

/// The texts that our find looks at.
fn write(roster: &Roster, path: &std::path::Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for &slot in roster.listing() {
        let (_, row) = roster.shown(slot).row().expect("a page told it");
        let login_id = row.login_id.unwrap_or_default();
        let number = row.agent.and_then(|agent| agent.number).unwrap_or_default();
        let role = row.role.map_or("", |role| &role.name);
        writeln!(
            out,
            "{}\t{login_id}\t{number}\t{}\t{role}",
            row.name, row.id
        )?;
    }
    out.flush()
}

/// `94` of `94/1000000`; all while fewer were read.
fn hits(screen: &vt100::Screen, rows: usize) -> Option<usize> {
    let of_all = format!("/{rows}");
    let text = screen.contents();
    let (before, _) = text.split_once(&of_all)?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Our own pass, for as many rounds.
pub(crate) fn ours(mut pass: impl FnMut()) -> Duration {
    median((0..ROUNDS).map(|_| time(&mut pass)).collect())
}

fn time(work: impl FnOnce()) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a bench measures")]
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
