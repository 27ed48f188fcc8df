//! Where a value comes from, and what is said when it cannot be used.
//!
//! Invariant: every value carries its source, and a bad one is named with that source. Layers are
//! asked in order, the first that has the value wins: environment, file, default.

use std::ffi::OsString;

use crate::text;

use super::file::File;
use crate::domain::token::BadToken;

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// On the command line, by this flag.
    Flag(&'static str),
    /// In the environment, in this variable.
    Environment(&'static str),
    /// In `config.toml`.
    File {
        /// The key.
        key: &'static str,
        /// Counted from 1.
        line: u32,
        /// Counted from 1.
        column: u32,
    },
    /// Nowhere: the program's own.
    Default,
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => formatter.write_str(flag),
            Self::Environment(variable) => formatter.write_str(variable),
            Self::File { key, line, column } => write!(
                formatter,
                "{key} (config.toml, line {line}, column {column})"
            ),
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
        "{0} is set but ROSTERM_TOKEN is not: set it to the API token of the portal, or take {0} away to use the demo tenant"
    )]
    NoToken(Source),
    /// A configuration file that cannot be read at all.
    #[error("{path} {cause}; mend it, or set ROSTERM_CONFIG_DIR to another folder")]
    File {
        /// Which.
        path: String,
        /// Why not.
        cause: String,
    },
    /// Something in the configuration file.
    #[error("config.toml, line {line}, column {column}: {cause}")]
    Place {
        /// Counted from 1.
        line: u32,
        /// Counted from 1.
        column: u32,
        /// What is wrong and what is allowed.
        cause: String,
    },
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
    pub(super) file: File,
}

impl Layers<'_> {
    /// The text of a variable or of its key in the file; an empty variable counts as not set.
    pub(super) fn text(
        &self,
        variable: &'static str,
    ) -> Result<Option<Setting<String>>, ConfigError> {
        let from_file = || {
            let (value, source) = self.file.for_variable(variable)?;
            Some(Setting { value, source })
        };
        Ok(self.variable(variable)?.or_else(from_file))
    }

    /// The text of a variable; an empty one counts as not set.
    pub(super) fn variable(
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
        Self::read(text, source, allowed, read)
    }

    /// The value of a flag, else of its key in the file, else the default.
    pub(super) fn flag_or_key<T>(
        &self,
        flag: Setting<T>,
        key: &str,
        allowed: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
        match self.file.get(key) {
            Some((text, source)) if flag.source == Source::Default => {
                Self::read(text, source, allowed, read)
            }
            Some(_) | None => Ok(flag),
        }
    }

    fn read<T>(
        text: String,
        source: Source,
        allowed: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
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
