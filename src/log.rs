//! The log: a file of the person's own, never the terminal.
//!
//! Invariants: the file is readable by its owner alone and is no link to somewhere else; a line
//! holds no control character and no secret of this process, whatever was put into it and however
//! late the secret came.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Log;
use crate::domain::secret;
use crate::text;

/// Why there is no log, in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be opened.
    #[error("the log file \"{}\" cannot be opened: {cause}; set ROSTERM_LOG_FILE to another one", .file.display())]
    Open {
        /// Which.
        file: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// It belongs to somebody else.
    #[error("the log file \"{}\" belongs to another user; set ROSTERM_LOG_FILE to another one", .0.display())]
    Foreign(PathBuf),
}

/// Begins to log.
///
/// # Errors
/// [`LogError`] when the file cannot be used.
pub fn start(log: &Log) -> Result<(), LogError> {
    let lines = Lines(Mutex::new(open(&log.file.value)?));
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(lines);
    // A second start (there is none) would keep the first log.
    let _ = tracing_subscriber::registry()
        .with(log.targets.value.clone())
        .with(layer)
        .try_init();
    Ok(())
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File, LogError> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};

    let failed = |cause| LogError::Open {
        file: path.to_owned(),
        cause,
    };
    let no_follow = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let mut options = OpenOptions::new();
    let file = options
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(no_follow);
    let file = file.open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(LogError::Foreign(path.to_owned()));
    }
    if metadata.is_file() {
        // Whatever the umask was, and whoever made it.
        file.set_permissions(PermissionsExt::from_mode(0o600))
            .map_err(failed)?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, LogError> {
    let failed = |cause| LogError::Open {
        file: path.to_owned(),
        cause,
    };
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map_err(failed)
}

/// The file, a line at a time.
struct Lines(Mutex<File>);

/// One line on its way; the formatter writes each in one piece.
struct Line<'a>(&'a Lines);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = harmless(&String::from_utf8_lossy(bytes));
        let mut file = self
            .0
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(line.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn harmless(line: &str) -> String {
    let mut line = secret::hide_all(&text::clean(line.trim_end_matches('\n')));
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_without_the_token() {
        let _secret = crate::domain::Secret::new("tok-123");
        let line = harmless("a\nb \u{1b}[2J tok-123\n");
        assert_eq!(line.matches('\n').count(), 1);
        assert!(
            !line.contains('\u{1b}') && !line.contains("tok-123"),
            "{line}"
        );
    }
}
