//! How a proposal comes about: from the marks or the row, from a job to be taken back.
//!
//! Invariant: the users are frozen when the screen opens, each once; what cannot be taken back is
//! listed as such and never left out in silence.

use crate::app::action::JobAction;
use crate::app::job::Job;
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay, marks, write};
use crate::domain::field::Field;
use crate::domain::history::Inverse;
use crate::domain::plan::Identity;
use crate::domain::planning::{self, Candidate, Line, Place, Proposal, Source, Verdict};
use crate::domain::roster::Shown;
use crate::domain::value::AgentStatus;
use crate::domain::{Change, JobId, Value};
use crate::exchange::plan_file::PlanFile;

use super::PlanScreen;

/// Opens the plan of setting `wanted` for everybody who is marked, or for the row.
pub(in crate::app) fn open(model: &mut Model, wanted: &[(Field, Value)], source: Source) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let line = |shown: &Shown<'_>, place| {
        let candidate = Candidate {
            id: &shown.id(),
            value: &|field| shown.confirmed(field).map(|(value, _)| value),
            place,
        };
        Line::new(&model.profile, candidate, wanted)
    };
    let lines: Vec<Line> = if model.marks.is_empty() {
        let row = model.target().and_then(|user| model.roster.get(&user));
        let lines = row.iter().map(|shown| line(shown, Place::Shown));
        lines.collect()
    } else {
        let marked = marks::marked(model);
        marked.map(|(shown, place)| line(&shown, place)).collect()
    };
    if lines.is_empty() {
        return model.say(Level::Info, "There is no user to change here");
    }
    let proposal = Proposal::new(planning::words(wanted), source, lines);
    show(model, PlanScreen::new(proposal));
}

/// Opens the plan that takes a job back; says why there is none.
pub(in crate::app) fn open_undo(model: &mut Model, job: JobId) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    if model.jobs.get(&job).is_some_and(Job::is_running) {
        let key = model.keymap.key(Scope::Job, JobAction::TakeBack);
        let text =
            format!("Job {job} is running: stop it first, then {key} takes back what was done");
        return model.say(Level::Info, text);
    }
    let inverses = model.history.undo_of_job(job);
    if inverses.is_empty() {
        let text = format!("Nothing to take back: no change of job {job} stands");
        return model.say(Level::Info, text);
    }
    let lines = inverses.iter().map(|inverse| inverted(model, inverse));
    let lines = lines.collect();
    let plan = model.history.plan(job).map(|planned| &planned.plan);
    let title = plan.map(|plan| plan.title.clone()).unwrap_or_default();
    let title = format!("back to before job {job} ({title})");
    let proposal = Proposal::new(title, Source::UndoOf(job), lines);
    let mut screen = PlanScreen::new(proposal);
    screen.undo_of = Some(job);
    for (_, inverse) in &inverses {
        let lost = match inverse {
            Ok((_, lost)) => lost.as_slice(),
            Err(_) => &[],
        };
        screen.summary.lose(lost);
    }
    show(model, screen);
}

/// The line that takes an edit back; an edit that left nothing to put back is listed as impossible.
fn inverted(model: &Model, (settled, inverse): &Inverse) -> Line {
    let shown = model.roster.get(&settled.user);
    // Only what was read after the edit ended says whether somebody changed it since.
    let value = |field: Field| {
        let (value, stamp) = shown.as_ref()?.confirmed(field)?;
        let is_person = matches!(field, Field::Name | Field::LoginId);
        (is_person || stamp.at >= settled.at).then_some(value)
    };
    let candidate = Candidate {
        id: &settled.user,
        value: &value,
        place: Place::Shown,
    };
    let change = match inverse {
        Ok((change, _)) => change.clone(),
        Err(_) => Change::default(),
    };
    let mut line = Line::undo(&model.profile, candidate, change, settled.edit);
    if inverse.is_err() {
        line.verdict = Verdict::Impossible;
    }
    // Whom the list does not hold is known by the name of that time.
    if shown.is_none() {
        line.name = settled.name.clone().unwrap_or_default();
        line.identity = Identity {
            name: settled.name.clone(),
            login_id: None,
        };
    }
    line
}

/// Opens a proposal that came from a file.
pub(in crate::app) fn open_proposal(model: &mut Model, proposal: Proposal) {
    show(model, PlanScreen::new(proposal));
}

/// Opens a plan that was kept in a file: its ids, its reason, its way of checking.
pub(in crate::app) fn open_kept(model: &mut Model, proposal: Proposal, kept: &PlanFile) {
    let mut screen = PlanScreen::new(proposal);
    screen.ids = kept.edits.iter().map(|edit| edit.id).collect();
    screen.reason = kept.reason.clone().unwrap_or_default().into();
    screen.check = kept.check;
    screen.undo_of = kept.undo_of;
    show(model, screen);
}

fn show(model: &mut Model, mut screen: PlanScreen) {
    if screen.reason.value().is_empty() {
        screen.reason = std::mem::take(&mut model.reason_kept).into();
    }
    mind(model, &mut screen);
    model.open(Overlay::Plan(Box::new(screen)));
}

/// Counts what deserves a second look.
pub(super) fn mind(model: &Model, screen: &mut PlanScreen) {
    screen.summary.busy = busy(model, &screen.proposal);
    screen.summary.raised = raised(model, &screen.proposal);
}

/// Agents who may be on a call and would be blocked or disabled.
fn busy(model: &Model, proposal: &Proposal) -> usize {
    let is_busy = |line: &&Line| {
        let stops = line.change.deltas.iter().any(|delta| {
            matches!(delta.field, Field::BlockAgent | Field::DisableAgent)
                && delta.after == Value::Flag(true)
        });
        let status = || {
            let (status, _) = model
                .roster
                .get(&line.user)?
                .confirmed(Field::AgentStatus)?;
            Some(status)
        };
        line.verdict.is_sent() && stops && status() == Some(Value::AgentStatus(AgentStatus::Busy))
    };
    proposal.lines.iter().filter(is_busy).count()
}

/// Users whose new role raises privileges.
fn raised(model: &Model, proposal: &Proposal) -> usize {
    let is_raised = |line: &&Line| {
        let role = line.change.get(Field::Role).map(|delta| &delta.after);
        line.verdict.is_sent()
            && matches!(role, Some(Value::Role(role)) if model.profile.is_privileged(role))
    };
    proposal.lines.iter().filter(is_raised).count()
}
