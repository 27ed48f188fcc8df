//! Reading and writing the files the person names.
//!
//! Invariants: what is written can be read by nobody else; a file that is there is replaced only
//! when that was asked for, and then as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::app::Event;
use crate::app::file::Ended;
use crate::protocol::Existing;

/// The largest file that is read: a sheet of 100,000 rows has about 10 MB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Writes `text`; gives how that went.
#[must_use]
pub fn save(path: String, text: String, existing: Existing) -> Event {
    let place = expand(&path);
    let written = match existing {
        Existing::Keep => write_new(&place, &text),
        Existing::Replace => replace(&place, &text),
    };
    let ended = match written {
        Ok(()) => Ended::Saved,
        Err(why) if why.kind() == ErrorKind::AlreadyExists => Ended::Exists { text },
        Err(why) => Ended::Failed(why.to_string()),
    };
    Event::Saved { path, ended }
}

/// Reads a file of UTF-8 text.
#[must_use]
pub fn read(path: String) -> Event {
    let text = read_text(&expand(&path));
    Event::Read { path, text }
}

fn read_text(path: &Path) -> Result<String, String> {
    let sentence = |why: io::Error| why.to_string();
    let file = File::open(path).map_err(sentence)?;
    if !file.metadata().map_err(sentence)?.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(sentence)?;
    if bytes.len() as u64 > LARGEST {
        return Err("it is larger than 64 MiB; split it".to_owned());
    }
    String::from_utf8(bytes)
        .map_err(|_| "it is not UTF-8 text; save it as \"CSV UTF-8\" and try again".to_owned())
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file is worse than none; the first error is the one to tell.
        let _ = fs::remove_file(path);
    }
    written
}

/// A new file beside the old one takes its place. Nothing but a file is replaced: not a device, not
/// a link to somewhere else.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|known| !known.is_file()) {
        return Err(io::Error::other("it is there and no ordinary file"));
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    write_new(&beside, text)?;
    fs::rename(&beside, path).inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// `~/` as shells read it.
fn expand(path: &str) -> PathBuf {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        (Some(_) | None, _) => PathBuf::from(path),
    }
}
