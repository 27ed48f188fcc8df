//! `config.toml`: keys, tables, and where each stands.
//!
//! Invariant: a key that is not known ends the program with its line, its column and those that
//! are; a typing error never means the default. A token never stands in this file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::{ConfigError, Source};
use super::{recipes, views};
use crate::domain::View;
use crate::domain::recipe::Recipe;
use crate::text;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct File {
    values: BTreeMap<&'static str, (String, Source)>,
    /// The recipes in it, by their names.
    pub(super) recipes: Vec<Recipe>,
    /// The views in it, by their names.
    pub(super) views: Vec<View>,
}

/// The keys at the top, and the variables that win over them; none = only a flag does.
const KEYS: [(&str, Option<&str>); 17] = [
    ("answer_timeout", Some("ROSTERM_ANSWER_TIMEOUT")),
    ("ascii", None),
    ("base_url", Some("ROSTERM_BASE_URL")),
    ("burst", Some("ROSTERM_BURST")),
    ("ca_file", Some("ROSTERM_CA_FILE")),
    ("cache_dir", Some("ROSTERM_CACHE_DIR")),
    ("concurrency", Some("ROSTERM_CONCURRENCY")),
    ("connect_timeout", Some("ROSTERM_CONNECT_TIMEOUT")),
    ("data_dir", Some("ROSTERM_DATA_DIR")),
    ("log", Some("ROSTERM_LOG")),
    ("log_file", Some("ROSTERM_LOG_FILE")),
    ("page_size", Some("ROSTERM_PAGE_SIZE")),
    ("quiet", Some("ROSTERM_QUIET")),
    ("rate", Some("ROSTERM_RATE")),
    ("recheck", Some("ROSTERM_RECHECK")),
    ("theme", None),
    ("total_timeout", Some("ROSTERM_TOTAL_TIMEOUT")),
];

/// More is no configuration but a wrong file.
const MOST_BYTES: u64 = 1 << 20;

impl File {
    /// Reads the file; one that is not there says nothing.
    pub(super) fn load(path: &Path) -> Result<Self, ConfigError> {
        use std::io::Read as _;

        let mut bytes = Vec::new();
        let read = std::fs::File::open(path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
        let refuse = |cause: String| ConfigError::File {
            path: path.display().to_string(),
            cause,
        };
        match read {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(refuse(format!("cannot be read: {error}"))),
            Ok(_) if bytes.len() as u64 > MOST_BYTES => {
                return Err(refuse("is larger than 1 MiB".to_owned()));
            }
            Ok(_) => {}
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::read(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Err(_) => Err(refuse("is not UTF-8 text".to_owned())),
        }
    }

    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> Result<Self, ConfigError> {
        let place = |span: &Range<usize>| Place::of(text, span);
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            place(&span).refuse(text::one_line(error.message()))
        })?;
        let mut file = Self::default();
        for (key, value) in table.get_ref().iter() {
            let name = key.get_ref().as_ref();
            if name == "views" {
                file.views = views::read(value, &place)?;
                continue;
            }
            if name == "recipes" {
                file.recipes = recipes::read(value, &place)?;
                continue;
            }
            if name == "token" {
                return Err(place(&key.span()).refuse(
                    "a token never stands in this file; set ROSTERM_TOKEN instead".to_owned(),
                ));
            }
            let Some((known, _)) = KEYS.iter().find(|(known, _)| *known == name) else {
                let known = KEYS.map(|(known, _)| known);
                return Err(place(&key.span()).refuse(format!(
                    "\"{}\" is no key that is known; there are {}, and tables [recipes.NAME] and [views.NAME]",
                    text::cut(name, 60),
                    known.join(", ")
                )));
            };
            let text = text_of(value).ok_or_else(|| {
                place(&value.span()).refuse(format!(
                    "{known} is a {}; it must be a text, a number, a flag or a list of texts",
                    value.get_ref().type_str()
                ))
            })?;
            let source = place(&value.span()).source(known);
            file.values.insert(known, (text, source));
        }
        Ok(file)
    }

    /// The text of a key.
    pub(super) fn get(&self, key: &str) -> Option<(String, Source)> {
        self.values.get(key).cloned()
    }

    /// The text of the key that stands for this variable.
    pub(super) fn for_variable(&self, variable: &str) -> Option<(String, Source)> {
        let (key, _) = KEYS.iter().find(|(_, known)| *known == Some(variable))?;
        self.get(key)
    }
}

/// The value as a variable would hold it; `None` = it cannot be one.
fn text_of(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Array(values) => {
            let texts: Option<Vec<_>> = values
                .iter()
                .map(|value| value.get_ref().as_str().map(str::to_owned))
                .collect();
            texts.map(|texts| texts.join(","))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// A line and a column, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    line: u32,
    column: u32,
}

impl Place {
    fn of(text: &str, span: &Range<usize>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |index| index + 1);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            line: count(before.bytes().filter(|byte| *byte == b'\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
        }
    }

    /// Why what stands here cannot be used.
    pub(super) fn refuse(self, cause: String) -> ConfigError {
        ConfigError::Place {
            line: self.line,
            column: self.column,
            cause,
        }
    }

    fn source(self, key: &'static str) -> Source {
        Source::File {
            key,
            line: self.line,
            column: self.column,
        }
    }
}
