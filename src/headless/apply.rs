//! `rosterm apply`: carries out a plan, exactly as it was shown.
//!
//! Invariants: nothing is sent before the file is found whole, unchanged, ours and of today, and
//! before somebody agreed to the number of changes; the same file is never carried out twice.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::plan::Check;
use crate::domain::{EditId, History, JobId, Plan, Profile};
use crate::exchange::plan_file::PlanFile;
use crate::exchange::report::Report;
use crate::protocol::ReadOnly;

use super::consent::{self, Question};
use super::console::Console;
use super::exit::Exit;
use super::forbidden::Forbidden;
use super::plan::review;
use super::session::Session;
use super::{PasswordFrom, file, job, password};

/// What shall be carried out.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file; `-` = standard input.
    pub plan: PathBuf,
    /// Where the password comes from, if the plan sets one.
    pub password: PasswordFrom,
    /// The count behind `--yes`.
    pub yes: Option<usize>,
    /// How edits are read before and after, if it was asked for.
    pub check: Option<Check>,
    /// How outcomes are printed.
    pub format: Format,
    /// Why nothing may be written.
    pub forbidden: Option<Forbidden>,
    /// To whom the plan must belong.
    pub profile: Profile,
    /// Requests a second, to say how long it will take.
    pub rate: f64,
    /// The time.
    pub now: Timestamp,
}

/// How outcomes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for the person.
    Words,
    /// One document at the end.
    Json,
    /// One object an edit, one a line, as it ends.
    JsonLines,
}

impl From<Format> for job::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Words => Self::Words,
            Format::JsonLines => Self::JsonLines,
            Format::Json => Self::Nothing,
        }
    }
}

/// Checks, asks, carries out, and prints what became of it.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let plan = match prepare(&request, session, console).await {
        Ok(Some(plan)) => Arc::new(plan),
        Ok(None) => return Exit::Fine,
        Err(exit) => return exit,
    };
    let begin = job::Start::Begin;
    let ended = job::carry_out(Arc::clone(&plan), begin, request.format, session, console).await;
    let words: HashMap<EditId, _> = ended
        .settled
        .iter()
        .map(|settled| (settled.edit, settled))
        .collect();
    let word = |edit: &crate::domain::Edit| words.get(&edit.id).map(|word| Arc::clone(word));
    let report = Report::new(&plan, word, Some(ended.requests));
    match request.format {
        Format::Words | Format::JsonLines => {
            console.notice(&report.summary());
            ended.exit
        }
        Format::Json => {
            let written = report.write_json(console.out);
            let written = written.and_then(|()| console.out.flush());
            ended.exit.max(console.finish(written))
        }
    }
}

/// The plan that may be begun; `None` = it would change nothing.
async fn prepare(
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Option<Plan>, Exit> {
    let refuse = |console: &mut Console<'_>, sentence: &str| {
        console.error(&format!("{sentence}; nothing was sent"));
        Exit::Usage
    };
    let is_input_taken = file::is_stream(&request.plan) && request.password == PasswordFrom::Input;
    if is_input_taken {
        let what = "the plan and the password cannot both come from standard input";
        return Err(refuse(console, what));
    }
    let plan_file = read(request).map_err(|sentence| refuse(console, &sentence))?;
    if let Some(why) = &request.forbidden {
        return Err(refuse(console, &why.to_string()));
    }
    if plan_file.edits.is_empty() {
        console.notice("the plan changes nothing; nothing was sent");
        return Ok(None);
    }
    let start = session.start().await.map_err(|trouble| {
        console.error(&trouble.to_string());
        trouble.exit()
    })?;
    for warning in &start.warnings {
        console.notice(warning);
    }
    if let Some(why) = session.forbidden() {
        console.error("nothing was sent");
        return Err(match why {
            ReadOnly::JournalLocked => Exit::Locked,
            ReadOnly::JournalFailed => Exit::Journal,
            ReadOnly::Asked
            | ReadOnly::Always
            | ReadOnly::Expired
            | ReadOnly::Vendor(_)
            | ReadOnly::WorkerStopped => Exit::Usage,
        });
    }
    if let Some(job) = earlier(&plan_file, &start.history) {
        let name = file::name(&request.plan);
        return Err(refuse(
            console,
            &format!(
                "{name} was carried out already, as job {job}; what is left of it is taken up \
                 again with: rosterm jobs resume {job}"
            ),
        ));
    }
    let mut plan = plan_file.plan(start.next_job);
    plan.check = request.check.unwrap_or(plan.check);
    if console.interactive && request.yes.is_none() {
        let shown = PlanFile {
            check: plan.check,
            ..plan_file
        };
        let _ = review::write(&shown, request.rate, console.err);
    }
    consent::get(
        request.yes.map(Some),
        Question::Many(plan.edits.len()),
        console,
    )?;
    password::fill(&mut plan, request.password, console)
        .map_err(|none| refuse(console, &none.to_string()))?;
    Ok(Some(plan))
}

fn read(request: &Request) -> Result<PlanFile, String> {
    let bytes = file::read(&request.plan)?;
    let plan = PlanFile::read(&bytes);
    let plan = plan.and_then(|plan| plan.check(&request.profile, request.now).map(|()| plan));
    plan.map_err(|bad| {
        let name = file::name(&request.plan);
        format!("{name} {bad}")
    })
}

/// The job under which these edits were begun before.
fn earlier(plan: &PlanFile, history: &History) -> Option<JobId> {
    let known = |edit: &crate::domain::Edit| history.get(edit.id).map(|settled| settled.job);
    let ids: std::collections::HashSet<_> = plan.edits.iter().map(|edit| edit.id).collect();
    let mut jobs = history.jobs();
    plan.edits.iter().find_map(known).or_else(|| {
        let has_it =
            |edits: &[crate::domain::Edit]| edits.iter().any(|edit| ids.contains(&edit.id));
        let begun = jobs.find(|job| has_it(&job.plan.edits));
        begun.map(|job| job.plan.job)
    })
}
