//! The whole program in a real pseudo-terminal, on tenants that answer over HTTP: what a person
//! sees, in words, and what the server holds afterwards.
#![cfg(unix)]

#[path = "../headless/process.rs"]
#[allow(dead_code, reason = "the tests of the verbs use the rest of it")]
mod process;
#[path = "../support/pty.rs"]
mod pty;

mod editing;
mod ending;
mod faults;
mod hand;
mod kept;
mod looks;
mod one_key;
mod oracle;
mod profiles;
mod trouble;
