//! The domain by property and by table: what must hold whatever the server and the person do.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod blocks;
mod change;
mod dialer;
mod find;
mod history;
mod job;
mod neighbour;
mod outcome;
mod paging;
mod roster;
mod selection;
mod text;
mod values;
