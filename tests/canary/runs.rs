//! Runs of the program that a wide session is made of, all in one folder.

use crate::folder::Folder;
use crate::process::{self, Ran, finish};
use crate::pty;

/// Waits and a budget that suit a test.
const SWIFT: [(&str, &str); 5] = [
    ("ROSTERM_RATE", "1000"),
    ("ROSTERM_BURST", "1000"),
    ("ROSTERM_QUIET", "50ms"),
    ("ROSTERM_RECHECK", "10ms,20ms"),
    ("ROSTERM_PATIENCE", "10ms"),
];

/// A verb, ready to be given more environment.
pub(crate) fn verb(folder: &Folder, arguments: &[&str]) -> process::Program {
    let mut program = process::Program::in_folder(folder, arguments);
    program.envs(SWIFT).current_dir(folder);
    program
}

/// Runs a verb of a profile with this on standard input.
pub(crate) fn run(folder: &Folder, profile: &str, arguments: &[&str], input: &str) -> Ran {
    let arguments = [&["--profile", profile], arguments].concat();
    finish(verb(folder, &arguments), input)
}

/// The program on a screen.
pub(crate) fn screen(folder: &Folder, arguments: &[&str]) -> pty::Program {
    let mut program = pty::Program::in_folder(folder, pty::BINARY);
    program.args(arguments);
    for (name, value) in SWIFT {
        program.env(name, value);
    }
    program.cwd(&**folder);
    program
}
