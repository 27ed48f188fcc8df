//! Marks: which users the next keys are about.
//!
//! Invariants: marks hold to ids, so they survive reloading, finding and filtering; hidden ones
//! are counted on screen and listed first in a plan.

use std::collections::HashSet;

use crate::domain::planning::Place;
use crate::domain::roster::{Shown, Slot};
use crate::domain::{Selection, UserId};
use crate::protocol::Command;

use super::action::{ListAction, MarkAction, Motion};
use super::notice::Level;
use super::{Model, list};

/// The marks and what is known of them.
#[derive(Debug, Default)]
pub struct Marks {
    /// The marked users.
    pub selection: Selection,
    /// How many marked users are shown, and how many are hidden.
    pub counts: (usize, usize),
    /// The user that was marked last; a range starts here.
    anchor: Option<UserId>,
    /// All users are to be marked when all pages are read.
    awaits_all: bool,
}

impl Marks {
    /// Whether nobody is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts == (0, 0)
    }

    /// How many are marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.0 + self.counts.1
    }

    /// `marks: 2 shown, 1 hidden`; empty without marks.
    #[must_use]
    pub fn words(&self) -> String {
        match self.counts {
            (0, 0) => String::new(),
            (shown, 0) => format!("{shown} marked"),
            (shown, hidden) => format!("{shown} marked here + {hidden} hidden"),
        }
    }
}

/// The marked users: those in the listing's order, then those that the listing does not hold.
pub fn marked(model: &Model) -> impl Iterator<Item = (Shown<'_>, Place)> {
    let selection = &model.marks.selection;
    let visible: Option<HashSet<Slot>> = model
        .list
        .is_narrowed()
        .then(|| model.list.rows(&model.roster).iter().copied().collect());
    let place = move |slot: Slot| match &visible {
        Some(visible) if !visible.contains(&slot) => Place::Hidden,
        Some(_) | None => Place::Shown,
    };
    let listed = model
        .roster
        .listing()
        .iter()
        .map(|&slot| (slot, model.roster.shown(slot)))
        .filter(move |(_, shown)| selection.contains(shown.id()))
        .map(move |(slot, shown)| (shown, place(slot)));
    let elsewhere = match selection {
        Selection::Only(ids) => Some(ids),
        Selection::AllBut(_) => None,
    };
    let elsewhere = elsewhere
        .into_iter()
        .flatten()
        .filter_map(|id| model.roster.get(id))
        .filter(|shown| !shown.is_listed())
        .map(|shown| (shown, Place::Hidden));
    listed.chain(elsewhere)
}

pub(super) fn act(model: &mut Model, action: MarkAction, out: &mut Vec<Command>) {
    match action {
        MarkAction::One => one(model),
        MarkAction::Range => range(model),
        MarkAction::Shown => {
            let ids = shown_ids(model);
            mark(model, ids);
        }
        MarkAction::Matching => matching(model, out),
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
                return model.say(
                    Level::Info,
                    "Nobody is marked: space marks, a marks all shown",
                );
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
    let Some(id) = model.list.cursor_id(&model.roster).cloned() else {
        return;
    };
    model.marks.selection.toggle(&id);
    model.marks.anchor = Some(id);
    if !model.list.shows_marked_only() {
        list::travel(model, Motion::Down);
    }
}

/// `v`: from the row marked last to the cursor.
fn range(model: &mut Model) {
    let rows = model.list.rows(&model.roster);
    let anchor = model
        .marks
        .anchor
        .as_ref()
        .and_then(|id| model.roster.slot(id));
    let from = anchor.and_then(|slot| rows.iter().position(|&row| row == slot));
    let to = model.list.cursor();
    let from = from.unwrap_or(to);
    let ids: Vec<UserId> = rows
        .iter()
        .take(from.max(to) + 1)
        .skip(from.min(to))
        .map(|&slot| model.roster.shown(slot).id().clone())
        .collect();
    model.marks.anchor = model.list.cursor_id(&model.roster).cloned();
    mark(model, ids);
}

fn shown_ids(model: &Model) -> Vec<UserId> {
    let rows = model.list.rows(&model.roster);
    rows.iter()
        .map(|&slot| model.roster.shown(slot).id().clone())
        .collect()
}

fn mark(model: &mut Model, ids: Vec<UserId>) {
    for id in ids {
        if !model.marks.selection.contains(&id) {
            model.marks.selection.toggle(&id);
        }
    }
}

/// `i`: of the rows shown, exactly the others.
fn invert(model: &mut Model) {
    if !model.list.is_narrowed() {
        return model.marks.selection.invert();
    }
    for id in shown_ids(model) {
        model.marks.selection.toggle(&id);
    }
}

/// `A`: all users that match the server filters; what is not loaded yet is loaded first.
fn matching(model: &mut Model, out: &mut Vec<Command>) {
    if model.roster.is_complete() {
        return mark_all(model);
    }
    model.marks.awaits_all = true;
    list::act(model, ListAction::LoadRest, out);
    let rate = model.budget.rate;
    let text = format!(
        "Reading all pages first ({} users a page, {rate:.1} requests a second); then all are \
         marked. esc stops",
        model.page_size
    );
    model.say(Level::Info, text);
}

fn mark_all(model: &mut Model) {
    model.marks.awaits_all = false;
    model.marks.selection = Selection::AllBut(HashSet::new());
    recount(model);
    let text = format!("All {} users are marked", model.marks.len());
    model.say(Level::Info, text);
}

/// After the listing changed: "all matching" may be complete now.
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

/// Counts shown and hidden marks anew.
pub(super) fn recount(model: &mut Model) {
    let is_empty = matches!(&model.marks.selection, Selection::Only(ids) if ids.is_empty());
    let counts = if is_empty {
        (0, 0)
    } else {
        marked(model).fold((0, 0), |(shown, hidden), (_, place)| match place {
            Place::Shown => (shown + 1, hidden),
            Place::Hidden => (shown, hidden + 1),
        })
    };
    model.marks.counts = counts;
}
