//! One writer a journal: the kernel's lock on a file beside it, and who has it.
//!
//! Invariant: the lock ends with its process, however that ends; the text in the file is only for
//! people.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::JournalFailure;
use super::file_system::FileSystem;

/// Locked and looked at, never anything else.
const NAME: &str = "lock";

/// Who writes a journal, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// When it began.
    pub since: Timestamp,
}

/// Locks the journal until the file is dropped.
///
/// # Errors
/// [`JournalFailure::Locked`] when another process has it, or why it cannot be locked at all.
pub(super) fn take<F: FileSystem>(files: &F, since: Timestamp) -> Result<F::File, JournalFailure> {
    match files.lock(NAME) {
        Ok(Some(mut lock)) => {
            // Locked is locked, whether or not it can be said who did it.
            let _ = sign(files, &mut lock, since);
            Ok(lock)
        }
        Ok(None) => Err(JournalFailure::Locked(holder(files))),
        Err(error) => Err(JournalFailure::files(&error)),
    }
}

fn sign<F: FileSystem>(files: &F, lock: &mut F::File, since: Timestamp) -> io::Result<()> {
    let holder = Holder {
        pid: std::process::id(),
        since,
    };
    files.truncate(lock, 0)?;
    files.append(lock, serde_json::to_string(&holder)?.as_bytes())
}

fn holder<F: FileSystem>(files: &F) -> Option<Holder> {
    serde_json::from_slice(&files.read(NAME).ok()?).ok()
}
