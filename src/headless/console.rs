//! The two streams a verb speaks to: data, and everything else.
//!
//! Invariants: notices go through the sanitiser; a reader that closed the pipe is not an error;
//! nobody listening on standard error never stops the work.

use std::io::{self, Write};

use crate::text;

use super::exit::Exit;

/// Standard output and standard error, and what is known of them.
pub struct Console<'a> {
    /// Data.
    pub out: &'a mut dyn Write,
    /// Notices, progress, questions, errors.
    pub err: &'a mut dyn Write,
    /// Whether somebody watches standard error: progress is shown then, and only then.
    pub watched: bool,
    /// Whether a person can be asked: standard input and standard error are a terminal.
    pub interactive: bool,
    /// The width of the terminal that standard output is, if it is one.
    pub columns: Option<usize>,
    /// Print tables with ASCII characters only.
    pub ascii: bool,
    /// Whether a line of progress stands on standard error.
    pub progress: bool,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Console")
            .field("watched", &self.watched)
            .finish_non_exhaustive()
    }
}

impl Console<'_> {
    /// A line for the person.
    pub fn notice(&mut self, sentence: &str) {
        self.clear_progress();
        let _ = writeln!(self.err, "{}", text::one_line(sentence));
    }

    /// A line for the person about something that went wrong.
    pub fn error(&mut self, sentence: &str) {
        self.clear_progress();
        let _ = writeln!(self.err, "rosterm: {}", text::one_line(sentence));
    }

    /// How far it is, on a line that the next word overwrites; only when somebody watches.
    pub fn progress(&mut self, words: &str) {
        if self.watched {
            let _ = write!(self.err, "\r{}", text::fit(words, PROGRESS_COLUMNS));
            let _ = self.err.flush();
            self.progress = true;
        }
    }

    /// Takes the line of progress away.
    pub fn clear_progress(&mut self) {
        if std::mem::take(&mut self.progress) {
            let _ = write!(self.err, "\r{}\r", " ".repeat(PROGRESS_COLUMNS));
            let _ = self.err.flush();
        }
    }

    /// What became of the data: a reader that closed the pipe has seen enough.
    pub(super) fn finish(&mut self, printed: io::Result<()>) -> Exit {
        match printed {
            Ok(()) => Exit::Fine,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
            Err(error) => {
                self.error(&format!("standard output cannot be written: {error}"));
                Exit::Output
            }
        }
    }

    /// Asks on the terminal and returns the answer, without the line end.
    ///
    /// # Errors
    /// When standard input ends or cannot be read.
    pub fn ask(&mut self, question: &str) -> io::Result<String> {
        self.clear_progress();
        write!(self.err, "{question}")?;
        self.err.flush()?;
        let mut answer = String::new();
        if io::stdin().read_line(&mut answer)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// Fits the narrowest terminal that is worth a line of progress.
const PROGRESS_COLUMNS: usize = 60;
