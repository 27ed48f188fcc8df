//! One value at a time: what a recipe asks for, a password once more, the name of a file.
//!
//! Invariants: what is typed for a secret is never shown nor printed, and is typed twice; what lay
//! under the prompt is there again when it is left.

use std::time::Duration;

use tui_input::Input;

use crate::domain::field::Kind;
use crate::domain::history::Again;
use crate::domain::planning::Source;
use crate::domain::recipe::Recipe;
use crate::domain::{Field, Plan, Value, input};
use crate::exchange::plan_file::PlanFile;
use crate::protocol::Command;
use crate::text;

use super::action::Action;
use super::file::{self, Paper};
use super::notice::Level;
use super::{Model, Overlay, job, plan, roles, unlock, write};

/// A value being asked for.
pub struct Prompt {
    /// The heading; untrusted text.
    pub title: String,
    /// What was typed.
    pub input: Input,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// A secret as it was typed the first time.
    first: Option<Value>,
    behind: Option<Box<Overlay>>,
    then: Then,
}

enum Then {
    Recipe { recipe: Recipe, answers: Vec<Value> },
    Password { plan: Box<Plan>, which: Again },
    Kept(Box<PlanFile>),
    File(Paper),
    Unlock(Duration),
}

impl std::fmt::Debug for Prompt {
    /// Without what was typed: it may be a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Prompt")
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

impl Prompt {
    /// The field that is asked for; `None` = the name of a file, or a reason.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match &self.then {
            Then::Recipe { recipe, answers } => recipe.asked().nth(answers.len()),
            Then::Password { .. } | Then::Kept(_) => Some(Field::Password),
            Then::File(_) | Then::Unlock(_) => None,
        }
    }

    /// What lies under it.
    #[must_use]
    pub fn behind(&self) -> Option<&Overlay> {
        self.behind.as_deref()
    }

    /// Whether stars are shown for what is typed.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.field()
            .is_some_and(|field| field.spec().kind == Kind::Secret)
    }

    /// What is asked: `new password, again`.
    #[must_use]
    pub fn label(&self) -> String {
        let Some(field) = self.field() else {
            return match self.then {
                Then::Unlock(_) => "reason".to_owned(),
                Then::File(_) | Then::Recipe { .. } | Then::Password { .. } | Then::Kept(_) => {
                    "file".to_owned()
                }
            };
        };
        match (self.is_secret(), &self.first) {
            (true, None) => format!("new {}", field.label()),
            (true, Some(_)) => format!("the same {} again", field.label()),
            (false, _) => field.label().to_owned(),
        }
    }

    /// What the value may be, in words.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        let Some(field) = self.field() else {
            return match self.then {
                Then::Unlock(_) => "it is written to the journal with every change made until then",
                Then::File(_) | Then::Recipe { .. } | Then::Password { .. } | Then::Kept(_) => {
                    "the ending says how: .csv, .json or .md"
                }
            };
        };
        match field.spec().kind {
            Kind::Secret => "typed twice; it is kept nowhere and cannot be undone",
            Kind::Flag { .. } => "on or off",
            Kind::Role => "its name, its id, or the address of its page in the portal",
            Kind::Texts => "separate with commas",
            Kind::CdrScope => "all, none, user: ID, agent: ID",
            Kind::Text | Kind::Phone | Kind::Email | Kind::Shown => "",
        }
    }
}

fn open(model: &mut Model, title: String, typed: String, then: Then) {
    let behind = model.overlay.take().map(Box::new);
    model.open(Overlay::Prompt(Box::new(Prompt {
        title,
        input: typed.into(),
        problem: None,
        first: None,
        behind,
        then,
    })));
}

/// `:recipe NAME`: asks for its values, then shows the plan.
pub(super) fn start_recipe(model: &mut Model, name: &str) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let known = |recipe: &&Recipe| recipe.name == name;
    let Some(recipe) = model.recipes.iter().find(known).cloned() else {
        let names: Vec<_> = model.recipes.iter().map(|recipe| &*recipe.name).collect();
        let text = match names.is_empty() {
            true => "The configuration has no recipes; README shows how to write one".to_owned(),
            false => format!(
                "There is no recipe {name:?}; there are {}",
                names.join(", ")
            ),
        };
        return model.say(Level::Warning, text);
    };
    if model.marks.is_empty() && model.target().is_none() {
        return model.say(Level::Info, "There is no user to change here");
    }
    let then = Then::Recipe {
        recipe,
        answers: Vec::new(),
    };
    ask_or_plan(model, then);
}

/// Asks for the next value of a recipe, or shows the plan when all are there.
fn ask_or_plan(model: &mut Model, then: Then) {
    let Then::Recipe { recipe, answers } = &then else {
        return;
    };
    let wanted = recipe.wanted(answers);
    let Some(wanted) = wanted else {
        let count = recipe.asked().count();
        let title = format!(
            "Recipe {}   value {} of {count}",
            recipe.name,
            answers.len() + 1
        );
        return open(model, title, String::new(), then);
    };
    let source = Source::Recipe(recipe.name.clone());
    plan::open(model, &wanted, source);
}

/// A job that sets a password is carried on: the password is typed again.
pub(super) fn ask_password(model: &mut Model, plan: Plan, which: Again) {
    let title = format!("Job {}   sets a password, which is kept nowhere", plan.job);
    let plan = Box::new(plan);
    open(model, title, String::new(), Then::Password { plan, which });
}

/// A kept plan sets a password: it is typed before the plan is shown.
pub(super) fn ask_kept(model: &mut Model, kept: PlanFile) {
    let title = format!(
        "Plan \"{}\"   sets a password, which is kept nowhere",
        kept.title
    );
    open(model, title, String::new(), Then::Kept(Box::new(kept)));
}

/// Where something is to be saved.
pub(super) fn ask_file(model: &mut Model, title: String, suggestion: String, paper: Paper) {
    open(model, title, suggestion, Then::File(paper));
}

/// Why writing is unlocked for this long.
pub(super) fn ask_why(model: &mut Model, span: Duration) {
    let minutes = span.as_secs() / 60;
    let title = format!("Write to {} for {minutes} minutes", model.profile.name);
    open(model, title, String::new(), Then::Unlock(span));
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Prompt(prompt)) = &mut model.overlay else {
        return;
    };
    match action {
        Action::Type(request) => {
            prompt.input.handle(request);
            prompt.problem = None;
        }
        Action::Back => {
            let behind = prompt.behind.take();
            model.overlay = behind.map(|behind| *behind);
            model.say(Level::Info, "Cancelled; nothing was sent or saved");
        }
        Action::Accept => accept(model, out),
        Action::Move(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

fn accept(model: &mut Model, out: &mut Vec<Command>) {
    let Some(Overlay::Prompt(prompt)) = &model.overlay else {
        return;
    };
    let typed = prompt.input.value().to_owned();
    let Some(field) = prompt.field() else {
        return accept_words(model, typed.trim(), out);
    };
    let parsed = role_named(model, field, &typed).map_or_else(|| input::parse(field, &typed), Ok);
    let Some(Overlay::Prompt(prompt)) = &mut model.overlay else {
        return;
    };
    let value = match parsed {
        Ok(value) => value,
        Err(problem) => {
            prompt.problem = Some(problem.to_string());
            return;
        }
    };
    if prompt.is_secret() {
        prompt.input = Input::default();
        match prompt.first.take() {
            None => {
                prompt.first = Some(value);
                return;
            }
            Some(first) if first != value => {
                prompt.problem = Some("The two are not the same; type it anew".to_owned());
                return;
            }
            Some(_) => {}
        }
    }
    answered(model, value);
}

/// The value is there: on to the next, or to what it was asked for.
fn answered(model: &mut Model, value: Value) {
    let Some(Overlay::Prompt(prompt)) = model.overlay.take() else {
        return;
    };
    let prompt = *prompt;
    model.overlay = prompt.behind.map(|behind| *behind);
    match prompt.then {
        Then::Recipe {
            recipe,
            mut answers,
        } => {
            answers.push(value);
            ask_or_plan(model, Then::Recipe { recipe, answers });
        }
        Then::Password { plan, which } => {
            let mut plan = *plan;
            job::remember_password(&mut plan.edits, &value);
            job::go_on_with(model, plan, which);
        }
        Then::Kept(mut kept) => {
            job::remember_password(&mut kept.edits, &value);
            file::show_kept(model, *kept);
        }
        Then::File(_) | Then::Unlock(_) => {}
    }
}

/// The name of a file, or a reason.
fn accept_words(model: &mut Model, words: &str, out: &mut Vec<Command>) {
    let Some(Overlay::Prompt(prompt)) = &mut model.overlay else {
        return;
    };
    if words.is_empty() {
        let what = match prompt.then {
            Then::Unlock(_) => "say why",
            Then::File(_) | Then::Recipe { .. } | Then::Password { .. } | Then::Kept(_) => {
                "type the name of a file"
            }
        };
        prompt.problem = Some(format!("{what}, or esc"));
        return;
    }
    let Some(Overlay::Prompt(prompt)) = model.overlay.take() else {
        return;
    };
    let prompt = *prompt;
    model.overlay = prompt.behind.map(|behind| *behind);
    match prompt.then {
        Then::File(paper) => file::save(model, paper, words, out),
        Then::Unlock(span) => unlock::allow_for(model, span, Some(words.to_owned()), out),
        Then::Recipe { .. } | Then::Password { .. } | Then::Kept(_) => {}
    }
}

/// A role by the name that loaded users have it under.
fn role_named(model: &Model, field: Field, typed: &str) -> Option<Value> {
    if field.spec().kind != Kind::Role {
        return None;
    }
    let wanted = text::fold(typed.trim());
    let learned = roles::learned(&model.roster);
    let mut named = learned
        .into_iter()
        .map(|learned| learned.role)
        .filter(|role| text::fold(&role.name) == wanted || role.id == typed.trim());
    match (named.next(), named.next()) {
        (Some(role), None) => Some(Value::Role(role)),
        _ => None,
    }
}
