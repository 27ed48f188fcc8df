//! A folder of a test's own. When nobody holds it any more it is searched: what was written there,
//! and what the programs that worked in it have said; a secret in it fails the test.
//!
//! Invariant: whatever a test lets the product write lies in one of these. What must hold a secret
//! (a token file) lies below `kept` in it, and only that is not searched.

// Each test target uses its own part of it; the lint against `unwrap` knows test functions, not
// those that they share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use rosterm::cli::Global;
use rosterm::config::Config;
use rosterm::log;

use crate::canary;

/// The folder; copies are the same one.
#[derive(Debug, Clone)]
pub struct Folder(Arc<Held>);

#[derive(Debug)]
struct Held {
    folder: tempfile::TempDir,
    said: Mutex<Vec<(String, Vec<u8>)>>,
    runs: Mutex<usize>,
}

/// Where secrets belong.
const KEPT: &str = "kept";

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        log_of_this_process();
        let folder = tempfile::tempdir().unwrap();
        Self(Arc::new(Held {
            folder,
            said: Mutex::default(),
            runs: Mutex::default(),
        }))
    }

    /// One with a `config/config.toml`, and a place for its secrets.
    pub fn with_config(text: &str) -> Self {
        let folder = Self::new();
        fs::create_dir(folder.join("config")).unwrap();
        fs::create_dir(folder.join(KEPT)).unwrap();
        fs::write(folder.join("config/config.toml"), text).unwrap();
        folder
    }

    /// Puts a secret where only its owner reads it and where it is not searched for; returns where.
    pub fn keep(&self, name: &str, text: &str) -> PathBuf {
        let kept = self.join(KEPT);
        fs::create_dir_all(&kept).unwrap();
        let file = kept.join(name);
        fs::write(&file, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        file
    }

    /// Takes down what was said, to be searched.
    pub fn hear(&self, what: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0
            .said
            .lock()
            .unwrap()
            .push((what.into(), bytes.into()));
    }

    /// The environment of a program that works in it: everything it writes is written here, with a
    /// log of its own at its most talkative. Nobody's own configuration takes part in a test.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let mut runs = self.0.runs.lock().unwrap();
        *runs += 1;
        vec![
            ("ROSTERM_CONFIG_DIR", self.join("config")),
            ("ROSTERM_DATA_DIR", self.join("data")),
            ("ROSTERM_CACHE_DIR", self.join("cache")),
            ("ROSTERM_LOG", "trace".into()),
            ("ROSTERM_LOG_FILE", self.join(format!("{runs}.log"))),
            ("HOME", self.to_path_buf()),
            ("TMPDIR", self.to_path_buf()),
        ]
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.0.folder.path()
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        self
    }
}

impl AsRef<OsStr> for Folder {
    fn as_ref(&self) -> &OsStr {
        self.as_os_str()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // A test that has failed already has something else to tell.
        if !std::thread::panicking() {
            let found = self.search();
            assert!(
                found.is_empty(),
                "a secret was written:\n{}",
                found.join("\n")
            );
        }
    }
}

impl Held {
    fn search(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut search = |what: &str, bytes: &[u8]| {
            for (secret, dress) in canary::search(bytes) {
                let text = String::from_utf8_lossy(bytes);
                let lines = text.lines().filter(|line| line.contains(secret));
                let lines: Vec<_> = lines
                    .map(|line| line.get(..300).unwrap_or(line))
                    .take(3)
                    .collect();
                found.push(format!("{what}: {secret} {dress} {lines:#?}"));
            }
        };
        for (what, bytes) in self.said.lock().unwrap().iter() {
            search(what, bytes);
        }
        search("the log of the test", &new_in_the_log());
        for (name, bytes) in files(self.folder.path()) {
            search(&name, &bytes);
        }
        found
    }
}

/// The log of what the test itself lets the product do, without a process of its own for it.
pub fn log_of_this_process() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let name = concat!(env!("CARGO_CRATE_NAME"), ".log");
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // That of an earlier run.
        let _ = fs::remove_file(&file);
        let environment = |name: &str| match name {
            "ROSTERM_CONFIG_DIR" => Some(env!("CARGO_TARGET_TMPDIR").into()),
            "ROSTERM_LOG" => Some("trace".into()),
            "ROSTERM_LOG_FILE" => Some(file.clone().into()),
            _ => None,
        };
        let config = Config::load(&Global::default(), &environment).unwrap();
        log::start(&config.log.unwrap()).unwrap();
        file
    })
}

/// What the log holds that nobody has searched yet.
fn new_in_the_log() -> Vec<u8> {
    /// Up to where it was searched.
    static SEARCHED: Mutex<u64> = Mutex::new(0);
    /// A line may have been written in part.
    const AGAIN: u64 = 16 * 1024;
    /// When it is larger it begins anew: a deep run logs hundreds of megabytes.
    const LARGE: u64 = 64 * 1024 * 1024;

    let mut searched = SEARCHED.lock().unwrap();
    let mut options = fs::OpenOptions::new();
    let file = options.read(true).write(true).open(log_of_this_process());
    let (mut file, mut bytes) = (file.unwrap(), Vec::new());
    let from = searched.saturating_sub(AGAIN);
    file.seek(SeekFrom::Start(from)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    *searched = file.stream_position().unwrap();
    if *searched > LARGE {
        file.set_len(0).unwrap();
        *searched = 0;
    }
    bytes
}

/// Names and contents of all files below, except where secrets belong; of a link only where it
/// leads.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        let name = path.to_str().unwrap().to_owned();
        // Names are written, too.
        found.push(("a name".to_owned(), name.clone().into_bytes()));
        if kind.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            found.push((name, target.into_os_string().into_encoded_bytes()));
        } else if kind.is_dir() && path.file_name() != Some(OsStr::new(KEPT)) {
            found.extend(files(&path));
        } else if kind.is_file() {
            found.push((name, fs::read(&path).unwrap()));
        }
    }
    found
}
