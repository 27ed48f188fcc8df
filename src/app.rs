//! One state, one `update`: everything the person sees is decided here.
//!
//! [`update`] is the only writer of [`Model`]. It cannot fail, wait or ask the time: events and
//! `now` come in, commands for the workers go out. Behaviour stands in one file a pane; this file
//! only routes.

#![warn(clippy::wildcard_enum_match_arm)]

pub mod action;
mod browse;
pub mod columns;
pub mod command;
pub mod compare;
pub mod count;
pub mod detail;
pub mod file;
pub mod filters;
pub mod find;
pub mod form;
pub mod hand;
mod hear;
pub mod intent;
pub mod job;
pub mod journal;
pub mod keymap;
pub mod layout;
pub mod list;
pub mod marks;
pub mod menu;
mod model;
pub mod neighbours;
pub mod notice;
pub mod overlay;
pub mod palette;
mod parting;
pub mod plan;
pub mod profiles;
pub mod prompt;
pub mod question;
pub mod reader;
pub mod review;
pub mod roles;
pub mod sign_in;
mod start;
pub mod status;
pub mod toggle;
mod unlock;
pub mod views;
pub mod write;

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::View;
use crate::protocol::{self, Command, TerminalCommand};

use action::{Action, Program};
use keymap::Key;
pub use model::{Model, Pane};
use notice::Level;
pub use overlay::Overlay;
pub use start::Options;

/// The two clocks, read once per event by the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since the program started; for intervals.
    pub mono: Duration,
    /// The wall clock; for what is shown and journaled.
    pub wall: Timestamp,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// A text was pasted; never keys.
    Pasted(String),
    /// The terminal has this size now.
    Resized {
        /// In columns.
        columns: u16,
        /// In rows.
        rows: u16,
    },
    /// The terminal got the focus, or came back from suspension.
    Focused,
    /// A time asked for by [`Model::next_wake`] has come.
    Ticked,
    /// A worker reports.
    Worker(protocol::Event),
    /// A file was saved, or not.
    Saved {
        /// Where, as the person typed it.
        path: String,
        /// How that went.
        ended: file::Ended,
    },
    /// The person came here from another tenant.
    Arrived {
        /// From which profile.
        from: String,
        /// What became of what was on its way there, a sentence each.
        left: Vec<String>,
    },
    /// Another tenant could not be opened: the person stays.
    Stayed {
        /// Which profile was wanted.
        profile: String,
        /// Why not.
        cause: String,
    },
    /// A view was added to the configuration, or why not.
    ViewKept {
        /// The view.
        view: View,
        /// How that went; else a sentence.
        ended: Result<(), String>,
    },
    /// A file was read, or why not.
    Read {
        /// Where, as the person typed it.
        path: String,
        /// Its text; else a sentence.
        text: Result<String, String>,
    },
}

/// Takes one event in; gives the commands that follow from it.
pub fn update(model: &mut Model, now: Now, event: Event) -> Vec<Command> {
    model.now = now;
    let mut out = Vec::new();
    match event {
        Event::Key(key) => {
            if let Some(action) = model.keymap.action(model.scope(), key) {
                act(model, action, &mut out);
            } else {
                menu::press(model, key, &mut out);
            }
            model.keys.note(now.mono);
        }
        Event::Pasted(text) => paste(model, &text),
        Event::Resized { columns, rows } => model.size = (columns, rows),
        Event::Focused => model.keys.opened(now.mono),
        Event::Ticked => list::infer_on(model),
        Event::Worker(event) => hear::hear(model, event, &mut out),
        Event::Saved { path, ended } => file::saved(model, &path, ended),
        Event::ViewKept { view, ended } => views::kept(model, view, ended),
        Event::Read { path, text } => file::heard(model, &path, text),
        Event::Arrived { from, left } => profiles::arrived(model, &from, &left),
        Event::Stayed { profile, cause } => profiles::stayed(model, &profile, &cause),
    }
    detail::settle(model, &mut out);
    list::settle(model, &mut out);
    count::settle(model);
    status::settle(model);
    status::withhold(model, &mut out);
    out
}

/// Does what the person asked for.
pub(crate) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::Program(Program::Interrupt) => return browse::interrupt(model, out),
        Action::Program(Program::Redraw) => {
            return out.push(Command::Terminal(TerminalCommand::Redraw));
        }
        Action::Program(Program::Suspend) => {
            return out.push(Command::Terminal(TerminalCommand::Suspend));
        }
        Action::Move(_)
        | Action::Accept
        | Action::Back
        | Action::Type(_)
        | Action::Sift
        | Action::Save
        | Action::Own(_) => {}
    }
    if model.opening.is_some() {
        return profiles::act(model, action, out);
    }
    if model.question.is_some() {
        return question::act(model, action, out);
    }
    match &model.overlay {
        Some(_) => overlay::act(model, action, out),
        None => browse::browse(model, action, out),
    }
}

/// A paste is text for a text field, and nothing anywhere else.
fn paste(model: &mut Model, text: &str) {
    if !model.scope().takes_text() {
        return model.say(
            Level::Warning,
            "Pasted text ignored: nothing is being typed here",
        );
    }
    let line: String = text
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_PASTE)
        .collect();
    if model.question.is_none() && matches!(model.overlay, Some(Overlay::Find(_))) {
        return find::paste(model, &line);
    }
    let mut nothing_to_send = Vec::new();
    for character in line.chars() {
        let typed = Action::Type(tui_input::InputRequest::InsertChar(character));
        act(model, typed, &mut nothing_to_send);
    }
}

/// Characters of a paste that are taken; no field of a user is longer.
const LONGEST_PASTE: usize = 1024;
