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

/// Writes records, each cell sanitised and guarded; quoting is the csv crate's.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_records(
    out: &mut dyn Write,
    cells: Cells,
    records: impl Iterator<Item = impl Iterator<Item = String>>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for record in records {
        for cell in record {
            let cell = text::clean(&cell);
            let cell = match cells {
                Cells::Guarded => guard(&cell),
                Cells::Raw => cell,
            };
            writer.write_field(cell.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
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
    }
}
