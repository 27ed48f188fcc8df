//! Nothing leaks: the real program works with secrets of its own, and afterwards every byte that it
//! wrote anywhere is searched for them, plain and in every dress they could wear.
//!
//! The search itself is in `support`: a [`Folder`](folder::Folder) is searched when it goes, here as
//! in every other test target. What is tested here is that it finds what it should, and a session
//! as wide as can be.
#![cfg(unix)]

#[path = "../support/canary.rs"]
mod canary;
#[path = "../support/folder.rs"]
mod folder;
#[path = "../program/hand.rs"]
#[allow(dead_code, reason = "the tests of the program use the rest of it")]
mod hand;
#[path = "../support/process.rs"]
mod process;
#[path = "../support/pty.rs"]
mod pty;

mod late;
mod mistakes;
mod panics;
mod planted;
mod relay;
mod runs;
mod screen;
mod verbs;
