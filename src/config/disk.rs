//! Opens `config.toml`.
//!
//! Invariant: what decides where a token goes is believed only from a file of one's own: a link,
//! somebody else's file, one that everybody may write to, is refused and not read.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::source::ConfigError;

/// More is no configuration but a wrong file.
const MOST_BYTES: u64 = 1 << 20;

/// The text of the file; `None` = there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, ConfigError> {
    let refuse = |cause: String| ConfigError::File {
        path: path.display().to_string(),
        cause,
    };
    let file = match open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(said(path, &error))),
        Ok(file) => file,
    };
    own(&file).map_err(refuse)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refuse("is larger than 1 MiB".to_owned()));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(refuse("is not UTF-8 text".to_owned())),
    }
}

fn said(path: &Path, error: &io::Error) -> String {
    if path.is_symlink() {
        "is a link to another file, which is not followed".to_owned()
    } else {
        format!("cannot be read: {error}")
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    // A pipe in this place must not make the program wait for a writer.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed());
    options.open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether the file is ours; else why not.
#[cfg(unix)]
fn own(file: &File) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = file
        .metadata()
        .map_err(|error| format!("cannot be read: {error}"))?;
    if !metadata.is_file() {
        Err("is not a file".to_owned())
    } else if metadata.uid() != rustix::process::geteuid().as_raw() {
        Err("belongs to another user".to_owned())
    } else if metadata.mode() & 0o002 != 0 {
        Err("can be written by everybody (chmod o-w)".to_owned())
    } else {
        Ok(())
    }
}

#[cfg(not(unix))]
fn own(file: &File) -> Result<(), String> {
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err("is not a file".to_owned()),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}
