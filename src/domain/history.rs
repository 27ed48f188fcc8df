//! What was done, as values: journal records, which edits are unsettled, what undo would do.
//!
//! Invariant: an edit is undone at most once, and only as far as its old values are known.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::change::{self, Agreement, Change, Delta};
use super::field::Field;
use super::outcome::{FieldResult, Outcome, Settled};
use super::plan::{AttemptId, EditId, JobId, Plan};
use super::user::UserId;
use super::value::Value;

mod jobs;

pub use jobs::{Again, Inverse, Planned, Progress};

/// One line of the journal. Secrets never reach it: a password is its field name only.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A plan was begun.
    Planned {
        /// The plan, without secrets.
        plan: Arc<Plan>,
        /// When.
        at: Timestamp,
    },
    /// A PATCH is about to be sent. Durable before its first byte leaves.
    Attempt {
        /// The edit.
        edit: EditId,
        /// The PATCH; its `X-Request-Id`.
        attempt: AttemptId,
        /// The job of the edit.
        job: JobId,
        /// Whom it changes.
        user: UserId,
        /// The fields it carries, `before` filled in: enough to find out later what became of it.
        change: Change,
        /// When.
        at: Timestamp,
    },
    /// An edit ended.
    Settled(Arc<Settled>),
    /// An open edit was closed by the person's word.
    Dismissed {
        /// The edit.
        edit: EditId,
        /// Why it is no longer open.
        note: String,
        /// When.
        at: Timestamp,
    },
}

impl Record {
    /// When it was written.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Planned { at, .. } | Self::Attempt { at, .. } | Self::Dismissed { at, .. } => *at,
            Self::Settled(settled) => settled.at,
        }
    }
}

/// The settled edits, newest last. A row on screen asks for its user's edits at every frame, so
/// answers do not take longer the longer the history is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    settled: Vec<Arc<Settled>>,
    /// Where each edit stands in `settled`.
    places: HashMap<EditId, usize>,
    /// Where the edits of each user stand, oldest first.
    of_user: HashMap<UserId, Vec<usize>>,
    /// Where those stand whose outcome, taken by itself, is open.
    unsettled: BTreeSet<usize>,
    dismissed: HashSet<EditId>,
    /// Where the edits stand that take an edit back.
    undoes: HashMap<EditId, Vec<usize>>,
    plans: BTreeMap<JobId, Planned>,
}

/// Why an edit cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotUndo {
    /// There is no such edit.
    #[error("nothing to undo: no change in the journal stands")]
    Nothing,
    /// There is no undone edit.
    #[error("nothing to redo: nothing was undone")]
    NothingUndone,
    /// The old values are unknown or cannot be sent.
    #[error("cannot undo {0}: the old value is not known or the API has no way to send it")]
    Lost(String),
}

impl History {
    /// Notes how an edit ended. A later word on the same edit (a re-check) replaces the earlier.
    pub fn note(&mut self, settled: Arc<Settled>) {
        let known = self.places.get(&settled.edit).copied();
        let place = known.unwrap_or(self.settled.len());
        if settled.is_open() {
            self.unsettled.insert(place);
        } else {
            self.unsettled.remove(&place);
        }
        if known.is_some() {
            self.settled[place] = settled;
        } else {
            self.places.insert(settled.edit, place);
            self.of_user
                .entry(settled.user.clone())
                .or_default()
                .push(place);
            if let Some(undone) = settled.undo_of {
                self.undoes.entry(undone).or_default().push(place);
            }
            self.settled.push(settled);
        }
    }

    /// The last word on an edit.
    #[must_use]
    pub fn get(&self, edit: EditId) -> Option<&Arc<Settled>> {
        self.places.get(&edit).map(|place| &self.settled[*place])
    }

    /// Forgets all but the newest `count` edits, those still open, and the plans of the others.
    /// No job is forgotten by halves: an edit without a word would seem never to have been sent.
    pub fn forget_old(&mut self, count: usize) {
        let Some(first) = self.settled.len().checked_sub(count).filter(|old| *old > 0) else {
            return;
        };
        let newest = self.settled[first..].iter();
        let oldest_job = newest.map(|settled| settled.job).min();
        let is_recent = |settled: &Settled| oldest_job.is_some_and(|oldest| settled.job >= oldest);
        let mut kept = Self::default();
        for settled in &self.settled {
            if is_recent(settled) || self.is_open(settled) {
                kept.note(Arc::clone(settled));
            }
        }
        kept.dismissed = std::mem::take(&mut self.dismissed);
        kept.plans = std::mem::take(&mut self.plans);
        kept.plans
            .retain(|job, _| oldest_job.is_none_or(|oldest| *job >= oldest));
        *self = kept;
    }

    /// All settled edits, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Settled>> {
        self.settled.iter()
    }

    /// The settled edits of one user, oldest first.
    pub fn of(&self, user: &UserId) -> impl DoubleEndedIterator<Item = &Arc<Settled>> + use<'_> {
        let places = self.of_user.get(user).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| &self.settled[*place])
    }

    /// The edits whose outcome is still open, and that nobody closed by their word.
    pub fn open(&self) -> impl Iterator<Item = &Arc<Settled>> {
        let unsettled = self.unsettled.iter().map(|place| &self.settled[*place]);
        unsettled.filter(|settled| self.is_open(settled))
    }

    /// The open edits of one user.
    pub fn open_of(&self, user: &UserId) -> impl Iterator<Item = EditId> + use<'_> {
        self.of(user)
            .filter(|settled| self.is_open(settled))
            .map(|settled| settled.edit)
    }

    /// Whether this edit's outcome is still open. Once a later edit of the same fields was sent or
    /// found them as wanted, no read can tell any more what became of the earlier one.
    #[must_use]
    pub fn is_open(&self, settled: &Settled) -> bool {
        let names = |other: &Settled, field| other.fields.iter().any(|own| own.field == field);
        let overtakes = |later: &&Arc<Settled>| {
            later.at >= settled.at
                && (!later.attempts.is_empty() || later.outcome == Outcome::Unchanged)
                && settled.fields.iter().all(|own| names(later, own.field))
        };
        let later = self.of(&settled.user).rev();
        settled.is_open()
            && !self.dismissed.contains(&settled.edit)
            && !later
                .take_while(|known| known.edit != settled.edit)
                .any(|later| overtakes(&later))
    }

    /// Closes an open edit by the person's word: it holds nothing any more.
    pub fn dismiss(&mut self, edit: EditId) {
        self.dismissed.insert(edit);
    }

    /// The open edit that holds further writes to `field` of `user`, if there is one.
    #[must_use]
    pub fn holding(&self, user: &UserId, field: Field) -> Option<&Arc<Settled>> {
        self.of(user).find(|settled| {
            settled.outcome == Outcome::Unknown
                && settled.fields.iter().any(|result| result.field == field)
                && self.is_open(settled)
        })
    }

    /// The edit `z` would take back: the last that changed something, is no undo itself, and is
    /// not undone — or whose undo was undone again.
    pub fn last_undoable(&self) -> Result<&Arc<Settled>, CannotUndo> {
        let candidate = |settled: &&Arc<Settled>| self.stands(settled) && !self.is_undo(settled);
        self.settled
            .iter()
            .rev()
            .find(candidate)
            .ok_or(CannotUndo::Nothing)
    }

    /// The undo that `Z` would take back.
    pub fn last_redoable(&self) -> Result<&Arc<Settled>, CannotUndo> {
        let candidate = |settled: &&Arc<Settled>| self.stands(settled) && self.is_undo(settled);
        self.settled
            .iter()
            .rev()
            .find(candidate)
            .ok_or(CannotUndo::NothingUndone)
    }

    /// The edit that took this one back, if it may have come to pass.
    #[must_use]
    pub fn undone_by(&self, edit: EditId) -> Option<&Arc<Settled>> {
        let undoes = self.undoes.get(&edit)?.iter();
        undoes
            .map(|place| &self.settled[*place])
            .find(|undo| undo.outcome.may_have_changed())
    }

    /// Whether there is something to take back: the edit changed something and nobody took it back.
    #[must_use]
    pub fn stands(&self, settled: &Settled) -> bool {
        settled.outcome.may_have_changed() && self.undone_by(settled.edit).is_none()
    }

    /// Whether the edit is an undo, as opposed to an edit or a redo (the undo of an undo).
    fn is_undo(&self, settled: &Settled) -> bool {
        let mut depth = 0;
        let mut target = settled.undo_of;
        while let Some(edit) = target {
            depth += 1;
            target = self.get(edit).and_then(|undone| undone.undo_of);
        }
        depth % 2 == 1
    }
}

/// The change that puts back what `settled` changed, and the fields for which that is impossible.
///
/// Its `seen` values are those the original stored, so the conflict check of the write is the
/// guard: if somebody changed a field since, nothing is sent.
///
/// # Errors
/// [`CannotUndo::Lost`] when no field can be put back.
pub fn undo_change(settled: &Settled) -> Result<(Change, Vec<Field>), CannotUndo> {
    let holds = |result: &FieldResult, now: &Value| {
        change::agreement(result.field, &result.after, now) != Agreement::Different
    };
    // Of a partly applied edit only what was applied is taken back; what cannot be read back may
    // have been applied, and is named among the lost.
    let was_applied = |result: &&FieldResult| {
        let now = result.now.as_ref();
        settled.outcome != Outcome::Partial || now.is_none_or(|now| holds(result, now))
    };
    let deltas = settled
        .fields
        .iter()
        .filter(was_applied)
        .map(|result| Delta {
            field: result.field,
            seen: result.seen.clone(),
            before: result.before.clone(),
            // What stands on the server may be "stored as ...": the read-back knows. A third value
            // is somebody else's: the guard must not take it for what was stored.
            after: match &result.now {
                Some(now) if holds(result, now) => now.clone(),
                Some(_) | None => result.after.clone(),
            },
        });
    let (change, lost) = Change {
        deltas: deltas.collect(),
    }
    .invert();
    if change.is_empty() {
        let names: Vec<_> = lost.iter().map(|field| field.label()).collect();
        return Err(CannotUndo::Lost(names.join(", ")));
    }
    Ok((change, lost))
}
