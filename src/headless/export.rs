//! `rosterm export`: the whole list of users, into a file or to standard output.

use std::path::PathBuf;

use super::console::Console;
use super::exit::Exit;
use super::session::Session;

/// What `export` shall write.
#[derive(Debug, Clone)]
pub struct Request {
    /// As what.
    pub format: Format,
    /// Where to; `None` = standard output.
    pub output: Option<PathBuf>,
    /// Users asked for in one page.
    pub page_size: u32,
}

/// As what users are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values that no spreadsheet takes for formulas.
    TextSafeCsv,
    /// Comma-separated values exactly as the server has them.
    RawCsv,
    /// One JSON object a line.
    JsonLines,
}

/// Reads and writes.
pub async fn run(_request: Request, _session: &mut Session, console: &mut Console<'_>) -> Exit {
    console.error("export is not built yet; rosterm users --all --csv prints the list");
    Exit::Usage
}
