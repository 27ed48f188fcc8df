//! The API actor: commands in, events out; the sole owner of the network and the journal.
//!
//! Reading order: [`dialect`] (what a request and an answer are) → [`smartflo`] (one vendor's
//! bytes) → [`transport`] → [`budget`] → `client` (one request, paid for) → `write` (one edit) →
//! [`actor`].

pub mod actor;
pub mod budget;
pub mod clock;
pub mod dialect;
pub mod gate;
pub mod grant;
pub mod journal;
pub mod retry;
pub mod smartflo;
pub mod transport;
