//! Other tenants: `:ctx` goes to one, for good or until the next `:ctx`.
//!
//! Invariant: nothing of one tenant is in the model of another, as each gets a model of its own;
//! what would be lost on the way is asked about first, and until the other one is open nothing is
//! begun that would be.

use std::time::Duration;

use crate::domain::Profile;
use crate::protocol::{Command, TerminalCommand};

use super::Model;
use super::action::Action;
use super::notice::Level;
use super::palette::{self, Entry};
use super::parting::{self, Parting};

/// Another tenant is being opened; lies over everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The name of its profile.
    pub profile: String,
    /// Since when.
    pub since: Duration,
}

/// Opens another tenant. A key press that still waits for a read changes nothing any more.
pub(super) fn open(model: &mut Model, profile: String, out: &mut Vec<Command>) {
    model.intent = None;
    model.opening = Some(Opening {
        profile: profile.clone(),
        since: model.now.mono,
    });
    out.push(Command::Terminal(TerminalCommand::Switch { profile }));
}

/// While another tenant is being opened: stays here, if that is wished.
pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    if action == Action::Back {
        stay(model, out);
    }
}

/// The other tenant is not wanted any more.
pub(super) fn stay(model: &mut Model, out: &mut Vec<Command>) {
    if let Some(Opening { profile, .. }) = model.opening.take() {
        out.push(Command::Terminal(TerminalCommand::Stay));
        let text = format!(
            "Staying with {}; {profile} is not opened",
            model.profile.name
        );
        model.say(Level::Info, text);
    }
}

/// What the message line says meanwhile.
#[must_use]
pub fn words(model: &Model, opening: &Opening) -> String {
    let seconds = model.now.mono.saturating_sub(opening.since).as_secs();
    format!("opening {}…  {seconds}s so far", opening.profile)
}

/// `:ctx NAME`; without a name, a list to choose from.
pub(super) fn switch(model: &mut Model, name: &str, out: &mut Vec<Command>) {
    if name.is_empty() {
        return palette::open_profiles(model);
    }
    if name == model.profile.name {
        return model.say(Level::Info, format!("This is {name} already"));
    }
    if !model.profiles.iter().any(|profile| profile.name == name) {
        let names: Vec<_> = model.profiles.iter().map(|known| &*known.name).collect();
        let text = format!(
            "There is no profile {name:?}; there are {}",
            names.join(", ")
        );
        return model.say(Level::Warning, text);
    }
    parting::part(model, Parting::Switch(name.to_owned()), out);
}

/// The others as lines to choose from, and this one with the reason why not.
pub(super) fn entries(model: &Model) -> impl Iterator<Item = Entry> {
    model.profiles.iter().map(|profile| {
        let is_here = profile.name == model.profile.name;
        let why_not = is_here.then(|| "you are here".to_owned());
        let line = format!("ctx {}", profile.name);
        Entry::running(label(profile), line, why_not)
    })
}

/// `profile: acme  PROD  https://api-smartflo.tatateleservices.com/v1`.
fn label(profile: &Profile) -> String {
    let tenant = match (profile.demo, profile.production) {
        (true, _) => "  DEMO",
        (false, true) => "  PROD",
        (false, false) => "",
    };
    let base_url = match profile.base_url.is_empty() {
        true => String::new(),
        false => format!("  {}", profile.base_url),
    };
    format!("profile: {}{tenant}{base_url}", profile.name)
}

/// This is another tenant than before: which one, and what became of what was on its way there.
pub(super) fn arrived(model: &mut Model, from: &str, left: &[String]) {
    model.keys.opened(model.now.mono);
    let name = model.profile.name.clone();
    model.say(
        Level::Info,
        format!("This is {name} now; :ctx {from} goes back"),
    );
    for sentence in left {
        model.say(Level::Unknown, format!("{from}: {sentence}"));
    }
}

/// The other tenant could not be opened.
pub(super) fn stayed(model: &mut Model, profile: &str, cause: &str) {
    model.opening = None;
    let name = &model.profile.name;
    let text = format!("{profile} could not be opened: {cause}. This is still {name}");
    model.say(Level::Error, text);
}
