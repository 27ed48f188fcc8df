//! The behaviour of the screen, as scripts: keys and events in, commands and facts out.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../support/script.rs"]
mod script;

mod allowed;
mod conflict;
mod detail;
mod finding;
mod form;
mod leaving;
mod list;
mod questions;
mod random;
mod reading;
mod roles;
mod safe_keys;
mod writes;
