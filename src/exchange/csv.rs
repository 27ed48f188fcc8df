//! CSV that a spreadsheet cannot be tricked with, and that reads back byte for byte.
//!
//! The rule: a cell that starts with a formula character (`=` `+` `-` `@`, tab, carriage return,
//! line feed, or a full-width form of the first four), perhaps behind apostrophes, is written with
//! one more apostrophe in front. So `+919800000001` is written `'+919800000001` and the cell
//! `'+1` is written `''+1`. Reading takes exactly that one apostrophe away again and touches no
//! other cell; writing and reading are inverse for every text.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::text;

/// The cell as it is written.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The text that [`guard`] wrote. A cell of a file that was not guarded stays as it is, unless it
/// looks guarded.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Who reads the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Perhaps a spreadsheet: they are guarded.
    Guarded,
    /// A program that is none.
    Raw,
}

/// Bytes that are written at once, at least, as long as there are more to come.
pub const PIECE: usize = 16 * 1024;

/// Writes records, each cell sanitised, guarded and quoted where it must be (RFC 4180), in
/// large pieces: each write through `out` has its price.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_records(
    out: &mut dyn Write,
    cells: Cells,
    records: impl Iterator<Item = impl Iterator<Item = impl AsRef<str>>>,
) -> io::Result<()> {
    let mut lines = Vec::with_capacity(2 * PIECE);
    for record in records {
        if lines.len() >= PIECE {
            out.write_all(&lines)?;
            lines.clear();
        }
        let start = lines.len();
        for cell in record {
            push_cell(&mut lines, cells, cell.as_ref());
            lines.push(b',');
        }
        // An empty line would be no record.
        if lines[start..] == *b"," {
            lines.splice(start..start, *b"\"\"");
        }
        match lines[start..].last_mut() {
            Some(comma) => *comma = b'\n',
            None => lines.push(b'\n'),
        }
    }
    out.write_all(&lines)
}

fn push_cell(lines: &mut Vec<u8>, cells: Cells, cell: &str) {
    let cell = text::clean(cell);
    let cell = match cells {
        Cells::Guarded => guard(&cell),
        Cells::Raw => cell,
    };
    // The sanitiser leaves no line end in a cell.
    if memchr::memchr2(b',', b'"', cell.as_bytes()).is_none() {
        lines.extend_from_slice(cell.as_bytes());
        return;
    }
    lines.push(b'"');
    for (index, piece) in cell.split('"').enumerate() {
        if index > 0 {
            lines.extend_from_slice(b"\"\"");
        }
        lines.extend_from_slice(piece.as_bytes());
    }
    lines.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_everything_else_is_left_alone() {
        let table = [
            ("+919800000001", "'+919800000001"),
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("@x", "'@x"),
            ("'+1", "''+1"),
            ("O'Neill", "O'Neill"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ];
        for (cell, written) in table {
            assert_eq!(guard(cell), written);
            assert_eq!(unguard(written), cell);
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(cell in "['+=@\\-a-z0-9 \\t＋]{0,8}") {
            let written = guard(&cell);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(unguard(&written), cell.as_str());
        }

        #[test]
        fn records_are_read_back_cell_for_cell(
            records in prop::collection::vec(prop::collection::vec("[a'+,\"é\n ]{0,4}", 1..4), 1..4),
        ) {
            let mut written = Vec::new();
            write_records(&mut written, Cells::Guarded, records.iter().map(|record| record.iter()))
                .unwrap();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(written.as_slice());
            let read: Vec<Vec<_>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(|cell| unguard(cell).to_owned()).collect())
                .collect();
            let cleaned: Vec<Vec<_>> = records
                .iter()
                .map(|record| record.iter().map(|cell| text::clean(cell).into_owned()).collect())
                .collect();
            prop_assert_eq!(read, cleaned);
        }
    }
}
