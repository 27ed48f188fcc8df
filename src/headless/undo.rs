//! `rosterm undo`: takes back an edit or a job, as far as nobody changed the fields since.

use jiff::Timestamp;

use crate::domain::{JobId, Profile};

use super::console::Console;
use super::exit::Exit;
use super::session::Session;
use super::set::Format;

/// What `undo` shall take back.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub target: Target,
    /// `--yes`, with the count that stood behind it.
    pub yes: Option<Option<usize>>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// How outcomes are printed.
    pub format: Format,
    /// Writing is forbidden (`--read-only`).
    pub forbidden: bool,
    /// Whose edits.
    pub profile: Profile,
    /// The time.
    pub now: Timestamp,
}

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The edit of this id, as given.
    Edit(String),
    /// All edits of a job that are not taken back yet.
    Job(JobId),
    /// The last edit that changed something.
    Last,
}

/// Asks, sends, and prints what became of it.
pub async fn run(_request: Request, _session: &mut Session, console: &mut Console<'_>) -> Exit {
    console.error("undo is not built yet");
    Exit::Usage
}
