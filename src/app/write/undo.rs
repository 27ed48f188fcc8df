//! Taking back: the last change, the last undo, or one that is named.
//!
//! Invariant: what is taken back is written like any other wish; what can only be taken back whole
//! or was made long ago is asked about first.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::app::notice::Level;
use crate::app::question::{self, Asked, Question};
use crate::app::{Model, plan, status};
use crate::domain::Settled;
use crate::domain::history::{self, CannotUndo};
use crate::protocol::Command;

use super::{Wish, capitalise, is_stopped, submit};

/// `z`: takes the last change back.
pub(in crate::app) fn undo(model: &mut Model, out: &mut Vec<Command>) {
    let target = model.history.last_undoable().cloned();
    take_back(model, target, out);
}

/// `Z`: takes the last undo back.
pub(in crate::app) fn redo(model: &mut Model, out: &mut Vec<Command>) {
    let target = model.history.last_redoable().cloned();
    take_back(model, target, out);
}

fn take_back(model: &mut Model, target: Result<Arc<Settled>, CannotUndo>, out: &mut Vec<Command>) {
    if !model.flights.is_empty() {
        let text = "A change is still on its way; press the key again when it is settled";
        return model.say(Level::Info, text);
    }
    let settled = match target {
        Ok(settled) => settled,
        Err(why) => return model.say(Level::Info, capitalise(&why.to_string())),
    };
    let planned = model.history.plan(settled.job);
    if planned.is_some_and(|planned| planned.plan.edits.len() > 1) {
        // One of many: the whole job is taken back, with a review.
        return plan::open_undo(model, settled.job);
    }
    take_back_one(model, &settled, out);
}

/// A change made longer ago than this is not taken back without a question.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(24);

/// Takes one change back, whatever came after it; an old one only after a question.
pub(in crate::app) fn take_back_one(model: &mut Model, settled: &Settled, out: &mut Vec<Command>) {
    let (change, lost) = match history::undo_change(settled) {
        Ok(undo) => undo,
        Err(why) => return model.say(Level::Info, capitalise(&why.to_string())),
    };
    if !lost.is_empty() {
        let names: Vec<_> = lost.iter().map(|field| field.label()).collect();
        let text = format!(
            "Cannot be taken back and stays as it is: {}",
            names.join(", ")
        );
        model.say(Level::Warning, text);
    }
    let wish = Wish {
        undo_of: Some(settled.edit),
        reason: None,
        ..Wish::new(model, settled.user.clone(), change)
    };
    let is_old = model.now.wall.duration_since(settled.at) > LONG_AGO;
    if is_old && !is_stopped(model, &wish) {
        let age = status::age(model, settled.at);
        let reason = format!("the change was made {age} ago: take it back all the same?");
        let question = Question::about_write(model, wish, Asked::Nothing).because(reason);
        return question::ask(model, question);
    }
    if !is_old {
        submit(model, wish, out);
    }
}
