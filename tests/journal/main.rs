//! The durable journal: what it confirmed is there afterwards, whatever happens to the disk, the
//! machine or the process; nothing else is.
// The lint knows test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

#[path = "../support/canary.rs"]
mod canary;
mod damage;
mod faults;
#[path = "../support/folder.rs"]
mod folder;
mod invented;
mod load;
#[cfg(unix)]
mod processes;
mod retention;
mod round_trip;
#[path = "../proof/scale.rs"]
mod scale;
mod simulated;
