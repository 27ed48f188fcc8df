//! Files that verbs read and write for the person.
//!
//! Invariants: a file that is written is readable by its owner only, and is there whole or not at
//! all; nothing but a file of the same kind is ever replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// `-`, which stands for standard input or output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// No plan and no sheet is larger.
const MOST_BYTES: u64 = 512 << 20;

/// The content of a file, or of standard input; or a sentence.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if is_stream(path) {
        io::stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(format!("{} cannot be read: {error}", name(path))),
        Ok(_) if bytes.len() as u64 > MOST_BYTES => {
            Err(format!("{} is larger than 512 MiB", name(path)))
        }
        Ok(_) => Ok(bytes),
    }
}

/// How a person calls it.
pub(super) fn name(path: &Path) -> String {
    if is_stream(path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Writes a file that only its owner can read. An earlier one is replaced if `may_replace` says so
/// of its content; or a sentence.
pub(super) fn write(
    path: &Path,
    text: &str,
    may_replace: impl FnOnce(&[u8]) -> bool,
) -> Result<(), String> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unwritable(path, &error)),
        Ok(known) if known.is_file() && may_replace(&read(path)?) => {}
        Ok(_) => {
            return Err(format!(
                "{} is there already and is something else; give another name with -o",
                name(path)
            ));
        }
    }
    let part = part_of(path);
    let written = write_whole(&part, text).and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        // What is left of it is of no use; that it cannot be removed is no news either.
        let _ = fs::remove_file(&part);
        unwritable(path, &error)
    })
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    format!(
        "{} cannot be written: {error}; give another place with -o",
        name(path)
    )
}

/// The name under which it grows, in the same folder.
fn part_of(path: &Path) -> PathBuf {
    let mut part = path.file_name().unwrap_or_default().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    path.with_file_name(part)
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
