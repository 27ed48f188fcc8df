//! Why a verb may not write, before anything is read.
//!
//! Invariant: a production profile is written to only by a command line that says so; `--yes`
//! answers a question and is no such word.

use crate::config::{Config, Lock};

/// Why a verb may not write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// By the person's own word.
    #[error("--read-only forbids writing; leave it out to write")]
    Asked,
    /// The profile starts read-only.
    #[error("profile {0} is production and starts read-only; say --write to write to it")]
    Production(String),
}

impl Forbidden {
    /// What the configuration says; `None` = writes are allowed.
    #[must_use]
    pub fn by(config: &Config) -> Option<Self> {
        config.lock().map(|lock| match lock {
            Lock::Asked => Self::Asked,
            Lock::Production => Self::Production(config.profile.name.clone()),
        })
    }
}
