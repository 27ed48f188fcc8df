//! The proof: a server that misbehaves by a seed, an oracle that knows what really happened, and a
//! checker of what the program promises about writes. Sizes: see `scale`.
// The lint knows test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

mod chaos;
mod checker;
#[cfg(unix)]
mod crash;
mod editors;
mod mischief;
mod oracle;
mod plans;
mod scale;
mod server;
mod watched;
mod witness;
mod world;
