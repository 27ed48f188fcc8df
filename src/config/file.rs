//! `config.toml`: keys, tables, and where each stands.
//!
//! Invariant: a key that is not known ends the program with its line, its column and those that
//! are; a typing error never means the default. A token or password never stands in this file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Keys};
use super::source::{ConfigError, Source};
use super::spec::{self, Kind, Reach, Spec};
use super::{disk, recipes, views};
use crate::domain::View;
use crate::domain::recipe::Recipe;
use crate::text;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The keys at the top.
    pub(super) top: Table,
    /// The profiles, in the order in which they are written.
    pub(super) profiles: Vec<ProfileTable>,
    /// What the keys mean.
    pub(super) keys: Keys,
    /// The recipes in it, by their names.
    pub(super) recipes: Vec<Recipe>,
    /// The views in it, by their names.
    pub(super) views: Vec<View>,
}

/// The keys of one table.
pub(super) type Table = BTreeMap<&'static str, Written>;

/// A value as it is written: a list, or a list of one.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) texts: Vec<String>,
    pub(super) source: Source,
}

/// `[profiles.NAME]`.
#[derive(Debug)]
pub(super) struct ProfileTable {
    pub(super) name: String,
    /// Where the name stands.
    pub(super) place: Place,
    pub(super) table: Table,
}

/// The tables beside the keys.
const TABLES: &str = "[profiles.NAME], [keys], [views.NAME], [recipes.NAME]";
/// Letters of the name of a profile.
const LONGEST_NAME: usize = 40;

impl File {
    /// Reads the file; one that is not there says nothing.
    pub(super) fn load(path: &Path) -> Result<Self, ConfigError> {
        match disk::read(path)? {
            Some(text) => Self::read(text.strip_prefix('\u{feff}').unwrap_or(&text)),
            None => Ok(Self::default()),
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
            match key.get_ref().as_ref() {
                "profiles" => file.profiles = profiles(value, &place)?,
                "keys" => file.keys = keys::read(value, &place)?,
                "views" => file.views = views::read(value, &place)?,
                "recipes" => file.recipes = recipes::read(value, &place)?,
                _ => {
                    let (spec, written) = entry(key, value, &place, |_| true, TABLES)?;
                    file.top.insert(spec.name, written);
                }
            }
        }
        Ok(file)
    }
}

fn profiles(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Vec<ProfileTable>, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = "profiles are tables: write [profiles.NAME] and below it base_url and the rest";
        return Err(place(&value.span()).refuse(what.to_owned()));
    };
    let mut profiles: Vec<ProfileTable> = Vec::with_capacity(table.len());
    for (name, keys) in table.iter() {
        let at = place(&name.span());
        let name = name.get_ref().as_ref();
        let is_name = |character: char| character.is_alphanumeric() || "-_.".contains(character);
        if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(is_name) {
            return Err(at.refuse(format!(
                "\"{}\" cannot name a profile; use letters, digits, - _ and ., at most \
                 {LONGEST_NAME}",
                text::cut(name, 60)
            )));
        }
        if name == super::DEMO {
            let what = "demo is the tenant inside the program; name your profile otherwise";
            return Err(at.refuse(what.to_owned()));
        }
        if let Some(same) = profiles
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(name))
        {
            let what = format!("there is a profile {} already", same.name);
            return Err(at.refuse(what));
        }
        let DeValue::Table(keys) = keys.get_ref() else {
            let what = format!("profile {name} is a table: write [profiles.{name}]");
            return Err(at.refuse(what));
        };
        let mut entries = Table::new();
        for (key, value) in keys.iter() {
            let is_of_profile = |spec: &Spec| spec.reach != Reach::Program;
            let (spec, written) = entry(key, value, place, is_of_profile, "")?;
            entries.insert(spec.name, written);
        }
        profiles.push(ProfileTable {
            name: name.to_owned(),
            place: at,
            table: entries,
        });
    }
    profiles.sort_by_key(|profile| (profile.place.line, profile.place.column));
    Ok(profiles)
}

/// One key with its value; `tables` = what else could stand here.
fn entry(
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
    is_allowed: impl Fn(&Spec) -> bool,
    tables: &str,
) -> Result<(&'static Spec, Written), ConfigError> {
    let name = key.get_ref().as_ref();
    if name == spec::PASSWORD.name {
        let what = "a password never stands in this file; it is asked for, or set ROSTERM_PASSWORD";
        return Err(place(&key.span()).refuse(what.to_owned()));
    }
    let mut known = spec::in_file().filter(|spec| is_allowed(spec));
    let Some(spec) = known.find(|spec| spec.name == name) else {
        let known = spec::in_file().filter(|spec| is_allowed(spec));
        let known: Vec<_> = known.map(|spec| spec.name).collect();
        let and = if tables.is_empty() {
            ""
        } else {
            ", and tables "
        };
        return Err(place(&key.span()).refuse(format!(
            "\"{}\" is no key that is known here; there are {}{and}{tables}",
            text::cut(name, 60),
            known.join(", ")
        )));
    };
    let at = place(&value.span());
    if spec.name == spec::TOKEN.name && value.get_ref().as_str() != Some("keyring") {
        return Err(at.refuse(
            "a token never stands in this file: write token = \"keyring\", name a token_file or a \
             token_command, or set ROSTERM_TOKEN"
                .to_owned(),
        ));
    }
    let texts = texts_of(spec.kind, value.get_ref()).ok_or_else(|| {
        let is = match value.get_ref() {
            DeValue::Array(_) if spec.kind == Kind::Texts => "is not a list of texts".to_owned(),
            other => format!("is of type {}", other.type_str()),
        };
        at.refuse(format!("{name} {is}; it must be {}", spec.allowed))
    })?;
    if texts
        .iter()
        .any(|text| text.chars().any(|character| character.is_control()))
    {
        let what = format!(
            "{name} holds a control character; it must be {}",
            spec.allowed
        );
        return Err(at.refuse(what));
    }
    let source = at.source(spec.name);
    Ok((spec, Written { texts, source }))
}

/// The value as texts; `None` = it is of another kind.
fn texts_of(kind: Kind, value: &DeValue<'_>) -> Option<Vec<String>> {
    match (kind, value) {
        (Kind::Text | Kind::Address, DeValue::String(text)) => Some(vec![text.to_string()]),
        (Kind::Number, DeValue::Integer(number)) => Some(vec![number.to_string()]),
        (Kind::Number, DeValue::Float(number)) => Some(vec![number.to_string()]),
        (Kind::Flag, DeValue::Boolean(flag)) => Some(vec![flag.to_string()]),
        (Kind::Texts, DeValue::Array(values)) => values
            .iter()
            .map(|value| value.get_ref().as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

/// A line and a column, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    pub(super) fn source(self, key: &'static str) -> Source {
        Source::File {
            key,
            line: self.line,
            column: self.column,
        }
    }
}
