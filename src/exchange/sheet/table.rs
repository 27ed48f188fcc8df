//! Bytes → a header and rows of cells, whatever program wrote them.
//!
//! Invariants: the line of every row is kept; the apostrophe that our own export puts before
//! formulas is taken away again, once. Excel's habits are known: a byte order mark, UTF-16,
//! semicolons or tabs, a line `sep=;`, rows of nothing but separators at the end.

use std::borrow::Cow;

use crate::exchange::csv::unguard;

use super::entries;
use super::problem::{BadSheet, Place, Problem};

/// A header and rows, not yet understood.
#[derive(Debug)]
pub(super) struct Table {
    /// Where the header stands.
    pub(super) place: Place,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Rows that do not fit the header.
    pub(super) problems: Vec<Problem>,
}

/// A row, as long as the header.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) cells: Vec<String>,
}

/// No sheet of changes is larger.
const MOST_BYTES: usize = 256 << 20;

impl Table {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BadSheet> {
        if bytes.len() > MOST_BYTES {
            return refuse(Place::File, "it is larger than 256 MiB; split it");
        }
        let text = decode(bytes)?;
        match text.trim_start().chars().next() {
            None => refuse(
                Place::File,
                "it is empty; it needs a header and a row for each user",
            ),
            Some('[' | '{') => entries::read(&text),
            Some(_) => read_csv(&text),
        }
    }
}

fn refuse<T>(place: Place, what: impl Into<String>) -> Result<T, BadSheet> {
    Err(BadSheet::one(Problem::at(place, what)))
}

/// The text without its byte order mark.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, BadSheet> {
    let utf_16 = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| rest.len().is_multiple_of(2))
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => return utf_8(rest),
        bytes => return utf_8(bytes),
    };
    match text {
        Some(text) => Ok(text),
        None => refuse(
            Place::File,
            "it is not whole UTF-16 text; save it as CSV UTF-8",
        ),
    }
}

fn utf_8(bytes: &[u8]) -> Result<Cow<'_, str>, BadSheet> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let line = u64::try_from(line).unwrap_or(u64::MAX);
            refuse(
                Place::Line(line),
                "here is something that is not UTF-8 text; save the file as CSV UTF-8",
            )
        }
    }
}

fn read_csv(text: &str) -> Result<Table, BadSheet> {
    let (text, delimiter, skipped) = delimiter(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table = Table {
        place: Place::File,
        header: Vec::new(),
        rows: Vec::new(),
        problems: Vec::new(),
    };
    let mut record = csv::StringRecord::new();
    let mut lines = Lines::new(text, skipped);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return refuse(Place::File, format!("it cannot be read as CSV: {error}")),
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let place = Place::Line(lines.at(usize::try_from(start).unwrap_or(usize::MAX)));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells = record.iter().map(|cell| unguard(cell).to_owned());
        if table.header.is_empty() {
            table.header = cells.collect();
            table.place = place;
            // Separators too many at the end of the line are columns that nobody meant.
            while table
                .header
                .last()
                .is_some_and(|name| name.trim().is_empty())
            {
                table.header.pop();
            }
            continue;
        }
        let wanted = table.header.len();
        // A separator too many at the end of a line says nothing.
        let extra = record
            .iter()
            .skip(wanted)
            .any(|cell| !cell.trim().is_empty());
        if extra || record.len() < wanted {
            let what = format!(
                "{} cells, but the header has {wanted}; look for a separator too {}, or a quote \
                 that is not closed",
                record.len(),
                if extra { "many" } else { "few" }
            );
            table.problems.push(Problem::at(place, what));
            continue;
        }
        table.rows.push(Row {
            place,
            cells: cells.take(wanted).collect(),
        });
    }
    Ok(table)
}

/// Counts lines once, from front to back: the reader's own count is one behind after CRLF and
/// after empty lines.
struct Lines<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, skipped: u64) -> Self {
        Self {
            bytes: text.as_bytes(),
            counted: 0,
            line: 1 + skipped,
        }
    }

    /// The line of the record that the reader began to look for here.
    fn at(&mut self, start: usize) -> u64 {
        while let Some(byte) = self.bytes.get(self.counted)
            && (self.counted < start || matches!(byte, b'\r' | b'\n'))
        {
            let is_pair = *byte == b'\r' && self.bytes.get(self.counted + 1) == Some(&b'\n');
            if matches!(byte, b'\r' | b'\n') && !is_pair {
                self.line += 1;
            }
            self.counted += 1;
        }
        self.line
    }
}

/// The text, what separates its cells, and how many lines were taken off at its beginning.
fn delimiter(text: &str) -> (&str, u8, u64) {
    let line = text.lines().next().unwrap_or_default();
    if let Some(&[separator]) = line.strip_prefix("sep=").map(str::as_bytes) {
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        return (rest, separator, 1);
    }
    let header = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in header.bytes() {
        is_quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == byte)
            && !is_quoted
        {
            *count += 1;
        }
    }
    // The first of those that are equal: a comma.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    (text, best.map_or(b',', |(delimiter, _)| *delimiter), 0)
}
