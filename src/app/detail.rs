//! The detail pane: one user, read fresh, walking along with the list.
//!
//! Invariant: what is shown is always looked up by this pane's user id, so an answer for another
//! user can never appear here.

use std::time::Duration;

use crate::domain::{User, UserId};
use crate::protocol::{ApiCommand, Cause, Command, Failure, Priority};

use super::action::{ListAction, Motion};
use super::keymap::Scope;
use super::notice::Level;
use super::{Model, Pane, layout};

/// The state of an open detail pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Whose record it shows.
    pub user: UserId,
    /// First line shown.
    pub scroll: usize,
    /// Whether and how it is being read.
    pub read: Read,
}

/// The reading of the pane's user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// To be asked for at this time: walking quickly past users costs no requests.
    Due(Duration),
    /// Asked for at this time.
    Asked(Duration),
    /// Read; the roster has it.
    Done,
    /// It failed.
    Failed(Failure),
}

/// How long the cursor must rest on a user before it is read.
const REST: Duration = Duration::from_millis(250);
/// A record read more recently than this is not read again just for being looked at.
const FRESH: Duration = Duration::from_secs(30);

/// Opens the pane for the user under the cursor, or focuses it.
pub(super) fn open(model: &mut Model) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to open here");
    };
    open_user(model, user, Duration::ZERO);
    model.focus = Pane::Detail;
}

/// Back to the list.
pub(super) fn close(model: &mut Model) {
    model.detail = None;
    model.focus = Pane::List;
}

/// `p`: beside the list or not at all.
pub(super) fn toggle_pane(model: &mut Model) {
    match model.detail {
        Some(_) => close(model),
        None => {
            if let Some(user) = model.target() {
                open_user(model, user, Duration::ZERO);
            }
        }
    }
}

/// Opens the pane for a user, to be read after a delay unless it was read just now.
pub(super) fn open_user(model: &mut Model, user: UserId, delay: Duration) {
    let read_at = model
        .roster
        .get(&user)
        .and_then(|shown| shown.user())
        .map(|(stamp, _)| stamp.at);
    let is_fresh =
        read_at.is_some_and(|at| model.now.wall.duration_since(at).unsigned_abs() < FRESH);
    let read = if is_fresh {
        Read::Done
    } else {
        Read::Due(model.now.mono + delay)
    };
    model.detail = Some(Detail {
        user,
        scroll: 0,
        read,
    });
}

/// The list's cursor moved: the pane follows.
pub(super) fn follow_cursor(model: &mut Model) {
    if model.detail.is_none() {
        return;
    }
    if let Some(user) = model.list.cursor_id(&model.roster)
        && model
            .detail
            .as_ref()
            .is_some_and(|detail| detail.user != user)
    {
        open_user(model, user, REST);
    }
}

/// Somebody signed in: what could not be read because nobody was is due now.
pub(super) fn signed_in(model: &mut Model) {
    let now = model.now.mono;
    if let Some(detail) = &mut model.detail
        && let Read::Failed(failure) = &detail.read
        && failure.cause == Cause::SignedOut
    {
        detail.read = Read::Due(now);
    }
}

pub(super) fn scroll(model: &mut Model, motion: Motion) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    if let Some(detail) = &mut model.detail {
        detail.scroll = match motion {
            Motion::PageUp => detail.scroll.saturating_sub(half),
            Motion::PageDown => detail.scroll + half,
            Motion::Up
            | Motion::Down
            | Motion::First
            | Motion::Last
            | Motion::Left
            | Motion::Right => detail.scroll,
        };
    }
}

/// `R`: reads the user again now. If an edit of it is open, this is its check.
pub(super) fn reread(model: &mut Model, out: &mut Vec<Command>) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to read here");
    };
    let open: Vec<_> = model.history.open_of(&user).collect();
    for edit in &open {
        out.push(Command::Api(ApiCommand::Recheck(*edit)));
    }
    if open.is_empty() {
        out.push(load(&user, Priority::Key));
        if let Some(detail) = model.detail.as_mut().filter(|detail| detail.user == user) {
            detail.read = Read::Asked(model.now.mono);
        }
    }
    let text = if open.is_empty() {
        "Reading the user again"
    } else {
        "Checking the open change"
    };
    model.say(Level::Info, text);
}

/// A command that reads one user.
pub(super) fn load(user: &UserId, priority: Priority) -> Command {
    Command::Api(ApiCommand::LoadUser {
        id: user.clone(),
        priority,
    })
}

/// After every event: a due read is asked for.
pub(super) fn settle(model: &mut Model, out: &mut Vec<Command>) {
    let now = model.now.mono;
    if let Some(detail) = &mut model.detail
        && let Read::Due(at) = detail.read
        && at <= now
    {
        detail.read = Read::Asked(now);
        out.push(load(&detail.user, Priority::Detail));
    }
}

pub(super) fn heard(model: &mut Model, user: &User) {
    if let Some(detail) = model
        .detail
        .as_mut()
        .filter(|detail| detail.user == user.id)
    {
        detail.read = Read::Done;
    }
}

pub(super) fn failed(model: &mut Model, id: &UserId, failure: &Failure) {
    let mut is_shown = false;
    if let Some(detail) = model.detail.as_mut().filter(|detail| detail.user == *id) {
        detail.read = Read::Failed(failure.clone());
        is_shown = true;
    }
    if is_shown {
        let key = model.keymap.key(Scope::Detail, ListAction::Reread);
        let text = format!("{}. {key} tries again", failure.text);
        model.say(Level::Error, text);
    }
}
