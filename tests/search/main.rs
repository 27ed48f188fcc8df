//! The matcher: what is found and in which order, in chunks, while rows stream in.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod chunks;
mod orders;
mod thread;
mod world;
