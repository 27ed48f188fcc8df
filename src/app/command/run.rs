//! What the commands of the `:` line do.

use crate::app::action::{Action, ListAction, Own, Show, WriteAction};
use crate::app::file::Paper;
use crate::app::intent::{self, What};
use crate::app::notice::Level;
use crate::app::write::{self, Wish, capitalise};
use crate::app::{
    self, Model, browse, detail, file, job, list, profiles, prompt, sign_in, unlock, views,
};
use crate::domain::paging::Query;
use crate::domain::{Field, UserId, input};
use crate::protocol::{ApiCommand, Command};

pub(in crate::app) fn run(model: &mut Model, typed: &str, out: &mut Vec<Command>) {
    let (name, rest) = match typed.split_once(char::is_whitespace) {
        Some((name, rest)) => (name, rest.trim()),
        None => (typed, ""),
    };
    match name {
        "u" | "user" => go_to(model, rest, out),
        "set" => set(model, rest, out),
        "find" => {
            model.list.set_find(rest, &model.roster);
            list::accept(model);
            detail::follow_cursor(model);
        }
        "filter" => match parse_filters(model.list.query, rest) {
            Ok(query) => views::set_query(model, query, out),
            Err(problem) => model.say(Level::Warning, problem),
        },
        "view" => match rest.split_once(char::is_whitespace) {
            Some(("save", name)) => views::save(model, name.trim(), out),
            None if rest == "save" => views::save(model, "", out),
            Some(_) | None => views::open_named(model, rest, out),
        },
        "sort" => list::sort_by(model, rest),
        "columns" => app::act(model, Action::Own(Own::Show(Show::Columns)), out),
        "wide" => list::act(model, ListAction::Wide, out),
        "count" => app::act(model, Action::Own(Own::Show(Show::Count)), out),
        "compare" => list::act(model, ListAction::Compare, out),
        "reload" => list::start_over(model, out),
        "sweep" => list::sweep(model, out),
        "rest" => list::act(model, ListAction::LoadRest, out),
        "ctx" => profiles::switch(model, rest, out),
        "write" => unlock::allow(model, rest, out),
        "ro" => unlock::lock(model, out),
        "login" => sign_in::open(model),
        "logout" => sign_in::leave(model, out),
        "dismiss" => dismiss(model, rest, out),
        "job" => job::show_numbered(model, rest),
        "jobs" if rest.is_empty() => job::show_all(model),
        "jobs" => job::show_numbered(model, rest),
        "stop" => match job::running(model).map(|(id, _)| id) {
            Some(id) => job::stop(model, id, out),
            None => model.say(Level::Info, "No job is running"),
        },
        "journal" | "history" => app::act(model, Action::Own(Own::Show(Show::Journal)), out),
        "recipe" => prompt::start_recipe(model, rest),
        "plan" => file::read(model, rest, out),
        "export" if rest.is_empty() => app::act(model, Action::Save, out),
        "export" => file::save(model, Paper::List, rest, out),
        "open" => go_to_open(model, out),
        "raw" => app::act(model, Action::Own(Own::Show(Show::Raw)), out),
        "edit" => app::act(model, Action::Own(Own::Write(WriteAction::Edit)), out),
        "undo" => browse::write(model, WriteAction::Undo, out),
        "redo" => browse::write(model, WriteAction::Redo, out),
        "messages" => app::act(model, Action::Own(Own::Show(Show::Notices)), out),
        "requests" => app::act(model, Action::Own(Own::Show(Show::Requests)), out),
        "help" => app::act(model, Action::Own(Own::Show(Show::Help)), out),
        "q" | "quit" => browse::leave(model, out),
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

/// `:open`: the next user with a change of which nobody knows the end, round and round.
fn go_to_open(model: &mut Model, out: &mut Vec<Command>) {
    let target = model.target();
    let users: Vec<_> = model.history.open().map(|settled| &settled.user).collect();
    let at = users.iter().position(|user| Some(*user) == target.as_ref());
    let next = at.map_or(0, |at| at + 1) % users.len().max(1);
    match users.get(next) {
        Some(user) => go_to(model, &user.to_string(), out),
        None => model.say(Level::Info, "No change is unresolved"),
    }
}

/// `:set name=New Name email=x@example.in`: words without `=` belong to the value before them.
fn set(model: &mut Model, text: &str, out: &mut Vec<Command>) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to change here");
    };
    if !model.believes_key() {
        return;
    }
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
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
        if change.get(field).is_some() {
            let text = format!("{} is given twice; which one is meant?", field.name());
            return model.say(Level::Warning, text);
        }
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
        let Some((name, value)) = word.split_once('=') else {
            return Err(format!("{word:?} is not NAME=yes, NAME=no or NAME=any"));
        };
        query
            .set(name, value)
            .map_err(|why| capitalise(&why.to_string()))?;
    }
    Ok(query)
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
