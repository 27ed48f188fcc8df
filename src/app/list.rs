//! The list pane: cursor, window, paging ahead, find, filters, filling in the web-login column.
//!
//! Invariants: the cursor holds to a user's id, never to a row number; at most one page request
//! is on its way; nothing here walks all rows unless the person searches them.

use std::collections::HashSet;
use std::time::Duration;

use crate::domain::paging::{Next, Page, Query};
use crate::domain::roster::{Joined, Slot, Stamp};
use crate::domain::{Field, Roster, UserId};
use crate::protocol::{ApiCommand, Cause, Command, Failure, ListingId, Priority};
use crate::text;

use super::action::{ListAction, Motion};
use super::notice::Level;
use super::{Model, Overlay, Pane, layout};

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
    /// Rows shown while a find is in force; `None` = the whole listing.
    matches: Option<Vec<Slot>>,
    /// How many rows of the listing `matches` has looked at.
    searched: usize,
    cursor: usize,
    cursor_id: Option<UserId>,
    /// The first visible row.
    pub top: usize,
    wants_rest: bool,
    /// The last page asked for, to be asked for again when that failed.
    asked: Option<(Option<UserId>, LoadAs)>,
    /// Background reads of single users.
    pub fill: Fill,
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
    /// The last page could not be read; nothing is tried again until the person asks.
    Failed(Failure),
    /// The person stopped it.
    Stopped,
}

/// The web-login state is not in the list: visible rows get it by single reads, within a small
/// allowance a listing, so that the column does not eat the account's request budget.
#[derive(Debug)]
pub struct Fill {
    asked: HashSet<UserId>,
    waiting: HashSet<UserId>,
    allowance: usize,
}

impl Default for Fill {
    fn default() -> Self {
        Self {
            asked: HashSet::new(),
            waiting: HashSet::new(),
            allowance: Self::ALLOWANCE,
        }
    }
}

impl Fill {
    /// Single reads a listing may spend on columns that nobody asked for.
    pub const ALLOWANCE: usize = 24;
    /// How many of them are on their way at once.
    const AT_ONCE: usize = 2;

    /// A read of this user came back, for whatever reason it was asked.
    pub fn answered(&mut self, id: &UserId) {
        self.waiting.remove(id);
    }

    /// Whether the allowance is used up.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.allowance == 0
    }
}

impl List {
    /// The rows to show, as slots of the roster.
    #[must_use]
    pub fn rows<'a>(&'a self, roster: &'a Roster) -> &'a [Slot] {
        self.matches.as_deref().unwrap_or(roster.listing())
    }

    /// The row the cursor is on.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The user the cursor is on.
    #[must_use]
    pub fn cursor_id<'a>(&'a self, roster: &'a Roster) -> Option<&'a UserId> {
        self.rows(roster)
            .get(self.cursor)
            .map(|&slot| roster.shown(slot).id())
    }

    /// `5 of 240+`: the cursor's row and how many there are, never a total that is none.
    #[must_use]
    pub fn count_label(&self, roster: &Roster) -> String {
        let rows = self.rows(roster).len();
        let row = if rows == 0 { 0 } else { self.cursor + 1 };
        match self.matches {
            Some(_) => format!("{row} of {rows} found in {} loaded", roster.count_label()),
            None => format!("{row} of {}", roster.count_label()),
        }
    }

    /// Esc in the list: stops loading, else drops the find. `false` = there was nothing to step
    /// back from.
    pub(super) fn step_back(&mut self, roster: &Roster) -> bool {
        if self.wants_rest {
            self.wants_rest = false;
            return true;
        }
        if self.find.is_empty() {
            return false;
        }
        self.set_find("", roster);
        true
    }

    /// Shows only rows that match; the cursor stays on its user if that is still shown.
    pub(super) fn set_find(&mut self, find: &str, roster: &Roster) {
        find.clone_into(&mut self.find);
        self.searched = 0;
        self.matches = if find.is_empty() {
            None
        } else {
            Some(Vec::new())
        };
        self.search(roster);
        if !find.is_empty() {
            // Unless the cursor's user is found, the first match is the one to look at.
            self.cursor = 0;
        }
        self.relocate(roster);
    }

    /// From now on the cursor holds to the user it stands on.
    pub(super) fn hold_cursor(&mut self, roster: &Roster) {
        if let Some(id) = self.cursor_id(roster) {
            self.cursor_id = Some(id.clone());
        }
    }

    /// Puts the cursor back on a user, if it is shown.
    pub(super) fn return_cursor(&mut self, user: Option<UserId>, roster: &Roster) {
        self.cursor_id = user;
        self.relocate(roster);
    }

    /// Looks at the rows of the listing that the find has not seen yet.
    fn search(&mut self, roster: &Roster) {
        let Some(matches) = &mut self.matches else {
            return;
        };
        let find = Find::parse(&self.find);
        let unseen = roster.listing().iter().skip(self.searched);
        matches.extend(unseen.filter(|&&slot| find.matches(roster, slot)));
        self.searched = roster.listing().len();
    }

    /// Puts the cursor back on its user after rows came, went or moved.
    fn relocate(&mut self, roster: &Roster) {
        let rows = self.rows(roster);
        let is_there = |index: usize| {
            rows.get(index).map(|&slot| roster.shown(slot).id()) == self.cursor_id.as_ref()
        };
        if self.cursor_id.is_none() || !is_there(self.cursor) {
            let wanted = self.cursor_id.as_ref().and_then(|id| roster.slot(id));
            let found = wanted.and_then(|slot| rows.iter().position(|&row| row == slot));
            self.cursor = found
                .unwrap_or(self.cursor)
                .min(rows.len().saturating_sub(1));
        }
    }

    fn put_cursor(&mut self, index: usize, roster: &Roster) {
        self.cursor = index.min(self.rows(roster).len().saturating_sub(1));
        self.cursor_id = self.cursor_id(roster).cloned();
    }

    /// Whether "load the rest" is going on.
    #[must_use]
    pub fn wants_rest(&self) -> bool {
        self.wants_rest
    }

    /// Whether a page that somebody waits for is on its way.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        matches!(self.load, Load::Reading { .. })
    }

    pub(super) fn worker_stopped(&mut self) {
        self.wants_rest = false;
        self.load = Load::Failed(worker_stopped());
    }
}

/// Why nothing can be read any more.
pub(super) fn worker_stopped() -> Failure {
    Failure {
        cause: Cause::Cancelled,
        text: "The API worker stopped; quit and start again".to_owned(),
    }
}

/// A find, ready to be compared: folded words that must all occur, or must not.
struct Find {
    words: Vec<String>,
    inverse: bool,
}

impl Find {
    fn parse(text: &str) -> Self {
        let (inverse, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let words = text.split_whitespace().map(text::fold).collect();
        Self { words, inverse }
    }

    /// Looks at name, login, number, id and role.
    fn matches(&self, roster: &Roster, slot: Slot) -> bool {
        let shown = roster.shown(slot);
        let role = shown
            .get(Field::Role)
            .map(|role| role.plain())
            .unwrap_or_default();
        let haystack = text::fold(&format!(
            "{}\n{}\n{}\n{}\n{role}",
            shown.name(),
            shown.text(Field::LoginId),
            shown.text(Field::Number),
            shown.id(),
        ));
        let all = self
            .words
            .iter()
            .all(|word| haystack.contains(word.as_str()));
        all != self.inverse
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
        ListAction::DropFilters => set_query(model, Query::default(), out),
        ListAction::Reload => reload_page(model, out),
        ListAction::Reread => super::detail::reread(model, out),
        ListAction::LoadRest => load_rest(model),
        ListAction::TogglePane => super::detail::toggle_pane(model),
        ListAction::Leave => super::back_or_leave(model, out),
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

#[derive(Clone, Copy)]
enum Seek {
    Next,
    Previous,
}

/// `n` and `N`: the next match, round and round.
fn find_again(model: &mut Model, direction: Seek) {
    if model.list.find.is_empty() {
        return model.say(Level::Info, "Nothing to find again: / starts a find");
    }
    let rows = model.list.rows(&model.roster).len();
    if rows == 0 {
        let text = super::line::no_match(model);
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

/// New server filters: a new reading of the list. What is known of users stays known.
pub(super) fn set_query(model: &mut Model, query: Query, out: &mut Vec<Command>) {
    if query == model.list.query && model.list.query.is_empty() {
        return model.say(Level::Info, "No server filter is set");
    }
    model.list.query = query;
    start_over(model, out);
}

/// Reads the list from its start; the cursor returns to its user when that is read again.
pub(super) fn start_over(model: &mut Model, out: &mut Vec<Command>) {
    if model.list.is_reading() {
        out.push(Command::Api(ApiCommand::CancelReads));
    }
    let list = &mut model.list;
    list.listing = ListingId(list.listing.0 + 1);
    list.load = Load::Idle;
    list.wants_rest = false;
    list.fill = Fill::default();
    model.roster.restart_listing();
    let find = std::mem::take(&mut list.find);
    list.set_find(&find, &model.roster);
}

/// ctrl-r: one request, the page under the cursor; after a failure, the page that failed.
fn reload_page(model: &mut Model, out: &mut Vec<Command>) {
    if model.list.is_reading() {
        return model.say(Level::Info, "A page is being read already");
    }
    if matches!(model.list.load, Load::Failed(_) | Load::Stopped)
        && let Some((after, load_as)) = model.list.asked.clone()
    {
        return request(model, after, load_as, out);
    }
    let slot = model
        .list
        .rows(&model.roster)
        .get(model.list.cursor)
        .copied();
    let position = slot.and_then(|slot| {
        model
            .roster
            .listing()
            .iter()
            .position(|&listed| listed == slot)
    });
    match position.and_then(|position| model.roster.page_at(position)) {
        Some(after) => request(model, after, LoadAs::Again, out),
        None => start_over(model, out),
    }
}

fn load_rest(model: &mut Model) {
    match model.roster.next() {
        Some(Next::End) => {
            let count = model.roster.count_label();
            model.say(Level::Info, format!("All pages are read: {count} users"));
        }
        Some(Next::Stopped(warning)) => {
            let text = format!("Cannot load further: {warning}");
            model.say(Level::Warning, text);
        }
        Some(Next::After(_)) | None => {
            model.list.wants_rest = true;
            if !model.list.is_reading() {
                model.list.load = Load::Idle;
            }
            model.say(Level::Info, "Loading the rest; esc stops");
        }
    }
}

/// ctrl-c and esc: whatever is being read is no longer wanted.
pub(super) fn stop_reading(model: &mut Model, out: &mut Vec<Command>) {
    model.list.wants_rest = false;
    if model.list.is_reading() {
        model.list.load = Load::Stopped;
        model.list.listing = ListingId(model.list.listing.0 + 1);
        out.push(Command::Api(ApiCommand::CancelReads));
    }
}

pub(super) fn page_loaded(
    model: &mut Model,
    listing: ListingId,
    after: Option<&UserId>,
    stamp: Stamp,
    page: Page,
) {
    if listing != model.list.listing {
        return;
    }
    let skipped = page.skipped;
    let cursor_before = model.list.cursor_id(&model.roster).cloned();
    let joined = model.roster.join_page(after, stamp, page);
    model.list.load = Load::Idle;
    match joined {
        Joined::Appended => {
            if let Some(Next::Stopped(warning)) = model.roster.next() {
                let text = super::write::capitalise(&warning.to_string());
                model.list.wants_rest = false;
                model.say(Level::Warning, text);
            }
        }
        Joined::Replaced => {
            // Rows may have come and gone anywhere in the page: the find looks again.
            let find = std::mem::take(&mut model.list.find);
            model.list.set_find(&find, &model.roster);
            model.say(Level::Info, "Page read again");
        }
        Joined::Ignored => {}
    }
    if skipped > 0 {
        let rows = if skipped == 1 {
            "1 row".to_owned()
        } else {
            format!("{skipped} rows")
        };
        let text = format!("{rows} of the page could not be read and are left out of the list");
        model.say(Level::Warning, text);
    }
    if model.list.wants_rest && model.roster.is_complete() {
        model.list.wants_rest = false;
        let text = format!("All pages are read: {} users", model.roster.count_label());
        model.say(Level::Done, text);
    }
    model.list.search(&model.roster);
    model.list.relocate(&model.roster);
    if cursor_before.is_some() && cursor_before.as_ref() != model.list.cursor_id(&model.roster) {
        // A write key on its way was meant for the row that stood here.
        model.keys.opened(model.now.mono);
        if model.focus == Pane::List {
            super::detail::follow_cursor(model);
        }
    }
}

pub(super) fn page_failed(model: &mut Model, listing: ListingId, failure: Failure) {
    if listing != model.list.listing {
        return;
    }
    model.list.wants_rest = false;
    let text = format!("{}. The list is kept; ctrl-r tries again", failure.text);
    model.list.load = Load::Failed(failure);
    model.say(Level::Error, text);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LoadAs {
    Next,
    Again,
}

fn request(model: &mut Model, after: Option<UserId>, load_as: LoadAs, out: &mut Vec<Command>) {
    let again = load_as == LoadAs::Again;
    model.list.asked = Some((after.clone(), load_as));
    model.list.load = Load::Reading {
        since: model.now.mono,
        again,
    };
    out.push(Command::Api(ApiCommand::LoadPage {
        listing: model.list.listing,
        query: model.list.query,
        after,
        limit: model.page_size,
        // Loading the rest is a job: an opened detail goes before it.
        priority: if model.list.wants_rest {
            Priority::Job
        } else {
            Priority::Page
        },
    }));
}

/// After every event: the window follows the cursor, the next page is read one screen ahead, and
/// unknown web-login states of visible rows are asked for in the background.
pub(super) fn settle(model: &mut Model, out: &mut Vec<Command>) {
    let window = layout::list_rows(model.size, model).max(1);
    let list = &mut model.list;
    if list.cursor_id.is_none() {
        list.cursor_id = list.cursor_id(&model.roster).cloned();
    }
    let rows = list.rows(&model.roster).len();
    let lowest = rows.saturating_sub(window);
    list.top = list
        .top
        .min(list.cursor)
        .max((list.cursor + 1).saturating_sub(window))
        .min(lowest);
    load_ahead(model, window, out);
    fill_in(model, window, out);
}

fn load_ahead(model: &mut Model, window: usize, out: &mut Vec<Command>) {
    if !matches!(model.list.load, Load::Idle) {
        return;
    }
    let after = match model.roster.next() {
        None => None,
        Some(Next::After(cursor)) => Some(cursor.clone()),
        Some(Next::End | Next::Stopped(_)) => return,
    };
    let is_first = model.roster.next().is_none();
    // A find does not drag the whole list in: it says "in 240 loaded, L loads the rest".
    let is_near_end =
        model.list.find.is_empty() && model.list.top + 2 * window >= model.roster.listing().len();
    if is_first || is_near_end || model.list.wants_rest {
        request(model, after, LoadAs::Next, out);
    }
}

fn fill_in(model: &mut Model, window: usize, out: &mut Vec<Command>) {
    let is_covered = matches!(model.overlay, Some(Overlay::Form(_) | Overlay::Reader(_)));
    if is_covered || model.list.is_reading() {
        return;
    }
    let fill = &model.list.fill;
    let room = Fill::AT_ONCE
        .saturating_sub(fill.waiting.len())
        .min(fill.allowance);
    if room == 0 {
        return;
    }
    let rows = model.list.rows(&model.roster);
    let visible = rows.iter().skip(model.list.top).take(window);
    let unknown = visible
        .map(|&slot| model.roster.shown(slot))
        .filter(|shown| shown.get(Field::BlockWebLogin).is_none())
        .map(|shown| shown.id().clone())
        .filter(|id| !fill.asked.contains(id));
    for id in unknown.take(room).collect::<Vec<_>>() {
        let fill = &mut model.list.fill;
        fill.asked.insert(id.clone());
        fill.waiting.insert(id.clone());
        fill.allowance -= 1;
        out.push(Command::Api(ApiCommand::LoadUser {
            id,
            priority: Priority::Background,
        }));
    }
}
