//! The screen of one job: what is shown of them, and what keys do there.
//!
//! Invariant: leaving a job's screen never stops the job.

use std::sync::Arc;
use std::time::Duration;

use crate::app::action::{Action, JobAction, Own};
use crate::app::file::{self, Paper};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay, Pane, detail, layout, plan, status, write};
use crate::domain::history::{Again, Planned};
use crate::domain::job::JobStage;
use crate::domain::{Edit, JobId, Outcome, Plan, Settled};
use crate::protocol::{ApiCommand, Command, Stage};

use super::all::no_job;
use super::{Life, ask_again};

/// The state of a job's screen.
#[derive(Debug, Clone)]
pub struct JobScreen {
    /// Which job.
    pub job: JobId,
    /// Which of its edits are shown.
    pub shows: Shows,
    /// The row under the cursor; `None` = where the job is.
    cursor: Option<usize>,
}

/// Which edits of a job are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// All of them, in the order of the plan.
    All,
    /// Those that did not go well.
    Failed,
}

/// The rows of a job's screen: places in its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// So many, from the first.
    All(usize),
    /// These.
    Some(Vec<usize>),
}

impl Rows {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(places) => places.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place in the plan of a row.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<usize> {
        match self {
            Self::All(count) => (row < *count).then_some(row),
            Self::Some(places) => places.get(row).copied(),
        }
    }
}

/// Where an edit of a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State<'model> {
    /// In this run, at this stage.
    Left(Stage),
    /// It ended.
    Ended(&'model Arc<Settled>),
    /// There is no word of it: it was never sent, or nobody asked yet what became of it.
    NoWord,
}

/// Where an edit of a job is.
#[must_use]
pub fn state<'model>(model: &'model Model, job: JobId, edit: &Edit) -> State<'model> {
    let job = model.jobs.get(&job);
    let left = job.and_then(|job| job.stage_of(edit.id));
    match (left, model.history.get(edit.id)) {
        (Some(stage), _) => State::Left(stage),
        (None, Some(settled)) => State::Ended(settled),
        (None, None) => State::NoWord,
    }
}

/// The rows of a job's screen, in the order of the plan.
#[must_use]
pub fn rows(model: &Model, screen: &JobScreen) -> Rows {
    let Some(plan) = plan_of(model, screen.job) else {
        return Rows::All(0);
    };
    let is_failed = |edit: &Edit| match state(model, screen.job, edit) {
        State::Ended(settled) => !went_well(settled.outcome),
        State::Left(_) | State::NoWord => false,
    };
    match screen.shows {
        Shows::All => Rows::All(plan.edits.len()),
        Shows::Failed => {
            let edits = plan.edits.iter().enumerate();
            let failed = edits.filter(|(_, edit)| is_failed(edit));
            Rows::Some(failed.map(|(place, _)| place).collect())
        }
    }
}

fn went_well(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Verified | Outcome::Accepted | Outcome::Unchanged | Outcome::Withdrawn => true,
        Outcome::Partial
        | Outcome::Refused
        | Outcome::NotApplied
        | Outcome::NotSent
        | Outcome::Conflict
        | Outcome::Superseded
        | Outcome::Unknown => false,
    }
}

fn plan_of(model: &Model, job: JobId) -> Option<&Arc<Plan>> {
    model.history.plan(job).map(|planned| &planned.plan)
}

impl JobScreen {
    /// The row under the cursor: where the job is, until the person moves.
    #[must_use]
    pub fn cursor(&self, model: &Model, rows: &Rows) -> usize {
        let done = || {
            let job = model.jobs.get(&self.job);
            job.map_or(0, |job| job.plan.edits.len().saturating_sub(job.left.len()))
        };
        let last = rows.len().saturating_sub(1);
        self.cursor.unwrap_or_else(done).min(last)
    }
}

/// What a job is about right now, in words.
#[must_use]
pub fn stage_words(model: &Model, id: JobId) -> String {
    let Some(job) = model.jobs.get(&id) else {
        return "not running".to_owned();
    };
    let under_way = || match job.moving.len() {
        0 => String::new(),
        moving => format!(", {moving} under way"),
    };
    match (job.life, job.stage) {
        (Life::Ended(at), _) => {
            let seconds = at.saturating_sub(job.since).as_secs();
            format!("ended after {}", plan::span(seconds))
        }
        (Life::Stopping, _) => format!("stopping: nothing new is sent{}", under_way()),
        (Life::Running, None) => "about to begin".to_owned(),
        (Life::Running, Some(JobStage::Comparing { read })) => {
            format!("reading the list to compare it with the plan: {read} users so far")
        }
        (Life::Running, Some(JobStage::First)) => {
            "the first one alone; nothing more before it is verified".to_owned()
        }
        (Life::Running, Some(JobStage::Few)) => format!("the next five{}", under_way()),
        (Life::Running, Some(JobStage::Rest)) => format!("the rest{}", under_way()),
        (Life::Running, Some(JobStage::ReadingBack { read })) => {
            format!("reading the list to see what became of it: {read} users so far")
        }
        (Life::Running, Some(JobStage::Paused(why))) => {
            let key = model.keymap.key(Scope::Job, JobAction::Hold);
            format!("PAUSED: {why}   {key} goes on{}", under_way())
        }
    }
}

/// What became of an edit, for its row: short where all is well, else the whole sentence.
#[must_use]
pub fn result_words(model: &Model, state: State<'_>) -> String {
    match state {
        State::Left(stage) => status::stage(model, stage),
        State::NoWord => "not sent yet".to_owned(),
        State::Ended(settled) => {
            let clock = status::clock(model, settled.at);
            match settled.outcome {
                Outcome::Verified if settled.detail.is_empty() => format!("verified {clock}"),
                Outcome::Unchanged => "already so; nothing sent".to_owned(),
                Outcome::Withdrawn => "withdrawn; nothing sent".to_owned(),
                Outcome::Verified
                | Outcome::Accepted
                | Outcome::Partial
                | Outcome::Refused
                | Outcome::NotApplied
                | Outcome::NotSent
                | Outcome::Conflict
                | Outcome::Superseded
                | Outcome::Unknown => settled.sentence(&clock),
            }
        }
    }
}

/// Shows a job over the panes.
pub(in crate::app) fn show(model: &mut Model, job: JobId) {
    model.open(Overlay::Job(JobScreen {
        job,
        shows: Shows::All,
        cursor: None,
    }));
}

/// `:job 7`, or the newest that is running, or the newest.
pub(in crate::app) fn show_numbered(model: &mut Model, number: &str) {
    let newest = || {
        let running = super::running(model).map(|(id, _)| id);
        running.or_else(|| {
            model
                .history
                .jobs()
                .rev()
                .find(is_large)
                .map(|job| job.plan.job)
        })
    };
    let asked = match number {
        "" => newest(),
        number => number.parse().ok().map(JobId),
    };
    match asked.filter(|job| model.history.plan(*job).is_some()) {
        Some(job) => show(model, job),
        None if number.is_empty() => {
            let text = no_job(model);
            model.say(Level::Info, text);
        }
        None => {
            let text = format!("There is no job {number:?}; :jobs lists them");
            model.say(Level::Warning, text);
        }
    }
}

pub(super) fn is_large(planned: &&Planned) -> bool {
    planned.plan.edits.len() > 1
}

pub(in crate::app) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let Some(Overlay::Job(screen)) = &model.overlay else {
        return;
    };
    let id = screen.job;
    let rows = rows(model, screen);
    let cursor = screen.cursor(model, &rows);
    let Some(Overlay::Job(screen)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Move(motion) => {
            let last = rows.len().saturating_sub(1);
            screen.cursor = Some(motion.stride(cursor, last, half));
        }
        Action::Own(Own::Job(JobAction::Failed)) => {
            screen.cursor = None;
            screen.shows = match screen.shows {
                Shows::All => Shows::Failed,
                Shows::Failed => Shows::All,
            };
        }
        Action::Own(Own::Job(JobAction::Hold)) => hold(model, id, out),
        Action::Own(Own::Job(JobAction::Retry)) => ask_again(model, id, Again::Failed),
        Action::Own(Own::Job(JobAction::TakeBack)) => plan::open_undo(model, id),
        Action::Save => file::ask(model, Paper::Job(id)),
        Action::Accept => {
            let place = rows.place(cursor);
            let edit = place.and_then(|place| plan_of(model, id)?.edits.get(place));
            if let Some(user) = edit.map(|edit| edit.user.clone()) {
                model.overlay = None;
                detail::open_user(model, user, Duration::ZERO);
                model.focus = Pane::Detail;
            }
        }
        Action::Back => {
            model.overlay = None;
            if model.jobs.get(&id).is_some_and(|job| job.is_running()) {
                let text = format!("Job {id} goes on in the background; :job {id} shows it again");
                model.say(Level::Info, text);
            }
        }
        Action::Type(_) | Action::Sift | Action::Own(_) | Action::Program(_) => {}
    }
}

/// Space: pauses, goes on, or carries out what is left of a job that is not running.
fn hold(model: &mut Model, id: JobId, out: &mut Vec<Command>) {
    let running = model.jobs.get(&id).filter(|job| job.is_running());
    let Some(job) = running else {
        return ask_again(model, id, Again::Rest);
    };
    match (job.life, job.stage) {
        (Life::Stopping | Life::Ended(_), _) => {
            model.say(Level::Info, format!("Job {id} is stopping"));
        }
        (Life::Running, Some(JobStage::Paused(_))) => {
            if let Some(refusal) = write::refusal(model) {
                return model.say(Level::Warning, refusal);
            }
            if model.believes_key() {
                out.push(Command::Api(ApiCommand::Continue(id)));
                model.say(Level::Info, format!("Job {id} goes on"));
            }
        }
        (Life::Running, _) => {
            out.push(Command::Api(ApiCommand::Pause(id)));
            let text = format!("Job {id}: nothing new is begun; what is on its way is finished");
            model.say(Level::Info, text);
        }
    }
}
