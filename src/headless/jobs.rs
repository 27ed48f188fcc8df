//! `rosterm jobs`: which there are, what became of one, and carrying out what is left of it.
//!
//! Invariant: listing and reporting look at the journal's files and ask no server.

mod again;
mod listing;

use std::time::Duration;

use jiff::Timestamp;

use crate::api::journal::Place;
use crate::domain::JobId;
use crate::domain::history::Again;

use super::console::Console;
use super::exit::Exit;
use super::forbidden::Forbidden;
use super::session::Session;
use super::{PasswordFrom, past};

/// What `jobs` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub verb: Verb,
    /// How it is printed.
    pub format: Format,
    /// Why nothing may be written.
    pub forbidden: Option<Forbidden>,
    /// Where the journal lies; `None` = the demo tenant, which keeps none.
    pub place: Option<Place>,
    /// How long a write that was not answered may still arrive.
    pub quiet: Duration,
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

impl Verb {
    /// Whether it only looks at the journal: then [`look`] is enough.
    #[must_use]
    pub fn only_looks(&self) -> bool {
        match self {
            Self::List | Self::Show { .. } => true,
            Self::Resume { .. } | Self::Retry { .. } => false,
        }
    }
}

/// Lists or reports; what needs the server is for [`run`].
pub fn look(request: &Request, console: &mut Console<'_>) -> Exit {
    let Some(place) = &request.place else {
        console.error(past::NO_JOURNAL);
        return Exit::Usage;
    };
    let (past, exit) = match past::read(place, console) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let printed = match request.verb {
        Verb::List => listing::list(&past, request.format, console),
        Verb::Show { job, report } => match past.history.plan(job) {
            Some(planned) => listing::show(&past, planned, report, console),
            None => {
                console.error(&unknown(job));
                return exit.max(Exit::Usage);
            }
        },
        Verb::Resume { .. } | Verb::Retry { .. } => Ok(()),
    };
    exit.max(console.finish(printed))
}

/// Lists, reports, or carries out.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let (job, which, password) = match request.verb {
        Verb::List | Verb::Show { .. } => return look(&request, console),
        Verb::Resume { job, password } => (job, Again::Rest, password),
        Verb::Retry { job, password } => (job, Again::Failed, password),
    };
    again::carry_out(&request, job, which, password, session, console).await
}

fn unknown(job: JobId) -> String {
    format!("there is no job {job} in the journal of this profile and API; rosterm jobs lists them")
}
