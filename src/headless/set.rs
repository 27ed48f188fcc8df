//! `rosterm set`: one plan, one edit a user, one outcome each.
//!
//! Invariants: nothing is sent before the person agreed to the number of users; every edit that
//! was begun gets its word, also when the program is asked to stop; what stands on the screen of a
//! script is what the exit status says.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::plan::Identity;
use crate::domain::{
    Change, Delta, Edit, EditId, Field, JobId, Outcome, Plan, Settled, UserId, Value,
};
use crate::protocol::{ApiCommand, Cause, Event, ReadOnly, Stage, Writes};
use crate::text;

use super::assignment::{self, Asked, Consent, Wish};
use super::console::Console;
use super::exit::Exit;
use super::json::{self, EditDocument};
use super::session::{Session, Trouble};
use super::signal::Signals;
use super::{dryrun, password, role};

/// What `set` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ids and assignments, as given.
    pub words: Vec<String>,
    /// `--yes`, with what stood behind it.
    pub yes: Option<Option<String>>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Send, or only look.
    pub mode: Mode,
    /// How outcomes are printed.
    pub format: Format,
    /// Users asked for in one page, when a role is looked for.
    pub page_size: u32,
    /// The time, for the ids of the edits.
    pub now: Timestamp,
}

/// Whether anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Yes.
    Send,
    /// No: read, and say what would change.
    DryRun,
    /// No, writes are forbidden (`--read-only`).
    Forbidden,
}

/// How outcomes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A sentence a user.
    Words,
    /// A JSON object a user, one a line.
    Json,
}

/// Asks, sends, and prints what became of it.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let yes = request.yes.as_ref().map(|count| count.as_deref());
    let asked = match assignment::read(&request.words, yes) {
        Ok(asked) => asked,
        Err(bad) => return refuse(console, &bad.to_string()),
    };
    if request.mode == Mode::Forbidden {
        return refuse(
            console,
            "nothing was sent: --read-only forbids writing; leave it out to write",
        );
    }
    if request.mode == Mode::Send {
        if let Err(sentence) = check_consent(&asked, console.interactive) {
            return refuse(console, &sentence);
        }
    }
    let values = match values(&asked, request.page_size, session, console).await {
        Ok(values) => values,
        Err(exit) => return exit,
    };
    let start = match session.start().await {
        Ok(start) => start,
        Err(trouble) => {
            console.error(&trouble.to_string());
            return trouble.exit();
        }
    };
    for warning in &start.warnings {
        console.notice(warning);
    }
    let plan = Arc::new(plan(&asked, &values, start.next_job, &request));
    match request.mode {
        Mode::DryRun => dryrun::run(&plan, request.format, request.now, session, console).await,
        Mode::Send if asked.consent == Consent::Ask && !agrees(&plan, console) => {
            console.notice("nothing was sent");
            Exit::Failed
        }
        Mode::Send | Mode::Forbidden => {
            let run = Run::new(plan, request.format, start.forbidden);
            run.run(session, console).await
        }
    }
}

fn refuse(console: &mut Console<'_>, sentence: &str) -> Exit {
    console.error(sentence);
    Exit::Usage
}

/// Whether the person agreed already, or can be asked.
fn check_consent(asked: &Asked, interactive: bool) -> Result<(), String> {
    let count = asked.ids.len();
    let flag = match count {
        1 => "--yes".to_owned(),
        count => format!("--yes {count}"),
    };
    match asked.consent {
        Consent::Ask if interactive => Ok(()),
        Consent::Given if count == 1 => Ok(()),
        Consent::Count(given) if given == count => Ok(()),
        Consent::Ask => Err(format!(
            "nothing was sent: {} would be changed and nobody can be asked; add {flag} to send",
            users(count)
        )),
        Consent::Given => Err(format!(
            "nothing was sent: {} would be changed; give their number, {flag}",
            users(count)
        )),
        Consent::Count(given) => Err(format!(
            "nothing was sent: --yes says {given}, but {} would be changed; add {flag} to send",
            users(count)
        )),
    }
}

fn users(count: usize) -> String {
    match count {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    }
}

/// The values to send: passwords read, roles found.
async fn values(
    asked: &Asked,
    page_size: u32,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Vec<(Field, Value)>, Exit> {
    let mut values = Vec::with_capacity(asked.wishes.len());
    for (field, wish) in &asked.wishes {
        let value = match wish {
            Wish::Value(value) => value.clone(),
            Wish::RoleNamed(name) => {
                Value::Role(role::find(name, page_size, session, console).await?)
            }
            Wish::PasswordFromInput | Wish::PasswordAsked => {
                password::read(wish, console).map_err(|none| refuse(console, &none.to_string()))?
            }
        };
        values.push((*field, value));
    }
    Ok(values)
}

fn plan(asked: &Asked, values: &[(Field, Value)], job: JobId, request: &Request) -> Plan {
    let mut random = fastrand::Rng::new();
    let delta = |(field, value): &(Field, Value)| Delta::new(*field, None, value.clone());
    let mut edit = |user: &UserId| Edit {
        id: EditId::mint(request.now.as_millisecond(), &mut random),
        user: user.clone(),
        identity: Identity::default(),
        change: Change {
            deltas: values.iter().map(delta).collect(),
        },
        undo_of: None,
        force: false,
    };
    let edits = asked.ids.iter().map(&mut edit).collect();
    Plan {
        job,
        edits,
        reason: request.reason.clone(),
    }
}

/// Asks on the terminal. One user: yes or no; several: their number must be typed.
fn agrees(plan: &Plan, console: &mut Console<'_>) -> bool {
    const MOST_IDS: usize = 20;
    let count = plan.edits.len();
    let mut lines = vec![format!("Change {}:", users(count))];
    lines.extend(
        plan.edits
            .iter()
            .take(MOST_IDS)
            .map(|edit| format!("  {}", edit.user)),
    );
    if count > MOST_IDS {
        lines.push(format!("  and {} more", count - MOST_IDS));
    }
    if let Some(edit) = plan.edits.first() {
        lines.extend(edit.change.deltas.iter().map(wish_line));
    }
    for line in lines {
        let _ = writeln!(console.err, "{}", text::clean(&line));
    }
    let answer = match count {
        1 => console.ask("Send? y/n "),
        count => console.ask(&format!("Type {count} to send: ")),
    };
    match answer.unwrap_or_default().trim() {
        "y" | "yes" => count == 1,
        typed => count > 1 && typed == count.to_string(),
    }
}

fn wish_line(delta: &Delta) -> String {
    let blind = if delta.field.is_verifiable() {
        ""
    } else {
        " (cannot be read back or undone)"
    };
    format!(
        "  {}: \"{}\"{blind}",
        delta.field.label(),
        delta.field.words(&delta.after)
    )
}

/// A plan on its way.
struct Run {
    plan: Arc<Plan>,
    format: Format,
    settled: HashMap<EditId, Outcome>,
    names: HashMap<UserId, String>,
    exit: Exit,
    /// A refused token was seen: what was not sent was not sent for that.
    signed_out: bool,
    /// Why nothing is sent any more, if so.
    forbidden: Option<ReadOnly>,
    /// The pipe is closed; the work goes on without a word.
    unheard: bool,
}

impl Run {
    fn new(plan: Arc<Plan>, format: Format, forbidden: Option<ReadOnly>) -> Self {
        Self {
            plan,
            format,
            settled: HashMap::new(),
            names: HashMap::new(),
            exit: Exit::Fine,
            signed_out: false,
            forbidden,
            unheard: false,
        }
    }

    async fn run(mut self, session: &mut Session, console: &mut Console<'_>) -> Exit {
        let mut signals = match Signals::listen() {
            Ok(signals) => signals,
            Err(error) => return refuse(console, &format!("nothing was sent: {error}")),
        };
        let mut stopped_by = None;
        session.command(ApiCommand::Begin(Arc::clone(&self.plan)));
        loop {
            tokio::select! {
                event = session.event() => match event {
                    Ok(Event::JobEnded { job, .. }) if job == self.plan.job => break,
                    Ok(event) => self.note(&event, console),
                    Err(trouble) => {
                        self.abandon(&trouble, console);
                        break;
                    }
                },
                number = signals.next() => match stopped_by {
                    None => {
                        stopped_by = Some(number);
                        console.notice(
                            "stopping: nothing new is sent; waiting for what is on its way \
                             (once more leaves at once)",
                        );
                        session.command(ApiCommand::Cancel(self.plan.job));
                    }
                    Some(_) => {
                        self.abandon(&Trouble::Stopped("asked to leave".to_owned()), console);
                        break;
                    }
                },
            }
        }
        console.clear_progress();
        match stopped_by {
            Some(number) => Exit::Signal(number),
            None => self.exit,
        }
    }

    fn note(&mut self, event: &Event, console: &mut Console<'_>) {
        match event {
            Event::EditSettled(settled) => self.settle(settled, console),
            Event::UserLoaded { user, .. } => {
                let name = text::one_line(user.text(Field::Name));
                self.names.insert(user.id.clone(), name);
            }
            Event::UserFailed { failure, .. } => {
                self.signed_out |= failure.cause == Cause::SignedOut;
            }
            Event::RequestLogged(line) => self.signed_out |= line.status == Some(401),
            Event::WritesChanged(Writes::Forbidden(why)) => self.forbidden = Some(*why),
            Event::WritesChanged(Writes::Allowed | Writes::Until(_)) => self.forbidden = None,
            Event::EditMoved { edit, stage } => {
                if let Some(words) = waiting(*stage) {
                    let edit = self.plan.edits.iter().find(|known| known.id == *edit);
                    let user = edit.map_or("", |edit| edit.user.as_str());
                    console.progress(&format!("{user}: {words}"));
                }
            }
            Event::PageLoaded { .. }
            | Event::PageFailed { .. }
            | Event::Recovered { .. }
            | Event::JobEnded { .. }
            | Event::BudgetChanged(_)
            | Event::WorkerStopped { .. } => {}
        }
    }

    fn settle(&mut self, settled: &Settled, console: &mut Console<'_>) {
        // A later word on the same edit is a re-check; this program ends before those.
        if self.settled.insert(settled.edit, settled.outcome).is_some() {
            return;
        }
        self.exit = self.exit.max(match (settled.outcome, self.forbidden) {
            (Outcome::NotSent, Some(ReadOnly::JournalFailed)) => Exit::Journal,
            (Outcome::NotSent, Some(ReadOnly::JournalLocked)) => Exit::Locked,
            (Outcome::NotSent, _) if self.signed_out => Exit::SignedOut,
            (_, _) => Exit::of(settled),
        });
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
    fn abandon(&mut self, trouble: &Trouble, console: &mut Console<'_>) {
        console.error(&trouble.to_string());
        for edit in &self.plan.edits {
            if !self.settled.contains_key(&edit.id) {
                self.exit = self.exit.max(Exit::Unknown);
                console.error(&format!(
                    "{}: unknown whether applied; look with: rosterm user {}",
                    edit.user, edit.user
                ));
            }
        }
    }
}

fn waiting(stage: Stage) -> Option<String> {
    match stage {
        Stage::Waiting => None,
        Stage::PreFlight => Some("reading".to_owned()),
        Stage::Sending => Some("sending".to_owned()),
        Stage::ReadingBack => Some("reading back".to_owned()),
        Stage::LookingAgain { at } => {
            Some(format!("not there yet, looking again at {}", clock(at)))
        }
        Stage::Quiet { until } => Some(format!("no answer, quiet until {}", clock(until))),
        Stage::Throttled { until } => Some(format!("asked to slow down until {}", clock(until))),
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
            write!(
                out,
                ": {}",
                text::one_line(&settled.sentence(&clock(settled.at)))
            )?;
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
