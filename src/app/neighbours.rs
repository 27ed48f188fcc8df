//! What stands beside the users: read once, when somebody opens the picker that needs it, and kept
//! until they ask again.
//!
//! Invariant: without a list everything can still be typed; nothing waits for it.

pub mod picker;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use crate::domain::{Catalogue, Field, NeighbourList, Neighbours, Stamp};
use crate::protocol::{ApiCommand, Cause, Command, Failure};

use super::action::ListAction;
use super::keymap::Scope;
use super::notice::Level;
use super::{Model, list};

/// What is known of the lists beside the users.
#[derive(Debug, Default)]
pub struct Shelves {
    numbers: Shelf,
    departments: Shelf,
}

/// One list, and how its reading stands.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The list as it was read last.
    pub catalogue: Option<Catalogue>,
    /// How the reading stands.
    pub reading: Reading,
}

/// How the reading of a list stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    /// Nothing is awaited.
    #[default]
    Idle,
    /// It was asked for then.
    Asked(Duration),
    /// It could not be read.
    Failed(Failure),
}

impl Shelf {
    /// Whether a wanted text is among those in the field, or another that means the same.
    #[must_use]
    pub fn holds(&self, texts: &[CompactString], wanted: &str) -> bool {
        texts.iter().any(|text| self.is_same(text, wanted))
    }

    /// Whether two texts in the field mean the same.
    fn is_same(&self, one: &str, other: &str) -> bool {
        let place = |text: &str| self.catalogue.as_ref()?.place(text);
        one == other || place(one).is_some_and(|found| place(other) == Some(found))
    }

    /// Whether it is worth a request when somebody opens the picker: it was never answered. What
    /// was answered stands until they ask again, also a "no".
    fn is_unanswered(&self) -> bool {
        let is_silent = match &self.reading {
            Reading::Idle => true,
            Reading::Asked(_) => false,
            Reading::Failed(failure) => match failure.cause {
                Cause::SignedOut | Cause::Throttled | Cause::Network | Cause::Cancelled => true,
                Cause::NotFound | Cause::Answer => false,
            },
        };
        self.catalogue.is_none() && is_silent
    }
}

impl Shelves {
    /// What is known of one of them.
    #[must_use]
    pub fn of(&self, list: Neighbours) -> &Shelf {
        match list {
            Neighbours::Numbers => &self.numbers,
            Neighbours::Departments => &self.departments,
        }
    }

    fn of_mut(&mut self, list: Neighbours) -> &mut Shelf {
        match list {
            Neighbours::Numbers => &mut self.numbers,
            Neighbours::Departments => &mut self.departments,
        }
    }

    /// Whether one of them is being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        let is_asked = |of| matches!(self.of(of).reading, Reading::Asked(_));
        Neighbours::ALL.into_iter().any(is_asked)
    }

    /// What a text in a field stands for, by the list that the field is filled from: other texts of
    /// that row, the most telling first, or that it is not listed. `None` = nobody can tell.
    /// Untrusted text.
    #[must_use]
    pub fn explain(&self, field: Field, text: &str) -> Option<Vec<Cow<'_, str>>> {
        let catalogue = self.of(Neighbours::of(field)?).catalogue.as_ref()?;
        let Some(place) = catalogue.place(text) else {
            let is_missing = catalogue.list.skipped == 0 && !catalogue.knows(text);
            return is_missing.then(|| vec!["not listed".into()]);
        };
        let row = &catalogue.list.rows[place];
        let is_other = |other: &&CompactString| !other.is_empty() && *other != text;
        let others = [&row.name, &row.did].into_iter().filter(is_other);
        let others = others.map(|other| Cow::Borrowed(other.as_str()));
        let id = Some(&row.id).filter(is_other);
        Some(
            others
                .chain(id.map(|id| format!("id {id}").into()))
                .collect(),
        )
    }
}

/// Asks for a list, unless that was done.
fn ask(model: &mut Model, of: Neighbours, out: &mut Vec<Command>) {
    let now = model.now.mono;
    let shelf = model.neighbours.of_mut(of);
    if !matches!(shelf.reading, Reading::Asked(_)) {
        shelf.reading = Reading::Asked(now);
        out.push(Command::Api(ApiCommand::LoadNeighbours(of)));
    }
}

/// ctrl-c: nobody waits any more. That it was cancelled is heard like any other answer.
pub(super) fn stop_reading(model: &Model, out: &mut Vec<Command>) {
    let cancel = Command::Api(ApiCommand::CancelReads);
    if model.neighbours.is_reading() && !out.contains(&cancel) {
        out.push(cancel);
    }
}

pub(super) fn loaded(model: &mut Model, stamp: Stamp, list: Arc<NeighbourList>) {
    let of = list.of;
    let under_cursor = picker::under_cursor(model, of);
    let shelf = model.neighbours.of_mut(of);
    shelf.reading = Reading::Idle;
    shelf.catalogue = Some(Catalogue::new(stamp.at, list));
    picker::sift_again(model, of, under_cursor);
}

pub(super) fn failed(model: &mut Model, of: Neighbours, failure: Failure) {
    let shelf = model.neighbours.of_mut(of);
    if failure.cause == Cause::Cancelled {
        shelf.reading = Reading::Idle;
        return;
    }
    let key = model.keymap.key(Scope::Several, ListAction::Reload);
    let text = format!(
        "{}. {}; {key} in the picker reads the list again",
        failure.text,
        instead(of)
    );
    shelf.reading = Reading::Failed(failure);
    model.say(Level::Warning, text);
}

/// What to do without the list.
fn instead(of: Neighbours) -> &'static str {
    match of {
        Neighbours::Numbers => "Type the ids of numbers",
        Neighbours::Departments => "Type agent groups",
    }
}

/// The worker is gone, and with it the answer.
pub(super) fn worker_stopped(model: &mut Model) {
    for of in Neighbours::ALL {
        let shelf = model.neighbours.of_mut(of);
        if let Reading::Asked(_) = shelf.reading {
            shelf.reading = Reading::Failed(list::worker_stopped());
        }
    }
}
