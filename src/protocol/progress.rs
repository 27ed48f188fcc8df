//! How far something on its way has come: an edit, a reading of the list, a request, the budget.
//!
//! Invariant: nothing secret is in here, since it is shown and logged; text from outside is called
//! untrusted.

use std::time::Duration;

use jiff::Timestamp;

/// Where an edit is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Behind another edit of the same user, or behind the budget.
    Waiting,
    /// Reading the user before sending.
    PreFlight,
    /// The PATCH is on the wire.
    Sending,
    /// Reading the user after sending.
    ReadingBack,
    /// Read back unchanged; looking again at this time.
    LookingAgain {
        /// When.
        at: Timestamp,
    },
    /// Nobody knows whether it was applied; waiting before anything is sent again.
    Quiet {
        /// Until when.
        until: Timestamp,
    },
    /// The server asked to slow down.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// How far a reading of the rest has come, beyond the pages told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RestProgress {
    /// Rows read that wait for rows before them.
    pub ahead: usize,
    /// Pages asked for side by side.
    pub lanes: usize,
    /// How long the rest takes at this speed; `None` = nobody knows where the list ends.
    pub left: Option<Duration>,
}

/// One line of the redacted request log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// When it was sent.
    pub at: Timestamp,
    /// `GET`, `PATCH`, `POST`.
    pub method: &'static str,
    /// Path and query, no host; nothing secret is ever in it.
    pub path: String,
    /// For a write: the names of the fields it carried.
    pub fields: Vec<&'static str>,
    /// The HTTP status; `None` = no whole answer.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// What came of it, one line, untrusted.
    pub note: String,
}

/// The state of the request budget, for the header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetState {
    /// Requests per second now allowed.
    pub rate: f64,
    /// Requests per second configured.
    pub full_rate: f64,
    /// How many answers were 429 in this session.
    pub refused: u64,
    /// Nothing is sent before this time.
    pub paused_until: Option<Timestamp>,
}
