//! Runs the binary: as a tenant that is stopped when dropped, and as a client of one.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// The token of every test tenant that is not the demo's own; must never be printed.
pub(crate) const CANARY: &str = "canary-3f9a-token";

/// What the binary printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    /// Standard output as one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Standard output as one JSON document a line.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(parse).collect()
    }
}

/// Where a client is pointed.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    pub(crate) base_url: String,
    pub(crate) token: String,
}

impl Api {
    /// The binary with a clean environment, short waits and no budget to speak of.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command
            .env("ROSTERM_BASE_URL", &self.base_url)
            .env("ROSTERM_TOKEN", &self.token)
            .env("ROSTERM_RATE", "1000")
            .env("ROSTERM_BURST", "1000")
            .env("ROSTERM_QUIET", "50ms")
            .env("ROSTERM_RECHECK", "10ms,20ms");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(self.command(arguments), "")
    }

    /// Runs with this on standard input. No output of any test may hold the token.
    pub(crate) fn finish(&self, command: Command, input: &str) -> Ran {
        let ran = finish(command, input);
        for stream in [&ran.out, &ran.err] {
            assert!(
                !stream.contains(&self.token),
                "the token was printed: {ran:?}"
            );
        }
        ran
    }
}

/// The binary with nothing in its environment but a journal of its own.
pub(crate) fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rosterm"));
    command.args(arguments).env_clear().env("TZ", "UTC");
    command.env("ROSTERM_DATA_DIR", data_folder());
    // Nobody's own configuration takes part in a test.
    command.env("ROSTERM_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// A folder for the journal of one process, not yet there: never with the person who runs the
/// tests, and each process has its own, as only one at a time may write a journal.
pub(crate) fn data_folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}-data-{number}", env!("CARGO_CRATE_NAME"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // Left by an earlier run, or not there.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

pub(crate) fn finish(mut command: Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It need not read what it is given.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What signs in at a tenant.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) login_id: String,
    pub(crate) password: String,
}

/// A demo tenant in a process of its own; killed when dropped.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) api: Api,
    pub(crate) login: Login,
    pub(crate) process: Child,
}

impl Tenant {
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", options)
    }

    pub(crate) fn start_at(address: &str, options: &[&str]) -> Self {
        let arguments = [&["demo", "--serve", address], options].concat();
        let mut process = bare(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        let after = |line: &str, prefix: &str| {
            let rest = line.strip_prefix(prefix);
            rest.unwrap_or_else(|| panic!("expected {prefix:?}, got {line:?}"))
                .to_owned()
        };
        let base_url = after(&line(), "listening on ");
        let second = line();
        // The other vendor knows no tokens.
        let token = second.strip_prefix("token: ").map(str::to_owned);
        let login = match token {
            Some(_) => after(&line(), "login: "),
            None => after(&second, "login: "),
        };
        let (login_id, password) = login.split_once(' ').unwrap();
        let login = Login {
            login_id: login_id.to_owned(),
            password: password.to_owned(),
        };
        Self {
            api: Api {
                base_url,
                token: token.unwrap_or_else(|| login.password.clone()),
            },
            login,
            process,
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.api.run(arguments)
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
