//! One file of the journal: a header, then one record a line, each with its number and checksum.
//!
//! Invariants: a line's CRC-32C covers all that follows it, the checksum of the line before
//! included, so that a line which is changed, lost or moved is noticed, and every other line can
//! still be trusted by itself. The header's scheme stays the same in all formats to come.

use std::sync::LazyLock;

use crc::{CRC_32_ISCSI, Crc, Table};
use serde::{Deserialize, Serialize};

/// The format written by this program.
pub(super) const FORMAT: u32 = 1;
/// A file that has grown beyond this is followed by the next.
pub(super) const FULL: u64 = 16 * 1024 * 1024;

/// Made when first asked for, on the heap: in the program's file the table takes 16 KiB.
static CRC: LazyLock<Box<Crc<u32, Table<16>>>> =
    LazyLock::new(|| Box::new(Crc::<u32, Table<16>>::new(&CRC_32_ISCSI)));
/// `{"crc":"0123abcd",`
const SUM: &str = "{\"crc\":\"";
const SUM_LENGTH: usize = 18;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: u32,
    /// The profile's name.
    pub(super) profile: String,
    /// The base URL the edits were sent to.
    pub(super) origin: String,
    /// Who wrote it.
    pub(super) app: String,
    /// The number of the first record; lines of earlier files with this number or a higher one
    /// were written anew here.
    pub(super) first: u64,
    /// The highest job number before this file.
    pub(super) jobs: u64,
    /// Old records were taken out: numbers may be missing here and behind.
    pub(super) purged: bool,
}

/// A record that is intact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) number: u64,
    pub(super) record: &'a str,
    /// Lines are missing before it.
    pub(super) after_gap: bool,
}

/// What a file holds.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    /// `None` = damaged or missing.
    pub(super) header: Option<Header>,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) condition: Condition,
    /// The checksum of the last intact line; the next one builds on it.
    pub(super) sum: u32,
}

/// How well a file is preserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// All of it is intact.
    Whole,
    /// What begins at this byte is no intact line, and nothing intact follows: the writing was
    /// interrupted.
    Torn {
        /// How much is intact.
        intact: usize,
    },
    /// Something in the middle is not intact, in so many places.
    Damaged {
        /// How many.
        places: usize,
    },
}

impl Header {
    pub(super) fn line(&self) -> (String, u32) {
        let rest = serde_json::to_string(self).expect("texts and numbers can always be written");
        seal(&rest[1..])
    }
}

/// The line of a record, and its checksum; `sum` is that of the line before.
pub(super) fn line(sum: u32, number: u64, record: &str) -> (String, u32) {
    seal(&format!(
        "\"prev\":\"{sum:08x}\",\"seq\":{number},\"record\":{record}}}"
    ))
}

/// The name of the file with this number.
pub(super) fn name(number: u32) -> String {
    format!("{number:06}.jsonl")
}

/// The number of the file with this name, if it is one of the journal.
pub(super) fn number(name: &str) -> Option<u32> {
    name.strip_suffix(".jsonl")?.parse().ok()
}

/// Reads a file, whatever became of it.
pub(super) fn scan(bytes: &[u8]) -> Scan<'_> {
    let mut scan = Scan {
        header: None,
        frames: Vec::new(),
        condition: Condition::Whole,
        sum: 0,
    };
    let mut places = 0;
    // Where the last run of lines that are not intact begins.
    let mut broken_at = None;
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|byte| *byte == b'\n');
        let line = end.and_then(|end| unseal(&bytes[at..at + end]));
        let is_header = at == 0;
        let next = end.map_or(bytes.len(), |end| at + end + 1);
        let read = line.and_then(|(sum, rest)| match is_header {
            true => {
                scan.header = header(rest);
                scan.header.is_some().then_some(sum)
            }
            false => {
                let (prev, number, record) = parts(rest)?;
                let after_gap = broken_at.is_some() || prev != scan.sum;
                places += usize::from(after_gap);
                scan.frames.push(Frame {
                    number,
                    record,
                    after_gap,
                });
                Some(sum)
            }
        });
        match read {
            Some(sum) => {
                scan.sum = sum;
                broken_at = None;
            }
            None => broken_at = broken_at.or(Some(at)),
        }
        at = next;
    }
    scan.condition = match (places, broken_at) {
        (0, None) => Condition::Whole,
        (0, Some(intact)) => Condition::Torn { intact },
        (places, None) => Condition::Damaged { places },
        (places, Some(_)) => Condition::Damaged { places: places + 1 },
    };
    scan
}

/// The number of the first record of a file, as far as it can be told.
pub(super) fn first(bytes: &[u8]) -> Option<u64> {
    let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
    lines.find_map(|(index, line)| {
        let (_, rest) = unseal(line)?;
        match index {
            0 => header(rest).map(|header| header.first),
            _ => parts(rest).map(|(_, number, _)| number),
        }
    })
}

fn seal(rest: &str) -> (String, u32) {
    let sum = CRC.checksum(rest.as_bytes());
    (format!("{SUM}{sum:08x}\",{rest}\n"), sum)
}

/// The checksum and what it covers, if it is right.
fn unseal(line: &[u8]) -> Option<(u32, &str)> {
    let line = std::str::from_utf8(line).ok()?;
    let (head, rest) = line.split_at_checked(SUM_LENGTH)?;
    let sum = hex(head.strip_prefix(SUM)?.strip_suffix("\",")?)?;
    (CRC.checksum(rest.as_bytes()) == sum).then_some((sum, rest))
}

fn header(rest: &str) -> Option<Header> {
    serde_json::from_str(&format!("{{{rest}")).ok()
}

/// The checksum of the line before, the number, and the record.
fn parts(rest: &str) -> Option<(u32, u64, &str)> {
    let (prev, rest) = rest.strip_prefix("\"prev\":\"")?.split_at_checked(8)?;
    let (number, record) = rest
        .strip_prefix("\",\"seq\":")?
        .split_once(",\"record\":")?;
    Some((hex(prev)?, number.parse().ok()?, record.strip_suffix('}')?))
}

fn hex(digits: &str) -> Option<u32> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digits.len() == 8 && digits.bytes().all(is_digit))
        .then(|| u32::from_str_radix(digits, 16).ok())?
}
