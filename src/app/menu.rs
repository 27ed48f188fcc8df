//! Things to choose from: other toggles, copy, server filters, actions on the row, the palette.
//!
//! Actions and palette are made from the key table, so nothing can be done by key alone; what is
//! not possible now stays listed, with the reason.

use tui_input::Input;

use crate::domain::paging::Query;
use crate::domain::{Field, UserId, Value};
use crate::protocol::{Command, TerminalCommand};
use crate::text;

use super::action::{Action, ListAction, Motion, Show, WriteAction};
use super::keymap::{self, Key, Scope};
use super::notice::Level;
use super::{Model, Overlay, list, review, toggle, write};

/// A short menu.
#[derive(Debug, Clone)]
pub struct Menu {
    /// Its heading.
    pub title: &'static str,
    /// Its lines.
    pub items: Vec<MenuItem>,
    /// The line under the cursor.
    pub cursor: usize,
}

/// A line of a [`Menu`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The key that takes it.
    pub key: char,
    /// What it says; untrusted text.
    pub label: String,
    choice: Choice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Toggle(Field),
    Copy(String),
}

impl Menu {
    /// The toggles behind `t`.
    #[must_use]
    pub(super) fn flags(_user: UserId) -> Self {
        let keys = ['i', 'o', 'd'];
        let items = toggle::MENU
            .into_iter()
            .zip(keys)
            .map(|(field, key)| MenuItem {
                key,
                label: field.label().to_owned(),
                choice: Choice::Toggle(field),
            });
        Self {
            title: "Toggle",
            items: items.collect(),
            cursor: 0,
        }
    }
}

/// `y`: what can be copied of this user.
pub(super) fn open_copy(model: &mut Model) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is nothing to copy here");
    };
    let Some(shown) = model.roster.get(&user) else {
        return;
    };
    let url = format!("{}/user/{user}", model.profile.base_url);
    let texts = [
        ('i', "id", user.to_string()),
        ('n', "name", shown.name()),
        ('m', "number", shown.text(Field::Number)),
        ('e', "email", shown.text(Field::Email)),
        ('o', "login id", shown.text(Field::LoginId)),
        (
            'c',
            "curl for this user (no token)",
            review::curl("GET", &url, None),
        ),
    ];
    let filled = texts.into_iter().filter(|(_, _, text)| !text.is_empty());
    let items = filled.map(|(key, what, text)| MenuItem {
        key,
        label: if key == 'c' {
            what.to_owned()
        } else {
            format!("{what}   {text}")
        },
        choice: Choice::Copy(text),
    });
    let menu = Menu {
        title: "Copy",
        items: items.collect(),
        cursor: 0,
    };
    model.open(Overlay::Menu(menu));
}

/// A key without a binding: in a menu it may be a line's own key.
pub(super) fn press(model: &mut Model, key: Key, out: &mut Vec<Command>) {
    if model.question.is_some() {
        return;
    }
    if let Some(Overlay::Menu(menu)) = &mut model.overlay
        && let Key::Char(character) = key
        && let Some(index) = menu.items.iter().position(|item| item.key == character)
    {
        menu.cursor = index;
        act_menu(model, Action::Accept, out);
    }
}

pub(super) fn act_menu(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Menu(menu)) = &mut model.overlay else {
        return;
    };
    let last = menu.items.len().saturating_sub(1);
    match action {
        Action::Move(motion) => menu.cursor = step(menu.cursor, last, motion),
        Action::Back => model.overlay = None,
        Action::Accept => {
            let choice = menu.items.get(menu.cursor).map(|item| item.choice.clone());
            if matches!(choice, Some(Choice::Toggle(_))) && !model.believes_key() {
                return;
            }
            model.overlay = None;
            match choice {
                Some(Choice::Toggle(field)) => toggle::press(model, field, out),
                Some(Choice::Copy(text)) => {
                    // What would be obeyed by the next terminal is copied in its visible form.
                    let harmless = text::clean(&text).into_owned();
                    out.push(Command::Terminal(TerminalCommand::Copy(harmless)));
                    model.say(Level::Info, "Sent to the terminal's clipboard (OSC 52)");
                }
                None => {}
            }
        }
        Action::Type(_)
        | Action::List(_)
        | Action::Show(_)
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

fn step(cursor: usize, last: usize, motion: Motion) -> usize {
    match motion {
        Motion::Up => cursor.saturating_sub(1),
        Motion::Down => (cursor + 1).min(last),
        Motion::PageUp | Motion::First => 0,
        Motion::PageDown | Motion::Last => last,
        Motion::Left | Motion::Right => cursor,
    }
}

/// The panel of the five server filters.
#[derive(Debug, Clone, Default)]
pub struct FilterPanel {
    /// The filters as chosen so far.
    pub query: Query,
    /// The filter under the cursor.
    pub cursor: usize,
}

impl FilterPanel {
    /// Names of the filters and their words for yes and no, in the order of [`FilterPanel::value`].
    pub const FILTERS: [(&'static str, &'static str, &'static str); 5] = [
        ("extension", "with", "without"),
        ("login-based calling", "on", "off"),
        ("international", "on", "off"),
        ("web login", "open", "LOCKED"),
        ("user status", "active", "inactive"),
    ];

    /// The value of a filter by its index.
    #[must_use]
    pub fn value(query: &Query, index: usize) -> Option<bool> {
        match index {
            0 => query.extension,
            1 => query.login_based,
            2 => query.international,
            3 => query.web_login,
            _ => query.active,
        }
    }

    /// `web login: LOCKED` for the chips; `None` = any.
    #[must_use]
    pub fn words(query: &Query, index: usize) -> Option<String> {
        let (name, yes, no) = Self::FILTERS[index];
        Self::value(query, index).map(|value| format!("{name}: {}", if value { yes } else { no }))
    }

    fn set(&mut self, value: Option<bool>) {
        let field = match self.cursor {
            0 => &mut self.query.extension,
            1 => &mut self.query.login_based,
            2 => &mut self.query.international,
            3 => &mut self.query.web_login,
            _ => &mut self.query.active,
        };
        *field = value;
    }
}

pub(super) fn open_filters(model: &mut Model) {
    let panel = FilterPanel {
        query: model.list.query,
        cursor: 0,
    };
    model.open(Overlay::Filters(panel));
}

pub(super) fn act_filters(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Filters(panel)) = &mut model.overlay else {
        return;
    };
    let last = FilterPanel::FILTERS.len() - 1;
    let value = FilterPanel::value(&panel.query, panel.cursor);
    match action {
        // any → yes → no → any, and back
        Action::Move(Motion::Right) => panel.set(match value {
            None => Some(true),
            Some(true) => Some(false),
            Some(false) => None,
        }),
        Action::Move(Motion::Left) => panel.set(match value {
            None => Some(false),
            Some(false) => Some(true),
            Some(true) => None,
        }),
        Action::Move(motion) => panel.cursor = step(panel.cursor, last, motion),
        Action::List(ListAction::DropFilters) => panel.query = Query::default(),
        Action::Accept => {
            let query = panel.query;
            model.overlay = None;
            if query != model.list.query {
                list::set_query(model, query, out);
            }
        }
        Action::Back => model.overlay = None,
        Action::Type(_)
        | Action::List(_)
        | Action::Show(_)
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
    action: Action,
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
    let entries = entries(model, |action| {
        let about_row = [ListAction::Reread, ListAction::Reload].map(Action::List);
        let shows = [Show::Detail, Show::Raw, Show::Copy].map(Action::Show);
        matches!(action, Action::Write(_)) || about_row.contains(&action) || shows.contains(&action)
    });
    let title = format!("Actions: {}", toggle::name_of(model, &user));
    model.open(Overlay::Picker(Picker {
        title,
        query: Input::default(),
        entries,
        cursor: 0,
    }));
}

pub(super) fn open_palette(model: &mut Model) {
    let entries = entries(model, |action| {
        !matches!(
            action,
            Action::Move(_) | Action::Back | Action::Show(Show::Palette)
        )
    });
    let title = "Palette".to_owned();
    model.open(Overlay::Picker(Picker {
        title,
        query: Input::default(),
        entries,
        cursor: 0,
    }));
}

fn entries(model: &Model, wanted: impl Fn(Action) -> bool) -> Vec<Entry> {
    keymap::of(Scope::List)
        .filter(|binding| wanted(binding.action))
        .map(|binding| Entry {
            label: binding.label.to_owned(),
            key: binding.keys[0].to_string(),
            why_not: why_not(model, binding.action),
            action: binding.action,
        })
        .collect()
}

/// Why an action is not possible now.
fn why_not(model: &Model, action: Action) -> Option<String> {
    let Action::Write(action) = action else {
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

pub(super) fn act_picker(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Picker(picker)) = &mut model.overlay else {
        return;
    };
    let last = picker.shown().len().saturating_sub(1);
    match action {
        Action::Type(request) => {
            picker.query.handle(request);
            picker.cursor = 0;
        }
        Action::Move(motion) => picker.cursor = step(picker.cursor, last, motion),
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
                    super::act(model, entry.action, out);
                }
                None => {}
            }
        }
        Action::List(_)
        | Action::Show(_)
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

impl Menu {
    /// What a toggle's line says about the user now: `   off`; empty for lines that copy.
    #[must_use]
    pub fn now(&self, model: &Model, index: usize) -> String {
        let Some(MenuItem {
            choice: Choice::Toggle(field),
            ..
        }) = self.items.get(index)
        else {
            return String::new();
        };
        let shown = model.target().and_then(|user| model.roster.get(&user));
        let value = shown.and_then(|shown| shown.get(*field));
        let words = value.map_or_else(|| "not known".to_owned(), |value| field.words(&value));
        format!("   now {words}")
    }
}
