//! Whether users may be written to, and why not.
//!
//! Invariant: "no" always carries its reason, in the same value.

use jiff::Timestamp;

/// Whether the actor may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Yes.
    Allowed,
    /// Yes, until this time (`:write 30m`).
    Until(Timestamp),
    /// No: what for, in [`ReadOnly`].
    Forbidden(ReadOnly),
}

/// Why nothing may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// The profile starts so, or `:ro`.
    Asked,
    /// `--read-only`, for as long as the program runs.
    Always,
    /// The time of `:write` is over.
    Expired,
    /// The journal cannot be written: what is not journaled is not sent.
    JournalFailed,
    /// Another process writes the journal of this profile.
    JournalLocked,
    /// This vendor's users are only read; why:
    /// [`Vendor::no_writes`](crate::domain::Vendor::no_writes).
    Vendor(&'static str),
    /// A worker died.
    WorkerStopped,
}
