//! A table for eyes, printed while pages still arrive.
//!
//! Invariant: columns stay aligned from the first line to the last. Their widths are those of the
//! first page, so what is longer later is cut with a mark; nothing is kept in memory for it.

use std::io::{self, Write};

use crate::text;

use super::column::Column;
use super::record::Listed;

/// The columns with their widths, once the first page told them.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<&'static Column>,
    widths: Vec<usize>,
    /// The width of the terminal, if it is one: lines are cut there instead of wrapping.
    pub(super) edge: Option<usize>,
    pub(super) ascii: bool,
}

impl Table {
    pub(super) fn new(columns: Vec<&'static Column>, edge: Option<usize>, ascii: bool) -> Self {
        Self {
            columns,
            widths: Vec::new(),
            edge,
            ascii,
        }
    }

    pub(super) fn rows(&mut self, out: &mut dyn Write, rows: &[Listed]) -> io::Result<()> {
        let cells = |listed: &Listed| {
            self.columns
                .iter()
                .map(|column| column.words(listed))
                .collect()
        };
        let lines: Vec<Vec<String>> = rows.iter().map(cells).collect();
        if self.widths.is_empty() && !lines.is_empty() {
            self.widths = self.measure(&lines);
            let headings: Vec<_> = self
                .columns
                .iter()
                .map(|column| column.heading.to_owned())
                .collect();
            self.line(out, &headings)?;
        }
        lines.iter().try_for_each(|line| self.line(out, line))
    }

    fn measure(&self, lines: &[Vec<String>]) -> Vec<usize> {
        let widest = |index: usize, column: &Column| {
            let cells = lines
                .iter()
                .map(|line| text::width(&text::clean(&line[index])));
            let content = cells.max().unwrap_or(0).min(column.widest);
            content.max(column.heading.len())
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(index, column)| widest(index, column))
            .collect()
    }

    fn line(&self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&self.widths) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&match self.ascii {
                true => text::fit_ascii(cell, *width),
                false => text::fit(cell, *width),
            });
        }
        let line = line.trim_end();
        match self.edge {
            Some(edge) => writeln!(out, "{}", text::cut(line, edge).trim_end()),
            None => writeln!(out, "{line}"),
        }
    }
}
