//! The demo tenant over the wire: what it answers, and that each fault is what it says.

mod client;
mod dialer;
mod faults;
mod patch;
mod people;
mod server;
mod sign_in;
