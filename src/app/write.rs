//! The one way from a wish to a plan: may it be written, must it be asked first, off it goes.
//!
//! Invariant: every write of the screen passes through `submit`; optimism is an overlay in the
//! roster that is dropped when the edit is settled, whatever the outcome.

mod next_step;
mod undo;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::outcome::FieldResult;
use crate::domain::plan::{Edit, Identity, Plan};
use crate::domain::{
    Change, Delta, EditId, Field, History, JobId, Outcome, Settled, UserId, Value,
};
use crate::protocol::{ApiCommand, Command, ReadOnly, Stage, Writes};

use super::action::{ListAction, WriteAction};
use super::keymap::Scope;
use super::notice::Level;
use super::question::{self, Asked};
use super::toggle::name_of;
use super::{Model, form, job, journal, status, unlock};

pub(super) use undo::{redo, take_back_one, undo};

/// A change that the person wants, before it is allowed, asked about and begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Whom it changes.
    pub user: UserId,
    /// Who the person believes that is.
    pub identity: Identity,
    /// What it changes.
    pub change: Change,
    /// The edit it takes back.
    pub undo_of: Option<EditId>,
    /// The person's reason.
    pub reason: Option<String>,
}

/// An edit on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flight {
    /// The edit.
    pub edit: Edit,
    /// The job that carries it out.
    pub job: JobId,
    /// The user's name when it was begun; untrusted.
    pub name: String,
    /// Where it is.
    pub stage: Stage,
    /// When it was begun.
    pub since: Duration,
}

impl Flight {
    /// An edit that is being handed to the actor now.
    pub(super) fn new(model: &Model, edit: &Edit, job: JobId) -> Self {
        Self {
            name: name_of(model, &edit.user),
            edit: edit.clone(),
            job,
            stage: Stage::Waiting,
            since: model.now.mono,
        }
    }
}

impl Wish {
    /// A wish about a user as it is shown now.
    #[must_use]
    pub fn new(model: &Model, user: UserId, change: Change) -> Self {
        let shown = model.roster.get(&user);
        let text = |field| {
            let confirmed = shown.as_ref()?.confirmed(field)?.0;
            confirmed
                .text()
                .filter(|text| !text.is_empty())
                .map(Into::into)
        };
        let identity = Identity {
            name: text(Field::Name),
            login_id: text(Field::LoginId),
        };
        Self {
            user,
            identity,
            change,
            undo_of: None,
            reason: None,
        }
    }
}

/// What a change wants, in words: `web login open, role Quality (54630)`. Untrusted text.
#[must_use]
pub fn words(change: &Change) -> String {
    let say = |delta: &crate::domain::Delta| {
        format!(
            "{} {}",
            delta.field.label(),
            delta.field.words(&delta.after)
        )
    };
    change.deltas.iter().map(say).collect::<Vec<_>>().join(", ")
}

/// Why nothing may be written now, with what to do; `None` = writes are allowed.
#[must_use]
pub fn refusal(model: &Model) -> Option<String> {
    let Writes::Forbidden(why) = status::writes_now(model) else {
        return super::list::kept::refusal(model);
    };
    Some(match why {
        ReadOnly::Asked => "read-only; :write 30m unlocks".to_owned(),
        ReadOnly::Always => {
            "read-only: started with --read-only; start again without it to write".to_owned()
        }
        ReadOnly::Expired => "read-only: the time of :write is over; :write 30m unlocks".to_owned(),
        ReadOnly::JournalFailed => {
            "READ-ONLY: journal not writable; what is not journaled is not sent".to_owned()
        }
        ReadOnly::JournalLocked => {
            "READ-ONLY: another rosterm writes the journal of this profile; quit that one, then \
             start this one again"
                .to_owned()
        }
        ReadOnly::Vendor(why) => why.to_owned(),
        ReadOnly::WorkerStopped => {
            "read-only: the API worker stopped; quit and start again".to_owned()
        }
    })
}

/// Begins a wish, unless it is forbidden, held, or needs a question first.
pub(super) fn submit(model: &mut Model, wish: Wish, out: &mut Vec<Command>) {
    submit_after(model, wish, Asked::Nothing, out);
}

/// Begins a wish that the person saw in the review.
pub(super) fn submit_reviewed(model: &mut Model, wish: Wish, out: &mut Vec<Command>) {
    submit_after(model, wish, Asked::Review, out);
}

fn submit_after(model: &mut Model, wish: Wish, asked: Asked, out: &mut Vec<Command>) {
    if is_stopped(model, &wish) {
        return;
    }
    match question::before_write(model, &wish, asked) {
        Some(question) => question::ask(model, question),
        None => begin(model, wish, out),
    }
}

/// Begins a wish whose question was answered with yes: much may have happened meanwhile.
pub(super) fn confirmed(model: &mut Model, wish: Wish, out: &mut Vec<Command>) {
    if !is_stopped(model, &wish) {
        begin(model, wish, out);
    }
}

/// Whether the wish is forbidden or held; if so, says why.
fn is_stopped(model: &mut Model, wish: &Wish) -> bool {
    if let Some(refusal) = refusal(model) {
        model.say(Level::Warning, refusal);
        return true;
    }
    let held = wish.change.fields().find_map(|field| {
        let open = model.history.holding(&wish.user, field)?;
        Some(format!(
            "Held: nobody knows yet whether \"{}\" was applied. {} checks, :dismiss NOTE closes it",
            open.wish(),
            model.keymap.key(Scope::List, ListAction::Reread)
        ))
    });
    let is_held = held.is_some();
    if let Some(held) = held {
        model.say(Level::Unknown, held);
    }
    is_held
}

/// Makes the plan of one edit and sends it to the actor.
fn begin(model: &mut Model, wish: Wish, out: &mut Vec<Command>) {
    let id = EditId::mint(model.now.wall.as_millisecond(), &mut model.random);
    let edit = Edit {
        id,
        user: wish.user,
        identity: wish.identity,
        change: wish.change,
        undo_of: wish.undo_of,
        force: false,
    };
    form::begun(model, &edit);
    let visible = |delta: &&crate::domain::Delta| delta.field.is_verifiable();
    let overlay = Change {
        deltas: edit.change.deltas.iter().filter(visible).cloned().collect(),
    };
    let job = model.next_job();
    // Before the wish is shown: the name is the one the person knows the user by.
    let flight = Flight::new(model, &edit, job);
    model.roster.add_pending(id, &edit.user, overlay);
    model.flights.insert(id, flight);
    let plan = Plan::of_one(job, edit, unlock::reason(model, wish.reason));
    let kept = Arc::new(job::without_secrets(&plan));
    model.history.note_plan(kept, model.now.wall);
    out.push(Command::Api(ApiCommand::Begin(Arc::new(plan))));
}

/// What earlier runs left behind. No edit of this one can have ended before.
pub(super) fn recovered(
    model: &mut Model,
    history: &History,
    next_job: JobId,
    warnings: Vec<String>,
) {
    model.history = history.clone();
    model.next_job = model.next_job.max(next_job.0);
    let users: HashSet<_> = history.open().map(|settled| &settled.user).collect();
    let left = history.jobs().filter_map(|planned| {
        let progress = history.progress(planned.plan.job)?;
        let is_large = progress.planned > 1;
        (is_large && progress.left() > 0).then_some((planned.plan.job, progress.left()))
    });
    let left: Vec<_> = left.collect();
    match left.as_slice() {
        [] => {}
        [(job, left)] => {
            let text = format!("Job {job} from last time has {left} edits left: :jobs");
            model.say(Level::Warning, text);
        }
        jobs => {
            let text = format!("{} jobs from last time have edits left: :jobs", jobs.len());
            model.say(Level::Warning, text);
        }
    }
    let check = model.keymap.key(Scope::List, ListAction::Reread);
    match history.open().count() {
        0 => {}
        1 => model.say(
            Level::Unknown,
            format!(
                "1 change from last time is unresolved: :open goes to its user, {check} checks"
            ),
        ),
        open => model.say(
            Level::Unknown,
            format!(
                "{open} changes of {} users from last time are unresolved: :open goes to the \
                 next one, {check} checks",
                users.len()
            ),
        ),
    }
    for warning in warnings {
        model.say(Level::Warning, warning);
    }
}

/// An edit ended: the overlay goes, the truth is told.
pub(super) fn settled(model: &mut Model, settled: Arc<Settled>) {
    model.roster.drop_pending_of(&settled.user, settled.edit);
    let flight = model.flights.remove(&settled.edit);
    let clock = super::status::clock(model, settled.at);
    let name = flight.map_or_else(|| name_of(model, &settled.user), |flight| flight.name);
    let draft = form::settled(model, &settled);
    if job::edit_settled(model, &settled) {
        model.history.note(settled);
        return journal::refresh(model);
    }
    let mut text = format!("{}. {name}", settled.sentence(&clock).trim_end_matches('.'));
    let step = if draft.is_kept() {
        let edit = model.keymap.key(Scope::List, WriteAction::Edit);
        Some(format!("your draft is kept: {edit}"))
    } else {
        settled
            .next_step()
            .map(|step| next_step::words(model, step))
    };
    if let Some(step) = step {
        text.push_str("   ");
        text.push_str(&step);
    }
    model.history.note(settled.clone());
    journal::refresh(model);
    model.say(level(settled.outcome), text);
}

/// Nobody will ever report on what is on its way: that is what is said of it.
pub(super) fn abandon(model: &mut Model) {
    let flights = model.flights.values();
    let mut lost: Vec<_> = flights
        .map(|flight| (flight.job, flight.edit.clone()))
        .collect();
    lost.extend(job::abandon(model));
    lost.sort_by_key(|(_, edit)| edit.id);
    for (job, edit) in lost {
        let unknown = |delta: &Delta| FieldResult {
            field: delta.field,
            seen: delta.seen.clone(),
            before: None,
            after: delta.after.clone(),
            now: None,
        };
        let end = Settled {
            edit: edit.id,
            job,
            name: edit.identity.name.clone(),
            outcome: Outcome::Unknown,
            fields: edit.change.deltas.iter().map(unknown).collect(),
            detail: "the API worker stopped".to_owned(),
            read_back: false,
            attempts: Vec::new(),
            requests: 0,
            at: model.now.wall,
            undo_of: edit.undo_of,
            reason: None,
            user: edit.user,
        };
        settled(model, Arc::new(end));
    }
}

fn level(outcome: Outcome) -> Level {
    match outcome {
        Outcome::Verified => Level::Done,
        Outcome::Accepted | Outcome::Unchanged | Outcome::Withdrawn => Level::Info,
        Outcome::Partial | Outcome::NotApplied => Level::Warning,
        Outcome::Refused | Outcome::NotSent => Level::Error,
        Outcome::Conflict | Outcome::Superseded => Level::Conflict,
        Outcome::Unknown => Level::Unknown,
    }
}

pub(super) fn capitalise(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Whether a value is a role that raises the user's privileges.
#[must_use]
pub fn raises_privileges(model: &Model, wish: &Wish) -> bool {
    let Some(Value::Role(role)) = wish.change.get(Field::Role).map(|delta| &delta.after) else {
        return false;
    };
    let current = model
        .roster
        .get(&wish.user)
        .and_then(|shown| shown.confirmed(Field::Role));
    let already = matches!(
        current,
        Some((Value::Role(current), _)) if model.profile.is_privileged(&current)
    );
    model.profile.is_privileged(role) && !already
}
