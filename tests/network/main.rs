//! The real transport against raw sockets: what it must never do, and what it may claim.

mod addresses;
#[path = "../support/canary.rs"]
mod canary;
mod certificates;
mod doctor;
#[path = "../support/folder.rs"]
mod folder;
mod limits;
mod proofs;
mod proxies;
mod redirects;
mod requests;
mod tls;
mod wire;
