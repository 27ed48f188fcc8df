//! The line at the bottom: find as you type, and commands.
//!
//! Invariant: leaving the find line with esc puts the list back as it was before it was opened.

use std::time::Duration;

use jiff::SignedDuration;
use tui_input::Input;

use crate::domain::paging::Query;
use crate::domain::{Field, UserId, input};
use crate::protocol::{ApiCommand, Command, ReadOnly, Writes};

use super::action::{Action, Motion, Show, WriteAction};
use super::intent::{self, What};
use super::notice::Level;
use super::write::{self, Wish};
use super::{Model, Overlay, list};

/// The find line.
#[derive(Debug, Clone)]
pub struct FindLine {
    /// What is being typed; in force at once.
    pub input: Input,
    before: String,
}

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
        "filter",
        "NAME=yes|no|any …",
        "server filters: extension, login-based, international, web-login, active",
    ),
    ("reload", "", "read the list again from its start"),
    ("rest", "", "load all further pages"),
    ("write", "[30m]", "allow writes, for a time or until :ro"),
    ("ro", "", "read-only"),
    (
        "dismiss",
        "NOTE",
        "close this user's open change by your word",
    ),
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

pub(super) fn open_find(model: &mut Model) {
    let before = model.list.find.clone();
    let line = FindLine {
        input: before.clone().into(),
        before,
    };
    model.open(Overlay::Find(line));
}

pub(super) fn act_find(model: &mut Model, action: Action) {
    let Some(Overlay::Find(line)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Type(request) => {
            line.input.handle(request);
            let find = line.input.value().to_owned();
            model.list.set_find(&find, &model.roster);
            super::detail::follow_cursor(model);
        }
        Action::Move(motion @ (Motion::Up | Motion::Down)) => list::travel(model, motion),
        Action::Accept => {
            model.overlay = None;
            model.list.settle_cursor(&model.roster);
            if model.list.rows(&model.roster).is_empty() && !model.list.find.is_empty() {
                let text = no_match(model);
                model.say(Level::Info, text);
            }
        }
        Action::Back => {
            let before = line.before.clone();
            model.overlay = None;
            model.list.set_find(&before, &model.roster);
        }
        Action::Move(_)
        | Action::List(_)
        | Action::Show(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Review(_)
        | Action::Conflict(_)
        | Action::Answer(_)
        | Action::Leave
        | Action::Interrupt
        | Action::Redraw
        | Action::Suspend => {}
    }
}

/// `No match for "zed" in 240 loaded rows; more exist on the server: L loads the rest`.
#[must_use]
pub fn no_match(model: &Model) -> String {
    let loaded = model.roster.listing().len();
    let more = if model.roster.is_complete() {
        "; all users are loaded"
    } else {
        "; more exist on the server: L loads the rest"
    };
    format!(
        "No match for \"{}\" in {loaded} loaded rows{more}",
        model.list.find
    )
}

pub(super) fn open_command(model: &mut Model) {
    model.open(Overlay::Command(CommandLine::default()));
}

pub(super) fn act_command(model: &mut Model, action: Action, out: &mut Vec<Command>) {
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
                model.commands_run.push(typed);
            }
        }
        Action::Move(_)
        | Action::List(_)
        | Action::Show(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Review(_)
        | Action::Conflict(_)
        | Action::Answer(_)
        | Action::Leave
        | Action::Interrupt
        | Action::Redraw
        | Action::Suspend => {}
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

fn run(model: &mut Model, typed: &str, out: &mut Vec<Command>) {
    let (name, rest) = match typed.split_once(char::is_whitespace) {
        Some((name, rest)) => (name, rest.trim()),
        None => (typed, ""),
    };
    match name {
        "u" | "user" => go_to(model, rest, out),
        "set" => set(model, rest, out),
        "find" => model.list.set_find(rest, &model.roster),
        "filter" => match parse_filters(model.list.query, rest) {
            Ok(query) => list::set_query(model, query, out),
            Err(problem) => model.say(Level::Warning, problem),
        },
        "reload" => list::start_over(model, out),
        "rest" => list::act(model, super::ListAction::LoadRest, out),
        "write" => allow_writes(model, rest, out),
        "ro" => {
            let forbidden = Writes::Forbidden(ReadOnly::Asked);
            out.push(Command::Api(ApiCommand::SetWrites(forbidden)));
        }
        "dismiss" => dismiss(model, rest, out),
        "raw" => super::act(model, Action::Show(Show::Raw), out),
        "edit" => super::act(model, Action::Write(WriteAction::Edit), out),
        "undo" => write::undo(model, out),
        "redo" => write::redo(model, out),
        "messages" => super::act(model, Action::Show(Show::Notices), out),
        "requests" => super::act(model, Action::Show(Show::Requests), out),
        "help" => super::act(model, Action::Show(Show::Help), out),
        "q" | "quit" => super::leave(model, out),
        _ => {
            let text = format!("There is no command {name:?}; tab completes, :help shows the keys");
            model.say(Level::Warning, text);
        }
    }
}

fn go_to(model: &mut Model, id: &str, out: &mut Vec<Command>) {
    match UserId::new(id) {
        Ok(user) => {
            model.say(Level::Info, format!("Reading #{user}; esc cancels"));
            intent::wait_for(model, user, What::GoTo, out);
        }
        Err(problem) => model.say(Level::Warning, problem.to_string()),
    }
}

/// `:set name=New Name email=x@example.in`: words without `=` belong to the value before them.
fn set(model: &mut Model, text: &str, out: &mut Vec<Command>) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to change here");
    };
    let mut pairs: Vec<(Field, String)> = Vec::new();
    for word in text.split_whitespace() {
        let named = word
            .split_once('=')
            .and_then(|(name, value)| Field::by_name(name).map(|field| (field, value.to_owned())));
        match (named, pairs.last_mut()) {
            (Some(pair), _) => pairs.push(pair),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(word);
            }
            (None, None) => {
                let text = format!("{word:?} is not FIELD=VALUE; fields: {}", field_names());
                return model.say(Level::Warning, text);
            }
        }
    }
    if pairs.is_empty() {
        let text = format!("set takes FIELD=VALUE; fields: {}", field_names());
        return model.say(Level::Warning, text);
    }
    let mut change = crate::domain::Change::default();
    for (field, value) in pairs {
        if field == Field::Password {
            let text = "A password is typed in the form (e), where nobody can read it";
            return model.say(Level::Warning, text);
        }
        match input::parse(field, &value) {
            Ok(after) => {
                let seen = model.roster.get(&user).and_then(|shown| shown.get(field));
                change
                    .deltas
                    .push(crate::domain::Delta::new(field, seen, after));
            }
            Err(problem) => return model.say(Level::Warning, problem.to_string()),
        }
    }
    let wish = Wish::new(model, user, change);
    write::submit(model, wish, out);
}

fn field_names() -> String {
    Field::writable()
        .map(Field::name)
        .collect::<Vec<_>>()
        .join(" ")
}

/// `web-login=no extension=any`.
fn parse_filters(mut query: Query, text: &str) -> Result<Query, String> {
    for word in text.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = match value {
            "yes" | "on" | "true" => Some(true),
            "no" | "off" | "false" => Some(false),
            "any" => None,
            _ => return Err(format!("{word:?} is not NAME=yes, NAME=no or NAME=any")),
        };
        let field = match name {
            "extension" => &mut query.extension,
            "login-based" => &mut query.login_based,
            "international" => &mut query.international,
            "web-login" => &mut query.web_login,
            "active" | "status" => &mut query.active,
            _ => {
                return Err(format!(
                    "There is no server filter {name:?}; there are extension, login-based, \
                     international, web-login and active"
                ));
            }
        };
        *field = value;
    }
    Ok(query)
}

/// `:write`, `:write 30m`.
fn allow_writes(model: &mut Model, text: &str, out: &mut Vec<Command>) {
    if let Writes::Forbidden(ReadOnly::JournalFailed | ReadOnly::JournalLocked) = model.writes
        && let Some(refusal) = super::write::refusal(model)
    {
        return model.say(Level::Error, refusal);
    }
    let writes = if text.is_empty() {
        Writes::Allowed
    } else {
        let Some(span) = parse_minutes(text) else {
            let text = format!("{text:?} is not a time such as 30m or 2h (24h at most)");
            return model.say(Level::Warning, text);
        };
        let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::ZERO);
        Writes::Until(
            model
                .now
                .wall
                .saturating_add(span)
                .unwrap_or(model.now.wall),
        )
    };
    out.push(Command::Api(ApiCommand::SetWrites(writes)));
}

fn parse_minutes(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.len().checked_sub(1)?);
    let number: u64 = number.parse().ok()?;
    let seconds = match unit {
        "s" => number,
        "m" => number.checked_mul(60)?,
        "h" => number.checked_mul(3600)?,
        _ => return None,
    };
    (1..=86_400)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

fn dismiss(model: &mut Model, note: &str, out: &mut Vec<Command>) {
    if note.is_empty() {
        return model.say(
            Level::Warning,
            "dismiss takes a note for the journal: why is it closed?",
        );
    }
    let Some(user) = model.target() else { return };
    let open: Vec<_> = model.history.open_of(&user).collect();
    if open.is_empty() {
        return model.say(Level::Info, "No change of this user is open");
    }
    for edit in open {
        model.history.dismiss(edit);
        out.push(Command::Api(ApiCommand::Dismiss {
            edit,
            note: note.to_owned(),
        }));
    }
    model.say(
        Level::Info,
        "Closed by your word; the note goes into the journal",
    );
}
