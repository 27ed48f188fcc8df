//! Short menus with a key for each line: the other toggles, and what can be copied.

use crate::domain::commpeak::CommPeakField;
use crate::domain::{Field, UserId, Vendor};
use crate::protocol::{Command, TerminalCommand};
use crate::text;

use super::action::Action;
use super::keymap::Key;
use super::notice::Level;
use super::{Model, Overlay, review, toggle};

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
    let url = model.profile.user_url(&user);
    let vendor = model.profile.vendor;
    let (number, email) = match vendor {
        Vendor::Smartflo => (Field::Number, Field::Email),
        Vendor::CommPeak => (
            Field::CommPeak(CommPeakField::VirtualExtension),
            Field::CommPeak(CommPeakField::Email),
        ),
    };
    let curl = review::curl(vendor, "GET", &url, None);
    let texts = [
        ('i', "id", user.as_str()),
        ('n', "name", shown.name()),
        ('m', number.label(), shown.text(number)),
        ('e', "email", shown.text(email)),
        ('o', "login id", shown.text(Field::LoginId)),
        ('c', "curl for this user (no token)", &*curl),
    ];
    let filled = texts.into_iter().filter(|(_, _, text)| !text.is_empty());
    let items = filled.map(|(key, what, text)| MenuItem {
        key,
        label: if key == 'c' {
            what.to_owned()
        } else {
            format!("{what}   {text}")
        },
        choice: Choice::Copy(text.to_owned()),
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
        act(model, Action::Accept, out);
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Menu(menu)) = &mut model.overlay else {
        return;
    };
    let last = menu.items.len().saturating_sub(1);
    match action {
        Action::Move(motion) => menu.cursor = motion.step(menu.cursor, last),
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
        Action::Type(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
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
