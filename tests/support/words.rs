//! Commands in the words of a script.

use rosterm::domain::{Change, Delta, Edit, EditId, JobId, Query, Value};
use rosterm::protocol::{ApiCommand, Command, Existing, Priority, TerminalCommand, Writes};

use super::stage::clock;

/// An edit that was begun, and its job.
pub(crate) type Begun = (JobId, Edit);

/// A command as a line of a script.
pub(crate) fn say(edits: &[Begun], command: &Command) -> String {
    match command {
        Command::Api(command) => say_api(edits, command),
        Command::Search(command) => format!("{command:?}"),
        Command::Terminal(TerminalCommand::Copy(text)) => format!("Copy {text}"),
        Command::Terminal(TerminalCommand::Redraw) => "Redraw".to_owned(),
        Command::Terminal(TerminalCommand::Suspend) => "Suspend".to_owned(),
        Command::Terminal(TerminalCommand::Save {
            path,
            text,
            existing,
        }) => {
            let how = match existing {
                Existing::Keep => "",
                Existing::Replace => " replace",
            };
            let lines: Vec<_> = text.lines().map(str::trim).collect();
            format!("Save {path}{how}: {}", lines.join(" / "))
        }
        Command::Terminal(TerminalCommand::Read { path }) => format!("Read {path}"),
        Command::Terminal(TerminalCommand::KeepView(view)) => {
            let sort = view.sort.map_or("-".to_owned(), |sort| sort.words());
            let (name, find) = (&view.name, &view.find);
            let columns = view.columns.chosen().len();
            let filters = filters(&view.query);
            format!("KeepView {name}: find={find} sort={sort} columns={columns}{filters}")
        }
        Command::Terminal(TerminalCommand::Quit) => "Quit".to_owned(),
        Command::Terminal(TerminalCommand::Switch { profile }) => format!("Switch {profile}"),
        Command::Terminal(TerminalCommand::Stay) => "Stay".to_owned(),
    }
}

fn say_api(edits: &[Begun], command: &ApiCommand) -> String {
    match command {
        ApiCommand::SignIn { login_id, password } => {
            format!("SignIn {login_id} {}", password.expose())
        }
        ApiCommand::UseToken(token) => format!("UseToken {}", token.expose()),
        ApiCommand::TryAgain => "TryAgain".to_owned(),
        ApiCommand::SignOut => "SignOut".to_owned(),
        ApiCommand::LoadPage {
            listing: _,
            query,
            after,
            limit,
            priority,
        } => {
            let after = after.as_ref().map_or("-".to_owned(), ToString::to_string);
            let job = if *priority == Priority::Job {
                " job"
            } else {
                ""
            };
            format!(
                "LoadPage after={after} limit={limit}{}{job}",
                filters(query)
            )
        }
        ApiCommand::LoadRest {
            listing: _,
            query,
            after,
            limit,
            priority: _,
        } => {
            let after = after.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!("LoadRest after={after} limit={limit}{}", filters(query))
        }
        ApiCommand::Sweep {
            listing: _,
            query,
            until,
            limit,
            priority: _,
        } => {
            let until = until.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!("Sweep until={until} limit={limit}{}", filters(query))
        }
        ApiCommand::PauseSweep(_) => "PauseSweep".to_owned(),
        ApiCommand::ContinueSweep(_) => "ContinueSweep".to_owned(),
        ApiCommand::LoadUser { id, priority } => format!("LoadUser {id} {priority:?}"),
        ApiCommand::LoadNeighbours(of) => format!("LoadNeighbours {}", of.name()),
        ApiCommand::Begin(plan) => {
            let edits: Vec<_> = plan
                .edits
                .iter()
                .map(|edit| say_edit(edits, edit))
                .collect();
            format!("Begin {}", edits.join("; "))
        }
        ApiCommand::Resume(plan) => {
            let edits = plan.edits.iter().map(|edit| say_edit(edits, edit));
            let edits: Vec<_> = edits.collect();
            format!("Resume {} {}", plan.job, edits.join("; "))
        }
        ApiCommand::Pause(job) => format!("Pause {job}"),
        ApiCommand::Continue(job) => format!("Continue {job}"),
        ApiCommand::Cancel(job) => format!("Cancel {job}"),
        ApiCommand::CancelReads => "CancelReads".to_owned(),
        ApiCommand::Recheck(edit) => format!("Recheck {}", number(edits, *edit)),
        ApiCommand::Dismiss { edit, note } => {
            format!("Dismiss {} {note:?}", number(edits, *edit))
        }
        ApiCommand::KeepList(list) => format!("KeepList {} users", list.slots.len()),
        ApiCommand::SetWrites(Writes::Allowed) => "SetWrites allowed".to_owned(),
        ApiCommand::SetWrites(Writes::Until(until)) => {
            format!("SetWrites until {}", clock(*until))
        }
        ApiCommand::SetWrites(Writes::Forbidden(why)) => format!("SetWrites forbidden {why:?}"),
    }
}

fn say_edit(edits: &[Begun], edit: &Edit) -> String {
    let undo = edit
        .undo_of
        .map(|undone| format!(" undo_of={}", number(edits, undone)));
    let undo = undo.unwrap_or_default();
    format!(
        "{} {} {}{undo}",
        number(edits, edit.id),
        edit.user,
        deltas(&edit.change)
    )
}

fn number(edits: &[Begun], edit: EditId) -> String {
    let index = edits.iter().position(|(_, begun)| begun.id == edit);
    format!("#{}", index.expect("an edit that was begun") + 1)
}

/// `block_web_login LOCKED->open, name Asha->Asha Rao`.
fn deltas(change: &Change) -> String {
    let say = |delta: &Delta| {
        let words = |value: &Value| delta.field.words(value);
        let seen = delta.seen.as_ref().map_or("?".to_owned(), words);
        format!("{} {seen}->{}", delta.field.name(), words(&delta.after))
    };
    change.deltas.iter().map(say).collect::<Vec<_>>().join(", ")
}

/// ` web-login=no active=yes`, empty without filters.
pub(crate) fn filters(query: &Query) -> String {
    let flags = [
        ("extension", query.extension),
        ("login-based", query.login_based),
        ("international", query.international),
        ("web-login", query.web_login),
        ("active", query.active),
    ];
    let set = flags
        .into_iter()
        .filter_map(|(name, flag)| Some((name, flag?)));
    set.map(|(name, flag)| format!(" {name}={}", if flag { "yes" } else { "no" }))
        .collect()
}
