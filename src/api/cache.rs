//! The last list of a profile on disk, so that the next start has something to show at once.
//!
//! Invariants: it holds what the list showed and no secret; only its owner can read it; it is
//! written beside the old one and put in its place when whole, and believed only when version,
//! profile, origin and checksum are right. A list that is not believed is gone, and that is said.
//!
//! ```text
//! "rosterm\n"  version u32  length u32  profile "\n" origin  { length u32  block }…  0 u32  CRC-64
//! ```

mod sense;

pub(super) use sense::{keep_sense, read_sense};

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crc::{CRC_64_XZ, Crc, Table};

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
const VERSION: u32 = 1;
const NAME: &str = "list";
const NEW_NAME: &str = "list.new";
const LOCK: &str = "lock";
/// A block of full rows with texts of 255 bytes has less than this; a text may be as long as a
/// page of the API.
const LONGEST: u32 = 64 << 20;

/// Made when first asked for, on the heap: in the program's file the table takes 32 KiB.
static SUM: LazyLock<Box<Crc<u64, Table<16>>>> =
    LazyLock::new(|| Box::new(Crc::<u64, Table<16>>::new(&CRC_64_XZ)));

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

    fn header(&self) -> Vec<u8> {
        let Tenant { profile, origin } = &self.tenant;
        format!("{profile}\n{origin}").into_bytes()
    }
}

/// Reads the kept list, if there is one, block by block; `take` says whether to go on. Nothing is
/// given out before the whole file was found sound.
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
        // It may be a folder or somebody else's: then it stays, and is refused again.
        let _ = disk.remove(NAME);
    }
    result
}

fn read_file(
    file: File,
    place: &Place,
    mut take: impl FnMut(Block) -> bool,
) -> Result<(), CacheError> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    check_header(&mut file, MAGIC, VERSION, place)?;
    check_sum(&mut file)?;
    file.rewind()?;
    check_header(&mut file, MAGIC, VERSION, place)?;
    loop {
        let length = number(&mut file)?;
        if length == 0 {
            return Ok(());
        }
        let frozen = bytes(&mut file, length)?;
        let block = Block::thaw(&frozen).ok_or(CacheError::Damaged)?;
        if !take(block) {
            return Ok(());
        }
    }
}

/// Whether this file is of this program, version and tenant.
fn check_header(
    file: &mut BufReader<File>,
    magic: &[u8; 8],
    version: u32,
    place: &Place,
) -> Result<(), CacheError> {
    let mut told = [0; 8];
    let is_ours = file.read_exact(&mut told).is_ok() && told == *magic;
    if !is_ours {
        return Err(CacheError::Foreign);
    }
    if number(file)? != version {
        return Err(CacheError::Version);
    }
    let length = number(file)?;
    match bytes(file, length)? == place.header() {
        true => Ok(()),
        false => Err(CacheError::OtherTenant),
    }
}

/// Whether the last eight bytes are the checksum of all the others.
fn check_sum(file: &mut BufReader<File>) -> Result<(), CacheError> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut left = length.checked_sub(8).ok_or(CacheError::Damaged)?;
    file.rewind()?;
    let mut sum = SUM.digest();
    let mut buffer = vec![0; 1 << 16];
    while left > 0 {
        let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        file.read_exact(&mut buffer[..most])?;
        sum.update(&buffer[..most]);
        left -= most as u64;
    }
    let mut told = [0; 8];
    file.read_exact(&mut told)?;
    match u64::from_le_bytes(told) == sum.finalize() {
        true => Ok(()),
        false => Err(CacheError::Damaged),
    }
}

fn number(file: &mut impl io::Read) -> Result<u32, CacheError> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)
        .map_err(|_| CacheError::Damaged)?;
    Ok(u32::from_le_bytes(bytes))
}

fn bytes(file: &mut impl io::Read, length: u32) -> Result<Vec<u8>, CacheError> {
    let mut bytes = Vec::new();
    // As much as is there, whatever the length claims.
    let read = file.take(length.into()).read_to_end(&mut bytes)?;
    match length <= LONGEST && read == length as usize {
        true => Ok(bytes),
        false => Err(CacheError::Damaged),
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
    let mut file = Summed::new(BufWriter::with_capacity(1 << 16, disk.create(NEW_NAME)?));
    file.put(MAGIC)?;
    file.put(&VERSION.to_le_bytes())?;
    file.put_with_length(&place.header())?;
    for block in frozen::gather(&list.blocks, &list.slots) {
        file.put_with_length(&block.freeze())?;
    }
    file.put(&0_u32.to_le_bytes())?;
    let mut file = file.finish()?;
    disk.sync(&mut file)?;
    disk.rename(NEW_NAME, NAME)?;
    disk.sync_names()
}

/// A file and the checksum of what was written to it.
struct Summed {
    file: BufWriter<File>,
    sum: crc::Digest<'static, u64, Table<16>>,
}

impl Summed {
    fn new(file: BufWriter<File>) -> Self {
        let sum = SUM.digest();
        Self { file, sum }
    }

    /// Writes the checksum behind the rest.
    fn finish(self) -> io::Result<File> {
        let Self { mut file, sum } = self;
        file.write_all(&sum.finalize().to_le_bytes())?;
        file.into_inner().map_err(io::IntoInnerError::into_error)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.file.write_all(bytes)
    }

    fn put_with_length(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok();
        let length = length.filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| io::Error::other("the list is too large to be kept"))?;
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }
}
