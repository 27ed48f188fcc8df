//! What becomes of a form that is left: a draft until it is opened again, or until the edit that
//! carries it is settled.
//!
//! Invariant: what was typed is gone only when it was discarded or did its work.

use crate::app::action::{ReviewAction, WriteAction};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay};
use crate::domain::plan::Edit;
use crate::domain::{Outcome, Settled};

use super::{Form, View};

/// What became of the draft behind a settled edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum DraftFate {
    /// There was none, or it did its work.
    Gone,
    /// It is kept, to be opened again.
    Kept,
}

impl DraftFate {
    pub(in crate::app) fn is_kept(self) -> bool {
        self == Self::Kept
    }
}

/// Esc: a changed form is kept as a draft, an unchanged one is closed.
pub(in crate::app) fn keep(model: &mut Model) {
    let Some(Overlay::Form(mut form)) = model.overlay.take() else {
        return;
    };
    if form.is_dirty() {
        form.view = View::Fields;
        model.drafts.insert(form.user.clone(), *form);
        let text = format!(
            "Draft kept: {} opens it again; {} in its review discards it",
            model.keymap.key(Scope::List, WriteAction::Edit),
            model.keymap.key(Scope::Review, ReviewAction::Discard)
        );
        model.say(Level::Info, text);
    }
}

/// A form's edit was begun: the form becomes the draft behind it until it is settled.
pub(in crate::app) fn begun(model: &mut Model, edit: &Edit) {
    // Another key's write to the same user leaves an open form alone.
    if let Some(Overlay::Form(form)) = &model.overlay
        && form.user == edit.user
        && matches!(&form.view, View::Review(review) if review.change == edit.change)
        && let Some(Overlay::Form(mut form)) = model.overlay.take()
    {
        form.view = View::Fields;
        form.sent = Some(edit.id);
        model.drafts.insert(form.user.clone(), *form);
    }
}

/// The edit behind a draft ended: the draft did its work, or it is kept.
pub(in crate::app) fn settled(model: &mut Model, settled: &Settled) -> DraftFate {
    let is_behind = |form: &Form| form.sent == Some(settled.edit);
    if !model.drafts.get(&settled.user).is_some_and(is_behind) {
        return DraftFate::Gone;
    }
    match settled.outcome {
        Outcome::Verified | Outcome::Accepted | Outcome::Unchanged => {
            model.drafts.remove(&settled.user);
            DraftFate::Gone
        }
        Outcome::Partial
        | Outcome::Refused
        | Outcome::NotApplied
        | Outcome::NotSent
        | Outcome::Conflict
        | Outcome::Superseded
        | Outcome::Unknown
        | Outcome::Withdrawn => {
            if let Some(form) = model.drafts.get_mut(&settled.user) {
                form.sent = None;
            }
            DraftFate::Kept
        }
    }
}
