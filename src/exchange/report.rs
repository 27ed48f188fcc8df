//! What became of a job, for those who were not there: JSON, CSV and Markdown.
//!
//! Invariants: the outcomes and the edits without a word add up to the plan; CSV is safe to open
//! in a spreadsheet; nothing in Markdown that came from a server is markup.

mod markdown;

use std::io::{self, Write};
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::csv;
use super::edit::EditDocument;
use crate::domain::{Edit, Outcome, Plan, Settled, Tally};

/// A job as a report tells it.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// What was planned.
    plan: &'a Plan,
    /// The last word on each edit, in the order of the plan; `None` = there is none.
    words: Vec<Option<Arc<Settled>>>,
    requests: u64,
    clock: fn(jiff::Timestamp) -> String,
}

impl<'a> Report<'a> {
    /// The report of a job. `word` = the last word on an edit; `requests` = how many the job took,
    /// where that was counted, else those of its edits.
    pub fn new(
        plan: &'a Plan,
        word: impl Fn(&Edit) -> Option<Arc<Settled>>,
        requests: Option<u64>,
    ) -> Self {
        let words: Vec<_> = plan.edits.iter().map(word).collect();
        let of_edits = words.iter().flatten().map(|word| u64::from(word.requests));
        Self {
            plan,
            requests: requests.unwrap_or_else(|| of_edits.sum()),
            words,
            clock: |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        }
    }

    /// How the edits ended.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for word in self.words.iter().flatten() {
            tally.add(word.outcome);
        }
        tally
    }

    /// How many edits there is no word of.
    #[must_use]
    pub fn left(&self) -> usize {
        self.words.iter().filter(|word| word.is_none()).count()
    }

    /// One line: `job 7: 31 planned: 30 Verified, 1 Refused; 93 requests`.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut parts: Vec<_> = self
            .tally()
            .iter()
            .map(|(outcome, count)| format!("{count} {}", outcome.word()))
            .collect();
        if self.left() > 0 {
            parts.push(format!("{} without a word", self.left()));
        }
        let (job, planned) = (self.plan.job, self.plan.edits.len());
        let requests = self.requests;
        format!(
            "job {job}: {planned} planned: {}; {requests} requests",
            parts.join(", ")
        )
    }

    /// As one JSON document on one line.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        super::json::write(out, self)?;
        writeln!(out)
    }

    /// As comma-separated values, a row for each edit.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let header = COLUMNS.map(str::to_owned).to_vec();
        let rows = self.lines().map(|(edit, word)| self.row(edit, word));
        csv::write_records(
            out,
            csv::Cells::Guarded,
            std::iter::once(header).chain(rows).map(Vec::into_iter),
        )
    }

    /// As Markdown: the totals, then every edit that did not end well.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown::write(self, out)
    }

    fn lines(&self) -> impl Iterator<Item = (&Edit, Option<&Settled>)> {
        let words = self.words.iter().map(Option::as_deref);
        self.plan.edits.iter().zip(words)
    }

    fn row(&self, edit: &Edit, word: Option<&Settled>) -> Vec<String> {
        let at = word.map(|word| word.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        vec![
            edit.user.to_string(),
            name(edit, word),
            word.map_or("", |word| word.outcome.word()).to_owned(),
            wish(edit),
            self.sentence(word),
            at.unwrap_or_default(),
            word.map_or(0, |word| word.requests).to_string(),
            edit.id.to_string(),
            self.plan.job.to_string(),
            self.plan.reason.clone().unwrap_or_default(),
        ]
    }

    fn sentence(&self, word: Option<&Settled>) -> String {
        match word {
            Some(word) => word.sentence(&(self.clock)(word.at)),
            None => "never begun, or the program ended before it was known".to_owned(),
        }
    }
}

const COLUMNS: [&str; 10] = [
    "user",
    "name",
    "outcome",
    "change",
    "what_happened",
    "at",
    "requests",
    "edit",
    "job",
    "reason",
];

fn name(edit: &Edit, word: Option<&Settled>) -> String {
    let found = word.and_then(|word| word.name.as_deref());
    let name = found.or(edit.identity.name.as_deref());
    name.unwrap_or_default().to_owned()
}

/// What is wanted, in words; a password is never said.
fn wish(edit: &Edit) -> String {
    let say = |delta: &crate::domain::Delta| match delta.field {
        crate::domain::Field::Password => format!("{} ***", delta.field.label()),
        field => format!("{} {}", field.label(), field.words(&delta.after)),
    };
    let deltas = edit.change.deltas.iter();
    deltas.map(say).collect::<Vec<_>>().join(", ")
}

/// Whether nobody needs to look at it.
fn is_well(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Verified | Outcome::Unchanged => true,
        Outcome::Accepted
        | Outcome::Partial
        | Outcome::Refused
        | Outcome::NotApplied
        | Outcome::NotSent
        | Outcome::Conflict
        | Outcome::Superseded
        | Outcome::Unknown
        | Outcome::Withdrawn => false,
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tally = self.tally();
        let outcomes: Vec<_> = tally.iter().collect();
        let outcomes: serde_json::Map<String, serde_json::Value> = outcomes
            .into_iter()
            .map(|(outcome, count)| (outcome.word().to_owned(), count.into()))
            .collect();
        let edits: Vec<_> = self.words.iter().flatten().collect();
        let edits: Vec<_> = edits
            .into_iter()
            .map(|word| EditDocument::new(word))
            .collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("job", &self.plan.job.0)?;
        map.serialize_entry("planned", &self.plan.edits.len())?;
        map.serialize_entry("outcomes", &outcomes)?;
        map.serialize_entry("requests", &self.requests)?;
        if self.left() > 0 {
            map.serialize_entry("left", &self.left())?;
        }
        map.serialize_entry("edits", &edits)?;
        map.end()
    }
}
