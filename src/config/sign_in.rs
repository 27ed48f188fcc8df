//! How a profile signs in, as configured.
//!
//! Invariant: data only. Nothing is opened, run or asked here, and a token or password that was
//! given is a [`Secret`] from the moment it was read.

use std::path::PathBuf;

use super::source::Setting;
use crate::domain::Secret;

/// Where the token comes from, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// It is here (`ROSTERM_TOKEN`).
    Given(Secret),
    /// The only line of this file.
    File(PathBuf),
    /// The only line that this program prints: its name, then its arguments.
    Command(Vec<String>),
    /// The keyring of the operating system.
    Keyring,
}

/// How a profile signs in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignIn {
    /// Where the token comes from.
    pub token: Option<Setting<TokenSource>>,
    /// The login ID, to sign in with a password; Basic authentication of CommPeak.
    pub username: Option<Setting<String>>,
    /// Its password (`ROSTERM_PASSWORD`); else it is asked for.
    pub password: Option<Setting<Secret>>,
}
