//! The jobs of a journal, and one of them with its edits.
//!
//! Invariant: the outcomes and what is left add up to the plan.

use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

use crate::api::journal::Past;
use crate::domain::history::{Planned, Progress};
use crate::domain::{Edit, JobId, Settled, Tally};
use crate::exchange::report;
use crate::text;

use super::super::console::Console;
use super::super::journal::line;
use super::super::json::{self, EditDocument};
use super::{Format, Report};

/// All jobs, oldest first.
pub(super) fn list(past: &Past, format: Format, console: &mut Console<'_>) -> io::Result<()> {
    let jobs = past.history.jobs();
    match format {
        Format::Words => {
            for planned in jobs {
                writeln!(console.out, "{}", words(past, planned))?;
            }
        }
        Format::Json => {
            let jobs: Vec<_> = jobs.map(|planned| document(past, planned)).collect();
            json::write(console.out, &jobs)?;
            writeln!(console.out)?;
        }
    }
    console.out.flush()
}

/// One job and its edits.
pub(super) fn show(
    past: &Past,
    planned: &Planned,
    report: Report,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let edits = || planned.plan.edits.iter();
    let ended = || edits().filter_map(|edit| past.history.get(edit.id));
    let rest = || edits().filter(|edit| past.history.get(edit.id).is_none());
    match report {
        Report::Words => {
            writeln!(console.out, "{}", words(past, planned))?;
            for settled in ended() {
                writeln!(console.out, "{}", line(settled, past, console.ascii))?;
            }
            for edit in rest() {
                writeln!(console.out, "{}  not begun  edit {}", edit.user, edit.id)?;
            }
        }
        Report::Json => {
            let ended = ended().map(|settled| edit(settled)).collect();
            let rest =
                rest().map(|edit| json!({"edit": edit.id.to_string(), "user": edit.user.as_str()}));
            let mut document = document(past, planned);
            document.insert("edits".to_owned(), Json::Array(ended));
            document.insert("rest".to_owned(), rest.collect());
            json::write(console.out, &document)?;
            writeln!(console.out)?;
        }
        Report::Csv => report_of(past, planned).write_csv(console.out)?,
        Report::Markdown => report_of(past, planned).write_markdown(console.out)?,
    }
    console.out.flush()
}

fn report_of<'a>(past: &Past, planned: &'a Planned) -> report::Report<'a> {
    let word = |edit: &Edit| past.history.get(edit.id).map(Arc::clone);
    report::Report::new(&planned.plan, word, None)
}

fn edit(settled: &Settled) -> Json {
    serde_json::to_value(EditDocument::new(settled)).unwrap_or_default()
}

fn progress(past: &Past, job: JobId) -> Progress {
    past.history.progress(job).unwrap_or_default()
}

/// `job 7  2026-11-22 14:03  web login open  31 planned: 30 Verified, 1 Refused; 0 left`
fn words(past: &Past, planned: &Planned) -> String {
    let plan = &planned.plan;
    let progress = progress(past, plan.job);
    let at = planned.at.to_zoned(TimeZone::system());
    let mut parts = vec![format!("job {}", plan.job)];
    parts.push(at.strftime("%Y-%m-%d %H:%M").to_string());
    if !plan.title.is_empty() {
        parts.push(text::one_line(&plan.title));
    }
    parts.push(tally_words(&progress));
    if let Some(reason) = &plan.reason {
        parts.push(format!("\"{}\"", text::one_line(reason)));
    }
    if let Some(undone) = plan.undo_of {
        parts.push(format!("undo of job {undone}"));
    }
    parts.join("  ")
}

/// `31 planned: 30 Verified, 1 Refused`, and `; 4 left` when some are.
pub(super) fn tally_words(progress: &Progress) -> String {
    let counts = progress.tally.iter();
    let counts: Vec<_> = counts
        .map(|(outcome, count)| format!("{count} {}", outcome.word()))
        .collect();
    let colon = if counts.is_empty() { "" } else { ": " };
    let left = match progress.left() {
        0 => String::new(),
        left => format!("; {left} left"),
    };
    format!(
        "{} planned{colon}{}{left}",
        progress.planned,
        counts.join(", ")
    )
}

fn document(past: &Past, planned: &Planned) -> Map<String, Json> {
    let plan = &planned.plan;
    let progress = progress(past, plan.job);
    let mut map = Map::new();
    let mut put = |key: &str, value: Json| map.insert(key.to_owned(), value);
    put("job", plan.job.0.into());
    put(
        "at",
        planned.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into(),
    );
    put("title", plan.title.as_str().into());
    put("planned", progress.planned.into());
    put("outcomes", outcomes(&progress.tally));
    put("left", progress.left().into());
    put("undo_of", plan.undo_of.map(|job| job.0).into());
    put("reason", plan.reason.as_deref().into());
    map
}

/// `{"Verified":30,"Refused":1}`
pub(super) fn outcomes(tally: &Tally) -> Json {
    let count = |(outcome, count): (crate::domain::Outcome, usize)| {
        (outcome.word().to_owned(), Json::from(count))
    };
    Json::Object(tally.iter().map(count).collect())
}
