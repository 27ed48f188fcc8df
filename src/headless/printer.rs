//! The four ways `users` prints, each a page at a time.
//!
//! Invariant: a page leaves as soon as it is there, and what was printed is a whole document
//! whenever the reading ends.

use std::io::{self, Write};

use crate::domain::Vendor;

use super::column::Column;
use super::csv::{Cells, PIECE, write_records};
use super::json::listed;
use super::record::Listed;
use super::table::Table;
use super::users::{Format, List};

/// One way of printing, and what it has to remember between pages.
pub(super) enum Printer {
    /// Aligned.
    Table(Table),
    /// An array, one user a line. `any` = a user stands in it already.
    Json { keys: Keys, any: bool },
    /// One user a line.
    JsonLines { keys: Keys },
    /// Comma-separated.
    Csv {
        columns: Vec<&'static Column>,
        cells: Cells,
    },
}

/// The keys of a user's JSON that are wanted; none = all.
type Keys = Option<Vec<&'static str>>;

impl Printer {
    pub(super) fn new(
        list: &List,
        columns: Vec<&'static Column>,
        edge: Option<usize>,
        ascii: bool,
    ) -> Self {
        let keys = || {
            let keys = columns.iter().map(|column| column.key).collect();
            let has_all = list.fields.is_empty() && list.vendor == Vendor::Smartflo;
            (!has_all).then_some(keys)
        };
        match list.format {
            Format::Json => Self::Json {
                keys: keys(),
                any: false,
            },
            Format::JsonLines => Self::JsonLines { keys: keys() },
            Format::Table => Self::Table(Table::new(columns, edge, ascii)),
            Format::Csv => Self::Csv {
                columns,
                cells: Cells::Guarded,
            },
            Format::RawCsv => Self::Csv {
                columns,
                cells: Cells::Raw,
            },
        }
    }

    pub(super) fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Table(_) | Self::JsonLines { .. } => Ok(()),
            Self::Json { .. } => out.write_all(b"["),
            Self::Csv { columns, cells } => {
                let names = columns.iter().map(|column| column.name.to_owned());
                write_records(out, *cells, std::iter::once(names))
            }
        }
    }

    /// Prints a page and hands it on at once.
    pub(super) fn rows(&mut self, out: &mut dyn Write, rows: &[Listed]) -> io::Result<()> {
        match self {
            Self::Table(table) => table.rows(out, rows)?,
            Self::Json { keys, any } => write_lines(out, rows, |lines, listed| {
                let before: &[u8] = match std::mem::replace(any, true) {
                    true => b",\n",
                    false => b"\n",
                };
                lines.extend_from_slice(before);
                listed::push(lines, listed, keys.as_deref());
            })?,
            Self::JsonLines { keys } => write_lines(out, rows, |lines, listed| {
                listed::push(lines, listed, keys.as_deref());
                lines.push(b'\n');
            })?,
            Self::Csv { columns, cells } => {
                let record = |listed| columns.iter().map(move |column| column.plain(listed));
                write_records(out, *cells, rows.iter().map(record))?;
            }
        }
        out.flush()
    }

    pub(super) fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Table(_) | Self::JsonLines { .. } | Self::Csv { .. } => {}
            Self::Json { any: false, .. } => out.write_all(b"]\n")?,
            Self::Json { any: true, .. } => out.write_all(b"\n]\n")?,
        }
        out.flush()
    }
}

/// Writes what `push` says of each row in large pieces: each write through `out` has its price.
fn write_lines(
    out: &mut dyn Write,
    rows: &[Listed],
    mut push: impl FnMut(&mut Vec<u8>, &Listed),
) -> io::Result<()> {
    let mut lines = Vec::with_capacity(2 * PIECE);
    for listed in rows {
        push(&mut lines, listed);
        if lines.len() >= PIECE {
            out.write_all(&lines)?;
            lines.clear();
        }
    }
    out.write_all(&lines)
}
