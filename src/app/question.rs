//! Questions on the message lines, and what follows from their answers.
//!
//! Invariants: the key that asked never confirms, nor does Enter alone; untrusted text stands in
//! quotes on a line of its own, the id on its own line.

mod bulk;

use tui_input::Input;

use crate::domain::planning::Source;
use crate::domain::profile::{Confirm, Protection};
use crate::domain::value::AgentStatus;
use crate::domain::{Field, Plan, UserId, Value};
use crate::protocol::{Command, Existing, TerminalCommand};
use crate::text;

use super::Model;
use super::action::{Action, Answer, Own};
use super::keymap::Scope;
use super::notice::Level;
use super::parting::{self, Parting};
use super::write::{self, Wish};
use super::{job, list, marks, plan};

/// A question on the message lines.
#[derive(Debug, Clone)]
pub struct Question {
    /// The lines above the answer line; untrusted text only in quotes.
    pub lines: Vec<String>,
    /// How it is answered.
    pub ask: Ask,
    then: Then,
}

/// How a question is answered.
#[derive(Debug, Clone)]
pub enum Ask {
    /// `y` or `n`.
    YesNo,
    /// `1` or `2`.
    Either,
    /// By typing exactly this.
    Typed {
        /// What is to be typed.
        expected: String,
        /// What was typed so far.
        input: Input,
    },
}

#[derive(Debug, Clone)]
enum Then {
    Write(Wish),
    Either(Wish, Wish),
    Direction(Field),
    Matching,
    Sweep,
    Unlock(UserId),
    Again(Box<Plan>),
    Overwrite { path: String, text: String },
    Part(Parting),
}

impl Question {
    /// A question about a write, with the reasons for asking. Protected users, the own login and
    /// raised privileges want the login id typed; so does what a review brought up, whose own `y`
    /// must not confirm.
    #[must_use]
    pub fn about_write(model: &Model, wish: Wish, asked: Asked) -> Self {
        let login = login_of(model, &wish.user);
        let guards = guards(model, &wish, &login);
        let ask = if guards.is_empty() && asked == Asked::Nothing {
            Ask::YesNo
        } else {
            let expected = if login.is_empty() {
                wish.user.to_string()
            } else {
                login
            };
            Ask::Typed {
                expected,
                input: Input::default(),
            }
        };
        let mut lines = subject(model, &wish.user, &write::words(&wish.change));
        lines.extend(busy(model, &wish));
        lines.extend(guards);
        Self {
            lines,
            ask,
            then: Then::Write(wish),
        }
    }

    /// Two ways, chosen with `1` or `2`.
    #[must_use]
    pub fn either(model: &Model, first: Wish, second: Wish, reasons: Vec<String>) -> Self {
        let field = first
            .change
            .fields()
            .map(Field::label)
            .next()
            .unwrap_or_default();
        let mut lines = subject(model, &first.user, field);
        lines.extend(reasons);
        Self {
            lines,
            ask: Ask::Either,
            then: Then::Either(first, second),
        }
    }

    /// The same question with one more reason for asking.
    #[must_use]
    pub fn because(mut self, reason: String) -> Self {
        self.lines.push(reason);
        self
    }

    /// Whether the person leaves all the same.
    pub(super) fn about_parting(lines: Vec<String>, parting: Parting) -> Self {
        Self {
            lines,
            ask: Ask::YesNo,
            then: Then::Part(parting),
        }
    }

    /// What has the keys while this is asked.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.ask {
            Ask::YesNo => Scope::YesNo,
            Ask::Either => Scope::Either,
            Ask::Typed { .. } => Scope::Typed,
        }
    }

    /// The lines on a screen of this width, the last of them where it is answered. Our own
    /// sentences are wrapped; text from elsewhere keeps to one line, so that it cannot push the
    /// reasons off the screen.
    #[must_use]
    pub fn wrapped(&self, width: usize) -> Vec<String> {
        let is_foreign = |line: &str| line.starts_with('"');
        let mut lines = Vec::new();
        for line in &self.lines {
            if is_foreign(line) {
                lines.push(text::cut(line, width));
            } else {
                lines.extend(text::wrap(line, width));
            }
        }
        match &self.ask {
            Ask::YesNo => lines.push("y yes   n no".to_owned()),
            Ask::Either => lines.push("1 or 2, esc neither".to_owned()),
            Ask::Typed { expected, .. } => {
                let shown = text::cut(expected, 64);
                let prompt = format!("type \"{shown}\" and Enter, esc cancels:");
                // What is typed needs as much room again as what is expected.
                if text::width(&prompt) + text::width(&shown) + 3 <= width {
                    lines.push(format!("{prompt} "));
                } else {
                    lines.extend(text::wrap(&prompt, width).into_iter().take(2));
                    lines.push("> ".to_owned());
                }
            }
        }
        lines
    }
}

fn subject(model: &Model, user: &UserId, what: &str) -> Vec<String> {
    let name = model
        .roster
        .get(user)
        .map(|shown| shown.name())
        .unwrap_or_default();
    vec![
        format!("{}: set {what} for", model.profile.name),
        format!("\"{name}\""),
        format!("#{user}"),
    ]
}

fn login_of(model: &Model, user: &UserId) -> String {
    model
        .roster
        .get(user)
        .map(|shown| shown.text(Field::LoginId).to_owned())
        .unwrap_or_default()
}

/// What makes this write dangerous, in words.
fn guards(model: &Model, wish: &Wish, login: &str) -> Vec<String> {
    let mut guards = Vec::new();
    match model.profile.protection(wish.user.as_str(), login) {
        Some(Protection::OwnLogin) => guards.push("this is your own login".to_owned()),
        Some(Protection::Listed) => guards.push("the profile protects this user".to_owned()),
        None => {}
    }
    if write::raises_privileges(model, wish) {
        guards.push("PRIVILEGE UP: this role raises privileges".to_owned());
    }
    guards
}

/// The agent may be on a call: said before it is blocked or disabled.
fn busy(model: &Model, wish: &Wish) -> Option<String> {
    let status = model.roster.get(&wish.user)?.get(Field::AgentStatus)?;
    if status != Value::AgentStatus(AgentStatus::Busy) {
        return None;
    }
    let words = [
        (Field::BlockAgent, "block"),
        (Field::DisableAgent, "disable"),
    ];
    let is_wanted = |field| {
        let delta = wish.change.get(field);
        delta.is_some_and(|delta| delta.after == Value::Flag(true))
    };
    let (_, word) = words.into_iter().find(|(field, _)| is_wanted(*field))?;
    Some(format!("is busy (3), perhaps on a call: {word} now?"))
}

/// What the person was asked already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// To look at what would be sent, in the review.
    Review,
}

/// The question a write needs first, if it needs one.
pub(super) fn before_write(model: &Model, wish: &Wish, asked: Asked) -> Option<Question> {
    let always = model.profile.confirm == Confirm::Always && asked == Asked::Nothing;
    let is_risky = || {
        let login = login_of(model, &wish.user);
        busy(model, wish).is_some() || !guards(model, wish, &login).is_empty()
    };
    let must_ask = always || is_risky();
    must_ask.then(|| Question::about_write(model, wish.clone(), asked))
}

/// Asks. Keys typed blindly within the next moment do not answer.
pub(super) fn ask(model: &mut Model, question: Question) {
    model.keys.opened(model.now.mono);
    model.question = Some(question);
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(question) = &mut model.question else {
        return;
    };
    match action {
        Action::Back | Action::Own(Own::Answer(Answer::No)) => {
            let stays = matches!(question.then, Then::Part(_));
            model.question = None;
            let text = if stays {
                "Staying"
            } else {
                "Cancelled; nothing was sent"
            };
            model.say(Level::Info, text);
        }
        Action::Type(request) => {
            if let Ask::Typed { input, .. } = &mut question.ask {
                input.handle(request);
            }
        }
        Action::Own(Own::Answer(answer)) => {
            if !model.believes_key() {
                return;
            }
            let Some(question) = model.question.take() else {
                return;
            };
            answered(model, question, answer, out);
        }
        Action::Accept => {
            let Ask::Typed { expected, input } = &question.ask else {
                return;
            };
            if input.value().trim() != expected {
                let text = format!("Not sent: that is not {expected:?}. Type it exactly, or esc");
                return model.say(Level::Warning, text);
            }
            if !model.believes_key() {
                return;
            }
            let Some(question) = model.question.take() else {
                return;
            };
            answered(model, question, Answer::Yes, out);
        }
        Action::Move(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

fn answered(model: &mut Model, question: Question, answer: Answer, out: &mut Vec<Command>) {
    match (question.then, answer) {
        (Then::Write(wish), Answer::Yes) => write::confirmed(model, wish, out),
        (Then::Either(first, _), Answer::First) => write::submit(model, first, out),
        (Then::Either(_, second), Answer::Second) => write::submit(model, second, out),
        (Then::Direction(field), Answer::First) => {
            plan::open(model, &[(field, Value::Flag(true))], Source::Marks);
        }
        (Then::Direction(field), Answer::Second) => {
            plan::open(model, &[(field, Value::Flag(false))], Source::Marks);
        }
        (Then::Matching, Answer::Yes) => marks::await_all(model, out),
        (Then::Sweep, Answer::Yes) => list::start_sweep(model, out),
        (Then::Unlock(user), Answer::Yes) => plan::unlock(model, &user),
        (Then::Again(plan), Answer::Yes) => job::carry_on(model, *plan, out),
        (Then::Overwrite { path, text }, Answer::Yes) => {
            out.push(Command::Terminal(TerminalCommand::Save {
                path,
                text,
                existing: Existing::Replace,
            }));
        }
        (Then::Part(parting), Answer::Yes) => parting::leave(model, parting, out),
        (
            Then::Write(_)
            | Then::Either(..)
            | Then::Direction(_)
            | Then::Matching
            | Then::Sweep
            | Then::Unlock(_)
            | Then::Again(_)
            | Then::Overwrite { .. }
            | Then::Part(_),
            Answer::Yes | Answer::No | Answer::First | Answer::Second,
        ) => {}
    }
}
