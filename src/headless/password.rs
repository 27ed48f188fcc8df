//! A password from a person or a pipe; never from the command line.
//!
//! Invariant: it is not echoed, not kept beside the [`Value`], and the terminal is as before
//! whatever happens while it is typed.

use std::io::{self, Read};

use crate::domain::{Field, Plan, Secret, Value};

use super::assignment::{BadWord, read_value};
use super::console::Console;

/// Where a password comes from when nobody can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFrom {
    /// From nowhere: it is asked for on a terminal only.
    Terminal,
    /// From standard input (`password=-`).
    Input,
}

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPassword {
    #[error(transparent)]
    Bad(#[from] BadWord),
    #[error(
        "password: it can be asked for on a terminal only; elsewhere write password=- and give it on standard input"
    )]
    NobodyToAsk,
    #[error("password: the two were not the same; nothing was sent")]
    Different,
    #[error("password: standard input cannot be read: {0}")]
    Input(#[from] io::Error),
}

/// Asks for the password of a plan that sets one: files and the journal only say that it does.
///
/// # Errors
/// [`NoPassword`] when there is none.
pub(super) fn fill(
    plan: &mut Plan,
    from: PasswordFrom,
    console: &mut Console<'_>,
) -> Result<(), NoPassword> {
    let deltas = plan
        .edits
        .iter_mut()
        .flat_map(|edit| &mut edit.change.deltas);
    let mut missing = deltas
        .filter(|delta| delta.field == Field::Password && !is_known(&delta.after))
        .peekable();
    if missing.peek().is_none() {
        return Ok(());
    }
    let password = read(from, console)?;
    for delta in missing {
        delta.after = password.clone();
    }
    Ok(())
}

fn is_known(password: &Value) -> bool {
    let is_filled = |secret: &Secret| !secret.expose().is_empty();
    matches!(password, Value::Secret(secret) if is_filled(secret))
}

/// Reads or asks for it.
pub(super) fn read(from: PasswordFrom, console: &mut Console<'_>) -> Result<Value, NoPassword> {
    if console.interactive {
        let first = ask("New password: ", console)?;
        let value = read_value(Field::Password, &first)?;
        if ask("The same again: ", console)? != first {
            return Err(NoPassword::Different);
        }
        return Ok(value);
    }
    if from == PasswordFrom::Terminal {
        return Err(NoPassword::NobodyToAsk);
    }
    let mut text = String::new();
    io::stdin().take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(read_value(
        Field::Password,
        text.trim_end_matches(['\r', '\n']),
    )?)
}

/// More is no password but a wrong file.
const MOST_BYTES: u64 = 4_096;

/// One line, typed unseen.
#[cfg(unix)]
pub(super) fn ask(question: &str, console: &mut Console<'_>) -> io::Result<String> {
    let quiet = Quiet::begin()?;
    write!(console.err, "{question}")?;
    console.err.flush()?;
    let typed = type_line(&mut io::stdin().lock());
    drop(quiet);
    writeln!(console.err)?;
    typed
}

/// One line, typed unseen.
#[cfg(not(unix))]
pub(super) fn ask(_: &str, _: &mut Console<'_>) -> io::Result<String> {
    let cause = "typing unseen is not possible here; give it through a pipe";
    Err(io::Error::new(io::ErrorKind::Unsupported, cause))
}

/// One line, typed key by key: backspace and ctrl-u as everywhere, ctrl-c and ctrl-d give up.
#[cfg(unix)]
fn type_line(keys: &mut dyn Read) -> io::Result<String> {
    let mut line = Vec::new();
    let mut key = [0];
    loop {
        if keys.read(&mut key)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match key[0] {
            b'\r' | b'\n' => break,
            0x03 | 0x04 => return Err(io::ErrorKind::Interrupted.into()),
            0x08 | 0x7f => drop(line.pop()),
            0x15 => line.clear(),
            byte => line.push(byte),
        }
    }
    String::from_utf8(line).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// The terminal without echo and without line editing, until dropped.
#[cfg(unix)]
struct Quiet {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Quiet {
    fn begin() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        // ISIG too: a ctrl-c would otherwise end us with the echo still off.
        quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self { before })
    }
}

#[cfg(unix)]
impl Drop for Quiet {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
