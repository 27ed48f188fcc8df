//! What lies over the panes: which there are, which keys they have, who acts on them.
//!
//! Invariant: one at a time. A new one gets its room in `app` and `tui`, and a line in each match
//! here.

use super::Model;
use super::action::Action;
use super::columns::chooser::{self, Chooser};
use super::command::{self, CommandLine};
use super::compare::{self, Comparison};
use super::count::{self, CountScreen};
use super::filters::{self, FilterPanel};
use super::find::{self, FindLine};
use super::form::{self, Form};
use super::job::{self, JobScreen, JobsScreen};
use super::journal::{self, JournalScreen};
use super::keymap::Scope;
use super::menu::{self, Menu};
use super::palette::{self, Picker};
use super::plan::{self, PlanScreen};
use super::prompt::{self, Prompt};
use super::reader::{self, Reader};
use super::roles::{self, RolePicker};
use super::sign_in::{self, SignInScreen};
use crate::protocol::Command;

/// What lies over the panes; one at a time.
#[derive(Debug)]
pub enum Overlay {
    /// The find line.
    Find(FindLine),
    /// The command line.
    Command(CommandLine),
    /// The server filters.
    Filters(FilterPanel),
    /// A short menu: other toggles, copy.
    Menu(Menu),
    /// Actions or palette.
    Picker(Picker),
    /// The role picker for a toggle-like role change.
    Roles(RolePicker),
    /// Help, messages, raw JSON, the request log on a small screen.
    Reader(Reader),
    /// The plan for many users.
    Plan(Box<PlanScreen>),
    /// A job.
    Job(JobScreen),
    /// All jobs.
    Jobs(JobsScreen),
    /// What was changed.
    Journal(JournalScreen),
    /// One value being asked for.
    Prompt(Box<Prompt>),
    /// The columns of the list, to choose from.
    Columns(Chooser),
    /// The chart of a column.
    Count(Box<CountScreen>),
    /// Two users beside each other.
    Compare(Comparison),
    /// Signing in.
    SignIn(Box<SignInScreen>),
    /// The edit form with its review and conflict screens.
    Form(Box<Form>),
}

impl Overlay {
    /// What has the keys while it lies there.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Find(_) | Self::Command(_) => Scope::Line,
            Self::Filters(_) => Scope::Filters,
            Self::Menu(_) => Scope::Menu,
            Self::Picker(_) | Self::Roles(_) => Scope::Picker,
            Self::Reader(reader) => reader.scope(),
            Self::Plan(screen) => screen.scope(),
            Self::Job(_) => Scope::Job,
            Self::Jobs(_) => Scope::Jobs,
            Self::Journal(screen) => screen.scope(),
            Self::Prompt(_) => Scope::Typing,
            Self::Columns(_) => Scope::Columns,
            Self::Count(_) => Scope::Count,
            Self::Compare(_) => Scope::Compare,
            Self::SignIn(screen) => screen.scope(),
            Self::Form(form) => form.scope(),
        }
    }

    /// What lies under it, for one that lies over whatever it was called from.
    #[must_use]
    pub fn behind(&self) -> Option<&Self> {
        match self {
            Self::Prompt(prompt) => prompt.behind(),
            Self::SignIn(screen) => screen.behind(),
            Self::Find(_)
            | Self::Command(_)
            | Self::Filters(_)
            | Self::Menu(_)
            | Self::Picker(_)
            | Self::Roles(_)
            | Self::Reader(_)
            | Self::Plan(_)
            | Self::Job(_)
            | Self::Jobs(_)
            | Self::Journal(_)
            | Self::Columns(_)
            | Self::Count(_)
            | Self::Compare(_)
            | Self::Form(_) => Some(self),
        }
    }
}

/// Does what the person asked of the one that lies there.
pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match &model.overlay {
        Some(Overlay::Find(_)) => find::act(model, action),
        Some(Overlay::Command(_)) => command::act(model, action, out),
        Some(Overlay::Filters(_)) => filters::act(model, action, out),
        Some(Overlay::Menu(_)) => menu::act(model, action, out),
        Some(Overlay::Picker(_)) => palette::act(model, action, out),
        Some(Overlay::Roles(_)) => roles::act(model, action, out),
        Some(Overlay::Reader(_)) => reader::act(model, action),
        Some(Overlay::Plan(_)) => plan::act(model, action, out),
        Some(Overlay::Job(_)) => job::act(model, action, out),
        Some(Overlay::Jobs(_)) => job::act_jobs(model, action),
        Some(Overlay::Journal(_)) => journal::act(model, action, out),
        Some(Overlay::Prompt(_)) => prompt::act(model, action, out),
        Some(Overlay::Columns(_)) => chooser::act(model, action),
        Some(Overlay::Count(_)) => count::act(model, action, out),
        Some(Overlay::Compare(_)) => compare::act(model, action, out),
        Some(Overlay::SignIn(_)) => sign_in::act(model, action, out),
        Some(Overlay::Form(_)) => form::act(model, action, out),
        None => {}
    }
}
