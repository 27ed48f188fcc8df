//! `[keys]`: which keys mean what, where it is not as the program comes.
//!
//! Invariant: the keymap that is read can be used as it is; what would make a key mean two things
//! is refused where it stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::file::Place;
use super::source::{ConfigError, Source};
use crate::app::keymap::{BadBinding, Key, Keymap};
use crate::text;

/// The keys, and where those stand that the file binds.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    pub(super) keymap: Keymap,
    /// The action, and where its keys come from.
    pub(super) own: Vec<(&'static str, Source)>,
}

/// Reads the table `[keys]`.
pub(super) fn read(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Keys, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = "keys are a table: write [keys] and below it ACTION = \"KEY\"";
        return Err(place(&value.span()).refuse(what.to_owned()));
    };
    let mut keys = Keys::default();
    let mut places: Vec<(&'static str, Place)> = Vec::with_capacity(table.len());
    for (action, value) in table.iter() {
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

fn key_of(key: &str, at: Place) -> Result<Key, ConfigError> {
    Key::read(key).ok_or_else(|| {
        let bad = BadBinding::NoKey {
            key: text::cut(key, 40),
        };
        at.refuse(bad.to_string())
    })
}
