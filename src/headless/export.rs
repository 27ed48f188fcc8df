//! `rosterm export`: the whole list of users, into a file or to standard output.
//!
//! Invariant: under the final name there is either what was there before or the whole list, and
//! nobody but the person can read it; a half file never stays.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::{Query, Vendor};

use super::column::Sweep;
use super::console::Console;
use super::exit::Exit;
use super::file::is_stream;
use super::session::Session;
use super::signal::Signals;
use super::users::{self, Extent, List};

/// What `export` shall write.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose users they are.
    pub vendor: Vendor,
    /// As what.
    pub format: Format,
    /// Where to; `None` or `-` = standard output.
    pub output: Option<PathBuf>,
    /// Users asked for in one page.
    pub page_size: u32,
}

/// As what users are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values that no spreadsheet takes for formulas.
    TextSafeCsv,
    /// Comma-separated values without that guard.
    RawCsv,
    /// One JSON object a line.
    JsonLines,
}

/// Reads and writes.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let list = List {
        vendor: request.vendor,
        query: Query::default(),
        find: None,
        extent: Extent::All,
        fields: Vec::new(),
        format: match request.format {
            Format::TextSafeCsv => users::Format::Csv,
            Format::RawCsv => users::Format::RawCsv,
            Format::JsonLines => users::Format::JsonLines,
        },
        web_login: Sweep::No,
        page_size: request.page_size,
    };
    let Some(path) = request.output.as_ref().filter(|path| !is_stream(path)) else {
        return users::run(list, session, console).await;
    };
    let signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => return refuse(path, &error, console),
    };
    match Part::begin(path) {
        Ok(part) => fill(part, list, signals, session, console).await,
        Err(error) => refuse(path, &error, console),
    }
}

async fn fill(
    mut part: Part,
    list: List,
    mut signals: Signals,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let name = part.name.clone();
    let mut into = Console {
        out: &mut part.out,
        err: &mut *console.err,
        columns: None,
        progress: false,
        ..*console
    };
    let written = tokio::select! {
        written = users::print(list, session, &mut into) => written,
        number = signals.next() => {
            into.clear_progress();
            into.notice(&format!("stopped: \"{}\" is not written", name.display()));
            return Exit::Signal(number);
        }
    };
    match written {
        Ok(Exit::Fine) => match part.finish() {
            Ok(()) => Exit::Fine,
            Err(error) => refuse(&name, &error, console),
        },
        // Why has been said; half a list is no list.
        Ok(exit) => {
            console.error(&format!("\"{}\" is not written", name.display()));
            exit
        }
        Err(error) => refuse(&name, &error, console),
    }
}

fn refuse(path: &Path, error: &io::Error, console: &mut Console<'_>) -> Exit {
    console.error(&format!(
        "\"{}\" cannot be written: {error}; name another file",
        path.display()
    ));
    Exit::Output
}

/// A file on its way: beside its final name until it is whole, gone when it does not get there.
struct Part {
    name: PathBuf,
    beside: PathBuf,
    out: BufWriter<File>,
}

impl Part {
    fn begin(name: &Path) -> io::Result<Self> {
        let Some(file_name) = name.file_name() else {
            return Err(io::Error::other("it is not the name of a file"));
        };
        // A device or a pipe would be gone, and a plain file would stand in its place.
        match fs::symlink_metadata(name) {
            Ok(known) if known.is_dir() => return Err(io::Error::other("it is a folder")),
            Ok(known) if !known.is_file() => {
                return Err(io::Error::other("it is there and no ordinary file"));
            }
            Ok(_) | Err(_) => {}
        }
        let mut beside = std::ffi::OsString::from(".");
        beside.push(file_name);
        beside.push(format!(".{}.part", std::process::id()));
        let beside = name.with_file_name(beside);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            name: name.to_owned(),
            out: BufWriter::with_capacity(64 * 1024, options.open(&beside)?),
            beside,
        })
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(&self.beside, &self.name)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a whole export it has its final name, and there is nothing to remove.
        let _ = fs::remove_file(&self.beside);
    }
}
