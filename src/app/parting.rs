//! Leaving a tenant: the end of the program, or another profile.
//!
//! Invariant: nobody leaves without having been told what would be lost or left unverified.

use super::job::{self, Life};
use super::notice::plural;
use super::question::{self, Question};
use super::{Model, profiles};
use crate::protocol::{ApiCommand, Command, TerminalCommand};

/// How the person leaves this tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parting {
    /// The program ends.
    Quit,
    /// Another profile is opened.
    Switch(String),
}

/// Leaves, asking first if something would be lost.
pub(super) fn part(model: &mut Model, parting: Parting, out: &mut Vec<Command>) {
    match before_parting(model, &parting) {
        Some(question) => question::ask(model, question),
        None => leave(model, parting, out),
    }
}

/// The question before leaving, if something would be lost.
fn before_parting(model: &Model, parting: &Parting) -> Option<Question> {
    let mut lines = Vec::new();
    let in_flight = model.flights.len();
    if in_flight > 0 {
        let changes = plural(in_flight, "change is", "changes are");
        lines.push(format!(
            "{changes} still on the way and would be left unverified"
        ));
    }
    if let Some((id, job)) = job::running(model) {
        let left = plural(job.left.len(), "edit", "edits");
        lines.push(format!(
            "job {id} has {left} left: it stops, and :jobs carries them out another time"
        ));
    }
    let drafts = model.drafts.len();
    if drafts > 0 {
        lines.push(format!(
            "{} would be lost",
            plural(drafts, "draft", "drafts")
        ));
    }
    let marks = model.marks.len();
    if matches!(parting, Parting::Switch(_)) && marks > 0 {
        lines.push(format!("{} would be lost", plural(marks, "mark", "marks")));
    }
    if lines.is_empty() {
        return None;
    }
    lines.push(match parting {
        Parting::Quit => "Quit all the same?".to_owned(),
        Parting::Switch(name) => format!("Go to {name} all the same?"),
    });
    Some(Question::about_parting(lines, parting.clone()))
}

/// Leaves; a running job begins nothing more, so that what is in flight can end.
pub(super) fn leave(model: &mut Model, parting: Parting, out: &mut Vec<Command>) {
    if let Parting::Switch(profile) = parting {
        // Jobs are left alone until the other tenant is open: it may be that the person stays.
        return profiles::open(model, profile, out);
    }
    let running = model
        .jobs
        .iter()
        .filter(|(_, job)| job.life == Life::Running);
    out.extend(running.map(|(id, _)| Command::Api(ApiCommand::Pause(*id))));
    out.push(Command::Terminal(TerminalCommand::Quit));
}
