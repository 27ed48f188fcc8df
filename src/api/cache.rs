//! The last list of a profile on disk, so that the next start has something to show at once.
//!
//! Invariants: it holds what the list showed and no secret; only its owner can read it; it is
//! written beside the old one and put in its place when whole, and believed only when version,
//! profile, origin and all checksums are right. A list that is not believed is gone, and that is
//! said.
//!
//! ```text
//! "rosterm\n"  version u32  length u32  profile "\n" origin                   CRC-64
//! {                          length u32  block, never empty                   CRC-64 }…
//!                            0 u32                                            CRC-64
//! ```
//!
//! Each checksum is that of all bytes before it but the other checksums: whoever has read to one
//! knows that the blocks up to here are the first ones that were written, in their order.

mod sealed;
mod sense;

pub(super) use sense::{keep_sense, read_sense};

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sealed::{Reader, Writer};

use super::journal::file_system::FileSystem as _;
use super::journal::{self, Disk, Tenant};
use crate::domain::roster::{Block, frozen};
use crate::protocol::KeptList;

/// Where the list of a profile is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    folders: [PathBuf; 3],
    tenant: Tenant,
}

/// Why a kept list was thrown away.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The file or its folder cannot be used.
    #[error("it cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// No file of this program.
    #[error("it is no list that this program wrote")]
    Foreign,
    /// Of another version of this program.
    #[error("another version of this program wrote it")]
    Version,
    /// Somebody else's.
    #[error("it belongs to another profile or address")]
    OtherTenant,
    /// Cut or changed.
    #[error("it is cut or damaged")]
    Damaged,
}

const MAGIC: &[u8; 8] = b"rosterm\n";
const VERSION: u32 = 2;
const NAME: &str = "list";
const NEW_NAME: &str = "list.new";
const LOCK: &str = "lock";

impl Place {
    /// Below `cache`, which holds the lists of all profiles.
    #[must_use]
    pub fn new(cache: &Path, tenant: Tenant) -> Self {
        let lists = cache.join("lists");
        let own = lists.join(journal::folder_name(&tenant));
        Self {
            folders: [cache.to_owned(), lists, own],
            tenant,
        }
    }

    /// The file of the list.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        let [.., own] = &self.folders;
        own.join(NAME)
    }

    /// The file that says what the web-login filter means.
    #[must_use]
    pub fn sense_file(&self) -> PathBuf {
        let [.., own] = &self.folders;
        own.join(sense::NAME)
    }

    fn owner(&self) -> Vec<u8> {
        let Tenant { profile, origin } = &self.tenant;
        format!("{profile}\n{origin}").into_bytes()
    }

    /// Whether what a file says of its owner is said of this place.
    fn check(&self, owner: &[u8]) -> Result<(), CacheError> {
        match owner == self.owner() {
            true => Ok(()),
            false => Err(CacheError::OtherTenant),
        }
    }
}

/// Reads the kept list, if there is one, block by block; `take` says whether to go on. A block is
/// given out as soon as it was found sound, so the first ones come at once however long the list
/// is. What stands behind them is not known by then: after an error nothing that was given out is
/// to be believed.
///
/// # Errors
/// [`CacheError`]; the file is removed then.
pub fn read(place: &Place, take: impl FnMut(Block) -> bool) -> Result<(), CacheError> {
    let Some(disk) = Disk::look_into(&place.folders)? else {
        return Ok(());
    };
    let result = match disk.open(NAME) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error.into()),
        Ok(file) => read_file(file, place, take),
    };
    if result.is_err() {
        throw_away(&disk, place);
    }
    result
}

fn read_file(
    file: File,
    place: &Place,
    mut take: impl FnMut(Block) -> bool,
) -> Result<(), CacheError> {
    let mut file = Reader::new(file);
    let owner = file.owner(MAGIC, VERSION)?;
    file.check()?;
    place.check(&owner)?;
    loop {
        let length = file.number()?;
        if length == 0 {
            return file.end();
        }
        let frozen = file.bytes(length)?;
        file.check()?;
        let block = Block::thaw(&frozen).ok_or(CacheError::Damaged)?;
        if !take(block) {
            return Ok(());
        }
    }
}

/// Removes a list that is not believed, unless a sound one was put in its place while it was read.
fn throw_away(disk: &Disk, place: &Place) {
    // Whoever has the lock is about to replace it.
    let Ok(Some(_lock)) = disk.lock(LOCK) else {
        return;
    };
    let is_sound = |file| read_file(file, place, |_| true).is_ok();
    if !disk.open(NAME).is_ok_and(is_sound) {
        // It may be a folder or somebody else's: then it stays, and is refused again.
        let _ = disk.remove(NAME);
    }
}

/// Puts a list in the place of the one kept before. Another instance that is writing wins.
///
/// # Errors
/// Those of the disk; the one kept before is whole then.
pub fn keep(place: &Place, list: &KeptList) -> io::Result<()> {
    let disk = Disk::make(&place.folders)?;
    let Some(_lock) = disk.lock(LOCK)? else {
        return Ok(());
    };
    match disk.remove(NEW_NAME) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = Writer::begin(disk.create(NEW_NAME)?, MAGIC, VERSION, &place.owner())?;
    file.seal()?;
    for block in frozen::gather(&list.blocks, &list.slots) {
        file.bytes(&block.freeze())?;
        file.seal()?;
    }
    file.number(0)?;
    let mut file = file.finish()?;
    disk.sync(&mut file)?;
    disk.rename(NEW_NAME, NAME)?;
    disk.sync_names()
}
