//! Everything that can be done, chosen by typing: the actions on a row, and the palette.
//!
//! Both are made from the key table, so nothing can be done by key alone; what is not possible now
//! stays listed, with the reason.

use tui_input::Input;

use crate::domain::recipe::Step;
use crate::domain::{Field, Value};
use crate::protocol::Command;
use crate::text;

use super::action::{Action, ListAction, Own, Show, WriteAction};
use super::keymap::Scope;
use super::list::Sweep;
use super::notice::Level;
use super::{Model, Overlay, command, compare, list, profiles, toggle, views, write};

/// Actions on the row, or every command: a list to choose from by typing.
#[derive(Debug, Clone)]
pub struct Picker {
    /// Its heading.
    pub title: String,
    /// What was typed.
    pub query: Input,
    /// All lines.
    pub entries: Vec<Entry>,
    /// The cursor among [`Picker::shown`].
    pub cursor: usize,
}

/// A line of a [`Picker`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub label: String,
    /// Its key.
    pub key: String,
    /// Why it cannot be done now; `None` = it can.
    pub why_not: Option<String>,
    choice: Choice,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Do(Action),
    Run(String),
}

impl Entry {
    /// A line that does what this line of the command line does.
    pub(super) fn running(label: String, line: String, why_not: Option<String>) -> Self {
        Self {
            label,
            key: format!(":{}", line.split(' ').next().unwrap_or_default()),
            why_not,
            choice: Choice::Run(line),
        }
    }
}

impl Picker {
    /// The lines that match what was typed: possible ones first.
    #[must_use]
    pub fn shown(&self) -> Vec<&Entry> {
        let words: Vec<_> = self
            .query
            .value()
            .split_whitespace()
            .map(text::fold)
            .collect();
        let matches = |entry: &&Entry| {
            let label = text::fold(&entry.label);
            words.iter().all(|word| label.contains(word.as_str()))
        };
        let mut shown: Vec<_> = self.entries.iter().filter(matches).collect();
        shown.sort_by_key(|entry| entry.why_not.is_some());
        shown
    }
}

pub(super) fn open_actions(model: &mut Model) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to act on here");
    };
    let mut entries = entries(model, |action| {
        let about_row = [ListAction::Reread, ListAction::Reload, ListAction::Compare];
        let about_row = about_row.map(|own| Action::Own(Own::List(own)));
        let shows = [Show::Detail, Show::Raw, Show::Copy].map(|own| Action::Own(Own::Show(own)));
        matches!(action, Action::Own(Own::Write(_)))
            || about_row.contains(&action)
            || shows.contains(&action)
    });
    entries.push(sweep(model));
    entries.extend(recipes(model));
    let title = match model.marks.len() {
        0 => format!("Actions: {}", toggle::name_of(model, &user)),
        marked => format!("Actions: {marked} marked users"),
    };
    model.open(Overlay::Picker(Picker {
        title,
        query: Input::default(),
        entries,
        cursor: 0,
    }));
}

pub(super) fn open_palette(model: &mut Model) {
    let mut entries = entries(model, |action| {
        !matches!(
            action,
            Action::Move(_) | Action::Back | Action::Own(Own::Show(Show::Palette))
        )
    });
    entries.push(sweep(model));
    entries.extend(keyless_views(model));
    entries.extend(recipes(model));
    entries.extend(unfinished(model));
    entries.extend(profiles::entries(model));
    let title = "Palette".to_owned();
    model.open(Overlay::Picker(Picker {
        title,
        query: Input::default(),
        entries,
        cursor: 0,
    }));
}

/// The profiles.
pub(super) fn open_profiles(model: &mut Model) {
    let entries = profiles::entries(model).collect();
    model.open(Overlay::Picker(Picker {
        title: "Profiles".to_owned(),
        query: Input::default(),
        entries,
        cursor: 0,
    }));
}

fn entries(model: &Model, wanted: impl Fn(Action) -> bool) -> Vec<Entry> {
    let bound = model.keymap.of(Scope::List);
    bound
        .filter(|bound| wanted(bound.binding.action))
        .filter_map(|bound| {
            let action = bound.binding.action;
            Some(Entry {
                label: views::label(model, bound.binding)?.into_owned(),
                key: bound
                    .keys
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                why_not: why_not(model, action),
                choice: Choice::Do(action),
            })
        })
        .collect()
}

/// The web-login state of everybody listed; it has a command and no key.
fn sweep(model: &Model) -> Entry {
    let label = match &model.list.sweep {
        Sweep::Idle | Sweep::Inferring { .. } => "read the web-login state of everybody listed",
        Sweep::Reading {
            is_paused: false, ..
        } => "pause reading the web-login states",
        Sweep::Reading {
            is_paused: true, ..
        } => "go on reading the web-login states",
    };
    Entry {
        label: label.to_owned(),
        key: ":sweep".to_owned(),
        why_not: list::cannot_sweep(model).map(str::to_owned),
        choice: Choice::Run("sweep".to_owned()),
    }
}

/// Views for which there was no digit left.
fn keyless_views(model: &Model) -> impl Iterator<Item = Entry> {
    let tabs = model.views.tabs().iter();
    let keyless = tabs.filter(|tab| tab.view.key.is_none());
    keyless.map(|tab| Entry {
        label: format!("view: {}", tab.view.name),
        key: String::new(),
        why_not: None,
        choice: Choice::Run(format!("view {}", tab.view.name)),
    })
}

/// The recipes of the configuration: `recipe offboard: block agent BLOCKED, password asked for`.
fn recipes(model: &Model) -> impl Iterator<Item = Entry> {
    let why_not = write::refusal(model);
    let say = |(field, step): &(Field, Step)| match step {
        Step::Set(value) => format!("{} {}", field.label(), field.words(value)),
        Step::Ask => format!("{} asked for", field.label()),
    };
    model.recipes.iter().map(move |recipe| {
        let steps: Vec<_> = recipe.steps.iter().map(say).collect();
        Entry {
            label: format!("recipe {}: {}", recipe.name, steps.join(", ")),
            key: String::new(),
            why_not: why_not.clone(),
            choice: Choice::Run(format!("recipe {}", recipe.name)),
        }
    })
}

/// The jobs of which something is left.
fn unfinished(model: &Model) -> impl Iterator<Item = Entry> {
    model.history.jobs().rev().filter_map(|planned| {
        let id = planned.plan.job;
        let left = model.history.progress(id)?.left();
        let is_large = planned.plan.edits.len() > 1;
        (is_large && left > 0).then(|| Entry {
            label: format!("job {id}: {left} edits left ({})", planned.plan.title),
            key: String::new(),
            why_not: None,
            choice: Choice::Run(format!("job {id}")),
        })
    })
}

/// Why an action is not possible now.
fn why_not(model: &Model, action: Action) -> Option<String> {
    if action == Action::Own(Own::List(ListAction::Compare)) {
        return compare::chosen(model).err();
    }
    let Action::Own(Own::Write(action)) = action else {
        return None;
    };
    if let Some(refusal) = write::refusal(model) {
        return Some(refusal);
    }
    let shown = model.target().and_then(|user| model.roster.get(&user));
    match action {
        WriteAction::Undo => model
            .history
            .last_undoable()
            .err()
            .map(|why| why.to_string()),
        WriteAction::Redo => model
            .history
            .last_redoable()
            .err()
            .map(|why| why.to_string()),
        WriteAction::Block
        | WriteAction::WebLogin
        | WriteAction::Role
        | WriteAction::Flags
        | WriteAction::Edit
            if shown.is_none() =>
        {
            Some("no user under the cursor".to_owned())
        }
        WriteAction::Block
            if shown.and_then(|shown| shown.get(Field::AgentStatus)) == Some(Value::Null) =>
        {
            Some("this user has no agent".to_owned())
        }
        WriteAction::Block
        | WriteAction::WebLogin
        | WriteAction::Role
        | WriteAction::Flags
        | WriteAction::Edit => None,
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Picker(picker)) = &mut model.overlay else {
        return;
    };
    let last = picker.shown().len().saturating_sub(1);
    match action {
        Action::Type(request) => {
            picker.query.handle(request);
            picker.cursor = 0;
        }
        Action::Move(motion) => picker.cursor = motion.step(picker.cursor, last),
        Action::Back => model.overlay = None,
        Action::Accept => {
            let chosen = picker
                .shown()
                .get(picker.cursor)
                .map(|&entry| entry.clone());
            match chosen {
                Some(Entry {
                    why_not: Some(why), ..
                }) => {
                    model.say(Level::Info, format!("Not possible now: {why}"));
                }
                Some(entry) => {
                    model.overlay = None;
                    match entry.choice {
                        Choice::Do(action) => super::act(model, action, out),
                        Choice::Run(line) => command::run(model, &line, out),
                    }
                }
                None => {}
            }
        }
        Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}
