//! The list pane: cursor, window, paging ahead, find, filters, filling in the web-login column.
//!
//! Invariants: the cursor holds to a user's id, never to a row number; at most one page request
//! is on its way; nothing here walks all rows.

use std::time::Duration;

use crate::domain::paging::Query;
use crate::domain::{Column, Roster, Sort, UserId, Vendor};
use crate::protocol::{Command, Failure, ListingId, RestProgress};

mod arrange;
mod fill;
pub mod kept;
mod pages;
mod sort;
mod sweep;

use arrange::Arranging;
pub(in crate::app) use arrange::{accept, arranged, search_stopped};
pub use fill::Fill;
use fill::fill_in;
use kept::Kept;
use pages::{LoadAs, load_ahead, load_rest, reload_page};
pub(in crate::app) use pages::{
    page_failed, page_loaded, rest_moved, rest_slowed, rows_a_page, signed_in, start_over,
    stop_reading, stop_rest, worker_stopped,
};
pub(in crate::app) use sort::run as sort_by;
pub use sweep::Sweep;
pub(in crate::app) use sweep::{
    SweepEnd, cannot_sweep, infer_on, side_loaded, start_sweep, stop_sweep, sweep, sweep_failed,
    swept,
};

use super::action::{ListAction, Motion, Show};
use super::keymap::Scope;
use super::marks::{self, Narrow};
use super::notice::Level;
use super::views::Neighbour;
use super::{Model, Pane, browse, columns, compare, layout, views};

/// The state of the list pane.
#[derive(Debug, Default)]
pub struct List {
    /// Which reading of the list is current.
    pub listing: ListingId,
    /// The server filters.
    pub query: Query,
    /// What is being read.
    pub load: Load,
    /// The find in force, empty = none.
    pub find: String,
    /// The order of the rows; none = the server's.
    pub sort: Option<Sort>,
    /// The column the column cursor was put on; see [`super::columns::under_cursor`].
    pub column: Column,
    cursor: usize,
    cursor_id: Option<UserId>,
    /// The first visible row.
    pub top: usize,
    wants_rest: bool,
    /// Whose rows they are, which says what can be asked of them.
    vendor: Vendor,
    arranging: Arranging,
    /// The last page asked for, to be asked for again when that failed.
    asked: Option<(Option<UserId>, LoadAs)>,
    /// Background reads of single users.
    pub fill: Fill,
    /// The reading of everybody's web-login state.
    pub sweep: Sweep,
    /// Rows came, went or were hidden since marks were counted.
    rows_changed: bool,
    /// What is kept between runs.
    kept: Kept,
}

/// Whether a page is on its way.
#[derive(Debug, Default)]
pub enum Load {
    /// Nothing is being read.
    #[default]
    Idle,
    /// A page is being read since then.
    Reading {
        /// When it was asked for.
        since: Duration,
        /// Whether it reads a page again that is already there.
        again: bool,
    },
    /// All further pages are being read.
    Rest {
        /// When they were asked for.
        since: Duration,
        /// How many rows there were then.
        from: usize,
        /// How far it has come, beyond the rows that are there.
        progress: RestProgress,
    },
    /// The last page could not be read; nothing is tried again until the person asks.
    Failed(Failure),
    /// The person stopped it.
    Stopped,
}

impl List {
    /// The row the cursor is on.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The user the cursor is on.
    #[must_use]
    pub fn cursor_id(&self, roster: &Roster) -> Option<UserId> {
        self.rows(roster)
            .get(self.cursor)
            .map(|&slot| roster.shown(slot).id())
    }

    /// `5 of 240+`: the cursor's row and how many there are, never a total that is none.
    #[must_use]
    pub fn count_label(&self, roster: &Roster) -> String {
        let rows = self.rows(roster).len();
        let row = if rows == 0 { 0 } else { self.cursor + 1 };
        let (count, loaded) = (roster.count_label(), roster.loaded_label());
        match (self.is_narrowed(), self.is_searching()) {
            (true, true) => format!("{row} of {rows} found so far in {loaded}, searching"),
            (true, false) => format!("{row} of {rows} found in {loaded}"),
            (false, true) if !self.find.is_empty() => format!("{row} of {count}, searching"),
            (false, true | false) => format!("{row} of {count}"),
        }
    }

    /// Esc in the list: drops the find. `false` = there was nothing to step back from.
    pub(super) fn step_back(&mut self, roster: &Roster) -> bool {
        if self.find.is_empty() && !self.shows_marked_only() {
            return false;
        }
        self.find.clear();
        self.set_only(None, roster);
        true
    }

    /// From now on the cursor holds to the user it stands on.
    pub(super) fn hold_cursor(&mut self, roster: &Roster) {
        if let Some(id) = self.cursor_id(roster) {
            self.cursor_id = Some(id);
        }
    }

    /// Puts the cursor back on a user, if it is shown.
    pub(super) fn return_cursor(&mut self, user: Option<UserId>, roster: &Roster) {
        self.cursor_id = user;
        self.relocate(roster);
    }

    /// Puts the cursor back on its user after rows came, went or moved.
    fn relocate(&mut self, roster: &Roster) {
        self.relocate_behind(0, roster);
    }

    /// The same where the first `kept` rows are as they were.
    fn relocate_behind(&mut self, kept: usize, roster: &Roster) {
        let rows = self.rows(roster);
        let wanted = self.cursor_id.as_ref().and_then(|id| roster.slot(id));
        if wanted.is_none() || rows.get(self.cursor).copied() != wanted {
            let wanted = wanted.filter(|slot| roster.shown(*slot).is_listed());
            let behind = rows.get(kept..).unwrap_or_default();
            let found = wanted.and_then(|slot| behind.iter().position(|&row| row == slot));
            self.cursor = found
                .map_or(self.cursor, |place| kept + place)
                .min(rows.len().saturating_sub(1));
        }
    }

    fn put_cursor(&mut self, index: usize, roster: &Roster) {
        self.cursor = index.min(self.rows(roster).len().saturating_sub(1));
        self.cursor_id = self.cursor_id(roster);
    }

    /// Whether "load the rest" is going on.
    #[must_use]
    pub fn wants_rest(&self) -> bool {
        self.wants_rest
    }

    /// Whether a page that somebody waits for is on its way.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        matches!(self.load, Load::Reading { .. } | Load::Rest { .. })
    }

    pub(super) fn worker_stopped(&mut self) {
        self.wants_rest = false;
        self.load = Load::Failed(worker_stopped());
    }
}

/// Moves the cursor; an open detail pane goes along.
pub(super) fn travel(model: &mut Model, motion: Motion) {
    let half = layout::list_rows(model.size, model).div_ceil(2).max(1);
    let last = model.list.rows(&model.roster).len().saturating_sub(1);
    let cursor = model.list.cursor;
    let target = match motion {
        Motion::Up => cursor.saturating_sub(1),
        Motion::Down => cursor + 1,
        Motion::PageUp => cursor.saturating_sub(half),
        Motion::PageDown => cursor + half,
        Motion::First => 0,
        Motion::Last => last,
        Motion::Left | Motion::Right => return,
    };
    model.list.put_cursor(target, &model.roster);
    super::detail::follow_cursor(model);
}

/// Shows only the marked rows, or all again.
pub(super) fn show_marked_only(model: &mut Model, narrow: Narrow) {
    let only = match narrow {
        Narrow::On => Some(model.marks.selection.clone()),
        Narrow::Off => None,
    };
    model.list.set_only(only, &model.roster);
}

/// Puts the cursor on a user if the list shows it; `false` if it does not.
pub(super) fn go_to(model: &mut Model, id: &UserId) -> bool {
    let slot = model.roster.slot(id);
    let rows = model.list.rows(&model.roster);
    let found = slot.and_then(|slot| rows.iter().position(|&row| row == slot));
    if let Some(index) = found {
        model.list.put_cursor(index, &model.roster);
    }
    found.is_some()
}

pub(super) fn act(model: &mut Model, action: ListAction, out: &mut Vec<Command>) {
    match action {
        ListAction::FindNext => find_again(model, Seek::Next),
        ListAction::FindPrevious => find_again(model, Seek::Previous),
        ListAction::DropFilters => views::set_query(model, Query::default(), out),
        ListAction::View(key) => views::open_key(model, key, out),
        ListAction::NextView => views::open_neighbour(model, Neighbour::Next, out),
        ListAction::PreviousView => views::open_neighbour(model, Neighbour::Previous, out),
        ListAction::Sort => sort::turn(model, columns::under_cursor(model)),
        ListAction::Wide => columns::chooser::toggle_wide(model),
        ListAction::Compare => compare::open(model, out),
        // Panels take these themselves.
        ListAction::Panel(_) => {}
        ListAction::Reload => reload_page(model, out),
        ListAction::Reread => super::detail::reread(model, out),
        ListAction::LoadRest => load_rest(model),
        ListAction::TogglePane => super::detail::toggle_pane(model),
        ListAction::Leave => browse::back_or_leave(model, out),
        ListAction::NextPane => {
            if model.detail.is_some() && layout::has_room_for_both(model.size) {
                model.focus = match model.focus {
                    Pane::List => Pane::Detail,
                    Pane::Detail => Pane::List,
                };
            }
        }
    }
}

/// A find and an order at once, as a view has them.
pub(super) fn arrange(model: &mut Model, find: &str, sort: Option<Sort>) {
    model.list.sort = sort;
    model.list.set_find(find, &model.roster);
    accept(model);
}

#[derive(Clone, Copy)]
enum Seek {
    Next,
    Previous,
}

/// `n` and `N`: the next match, round and round.
fn find_again(model: &mut Model, direction: Seek) {
    if model.list.find.is_empty() {
        let key = model.keymap.key(Scope::List, Show::Find);
        let text = format!("Nothing to find again: {key} starts a find");
        return model.say(Level::Info, text);
    }
    let rows = model.list.rows(&model.roster).len();
    if rows == 0 {
        let text = super::find::no_match(model);
        return model.say(Level::Info, text);
    }
    let is_at_end = model.list.cursor + 1 >= rows;
    let is_at_start = model.list.cursor == 0;
    travel(
        model,
        match direction {
            Seek::Next if is_at_end => Motion::First,
            Seek::Next => Motion::Down,
            Seek::Previous if is_at_start => Motion::Last,
            Seek::Previous => Motion::Up,
        },
    );
}

/// After every event: the window follows the cursor, the next page is read one screen ahead, and
/// unknown web-login states of visible rows are asked for in the background.
pub(super) fn settle(model: &mut Model, out: &mut Vec<Command>) {
    arrange::tell(model, out);
    let window = layout::list_rows(model.size, model).max(1);
    let list = &mut model.list;
    if list.cursor_id.is_none() {
        list.cursor_id = list.cursor_id(&model.roster);
    }
    let rows = list.rows(&model.roster).len();
    let lowest = rows.saturating_sub(window);
    list.top = list
        .top
        .min(list.cursor)
        .max((list.cursor + 1).saturating_sub(window))
        .min(lowest);
    if std::mem::take(&mut model.list.rows_changed) {
        marks::recount(model);
    }
    marks::listing_changed(model);
    kept::keep_whole(model, out);
    load_ahead(model, window, out);
    fill_in(model, window, out);
}
