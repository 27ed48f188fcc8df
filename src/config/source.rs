//! Where a value comes from, and what is said when it cannot be used.
//!
//! Invariant: every value carries its source, and a bad one is named with that source. Layers are
//! asked in order, the first that has the value wins; a file is one more layer between the
//! environment and the defaults.

use std::ffi::OsString;

use crate::text;

use super::token::BadToken;

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// On the command line, by this flag.
    Flag(&'static str),
    /// In the environment, in this variable.
    Environment(&'static str),
    /// Nowhere: the program's own.
    Default,
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => formatter.write_str(flag),
            Self::Environment(variable) => formatter.write_str(variable),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value in use.
    pub value: T,
    /// Where it was found.
    pub source: Source,
}

impl<T> Setting<T> {
    /// What holds when nobody says anything.
    pub fn default(value: T) -> Self {
        Self {
            value,
            source: Source::Default,
        }
    }

    /// The value of a flag if it was given, else the default.
    pub fn flag(flag: &'static str, given: Option<T>, default: T) -> Self {
        match given {
            Some(value) => Self {
                value,
                source: Source::Flag(flag),
            },
            None => Self::default(default),
        }
    }
}

/// Why the configuration cannot be used, in one sentence. Secrets are never quoted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A value that is not allowed.
    #[error("{name} is \"{value}\": it must be {allowed}")]
    Value {
        /// The variable or flag.
        name: Source,
        /// What it holds, safe to print.
        value: String,
        /// What it may hold.
        allowed: &'static str,
    },
    /// Not text at all.
    #[error("{0} is not UTF-8 text: set it again, or unset it")]
    NotText(Source),
    /// A token that cannot be one.
    #[error("{name} {cause}; copy the whole token from the portal, without the word Bearer")]
    Token {
        /// The variable.
        name: Source,
        /// Why not.
        cause: BadToken,
    },
    /// An API without a token.
    #[error(
        "ROSTERM_BASE_URL is set but ROSTERM_TOKEN is not: set it to the API token of the portal, or unset ROSTERM_BASE_URL to use the demo tenant"
    )]
    NoToken,
    /// A level without a file: the log never goes to the terminal.
    #[error(
        "ROSTERM_LOG is set but ROSTERM_LOG_FILE is not: name the file the log shall be written to"
    )]
    NoLogFile,
}

/// How an environment is asked for a variable; tests hand in their own.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The layers below the flags.
pub(super) struct Layers<'a> {
    pub(super) environment: Environment<'a>,
}

impl Layers<'_> {
    /// The text of a variable; an empty one counts as not set.
    pub(super) fn text(
        &self,
        variable: &'static str,
    ) -> Result<Option<Setting<String>>, ConfigError> {
        let source = Source::Environment(variable);
        match (self.environment)(variable) {
            None => Ok(None),
            Some(text) if text.is_empty() => Ok(None),
            Some(text) => match text.into_string() {
                Ok(value) => Ok(Some(Setting { value, source })),
                Err(_) => Err(ConfigError::NotText(source)),
            },
        }
    }

    /// The value of a variable, or the default; `allowed` completes "it must be …".
    pub(super) fn value<T>(
        &self,
        variable: &'static str,
        default: T,
        allowed: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
        let Some(Setting {
            value: text,
            source,
        }) = self.text(variable)?
        else {
            return Ok(Setting::default(default));
        };
        match read(&text) {
            Some(value) => Ok(Setting { value, source }),
            None => Err(ConfigError::Value {
                name: source,
                value: text::cut(&text, 60),
                allowed,
            }),
        }
    }
}
