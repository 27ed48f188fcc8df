//! The four ways `users` prints, each a page at a time.
//!
//! Invariant: a page leaves as soon as it is there, and what was printed is a whole document
//! whenever the reading ends.

use std::io::{self, Write};

use super::column::Column;
use super::csv::{Cells, write_records};
use super::json::{self, Document};
use super::record::{Listed, Record};
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
            (!list.fields.is_empty()).then_some(keys)
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
            Self::Json { keys, any } => {
                for listed in rows {
                    out.write_all(if std::mem::replace(any, true) {
                        b",\n"
                    } else {
                        b"\n"
                    })?;
                    write_user(out, listed, keys.as_deref())?;
                }
            }
            Self::JsonLines { keys } => {
                // One piece a page: each write through `out` has its price.
                let mut lines = Vec::with_capacity(rows.len() * 512);
                for listed in rows {
                    write_user(&mut lines, listed, keys.as_deref())?;
                    lines.push(b'\n');
                }
                out.write_all(&lines)?;
            }
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

fn write_user(
    out: &mut (impl Write + ?Sized),
    listed: &Listed,
    keys: Option<&[&'static str]>,
) -> io::Result<()> {
    json::write(
        out,
        &Document {
            record: Record::Listed(listed),
            keys,
        },
    )
}
