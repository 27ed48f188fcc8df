//! A key press that needs a read before it can be decided: the direction of a toggle whose state
//! is unknown, the base of a form.
//!
//! Invariant: there is one intent at a time, and only an answer for its own user resolves it.

use std::time::Duration;

use crate::domain::{Field, User, UserId};
use crate::protocol::{Command, Failure, Priority};

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

/// Reads `user` and does `what` with the answer. A newer wish replaces the one that waits.
pub(super) fn wait_for(model: &mut Model, user: UserId, what: What, out: &mut Vec<Command>) {
    out.push(detail::load(&user, Priority::Key));
    model.intent = Some(Intent {
        user,
        what,
        since: model.now.mono,
    });
}

pub(super) fn resolve(model: &mut Model, user: &User, out: &mut Vec<Command>) {
    let Some(intent) = model.intent.take_if(|intent| intent.user == user.id) else {
        return;
    };
    // "Reading the user for the form; esc cancels" is over.
    model.notices.hush();
    match intent.what {
        What::Toggle(field) => toggle::decide(model, user, field, out),
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
    if model.intent.take_if(|intent| intent.user == *id).is_some() {
        let text = format!(
            "{}. Nothing was sent; press the key again to try again",
            failure.text
        );
        model.say(Level::Error, text);
    }
}
