//! Files: what is saved from a screen, and the sheets and plans that are read in.
//!
//! Invariants: nothing that is there is overwritten without asking; nothing secret is written; a
//! file that cannot be understood changes nothing.

mod incoming;
mod table;

use std::io::{self, Write};
use std::path::Path;

use crate::domain::{Edit, JobId};
use crate::exchange::edit::EditDocument;
use crate::exchange::json;
use crate::exchange::report::Report;
use crate::exchange::sheet::Key;
use crate::protocol::{Command, Existing, TerminalCommand};

pub(super) use incoming::{heard, show_kept};

use super::notice::Level;
use super::question::{self, Question};
use super::{Model, Overlay, plan, prompt};
use table::Table;

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
    /// The chart of a column.
    Count,
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
        Paper::Count => ("Save this count", "count.csv".to_owned()),
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

/// The text of a file; the ending of its name says in which form.
fn text(model: &mut Model, paper: Paper, path: &str) -> Result<String, String> {
    let ending = Path::new(path)
        .extension()
        .and_then(|ending| ending.to_str());
    let form = match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Form::Csv,
        Some("md") => Form::Markdown,
        Some("json") => Form::Json,
        Some(_) | None => {
            return Err(format!(
                "{path:?} does not say in which form: end it in .csv, .md or .json"
            ));
        }
    };
    match (paper, form) {
        (Paper::Job(job), form) => report(model, job, form),
        (Paper::Plan, Form::Json) => plan::kept(model)
            .map(|kept| kept.write())
            .ok_or_else(|| "there is no plan to save".to_owned()),
        (Paper::Journal, Form::Json) => Ok(changes(model)),
        (Paper::List, Form::Json) => {
            Err("the list is saved as .csv or .md; rosterm users --json gives JSON".to_owned())
        }
        (Paper::Count, Form::Json) => Err("a count is saved as .csv or .md".to_owned()),
        (paper, Form::Markdown) => Ok(table(model, paper).markdown()),
        (paper, Form::Csv) => Ok(table(model, paper).csv()),
    }
}

#[derive(Clone, Copy)]
enum Form {
    Csv,
    Markdown,
    Json,
}

/// What became of a job, as the verbs without a screen report it.
fn report(model: &Model, job: JobId, form: Form) -> Result<String, String> {
    let planned = model.history.plan(job);
    let planned = planned.ok_or_else(|| format!("there is no job {job}"))?;
    let word = |edit: &Edit| model.history.get(edit.id).cloned();
    let report = Report::new(&planned.plan, word, None);
    Ok(written(|out| match form {
        Form::Csv => report.write_csv(out),
        Form::Markdown => report.write_markdown(out),
        Form::Json => report.write_json(out),
    }))
}

fn table(model: &Model, paper: Paper) -> Table {
    match (paper, &model.overlay) {
        (Paper::Plan, Some(Overlay::Plan(screen))) => Table::of_plan(screen),
        (Paper::Journal, Some(Overlay::Journal(screen))) => Table::of_journal(model, screen),
        (Paper::Count, Some(Overlay::Count(screen))) => Table::of_count(model, screen),
        (Paper::List | Paper::Plan | Paper::Journal | Paper::Count | Paper::Job(_), _) => {
            Table::of_list(model)
        }
    }
}

/// The changes shown in the journal, as the verbs without a screen print them.
fn changes(model: &Model) -> String {
    let edits = match &model.overlay {
        Some(Overlay::Journal(screen)) => screen.edits.as_slice(),
        Some(_) | None => &[],
    };
    let settled = edits.iter().filter_map(|edit| model.history.get(*edit));
    let documents: Vec<_> = settled.map(|settled| EditDocument::new(settled)).collect();
    written(|out| {
        json::write_pretty(out, &documents)?;
        writeln!(out)
    })
}

/// What is written to memory, as text.
fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut text = Vec::new();
    write(&mut text).expect("memory takes whatever is written to it");
    String::from_utf8(text).expect("documents and tables are text")
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

/// `:plan FILE [KEY]`: the file is read by the terminal's loop.
pub(super) fn read(model: &mut Model, words: &str, out: &mut Vec<Command>) {
    let keys = [Key::Id, Key::LoginId, Key::Number];
    let with_key = words
        .rsplit_once(char::is_whitespace)
        .and_then(|(path, word)| {
            let key = keys.into_iter().find(|key| key.name() == word)?;
            Some((path.trim(), key))
        });
    let path = with_key.map_or(words, |(path, _)| path);
    model.sheet_key = with_key.map(|(_, key)| key);
    if path.is_empty() {
        let text = "plan takes the name of a file: FILE.csv with a column id, login_id or number";
        return model.say(Level::Warning, text);
    }
    let path = path.to_owned();
    out.push(Command::Terminal(TerminalCommand::Read { path }));
}
