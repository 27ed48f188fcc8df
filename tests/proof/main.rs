//! The proof: a server that misbehaves by a seed, an oracle that knows what really happened, and a
//! checker of what the program promises about writes. Sizes: see `scale`.
// The lint knows test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

#[path = "../support/canary.rs"]
mod canary;
mod chaos;
mod checker;
#[cfg(unix)]
mod crash;
mod editors;
#[path = "../support/folder.rs"]
mod folder;
mod mischief;
mod oracle;
mod plans;
#[cfg(unix)]
#[path = "../support/process.rs"]
mod process;
mod scale;
mod server;
mod watched;
mod witness;
mod world;
