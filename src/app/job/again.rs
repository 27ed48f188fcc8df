//! Carrying a job on: what was never sent, or what failed and changed nothing, once more.
//!
//! Invariants: the person types how many edits that is; a password is asked for again, for it was
//! kept nowhere.

use std::sync::Arc;

use crate::app::notice::Level;
use crate::app::prompt;
use crate::app::question::{self, Question};
use crate::app::{Model, write};
use crate::domain::history::Again;
use crate::domain::{Delta, Edit, Field, JobId, Plan, Value};
use crate::protocol::{ApiCommand, Command};

use super::Job;

/// Asks whether edits of a job are to be carried out again; says why there are none.
pub(in crate::app) fn ask_again(model: &mut Model, id: JobId, which: Again) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let is_running = model.jobs.get(&id).is_some_and(Job::is_running);
    if is_running {
        let text = format!("Job {id} is running; ctrl-c on its screen stops it");
        return model.say(Level::Info, text);
    }
    let Some(plan) = model.history.again(id, which) else {
        return model.say(Level::Info, format!("There is no job {id}"));
    };
    if plan.edits.is_empty() {
        let text = match which {
            Again::Rest => format!("Nothing is left of job {id}"),
            Again::Failed => {
                format!("Nothing to retry: no edit of job {id} failed without changing anything")
            }
        };
        return model.say(Level::Info, text);
    }
    match plan.edits.iter().any(has_forgotten_password) {
        true => prompt::ask_password(model, plan, which),
        false => go_on_with(model, plan, which),
    }
}

/// Whether an edit sets a password that nobody remembers.
pub(in crate::app) fn has_forgotten_password(edit: &Edit) -> bool {
    edit.change.deltas.iter().any(is_forgotten)
}

fn is_forgotten(delta: &Delta) -> bool {
    delta.field == Field::Password && !matches!(delta.after, Value::Secret(_))
}

/// Puts the password that was typed again into the edits that set one.
pub(in crate::app) fn remember_password(edits: &mut [Edit], password: &Value) {
    let deltas = edits.iter_mut().flat_map(|edit| &mut edit.change.deltas);
    for delta in deltas.filter(|delta| is_forgotten(delta)) {
        delta.after = password.clone();
    }
}

/// The plan is whole: the number of its edits is typed.
pub(in crate::app) fn go_on_with(model: &mut Model, plan: Plan, which: Again) {
    let at = model.history.plan(plan.job).map(|planned| planned.at);
    let question = Question::about_again(model, plan, which, at);
    question::ask(model, question);
}

/// The number was typed: the edits go out under the job's own number.
pub(in crate::app) fn carry_on(model: &mut Model, plan: Plan, out: &mut Vec<Command>) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let id = plan.job;
    let Some(planned) = model.history.plan(id) else {
        return;
    };
    let whole = Arc::clone(&planned.plan);
    let mut tally = model.history.progress(id).unwrap_or_default().tally;
    for edit in &plan.edits {
        if let Some(earlier) = model.history.get(edit.id) {
            tally.remove(earlier.outcome);
        }
    }
    let job = Job::resumed(whole, &plan.edits, tally, model.now);
    super::set_off(model, job, &plan.edits);
    out.push(Command::Api(ApiCommand::Resume(Arc::new(plan))));
    super::show(model, id);
}
