//! `rosterm plan`: who would be changed to what, reviewed and kept in a file. Nothing is sent.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::KeyColumn;
use crate::domain::{Profile, Query};

use super::console::Console;
use super::exit::Exit;
use super::session::Session;

/// What shall be planned.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ids and assignments, as given.
    pub words: Vec<String>,
    /// A sheet of users and what to set for each; `-` = standard input.
    pub from: Option<PathBuf>,
    /// The column that says who is meant.
    pub key: Option<KeyColumn>,
    /// The server filters.
    pub query: Query,
    /// Words that must occur in a user, compared here.
    pub find: Option<String>,
    /// A recipe of the configuration.
    pub recipe: Option<String>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Where the plan is written; `-` = standard output.
    pub output: PathBuf,
    /// Whose users.
    pub profile: Profile,
    /// Users asked for in one page.
    pub page_size: u32,
    /// The time.
    pub now: Timestamp,
}

/// Reads, reviews, writes the file.
pub async fn run(_request: Request, _session: &mut Session, console: &mut Console<'_>) -> Exit {
    console.error("plan is not built yet");
    Exit::Usage
}
