//! `jobs resume` and `jobs retry`: what is left of a job, under its number.
//!
//! Invariants: an edit of which nobody knows the end is read again and never sent again; the
//! report counts every edit of the plan, also those that ended in earlier runs.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::domain::history::{Again, History};
use crate::domain::{EditId, JobId, Outcome, Settled};
use crate::protocol::{ApiCommand, Event};

use super::super::console::Console;
use super::super::exit::Exit;
use super::super::job::{self, Start};
use super::super::session::Session;
use super::super::{PasswordFrom, json, password, past};
use super::listing::{outcomes, tally_words};
use super::{Format, Request, unknown};

/// Carries out again what can be, and finds out what became of the rest.
pub(super) async fn carry_out(
    request: &Request,
    job: JobId,
    which: Again,
    from: PasswordFrom,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let known = past::before_writing(
        request.forbidden.as_ref(),
        request.place.as_ref(),
        session,
        console,
    );
    let mut history = match known.await {
        Ok((past, _)) => past.history,
        Err(exit) => return exit,
    };
    let Some(mut plan) = history.again(job, which) else {
        console.error(&unknown(job));
        return Exit::Usage;
    };
    // Passwords are in no journal: whoever resumes gives them again.
    if let Err(none) = password::fill(&mut plan, from, console) {
        console.error(&none.to_string());
        return Exit::Usage;
    }
    let begun = Instant::now();
    let mut exit = Exit::Fine;
    let format = match request.format {
        Format::Words => job::Format::Words,
        // Together, at the end.
        Format::Json => job::Format::Nothing,
    };
    if plan.edits.is_empty() {
        console.notice(match which {
            Again::Rest => "nothing of this job is left to be sent",
            Again::Failed => "no edit of this job failed without changing anything",
        });
    } else {
        let ended = job::carry_out(Arc::new(plan), Start::Resume, format, session, console).await;
        exit = ended.exit;
        for settled in ended.settled {
            history.note(settled);
        }
    }
    if !matches!(exit, Exit::Signal(_) | Exit::SignedOut) {
        exit = exit.max(
            find_out(
                job,
                request.quiet,
                begun,
                &mut history,
                format,
                session,
                console,
            )
            .await,
        );
    }
    let printed = report(job, &history, request.format, console);
    exit.max(console.finish(printed))
}

/// Reads the edits again of which nobody knows the end; what was not answered may arrive late, so
/// the last look is taken when it cannot any more.
async fn find_out(
    job: JobId,
    quiet: Duration,
    begun: Instant,
    history: &mut History,
    format: job::Format,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let mut open = open_edits(job, history);
    if open.is_empty() {
        return Exit::Fine;
    }
    look(&open, history, session).await;
    if open_edits(job, history)
        .iter()
        .any(|edit| is_unknown(*edit, history))
    {
        let until = begun + quiet;
        console.progress("waiting until what was sent cannot arrive any more");
        while session.event_before(until).await.is_some() {}
        look(&open_edits(job, history), history, session).await;
        console.clear_progress();
    }
    let mut exit = Exit::Fine;
    open.retain(|edit| history.get(*edit).is_some());
    for settled in open.iter().filter_map(|edit| history.get(*edit)) {
        exit = exit.max(Exit::of(settled));
        if let Err(error) = job::print(settled, settled.name.as_deref(), format, console.out) {
            return exit.max(console.finish(Err(error)));
        }
    }
    exit
}

/// The open edits of the job that a read can say something about.
fn open_edits(job: JobId, history: &History) -> Vec<EditId> {
    let is_readable = |settled: &Settled| {
        settled
            .fields
            .iter()
            .any(|result| result.field.is_verifiable())
    };
    let open = history
        .open()
        .filter(|settled| settled.job == job && is_readable(settled));
    open.map(|settled| settled.edit).collect()
}

fn is_unknown(edit: EditId, history: &History) -> bool {
    history
        .get(edit)
        .is_some_and(|settled| settled.outcome == Outcome::Unknown)
}

/// Has them read, and takes in what is said of them: what the start already found out, too.
async fn look(edits: &[EditId], history: &mut History, session: &mut Session) {
    /// Longer than the reads of one user take with all their retries.
    const PATIENCE: Duration = Duration::from_secs(120);
    let mut waiting: Vec<EditId> = Vec::new();
    for edit in edits {
        if let Some(settled) = session
            .looked_at(*edit)
            .filter(|settled| !settled.is_open())
        {
            history.note(settled);
        } else {
            session.command(ApiCommand::Recheck(*edit));
            waiting.push(*edit);
        }
    }
    while !waiting.is_empty() {
        match session.event_before(Instant::now() + PATIENCE).await {
            Some(Event::EditSettled(settled)) => {
                waiting.retain(|edit| *edit != settled.edit);
                history.note(settled);
            }
            Some(_) => {}
            None => return,
        }
    }
}

fn report(
    job: JobId,
    history: &History,
    format: Format,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let progress = history.progress(job).unwrap_or_default();
    match format {
        Format::Words => console.notice(&format!("job {job}: {}", tally_words(&progress))),
        Format::Json => {
            let plan = history.plan(job);
            let edits = plan.into_iter().flat_map(|planned| &planned.plan.edits);
            let ended = edits.filter_map(|edit| history.get(edit.id));
            let requests: u32 = ended.map(|settled| settled.requests).sum();
            let document = json!({
                "job": job.0,
                "planned": progress.planned,
                "outcomes": outcomes(&progress.tally),
                "requests": requests,
            });
            json::write(console.out, &document)?;
            writeln!(console.out)?;
            console.out.flush()?;
        }
    }
    Ok(())
}
