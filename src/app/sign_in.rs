//! Signing in again in place: what was refused, what is kept, login ID and password or a token.
//!
//! ```text
//! ┌─ Not signed in any more (401) ───────────────────────────────┐
//! │ The token was refused at 12:58:31. It was in use for 60 min. │
//! │ Nothing was lost: list kept, 1 draft kept, job 7 paused.     │
//! │ s sign in again   t paste a token   r try the same once more │
//! └─ esc looks at what is loaded ────────────────────────────────┘
//! ```
//!
//! Invariants: what is typed as a password or token is never shown, printed or kept; it is sent
//! once, when the person says so; what lay under this is there again when it is left.

use tui_input::Input;

use crate::domain::{Secret, Vendor, token};
use crate::protocol::{ApiCommand, Cause, Command, Failure, SignIn, Standing, Way};

use super::action::{Action, Own, SignInAction};
use super::keymap::Scope;
use super::notice::Level;
use super::{Model, Overlay, job, list, status};

/// The box in which one signs in.
pub struct SignInScreen {
    /// What is being asked.
    pub step: Step,
    /// Whose login.
    pub login_id: Input,
    /// What was typed as password or token.
    pub secret: Input,
    /// What is wrong with it, or what the server said.
    pub problem: Option<String>,
    behind: Option<Box<Overlay>>,
}

/// What is being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// How to sign in.
    Choose,
    /// The login ID.
    LoginId,
    /// The password.
    Password,
    /// A token.
    Token,
    /// Nothing: the server is being asked.
    Asked,
}

impl std::fmt::Debug for SignInScreen {
    /// Without what was typed.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SignInScreen")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

impl SignInScreen {
    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.step {
            Step::Choose | Step::Asked => Scope::SignIn,
            Step::LoginId | Step::Password | Step::Token => Scope::Typing,
        }
    }

    /// What lies under it.
    #[must_use]
    pub fn behind(&self) -> Option<&Overlay> {
        self.behind.as_deref()
    }
}

/// Days before the end of the password from which on it is said.
const PASSWORD_ENDS_SOON: u32 = 7;

/// Somebody signed in or out, or what was used was refused.
pub(super) fn changed(model: &mut Model, sign_in: SignIn, out: &mut Vec<Command>) {
    let before = std::mem::replace(&mut model.sign_in, sign_in);
    let now = &model.sign_in;
    if now.is_needed() {
        return if before.is_needed() {
            refused(model)
        } else {
            lost(model)
        };
    }
    // Somebody who is signed in may sign in once more; a refusal of that changes the count only.
    let is_asked =
        matches!(&model.overlay, Some(Overlay::SignIn(screen)) if screen.step == Step::Asked);
    let is_anew = is_asked && before.standing != model.sign_in.standing;
    if before.is_needed() || before.standing == Standing::Waiting || is_anew {
        entered(model, out);
    } else if before.renews && !model.sign_in.renews && model.sign_in.way == Way::Password {
        let until = model.sign_in.expires_at.map(|at| status::clock(model, at));
        let until = until.unwrap_or_else(|| "it ends".to_owned());
        model.say(
            Level::Warning,
            format!(
                "The token cannot be renewed: it is used until {until}; `:login` signs in again"
            ),
        );
    }
}

/// Nobody is signed in any more. Whoever is typing is told, and not torn away from it.
fn lost(model: &mut Model) {
    model.say(
        Level::Error,
        "Not signed in any more; `:login` signs in again. List, drafts, marks and jobs are kept",
    );
    if model.question.is_none() && !model.scope().takes_text() {
        open(model);
    }
}

/// A sign-in was refused, of which more is known now.
fn refused(model: &mut Model) {
    if let Some(Overlay::SignIn(screen)) = &mut model.overlay
        && screen.step == Step::Asked
    {
        screen.step = Step::Choose;
    }
}

/// Somebody is signed in: what had failed for want of it is asked for again.
fn entered(model: &mut Model, out: &mut Vec<Command>) {
    if let Some(Overlay::SignIn(screen)) = &mut model.overlay {
        let behind = screen.behind.take();
        model.overlay = behind.map(|behind| *behind);
    }
    let words = match (&model.sign_in.login_id, model.sign_in.expires_at) {
        (Some(login_id), Some(at)) => {
            format!(
                "Signed in as {login_id}; the token lasts until {}",
                status::clock(model, at)
            )
        }
        (Some(login_id), None) => format!("Signed in as {login_id}"),
        (None, _) => "Signed in".to_owned(),
    };
    model.say(Level::Done, words);
    if let Some(days) = model.sign_in.password_days
        && days <= PASSWORD_ENDS_SOON
    {
        model.say(
            Level::Warning,
            format!("The password ends in {days} days; change it in the vendor's portal"),
        );
    }
    list::signed_in(model, out);
    super::detail::signed_in(model);
}

/// The person's sign-in did not work.
pub(super) fn failed(model: &mut Model, failure: Failure) {
    let text = failure.text.clone();
    match &mut model.overlay {
        Some(Overlay::SignIn(screen)) => {
            screen.problem = Some(text);
            screen.step = match failure.cause {
                // What was typed is gone: it is typed again, or left.
                Cause::SignedOut => Step::Choose,
                Cause::NotFound
                | Cause::Throttled
                | Cause::Network
                | Cause::Answer
                | Cause::Cancelled => Step::Password,
            };
        }
        _ => model.say(Level::Error, text),
    }
}

/// `:login`, or because nobody is signed in any more.
pub(super) fn open(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::SignIn(_))) {
        return;
    }
    let behind = model.overlay.take().map(Box::new);
    let login_id = model.sign_in.login_id.clone();
    let login_id = login_id.or_else(|| model.profile.own_login.clone());
    model.open(Overlay::SignIn(Box::new(SignInScreen {
        step: Step::Choose,
        login_id: login_id.unwrap_or_default().into(),
        secret: Input::default(),
        problem: None,
        behind,
    })));
}

/// `:logout`: the token is given up, here and on the server.
pub(super) fn leave(model: &mut Model, out: &mut Vec<Command>) {
    if model.sign_in.is_needed() {
        return model.say(Level::Info, "Nobody is signed in");
    }
    model.say(Level::Info, "Signing out; what is loaded stays");
    out.push(Command::Api(ApiCommand::SignOut));
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let takes_token = takes_token(model);
    let can_try_again = can_try_again(model);
    let Some(Overlay::SignIn(screen)) = &mut model.overlay else {
        return;
    };
    match (screen.step, action) {
        (Step::LoginId, Action::Type(request)) => {
            screen.login_id.handle(request);
            screen.problem = None;
        }
        (Step::Password | Step::Token, Action::Type(request)) => {
            screen.secret.handle(request);
            screen.problem = None;
        }
        (Step::Choose, Action::Accept | Action::Own(Own::SignIn(SignInAction::Password))) => {
            screen.problem = None;
            screen.step = match screen.login_id.value().is_empty() {
                true => Step::LoginId,
                false => Step::Password,
            };
        }
        (Step::Choose, Action::Own(Own::SignIn(SignInAction::Other))) => {
            screen.problem = None;
            screen.step = Step::LoginId;
        }
        (Step::Choose, Action::Own(Own::SignIn(SignInAction::Token))) if takes_token => {
            screen.problem = None;
            screen.step = Step::Token;
        }
        (Step::Choose, Action::Own(Own::SignIn(SignInAction::Again))) if can_try_again => {
            screen.step = Step::Asked;
            out.push(Command::Api(ApiCommand::TryAgain));
        }
        (Step::LoginId, Action::Accept) => match screen.login_id.value().trim() {
            "" => screen.problem = Some("Type the login ID, or esc".to_owned()),
            _ => screen.step = Step::Password,
        },
        (Step::Password, Action::Accept) => send_password(screen, out),
        (Step::Token, Action::Accept) => send_token(screen, out),
        (Step::LoginId | Step::Password | Step::Token, Action::Back) => {
            screen.secret = Input::default();
            screen.problem = None;
            screen.step = Step::Choose;
        }
        (Step::Choose | Step::Asked, Action::Back) => {
            let behind = screen.behind.take();
            model.overlay = behind.map(|behind| *behind);
            if model.sign_in.is_needed() {
                model.say(
                    Level::Info,
                    "Looking at what is loaded; `:login` signs in again",
                );
            }
        }
        (
            _,
            Action::Move(_)
            | Action::Accept
            | Action::Type(_)
            | Action::Sift
            | Action::Save
            | Action::Own(_)
            | Action::Program(_),
        ) => {}
    }
}

fn send_password(screen: &mut SignInScreen, out: &mut Vec<Command>) {
    let password = std::mem::take(&mut screen.secret);
    if password.value().is_empty() {
        screen.problem = Some("Type the password, or esc".to_owned());
        return;
    }
    screen.step = Step::Asked;
    out.push(Command::Api(ApiCommand::SignIn {
        login_id: screen.login_id.value().trim().to_owned(),
        password: Secret::new(password.value()),
    }));
}

fn send_token(screen: &mut SignInScreen, out: &mut Vec<Command>) {
    let typed = std::mem::take(&mut screen.secret);
    match token::read_token(typed.value()) {
        Ok(token) => {
            screen.step = Step::Asked;
            out.push(Command::Api(ApiCommand::UseToken(token)));
        }
        Err(problem) => {
            screen.problem = Some(format!(
                "The token {problem}; copy the whole token from the portal"
            ));
        }
    }
}

/// Whether this vendor knows tokens.
#[must_use]
pub fn takes_token(model: &Model) -> bool {
    match model.profile.vendor {
        Vendor::Smartflo => true,
        Vendor::CommPeak => false,
    }
}

/// Whether there is something that was refused and can be tried again.
#[must_use]
pub fn can_try_again(model: &Model) -> bool {
    matches!(model.sign_in.standing, Standing::Lost { .. })
}

/// What happened and what is kept, in sentences for the box.
#[must_use]
pub fn story(model: &Model) -> Vec<String> {
    let mut story = vec![match model.sign_in.standing {
        Standing::Lost { at, since } => {
            let what = match model.sign_in.way {
                Way::Basic => "The user name and password were",
                Way::Unsigned => "A request without a token was",
                Way::Token | Way::Password => "The token was",
            };
            let at_clock = status::clock(model, at);
            let used = since.map(|since| at.duration_since(since).as_secs() / 60);
            let used = used.map(|minutes| format!(" It was in use for {minutes} min."));
            format!("{what} refused at {at_clock}.{}", used.unwrap_or_default())
        }
        Standing::Out => "Nobody is signed in.".to_owned(),
        Standing::In(_) | Standing::Waiting => match &model.sign_in.login_id {
            Some(login_id) => format!("Signed in as {login_id}."),
            None => "Signed in with a token; a token says nothing about its owner.".to_owned(),
        },
    }];
    if !model.roster.listing().is_empty() || !model.drafts.is_empty() {
        story.push(format!("Nothing was lost: {}.", kept(model)));
    }
    let failed = model.sign_in.failed;
    story.push(format!(
        "Failed sign-ins so far: {failed}. The vendor counts them and locks the account, so a password is never tried again without you."
    ));
    if let Some(at) = model.sign_in.not_before {
        let at = status::when(model, at);
        story.push(format!("The server takes no sign-in before {at}."));
    }
    story
}

fn kept(model: &Model) -> String {
    let mut kept = vec![format!("{} users kept", model.roster.listing().len())];
    match model.drafts.len() {
        0 => {}
        1 => kept.push("1 draft kept".to_owned()),
        many => kept.push(format!("{many} drafts kept")),
    }
    match model.marks.len() {
        0 => {}
        1 => kept.push("1 mark kept".to_owned()),
        many => kept.push(format!("{many} marks kept")),
    }
    if let Some((id, job)) = job::running(model) {
        kept.push(format!("job {id} waits at {} of {}", job.done(), job.size));
    }
    kept.join(", ")
}
