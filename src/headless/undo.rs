//! `rosterm undo`: takes back an edit or a job, as far as nobody changed the fields since.
//!
//! Invariants: an edit is taken back at most once, and only to values that are known; what cannot
//! be taken back is named before anything is sent; the guard is that of every write: what stands
//! there must still be what was stored.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::api::journal::Place;
use crate::domain::history::{CannotUndo, History, Inverse, undo_change};
use crate::domain::planning::{self, Candidate, Line, Proposal, Source, Verdict};
use crate::domain::{EditId, Field, JobId, Plan, Profile, Settled, Value};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::forbidden::Forbidden;
use super::job::{self, Start};
use super::session::Session;
use super::set::Format;
use super::{consent, past};

/// What `undo` shall take back.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub target: Target,
    /// `--yes`, with the count that stood behind it.
    pub yes: Option<Option<usize>>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// How outcomes are printed.
    pub format: Format,
    /// Why nothing may be written.
    pub forbidden: Option<Forbidden>,
    /// Whose edits.
    pub profile: Profile,
    /// Where the journal lies; `None` = the demo tenant, which keeps none.
    pub place: Option<Place>,
    /// The time.
    pub now: Timestamp,
}

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The edit of this id, as given.
    Edit(String),
    /// All edits of a job that are not taken back yet.
    Job(JobId),
    /// The last edit that changed something.
    Last,
}

/// Asks, sends, and prints what became of it.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let (past, next_job) = match past::before_writing(
        request.forbidden.as_ref(),
        request.place.as_ref(),
        session,
        console,
    )
    .await
    {
        Ok(known) => known,
        Err(exit) => return exit,
    };
    let inverses = match inverses(&request.target, &past.history) {
        Ok(inverses) => inverses,
        Err(refusal) => {
            console.error(&refusal.sentence);
            return refusal.exit;
        }
    };
    let proposal = propose(&request, &inverses);
    let left_out = describe(&request, &proposal, &inverses, console);
    let count = proposal.changes();
    if count == 0 {
        console.error("nothing was sent: nothing of it can be taken back");
        return Exit::Failed;
    }
    // Of several, a bare yes is no answer: who says yes must have seen how many.
    let question = match &request.target {
        Target::Edit(_) | Target::Last => consent::Question::One,
        Target::Job(_) => consent::Question::Many(count),
    };
    if let Err(exit) = consent::get(request.yes, question, console) {
        return exit;
    }
    let mut random = fastrand::Rng::new();
    let edits = proposal.edits(|| EditId::mint(request.now.as_millisecond(), &mut random));
    let plan = Arc::new(Plan {
        title: proposal.title,
        reason: request.reason.clone(),
        undo_of: match request.target {
            Target::Job(job) => Some(job),
            Target::Edit(_) | Target::Last => None,
        },
        ..Plan::new(next_job, edits)
    });
    let ended = job::carry_out(plan, Start::Begin, request.format, session, console).await;
    ended.exit.max(left_out)
}

struct Refusal {
    sentence: String,
    exit: Exit,
}

fn refuse<T>(exit: Exit, sentence: impl Into<String>) -> Result<T, Refusal> {
    let sentence = sentence.into();
    Err(Refusal { sentence, exit })
}

/// What takes back what was asked for.
fn inverses(target: &Target, history: &History) -> Result<Vec<Inverse>, Refusal> {
    let settled = match target {
        Target::Job(job) => return job_inverses(*job, history),
        Target::Last => match history.last_undoable() {
            Ok(settled) => settled,
            Err(_) => {
                return refuse(
                    Exit::Failed,
                    "there is nothing to take back: no change in the journal stands",
                );
            }
        },
        Target::Edit(text) => {
            let Some(edit) = EditId::parse(text) else {
                return refuse(
                    Exit::Usage,
                    format!(
                        "\"{}\" is not the id of an edit; rosterm journal prints them",
                        text::cut(text, 40)
                    ),
                );
            };
            let Some(settled) = history.get(edit) else {
                return refuse(
                    Exit::Usage,
                    format!("there is no edit {edit} in the journal of this profile and API"),
                );
            };
            settled
        }
    };
    if let Some(undo) = history.undone_by(settled.edit) {
        return refuse(
            Exit::Failed,
            format!(
                "edit {} was taken back already, by edit {}; take that one back to have it again",
                settled.edit, undo.edit
            ),
        );
    }
    if !settled.outcome.may_have_changed() {
        return refuse(
            Exit::Failed,
            format!(
                "edit {} ended as {}: it changed nothing, so there is nothing to take back",
                settled.edit,
                settled.outcome.word()
            ),
        );
    }
    Ok(vec![(Arc::clone(settled), undo_change(settled))])
}

fn job_inverses(job: JobId, history: &History) -> Result<Vec<Inverse>, Refusal> {
    if history.plan(job).is_none() {
        return refuse(
            Exit::Usage,
            format!("there is no job {job} in the journal of this profile and API"),
        );
    }
    let inverses = history.undo_of_job(job);
    if inverses.is_empty() {
        return refuse(
            Exit::Failed,
            format!(
                "there is nothing to take back of job {job}: it changed nothing, or was taken \
                 back already"
            ),
        );
    }
    Ok(inverses)
}

/// The edits that are possible, with the profile's guards.
fn propose(request: &Request, inverses: &[Inverse]) -> Proposal {
    let line = |(settled, inverse): &Inverse| {
        let (change, _) = inverse.as_ref().ok()?;
        let name = settled.name.clone();
        let value = |field| match field {
            Field::Name => name.clone().map(Value::Text),
            _ => None,
        };
        let candidate = Candidate {
            id: &settled.user,
            value: &value,
            place: planning::Place::Shown,
        };
        let profile = &request.profile;
        Some(Line::undo(profile, candidate, change.clone(), settled.edit))
    };
    let lines = inverses.iter().filter_map(line).collect();
    let (title, source) = match &request.target {
        Target::Job(job) => (format!("undo of job {job}"), Source::UndoOf(*job)),
        Target::Edit(_) | Target::Last => ("undo".to_owned(), Source::Ids),
    };
    Proposal::new(title, source, lines)
}

/// How many users are named before they are only counted.
const MOST_LINES: usize = 20;
/// Older changes may have been built upon.
const OLD: SignedDuration = SignedDuration::from_hours(24);

/// Says what would be sent, and what cannot be taken back; the exit that this alone means.
fn describe(
    request: &Request,
    proposal: &Proposal,
    inverses: &[Inverse],
    console: &mut Console<'_>,
) -> Exit {
    let mut left_out = Exit::Fine;
    for (settled, inverse) in inverses {
        let lost = match inverse {
            Ok((_, lost)) if lost.is_empty() => continue,
            Ok((_, lost)) => {
                let lost: Vec<_> = lost.iter().map(|field| field.label()).collect();
                lost.join(", ")
            }
            Err(CannotUndo::Lost(fields)) => fields.clone(),
            Err(CannotUndo::Nothing | CannotUndo::NothingUndone) => continue,
        };
        left_out = Exit::Failed;
        console.notice(&format!(
            "{}: {lost} cannot be taken back (the old value is not known, or the API has no way \
             to send it)",
            who(settled)
        ));
    }
    for line in &proposal.lines {
        let why = match line.verdict {
            Verdict::WillChange | Verdict::WillBeRead => continue,
            Verdict::Protected(_) => "is protected by the profile",
            Verdict::AlreadySo => "holds the old values already",
            Verdict::Moved => "was changed by somebody else since",
            Verdict::Impossible => "cannot be sent the old values",
        };
        left_out = Exit::Failed;
        console.notice(&format!("{} {why}: left out", line.user));
    }
    if request.yes.is_none() {
        review(request, proposal, inverses, console);
    }
    left_out
}

/// What the person is asked about.
fn review(request: &Request, proposal: &Proposal, inverses: &[Inverse], console: &mut Console<'_>) {
    let arrow = if console.ascii { "->" } else { "→" };
    let sent = proposal.lines.iter().filter(|line| line.verdict.is_sent());
    for line in sent.take(MOST_LINES) {
        let deltas = line.change.deltas.iter().map(|delta| {
            let seen = delta.seen.as_ref();
            let seen = seen.map_or("?".to_owned(), |seen| delta.field.words(seen));
            let after = delta.field.words(&delta.after);
            format!("{} {seen} {arrow} {after}", delta.field.label())
        });
        let deltas = deltas.collect::<Vec<_>>().join(", ");
        console.notice(&format!("  {} {}: {deltas}", line.user, line.name));
    }
    let count = proposal.changes();
    if count > MOST_LINES {
        console.notice(&format!("  and {} more", count - MOST_LINES));
    }
    let oldest = inverses.iter().map(|(settled, _)| settled.at).min();
    let age = oldest.map(|oldest| request.now.duration_since(oldest));
    if let Some(age) = age.filter(|age| *age > OLD) {
        console.notice(&format!(
            "the change is {} h old: look whether it is still wanted",
            age.as_hours()
        ));
    }
}

fn who(settled: &Settled) -> String {
    match settled.name.as_deref() {
        Some(name) => format!("{} {name}", settled.user),
        None => settled.user.to_string(),
    }
}
