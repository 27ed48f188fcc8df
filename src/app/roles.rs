//! The role picker. The API has no list of roles: they are learned from the loaded users, and any
//! other is added by its id or by the address of its page in the portal.

use compact_str::CompactString;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use tui_input::Input;

use crate::domain::planning::Source;
use crate::domain::{Change, Field, Role, Roster, User, UserId, Value, input};
use crate::protocol::Command;

use super::action::{Action, Motion};
use super::intent::{self, What};
use super::notice::Level;
use super::plan;
use super::write::{self, Wish};
use super::{Model, Overlay};

/// The state of an open role picker.
#[derive(Debug, Clone)]
pub struct RolePicker {
    /// For whom.
    pub user: UserId,
    /// The role the user has now.
    pub now: Option<Role>,
    /// What was typed.
    pub query: Input,
    /// All roles learned, most frequent first.
    pub learned: Vec<LearnedRole>,
    /// How many loaded users they were learned from.
    pub loaded: usize,
    /// The cursor among [`RolePicker::choices`].
    pub cursor: usize,
}

/// A role and on how many loaded users it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedRole {
    /// The role.
    pub role: Role,
    /// Users that have it.
    pub seen_on: usize,
}

/// What can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleChoice {
    /// One that was seen.
    Learned(LearnedRole),
    /// A typed id or pasted address, not seen on anybody.
    Added(CompactString),
}

impl RoleChoice {
    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Learned(learned) => learned.role.clone(),
            Self::Added(id) => Role {
                id: id.clone(),
                name: CompactString::default(),
            },
        }
    }
}

impl RolePicker {
    /// A picker for `user`, with the roles seen on the users of `roster`.
    #[must_use]
    pub fn new(roster: &Roster, user: UserId, now: Option<Role>) -> Self {
        let learned = learned(roster);
        // Enter alone changes nothing: the cursor starts on the role the user has.
        let is_now =
            |learned: &LearnedRole| now.as_ref().is_some_and(|now| now.id == learned.role.id);
        let cursor = learned.iter().position(is_now).unwrap_or(0);
        let loaded = roster.listing().len();
        Self {
            user,
            now,
            query: Input::default(),
            learned,
            loaded,
            cursor,
        }
    }

    /// What can be picked for what was typed, best first.
    #[must_use]
    pub fn choices(&self) -> Vec<RoleChoice> {
        let typed = self.query.value().trim();
        if typed.is_empty() {
            return self
                .learned
                .iter()
                .cloned()
                .map(RoleChoice::Learned)
                .collect();
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let labels = self
            .learned
            .iter()
            .map(|learned| (learned.role.label(), learned));
        let mut scored: Vec<_> = labels
            .filter_map(|(label, learned)| {
                let mut buffer = Vec::new();
                let haystack = nucleo_matcher::Utf32Str::new(&label, &mut buffer);
                pattern
                    .score(haystack, &mut matcher)
                    .map(|score| (score, learned))
            })
            .collect();
        // Of two that fit equally well, the shorter leaves less untyped: Supervisor goes before
        // Supervisor-Pune, however many have that.
        let rest = |learned: &LearnedRole| learned.role.name.chars().count();
        scored.sort_by_key(|(score, learned)| (std::cmp::Reverse(*score), rest(learned)));
        let mut choices: Vec<_> = scored
            .into_iter()
            .map(|(_, learned)| RoleChoice::Learned(learned.clone()))
            .collect();
        let is_known = |id: &str| self.learned.iter().any(|learned| learned.role.id == id);
        if let Some(id) = input::role_id(typed) {
            if is_known(&id) {
                // A pasted address of a role that was seen picks that role.
                choices.retain(|choice| choice.role().id == id);
                if choices.is_empty() {
                    let known = self.learned.iter().filter(|learned| learned.role.id == id);
                    choices.extend(known.cloned().map(RoleChoice::Learned));
                }
            } else {
                choices.push(RoleChoice::Added(id));
            }
        }
        choices
    }

    /// Moves, types, picks. `Some` = this role was picked.
    pub(super) fn act(&mut self, action: Action) -> Option<Role> {
        let choices = self.choices();
        match action {
            Action::Type(request) => {
                self.query.handle(request);
                self.cursor = 0;
            }
            Action::Move(Motion::Down) => {
                self.cursor = (self.cursor + 1).min(choices.len().saturating_sub(1));
            }
            Action::Move(Motion::Up) => self.cursor = self.cursor.saturating_sub(1),
            Action::Accept => return choices.get(self.cursor).map(RoleChoice::role),
            Action::Move(_)
            | Action::Back
            | Action::Sift
            | Action::Save
            | Action::Own(_)
            | Action::Program(_) => {}
        }
        None
    }
}

/// The roles that loaded users have, the most frequent first.
pub(super) fn learned(roster: &Roster) -> Vec<LearnedRole> {
    let roles = roster.roles().into_iter();
    let mut learned: Vec<_> = roles
        .map(|(role, seen_on)| LearnedRole { role, seen_on })
        .collect();
    learned.sort_by_key(|learned| std::cmp::Reverse(learned.seen_on));
    learned
}

/// `r`: opens the picker; the user's role is known from the list, else it is read first.
pub(super) fn press(model: &mut Model, out: &mut Vec<Command>) {
    let Some(user) = model.target() else {
        return model.say(Level::Info, "There is no user to change here");
    };
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let role = model
        .roster
        .get(&user)
        .and_then(|shown| shown.get(Field::Role));
    match role {
        Some(role) => open_with(model, user, role),
        None => intent::wait_for(model, user, What::Role, out),
    }
}

pub(super) fn open(model: &mut Model, user: &User) {
    let role = user.get(Field::Role).cloned().unwrap_or(Value::Null);
    open_with(model, user.id.clone(), role);
}

fn open_with(model: &mut Model, user: UserId, role: Value) {
    let now = if let Value::Role(role) = role {
        Some(role)
    } else {
        None
    };
    let picker = RolePicker::new(&model.roster, user, now);
    model.open(Overlay::Roles(picker));
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Roles(picker)) = &mut model.overlay else {
        return;
    };
    if action == Action::Back {
        model.overlay = None;
        return;
    }
    if action == Action::Accept && picker.choices().is_empty() {
        let text = "No role matches; type its id or paste the address of its portal page to add it";
        return model.say(Level::Info, text);
    }
    if action == Action::Accept && !model.believes_key() {
        return;
    }
    let Some(Overlay::Roles(picker)) = &mut model.overlay else {
        return;
    };
    let Some(role) = picker.act(action) else {
        return;
    };
    let (user, seen) = (picker.user.clone(), picker.now.clone());
    model.overlay = None;
    if !model.marks.is_empty() {
        return plan::open(model, &[(Field::Role, Value::Role(role))], Source::Marks);
    }
    if seen.as_ref().is_some_and(|seen| seen.id == role.id) {
        let text = format!("Already so; nothing sent: role {}", role.label());
        return model.say(Level::Info, text);
    }
    let change = Change::one(
        Field::Role,
        Some(seen.map_or(Value::Null, Value::Role)),
        Value::Role(role),
    );
    let wish = Wish::new(model, user, change);
    write::submit(model, wish, out);
}
