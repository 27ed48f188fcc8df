//! Jobs: plans being carried out in the background, with what became of their edits so far.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::job::{Halt, JobStage};
use crate::domain::{JobId, Outcome, Settled, Tally};
use crate::protocol::{ApiCommand, Command};

use super::Model;
use super::notice::Level;

/// A job of this session.
#[derive(Debug, Clone)]
pub struct Job {
    /// What it sets, in words; untrusted.
    pub what: String,
    /// How many edits it has.
    pub planned: usize,
    /// How its edits ended so far.
    pub tally: Tally,
    /// The edits that ended, newest last.
    pub settled: Vec<Arc<Settled>>,
    /// When it was begun.
    pub since: Duration,
    /// Where it is; `None` until the actor has begun it.
    pub stage: Option<JobStage>,
    /// When it ended.
    pub ended: Option<Duration>,
}

impl Job {
    /// A job that has just begun.
    #[must_use]
    pub fn new(what: String, planned: usize, since: Duration) -> Self {
        Self {
            what,
            planned,
            tally: Tally::default(),
            settled: Vec::new(),
            since,
            stage: None,
            ended: None,
        }
    }

    /// Notes how an edit ended; a later word on the same edit replaces the earlier.
    pub fn note(&mut self, settled: &Arc<Settled>) {
        if let Some(known) = self
            .settled
            .iter_mut()
            .find(|known| known.edit == settled.edit)
        {
            *known = Arc::clone(settled);
            self.tally = Tally::default();
            self.settled
                .iter()
                .for_each(|settled| self.tally.add(settled.outcome));
        } else {
            self.settled.push(Arc::clone(settled));
            self.tally.add(settled.outcome);
        }
    }

    /// How many edits ended.
    #[must_use]
    pub fn done(&self) -> usize {
        self.settled.len()
    }

    /// `verified 29, refused 1`.
    #[must_use]
    pub fn words(&self) -> String {
        let each = self
            .tally
            .iter()
            .map(|(outcome, count)| format!("{count} {}", outcome.word()));
        each.collect::<Vec<_>>().join(", ")
    }

    /// Whether every edit ended as wanted.
    #[must_use]
    pub fn went_well(&self) -> bool {
        let well = [Outcome::Verified, Outcome::Unchanged, Outcome::Accepted];
        well.iter()
            .map(|outcome| self.tally.of(*outcome))
            .sum::<usize>()
            == self.planned
    }

    /// Seconds left, by the pace so far; `None` before the first edit ended.
    #[must_use]
    pub fn seconds_left(&self, now: Duration) -> Option<u64> {
        let done = u32::try_from(self.done()).ok().filter(|done| *done > 0)?;
        let left = u32::try_from(self.planned.saturating_sub(self.done())).ok()?;
        let pace = now.saturating_sub(self.since) / done;
        Some((pace * left).as_secs())
    }
}

/// A job came to another stage; that it stopped is said.
pub(super) fn moved(model: &mut Model, id: JobId, stage: JobStage) {
    if let Some(job) = model.jobs.get_mut(&id) {
        job.stage = Some(stage);
    }
    if let JobStage::Paused(why) = stage {
        let level = if why == Halt::Asked {
            Level::Info
        } else {
            Level::Warning
        };
        model.say(level, format!("Job {id} paused: {why}   :job {id}"));
    }
}

/// Every edit of a job has ended: one sentence about all of them.
pub(super) fn ended(model: &mut Model, id: JobId) {
    let now = model.now.mono;
    let Some(job) = model.jobs.get_mut(&id) else {
        return;
    };
    job.ended = Some(now);
    let level = if job.went_well() {
        Level::Done
    } else {
        Level::Warning
    };
    let text = format!(
        "Job {id} ended: {} of {}: {}   :job {id} shows them",
        job.done(),
        job.planned,
        job.words()
    );
    model.say(level, text);
}

/// The job under way, newest first; what the header shows.
#[must_use]
pub fn running(model: &Model) -> Option<(JobId, &Job)> {
    let mut newest_first = model.jobs.iter().rev();
    newest_first
        .find(|(_, job)| job.ended.is_none())
        .map(|(id, job)| (*id, job))
}

/// `:stop`: nothing new of the job is begun; what is in flight is followed to its end.
pub(super) fn stop(model: &mut Model, out: &mut Vec<Command>) {
    let Some((id, _)) = running(model) else {
        return model.say(Level::Info, "No job is running");
    };
    out.push(Command::Api(ApiCommand::Cancel(id)));
    let text = format!("Job {id}: stopping; what was not sent is withdrawn, the rest is verified");
    model.say(Level::Info, text);
}
