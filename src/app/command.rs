//! The command line: what is typed behind `:`, its history and its completion.

mod run;

use tui_input::Input;

use crate::domain::Field;
use crate::protocol::Command;

use super::action::{Action, Motion};
use super::{Model, Overlay};
pub(super) use run::run;

/// The command line.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    /// What is being typed.
    pub input: Input,
    /// How far back in the history of commands, 0 = not at all.
    back: usize,
}

/// The commands of the `:` line, with what follows them and what they do.
pub const COMMANDS: &[(&str, &str, &str)] = &[
    ("u", "ID", "go to the user with this id, read directly"),
    ("user", "ID", "the same"),
    ("set", "FIELD=VALUE …", "change fields of this user"),
    ("find", "TEXT", "find in the loaded rows"),
    (
        "sort",
        "COLUMN [desc]",
        "sort the loaded rows; alone: the server's order",
    ),
    (
        "filter",
        "NAME=yes|no|any …",
        "server filters: extension, login-based, international, web-login, active",
    ),
    (
        "view",
        "[save] NAME",
        "open a saved view, or save what is shown as one: filters, find, order, columns",
    ),
    ("columns", "", "choose columns, their order and width"),
    ("wide", "", "all columns, or those that fit"),
    ("count", "", "count by the column under the cursor"),
    (
        "compare",
        "",
        "compare two users: two marks, or the mark and this row",
    ),
    ("reload", "", "read the list again from its start"),
    ("rest", "", "load all further pages"),
    (
        "sweep",
        "",
        "read the web-login state of everybody listed, for pages instead of a request each",
    ),
    ("ctx", "[NAME]", "another profile: go there, or choose one"),
    (
        "write",
        "[30m [REASON]]",
        "allow writes, for a time or until :ro; the reason goes into the journal",
    ),
    ("ro", "", "read-only"),
    ("login", "", "sign in, or see how long the token lasts"),
    ("logout", "", "give the token up; what is loaded stays"),
    (
        "dismiss",
        "NOTE",
        "close this user's open change by your word",
    ),
    (
        "job",
        "[N]",
        "a job's edits and outcomes, the running one first",
    ),
    ("jobs", "", "all jobs, and what is left of them"),
    (
        "stop",
        "",
        "stop the running job: what was not sent is withdrawn",
    ),
    (
        "journal",
        "",
        "what was changed, when, why, and how it ended",
    ),
    ("history", "", "the same"),
    (
        "recipe",
        "NAME",
        "what the configuration has under this name, for marks or row",
    ),
    (
        "plan",
        "FILE [KEY]",
        "a sheet of changes (.csv) or a saved plan (.json)",
    ),
    ("export", "FILE", "save the rows shown (.csv)"),
    ("open", "", "go to the next user with an unresolved change"),
    ("raw", "", "raw JSON of this user"),
    ("edit", "", "edit form"),
    ("undo", "", "undo the last change"),
    ("redo", "", "redo the last undo"),
    ("messages", "", "all messages"),
    ("requests", "", "request log"),
    ("help", "", "keys"),
    ("q", "", "quit"),
    ("quit", "", "quit"),
];

pub(super) fn open(model: &mut Model) {
    model.open(Overlay::Command(CommandLine::default()));
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Command(line)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Type(request) => {
            line.input.handle(request);
        }
        Action::Move(Motion::Up) => recall(line, &model.commands_run, line.back + 1),
        Action::Move(Motion::Down) if line.back > 0 => {
            recall(line, &model.commands_run, line.back - 1);
        }
        Action::Move(Motion::Down) => complete(line),
        Action::Back => model.overlay = None,
        Action::Accept => {
            let typed = line.input.value().trim().to_owned();
            model.overlay = None;
            if !typed.is_empty() {
                run(model, &typed, out);
                // A password typed in the wrong place is refused, and not kept either.
                if !typed.contains(Field::Password.name()) {
                    model.commands_run.push(typed);
                }
            }
        }
        Action::Move(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

fn recall(line: &mut CommandLine, run: &[String], back: usize) {
    if back <= run.len() {
        line.back = back;
        let text = if back == 0 {
            String::new()
        } else {
            run[run.len() - back].clone()
        };
        line.input = text.into();
    }
}

/// Tab: the first command that starts so.
fn complete(line: &mut CommandLine) {
    let typed = line.input.value();
    if let Some((name, arguments, _)) = COMMANDS.iter().find(|(name, ..)| name.starts_with(typed)) {
        let blank = if arguments.is_empty() { "" } else { " " };
        line.input = format!("{name}{blank}").into();
    }
}

/// What could follow what is typed, for the line above: `u ID  go to …`.
#[must_use]
pub fn suggestions(typed: &str) -> Vec<&'static (&'static str, &'static str, &'static str)> {
    let word = typed.split_whitespace().next().unwrap_or_default();
    let has_arguments = typed.contains(' ');
    let fits = |name: &str| {
        if has_arguments {
            name == word
        } else {
            name.starts_with(word)
        }
    };
    COMMANDS.iter().filter(|(name, ..)| fits(name)).collect()
}
