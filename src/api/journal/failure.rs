//! Why a journal cannot be written, in sentences that say what to do.
//!
//! Invariant: a failure is for ever; what may be missing in the middle is no journal.

use std::io;

use super::Holder;

/// The journal cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalFailure {
    /// No more records fit into memory.
    #[error("the journal is full ({0} records); restart rosterm to begin a new one")]
    Full(usize),
    /// Another process writes it.
    #[error("{} writes the journal of this profile; quit that one first", words(.0.as_ref()))]
    Locked(Option<Holder>),
    /// A newer program wrote it.
    #[error("it was written by {app}, which is newer; use that version to write")]
    Newer {
        /// Which program.
        app: String,
    },
    /// It is the journal of another profile or API.
    #[error("it belongs to profile \"{profile}\" at {origin}; move the file to its own folder")]
    Foreign {
        /// Its profile.
        profile: String,
        /// Its base URL.
        origin: String,
    },
    /// The files cannot be read or written.
    #[error("{0}; mend that, or set ROSTERM_DATA_DIR to another folder of your own")]
    Files(String),
    /// The thread that writes it is gone.
    #[error("the journal's thread has stopped; start rosterm again")]
    Stopped,
}

impl JournalFailure {
    pub(super) fn files(error: &io::Error) -> Self {
        Self::Files(error.to_string())
    }
}

fn words(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder { pid, since }) => {
            format!("another rosterm (process {pid}, since {since:.0})")
        }
        None => "another rosterm".to_owned(),
    }
}
