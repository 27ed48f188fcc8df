//! What is wrong with a sheet, a sentence a line.
//!
//! Invariant: a file with a hundred thousand bad rows is answered with twenty and the count.

use std::fmt;

use crate::text;

/// Where something stands in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// This line, counted from 1.
    Line(u64),
    /// This entry of a JSON file, counted from 1.
    Entry(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => formatter.write_str("the file"),
            Self::Line(line) => write!(formatter, "line {line}"),
            Self::Entry(entry) => write!(formatter, "entry {entry}"),
        }
    }
}

/// One thing that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What it is and what to do; untrusted text in quotes.
    pub what: String,
}

impl Problem {
    pub(super) fn at(place: Place, what: impl Into<String>) -> Self {
        Self {
            place,
            what: what.into(),
        }
    }

    pub(super) fn of_file(what: impl Into<String>) -> Self {
        Self::at(Place::File, what)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = text::one_line(&self.what);
        write!(formatter, "{}: {what}", self.place)
    }
}

/// Everything that is wrong with a sheet; nothing of it counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadSheet {
    /// In the order of the file; at least one.
    pub problems: Vec<Problem>,
}

/// How many are named.
const MOST: usize = 20;

impl BadSheet {
    pub(super) fn one(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

impl fmt::Display for BadSheet {
    /// One line each, the first twenty and how many more there are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().take(MOST).enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            problem.fmt(formatter)?;
        }
        match self.problems.len().saturating_sub(MOST) {
            0 => Ok(()),
            more => write!(
                formatter,
                "\nand {more} more, {} in all",
                self.problems.len()
            ),
        }
    }
}
