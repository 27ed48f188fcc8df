//! The plan screen: what would happen to the marked users, and the number to type.
//!
//! Invariants: a plan sets one direction and never toggles a mixed selection; what runs is exactly
//! what was listed; nothing is sent before the number of changes was typed.

use std::sync::Arc;

use tui_input::Input;

use crate::domain::plan::Check;
use crate::domain::planning::{self, Candidate, Line, Place, Proposal, REQUESTS_PER_EDIT, Source};
use crate::domain::{Change, Edit, EditId, Field, Plan, Value};
use crate::protocol::{ApiCommand, Command};

use super::action::{Action, Motion};
use super::job::Job;
use super::marks;
use super::notice::Level;
use super::write;
use super::{Model, Overlay};

/// The state of an open plan screen.
#[derive(Debug, Clone)]
pub struct PlanScreen {
    /// What would happen.
    pub proposal: Proposal,
    /// Why, for the journal.
    pub reason: Input,
    /// The number typed so far.
    pub typed: Input,
    /// Which of the two is being typed.
    pub typing: Typing,
    /// First line of the users shown.
    pub scroll: usize,
}

/// Which text of the plan screen has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// The reason.
    Reason,
    /// The number of changes.
    Count,
}

/// Opens the plan of setting `field` to `value` for everybody who is marked.
pub(super) fn open(model: &mut Model, wanted: Vec<(Field, Value)>) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let lines = marks::marked(model).map(|(shown, place)| {
        let candidate = Candidate {
            id: shown.id(),
            value: &|field| shown.confirmed(field).map(|(value, _)| value),
            place,
        };
        Line::new(&model.profile, candidate, &wanted)
    });
    let proposal = Proposal::new(planning::words(&wanted), Source::Marks, lines.collect());
    model.open(Overlay::Plan(Box::new(PlanScreen {
        proposal,
        reason: Input::default(),
        typed: Input::default(),
        typing: Typing::Count,
        scroll: 0,
    })));
}

impl PlanScreen {
    /// How many of the users are hidden by a find or a filter.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.proposal
            .lines
            .iter()
            .filter(|line| line.place == Place::Hidden)
            .count()
    }

    /// Requests it costs at most, and how long that takes at `rate` requests a second.
    #[must_use]
    pub fn cost(&self, rate: f64) -> (usize, u64) {
        let requests = self.proposal.changes() * REQUESTS_PER_EDIT;
        #[expect(clippy::cast_precision_loss, reason = "a rough time for the eyes")]
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive"
        )]
        let seconds = (requests as f64 / rate.max(0.01)).ceil() as u64;
        (requests, seconds)
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Plan(screen)) = &mut model.overlay else {
        return;
    };
    let last = screen.proposal.lines.len().saturating_sub(1);
    match action {
        Action::Type(request) => {
            let input = match screen.typing {
                Typing::Reason => &mut screen.reason,
                Typing::Count => &mut screen.typed,
            };
            input.handle(request);
        }
        Action::Move(Motion::Up) => screen.scroll = screen.scroll.saturating_sub(1),
        Action::Move(Motion::Down) => screen.scroll = (screen.scroll + 1).min(last),
        Action::List(_) | Action::Move(_) => {
            screen.typing = match screen.typing {
                Typing::Reason => Typing::Count,
                Typing::Count => Typing::Reason,
            };
        }
        Action::Back => {
            model.overlay = None;
            model.say(Level::Info, "Nothing was sent; the marks are kept");
        }
        Action::Accept => accept(model, out),
        Action::Show(_)
        | Action::Mark(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Review(_)
        | Action::Conflict(_)
        | Action::Answer(_)
        | Action::Interrupt
        | Action::Redraw
        | Action::Suspend => {}
    }
}

/// Enter: runs if the number typed is the number of changes, else says what is missing.
fn accept(model: &mut Model, out: &mut Vec<Command>) {
    let Some(Overlay::Plan(screen)) = &mut model.overlay else {
        return;
    };
    if screen.typing == Typing::Reason {
        screen.typing = Typing::Count;
        return;
    }
    let changes = screen.proposal.changes();
    if changes == 0 {
        return model.say(
            Level::Info,
            "Nothing to do: nobody would be changed; esc closes",
        );
    }
    if screen.typed.value().trim() != changes.to_string() {
        let text = format!("Not sent: type {changes}, the number of changes, and Enter");
        return model.say(Level::Warning, text);
    }
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let Some(Overlay::Plan(screen)) = model.overlay.take() else {
        return;
    };
    run(model, &screen, out);
}

fn run(model: &mut Model, screen: &PlanScreen, out: &mut Vec<Command>) {
    let at = model.now.wall.as_millisecond();
    let random = &mut model.random;
    let edits: Vec<Edit> = screen.proposal.edits(|| EditId::mint(at, random));
    let job = model.next_job();
    for edit in &edits {
        let flight = write::Flight::new(model, edit, job);
        model.flights.insert(edit.id, flight);
        let visible = |delta: &&crate::domain::Delta| delta.field.is_verifiable();
        let deltas = edit.change.deltas.iter().filter(visible).cloned().collect();
        model
            .roster
            .add_pending(edit.id, &edit.user, Change { deltas });
    }
    let reason = screen.reason.value().trim();
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    model.jobs.insert(
        job,
        Job::new(screen.proposal.title.clone(), edits.len(), model.now.mono),
    );
    let text = format!(
        "Job {job}: {} for {} users; the first one alone, verified, then the rest. :job shows it",
        screen.proposal.title.clone(),
        edits.len()
    );
    let plan = Plan {
        title: screen.proposal.title.clone(),
        reason,
        check: Check::for_edits(edits.len()),
        ..Plan::new(job, edits)
    };
    out.push(Command::Api(ApiCommand::Begin(Arc::new(plan))));
    model.say(Level::Info, text);
}
