//! What is run in a pseudo-terminal: the program, or any other, in an environment that does not
//! depend on the machine and a folder that is searched for secrets afterwards.

use std::ffi::OsStr;
use std::ops::{Deref, DerefMut};

use portable_pty::CommandBuilder;

use crate::folder::Folder;

/// A program about to be run, and the folder that it works in.
#[derive(Clone)]
pub struct Program {
    pub(super) command: CommandBuilder,
    pub folder: Folder,
}

/// This program with these arguments, in a folder of its own and an environment that does not
/// depend on the machine.
pub fn rosterm(arguments: &[&str]) -> Program {
    let mut program = plain(BINARY);
    program.args(arguments);
    program
}

/// This program.
pub const BINARY: &str = env!("CARGO_BIN_EXE_rosterm");

/// Any program in a folder of its own and an environment that does not depend on the machine.
pub fn plain(program: impl AsRef<OsStr>) -> Program {
    Program::in_folder(&Folder::new(), program)
}

impl Program {
    /// Any program in this folder.
    pub fn in_folder(folder: &Folder, program: impl AsRef<OsStr>) -> Self {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", "UTC");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in folder.environment() {
            command.env(name, value);
        }
        Self {
            command,
            folder: folder.clone(),
        }
    }
}

impl Deref for Program {
    type Target = CommandBuilder;

    fn deref(&self) -> &CommandBuilder {
        &self.command
    }
}

impl DerefMut for Program {
    fn deref_mut(&mut self) -> &mut CommandBuilder {
        &mut self.command
    }
}
