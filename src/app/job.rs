//! Jobs: plans being carried out in the background, with what became of their edits so far.
//!
//! Invariants: what is shown of a job adds up to its plan; a job is carried on only under its own
//! number, and only after the person typed how many edits that is.

mod again;
mod all;
mod screen;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::job::{Halt, JobStage};
use crate::domain::{Change, Delta, Edit, EditId, JobId, Outcome, Plan, Settled, Tally, Value};
use crate::protocol::{ApiCommand, Command, Stage};

pub(super) use again::{
    ask_again, carry_on, go_on_with, has_forgotten_password, remember_password,
};
pub use all::{JobLine, JobsScreen};
pub(super) use all::{act_jobs, show_all};
pub use screen::{JobScreen, Rows, Shows, State, result_words, rows, stage_words, state};
pub(super) use screen::{act, show, show_numbered};

use super::action::JobAction;
use super::keymap::Scope;
use super::notice::Level;
use super::plan::span;
use super::{Model, Now};

/// A job of this session.
#[derive(Debug, Clone)]
pub struct Job {
    /// The whole plan, without secrets.
    pub plan: Arc<Plan>,
    /// How its edits ended, those of earlier runs included.
    pub tally: Tally,
    /// The edits of this run that have not ended, and their places in the plan.
    pub left: HashMap<EditId, usize>,
    /// Where those are that are on their way.
    pub moving: BTreeMap<EditId, Stage>,
    /// How many edits this run has.
    pub size: usize,
    /// When this run was begun.
    pub since: Duration,
    /// The same on the wall clock.
    pub at: Timestamp,
    /// Where it is; `None` until the actor has begun it.
    pub stage: Option<JobStage>,
    /// How it goes on.
    pub life: Life,
}

/// How a job goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Under way, or paused.
    Running,
    /// What is in flight is finished, the rest withdrawn.
    Stopping,
    /// All its edits have ended.
    Ended(Duration),
}

impl Job {
    /// A job that begins now with all edits of its plan.
    #[must_use]
    pub fn begun(plan: Arc<Plan>, now: Now) -> Self {
        Self {
            left: plan.edits.iter().map(|edit| edit.id).zip(0..).collect(),
            moving: BTreeMap::new(),
            size: plan.edits.len(),
            plan,
            tally: Tally::default(),
            since: now.mono,
            at: now.wall,
            stage: None,
            life: Life::Running,
        }
    }

    /// A job of which some edits are carried out again now; `tally` says how the others ended.
    #[must_use]
    pub fn resumed(plan: Arc<Plan>, edits: &[Edit], tally: Tally, now: Now) -> Self {
        let again: HashSet<EditId> = edits.iter().map(|edit| edit.id).collect();
        let mut job = Self::begun(plan, now);
        job.left.retain(|edit, _| again.contains(edit));
        Self {
            size: job.left.len(),
            tally,
            ..job
        }
    }

    /// How many edits of this run ended.
    #[must_use]
    pub fn done(&self) -> usize {
        self.size.saturating_sub(self.left.len())
    }

    /// Where an edit of this run is; `None` = it ended, or is of another run.
    #[must_use]
    pub fn stage_of(&self, edit: EditId) -> Option<Stage> {
        self.left.get(&edit)?;
        Some(self.moving.get(&edit).copied().unwrap_or(Stage::Waiting))
    }

    /// The edits on their way right now.
    pub fn under_way(&self) -> impl Iterator<Item = &Edit> {
        let places = self.moving.keys().filter_map(|edit| self.left.get(edit));
        places.filter_map(|place| self.plan.edits.get(*place))
    }

    /// Whether it has not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !matches!(self.life, Life::Ended(_))
    }

    /// Whether nothing of it changes by itself.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let is_paused = matches!(self.stage, Some(JobStage::Paused(_)));
        !self.is_running() || self.left.is_empty() || (is_paused && self.moving.is_empty())
    }

    /// `29 verified, 1 refused`.
    #[must_use]
    pub fn words(&self) -> String {
        tally_words(&self.tally)
    }

    /// Whether every edit ended as wanted.
    #[must_use]
    pub fn went_well(&self) -> bool {
        let well = [Outcome::Verified, Outcome::Unchanged, Outcome::Accepted];
        let well = well.iter().map(|outcome| self.tally.of(*outcome));
        well.sum::<usize>() == self.plan.edits.len()
    }

    /// Seconds left, by the pace so far; `None` before the first edit ended.
    #[must_use]
    pub fn seconds_left(&self, now: Duration) -> Option<u64> {
        let done = u32::try_from(self.done()).ok().filter(|done| *done > 0)?;
        let left = u32::try_from(self.left.len()).ok()?;
        let pace = now.saturating_sub(self.since) / done;
        Some(pace.saturating_mul(left).as_secs())
    }
}

/// `29 verified, 1 refused`.
#[must_use]
pub fn tally_words(tally: &Tally) -> String {
    let each = tally
        .iter()
        .map(|(outcome, count)| format!("{count} {}", outcome_word(outcome)));
    each.collect::<Vec<_>>().join(", ")
}

/// The word of an outcome in running text.
#[must_use]
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified",
        Outcome::Accepted => "accepted",
        Outcome::Partial => "partly applied",
        Outcome::Refused => "refused",
        Outcome::NotApplied => "not applied",
        Outcome::NotSent => "not sent",
        Outcome::Conflict => "in conflict",
        Outcome::Superseded => "superseded",
        Outcome::Unknown => "unknown",
        Outcome::Unchanged => "already so",
        Outcome::Withdrawn => "withdrawn",
    }
}

/// A plan as it may be kept: a password is its field name only.
#[must_use]
pub fn without_secrets(plan: &Plan) -> Plan {
    let kept = |delta: &Delta| match matches!(delta.after, Value::Secret(_)) {
        true => Delta {
            after: Value::Null,
            ..delta.clone()
        },
        false => delta.clone(),
    };
    let edits = plan.edits.iter().map(|edit| Edit {
        change: Change {
            deltas: edit.change.deltas.iter().map(kept).collect(),
        },
        ..edit.clone()
    });
    Plan {
        edits: edits.collect(),
        ..plan.clone()
    }
}

/// Shows the wishes of a job's edits over what is confirmed, and keeps the job.
pub(super) fn set_off(model: &mut Model, job: Job, edits: &[Edit]) {
    for edit in edits {
        let visible = |delta: &&Delta| delta.field.is_verifiable();
        let deltas = edit.change.deltas.iter().filter(visible).cloned().collect();
        model
            .roster
            .add_pending(edit.id, &edit.user, Change { deltas });
    }
    model.jobs.insert(job.plan.job, job);
}

/// An edit of a job came to another stage.
pub(super) fn edit_moved(model: &mut Model, edit: EditId, stage: Stage) {
    let mut jobs = model.jobs.values_mut();
    let Some(job) = jobs.find(|job| job.left.contains_key(&edit)) else {
        return;
    };
    match stage == Stage::Waiting {
        true => job.moving.remove(&edit),
        false => job.moving.insert(edit, stage),
    };
}

/// An edit ended; `true` = a running job counts it, and nothing need be said of it alone.
pub(super) fn edit_settled(model: &mut Model, settled: &Settled) -> bool {
    let earlier = model
        .history
        .get(settled.edit)
        .map(|earlier| earlier.outcome);
    let Some(job) = model.jobs.get_mut(&settled.job) else {
        return false;
    };
    let is_of_run = job.left.remove(&settled.edit).is_some();
    job.moving.remove(&settled.edit);
    // What an earlier run made of it was taken out of the tally when this one began.
    if let (false, Some(earlier)) = (is_of_run, earlier) {
        job.tally.remove(earlier);
    }
    job.tally.add(settled.outcome);
    is_of_run
}

/// A job came to another stage; that it stopped is said.
pub(super) fn moved(model: &mut Model, id: JobId, stage: JobStage) {
    let Some(job) = model.jobs.get_mut(&id) else {
        return;
    };
    if job.stage.replace(stage) == Some(stage) {
        return;
    }
    if let JobStage::Paused(why) = stage {
        let (level, next) = match why {
            Halt::Asked => (Level::Info, ""),
            Halt::Trial(_)
            | Halt::SignedOut
            | Halt::Unknowns(_)
            | Halt::Failures { .. }
            | Halt::Throttled
            | Halt::Unread
            | Halt::ReadOnly => (Level::Warning, "; nothing goes on without you"),
        };
        let key = model.keymap.key(Scope::Job, JobAction::Hold);
        let text = format!("Job {id} paused: {why}{next}   :job {id}, then {key} goes on");
        model.say(level, text);
    }
}

/// Every edit of a job has ended: one sentence about all of them.
pub(super) fn ended(model: &mut Model, id: JobId) {
    let now = model.now.mono;
    let Some(job) = model.jobs.get_mut(&id) else {
        return;
    };
    job.life = Life::Ended(now);
    let level = if job.went_well() {
        Level::Done
    } else {
        Level::Warning
    };
    job.moving.clear();
    let edits: Vec<_> = job.left.drain().map(|(edit, _)| edit).collect();
    let seconds = now.saturating_sub(job.since).as_secs();
    let text = format!(
        "Job {id} ended after {}: {}   :job {id} shows them",
        span(seconds),
        job.words()
    );
    for edit in edits {
        model.roster.drop_pending(edit);
    }
    model.say(level, text);
}

/// The job under way, newest first; what the header shows.
#[must_use]
pub fn running(model: &Model) -> Option<(JobId, &Job)> {
    let mut newest_first = model.jobs.iter().rev();
    newest_first
        .find(|(_, job)| job.is_running())
        .map(|(id, job)| (*id, job))
}

/// Edits of all jobs that have not ended; none of those that are paused and at rest.
#[must_use]
pub fn left(model: &Model) -> usize {
    let under_way = model.jobs.values().filter(|job| !job.is_at_rest());
    under_way.map(|job| job.left.len()).sum()
}

/// Begins nothing new of a job; what is in flight is followed to its end.
pub(super) fn stop(model: &mut Model, id: JobId, out: &mut Vec<Command>) {
    let Some(job) = model.jobs.get_mut(&id).filter(|job| job.is_running()) else {
        return model.say(Level::Info, format!("Job {id} is not running"));
    };
    if job.life == Life::Stopping {
        return model.say(Level::Info, format!("Job {id} is stopping already"));
    }
    job.life = Life::Stopping;
    out.push(Command::Api(ApiCommand::Cancel(id)));
    let text = format!(
        "Job {id}: nothing new is sent; what is on its way is read back, the rest is withdrawn \
         and can be carried out later"
    );
    model.say(Level::Info, text);
}

/// The actor is gone: of what was on its way nobody will tell; the rest was never sent.
pub(super) fn abandon(model: &mut Model) -> Vec<(JobId, Edit)> {
    let now = model.now.mono;
    let mut lost = Vec::new();
    for (id, job) in &mut model.jobs {
        if !job.is_running() {
            continue;
        }
        job.life = Life::Ended(now);
        lost.extend(job.under_way().map(|edit| (*id, edit.clone())));
        for (edit, place) in &job.left {
            if !job.moving.contains_key(edit)
                && let Some(waiting) = job.plan.edits.get(*place)
            {
                model.roster.drop_pending_of(&waiting.user, *edit);
            }
        }
        job.left.retain(|edit, _| job.moving.contains_key(edit));
    }
    lost
}
