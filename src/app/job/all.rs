//! All jobs of the journal, newest first, with what is left of each.
//!
//! Invariant: outcomes and what is left add up to the plan of each job.

use jiff::Timestamp;

use crate::app::action::{Action, MarkAction, WriteAction};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay};
use crate::domain::history::Planned;
use crate::domain::{JobId, Outcome, Tally};

use super::screen::is_large;
use super::{show, tally_words};

/// The state of the screen of all jobs.
#[derive(Debug, Clone)]
pub struct JobsScreen {
    /// The jobs, newest first, as they were when the screen was opened.
    pub jobs: Vec<JobLine>,
    /// The row under the cursor.
    pub cursor: usize,
}

/// A job in a list of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Its number.
    pub id: JobId,
    /// When it was begun.
    pub at: Timestamp,
    /// What it does; untrusted text.
    pub title: String,
    /// How many edits it has.
    pub planned: usize,
    /// How they ended.
    pub tally: Tally,
    /// How many can still be carried out.
    pub left: usize,
}

impl JobLine {
    fn of(model: &Model, planned: &Planned) -> Self {
        let id = planned.plan.job;
        let progress = model.history.progress(id).unwrap_or_default();
        Self {
            id,
            at: planned.at,
            title: planned.plan.title.clone(),
            planned: progress.planned,
            left: progress.left() + progress.tally.of(Outcome::Withdrawn),
            tally: progress.tally,
        }
    }

    /// `12 verified, 1 refused   18 left`.
    #[must_use]
    pub fn words(&self) -> String {
        let left = match self.left {
            0 => String::new(),
            left => format!("   {left} left"),
        };
        format!("{}{left}", tally_words(&self.tally))
    }
}

/// `:jobs`.
pub(in crate::app) fn show_all(model: &mut Model) {
    let planned = model.history.jobs().rev().filter(is_large);
    let jobs: Vec<_> = planned.map(|planned| JobLine::of(model, planned)).collect();
    if jobs.is_empty() {
        let text = no_job(model);
        return model.say(Level::Info, text);
    }
    model.open(Overlay::Jobs(JobsScreen { jobs, cursor: 0 }));
}

/// How one comes by a job.
pub(super) fn no_job(model: &Model) -> String {
    let key = |action: WriteAction| model.keymap.key(Scope::List, action);
    format!(
        "There was no job yet: mark users with {}, then {}, {} or {}",
        model.keymap.key(Scope::List, MarkAction::One),
        key(WriteAction::Block),
        key(WriteAction::WebLogin),
        key(WriteAction::Role)
    )
}

pub(in crate::app) fn act_jobs(model: &mut Model, action: Action) {
    let Some(Overlay::Jobs(screen)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Move(motion) => {
            let last = screen.jobs.len().saturating_sub(1);
            screen.cursor = motion.step(screen.cursor, last);
        }
        Action::Accept => {
            if let Some(line) = screen.jobs.get(screen.cursor) {
                let id = line.id;
                show(model, id);
            }
        }
        Action::Back => model.overlay = None,
        Action::Type(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}
