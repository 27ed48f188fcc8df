//! The real transport against raw sockets: what it must never do, and what it may claim.

mod addresses;
mod certificates;
mod limits;
mod proofs;
mod proxies;
mod redirects;
mod requests;
mod tls;
mod wire;
