//! The API actor: commands in, events out; the sole owner of the network and the journal.
//!
//! Reading order: [`dialect`] (what a request and an answer are) → [`smartflo`] (one vendor's
//! bytes) → [`transport`] → [`budget`] → `client` (one request, paid for) → `write` (one edit) →
//! [`actor`].

pub mod dialect;
pub mod smartflo;
