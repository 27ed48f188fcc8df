//! The list and the detail pane, while nothing lies over them: what keys mean there, and leaving.

use std::time::Duration;

use crate::domain::Field;
use crate::protocol::Command;

use super::action::{Action, ListAction, Motion, Own, Show, WriteAction};
use super::file::{self, Paper};
use super::keymap::Scope;
use super::notice::Level;
use super::parting::{self, Parting};
use super::reader::Reader;
use super::{
    Model, Overlay, columns, command, count, detail, filters, find, form, job, journal, list,
    marks, menu, neighbours, palette, profiles, reader, roles, toggle, write as writes,
};

/// The list and the detail pane.
pub(super) fn browse(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::Move(motion) => match motion {
            Motion::PageUp | Motion::PageDown if model.detail_has_keys() => {
                detail::scroll(model, motion);
            }
            Motion::Up
            | Motion::Down
            | Motion::PageUp
            | Motion::PageDown
            | Motion::First
            | Motion::Last => list::travel(model, motion),
            Motion::Left | Motion::Right => columns::travel(model, motion),
        },
        Action::Own(Own::List(action)) => list::act(model, action, out),
        Action::Own(Own::Show(show)) => self::show(model, show),
        Action::Own(Own::Mark(action)) => marks::act(model, action),
        Action::Save => file::ask(model, Paper::List),
        Action::Own(Own::Write(action)) => write(model, action, out),
        Action::Back => back(model, out),
        Action::Accept | Action::Type(_) | Action::Sift | Action::Own(_) | Action::Program(_) => {}
    }
}

fn show(model: &mut Model, show: Show) {
    match show {
        Show::Detail => detail::open(model),
        Show::Raw => reader::open_raw(model),
        Show::Help => reader::open_help(model),
        Show::Notices => model.open(Overlay::Reader(Reader::notices())),
        Show::Requests => reader::toggle_requests(model),
        Show::Actions => palette::open_actions(model),
        Show::Palette => palette::open_palette(model),
        Show::Command => command::open(model),
        Show::Find => find::open(model),
        Show::Filters => filters::open(model),
        Show::Copy => menu::open_copy(model),
        Show::Journal => journal::open(model),
        Show::Jobs => job::show_all(model),
        Show::Columns => columns::chooser::open(model),
        Show::Count => count::open(model),
    }
}

pub(super) fn write(model: &mut Model, action: WriteAction, out: &mut Vec<Command>) {
    if !model.believes_key() {
        return;
    }
    match action {
        WriteAction::Block => toggle::press(model, Field::BlockAgent, out),
        WriteAction::WebLogin => toggle::press(model, Field::BlockWebLogin, out),
        WriteAction::Flags => toggle::open_menu(model),
        WriteAction::Role => roles::press(model, out),
        WriteAction::Edit => form::press(model, out),
        WriteAction::Undo => writes::undo(model, out),
        WriteAction::Redo => writes::redo(model, out),
    }
}

/// Esc where nothing lies over the panes: one layer back, but never out of the program.
fn back(model: &mut Model, out: &mut Vec<Command>) {
    if step_back(model, out) {
        return;
    }
    if model.list.is_reading() {
        list::stop_reading(model, out);
        let key = model.keymap.key(Scope::List, ListAction::Reload);
        let text = format!("Stopped reading the list; {key} reads on");
        return model.say(Level::Info, text);
    }
    let key = model.keymap.key(Scope::List, ListAction::Leave);
    let text = format!("There is nothing to step back from; {key} quits");
    model.say(Level::Info, text);
}

/// `q` in the list: one layer back, and out where there is none.
pub(super) fn back_or_leave(model: &mut Model, out: &mut Vec<Command>) {
    if !step_back(model, out) {
        leave(model, out);
    }
}

/// One layer back; `false` = there is none.
fn step_back(model: &mut Model, out: &mut Vec<Command>) -> bool {
    if model.intent.take().is_some() {
        model.say(Level::Info, "Cancelled; nothing was sent");
        return true;
    }
    if model.detail.is_some() {
        detail::close(model);
        return true;
    }
    if model.list.wants_rest() {
        list::stop_rest(model, out);
        return true;
    }
    if list::stop_sweep(model, out) {
        return true;
    }
    model.list.step_back(&model.roster)
}

/// Leaves, asking first if a write is in flight or a draft would be lost.
pub(super) fn leave(model: &mut Model, out: &mut Vec<Command>) {
    parting::part(model, Parting::Quit, out);
}

/// ctrl-c: cancels what waits; twice within two seconds leaves.
pub(super) fn interrupt(model: &mut Model, out: &mut Vec<Command>) {
    let twice = model
        .interrupted_at
        .is_some_and(|then| model.now.mono < then + Duration::from_secs(2));
    if twice {
        return parting::leave(model, Parting::Quit, out);
    }
    model.interrupted_at = Some(model.now.mono);
    if model.opening.is_some() {
        return profiles::stay(model, out);
    }
    if let (None, Some(Overlay::Job(screen))) = (&model.question, &model.overlay) {
        let id = screen.job;
        return job::stop(model, id, out);
    }
    model.question = None;
    if !matches!(
        model.overlay,
        Some(Overlay::Form(_) | Overlay::Plan(_) | Overlay::Job(_))
    ) {
        model.overlay = None;
    }
    model.intent = None;
    list::stop_reading(model, out);
    neighbours::stop_reading(model, out);
    model.say(
        Level::Info,
        "Cancelled what was waiting; ctrl-c again within 2 s quits",
    );
}
