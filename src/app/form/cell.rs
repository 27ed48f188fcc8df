//! One field of the form: what the person made of it, and what would be sent for it.
//!
//! Invariant: a cell that was not touched wants nothing; what was typed into a secret field is
//! never printed.

use tui_input::Input;

use crate::domain::change::{Agreement, agreement};
use crate::domain::field::Kind;
use crate::domain::{Field, Role, User, Value, input};

/// One field of the form.
#[derive(Clone)]
pub struct Cell {
    /// The field.
    pub field: Field,
    /// What the person made of it.
    pub draft: Draft,
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = formatter.debug_struct("Cell");
        parts.field("field", &self.field);
        if self.field == Field::Password {
            parts.field("draft", &"***");
        } else {
            parts.field("draft", &self.draft);
        }
        parts.finish()
    }
}

/// What was typed, flipped or picked.
#[derive(Debug, Clone)]
pub enum Draft {
    /// Typed text.
    Text(Input),
    /// A flag; `None` = unknown and untouched.
    Flag(Option<bool>),
    /// A role.
    Role(Option<Role>),
}

impl Cell {
    pub(super) fn new(field: Field, base: &User) -> Self {
        let value = base.get(field);
        let draft = match field.spec().kind {
            Kind::Flag { .. } => Draft::Flag(value.and_then(Value::flag)),
            Kind::Role => Draft::Role(match value {
                Some(Value::Role(role)) => Some(role.clone()),
                _ => None,
            }),
            Kind::Text
            | Kind::Phone
            | Kind::Email
            | Kind::CdrScope
            | Kind::Texts
            | Kind::Secret
            | Kind::Shown => Draft::Text(value.map(input::typed).unwrap_or_default().into()),
        };
        Self { field, draft }
    }

    /// The value wanted; `None` = unchanged, not sent.
    ///
    /// # Errors
    /// A sentence about what is wrong with what was typed.
    pub fn wish(&self, base: &User) -> Result<Option<Value>, String> {
        let was = base.get(self.field);
        let after = match &self.draft {
            Draft::Flag(None) | Draft::Role(None) => return Ok(None),
            Draft::Flag(Some(flag)) => Value::Flag(*flag),
            Draft::Role(Some(role)) => Value::Role(role.clone()),
            Draft::Text(input) => {
                let typed_before = was.map(input::typed).unwrap_or_default();
                if input.value() == typed_before {
                    return Ok(None);
                }
                input::parse(self.field, input.value()).map_err(|problem| problem.to_string())?
            }
        };
        let is_same = was.is_some_and(|was| agreement(self.field, &after, was) == Agreement::Same);
        Ok(if is_same { None } else { Some(after) })
    }

    /// The value as it stands in the form, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.draft {
            Draft::Text(input) if self.field == Field::Password => {
                "•".repeat(input.value().chars().count())
            }
            Draft::Text(input) => input.value().to_owned(),
            Draft::Flag(None) => "not known".to_owned(),
            Draft::Flag(Some(flag)) => self.field.words(&Value::Flag(*flag)),
            Draft::Role(None) => "-".to_owned(),
            Draft::Role(Some(role)) => role.label(),
        }
    }
}
