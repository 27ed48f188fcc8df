//! The verbs without a screen: the real binary against a demo tenant in another process, and
//! against a server that answers by a script where the moment matters.

mod apply;
mod asking;
mod config;
mod dialer;
#[cfg(unix)]
mod doctor;
#[cfg(unix)]
mod exporting;
mod past;
mod plan;
mod process;
mod reading;
mod scripted;
#[cfg(unix)]
mod signing;
#[cfg(unix)]
mod unwritable;
mod words;
mod writing;
