//! A plan on its way: begins it, prints how each edit ended, and ends when it has.
//!
//! Invariants: every edit that was begun gets its word, also when the program is asked to stop and
//! when nobody reads standard output any more; after a refused token nothing more is tried.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::Instant;

use crate::domain::{EditId, Field, Outcome, Plan, Settled, UserId};
use crate::protocol::{ApiCommand, Event, ReadOnly, Stage};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::json::{self, EditDocument};
use super::session::Session;
use super::set::Format;
use super::signal::{INTERRUPT, Signals};

/// How a plan begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// As a job of its own.
    Begin,
    /// As what is left of a job that was begun before.
    Resume,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Ended {
    /// What a script may conclude.
    pub(super) exit: Exit,
    /// The edits that ended, in that order.
    pub(super) settled: Vec<Arc<Settled>>,
}

/// Carries the plan out and prints its outcomes.
pub(super) async fn carry_out(
    plan: Arc<Plan>,
    start: Start,
    format: Format,
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
            };
        }
    };
    session.command(match start {
        Start::Begin => ApiCommand::Begin(Arc::clone(&plan)),
        Start::Resume => ApiCommand::Resume(Arc::clone(&plan)),
    });
    let plan_ids = plan.edits.iter().map(|edit| edit.id).collect();
    let mut job = Job {
        plan,
        format,
        settled: Vec::new(),
        left: plan_ids,
        names: HashMap::new(),
        exit: Exit::Fine,
        unheard: false,
    };
    let asked_to_stop = job.follow(signals, session, console).await;
    console.clear_progress();
    Ended {
        exit: asked_to_stop.map_or(job.exit, Exit::Signal),
        settled: job.settled,
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
    names: HashMap<UserId, String>,
    exit: Exit,
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
                let edit = self.plan.edits.iter().find(|known| known.id == *edit);
                if let Some(edit) = edit {
                    console.progress(&format!("{}: {}", edit.user, words(*stage)));
                }
            }
            Event::PageLoaded { .. }
            | Event::PageFailed { .. }
            | Event::UserFailed { .. }
            | Event::Recovered { .. }
            | Event::JobEnded { .. }
            | Event::JobMoved { .. }
            | Event::WritesChanged(_)
            | Event::RequestLogged(_)
            | Event::BudgetChanged(_)
            | Event::WorkerStopped { .. } => {}
        }
    }

    fn settle(&mut self, settled: &Arc<Settled>, session: &Session, console: &mut Console<'_>) {
        // A word on an edit of an earlier run, or a later one on the same edit: a re-check.
        if !self.left.remove(&settled.edit) {
            return;
        }
        self.settled.push(Arc::clone(settled));
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

async fn expire(patience: Option<Instant>) {
    match patience {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}

fn words(stage: Stage) -> String {
    match stage {
        Stage::Waiting => "waiting".to_owned(),
        Stage::PreFlight => "reading".to_owned(),
        Stage::Sending => "sending".to_owned(),
        Stage::ReadingBack => "reading back".to_owned(),
        Stage::LookingAgain { at } => format!("not there yet, looking again at {}", clock(at)),
        Stage::Quiet { until } => format!("no answer, quiet until {}", clock(until)),
        Stage::Throttled { until } => format!("asked to slow down until {}", clock(until)),
    }
}

/// Prints how one edit ended.
pub(super) fn print(
    settled: &Settled,
    name: Option<&str>,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(out, &EditDocument::new(settled))?,
        Format::Words => {
            write!(out, "{}", settled.user)?;
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                write!(out, " {name}")?;
            }
            let sentence = settled.sentence(&clock(settled.at));
            write!(out, ": {}", text::one_line(&sentence))?;
            if settled.outcome == Outcome::Unknown {
                write!(out, "; look with: rosterm user {}", settled.user)?;
            }
        }
    }
    writeln!(out)?;
    out.flush()
}

/// The time as the person reads clocks.
fn clock(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}
