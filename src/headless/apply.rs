//! `rosterm apply`: carries out a plan, exactly as it was shown.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::Profile;
use crate::domain::plan::Check;

use super::PasswordFrom;
use super::console::Console;
use super::exit::Exit;
use super::session::Session;

/// What shall be carried out.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file; `-` = standard input.
    pub plan: PathBuf,
    /// Where the password comes from, if the plan sets one.
    pub password: PasswordFrom,
    /// The count behind `--yes`.
    pub yes: Option<usize>,
    /// How edits are read before and after, if it was asked for.
    pub check: Option<Check>,
    /// How outcomes are printed.
    pub format: Format,
    /// Writing is forbidden (`--read-only`).
    pub forbidden: bool,
    /// To whom the plan must belong.
    pub profile: Profile,
    /// The time.
    pub now: Timestamp,
}

/// How outcomes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for the person.
    Words,
    /// One document at the end.
    Json,
    /// One object an edit, one a line, as it ends.
    JsonLines,
}

/// Checks, asks, carries out, and prints what became of it.
pub async fn run(_request: Request, _session: &mut Session, console: &mut Console<'_>) -> Exit {
    console.error("apply is not built yet");
    Exit::Usage
}
