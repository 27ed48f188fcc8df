//! Find, order and "only marked" as one arrangement of the loaded rows, worked out by the matcher.
//!
//! Invariants: nothing here walks all rows; what is shown stays until the answer to what was asked
//! last begins to come in, and an answer to anything older is dropped.

use std::sync::Arc;

use crate::app::notice::Level;
use crate::app::{Model, Pane, detail, find};
use crate::domain::arrangement::Arrangement;
use crate::domain::roster::{Block, Slot};
use crate::domain::{Find, Roster, Selection, Sort};
use crate::protocol::{Command, Generation, SearchCommand};

use super::List;

/// What the matcher was asked, and what it answered.
#[derive(Debug, Default)]
pub(super) struct Arranging {
    wanted: Arrangement,
    generation: Generation,
    /// The matcher has still to be asked.
    is_due: bool,
    shown: Option<Shown>,
    told: Told,
    /// What is to be done when the answer is whole.
    accepted: Accepted,
    /// The matcher is gone.
    is_dead: bool,
}

/// Rows that were answered.
#[derive(Debug)]
struct Shown {
    generation: Generation,
    /// The matcher's own memory, as long as neither of them changes it.
    rows: Arc<Vec<Slot>>,
    /// Whether the answer is whole, as far as rows were loaded then.
    is_whole: bool,
    is_narrow: bool,
}

/// What the matcher knows of the roster.
#[derive(Debug, Default)]
struct Told {
    blocks: Vec<Arc<Block>>,
    listing: usize,
}

/// Whether the person took the find before its answer was whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Accepted {
    #[default]
    No,
    Early,
}

impl List {
    /// The rows to show, as slots of the roster.
    #[must_use]
    pub fn rows<'a>(&'a self, roster: &'a Roster) -> &'a [Slot] {
        let shown = self.arranging.shown.as_ref();
        shown.map_or(roster.listing(), |shown| &shown.rows)
    }

    /// Whether fewer rows than the listing's are shown.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        let shown = self.arranging.shown.as_ref();
        shown.is_some_and(|shown| shown.is_narrow)
    }

    /// Whether the rows shown are not yet all that was asked for.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        let arranging = &self.arranging;
        let is_answered = |shown: &Shown| {
            shown.generation == arranging.generation && shown.is_whole && !arranging.is_due
        };
        !arranging.is_dead
            && !arranging.wanted.is_empty()
            && !arranging.shown.as_ref().is_some_and(is_answered)
    }

    /// Whether what is shown still answers something that was asked before.
    #[must_use]
    pub fn shows_older(&self) -> bool {
        let shown = self.arranging.shown.as_ref();
        let shown = shown.map(|shown| shown.generation);
        self.is_searching() && shown != Some(self.arranging.generation)
    }

    /// What is asked for by the find in force, understood.
    #[must_use]
    pub fn find_terms(&self) -> &Find {
        &self.arranging.wanted.find
    }

    /// Shows only rows that match; the cursor stays on its user if that is still shown.
    pub(in crate::app) fn set_find(&mut self, find: &str, roster: &Roster) {
        find.clone_into(&mut self.find);
        self.arrange(roster);
    }

    /// Shows the rows in another order; none = the server's.
    pub(in crate::app) fn set_sort(&mut self, sort: Option<Sort>, roster: &Roster) {
        self.sort = sort;
        self.arrange(roster);
    }

    /// Shows only these; none = all.
    pub(in crate::app) fn set_only(&mut self, only: Option<Selection>, roster: &Roster) {
        self.arranging.wanted.only = only.map(Arc::new);
        self.arrange(roster);
    }

    /// Whether only marked rows are shown.
    #[must_use]
    pub fn shows_marked_only(&self) -> bool {
        self.arranging.wanted.only.is_some()
    }

    /// Asks anew for what is in force.
    pub(super) fn arrange(&mut self, roster: &Roster) {
        let arranging = &mut self.arranging;
        arranging.wanted.find = Arc::new(Find::parse_for(&self.find, self.vendor));
        arranging.wanted.sort = self.sort;
        arranging.generation.0 += 1;
        arranging.accepted = Accepted::No;
        arranging.is_due = true;
        if arranging.wanted.is_empty() || arranging.is_dead {
            arranging.shown = None;
            self.rows_changed = true;
            self.relocate(roster);
        }
    }

    /// The listing begins anew: nothing of what was shown is in it yet.
    pub(super) fn clear_rows(&mut self, roster: &Roster) {
        self.arrange(roster);
        if let Some(shown) = &mut self.arranging.shown {
            shown.rows = Arc::default();
        }
        self.rows_changed = true;
        self.relocate(roster);
    }
}

/// The find was taken: if nothing is found, that is said, now or when it is known.
pub(in crate::app) fn accept(model: &mut Model) {
    if model.list.is_searching() {
        model.list.arranging.accepted = Accepted::Early;
        return;
    }
    model.list.hold_cursor(&model.roster);
    if let Some(problem) = model.list.find_terms().problem() {
        let problem = problem.to_owned();
        return model.say(Level::Warning, problem);
    }
    if model.list.rows(&model.roster).is_empty() && !model.list.find.is_empty() {
        let text = find::no_match(model);
        model.say(Level::Info, text);
    }
}

/// Rows of an arrangement came in: the first `keeps` of what was there stay, these follow.
pub(in crate::app) fn arranged(
    model: &mut Model,
    generation: Generation,
    keeps: usize,
    rows: Arc<Vec<Slot>>,
    is_whole: bool,
) {
    let cursor_before = model.list.cursor_id(&model.roster);
    let list = &mut model.list;
    let arranging = &mut list.arranging;
    if generation != arranging.generation || arranging.wanted.is_empty() {
        return;
    }
    let shown = arranging.shown.take();
    let mut shown = match shown.filter(|shown| shown.generation == generation) {
        Some(shown) => shown,
        None => {
            if !arranging.wanted.find.is_empty() {
                // Unless the cursor's user is found, the first match is the one to look at.
                list.cursor = 0;
            }
            Shown {
                generation,
                rows: Arc::default(),
                is_whole: false,
                is_narrow: arranging.wanted.is_narrow(),
            }
        }
    };
    if keeps == 0 {
        shown.rows = rows;
    } else {
        let shown = Arc::make_mut(&mut shown.rows);
        shown.truncate(keeps);
        shown.extend_from_slice(&rows);
    }
    shown.is_whole = is_whole;
    arranging.shown = Some(shown);
    list.rows_changed = true;
    list.relocate_behind(keeps, &model.roster);
    if is_whole && list.arranging.accepted == Accepted::Early {
        list.arranging.accepted = Accepted::No;
        accept(model);
    }
    if cursor_before != model.list.cursor_id(&model.roster) {
        // A write key on its way was meant for the row that stood here.
        model.keys.opened(model.now.mono);
        if model.focus == Pane::List {
            detail::follow_cursor(model);
        }
    }
}

/// The matcher is gone: the listing itself is shown from now on, and that is said.
pub(in crate::app) fn search_stopped(model: &mut Model) {
    if std::mem::replace(&mut model.list.arranging.is_dead, true) {
        return;
    }
    model.list.find.clear();
    model.list.sort = None;
    model.list.arranging.wanted = Arrangement::default();
    model.list.arrange(&model.roster);
    let text = "The search worker stopped: find and sort do nothing any more, all loaded rows \
                are shown; quit and start again";
    model.say(Level::Error, text);
}

/// After every event: the matcher hears what changed, then what is wanted.
pub(super) fn tell(model: &mut Model, out: &mut Vec<Command>) {
    let list = &mut model.list;
    if list.arranging.is_dead {
        return;
    }
    let told = &mut list.arranging.told;
    let mut say = |command| out.push(Command::Search(command));
    for (block, rows) in model.roster.blocks().iter().enumerate() {
        let known = told.blocks.get(block);
        if known.is_some_and(|known| Arc::ptr_eq(known, rows)) {
            continue;
        }
        match told.blocks.get_mut(block) {
            Some(known) => *known = rows.clone(),
            None => told.blocks.push(rows.clone()),
        }
        let rows = rows.clone();
        say(SearchCommand::Rows { block, rows });
    }
    if let Some(from) = model.roster.take_listing_change() {
        let slots = model.roster.listing()[from..].to_vec();
        let is_in_the_middle = from < told.listing;
        told.listing = model.roster.listing().len();
        say(SearchCommand::Listing { from, slots });
        if is_in_the_middle && !list.arranging.is_due {
            // Rows came and went among those that were looked at.
            list.arranging.generation.0 += 1;
            list.arranging.is_due = true;
        }
    }
    if std::mem::take(&mut list.arranging.is_due) {
        say(SearchCommand::Arrange {
            generation: list.arranging.generation,
            arrangement: list.arranging.wanted.clone(),
        });
    }
}
