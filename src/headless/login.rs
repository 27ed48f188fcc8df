//! `rosterm login` and `logout`: a token for the next runs, and its end.
//!
//! Invariants: a password is read unseen or from a pipe, sent once, and kept nowhere; a token is
//! tried before it is kept.

use std::io::{self, Read as _};

use crate::domain::token::read_token;
use crate::domain::{Query, Secret};
use crate::protocol::{ApiCommand, Event, SignIn, Standing};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::password;
use super::session::{Session, Trouble};
use super::when;

/// What is given to sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// Login ID and password; `None` = the login ID is asked for.
    Password(Option<String>),
    /// A token of the portal.
    Token,
}

/// Signs in, and gives what was found out about it; the token itself goes to the keeper of the
/// session.
///
/// # Errors
/// The exit status; what was wrong has been told.
pub async fn sign_in(
    with: With,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Option<Secret>, Exit> {
    match with {
        With::Password(login_id) => {
            let command = match ask(login_id, console) {
                Ok(command) => command,
                Err(sentence) => {
                    console.error(&sentence);
                    return Err(Exit::Usage);
                }
            };
            session.command(command);
            let sign_in = entered(session).await.map_err(|trouble| {
                console.error(&trouble.to_string());
                trouble.exit()
            })?;
            tell(&sign_in, console);
            Ok(None)
        }
        With::Token => {
            let token = unseen("Token: ", console).and_then(|typed| {
                read_token(typed.expose()).map_err(|cause| {
                    format!("the token {cause}; copy the whole token from the portal")
                })
            });
            let token = token.map_err(|sentence| {
                console.error(&sentence);
                Exit::Usage
            })?;
            session.command(ApiCommand::UseToken(token.clone()));
            try_once(session).await.map_err(|trouble| {
                console.error(&trouble.to_string());
                trouble.exit()
            })?;
            console.notice("The token is good: the first user of the list could be read");
            Ok(Some(token))
        }
    }
}

/// Gives the token up on the server.
pub async fn sign_out(session: &mut Session, console: &mut Console<'_>) -> Exit {
    session.command(ApiCommand::SignOut);
    loop {
        match session.event().await {
            Ok(Event::SignInChanged(sign_in)) if sign_in.standing == Standing::Out => {
                return Exit::Fine;
            }
            Ok(_) => {}
            Err(trouble) => {
                console.error(&trouble.to_string());
                return trouble.exit();
            }
        }
    }
}

fn ask(login_id: Option<String>, console: &mut Console<'_>) -> Result<ApiCommand, String> {
    let login_id = match login_id {
        Some(login_id) => login_id,
        None if console.interactive => console
            .ask("Login ID: ")
            .map_err(|error| format!("the login ID cannot be read: {error}"))?,
        None => {
            return Err("whose login? set username in the profile, or ROSTERM_USERNAME".to_owned());
        }
    };
    let login_id = login_id.trim().to_owned();
    if login_id.is_empty() {
        return Err("the login ID is empty; nothing was sent".to_owned());
    }
    let question = format!("Password of {}: ", text::one_line(&login_id));
    let password = unseen(&question, console)?;
    if password.expose().is_empty() {
        return Err("the password is empty; nothing was sent".to_owned());
    }
    Ok(ApiCommand::SignIn { login_id, password })
}

/// More is no secret but a wrong file.
const MOST_BYTES: u64 = 16 * 1024;

/// A secret, typed unseen or read from a pipe.
fn unseen(question: &str, console: &mut Console<'_>) -> Result<Secret, String> {
    if console.interactive {
        let typed = password::ask(question, console);
        return typed
            .map(Secret::new)
            .map_err(|error| format!("nothing was typed ({error}); nothing was sent"));
    }
    let mut text = String::new();
    let read = io::stdin().take(MOST_BYTES).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(|error| format!("standard input cannot be read: {error}"))?;
    let line = text.expose().trim_end_matches(['\r', '\n']);
    Ok(Secret::new(line))
}

async fn entered(session: &mut Session) -> Result<SignIn, Trouble> {
    let mut refused: Option<SignIn> = None;
    loop {
        match session.event().await? {
            Event::SignInChanged(sign_in) if !sign_in.is_needed() => return Ok(sign_in),
            Event::SignInChanged(sign_in) => refused = Some(sign_in),
            Event::SignInFailed(mut failure) => {
                if let Some(at) = refused.and_then(|refused| refused.not_before) {
                    let at = when::local(at);
                    failure.text =
                        format!("{}. The server takes no sign-in before {at}", failure.text);
                }
                return Err(Trouble::Failed(failure));
            }
            _ => {}
        }
    }
}

async fn try_once(session: &mut Session) -> Result<(), Trouble> {
    let listing = session.new_listing();
    session.ask_page(listing, Query::default(), None, 1);
    session.page(listing).await.map(|_| ())
}

fn tell(sign_in: &SignIn, console: &mut Console<'_>) {
    let login_id = sign_in.login_id.as_deref().unwrap_or_default();
    let mut told = format!("Signed in as {login_id}");
    if let Some(at) = sign_in.expires_at {
        told = format!("{told}; the token lasts until {}", when::local(at));
    }
    console.notice(&told);
    if let Some(days) = sign_in.password_days {
        console.notice(&format!("The password ends in {days} days"));
    }
}
