//! Runs the binary: as a tenant that is stopped when dropped, and as a client of one.

// Each test target uses its own part of it; the lint against `unwrap` knows test functions, not
// those that they share.
#![allow(dead_code, clippy::unwrap_used)]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::folder::Folder;

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
    pub(crate) fn command(&self, arguments: &[&str]) -> Program {
        let mut program = bare(arguments);
        program
            .env("ROSTERM_BASE_URL", &self.base_url)
            .env("ROSTERM_TOKEN", &self.token)
            .env("ROSTERM_RATE", "1000")
            .env("ROSTERM_BURST", "1000")
            .env("ROSTERM_QUIET", "50ms")
            .env("ROSTERM_RECHECK", "10ms,20ms");
        program
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(self.command(arguments), "")
    }

    /// Runs with this on standard input. No output of any test may hold the token, whatever it is.
    pub(crate) fn finish(&self, program: Program, input: &str) -> Ran {
        let ran = finish(program, input);
        for stream in [&ran.out, &ran.err] {
            assert!(
                !stream.contains(&self.token),
                "the token was printed: {ran:?}"
            );
        }
        ran
    }
}

/// A program about to be run, and the folder that it works in.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    pub(crate) folder: Folder,
}

impl Program {
    /// The binary with nothing in its environment but this folder.
    pub(crate) fn in_folder(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rosterm"));
        command.args(arguments).env_clear().env("TZ", "UTC");
        command.envs(folder.environment());
        Self {
            command,
            folder: folder.clone(),
        }
    }

    /// The same, started by this program, which gets its words behind these arguments.
    pub(crate) fn started_by(self, program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .arg(self.command.get_program())
            .args(self.command.get_args())
            .env_clear();
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        Self { command, ..self }
    }
}

impl Deref for Program {
    type Target = Command;

    fn deref(&self) -> &Command {
        &self.command
    }
}

impl DerefMut for Program {
    fn deref_mut(&mut self) -> &mut Command {
        &mut self.command
    }
}

/// The binary with nothing in its environment but a folder of its own: only one at a time may write
/// a journal.
pub(crate) fn bare(arguments: &[&str]) -> Program {
    Program::in_folder(&Folder::new(), arguments)
}

/// Runs with this on standard input. What it said and how it was called is searched with the
/// folder.
pub(crate) fn finish(mut program: Program, input: &str) -> Ran {
    // What every user of the machine can read about it.
    let words = program.get_args().map(OsStr::as_encoded_bytes);
    program
        .folder
        .hear("argv", words.collect::<Vec<_>>().join(&0));
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It need not read what it is given.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    program.folder.hear("standard output", &*output.stdout);
    program.folder.hear("standard error", &*output.stderr);
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

/// A demo tenant in a process of its own; killed when dropped. It says its token and its password:
/// that alone is not searched.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) api: Api,
    pub(crate) login: Login,
    pub(crate) process: Child,
    _folder: Folder,
}

impl Tenant {
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", options)
    }

    pub(crate) fn start_at(address: &str, options: &[&str]) -> Self {
        let arguments = [&["demo", "--serve", address], options].concat();
        let mut program = bare(&arguments);
        let mut process = program.stdout(Stdio::piped()).spawn().unwrap();
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
            _folder: program.folder,
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
