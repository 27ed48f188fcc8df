//! Where tokens and passwords are kept outside the program: a file of one's own, a program that
//! prints one, the keyring of the operating system.
//!
//! Invariants: a secret is never taken from a file that others can read or that somebody else
//! owns, never written anywhere but where the profile says, and never part of a message.

mod file;
mod keyring;
mod program;

use std::path::PathBuf;

use tokio::sync::oneshot;

use crate::api::session::Credentials;
use crate::config::{BadToken, SignIn, TokenSource, read_token};
use crate::domain::{Profile, Secret, Vendor};

use program::Program;

/// Why there is no secret, or why it cannot be kept; in one sentence that names the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file.
    #[error("the token file {path} {cause}")]
    File {
        /// Its path.
        path: String,
        /// What is wrong with it and what to do.
        cause: String,
    },
    /// The program.
    #[error("token_command {program:?} {cause}")]
    Command {
        /// Its name; what it was given and what it printed is not repeated.
        program: String,
        /// What is wrong with it and what to do.
        cause: String,
    },
    /// The keyring.
    #[error("the keyring {0}")]
    Keyring(String),
    /// What was found is none.
    #[error("the token from {place} {cause}; put the whole token there, without the word Bearer")]
    Bad {
        /// Where it was found.
        place: String,
        /// Why not.
        cause: BadToken,
    },
}

/// A place that a secret is read from, and perhaps written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of one line.
    File(PathBuf),
    /// The entry of a profile in the keyring.
    Keyring {
        /// The profile's name.
        profile: String,
    },
    /// A program that prints one line. Nothing can be put there.
    Command(Vec<String>),
    /// The environment. Nothing can be put there.
    Given(Secret),
}

impl Place {
    /// The place that a profile names; `None` = it names none.
    #[must_use]
    pub fn of(sign_in: &SignIn, profile: &Profile) -> Option<Self> {
        let source = &sign_in.token.as_ref()?.value;
        Some(match source {
            TokenSource::Given(secret) => Self::Given(secret.clone()),
            TokenSource::File(path) => Self::File(path.clone()),
            TokenSource::Command(words) => Self::Command(words.clone()),
            TokenSource::Keyring => Self::Keyring {
                profile: profile.name.clone(),
            },
        })
    }

    /// What is kept there; `None` = nothing yet, in a place where something can be put.
    ///
    /// # Errors
    /// [`StoreError`] when the place cannot be used, or holds no token.
    pub fn read(&self) -> Result<Option<Secret>, StoreError> {
        self.read_by(&Program::attended())
    }

    /// The same; a program that prints the secret runs as this one.
    fn read_by(&self, program: &Program) -> Result<Option<Secret>, StoreError> {
        let text = match self {
            Self::Given(secret) => return Ok(Some(secret.clone())),
            Self::File(path) => file::read(path)?,
            Self::Keyring { profile } => keyring::read(profile)?,
            Self::Command(words) => Some(program.run(words)?),
        };
        let Some(text) = text else {
            return Ok(None);
        };
        let bad = |cause| StoreError::Bad {
            place: self.words(),
            cause,
        };
        read_token(text.expose()).map(Some).map_err(bad)
    }

    /// Whether something could be put there. A keyring that is locked may ask to be unlocked.
    ///
    /// # Errors
    /// [`StoreError`] when it could not: nothing has to be asked for that cannot be kept.
    pub fn try_out(&self) -> Result<(), StoreError> {
        match self {
            Self::File(path) => file::try_out(path),
            Self::Keyring { profile } => keyring::read(profile).map(drop),
            Self::Command(_) | Self::Given(_) => Ok(()),
        }
    }

    /// Puts a secret there, in place of what was there.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be put there; what was there is there still.
    pub fn write(&self, secret: &Secret) -> Result<(), StoreError> {
        match self {
            Self::File(path) => file::write(path, secret),
            Self::Keyring { profile } => keyring::write(profile, secret),
            Self::Command(_) | Self::Given(_) => Ok(()),
        }
    }

    /// Takes away what is there.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be taken away.
    pub fn forget(&self) -> Result<(), StoreError> {
        match self {
            Self::File(path) => file::remove(path),
            Self::Keyring { profile } => keyring::remove(profile),
            Self::Command(_) | Self::Given(_) => Ok(()),
        }
    }

    /// Whether something can be put there.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        match self {
            Self::File(_) | Self::Keyring { .. } => true,
            Self::Command(_) | Self::Given(_) => false,
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::File(path) => format!("the file {}", path.display()),
            Self::Keyring { profile } => format!("the keyring (rosterm, {profile})"),
            Self::Command(words) => {
                let program = words.first().map_or("", String::as_str);
                format!("token_command {program:?}")
            }
            Self::Given(_) => "ROSTERM_TOKEN".to_owned(),
        }
    }
}

/// What a profile is signed in with at the start.
///
/// # Errors
/// [`StoreError`] when the place that the profile names cannot be used.
pub fn find(sign_in: &SignIn, profile: &Profile) -> Result<Credentials, StoreError> {
    find_by(sign_in, profile, &Program::attended())
}

/// The same beside everything else, while the terminal is in use: a program that prints the secret
/// cannot ask the person there. Dropping this ends it.
///
/// # Errors
/// As [`find`].
pub async fn find_aside(sign_in: SignIn, profile: Profile) -> Result<Credentials, StoreError> {
    let program = Program::unattended();
    let _ends = program.ends_with_this();
    let (sender, receiver) = oneshot::channel();
    // A thread of its own: a runtime that ends would wait for one of its own.
    std::thread::spawn(move || {
        // Nobody waits for it any more: that is fine.
        let _ = sender.send(find_by(&sign_in, &profile, &program));
    });
    let found = receiver.await;
    found.unwrap_or_else(|_| {
        let cause = "could not be asked: its thread ended";
        Err(StoreError::Keyring(cause.to_owned()))
    })
}

fn find_by(
    sign_in: &SignIn,
    profile: &Profile,
    program: &Program,
) -> Result<Credentials, StoreError> {
    let username = sign_in.username.as_ref().map(|name| name.value.clone());
    let password = sign_in.password.as_ref().map(|given| given.value.clone());
    let place = Place::of(sign_in, profile);
    let kept = place.as_ref().map(|place| place.read_by(program));
    let kept = kept.transpose()?.flatten();
    Ok(match profile.vendor {
        // The place of the token holds the password there: that vendor knows no tokens.
        Vendor::CommPeak => match (username, password.or(kept)) {
            (Some(username), Some(password)) => Credentials::Basic { username, password },
            (login_id, _) => Credentials::Nobody { login_id },
        },
        Vendor::Smartflo => {
            // A token that is only given, or printed by a program, is nothing that we renew.
            let is_ours = place.is_some_and(|place| place.is_writable());
            match (kept, username, password) {
                (Some(token), Some(login_id), password) if is_ours => Credentials::Renewable {
                    token,
                    login_id,
                    password,
                },
                (Some(token), _, _) => Credentials::Token(token),
                (None, Some(login_id), Some(password)) => {
                    Credentials::Password { login_id, password }
                }
                (None, login_id, _) => Credentials::Nobody { login_id },
            }
        }
    })
}

/// More is no token but a wrong program or file.
const MOST_BYTES: u64 = 16 * 1024;

/// The only line of a text; empty ones do not count, a second one is refused.
fn one_line(text: &Secret) -> Option<Secret> {
    let mut lines = text.expose().lines().filter(|line| !line.trim().is_empty());
    match (lines.next(), lines.next()) {
        (Some(line), None) => Some(Secret::new(line)),
        _ => None,
    }
}
