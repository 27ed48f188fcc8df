//! The plan screen: what would happen to the chosen users, and the number to type.
//!
//! Invariants: a plan sets one direction and never toggles a mixed selection; what runs is exactly
//! what was listed; nothing is sent before the number of changes was typed.

mod making;
mod summary;

use std::sync::Arc;

use tui_input::Input;

use crate::domain::plan::Check;
use crate::domain::planning::{Candidate, Proposal, Verdict};
use crate::domain::{Edit, EditId, Field, JobId, Plan, UserId};
use crate::exchange::plan_file::{Made, PlanFile};
use crate::protocol::{ApiCommand, Command};

pub(super) use making::{open, open_kept, open_proposal, open_undo};
pub use summary::{Fact, Summary, facts, span, verdict_here, verdict_words};

use super::action::{Action, Own, PlanAction};
use super::file::{self, Paper};
use super::job::{self, Job};
use super::keymap::Scope;
use super::notice::Level;
use super::question::{self, Question};
use super::write;
use super::{Model, Overlay, layout, unlock};

/// The state of an open plan screen.
#[derive(Debug, Clone)]
pub struct PlanScreen {
    /// What would happen.
    pub proposal: Proposal,
    /// What the proposal comes to; counted when it is made, for it can be long.
    pub summary: Summary,
    /// The user under the cursor.
    pub cursor: usize,
    /// Why, for the journal.
    pub reason: Input,
    /// The number typed so far.
    pub typed: Input,
    /// Which of the two is being typed.
    pub typing: Typing,
    /// What stands above the users.
    pub view: View,
    /// How its edits are read before and after.
    pub check: Check,
    /// The job it takes back.
    pub undo_of: Option<JobId>,
    /// The ids of its edits, when it was kept in a file before: what ran once is known by them.
    ids: Vec<EditId>,
}

/// Which text of the plan screen has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// The number of changes; letters are keys.
    Count,
    /// The reason.
    Reason,
}

/// What stands above the users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Counts, cost, stop rules, reason.
    Summary,
    /// One line, so that more users are in sight.
    Rows,
}

impl PlanScreen {
    /// A screen for a proposal nobody has looked at.
    #[must_use]
    pub fn new(proposal: Proposal) -> Self {
        let summary = Summary::of(&proposal);
        Self {
            check: Check::for_edits(summary.changes),
            summary,
            proposal,
            cursor: 0,
            reason: Input::default(),
            typed: Input::default(),
            typing: Typing::Count,
            view: View::Summary,
            undo_of: None,
            ids: Vec::new(),
        }
    }

    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.typing {
            Typing::Count => Scope::Plan,
            Typing::Reason => Scope::Typing,
        }
    }

    /// The reason as it goes into the journal.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let reason = self.reason.value().trim();
        (!reason.is_empty()).then(|| reason.to_owned())
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let Some(Overlay::Plan(screen)) = &mut model.overlay else {
        return;
    };
    if screen.typing == Typing::Reason {
        return type_reason(screen, action);
    }
    let last = screen.proposal.lines.len().saturating_sub(1);
    match action {
        Action::Type(request) => {
            screen.typed.handle(request);
        }
        Action::Move(motion) => {
            screen.cursor = motion.stride(screen.cursor, last, half);
        }
        Action::Own(Own::Plan(PlanAction::Reason)) => screen.typing = Typing::Reason,
        Action::Own(Own::Plan(PlanAction::Rows)) => {
            screen.view = match screen.view {
                View::Summary => View::Rows,
                View::Rows => View::Summary,
            };
        }
        Action::Own(Own::Plan(PlanAction::Check)) => {
            screen.check = match screen.check {
                Check::Each => Check::Sweep,
                Check::Sweep => Check::Each,
            };
        }
        Action::Own(Own::Plan(PlanAction::Unlock)) => ask_unlock(model),
        Action::Save => file::ask(model, Paper::Plan),
        Action::Back => {
            model.reason_kept = screen.reason.value().to_owned();
            model.overlay = None;
            model.say(Level::Info, "Nothing was sent; the marks are kept");
        }
        Action::Accept => accept(model, out),
        Action::Sift | Action::Own(_) | Action::Program(_) => {}
    }
}

/// Enter and esc both go back to the number; what was typed stays.
fn type_reason(screen: &mut PlanScreen, action: Action) {
    match action {
        Action::Type(request) => {
            screen.reason.handle(request);
        }
        Action::Accept | Action::Back => screen.typing = Typing::Count,
        Action::Move(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

/// `o`: the protected user under the cursor, else the first one, after its login id was typed.
fn ask_unlock(model: &mut Model) {
    let Some(Overlay::Plan(screen)) = &mut model.overlay else {
        return;
    };
    let lines = &screen.proposal.lines;
    let is_protected = |index: &usize| matches!(lines[*index].verdict, Verdict::Protected(_));
    let from_cursor = (screen.cursor..lines.len()).chain(0..screen.cursor);
    let Some(found) = from_cursor.into_iter().find(is_protected) else {
        return model.say(Level::Info, "Nobody in this plan is protected");
    };
    screen.cursor = found;
    let line = &lines[found];
    let Verdict::Protected(protection) = line.verdict else {
        return;
    };
    let question = Question::about_unlocking(&model.profile, line, protection);
    question::ask(model, question);
}

/// The login id was typed: the user is treated like the others.
pub(super) fn unlock(model: &mut Model, user: &UserId) {
    let Some(Overlay::Plan(mut screen)) = model.overlay.take() else {
        return;
    };
    let shown = model.roster.get(user);
    let value = |field: Field| {
        let (value, _) = shown.as_ref()?.confirmed(field)?;
        Some(value)
    };
    let lines = screen.proposal.lines.iter_mut();
    for line in lines.filter(|line| line.user == *user) {
        let place = line.place;
        *line = line.unlocked(Candidate {
            id: user,
            value: &value,
            place,
        });
    }
    let lost = std::mem::take(&mut screen.summary.lost);
    screen.summary = Summary::of(&screen.proposal);
    // What a job left nothing to put back of is known from its history, not from the lines.
    if screen.undo_of.is_some() {
        screen.summary.lost = lost;
    }
    making::mind(model, &mut screen);
    model.overlay = Some(Overlay::Plan(screen));
}

/// Enter: runs if the number typed is the number of changes, else says what is missing.
fn accept(model: &mut Model, out: &mut Vec<Command>) {
    let Some(Overlay::Plan(screen)) = &model.overlay else {
        return;
    };
    let changes = screen.summary.changes;
    if changes == 0 {
        return model.say(Level::Info, "Nothing to do: nobody would be changed");
    }
    if screen.typed.value() != changes.to_string() {
        let text = format!("Not sent: type {changes}, the number of changes, then Enter");
        return model.say(Level::Warning, text);
    }
    if !model.believes_key() {
        return;
    }
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    if let Some(Overlay::Plan(screen)) = model.overlay.take() {
        let plan = frozen(model, &screen);
        run(model, plan, out);
    }
}

/// The plan of a screen, with ids and a number of its own.
pub(super) fn frozen(model: &mut Model, screen: &PlanScreen) -> Plan {
    let at = model.now.wall.as_millisecond();
    let random = &mut model.random;
    let mut ids = screen.ids.iter().copied();
    let mint = || ids.next().unwrap_or_else(|| EditId::mint(at, random));
    let edits: Vec<Edit> = screen.proposal.edits(mint);
    Plan {
        title: screen.proposal.title.clone(),
        reason: unlock::reason(model, screen.why()),
        check: screen.check,
        undo_of: screen.undo_of,
        ..Plan::new(model.next_job(), edits)
    }
}

/// The plan on the screen as a file keeps it. It gets its ids now, so that carrying out both the
/// file and the screen cannot go unnoticed.
pub(super) fn kept(model: &mut Model) -> Option<PlanFile> {
    let Some(Overlay::Plan(screen)) = &mut model.overlay else {
        return None;
    };
    let at = model.now.wall;
    let why = screen.why();
    let made = Made {
        profile: &model.profile,
        at,
        reason: why.as_deref(),
        again: None,
    };
    let mut ids = std::mem::take(&mut screen.ids).into_iter();
    let random = &mut model.random;
    let mint = || {
        let minted = || EditId::mint(at.as_millisecond(), random);
        ids.next().unwrap_or_else(minted)
    };
    let kept = PlanFile {
        check: screen.check,
        undo_of: screen.undo_of,
        ..PlanFile::new(&screen.proposal, made, mint)
    };
    screen.ids = kept.edits.iter().map(|edit| edit.id).collect();
    Some(kept)
}

/// Hands a reviewed plan to the actor and shows its job.
fn run(model: &mut Model, plan: Plan, out: &mut Vec<Command>) {
    let id = plan.job;
    let plan = Arc::new(plan);
    let kept = Arc::new(job::without_secrets(&plan));
    model.history.note_plan(Arc::clone(&kept), model.now.wall);
    model.reason_kept.clear();
    let job = Job::begun(kept, model.now);
    job::set_off(model, job, &plan.edits);
    out.push(Command::Api(ApiCommand::Begin(plan)));
    job::show(model, id);
}
