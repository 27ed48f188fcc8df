//! The whole program in a real pseudo-terminal, on tenants that answer over HTTP: what a person
//! sees, in words, and what the server holds afterwards.
#![cfg(unix)]

#[path = "../support/canary.rs"]
mod canary;
#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/process.rs"]
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
mod picking;
mod profiles;
mod trouble;
