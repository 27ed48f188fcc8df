//! Folders of a person's own, in which everything that the program writes is found again.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::process::{Ran, bare, finish};
use crate::scanner;

/// A new password that is set for a user.
pub(crate) const NEW_PASSWORD: &str = "Kw7#New/Pa55=x";

/// The folders: configuration, data, cache, log, work (where the program stands) and what it said.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    runs: Cell<usize>,
}

impl Place {
    /// With this `config.toml`.
    pub(crate) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["config", "data", "cache", "log", "work", "said", "kept"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let place = Self {
            folder,
            runs: Cell::new(0),
        };
        fs::write(place.path("config/config.toml"), config).unwrap();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a secret where only its owner reads it: below `kept`, which is not searched.
    pub(crate) fn keep(&self, name: &str, text: &str) {
        let file = self.path("kept").join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        self.runs.set(self.runs.get() + 1);
        let path = |name: &str| self.path(name).to_str().unwrap().to_owned();
        let log = format!("log/{}.log", self.runs.get());
        vec![
            ("ROSTERM_CONFIG_DIR", path("config")),
            ("ROSTERM_DATA_DIR", path("data")),
            ("ROSTERM_CACHE_DIR", path("cache")),
            ("ROSTERM_LOG", "trace".to_owned()),
            ("ROSTERM_LOG_FILE", path(&log)),
            ("ROSTERM_RATE", "1000".to_owned()),
            ("ROSTERM_BURST", "1000".to_owned()),
            ("ROSTERM_QUIET", "50ms".to_owned()),
            ("ROSTERM_RECHECK", "10ms,20ms".to_owned()),
            ("ROSTERM_PATIENCE", "10ms".to_owned()),
            ("HOME", path("work")),
            ("TMPDIR", path("work")),
        ]
    }

    /// A verb, ready to be given more environment.
    pub(crate) fn verb(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command
            .envs(self.environment())
            .current_dir(self.path("work"));
        command
    }

    /// Runs a verb and keeps what it said; returns it.
    pub(crate) fn finish(&self, command: Command, input: &str) -> Ran {
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let ran = finish(command, input);
        let said = format!("{arguments:?}\n{}\n{}", ran.out, ran.err);
        self.say(&self.runs.get().to_string(), said.as_bytes());
        ran
    }

    /// Runs a verb of a profile with this on standard input.
    pub(crate) fn run(&self, profile: &str, arguments: &[&str], input: &str) -> Ran {
        let arguments = [&["--profile", profile], arguments].concat();
        self.finish(self.verb(&arguments), input)
    }

    /// The program on a screen.
    pub(crate) fn screen(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = crate::pty::rosterm(arguments);
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.cwd(self.path("work"));
        command
    }

    /// Keeps something to be searched.
    pub(crate) fn say(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path("said").join(name), bytes).unwrap();
    }

    /// Searches everything for the secrets.
    pub(crate) fn assert_clean(&self, secrets: &[&str]) {
        let mut found = Vec::new();
        let mut searched = 0;
        for file in files(self.folder.path()) {
            if file.starts_with(self.path("kept")) {
                continue;
            }
            let mut bytes = fs::read(&file).unwrap();
            searched += bytes.len();
            // Names of files are written, too.
            bytes.extend(file.to_str().unwrap().bytes());
            for secret in secrets {
                if let Some(dress) = scanner::find(&bytes, secret) {
                    let file = file.strip_prefix(self.folder.path()).unwrap();
                    let text = String::from_utf8_lossy(&bytes);
                    let lines = text.lines().filter(|line| line.contains(secret));
                    let lines: Vec<_> = lines.map(|line| line.get(..300).unwrap_or(line)).collect();
                    found.push(format!("{} {secret} {dress}: {lines:#?}", file.display()));
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        println!("{searched} bytes searched");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
