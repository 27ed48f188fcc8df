//! Nothing leaks: the real program works with secrets of its own, and afterwards every byte that it
//! wrote anywhere is searched for them, plain and in every dress they could wear.
#![cfg(unix)]

#[path = "../program/hand.rs"]
#[allow(dead_code, reason = "the tests of the program use the rest of it")]
mod hand;
#[path = "../headless/process.rs"]
#[allow(dead_code, reason = "the tests of the verbs use the rest of it")]
mod process;
#[path = "../support/pty.rs"]
mod pty;

mod late;
mod mistakes;
mod panics;
mod place;
mod relay;
mod scanner;
mod screen;
mod verbs;
