//! Everything that crosses a channel.
//!
//! A [`Command`] (imperative) goes towards a worker, an [`Event`] (past tense) comes back. A
//! command carries its whole context; an event names the command it answers, so late events are
//! recognised by their ids. No closures, senders or handles travel here.
//!
//! Reading order: `command` → `api_command` → `event` → `progress` → `failure` → `writes` →
//! `sign_in`.

mod api_command;
mod command;
mod event;
mod failure;
mod progress;
mod sign_in;
mod writes;

pub use api_command::{ApiCommand, KeptList, ListingId, Priority};
pub use command::{Command, Existing, Generation, SearchCommand, TerminalCommand};
pub use event::Event;
pub use failure::{Cause, Failure};
pub use progress::{BudgetState, RequestLine, RestProgress, Stage};
pub use sign_in::{SignIn, Standing, Way};
pub use writes::{ReadOnly, Writes};
