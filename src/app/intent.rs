//! A key press that needs a read before it can be decided: the direction of a toggle whose state
//! is unknown, the base of a form.
//!
//! Invariant: there is one intent at a time, and only an answer for its own user resolves it.

use std::time::Duration;

use crate::domain::{Field, User, UserId};
use crate::protocol::{Command, Failure, Priority};

use super::keymap::Scope;
use super::notice::Level;
use super::{Model, detail, form, roles, toggle};

/// What waits for a read of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Whose record is waited for.
    pub user: UserId,
    /// What follows.
    pub what: What,
    /// Since when.
    pub since: Duration,
}

/// What follows when the record is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Set the flag to the other value.
    Toggle(Field),
    /// Open the role picker.
    Role,
    /// Open the form.
    Form,
    /// Show the record: `:u 314678`.
    GoTo,
}

/// Reads `user` and does `what` with the answer. A newer wish replaces the one that waits; the same
/// toggle again takes it back, as two presses before sending cancel out.
pub(super) fn wait_for(model: &mut Model, user: UserId, what: What, out: &mut Vec<Command>) {
    let is_again = |intent: &Intent| intent.user == user && intent.what == what;
    if matches!(what, What::Toggle(_)) && model.intent.as_ref().is_some_and(is_again) {
        model.intent = None;
        return model.say(Level::Info, "Pressed twice: taken back; nothing was sent");
    }
    out.push(detail::load(&user, Priority::Key));
    model.intent = Some(Intent {
        user,
        what,
        since: model.now.mono,
    });
}

/// The record is there. Where something else has the keys by now, nothing opens under the fingers
/// and nothing is asked: the next letter typed there must not be taken for an answer.
pub(super) fn resolve(model: &mut Model, user: &User, out: &mut Vec<Command>) {
    let Some(intent) = model.intent.take_if(|intent| intent.user == user.id) else {
        return;
    };
    // "Reading the user for the form; esc cancels" is over.
    model.notices.hush();
    let is_free = matches!(model.scope(), Scope::List | Scope::Detail);
    if let What::Toggle(field) = intent.what {
        let asked_before = model.question.take();
        toggle::decide(model, user, field, out);
        if !is_free && model.question.take().is_some() {
            let text = format!(
                "Nothing was sent: {} needs a question first; press the key again",
                toggle::name_of(model, &user.id)
            );
            model.say(Level::Warning, text);
        }
        model.question = model.question.take().or(asked_before);
        return;
    }
    if !is_free {
        let name = toggle::name_of(model, &user.id);
        return model.say(
            Level::Info,
            format!("{name} is read now; press the key again"),
        );
    }
    match intent.what {
        What::Toggle(_) => {}
        What::Role => roles::open(model, user),
        What::Form => form::open(model, &user.id),
        What::GoTo => {
            super::list::go_to(model, &user.id);
            detail::open_user(model, user.id.clone(), Duration::ZERO);
            model.focus = super::Pane::Detail;
        }
    }
}

pub(super) fn failed(model: &mut Model, id: &UserId, failure: &Failure) {
    let Some(intent) = model.intent.take_if(|intent| intent.user == *id) else {
        return;
    };
    let text = &failure.text;
    let text = match intent.what {
        What::Toggle(_) => {
            format!("{text}. Nothing was sent; press the key again to try again")
        }
        What::Role | What::Form => format!("{text}. Press the key again to try again"),
        What::GoTo => text.clone(),
    };
    model.say(Level::Error, text);
}
