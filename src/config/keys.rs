//! `[keys]`: which set of keys to begin with, and which keys mean what where it is not as there.
//!
//! Invariant: the keymap that is read can be used as it is; what would make a key mean two things
//! is refused where it stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::file::Place;
use super::source::{ConfigError, Source};
use crate::app::keymap::{BadBinding, Key, Keymap, Preset};
use crate::text;

/// The keys, and where those stand that the file binds.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) keymap: Keymap,
    /// What the keymap began with, and where that is said.
    pub(super) preset: (Preset, Source),
    /// The action, and where its keys come from.
    pub(super) own: Vec<(&'static str, Source)>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            keymap: Keymap::default(),
            preset: (Preset::default(), Source::Default),
            own: Vec::new(),
        }
    }
}

/// The key of the set to begin with; no action has this name.
pub(super) const PRESET: &str = "preset";

/// Reads the table `[keys]`.
pub(super) fn read(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Keys, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = "keys are a table: write [keys] and below it ACTION = \"KEY\"";
        return Err(place(&value.span()).refuse(what.to_owned()));
    };
    let mut keys = match table.get(PRESET) {
        Some(value) => begin_with(value, place(&value.span()))?,
        None => Keys::default(),
    };
    let mut places: Vec<(&'static str, Place)> = Vec::with_capacity(table.len());
    for (action, value) in table.iter().filter(|(key, _)| key.get_ref() != PRESET) {
        let at = place(&value.span());
        let wanted = match value.get_ref() {
            DeValue::String(key) => vec![key_of(key, at)?],
            DeValue::Array(values) => {
                let mut wanted = Vec::with_capacity(values.len());
                for value in values {
                    let at = place(&value.span());
                    let Some(key) = value.get_ref().as_str() else {
                        let what = "a key is a text such as \"b\", \"ctrl-x\" or \"space\"";
                        return Err(at.refuse(what.to_owned()));
                    };
                    wanted.push(key_of(key, at)?);
                }
                wanted
            }
            other => {
                return Err(at.refuse(format!(
                    "{} is of type {}; write \"KEY\" or [\"KEY\", \"KEY\"]",
                    text::cut(action.get_ref(), 60),
                    other.type_str()
                )));
            }
        };
        let action = keys
            .keymap
            .bind(action.get_ref(), &wanted)
            .map_err(|bad| match bad {
                BadBinding::NoAction { .. } => place(&action.span()).refuse(bad.to_string()),
                BadBinding::NoKey { .. }
                | BadBinding::Fixed(..)
                | BadBinding::Answers(..)
                | BadBinding::Typed(..)
                | BadBinding::NoKeys(_)
                | BadBinding::Twice { .. } => at.refuse(bad.to_string()),
            })?;
        keys.own.push((action, at.source(action)));
        places.push((action, at));
    }
    keys.keymap.check().map_err(|bad| {
        let is_meant = |action: &str| match &bad {
            BadBinding::Twice { first, second, .. } => action == *first || action == *second,
            BadBinding::NoAction { .. }
            | BadBinding::NoKey { .. }
            | BadBinding::Fixed(..)
            | BadBinding::Answers(..)
            | BadBinding::Typed(..)
            | BadBinding::NoKeys(_) => false,
        };
        let last = places.iter().filter(|(action, _)| is_meant(action));
        let at = last.map(|(_, at)| *at).next_back();
        at.unwrap_or_else(|| place(&value.span()))
            .refuse(bad.to_string())
    })?;
    Ok(keys)
}

/// The set that is named here.
fn begin_with(value: &Spanned<DeValue<'_>>, at: Place) -> Result<Keys, ConfigError> {
    let name = value.get_ref().as_str();
    let preset = name.and_then(Preset::by_name).ok_or_else(|| {
        let known = Preset::ALL.map(|preset| format!("\"{}\"", preset.name()));
        at.refuse(format!("{PRESET} must be one of {}", known.join(", ")))
    })?;
    Ok(Keys {
        keymap: Keymap::of_preset(preset),
        preset: (preset, at.source(PRESET)),
        own: Vec::new(),
    })
}

fn key_of(key: &str, at: Place) -> Result<Key, ConfigError> {
    Key::read(key).ok_or_else(|| {
        let bad = BadBinding::NoKey {
            key: text::cut(key, 40),
        };
        at.refuse(bad.to_string())
    })
}
