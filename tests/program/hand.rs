//! A person at the program: looks at the grid, presses keys at the pace of a hand, counts them.
//!
//! Invariant: a key is pressed only after something was seen on the grid; the pause before it is
//! part of the pressing (the program does not believe write keys that no hand could press), never
//! a wait for a state.

use std::cell::Cell;
use std::time::Duration;

use crate::process::Api;
use crate::pty::{self, Program, Pty};

/// Longer than the program's guard after a new dialog (150 ms): nobody answers faster.
const PACE: Duration = Duration::from_millis(170);

pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\x1b";
pub(crate) const TAB: &str = "\t";

/// `ctrl` and a letter.
pub(crate) fn ctrl(letter: char) -> String {
    char::from(letter as u8 & 0x1f).to_string()
}

/// The program on its terminal.
pub(crate) struct Hand {
    pub(crate) pty: Pty,
    pressed: Cell<usize>,
}

/// The program as configured by its environment, with a budget and waits that suit a test.
pub(crate) fn program(api: &Api, arguments: &[&str]) -> Program {
    let mut program = pty::rosterm(arguments);
    for (name, value) in [
        ("ROSTERM_BASE_URL", &*api.base_url),
        ("ROSTERM_TOKEN", &*api.token),
        ("ROSTERM_RATE", "1000"),
        ("ROSTERM_BURST", "1000"),
        ("ROSTERM_QUIET", "100ms"),
        ("ROSTERM_RECHECK", "10ms,20ms"),
    ] {
        program.env(name, value);
    }
    program
}

impl Hand {
    /// Opens the program on 24 lines of 80.
    pub(crate) fn open(program: Program) -> Self {
        Self::open_on(program, 24, 80)
    }

    pub(crate) fn open_on(program: Program, rows: u16, columns: u16) -> Self {
        Self {
            pty: Pty::spawn(program, rows, columns),
            pressed: Cell::new(0),
        }
    }

    /// Waits until the text is on the grid; returns the grid.
    pub(crate) fn see(&self, text: &str) -> String {
        self.pty.wait_for_text(text)
    }

    /// Waits until none of the texts is on the grid.
    pub(crate) fn see_none_of(&self, texts: &[&str]) -> String {
        self.pty.wait_for(&format!("none of {texts:?}"), |screen| {
            let grid = screen.contents();
            !texts.iter().any(|text| grid.contains(text))
        })
    }

    /// Waits until one of the texts is on the grid; returns which.
    pub(crate) fn see_one_of<'a>(&self, texts: &[&'a str]) -> &'a str {
        let find = |grid: &str| texts.iter().copied().find(|text| grid.contains(text));
        let grid = self.pty.wait_for(&format!("one of {texts:?}"), |screen| {
            find(&screen.contents()).is_some()
        });
        // The grid may have moved on between the wait and the look.
        find(&grid).unwrap_or_else(|| self.see_one_of(texts))
    }

    /// Presses one key.
    pub(crate) fn press(&self, key: &str) {
        std::thread::sleep(PACE);
        self.pty.send(key);
        self.pressed.set(self.pressed.get() + 1);
    }

    /// Types a text; nothing in it is a write key.
    pub(crate) fn type_text(&self, text: &str) {
        self.pty.send(text);
        self.pressed.set(self.pressed.get() + text.chars().count());
    }

    /// Key presses so far.
    pub(crate) fn pressed(&self) -> usize {
        self.pressed.get()
    }

    /// Waits until no find is in force.
    pub(crate) fn see_no_find(&self) {
        self.see_none_of(&[FOUND]);
    }

    /// Finds Ravi Kumar Verma (#314678) among the loaded rows.
    pub(crate) fn find_ravi(&self) {
        self.see("Ravi Kumar Verma");
        self.press("/");
        self.see("Enter take it");
        self.type_text("ravi");
        self.see("1 of 1 found");
        self.press(ENTER);
        self.see("Enter detail");
    }

    /// Leaves the list, dropping the find first; the terminal is as it was.
    pub(crate) fn leave(&self) {
        if self.pty.grid().contains(FOUND) {
            self.press("q");
            self.see_no_find();
        }
        self.press("q");
        assert_eq!(self.pty.exit_code(), 0, "{}", self.pty.grid());
        self.pty.assert_restored();
    }
}

/// What the list's title says while a find is in force.
const FOUND: &str = " found in ";
