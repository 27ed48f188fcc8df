//! What fzf needs for a pass over the same rows: the peer that find as you type is measured by.
//!
//! It reads everything before it looks (`--sync`) and prints what it found, line by line; neither is
//! part of a pass, so both are measured and taken off.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use rosterm::domain::Roster;

/// Rounds, of which the median counts.
const ROUNDS: usize = 5;

/// What stands in no line.
const NOWHERE: &str = "\u{1}";

/// The rows as lines in a file.
pub(crate) struct Fzf {
    lines: TempDir,
    rows: usize,
    /// Reading everything and finding nobody.
    reading: Duration,
    /// Printing everybody.
    printing: Duration,
}

impl Fzf {
    /// `None` = it is not installed.
    pub(crate) fn with(roster: &Roster) -> Option<Self> {
        Command::new("fzf").arg("--version").output().ok()?;
        let mut fzf = Self {
            lines: TempDir::new().expect("a folder for the lines"),
            rows: roster.listing().len(),
            reading: Duration::ZERO,
            printing: Duration::ZERO,
        };
        fzf.write(roster).expect("room for the lines");
        fzf.reading = fzf.filter("--exact", NOWHERE);
        fzf.printing = fzf.filter("--exact", "").saturating_sub(fzf.reading);
        Some(fzf)
    }

    /// The texts that our find looks at.
    fn write(&self, roster: &Roster) -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(self.lines.path().join("lines"))?);
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

    /// The pass alone, for a find with so many hits.
    pub(crate) fn pass(&self, mode: &str, find: &str, hits: usize) -> Duration {
        let printing = self.printing.mul_f64(hits as f64 / self.rows as f64);
        let all = self.filter(mode, find);
        all.saturating_sub(self.reading).saturating_sub(printing)
    }

    fn filter(&self, mode: &str, find: &str) -> Duration {
        median(|| {
            let lines = File::open(self.lines.path().join("lines")).expect("they were written");
            let mut fzf = Command::new("fzf");
            fzf.args([mode, "--sync", "--no-sort", "-i", "--filter", find])
                .stdin(lines)
                .stdout(Stdio::null());
            // 1 = nobody is found.
            fzf.status().expect("it is installed");
        })
    }
}

/// The median time of some rounds.
pub(crate) fn median(mut round: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a bench measures")]
            let start = Instant::now();
            round();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
