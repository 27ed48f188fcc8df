//! `rosterm users`: the list, printed page by page as it arrives.
//!
//! Invariants: memory does not grow with the tenant; no page is asked for that is not needed; the
//! last line on standard error says how much of the list was read, and whether there is more.

use std::io;

use crate::domain::{Query, Row, Vendor};

use super::column::{self, BadColumn, Column, Sweep};
use super::console::Console;
use super::exit::Exit;
use super::find::Find;
use super::listing::Listing;
use super::printer::Printer;
use super::record::{Listed, WebLogin};
use super::session::{Session, Trouble};
use super::weblogin::WebLoginSweep;

/// What `users` shall print.
#[derive(Debug, Clone)]
pub struct List {
    /// Whose users they are.
    pub vendor: Vendor,
    /// The server filters.
    pub query: Query,
    /// Words that must occur in a user, compared here.
    pub find: Option<String>,
    /// How far to read.
    pub extent: Extent,
    /// Names of columns; empty = the usual ones.
    pub fields: Vec<String>,
    /// How it is printed.
    pub format: Format,
    /// Whether the web-login state is added.
    pub web_login: Sweep,
    /// Users asked for in one page.
    pub page_size: u32,
}

/// How far the list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The first users of the list, then stop: nobody asked for more requests.
    Screenful,
    /// Until so many users are printed.
    Limit(u64),
    /// To the end.
    All,
}

/// How users are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned, for eyes.
    Table,
    /// One document, an array.
    Json,
    /// One object a line.
    JsonLines,
    /// Comma-separated, text-safe.
    Csv,
    /// Comma-separated, for programs that are no spreadsheets.
    RawCsv,
}

/// How many users are read when nobody says.
const SCREENFUL: u64 = 100;

/// Reads and prints.
pub async fn run(list: List, session: &mut Session, console: &mut Console<'_>) -> Exit {
    match print(list, session, console).await {
        Ok(exit) => exit,
        Err(error) => console.finish(Err(error)),
    }
}

/// Reads and prints; an error is one of the stream that is printed to.
pub(super) async fn print(
    list: List,
    session: &mut Session,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    if let Some(why) = impossible(&list) {
        console.error(why);
        return Ok(Exit::Usage);
    }
    let columns = match columns(&list) {
        Ok(columns) => columns,
        Err(bad) => {
            console.error(&bad.to_string());
            return Ok(Exit::Usage);
        }
    };
    let mut reading = Reading::new(&list, session);
    match reading.print(columns, session, console).await {
        Ok(()) => Ok(reading.sum_up(None, console)),
        Err(Stop::Output(error)) => {
            console.clear_progress();
            Err(error)
        }
        Err(Stop::Trouble(trouble)) => {
            console.error(&trouble.to_string());
            Ok(reading.sum_up(Some(&trouble), console))
        }
    }
}

fn columns(list: &List) -> Result<Vec<&'static Column>, BadColumn> {
    match (list.fields.is_empty(), list.format) {
        (false, _) => column::select(&list.fields, list.vendor, list.web_login),
        (true, Format::Table) => Ok(column::table_columns(list.vendor, list.web_login)),
        (true, Format::Json | Format::JsonLines | Format::Csv | Format::RawCsv) => {
            Ok(column::all_columns(list.vendor, list.web_login))
        }
    }
}

/// Why this vendor's users cannot be listed so.
fn impossible(list: &List) -> Option<&'static str> {
    if list.web_login == Sweep::Yes && !list.vendor.has_web_login() {
        return Some("--web-login-state: this vendor's users have no web-login state");
    }
    let find = Find::new(list.find.as_deref(), list.vendor);
    let filters = list.vendor.no_filters().filter(|_| !list.query.is_empty());
    filters.or_else(|| find.impossible())
}

enum Stop {
    Trouble(Trouble),
    Output(io::Error),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

struct Reading<'a> {
    list: &'a List,
    find: Find,
    listing: Listing,
    sweep: Option<WebLoginSweep>,
    read: u64,
    printed: u64,
    /// Users that were read but are beyond the limit.
    left_over: bool,
}

impl<'a> Reading<'a> {
    fn new(list: &'a List, session: &mut Session) -> Self {
        Self {
            list,
            find: Find::new(list.find.as_deref(), list.vendor),
            listing: match (list.extent, list.web_login) {
                (Extent::All, Sweep::No) => Listing::to_the_end(session, list.query),
                (Extent::All, Sweep::Yes) => {
                    Listing::in_large_pages(session, list.query, list.page_size)
                }
                (Extent::Screenful | Extent::Limit(_), _) => Listing::new(session, list.query),
            },
            sweep: (list.web_login == Sweep::Yes)
                .then(|| WebLoginSweep::new(session, list.query, list.page_size)),
            read: 0,
            printed: 0,
            left_over: false,
        }
    }

    async fn print(
        &mut self,
        columns: Vec<&'static Column>,
        session: &mut Session,
        console: &mut Console<'_>,
    ) -> Result<(), Stop> {
        // Rows that run over the terminal are progress enough.
        let is_silent = console.columns.is_none();
        if let Some(problem) = self.find.problem() {
            console.notice(problem);
        }
        let mut printer = Printer::new(self.list, columns, console.columns, console.ascii);
        self.listing.ask(session, self.page_limit());
        let mut read = Ok(());
        printer.begin(console.out)?;
        loop {
            let rows = match self.listing.read(session).await {
                Ok(rows) => rows,
                Err(trouble) => {
                    read = Err(trouble);
                    break;
                }
            };
            for remark in session.remarks() {
                console.notice(&remark);
            }
            let rows = self.pick(rows);
            // The next page travels while this one is printed.
            let is_enough = self.room() == 0;
            if !is_enough {
                self.listing.ask(session, self.page_limit());
            }
            let rows = self.complete(rows, session).await;
            printer.rows(console.out, &rows)?;
            if is_silent {
                console.progress(&format!("{} users read", self.read));
            }
            if is_enough || !self.listing.has_more() {
                break;
            }
        }
        // Also after a failure: what was read is a whole document.
        printer.end(console.out)?;
        Ok(read?)
    }

    /// The rows of a page that are to be printed.
    fn pick(&mut self, mut rows: Vec<Row>) -> Vec<Row> {
        if self.list.extent == Extent::Screenful {
            self.cut(&mut rows);
            self.read += rows.len() as u64;
            rows.retain(|row| self.find.matches(row));
        } else {
            self.read += rows.len() as u64;
            rows.retain(|row| self.find.matches(row));
            self.cut(&mut rows);
        }
        self.printed += rows.len() as u64;
        rows
    }

    fn cut(&mut self, rows: &mut Vec<Row>) {
        let room = usize::try_from(self.room()).unwrap_or(usize::MAX);
        self.left_over |= rows.len() > room;
        rows.truncate(room);
    }

    /// How many more users may be read or printed, whichever is limited.
    fn room(&self) -> u64 {
        match self.list.extent {
            Extent::Screenful => SCREENFUL.saturating_sub(self.read),
            Extent::Limit(limit) => limit.saturating_sub(self.printed),
            Extent::All => u64::MAX,
        }
    }

    /// How many users to ask for: with a search nobody knows how many it takes.
    fn page_limit(&self) -> u32 {
        let is_search = !self.find.is_empty() && self.list.extent != Extent::Screenful;
        if is_search {
            return self.list.page_size;
        }
        u32::try_from(self.room())
            .unwrap_or(u32::MAX)
            .min(self.list.page_size)
    }

    async fn complete(&mut self, rows: Vec<Row>, session: &mut Session) -> Vec<Listed> {
        let mut listed = Vec::with_capacity(rows.len());
        for row in rows {
            let web_login = match &mut self.sweep {
                Some(sweep) => sweep.state(session, &row.id).await,
                None => WebLogin::NotAsked,
            };
            listed.push(Listed { row, web_login });
        }
        listed
    }

    /// Says how much was read, and what was wrong with it. `failed` = why it ended early.
    fn sum_up(&self, failed: Option<&Trouble>, console: &mut Console<'_>) -> Exit {
        let mut exit = failed.map_or(Exit::Fine, Trouble::exit);
        if let Some(sweep) = self.sweep.as_ref().filter(|_| self.read > 0) {
            console.notice(&sweep.caveat());
            if !sweep.is_whole() {
                exit = exit.max(Exit::Unknown);
            }
        }
        match self.listing.skipped {
            0 => {}
            1 => console.notice("1 row of the list could not be read and was left out"),
            rows => console.notice(&format!(
                "{rows} rows of the list could not be read and were left out"
            )),
        }
        let count = match (self.find.is_empty(), self.read) {
            (true, _) => users(self.printed),
            (false, _) => format!("{} found in {} read", users(self.printed), self.read),
        };
        if failed.is_some() {
            console.notice(&format!("{count} up to there; the list is not complete"));
        } else if let Some(warning) = self.listing.warning() {
            console.notice(&format!("{count}; {warning}"));
            exit = exit.max(Exit::Unknown);
        } else if self.left_over || self.listing.has_more() {
            console.notice(&format!("{count}, more exist: --all reads the rest"));
        } else if self.listing.is_untold() {
            console.notice(&format!(
                "{count}; the server does not say whether that is everybody"
            ));
        } else {
            console.notice(&count);
        }
        exit
    }
}

fn users(count: u64) -> String {
    match count {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    }
}
