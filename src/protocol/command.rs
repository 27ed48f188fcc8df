//! What the program can do to the world, by who does it.
//!
//! Invariant: what is not a variant here is not done; a command carries its whole context, so that
//! whoever carries it out asks nothing back.

use std::sync::Arc;

use super::api_command::ApiCommand;
use crate::domain::View;
use crate::domain::arrangement::Arrangement;
use crate::domain::roster::{Block, Slot};

/// What the program can do to the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Something the API actor does.
    Api(ApiCommand),
    /// Something the matcher thread does.
    Search(SearchCommand),
    /// Something the terminal loop does.
    Terminal(TerminalCommand),
}

/// Commands to the matcher thread. It knows of the roster what it was told, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchCommand {
    /// A block of rows is new, or another one now.
    Rows {
        /// Which of the roster's blocks.
        block: usize,
        /// Its rows, shared.
        rows: Arc<Block>,
    },
    /// The listing changed.
    Listing {
        /// As many rows of it stay.
        from: usize,
        /// The rows behind those.
        slots: Vec<Slot>,
    },
    /// Work out which rows are shown, and go on with that as rows come in.
    Arrange {
        /// What the answers will name.
        generation: Generation,
        /// What is wanted; an empty one = nothing.
        arrangement: Arrangement,
    },
}

/// Names one arrangement of the loaded rows; what answers an older one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Generation(pub u64);

/// Commands to the terminal loop.
#[derive(Debug, Clone, PartialEq)]
pub enum TerminalCommand {
    /// Put a text on the clipboard (OSC 52; there is no reply, so nobody knows if it arrived).
    Copy(String),
    /// Draw everything anew.
    Redraw,
    /// Hand the terminal back to the shell until the next SIGCONT.
    Suspend,
    /// Write a text to a file that only the person can read; answered with how that went.
    Save {
        /// Where, as the person typed it.
        path: String,
        /// What.
        text: String,
        /// What to do with a file that is there.
        existing: Existing,
    },
    /// Read a file; answered with its text.
    Read {
        /// Where, as the person typed it.
        path: String,
    },
    /// Open the tenant of another profile and leave this one; answered only if that failed.
    Switch {
        /// The name of the profile.
        profile: String,
    },
    /// Do not open the other tenant after all.
    Stay,
    /// Add a view to the configuration; answered with how that went.
    KeepView(View),
    /// Leave.
    Quit,
}

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and say so.
    Keep,
    /// Put the new text in its place.
    Replace,
}
