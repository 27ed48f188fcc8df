//! What the web-login filter means at a tenant, on disk beside the list: it is found out by a
//! single read once per profile, not once per start.
//!
//! Invariant: as for the list, what is not certainly ours, whole and of this tenant is removed, and
//! is found out again.
//!
//! ```text
//! "rosterw\n"  version u32  length u32  profile "\n" origin  0 = open, 1 = locked u32  CRC-64
//! ```

use std::fs::File;
use std::io;

use super::sealed::{Reader, Writer};
use super::{CacheError, LOCK, Place};
use crate::api::jobs::Sense;
use crate::api::journal::Disk;
use crate::api::journal::file_system::FileSystem as _;

const MAGIC: &[u8; 8] = b"rosterw\n";
const VERSION: u32 = 1;
pub(super) const NAME: &str = "web-login";
const NEW_NAME: &str = "web-login.new";

/// What an earlier run found out, if one did.
///
/// # Errors
/// [`CacheError`]; the file is removed then.
pub(in crate::api) fn read_sense(place: &Place) -> Result<Option<Sense>, CacheError> {
    let Some(disk) = Disk::look_into(&place.folders)? else {
        return Ok(None);
    };
    let sense = match disk.open(NAME) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => Err(error.into()),
        Ok(file) => read_file(file, place),
    };
    if sense.is_err() {
        // It may be a folder or somebody else's: then it stays, and is refused again.
        let _ = disk.remove(NAME);
    }
    sense.map(Some)
}

fn read_file(file: File, place: &Place) -> Result<Sense, CacheError> {
    let mut file = Reader::new(file);
    let owner = file.owner(MAGIC, VERSION)?;
    let code = file.number()?;
    file.end()?;
    place.check(&owner)?;
    match code {
        0 => Ok(Sense::Open),
        1 => Ok(Sense::Locked),
        _ => Err(CacheError::Damaged),
    }
}

/// Keeps what was found out. Another instance that is writing wins.
///
/// # Errors
/// Those of the disk.
pub(in crate::api) fn keep_sense(place: &Place, sense: Sense) -> io::Result<()> {
    let disk = Disk::make(&place.folders)?;
    let Some(_lock) = disk.lock(LOCK)? else {
        return Ok(());
    };
    match disk.remove(NEW_NAME) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = Writer::begin(disk.create(NEW_NAME)?, MAGIC, VERSION, &place.owner())?;
    let code: u32 = match sense {
        Sense::Open => 0,
        Sense::Locked => 1,
    };
    file.number(code)?;
    let mut file = file.finish()?;
    disk.sync(&mut file)?;
    disk.rename(NEW_NAME, NAME)?;
    disk.sync_names()
}
