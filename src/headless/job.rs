//! A plan on its way: begins it, prints how each edit ended, and ends when it has.
//!
//! Invariants: every edit that was begun gets its word, also when the program is asked to stop and
//! when nobody reads standard output any more; what stops a job by itself stops it here, as nobody
//! is there to say go on; after a refused token nothing more is tried.

mod print;
mod progress;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::job::{Halt, JobStage};
use crate::domain::{EditId, Field, Outcome, Plan, Settled, UserId};
use crate::protocol::{ApiCommand, Event, ReadOnly};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::session::Session;
use super::set;
use super::signal::{INTERRUPT, Signals};
use print::words;
use progress::Progress;

pub(super) use print::print;
pub(super) use progress::duration;

/// How a plan begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// As a job of its own.
    Begin,
    /// As what is left of a job that was begun before.
    Resume,
}

/// How outcomes are printed as they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A sentence a user.
    Words,
    /// A JSON object a user, one a line.
    JsonLines,
    /// Not at all: they are wanted together, at the end.
    Nothing,
}

impl From<set::Format> for Format {
    fn from(format: set::Format) -> Self {
        match format {
            set::Format::Words => Self::Words,
            set::Format::Json => Self::JsonLines,
        }
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Ended {
    /// What a script may conclude.
    pub(super) exit: Exit,
    /// The edits that ended, in that order.
    pub(super) settled: Vec<Arc<Settled>>,
    /// The requests that were made meanwhile, those for the list among them.
    pub(super) requests: u64,
}

/// Carries the plan out and prints its outcomes.
pub(super) async fn carry_out(
    plan: Arc<Plan>,
    start: Start,
    format: impl Into<Format>,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Ended {
    let signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            console.error(&format!("nothing was sent: {error}"));
            return Ended {
                exit: Exit::Usage,
                settled: Vec::new(),
                requests: 0,
            };
        }
    };
    session.command(match start {
        Start::Begin => ApiCommand::Begin(Arc::clone(&plan)),
        Start::Resume => ApiCommand::Resume(Arc::clone(&plan)),
    });
    let mut job = Job {
        format: format.into(),
        settled: Vec::new(),
        left: plan.edits.iter().map(|edit| edit.id).collect(),
        users: plan
            .edits
            .iter()
            .map(|edit| (edit.id, edit.user.clone()))
            .collect(),
        names: HashMap::new(),
        progress: Progress::begin(plan.job, plan.edits.len()),
        requests: 0,
        exit: Exit::Fine,
        halt: None,
        unheard: false,
        plan,
    };
    let asked_to_stop = job.follow(signals, session, console).await;
    console.clear_progress();
    job.say_what_is_left(session, console);
    Ended {
        exit: asked_to_stop.map_or(job.exit, Exit::Signal),
        settled: job.settled,
        requests: job.requests,
    }
}

/// How long SIGTERM and SIGHUP leave to what is in flight; ctrl-c waits, and can be repeated.
const LAST_WORDS: Duration = Duration::from_millis(2_400);

struct Job {
    plan: Arc<Plan>,
    format: Format,
    settled: Vec<Arc<Settled>>,
    /// The edits without a word so far.
    left: HashSet<EditId>,
    users: HashMap<EditId, UserId>,
    names: HashMap<UserId, String>,
    progress: Progress,
    requests: u64,
    exit: Exit,
    /// Why it stopped by itself.
    halt: Option<Halt>,
    /// Standard output is closed; the work goes on without a word.
    unheard: bool,
}

impl Job {
    /// Until every edit has ended; returns the signal that asked to stop earlier.
    async fn follow(
        &mut self,
        mut signals: Signals,
        session: &mut Session,
        console: &mut Console<'_>,
    ) -> Option<u8> {
        let mut asked_to_stop = None;
        let mut patience = None;
        loop {
            tokio::select! {
                event = session.event() => match event {
                    Ok(Event::JobEnded { job, .. }) if job == self.plan.job => break,
                    Ok(event) => self.note(&event, session, console),
                    Err(trouble) => {
                        self.abandon(&trouble.to_string(), console);
                        break;
                    }
                },
                number = signals.next() => {
                    if asked_to_stop.is_some() {
                        self.abandon("stopped before everything was known", console);
                        break;
                    }
                    asked_to_stop = Some(number);
                    if number != INTERRUPT {
                        patience = Some(Instant::now() + LAST_WORDS);
                    }
                    console.notice(
                        "stopping: nothing new is sent; waiting for what is on its way \
                         (once more leaves at once)",
                    );
                    // Those that wait get their word; the others are followed to an answer.
                    session.command(ApiCommand::Cancel(self.plan.job));
                    session.close();
                }
                () = expire(patience) => {
                    self.abandon("stopped before everything was known", console);
                    break;
                }
            }
        }
        asked_to_stop
    }

    fn note(&mut self, event: &Event, session: &Session, console: &mut Console<'_>) {
        match event {
            Event::EditSettled(settled) => self.settle(settled, session, console),
            Event::UserLoaded { user, .. } => {
                let name = text::one_line(user.text(Field::Name));
                self.names.insert(user.id.clone(), name);
            }
            Event::EditMoved { edit, stage } => {
                if self.progress.planned() > 1 {
                    console.progress(&self.progress.line());
                } else if let Some(user) = self.users.get(edit) {
                    console.progress(&format!("{user}: {}", words(*stage)));
                }
            }
            Event::JobMoved { job, stage } if *job == self.plan.job => {
                if let Some(line) = self.progress.stage(*stage) {
                    console.progress(&line);
                }
                self.halt_at(*stage, session, console);
            }
            Event::RequestLogged(_) => self.requests += 1,
            Event::PageLoaded { .. }
            | Event::PageFailed { .. }
            | Event::RestMoved { .. }
            | Event::RestSlowed { .. }
            | Event::SideLoaded { .. }
            | Event::Swept { .. }
            | Event::SweepFailed { .. }
            | Event::SignInChanged(_)
            | Event::SignInFailed(_)
            | Event::UserFailed { .. }
            | Event::NeighboursLoaded { .. }
            | Event::NeighboursFailed { .. }
            | Event::Recovered { .. }
            | Event::CacheRead(_)
            | Event::CacheEnded
            | Event::ListKept
            | Event::CacheRefused { .. }
            | Event::JobEnded { .. }
            | Event::JobMoved { .. }
            | Event::WritesChanged(_)
            | Event::BudgetChanged(_)
            | Event::Arranged { .. }
            | Event::SearchStopped
            | Event::WorkerStopped { .. } => {}
        }
    }

    /// A job that waits for the person's word is stopped: nobody is there to give it.
    fn halt_at(&mut self, stage: JobStage, session: &Session, console: &mut Console<'_>) {
        let JobStage::Paused(halt) = stage else {
            return;
        };
        if self.halt.is_none() {
            self.halt = Some(halt);
            if halt == Halt::SignedOut {
                self.exit = self.exit.max(Exit::SignedOut);
            }
            let job = self.plan.job;
            console.error(&format!("job {job} stops: {halt}"));
            session.command(ApiCommand::Cancel(job));
        }
    }

    fn settle(&mut self, settled: &Arc<Settled>, session: &Session, console: &mut Console<'_>) {
        // A word on an edit of an earlier run, or a later one on the same edit: a re-check.
        if !self.left.remove(&settled.edit) {
            return;
        }
        self.settled.push(Arc::clone(settled));
        self.progress.add(settled.outcome);
        let exit = match (settled.outcome, session.forbidden()) {
            (Outcome::NotSent, Some(ReadOnly::JournalFailed)) => Exit::Journal,
            (Outcome::NotSent, Some(ReadOnly::JournalLocked)) => Exit::Locked,
            _ => Exit::of(settled),
        };
        self.exit = self.exit.max(exit);
        if exit == Exit::SignedOut {
            // The others would only be refused one by one.
            session.command(ApiCommand::Cancel(self.plan.job));
        }
        console.clear_progress();
        if self.unheard {
            return;
        }
        let name = self.names.get(&settled.user).map(String::as_str);
        if let Err(error) = print(settled, name, self.format, console.out) {
            self.unheard = true;
            self.exit = self.exit.max(console.finish(Err(error)));
        }
        if self.progress.planned() > 1 {
            console.progress(&self.progress.line());
        }
    }

    /// Names the edits nobody will report on any more.
    fn abandon(&mut self, cause: &str, console: &mut Console<'_>) {
        console.error(cause);
        let open = self
            .plan
            .edits
            .iter()
            .filter(|edit| self.left.contains(&edit.id));
        for edit in open {
            self.exit = self.exit.max(Exit::Unknown);
            console.error(&format!(
                "{}: unknown whether applied; look with: rosterm user {}",
                edit.user, edit.user
            ));
        }
    }
}

impl Job {
    /// After a job of several edits was stopped: how to go on.
    fn say_what_is_left(&self, session: &Session, console: &mut Console<'_>) {
        let withdrawn = self.progress.count(Outcome::Withdrawn);
        let left = withdrawn + self.left.len();
        if left == 0 || self.progress.planned() == 1 || !session.is_journaled() {
            return;
        }
        let (job, planned) = (self.plan.job, self.progress.planned());
        console.notice(&format!(
            "job {job}: {left} of {planned} changes were not carried out to the end; go on with: \
             rosterm jobs resume {job}"
        ));
    }
}

async fn expire(patience: Option<Instant>) {
    match patience {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}
