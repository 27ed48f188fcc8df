//! Files with checksums in them: how they are written, and what of them is believed.
//!
//! Invariants: a checksum is that of all bytes before it but the other checksums, so a part that is
//! changed, missing, told twice or in another's place is found where it stands; no length is
//! believed further than the file goes.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::sync::LazyLock;

use crc::{CRC_64_XZ, Crc, Digest, Table};

use super::CacheError;

/// A block of full rows with texts of 255 bytes has less than this; a text may be as long as a
/// page of the API.
const LONGEST: u32 = 64 << 20;
const BUFFER: usize = 1 << 16;

/// Made when first asked for, on the heap: in the program's file the table takes 32 KiB.
static SUM: LazyLock<Box<Crc<u64, Table<16>>>> =
    LazyLock::new(|| Box::new(Crc::<u64, Table<16>>::new(&CRC_64_XZ)));

/// Of what was read or written so far, but the checksums: bytes followed by their own checksum sum
/// up to the same whatever they are, and behind it nobody could tell what stood before.
type Sum = Digest<'static, u64, Table<16>>;

/// A file that is being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    sum: Sum,
}

impl Writer {
    /// Begins with what the file is and of whom.
    pub(super) fn begin(
        file: File,
        magic: &[u8; 8],
        version: u32,
        owner: &[u8],
    ) -> io::Result<Self> {
        let mut writer = Self {
            file: BufWriter::with_capacity(BUFFER, file),
            sum: SUM.digest(),
        };
        writer.put(magic)?;
        writer.number(version)?;
        writer.bytes(owner)?;
        Ok(writer)
    }

    pub(super) fn number(&mut self, number: u32) -> io::Result<()> {
        self.put(&number.to_le_bytes())
    }

    /// Their length and the bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok();
        let length = length.filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| io::Error::other("the list is too large to be kept"))?;
        self.number(length)?;
        self.put(bytes)
    }

    /// Writes the checksum of what stands before it.
    pub(super) fn seal(&mut self) -> io::Result<()> {
        let sum = self.sum.clone().finalize();
        self.file.write_all(&sum.to_le_bytes())
    }

    /// Seals the end.
    pub(super) fn finish(mut self) -> io::Result<File> {
        self.seal()?;
        self.file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.file.write_all(bytes)
    }
}

/// A file that is being read. Nothing that it told is to be believed before its seal was checked.
pub(super) struct Reader {
    file: BufReader<File>,
    sum: Sum,
}

impl Reader {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: BufReader::with_capacity(BUFFER, file),
            sum: SUM.digest(),
        }
    }

    /// Of whom the file is, if it is of this kind and version.
    pub(super) fn owner(&mut self, magic: &[u8; 8], version: u32) -> Result<Vec<u8>, CacheError> {
        match self.array() {
            Ok(told) if told == *magic => {}
            Ok(_) | Err(CacheError::Damaged) => return Err(CacheError::Foreign),
            Err(error) => return Err(error),
        }
        if self.number()? != version {
            return Err(CacheError::Version);
        }
        let length = self.number()?;
        self.bytes(length)
    }

    pub(super) fn number(&mut self) -> Result<u32, CacheError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn bytes(&mut self, length: u32) -> Result<Vec<u8>, CacheError> {
        if length > LONGEST {
            return Err(CacheError::Damaged);
        }
        // As much as is there, whatever the length claims.
        let mut bytes = Vec::new();
        let mut part = self.file.by_ref().take(length.into());
        if part.read_to_end(&mut bytes)? != length as usize {
            return Err(CacheError::Damaged);
        }
        self.sum.update(&bytes);
        Ok(bytes)
    }

    /// Whether the checksum that stands here is that of what stands before it.
    pub(super) fn check(&mut self) -> Result<(), CacheError> {
        let told = self.unsummed()?;
        match u64::from_le_bytes(told) == self.sum.clone().finalize() {
            true => Ok(()),
            false => Err(CacheError::Damaged),
        }
    }

    /// The same at the end, behind which nothing stands.
    pub(super) fn end(mut self) -> Result<(), CacheError> {
        self.check()?;
        match self.file.read(&mut [0])? {
            0 => Ok(()),
            _ => Err(CacheError::Damaged),
        }
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], CacheError> {
        let bytes = self.unsummed()?;
        self.sum.update(&bytes);
        Ok(bytes)
    }

    fn unsummed<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], CacheError> {
        let mut bytes = [0; LENGTH];
        match self.file.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(CacheError::Damaged),
            Err(error) => Err(error.into()),
        }
    }
}
