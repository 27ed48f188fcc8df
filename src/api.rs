//! The API actor: commands in, events out; the sole owner of the network and the journal.
//!
//! Reading order: [`dialect`] (what a request and an answer are) → [`smartflo`], [`commpeak`] (a
//! vendor's bytes each) → [`transport`] → [`budget`] and [`gate`] → [`client`] (one request, paid for) →
//! [`journal`] and [`grant`] → `write` (one edit) → `open`, `lanes`, `jobs` → [`actor`].

#![warn(clippy::wildcard_enum_match_arm)]

pub mod actor;
pub mod budget;
pub mod cache;
pub mod client;
pub mod clock;
pub mod commpeak;
mod desk;
pub mod dialect;
mod fail_point;
mod fresh;
pub mod gate;
pub mod grant;
mod jobs;
pub mod journal;
mod lanes;
pub mod masking;
mod open;
mod reading;
pub mod retry;
pub mod session;
pub mod smartflo;
pub mod transport;
mod write;
