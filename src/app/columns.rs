//! Which columns of the list are on screen, how wide they are, and the one under the column cursor.
//!
//! Invariant: one pure function of the width and the view's columns; NAME always stays, and no
//! state is lost with a column: where USER, AGENT and WEB have no room, STATE says the worst.

use crate::domain::column::{Columns, Spread};
use crate::domain::{Column, Vendor};

pub mod chooser;
pub mod words;

use super::action::Motion;
use super::{Model, layout};

/// Cursor, mark and sign in front of each row.
pub const PREFIX: u16 = 4;

/// What goes first where there is no room.
const FIRST_TO_GO: [Column; 7] = [
    Column::AgentId,
    Column::Intercom,
    Column::Number,
    Column::LoginBased,
    Column::International,
    Column::Login,
    Column::Id,
];
/// What STATE says instead.
const STATES: [Column; 3] = [Column::User, Column::Agent, Column::Web];

/// A column and how wide it is.
pub type Placed = (Column, u16);

/// The columns for a list of this inner width; `cursor` is the column that must be in sight.
#[must_use]
pub fn placed(columns: &Columns, vendor: Vendor, width: u16, cursor: Column) -> Vec<Placed> {
    match columns.spread {
        Spread::Fitting => fitting(columns, width),
        Spread::Wide => wide(columns, vendor, width, cursor),
    }
}

fn fitting(columns: &Columns, width: u16) -> Vec<Placed> {
    let mut placed: Vec<Placed> = columns
        .chosen()
        .iter()
        .map(|(column, own)| (*column, own.unwrap_or(column.width())))
        .collect();
    let room = width.saturating_sub(PREFIX);
    while total(&placed) > room && placed.len() > 1 {
        if !give_way(&mut placed) {
            break;
        }
    }
    // A name is worth the room that is left.
    let rest = room.saturating_sub(total(&placed));
    let is_free = |column: Column| {
        let own = columns.chosen().iter().find(|(known, _)| *known == column);
        own.is_none_or(|(_, own)| own.is_none())
    };
    for (column, width) in &mut placed {
        if *column == Column::Name && is_free(Column::Name) {
            *width += rest.min(20);
        }
    }
    placed
}

/// Makes the columns narrower by one step; `false` = they are as narrow as they can be.
fn give_way(placed: &mut Vec<Placed>) -> bool {
    let position =
        |placed: &[Placed], wanted| placed.iter().position(|(known, _)| *known == wanted);
    let first = FIRST_TO_GO.into_iter();
    if let Some(index) = first.filter_map(|column| position(placed, column)).next() {
        placed.remove(index);
        return true;
    }
    let states = STATES.into_iter();
    let merged: Vec<_> = states
        .filter_map(|column| position(placed, column))
        .collect();
    // One state alone takes no more room than the worst of several.
    if let [_, .., _] = merged[..]
        && let Some(&at) = merged.iter().min()
    {
        placed.retain(|(column, _)| !STATES.contains(column));
        if position(placed, Column::State).is_none() {
            placed.insert(at, (Column::State, Column::State.width()));
        }
        return true;
    }
    for column in [Column::Extension, Column::ExtensionNumber, Column::Role] {
        if let Some(index) = position(placed, column) {
            placed.remove(index);
            return true;
        }
    }
    false
}

fn total(placed: &[Placed]) -> u16 {
    placed.iter().map(|(_, width)| *width).sum()
}

/// All columns there are, those of the view first; NAME stays, the others scroll.
fn wide(columns: &Columns, vendor: Vendor, width: u16, cursor: Column) -> Vec<Placed> {
    let room = width.saturating_sub(PREFIX);
    let named = columns.chosen().iter().copied();
    let others = Column::of(vendor).iter().copied();
    let others = others.filter(|column| !columns.has(*column) && *column != Column::State);
    let mut all: Vec<Placed> = named
        .chain(others.map(|column| (column, None)))
        .map(|(column, own)| (column, own.unwrap_or(wide_width(column))))
        .collect();
    let name = all.iter().position(|(column, _)| *column == Column::Name);
    let name = all.remove(name.expect("NAME is among the columns of every view"));
    let mut placed = vec![(name.0, name.1.min(room / 2).max(10))];
    let room = room.saturating_sub(placed[0].1);
    let at = all.iter().position(|(column, _)| *column == cursor);
    let at = at.unwrap_or(0);
    let start = (0..=at).find(|&start| total(&all[start..=at]) <= room);
    let mut left = room;
    for (column, width) in all.into_iter().skip(start.unwrap_or(at)) {
        // What is cut by the edge says at least that there is more.
        placed.push((column, width));
        if width >= left {
            break;
        }
        left -= width;
    }
    placed
}

/// Where nothing must be left out, long texts get more room.
fn wide_width(column: Column) -> u16 {
    match column {
        Column::Name => 32,
        Column::Role | Column::Login => 24,
        Column::Id
        | Column::User
        | Column::Agent
        | Column::Web
        | Column::State
        | Column::Extension
        | Column::International
        | Column::LoginBased
        | Column::Number
        | Column::Intercom
        | Column::AgentId
        | Column::ExtensionNumber => column.width(),
    }
}

/// The columns on screen now.
#[must_use]
pub fn on_screen(model: &Model) -> Vec<Placed> {
    let width = layout::list_width(model.size, model);
    let vendor = model.profile.vendor;
    placed(model.views.columns(), vendor, width, model.list.column)
}

/// The column under the column cursor; NAME where that one is not on screen.
#[must_use]
pub fn under_cursor(model: &Model) -> Column {
    let wanted = model.list.column;
    let is_there = on_screen(model).iter().any(|(column, _)| *column == wanted);
    if is_there { wanted } else { Column::Name }
}

/// `h` and `l`.
pub(super) fn travel(model: &mut Model, motion: Motion) {
    let order: Vec<Column> = match model.views.columns().spread {
        Spread::Fitting => on_screen(model)
            .into_iter()
            .map(|(column, _)| column)
            .collect(),
        Spread::Wide => {
            let vendor = model.profile.vendor;
            let all = wide(model.views.columns(), vendor, u16::MAX, Column::Name);
            all.into_iter().map(|(column, _)| column).collect()
        }
    };
    let now = under_cursor(model);
    let at = order.iter().position(|column| *column == now).unwrap_or(0);
    let next = match motion {
        Motion::Left => at.saturating_sub(1),
        Motion::Right => (at + 1).min(order.len().saturating_sub(1)),
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::First
        | Motion::Last => at,
    };
    model.list.column = order.get(next).copied().unwrap_or_default();
}
