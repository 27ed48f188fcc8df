//! May it be sent? Said on the command line, or asked on the terminal.
//!
//! Invariant: where nobody can be asked, nothing is sent without a word, and of several changes
//! the word is their number.

use super::console::Console;
use super::exit::Exit;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// One change: yes or no.
    One,
    /// A reviewed list: the number of its changes must be typed.
    Many(usize),
}

/// Gets it, or says why nothing is sent. `yes` = `--yes`, with the count that stood behind it.
pub(super) fn get(
    yes: Option<Option<usize>>,
    question: Question,
    console: &mut Console<'_>,
) -> Result<(), Exit> {
    let (count, flag) = match question {
        Question::One => (1, "--yes".to_owned()),
        Question::Many(count) => (count, format!("--yes {count}")),
    };
    let changes = match count {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    let refusal = match (yes, question) {
        (Some(None), Question::One) => return Ok(()),
        (Some(Some(given)), _) if given == count => return Ok(()),
        (Some(Some(given)), _) => {
            format!("nothing was sent: --yes says {given}, but it is {changes}; give {flag}")
        }
        (Some(None), Question::Many(_)) => {
            format!("nothing was sent: it is {changes}; give their number, {flag}")
        }
        (None, _) if !console.interactive => {
            format!("nothing was sent: it is {changes} and nobody can be asked; add {flag} to send")
        }
        (None, question) => return ask(question, console),
    };
    console.error(&refusal);
    Err(Exit::Usage)
}

fn ask(question: Question, console: &mut Console<'_>) -> Result<(), Exit> {
    let answer = match question {
        Question::One => console.ask("Send? y/n "),
        Question::Many(count) => console.ask(&format!("Type {count} to send: ")),
    };
    let answer = answer.unwrap_or_default();
    let agreed = match question {
        Question::One => matches!(answer.trim(), "y" | "yes"),
        Question::Many(count) => answer.trim() == count.to_string(),
    };
    if agreed {
        return Ok(());
    }
    console.notice("nothing was sent");
    Err(Exit::Failed)
}
