//! Jobs as the history tells them: what was planned, what became of it, what is left to do.
//!
//! Invariant: outcomes add up to the plan; an edit is carried out again only if it certainly
//! changed nothing, and never while nobody knows what became of it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{CannotUndo, History, undo_change};
use crate::domain::change::Change;
use crate::domain::field::Field;
use crate::domain::outcome::{Outcome, Settled, Tally};
use crate::domain::plan::{Edit, JobId, Plan};

/// A plan that was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan, without secrets when it comes from the journal.
    pub plan: Arc<Plan>,
    /// When it was begun.
    pub at: Timestamp,
}

/// How far a job came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// The edits planned.
    pub planned: usize,
    /// How edits ended.
    pub tally: Tally,
}

impl Progress {
    /// Edits of which there is no word: never begun, or under way.
    #[must_use]
    pub fn left(&self) -> usize {
        self.planned.saturating_sub(self.tally.total())
    }
}

/// Which edits of a job are carried out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Again {
    /// Those that were never sent: no word of them, or withdrawn.
    Rest,
    /// Those that failed and changed nothing: not sent, refused, not applied.
    Failed,
}

impl Again {
    fn includes(self, outcome: Option<Outcome>) -> bool {
        match (self, outcome) {
            (Self::Rest, None | Some(Outcome::Withdrawn)) => true,
            (Self::Failed, Some(Outcome::NotSent | Outcome::Refused | Outcome::NotApplied)) => true,
            (Self::Rest | Self::Failed, _) => false,
        }
    }
}

/// The inverse of an edit: what it takes back, and which fields it cannot put back.
pub type Inverse = (Arc<Settled>, Result<(Change, Vec<Field>), CannotUndo>);

impl History {
    /// Notes a plan that is being begun.
    pub fn note_plan(&mut self, plan: Arc<Plan>, at: Timestamp) {
        self.plans.insert(plan.job, Planned { plan, at });
    }

    /// The plan of a job.
    #[must_use]
    pub fn plan(&self, job: JobId) -> Option<&Planned> {
        self.plans.get(&job)
    }

    /// All jobs known, oldest first.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Planned> {
        self.plans.values()
    }

    /// How far a job came.
    #[must_use]
    pub fn progress(&self, job: JobId) -> Option<Progress> {
        let plan = &self.plan(job)?.plan;
        let mut progress = Progress {
            planned: plan.edits.len(),
            tally: Tally::default(),
        };
        for settled in plan.edits.iter().filter_map(|edit| self.get(edit.id)) {
            progress.tally.add(settled.outcome);
        }
        Some(progress)
    }

    /// The edits of a job that can be carried out again, as a plan under the same number.
    /// `None` = there is no such job; a plan without edits = there is nothing left.
    #[must_use]
    pub fn again(&self, job: JobId, which: Again) -> Option<Plan> {
        let plan = &self.plan(job)?.plan;
        let is_meant = |edit: &&Edit| {
            let settled = self.get(edit.id);
            which.includes(settled.map(|settled| settled.outcome))
        };
        Some(Plan {
            edits: plan.edits.iter().filter(is_meant).cloned().collect(),
            ..Plan::clone(plan)
        })
    }

    /// What would take back a job: the inverse of each of its edits that changed something and
    /// was not taken back yet, in the order of the plan.
    #[must_use]
    pub fn undo_of_job(&self, job: JobId) -> Vec<Inverse> {
        let plan = self.plan(job).map(|planned| &planned.plan);
        let edits = plan.into_iter().flat_map(|plan| &plan.edits);
        edits
            .filter_map(|edit| self.get(edit.id))
            .filter(|settled| self.stands(settled))
            .map(|settled| (Arc::clone(settled), undo_change(settled)))
            .collect()
    }
}
