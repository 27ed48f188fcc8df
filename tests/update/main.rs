//! The behaviour of the screen, as scripts: keys and events in, commands and facts out.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../support/script.rs"]
mod script;

mod allowed;
mod bulk;
mod columns;
mod compare;
mod conflict;
mod count;
mod detail;
mod dialer;
mod files;
mod finding;
mod form;
mod jobs;
mod journal;
mod kept;
mod keymap;
mod leaving;
mod list;
mod marks;
mod named_keys;
mod neighbours;
mod profiles;
mod questions;
mod random;
mod reading;
mod roles;
mod safe_keys;
mod signing;
mod sorting;
mod views;
mod writes;
