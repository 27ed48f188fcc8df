//! `rosterm journal`: what was changed, from what to what, and what became of it.
//!
//! Invariant: read from the files alone; no server is asked, and no token is needed.

use jiff::Timestamp;

use crate::api::journal::Place;

use super::console::Console;
use super::exit::Exit;

/// What `journal` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub verb: Verb,
    /// Where the journal lies; `None` = the demo tenant, which keeps none.
    pub place: Option<Place>,
    /// The time.
    pub now: Timestamp,
}

/// What is done with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Print edits.
    Print {
        /// Only those of this user, as given.
        user: Option<String>,
        /// Only those since then, as given.
        since: Option<String>,
        /// Only those of which nobody knows the end.
        open: bool,
        /// How.
        format: Format,
    },
    /// Look for damage.
    Verify,
    /// Delete what is settled and older.
    Purge {
        /// Than this, as given.
        before: String,
    },
}

/// How edits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for the person.
    Words,
    /// One document, an array.
    Json,
    /// One object a line.
    JsonLines,
}

/// Prints, verifies or purges.
pub async fn run(_request: Request, console: &mut Console<'_>) -> Exit {
    console.error("journal is not built yet");
    Exit::Usage
}
