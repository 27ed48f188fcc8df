//! Files: what is saved from a screen, and the sheets and plans that are read in.
//!
//! Invariants: nothing that is there is overwritten without asking; nothing secret is written; a
//! file that cannot be understood changes nothing.

use crate::domain::JobId;
use crate::protocol::{Command, Existing, TerminalCommand};

use super::notice::Level;
use super::question::{self, Question};
use super::{Model, prompt};

/// What can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The rows of the list.
    List,
    /// The plan on the screen.
    Plan,
    /// What became of a job.
    Job(JobId),
    /// The journal as it is shown.
    Journal,
}

/// How saving a file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It is there.
    Saved,
    /// There is such a file, and it was left as it is; the text comes back.
    Exists {
        /// What was to be saved.
        text: String,
    },
    /// It could not be written: why.
    Failed(String),
}

/// `ctrl-s`: asks for the name of the file.
pub(super) fn ask(model: &mut Model, paper: Paper) {
    let (title, name) = match paper {
        Paper::List => ("Save the rows shown", "users.csv".to_owned()),
        Paper::Plan => ("Save this plan", "plan.json".to_owned()),
        Paper::Job(job) => ("Save what became of this job", format!("job-{job}.csv")),
        Paper::Journal => ("Save the changes shown", "journal.csv".to_owned()),
    };
    prompt::ask_file(model, title.to_owned(), name, paper);
}

/// The name was typed: the text is made and handed to the terminal's loop.
pub(super) fn save(model: &mut Model, paper: Paper, path: &str, out: &mut Vec<Command>) {
    match text(model, paper, path) {
        Ok(text) => out.push(Command::Terminal(TerminalCommand::Save {
            path: path.to_owned(),
            text,
            existing: Existing::Keep,
        })),
        Err(why) => model.say(Level::Warning, why),
    }
}

fn text(_model: &mut Model, _paper: Paper, path: &str) -> Result<String, String> {
    Err(format!("{path}: not yet"))
}

/// The terminal's loop saved a file, or could not.
pub(super) fn saved(model: &mut Model, path: &str, ended: Ended) {
    match ended {
        Ended::Saved => model.say(Level::Done, format!("Saved: {path}")),
        Ended::Exists { text } => {
            let question = Question::about_overwriting(path.to_owned(), text);
            question::ask(model, question);
        }
        Ended::Failed(why) => {
            let text = format!("Not saved: {path}: {why}");
            model.say(Level::Error, text);
        }
    }
}

/// `:plan FILE`: the file is read by the terminal's loop.
pub(super) fn read(model: &mut Model, path: &str, out: &mut Vec<Command>) {
    if path.is_empty() {
        let text = "plan takes the name of a file: FILE.csv with a column id, login_id or number";
        return model.say(Level::Warning, text);
    }
    let path = path.to_owned();
    out.push(Command::Terminal(TerminalCommand::Read { path }));
}

/// The text of a file is there.
pub(super) fn heard(model: &mut Model, path: &str, text: Result<String, String>) {
    if let Err(why) = text {
        model.say(Level::Error, format!("{path} could not be read: {why}"));
    }
}
