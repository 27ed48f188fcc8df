//! Where a value comes from, and what is said when it cannot be used.
//!
//! Invariant: every value carries its source, and a bad one is named with that source. Layers are
//! asked in order, the first that has the value wins: environment, the profile's table of the file,
//! the top of the file, default.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::text;

use super::file::{File, Table};
use super::spec::{Kind, Reach, Spec};
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

impl Source {
    /// Where it was found, without the name of the setting.
    #[must_use]
    pub fn place(self) -> String {
        match self {
            Self::Flag(_) | Self::Environment(_) | Self::Default => self.to_string(),
            Self::File { line, column, .. } => {
                format!("config.toml, line {line}, column {column}")
            }
        }
    }
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
    /// A value that could do anything to a terminal or a request.
    #[error("{0} holds a control character: set it again without")]
    Control(Source),
    /// A profile that is not there.
    #[error("there is no profile \"{name}\" ({}); there are {known}", .given.place())]
    NoProfile {
        /// What was asked for, safe to print.
        name: String,
        /// By what.
        given: Source,
        /// Those that there are.
        known: String,
    },
    /// Profiles, and nobody says which.
    #[error(
        "there are several profiles and none of them is the default: say --profile NAME, or write profile = \"NAME\" at the top of config.toml; there are {0}"
    )]
    SeveralProfiles(String),
    /// Two places for one token.
    #[error("{name}: the token comes from {first} already; take {first} or {second} away")]
    TwoTokens {
        /// The second of them.
        name: Source,
        /// The key of the first.
        first: &'static str,
        /// The key of the second.
        second: &'static str,
    },
    /// A password that cannot be one.
    #[error("{name} {cause}; set it to the password itself")]
    Password {
        /// The variable.
        name: Source,
        /// Why not.
        cause: BadToken,
    },
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
    #[error("{0} is set but ROSTERM_LOG_FILE is not: name the file the log shall be written to")]
    NoLogFile(Source),
}

/// How an environment is asked for a variable; tests hand in their own.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The layers below the flags.
pub(super) struct Layers<'a> {
    pub(super) environment: Environment<'a>,
    pub(super) file: File,
    /// The folder of the file; what it names without a leading slash lies there.
    pub(super) folder: Option<PathBuf>,
}

/// What counts for one profile, or for the program.
pub(super) struct Scope<'a> {
    layers: &'a Layers<'a>,
    table: Option<&'a Table>,
    variables: Variables,
}

/// Which variables count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variables {
    /// All of them: it is about the profile that the program was started with, or the program.
    All,
    /// Without those that are about the profile that the program was started with.
    Shared,
}

impl<'a> Layers<'a> {
    /// What counts for a profile with this table; none = for the program, and for a tenant that
    /// has no name.
    pub(super) fn scope(&'a self, table: Option<&'a Table>, variables: Variables) -> Scope<'a> {
        Scope {
            layers: self,
            table,
            variables,
        }
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
}

impl Scope<'_> {
    /// The variable of a setting as it stands there; it may hold a secret.
    pub(super) fn variable(&self, spec: &Spec) -> Result<Option<Setting<String>>, ConfigError> {
        let counts = spec.reach != Reach::Started || self.variables == Variables::All;
        match spec.variable.filter(|_| counts) {
            Some(variable) => self.layers.variable(variable),
            None => Ok(None),
        }
    }

    /// What is written for a setting, if anything is.
    pub(super) fn written(&self, spec: &Spec) -> Result<Option<Setting<Vec<String>>>, ConfigError> {
        let Some(Setting { value, source }) = self.variable(spec)? else {
            return Ok(self.in_file(spec));
        };
        if value.chars().any(char::is_control) {
            return Err(ConfigError::Control(source));
        }
        let value = match spec.kind {
            Kind::Texts => value
                .split(',')
                .map(|text| text.trim().to_owned())
                .collect(),
            Kind::Text | Kind::Address | Kind::Number | Kind::Flag => vec![value],
        };
        Ok(Some(Setting { value, source }))
    }

    /// What the file says: the profile's own table first.
    pub(super) fn in_file(&self, spec: &Spec) -> Option<Setting<Vec<String>>> {
        let own = self.table.and_then(|table| table.get(spec.name));
        let written = own.or_else(|| self.layers.file.top.get(spec.name))?;
        Some(Setting {
            value: written.texts.clone(),
            source: written.source,
        })
    }

    /// Those of these settings that the profile's own table has, and where.
    pub(super) fn own(&self, specs: &[&'static Spec]) -> Vec<(&'static Spec, Source)> {
        self.table.map(|own| found(own, specs)).unwrap_or_default()
    }

    /// Those of these settings that the top of the file has, and where.
    pub(super) fn at_top(&self, specs: &[&'static Spec]) -> Vec<(&'static Spec, Source)> {
        found(&self.layers.file.top, specs)
    }

    /// The one text that is written for a setting.
    pub(super) fn text(&self, spec: &Spec) -> Result<Option<Setting<String>>, ConfigError> {
        let one = |Setting { value, source }: Setting<Vec<String>>| Setting {
            value: value.into_iter().next().unwrap_or_default(),
            source,
        };
        Ok(self.written(spec)?.map(one))
    }

    /// The value of a setting, or the default.
    pub(super) fn value<T>(
        &self,
        spec: &Spec,
        default: T,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
        let Some(Setting { value, source }) = self.text(spec)? else {
            return Ok(Setting::default(default));
        };
        match read(&value) {
            Some(value) => Ok(Setting { value, source }),
            None => Err(refuse(spec, source, &value)),
        }
    }

    /// The value of a list, or the default.
    pub(super) fn values<T>(
        &self,
        spec: &Spec,
        default: T,
        read: impl FnOnce(&[String]) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
        let Some(Setting { value, source }) = self.written(spec)? else {
            return Ok(Setting::default(default));
        };
        match read(&value) {
            Some(read) => Ok(Setting {
                value: read,
                source,
            }),
            None => Err(refuse(spec, source, &value.join(", "))),
        }
    }

    /// The value of a flag of the command line, else of its key in the file, else the default.
    pub(super) fn flag_or<T>(
        &self,
        flag: Setting<T>,
        spec: &Spec,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, ConfigError> {
        match flag.source {
            Source::Default => self.value(spec, flag.value, read),
            Source::Flag(_) | Source::Environment(_) | Source::File { .. } => Ok(flag),
        }
    }

    /// A file: as it is in a variable, below the folder of the file in the file.
    pub(super) fn path(&self, spec: &Spec) -> Result<Setting<Option<PathBuf>>, ConfigError> {
        let mut path = self.value(spec, None, |text| {
            (!text.is_empty()).then(|| Some(PathBuf::from(text)))
        })?;
        if let (Source::File { .. }, Some(path), Some(folder)) =
            (path.source, &mut path.value, &self.layers.folder)
        {
            *path = folder.join(&*path);
        }
        Ok(path)
    }
}

fn found(table: &Table, specs: &[&'static Spec]) -> Vec<(&'static Spec, Source)> {
    let find = |spec: &&'static Spec| Some((*spec, table.get(spec.name)?.source));
    specs.iter().filter_map(find).collect()
}

fn refuse(spec: &Spec, source: Source, value: &str) -> ConfigError {
    let may_be_secret = spec.kind == Kind::Address && value.contains(['@', '?', '#']);
    ConfigError::Value {
        name: source,
        value: match may_be_secret {
            true => "***".to_owned(),
            false => text::cut(value, 60),
        },
        allowed: spec.allowed,
    }
}
