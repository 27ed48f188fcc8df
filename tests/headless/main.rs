//! The verbs without a screen: the real binary against a demo tenant in another process, and
//! against a server that answers by a script where the moment matters.

#[path = "../support/canary.rs"]
mod canary;
#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/process.rs"]
mod process;
#[cfg(unix)]
#[path = "../support/pty.rs"]
mod pty;

mod apply;
#[cfg(unix)]
mod asking;
mod config;
mod dialer;
#[cfg(unix)]
mod doctor;
#[cfg(unix)]
mod exporting;
mod past;
mod plan;
mod reading;
mod scripted;
#[cfg(unix)]
mod signing;
#[cfg(unix)]
mod unwritable;
mod words;
mod writing;
