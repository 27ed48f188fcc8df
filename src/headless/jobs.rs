//! `rosterm jobs`: which there are, what became of one, and carrying out what is left of it.

use jiff::Timestamp;

use crate::domain::{JobId, Profile};


use super::PasswordFrom;
use super::console::Console;
use super::exit::Exit;
use super::session::Session;

/// What `jobs` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub verb: Verb,
    /// How it is printed.
    pub format: Format,
    /// Writing is forbidden (`--read-only`).
    pub forbidden: bool,
    /// Whose jobs.
    pub profile: Profile,
    /// The time.
    pub now: Timestamp,
}

/// What is done with jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// List them.
    List,
    /// Report on one.
    Show {
        /// Which.
        job: JobId,
        /// As what.
        report: Report,
    },
    /// Carry out the edits that were never sent.
    Resume {
        /// Of which job.
        job: JobId,
        /// Where its password comes from, if it sets one.
        password: PasswordFrom,
    },
    /// Carry out the edits again that failed and changed nothing.
    Retry {
        /// Of which job.
        job: JobId,
        /// Where its password comes from, if it sets one.
        password: PasswordFrom,
    },
}

/// As what a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// For the person at the terminal.
    Words,
    /// One document.
    Json,
    /// A row for each edit.
    Csv,
    /// For people without a terminal.
    Markdown,
}

/// How lists and outcomes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for the person.
    Words,
    /// One document.
    Json,
}

/// Lists, reports, or carries out.
pub async fn run(_request: Request, _session: &mut Session, console: &mut Console<'_>) -> Exit {
    console.error("jobs is not built yet");
    Exit::Usage
}
