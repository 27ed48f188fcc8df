//! One key, one flag: `b`, `w` and the other toggles.
//!
//! Invariants: what is sent is always an absolute value; a direction is never guessed — if the
//! state is unknown it is read first, and if reading does not tell, the person is asked.

use crate::domain::value::AgentStatus;
use crate::domain::{Change, Field, User, UserId, Value};
use crate::protocol::Command;

use super::action::WriteAction;
use super::intent::{self, What};
use super::keymap::Scope;
use super::menu::Menu;
use super::notice::Level;
use super::question::{self, Question};
use super::write::{self, Wish};
use super::{Model, Overlay};

/// The flags behind `t`.
pub const MENU: [Field; 3] = [
    Field::InternationalOutbound,
    Field::LoginBasedCalling,
    Field::DisableAgent,
];

/// `t`: the other toggles.
pub(super) fn open_menu(model: &mut Model) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to change here");
    };
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let flags = Menu::flags(user);
    model.open(Overlay::Menu(flags));
}

/// The key for `field` was pressed on the target, or while users are marked.
pub(super) fn press(model: &mut Model, field: Field, out: &mut Vec<Command>) {
    if !model.marks.is_empty() {
        return ask_for_marks(model, field);
    }
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to change here");
    };
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let Some(shown) = model.roster.get(&user) else {
        return;
    };
    let is_about_agent = matches!(field, Field::BlockAgent | Field::DisableAgent);
    if is_about_agent && shown.get(Field::AgentStatus) == Some(Value::Null) {
        let key = model.keymap.key(Scope::List, WriteAction::WebLogin);
        let text = format!(
            "This user has no agent: there is nothing to block or disable. {key} locks the web \
             login"
        );
        return model.say(Level::Warning, text);
    }
    // Pressed again while the first press is on its way: the last wish wins.
    if let Some(wish) = shown.wish(field).and_then(Value::flag) {
        return send(model, user, field, Some(wish), !wish, out);
    }
    let is_busy = shown.get(Field::AgentStatus) == Some(Value::AgentStatus(AgentStatus::Busy));
    match shown.get(field).as_ref().and_then(Value::flag) {
        // A busy agent may be on a call: its state is read fresh before it is blocked.
        Some(now) if !(is_about_agent && is_busy && !now) => {
            send(model, user, field, Some(now), !now, out);
        }
        Some(_) | None => {
            let text = format!(
                "Reading {}: {} is not known yet; {} if {}, {} if {}",
                name_of(model, &user),
                field.label(),
                field.words(&Value::Flag(true)),
                field.words(&Value::Flag(false)),
                field.words(&Value::Flag(false)),
                field.words(&Value::Flag(true)),
            );
            model.say(Level::Info, text);
            intent::wait_for(model, user, What::Toggle(field), out);
        }
    }
}

/// The record is there: the direction follows from it, or the person is asked.
pub(super) fn decide(model: &mut Model, user: &User, field: Field, out: &mut Vec<Command>) {
    let is_about_agent = matches!(field, Field::BlockAgent | Field::DisableAgent);
    if is_about_agent && user.get(Field::AgentStatus) == Some(&Value::Null) {
        return model.say(
            Level::Warning,
            "This user has no agent: there is nothing to block",
        );
    }
    let Some(now) = user.get(field).and_then(Value::flag) else {
        let text = format!(
            "The server does not say whether \"{}\" is on or off for this user",
            field.label()
        );
        return ask_direction(model, &user.id, field, &text);
    };
    send(model, user.id.clone(), field, Some(now), !now, out);
}

/// A mixed selection is never toggled: the person says which way, then sees the plan.
fn ask_for_marks(model: &mut Model, field: Field) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let question = Question::direction(model, field);
    question::ask(model, question);
}

fn ask_direction(model: &mut Model, user: &UserId, field: Field, why: &str) {
    let first = wish(model, user.clone(), field, None, true);
    let second = wish(model, user.clone(), field, None, false);
    let choice = format!(
        "1 {}   2 {}",
        field.words(&Value::Flag(true)),
        field.words(&Value::Flag(false))
    );
    let question = Question::either(model, first, second, vec![why.to_owned(), choice]);
    question::ask(model, question);
}

fn wish(model: &Model, user: UserId, field: Field, seen: Option<bool>, after: bool) -> Wish {
    Wish::new(
        model,
        user,
        Change::one(field, seen.map(Value::Flag), Value::Flag(after)),
    )
}

fn send(
    model: &mut Model,
    user: UserId,
    field: Field,
    seen: Option<bool>,
    after: bool,
    out: &mut Vec<Command>,
) {
    let wish = wish(model, user, field, seen, after);
    write::submit(model, wish, out);
}

/// The name for a sentence; untrusted.
pub(super) fn name_of(model: &Model, user: &UserId) -> String {
    let name = model
        .roster
        .get(user)
        .map(|shown| shown.name())
        .unwrap_or_default();
    if name.is_empty() {
        format!("#{user}")
    } else {
        format!("{name} (#{user})")
    }
}
