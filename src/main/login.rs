//! `rosterm login` and `logout`: who is asked, and where the token is put.

use std::sync::{Arc, Mutex};

use rosterm::api::session::{Credentials, Keeper};
use rosterm::cli;
use rosterm::config::{Config, Target};
use rosterm::credentials::Place;
use rosterm::domain::{Secret, Vendor};
use rosterm::headless::{Console, Exit, Session, login};

use super::tenant::{Found, Purpose};

const DEMO: &str = "there is nothing to sign in to: the demo tenant signs in by itself (set \
                    ROSTERM_BASE_URL, or choose a profile)";
const BASIC: &str = "this vendor knows no tokens: user name and password go with every request; \
                     set username and token_file (with the password in it) in the profile";
const NO_PLACE: &str = "there is no place for the token: set token_file = \"…\" or \
                        token = \"keyring\" in the profile; nothing was sent";

/// Signs in and keeps the token where the profile says.
pub(crate) async fn login(asked: &cli::Login, config: &Config, console: &mut Console<'_>) -> Exit {
    let (found, place) = match find(config) {
        Ok(found) => found,
        Err(sentence) => {
            console.error(&sentence);
            return Exit::Usage;
        }
    };
    if !place.is_writable() {
        console.error(&format!(
            "the token comes from {}: rosterm cannot put one there; nothing was sent",
            place.words()
        ));
        return Exit::Usage;
    }
    if let Err(error) = place.try_out() {
        console.error(&format!("{error}; nothing was sent"));
        return Exit::Usage;
    }
    let Credentials::Nobody { login_id } = found.credentials().clone() else {
        return Exit::Usage;
    };
    let given: Arc<Mutex<Option<Secret>>> = Arc::default();
    let into = Arc::clone(&given);
    let found = found.kept_by(Keeper(Arc::new(move |token| {
        if let Ok(mut given) = into.lock() {
            *given = token.cloned();
        }
    })));
    let mut session = match found.connect(config, Purpose::Read) {
        Ok(link) => Session::new(link),
        Err(sentence) => {
            console.error(&sentence);
            return Exit::Usage;
        }
    };
    let with = match asked.token {
        true => login::With::Token,
        false => login::With::Password(login_id),
    };
    let tried = match login::sign_in(with, &mut session, console).await {
        Ok(tried) => tried,
        Err(exit) => return exit,
    };
    let given = given.lock().ok().and_then(|mut given| given.take());
    let Some(token) = tried.or(given) else {
        console.error("the server gave no token");
        return Exit::Unknown;
    };
    match place.write(&token) {
        Ok(()) => {
            console.notice(&format!("The token is kept in {}", place.words()));
            Exit::Fine
        }
        Err(error) => {
            console.error(&error.to_string());
            Exit::Output
        }
    }
}

/// Gives the token up, on the server and where it is kept.
pub(crate) async fn logout(config: &Config, console: &mut Console<'_>) -> Exit {
    let (found, place) = match find(config) {
        Ok(found) => found,
        Err(sentence) => {
            console.error(&sentence);
            return Exit::Usage;
        }
    };
    let token = match place.read() {
        Ok(Some(token)) => token,
        Ok(None) => {
            console.notice("Nobody is signed in: no token is kept");
            return Exit::Fine;
        }
        Err(error) => {
            console.error(&error.to_string());
            return Exit::Usage;
        }
    };
    let mut session = match found
        .with(Credentials::Token(token))
        .connect(config, Purpose::Read)
    {
        Ok(link) => Session::new(link),
        Err(sentence) => {
            console.error(&sentence);
            return Exit::Usage;
        }
    };
    let exit = login::sign_out(&mut session, console).await;
    match place.is_writable() {
        true => match place.forget() {
            Ok(()) => console.notice(&format!("Signed out; {} holds no token", place.words())),
            Err(error) => {
                console.error(&error.to_string());
                return Exit::Output;
            }
        },
        false => console.notice(&format!(
            "Signed out; the token is dead, but still stands in {}",
            place.words()
        )),
    }
    exit
}

fn find(config: &Config) -> Result<(Found, Place), String> {
    let Target::Api { sign_in, .. } = &config.profile.target else {
        return Err(DEMO.to_owned());
    };
    let username = sign_in.username.as_ref();
    let login_id = username.map(|username| username.value.clone());
    let found = Found::api(config, Credentials::Nobody { login_id }).ok_or(DEMO)?;
    if found.profile.vendor == Vendor::CommPeak {
        return Err(BASIC.to_owned());
    }
    let place = Place::of(sign_in, &found.profile).ok_or(NO_PLACE)?;
    Ok((found, place))
}
