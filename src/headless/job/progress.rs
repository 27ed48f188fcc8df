//! How far a job is, on one line: how many of how many, how fast, how long it will take, and what
//! came of the edits so far.

use std::time::Duration;

use tokio::time::Instant;

use crate::domain::job::JobStage;
use crate::domain::{JobId, Outcome, Tally};

/// Counts outcomes against the time since the job began.
#[derive(Debug)]
pub(super) struct Progress {
    job: JobId,
    planned: usize,
    tally: Tally,
    began: Instant,
}

impl Progress {
    /// Of a job of so many edits that begins now.
    pub(super) fn begin(job: JobId, planned: usize) -> Self {
        Self {
            job,
            planned,
            tally: Tally::default(),
            began: Instant::now(),
        }
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        self.tally.add(outcome);
    }

    /// How many ended so.
    pub(super) fn count(&self, outcome: Outcome) -> usize {
        self.tally.of(outcome)
    }

    /// How many there are in all.
    pub(super) fn planned(&self) -> usize {
        self.planned
    }

    /// The line: `job 7: 12/31  4.1/s  5s left  11 Verified, 1 Refused`.
    pub(super) fn line(&self) -> String {
        let ended = self.tally.total();
        let mut line = format!("job {}: {ended}/{}", self.job, self.planned);
        let seconds = self.began.elapsed().as_secs_f64();
        if ended > 0 && seconds > 0.1 {
            let rate = count(ended) / seconds;
            let left =
                Duration::from_secs_f64(count(self.planned - ended.min(self.planned)) / rate);
            line.push_str(&format!("  {rate:.1}/s  {} left", duration(left)));
        }
        let outcomes: Vec<_> = self.tally.iter().map(say).collect();
        if !outcomes.is_empty() {
            line.push_str("  ");
            line.push_str(&outcomes.join(", "));
        }
        line
    }

    /// The line while the list is read, if the stage is such a one.
    pub(super) fn stage(&self, stage: JobStage) -> Option<String> {
        match stage {
            JobStage::Comparing { read } => Some(format!(
                "job {}: comparing with the list, {read} users read",
                self.job
            )),
            JobStage::ReadingBack { read } => Some(format!(
                "job {}: reading the list back, {read} users read",
                self.job
            )),
            JobStage::First | JobStage::Few | JobStage::Rest | JobStage::Paused(_) => None,
        }
    }
}

fn say((outcome, count): (Outcome, usize)) -> String {
    format!("{count} {}", outcome.word())
}

/// No job has so many edits that a number of them would not be exact.
fn count(edits: usize) -> f64 {
    u32::try_from(edits).map_or(f64::INFINITY, f64::from)
}

/// `5s`, `3m 20s`, `2h 5m`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64().ceil();
    if !seconds.is_finite() || seconds > 1e9 {
        return "very long".to_owned();
    }
    let whole = Duration::from_secs_f64(seconds).as_secs();
    match (whole / 3_600, whole / 60 % 60, whole % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, 0) => format!("{minutes}m"),
        (0, minutes, seconds) => format!("{minutes}m {seconds}s"),
        (hours, 0, _) => format!("{hours}h"),
        (hours, minutes, _) => format!("{hours}h {minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        for (seconds, said) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (200, "3m 20s"),
            (3_600, "1h"),
            (7_500, "2h 5m"),
        ] {
            assert_eq!(duration(Duration::from_secs(seconds)), said);
        }
        assert_eq!(duration(Duration::MAX), "very long");
    }

    #[test]
    fn outcomes_are_counted_on_the_line() {
        let mut progress = Progress::begin(JobId(7), 31);
        assert_eq!(progress.line(), "job 7: 0/31");
        for outcome in [Outcome::Verified, Outcome::Verified, Outcome::Refused] {
            progress.add(outcome);
        }
        let line = progress.line();
        assert!(line.starts_with("job 7: 3/31"), "{line}");
        assert!(line.ends_with("2 Verified, 1 Refused"), "{line}");
    }
}
