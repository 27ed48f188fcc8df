//! Marks: which users the next keys are about.
//!
//! Invariants: marks hold to ids, so they survive reloading, finding and filtering; hidden ones
//! are counted on screen and listed first in a plan.

use crate::domain::planning::Place;
use crate::domain::roster::{Shown, Slot};
use crate::domain::{Selection, UserId};
use crate::protocol::Command;

use super::action::{ListAction, MarkAction, Motion};
use super::keymap::Scope;
use super::notice::Level;
use super::question::{self, Question};
use super::{Model, list};

/// The marks and what is known of them.
#[derive(Debug, Default)]
pub struct Marks {
    /// The marked users.
    pub selection: Selection,
    /// How many of them are among the rows shown; counted once after each change.
    shown: usize,
    /// The user that was marked last; a range starts here.
    anchor: Option<UserId>,
    /// All users are to be marked when all pages are read.
    awaits_all: bool,
}

impl Marks {
    /// Whether nobody is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.selection.is_empty()
    }

    /// How many are marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.selection.len()
    }

    /// How many marked users are not among the rows shown.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.len().saturating_sub(self.shown)
    }

    /// `2 marked + 1 hidden`; empty without marks.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.len(), self.hidden()) {
            (0, _) => String::new(),
            (all, 0) => format!("{all} marked"),
            (all, hidden) => format!("{} marked here + {hidden} hidden", all - hidden),
        }
    }
}

/// The marked users: those in the listing's order, then those that the listing does not hold.
pub fn marked(model: &Model) -> impl Iterator<Item = (Shown<'_>, Place)> {
    let selection = &model.marks.selection;
    let visible: Option<Selection> = model
        .list
        .is_narrowed()
        .then(|| model.list.rows(&model.roster).iter().copied().collect());
    let place = move |slot: Slot| match &visible {
        Some(visible) if !visible.contains(slot) => Place::Hidden,
        Some(_) | None => Place::Shown,
    };
    let roster = &model.roster;
    let listed = roster.listing().iter().copied();
    let listed = listed
        .filter(|slot| selection.contains(*slot))
        .map(move |slot| (roster.shown(slot), place(slot)));
    let elsewhere = selection.iter().map(|slot| roster.shown(slot));
    let elsewhere = elsewhere
        .filter(|shown| !shown.is_listed())
        .map(|shown| (shown, Place::Hidden));
    listed.chain(elsewhere)
}

pub(super) fn act(model: &mut Model, action: MarkAction) {
    match action {
        MarkAction::One => one(model),
        MarkAction::Range => range(model),
        MarkAction::Shown => shown(model),
        MarkAction::Matching => matching(model),
        MarkAction::Invert => invert(model),
        MarkAction::Clear => {
            model.marks = Marks::default();
            list::show_marked_only(model, Narrow::Off);
        }
        MarkAction::OnlyMarked => {
            let narrow = if model.list.shows_marked_only() {
                Narrow::Off
            } else {
                Narrow::On
            };
            if narrow == Narrow::On && model.marks.is_empty() {
                let text = format!(
                    "Nobody is marked: {} marks, {} marks all shown",
                    model.keymap.key(Scope::List, MarkAction::One),
                    model.keymap.key(Scope::List, MarkAction::Shown)
                );
                return model.say(Level::Info, text);
            }
            list::show_marked_only(model, narrow);
        }
    }
    recount(model);
}

/// Whether only marked rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Narrow {
    /// Only marked rows.
    On,
    /// All rows.
    Off,
}

/// `space`: the row under the cursor, and on to the next.
fn one(model: &mut Model) {
    let Some(id) = model.list.cursor_id(&model.roster) else {
        return model.say(Level::Info, "There is no row to mark here");
    };
    if let Some(slot) = model.roster.slot(&id) {
        model.marks.selection.toggle(slot);
    }
    model.marks.anchor = Some(id);
    if !model.list.shows_marked_only() {
        list::travel(model, Motion::Down);
    }
}

/// `v`: from the row marked last to the cursor.
fn range(model: &mut Model) {
    let rows = model.list.rows(&model.roster);
    let anchor = model.marks.anchor.as_ref();
    let anchor = anchor.and_then(|id| model.roster.slot(id));
    let from = anchor.and_then(|slot| rows.iter().position(|&row| row == slot));
    let Some(from) = from else {
        let text = format!(
            "{} marks from the row marked last to here: mark one with {} first",
            model.keymap.key(Scope::List, MarkAction::Range),
            model.keymap.key(Scope::List, MarkAction::One)
        );
        return model.say(Level::Info, text);
    };
    let to = model.list.cursor();
    let range = rows.iter().take(from.max(to) + 1).skip(from.min(to));
    for &slot in range {
        model.marks.selection.insert(slot);
    }
    model.marks.anchor = model.list.cursor_id(&model.roster);
}

/// `a`: all rows shown, as far as they are loaded.
fn shown(model: &mut Model) {
    let rows = model.list.rows(&model.roster);
    for &slot in rows {
        model.marks.selection.insert(slot);
    }
    let (count, loaded) = (rows.len(), model.roster.loaded_label());
    let text = if model.list.is_narrowed() {
        format!("All {count} shown are marked, of {loaded}")
    } else if model.roster.is_total() {
        format!("All {count} users are marked")
    } else if model.roster.is_complete() {
        format!("All {count} listed users are marked")
    } else {
        let key = model.keymap.key(Scope::List, MarkAction::Matching);
        format!("All {count} loaded users are marked; more exist: {key} marks those too")
    };
    model.say(Level::Info, text);
}

/// `i`: of the rows shown, exactly the others.
fn invert(model: &mut Model) {
    for &slot in model.list.rows(&model.roster) {
        model.marks.selection.toggle(slot);
    }
}

/// `A`: all users that match the server filters; what that costs is said first.
fn matching(model: &mut Model) {
    if model.roster.is_complete() {
        return mark_all(model);
    }
    let loaded = model.roster.count_label();
    let (page, rate) = (list::rows_a_page(model), model.budget.rate);
    let lines = vec![
        format!("{loaded} users are loaded; the server does not say how many more there are"),
        format!("At most 1 request for every {page} of them, at {rate:.1} a second; esc stops it"),
        "Read all the rest, then mark everybody?".to_owned(),
    ];
    question::ask(model, Question::about_matching(lines));
}

/// The person agreed to read all pages.
pub(super) fn await_all(model: &mut Model, out: &mut Vec<Command>) {
    model.marks.awaits_all = true;
    list::act(model, ListAction::LoadRest, out);
    listing_changed(model);
}

fn mark_all(model: &mut Model) {
    model.marks.awaits_all = false;
    for &slot in model.roster.listing() {
        model.marks.selection.insert(slot);
    }
    recount(model);
    let count = model.roster.listing().len();
    let text = match model.roster.is_total() {
        true => format!("All {count} users that match are marked"),
        false => format!("All {count} listed users are marked"),
    };
    model.say(Level::Info, text);
}

/// Of these users nothing is known any more: nobody of them is marked.
pub(super) fn forget(model: &mut Model, users: &Selection) {
    let before = model.marks.len();
    for slot in users.iter() {
        model.marks.selection.remove(slot);
    }
    if model.marks.len() == before || !model.list.shows_marked_only() {
        return;
    }
    let narrow = match model.marks.is_empty() {
        true => Narrow::Off,
        false => Narrow::On,
    };
    list::show_marked_only(model, narrow);
}

/// After the listing changed: "all matching" may be complete now, or stopped.
pub(super) fn listing_changed(model: &mut Model) {
    if model.marks.awaits_all && !model.list.wants_rest() {
        if model.roster.is_complete() {
            mark_all(model);
        } else {
            model.marks.awaits_all = false;
            model.say(Level::Warning, "Not all pages were read: nobody was marked");
        }
    }
}

/// Counts how many marked users are shown.
pub(super) fn recount(model: &mut Model) {
    let selection = &model.marks.selection;
    let is_marked = |slot: &&Slot| selection.contains(**slot);
    model.marks.shown = match model.list.is_narrowed() {
        // A word of bits at a time: this comes with every page.
        false => model.roster.count_listed(selection),
        true if selection.is_empty() => 0,
        true => {
            let rows = model.list.rows(&model.roster).iter();
            rows.filter(is_marked).count()
        }
    };
}
