//! A program that prints one line: the secret.
//!
//! Invariants: what it was given and what it prints is never part of a message; one that nobody
//! waits for any more is ended.

use std::io::{self, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{MOST_BYTES, StoreError, one_line};
use crate::domain::Secret;

/// A program, before, while and after it runs.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Whether it may ask the person on the terminal.
    is_attended: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
enum State {
    Waiting,
    Running(Child),
    /// It has ended, or must not begin any more.
    Over,
}

/// Ends the program when it is dropped.
#[derive(Debug)]
pub(super) struct Ends(Program);

impl Drop for Ends {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        match &mut *state {
            // Whoever reads what it prints notices, and sees it off.
            State::Running(child) => drop(child.kill()),
            State::Waiting | State::Over => *state = State::Over,
        }
    }
}

impl Program {
    /// One that may ask the person on the terminal.
    pub(super) fn attended() -> Self {
        Self {
            is_attended: true,
            state: Arc::new(Mutex::new(State::Waiting)),
        }
    }

    /// One that runs while something else has the terminal.
    pub(super) fn unattended() -> Self {
        Self {
            is_attended: false,
            ..Self::attended()
        }
    }

    /// What ends it.
    pub(super) fn ends_with_this(&self) -> Ends {
        Ends(self.clone())
    }

    /// Runs it; gives the one line that it prints.
    pub(super) fn run(&self, words: &[String]) -> Result<Secret, StoreError> {
        let program = words.first().cloned().unwrap_or_default();
        let refuse = |cause: String| StoreError::Command {
            program: program.clone(),
            cause,
        };
        let terminal = || match self.is_attended {
            true => Stdio::inherit(),
            false => Stdio::null(),
        };
        let mut command = Command::new(&program);
        command
            .args(words.iter().skip(1))
            .stdin(terminal())
            .stdout(Stdio::piped())
            .stderr(terminal());
        let out = self.begin(&mut command);
        let out = out.map_err(|error| refuse(format!("cannot be started: {error}")))?;
        let mut text = String::new();
        let read = out.map(|out| out.take(MOST_BYTES).read_to_string(&mut text));
        let ended = self.wait();
        // Wiped whatever follows.
        let printed = Secret::new(text);
        match (read, ended) {
            (Some(Ok(_)), Ok(status)) if status.success() => {}
            (_, Ok(status)) if !status.success() => {
                return Err(refuse(format!(
                    "failed ({status}); run it by hand to see why"
                )));
            }
            (Some(Err(_)), _) => {
                return Err(refuse("printed something that is not text".to_owned()));
            }
            (_, _) => return Err(refuse("could not be waited for".to_owned())),
        }
        one_line(&printed).ok_or_else(|| {
            refuse("must print exactly one line: the token and nothing else".to_owned())
        })
    }

    fn begin(&self, command: &mut Command) -> io::Result<Option<ChildStdout>> {
        let mut state = self.lock();
        if matches!(*state, State::Over) {
            return Err(io::Error::other("nobody waits for it"));
        }
        let mut child = command.spawn()?;
        let out = child.stdout.take();
        *state = State::Running(child);
        Ok(out)
    }

    fn wait(&self) -> io::Result<ExitStatus> {
        let state = std::mem::replace(&mut *self.lock(), State::Over);
        match state {
            State::Running(mut child) => child.wait(),
            State::Waiting | State::Over => Err(io::Error::other("it does not run")),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("nothing panics while a program is looked at")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[test]
    fn one_that_nobody_waits_for_is_ended_before_and_while_it_runs() {
        let program = Program::unattended();
        drop(program.ends_with_this());
        let refused = program.run(&sh("echo late")).expect_err("it began");
        assert!(refused.to_string().contains("nobody waits"), "{refused}");

        let program = Program::unattended();
        let ends = program.ends_with_this();
        let runs = program.clone();
        let run = std::thread::spawn(move || runs.run(&sh("exec sleep 600")));
        while !matches!(*program.lock(), State::Running(_)) {
            std::thread::yield_now();
        }
        drop(ends);
        let ended = run.join().expect("no panic").expect_err("it was ended");
        assert!(ended.to_string().contains("failed"), "{ended}");
    }

    #[test]
    fn one_that_cannot_ask_reads_the_end_at_once() {
        let token = Program::unattended().run(&sh("cat; echo token-1"));
        assert_eq!(
            token.map(|token| token.expose().to_owned()),
            Ok("token-1".to_owned())
        );
    }
}
