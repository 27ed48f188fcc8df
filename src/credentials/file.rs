//! A file that holds one secret.
//!
//! Invariants: only a plain file of one's own that nobody else can read is believed, and a new one
//! is written beside it and put in its place, so that there is always a whole one.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::{MOST_BYTES, StoreError, one_line};
use crate::domain::Secret;

/// The secret in the file; `None` = there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Secret>, StoreError> {
    let refuse = |cause: String| refusal(path, cause);
    let mut file = match open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(format!("cannot be read: {error}"))),
    };
    check(&file).map_err(|cause| refuse(cause.to_owned()))?;
    let mut text = String::new();
    let read = (&mut file).take(MOST_BYTES).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(|error| refuse(format!("cannot be read: {error}")))?;
    if text.expose().trim().is_empty() {
        return Ok(None);
    }
    let line = one_line(&text);
    line.map(Some).ok_or_else(|| {
        refuse("holds more than one line; it must hold the token and nothing else".to_owned())
    })
}

/// Whether a secret could be put there; nothing is.
pub(super) fn try_out(path: &Path) -> Result<(), StoreError> {
    beside(path, |_, beside| std::fs::remove_file(beside))
}

/// Puts the secret there; the file can be read by its owner alone from its first byte on.
pub(super) fn write(path: &Path, secret: &Secret) -> Result<(), StoreError> {
    beside(path, |mut file, beside| {
        file.write_all(secret.expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(beside, path)
    })
}

/// Makes a new file beside it for something; it is gone if that fails.
fn beside(path: &Path, act: impl FnOnce(File, &Path) -> io::Result<()>) -> Result<(), StoreError> {
    let refuse = |cause: String| refusal(path, cause);
    if let Ok(there) = std::fs::symlink_metadata(path)
        && !there.is_file()
    {
        return Err(refuse("is no plain file; name another one".to_owned()));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = Path::new(&beside);
    let acted = create(beside).and_then(|file| act(file, beside));
    acted.map_err(|error| {
        let _ = std::fs::remove_file(beside);
        refuse(format!(
            "cannot be written: {error}; make its folder, or name another file"
        ))
    })
}

/// Takes the file away, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(refusal(path, format!("cannot be removed: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn refusal(path: &Path, cause: String) -> StoreError {
    StoreError::File {
        path: path.display().to_string(),
        cause,
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    // A pipe or device would hold the program up; a link may lead to somebody else's file.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Why the file is not believed.
#[cfg(unix)]
fn check(file: &File) -> Result<(), &'static str> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = file.metadata().map_err(|_| "cannot be looked at")?;
    if !metadata.is_file() {
        Err("is no plain file; name another one")
    } else if metadata.uid() != rustix::process::geteuid().as_raw() {
        Err("belongs to somebody else; make one of your own")
    } else if metadata.mode() & 0o077 != 0 {
        Err("can be read by others; run chmod 600 on it")
    } else {
        Ok(())
    }
}

#[cfg(not(unix))]
fn check(file: &File) -> Result<(), &'static str> {
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        _ => Err("is no plain file; name another one"),
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}
