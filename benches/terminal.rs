//! The program on a real terminal, beside the least that could do the same: from start to the
//! first frame, from start to the first user, what keys cost over a million users, what those take
//! in memory, and what an idle minute costs. Figures count as ratios of one run.
//!
//! `cargo bench --bench terminal`; without `--bench` (CI) everything runs once and nothing counts.
#![cfg_attr(not(unix), allow(unused))]
#![allow(clippy::unwrap_used, reason = "what fails here fails the measurement")]

#[cfg(unix)]
#[path = "../tests/support/canary.rs"]
mod canary;
#[cfg(unix)]
#[path = "../tests/support/folder.rs"]
mod folder;
#[cfg(unix)]
#[path = "terminal/keys.rs"]
mod keys;
#[cfg(unix)]
#[path = "terminal/memory.rs"]
mod memory;
#[cfg(unix)]
#[path = "../tests/support/pty.rs"]
mod pty;

/// Set for the process that is the floor: this program itself.
const FLOOR: &str = "ROSTERM_BENCH_FLOOR";
/// Set for the floor that shows what the program shows: a file with a line a user.
const ROWS: &str = "ROSTERM_BENCH_ROWS";
/// What the list shows at 120 columns, and how wide.
const FIELDS: [(&str, usize); 10] = [
    ("id", 8),
    ("name", 20),
    ("user_role", 11),
    ("user_status", 9),
    ("agent_status", 9),
    ("extension", 15),
    ("login_id", 14),
    ("international_outbound", 6),
    ("login_based_calling", 8),
    ("number", 16),
];

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() {
    if std::env::var_os(FLOOR).is_some() {
        return floor::run().unwrap();
    }
    let runs = match std::env::args().any(|argument| argument == "--bench") {
        true => 31,
        false => 1,
    };
    measure::starts(runs);
    measure::cached(runs);
    keys::run(runs > 1);
    memory::run(runs > 1);
    measure::idle(runs);
}

/// A bare ratatui list that draws its window by hand.
#[cfg(unix)]
mod floor {
    use crossterm::event::{Event, KeyCode, read};
    use ratatui::style::Style;
    use ratatui::text::Line;

    pub(super) fn run() -> std::io::Result<()> {
        let rows: Vec<String> = match std::env::var_os(super::ROWS) {
            Some(path) => std::fs::read_to_string(path)?
                .lines()
                .map(str::to_owned)
                .collect(),
            None => (0..10_000)
                .map(|number| format!("  {number:>8}  User number {number}   Agent   active   yes"))
                .collect(),
        };
        let mut terminal = ratatui::init();
        let mut cursor = 0;
        loop {
            terminal.draw(|frame| {
                let area = frame.area();
                for (y, row) in (0..area.height).zip(&rows[cursor..]) {
                    let is_cursor = y == 0;
                    let style = if is_cursor {
                        Style::new().reversed()
                    } else {
                        Style::new()
                    };
                    let line = Line::styled(row.as_str(), style);
                    frame.buffer_mut().set_line(0, y, &line, area.width);
                }
            })?;
            match read()? {
                Event::Key(key) if key.code == KeyCode::Char('q') => break,
                Event::Key(_) => cursor = (cursor + 1).min(rows.len() - 1),
                _ => {}
            }
        }
        ratatui::restore();
        Ok(())
    }
}

#[cfg(unix)]
mod measure {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use super::FLOOR;
    use super::pty::{Program, Pty, plain, rosterm};

    /// A tenant in a process of its own, which answers at once.
    pub(super) struct Tenant {
        process: Child,
        base_url: String,
        token: String,
    }

    impl Tenant {
        fn start() -> Self {
            Self::start_with(100)
        }

        pub(super) fn start_with(users: usize) -> Self {
            let mut process = Command::new(env!("CARGO_BIN_EXE_rosterm"))
                .args(["demo", "--serve", "127.0.0.1:0", "--users"])
                .arg(users.to_string())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let mut last_word = || {
                let line = lines.next().unwrap().unwrap();
                line.rsplit(' ').next().unwrap().to_owned()
            };
            Self {
                base_url: last_word(),
                token: last_word(),
                process,
            }
        }

        /// Its users, as `rosterm users` prints them.
        pub(super) fn csv(&self, fields: &[&str]) -> Vec<u8> {
            let users = Command::new(env!("CARGO_BIN_EXE_rosterm"))
                .args(["users", "--all", "--csv", "--fields", &fields.join(",")])
                .env("ROSTERM_BASE_URL", &self.base_url)
                .env("ROSTERM_TOKEN", &self.token)
                .env("ROSTERM_RATE", "100000")
                .output()
                .unwrap();
            users.stdout
        }

        /// The program as a client of this tenant.
        pub(super) fn client(&self) -> Program {
            client(&self.base_url, &self.token)
        }

        /// What `curl` takes for the same page; none where there is no `curl`.
        fn curl(&self) -> Option<Duration> {
            let mut command = Command::new("curl");
            command
                .args(["--silent", "--fail", "--output", "/dev/null", "--header"])
                .arg(format!("Authorization: Bearer {}", self.token))
                .arg(format!("{}/users?limit=100", self.base_url));
            let start = now();
            let status = command.status().ok()?;
            status.success().then(|| start.elapsed())
        }
    }

    impl Drop for Tenant {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    fn client(base_url: &str, token: &str) -> Program {
        let mut command = rosterm(&[]);
        command.env("ROSTERM_BASE_URL", base_url);
        command.env("ROSTERM_TOKEN", token);
        command.env("ROSTERM_RATE", "1000");
        command.env("ROSTERM_BURST", "1000");
        // As a person starts it.
        command.env_remove("ROSTERM_LOG");
        command.env_remove("ROSTERM_LOG_FILE");
        command
    }

    /// From start to the first frame and to the first user, side by side.
    pub(super) fn starts(runs: usize) {
        let tenant = Tenant::start();
        let nobody = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            format!("https://{}/v1", listener.local_addr().unwrap())
        };
        let mut times: [Vec<Duration>; 5] = Default::default();
        for _ in 0..runs {
            let mut floor = plain(std::env::current_exe().unwrap());
            floor.env(FLOOR, "1");
            times[0].push(until(floor, "User number"));
            times[1].push(until(client(&nobody, "token"), "Users"));
            times[2].extend(tenant.curl());
            times[3].push(until(tenant.client(), "Aarti Deshmukh"));
            times[4].push(until(rosterm(&["demo"]), "Aarti Deshmukh"));
        }
        let [floor, first_frame, curl, first_user, demo] = times.map(median);
        println!("{runs} runs, medians");
        println!("bare ratatui list, first frame        {floor:>8.2?}");
        println!("rosterm, first frame, dead server     {first_frame:>8.2?}");
        println!("curl, one page                        {curl:>8.2?}");
        println!("rosterm, first user of the same page  {first_user:>8.2?}");
        println!("rosterm demo, first user              {demo:>8.2?}");
        let ratio = |above: Duration, below: Duration| above.as_secs_f64() / below.as_secs_f64();
        println!(
            "first frame / bare list               {:>8.2}",
            ratio(first_frame, floor)
        );
        println!(
            "first user / curl                     {:>8.2}",
            ratio(first_user, curl)
        );
    }

    /// What ten seconds of doing nothing cost, after everything is loaded.
    pub(super) fn idle(runs: usize) {
        let tenant = Tenant::start();
        let pty = Pty::spawn(tenant.client(), 24, 80);
        pty.wait_for("every column is filled in", |screen| {
            let grid = screen.contents();
            grid.contains("Aarti Deshmukh") && !grid.contains(" .. ")
        });
        let watched = if runs > 1 { 10 } else { 1 };
        // What follows the last answer: the connection that is kept, the last frame.
        std::thread::sleep(Duration::from_secs(2));
        let (bytes, wakes) = (pty.raw().len(), pty.wakes());
        std::thread::sleep(Duration::from_secs(watched));
        let (bytes, wakes) = (pty.raw().len() - bytes, pty.wakes().zip(wakes));
        println!("idle for {watched} s: {bytes} bytes written");
        if let Some((after, before)) = wakes {
            // A thread that has ended meanwhile takes its own with it.
            let wakes = after.saturating_sub(before);
            println!("idle for {watched} s: {wakes} wake-ups");
        }
    }

    /// Whether a list is kept here.
    fn is_kept(cache: &std::path::Path) -> bool {
        let folders = std::fs::read_dir(cache.join("lists")).into_iter().flatten();
        folders
            .flatten()
            .any(|folder| folder.path().join("list").is_file())
    }

    /// From start until the text is on the grid.
    fn until(command: Program, text: &str) -> Duration {
        let start = now();
        let pty = Pty::spawn(command, 24, 80);
        pty.wait_for_text(text);
        start.elapsed()
    }

    /// From start to the first frame of a list that was kept, with nobody to ask for a new one.
    pub(super) fn cached(runs: usize) {
        let users = if runs > 1 { 1_000_000 } else { 2_000 };
        let cache = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-kept");
        let _ = std::fs::remove_dir_all(&cache);
        let base_url = {
            let tenant = Tenant::start_with(users);
            let mut command = tenant.client();
            command.env("ROSTERM_RATE", "100000");
            command.env("ROSTERM_CACHE_DIR", &cache);
            let pty = Pty::spawn(command, 24, 80);
            pty.wait_for_text("Aarti Deshmukh");
            pty.send("L");
            super::keys::until_loaded(&pty, users);
            while !is_kept(&cache) {
                std::thread::sleep(Duration::from_millis(10));
            }
            pty.send("q");
            assert_eq!(pty.exit_code(), 0);
            tenant.base_url.clone()
        };
        let mut times: [Vec<Duration>; 2] = Default::default();
        for _ in 0..runs {
            let mut floor = plain(std::env::current_exe().unwrap());
            floor.env(FLOOR, "1");
            times[0].push(until(floor, "User number"));
            let mut command = client(&base_url, "token");
            command.env("ROSTERM_CACHE_DIR", &cache);
            times[1].push(until(command, "Aarti Deshmukh"));
        }
        let [floor, kept] = times.map(median);
        println!("bare ratatui list, first frame        {floor:>8.2?}");
        println!("rosterm, first of {users:>7} kept users  {kept:>8.2?}");
        println!(
            "first kept user / bare list           {:>8.2}",
            kept.as_secs_f64() / floor.as_secs_f64()
        );
    }

    fn median(mut times: Vec<Duration>) -> Duration {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }

    #[expect(clippy::disallowed_methods, reason = "a measurement asks the time")]
    pub(super) fn now() -> Instant {
        Instant::now()
    }
}
