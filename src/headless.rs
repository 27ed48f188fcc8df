//! The verbs without a screen, over the same actor as the screen.
//!
//! Invariants: standard output carries data only; what a person reads beside it goes to standard
//! error, sanitised; the exit status tells a script what the sentences tell a person. Nothing
//! here knows how the actor was made.
//!
//! Reading order: [`exit`] → [`console`] → `session` → `listing` → [`users`] → [`user`] →
//! [`assignment`] → [`set`] → [`plan`] → [`apply`] → `job` → [`jobs`] → [`undo`] → [`journal`] →
//! [`export`] → [`login`] → [`doctor`].

pub mod apply;
pub mod assignment;
pub mod column;
mod consent;
pub mod console;
pub mod doctor;
mod dryrun;
pub mod exit;
pub mod export;
mod file;
mod find;
mod forbidden;
mod job;
pub mod jobs;
pub mod journal;
pub mod json;
mod listing;
pub mod login;
mod password;
mod past;
pub mod plan;
mod printer;
mod record;
mod role;
mod session;
pub mod set;
mod signal;
mod table;
pub mod undo;
pub mod user;
pub mod users;
mod weblogin;
pub mod when;

pub use crate::exchange::csv;
pub use console::Console;
pub use exit::Exit;
pub use forbidden::Forbidden;
pub use password::PasswordFrom;
pub use session::Session;
