//! A change: fields with the value seen, the value before, and the value wanted.
//!
//! Invariant: every delta names an absolute value; "flip" cannot be written down. A change can be
//! inverted exactly as far as its `before` values are known and can be expressed.

use super::field::{Field, Kind, Write};
use super::value::{Value, Values};

/// One field of a [`Change`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Which field.
    pub field: Field,
    /// The value on the person's screen; `None` = it was not known.
    pub seen: Option<Value>,
    /// The value in the pre-flight read; `None` = not read yet, or cannot be read.
    pub before: Option<Value>,
    /// The value wanted.
    pub after: Value,
}

/// What is to be changed about one user; each field at most once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The deltas, in form order.
    pub deltas: Vec<Delta>,
}

/// How a wanted value compares to a found one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The same.
    Same,
    /// The same but for the server's spelling: digits equal, case of an e-mail address, blanks.
    StoredAs,
    /// Not the same.
    Different,
}

/// Where one delta stands, seen from a read of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The value wanted is there (also "stored as …").
    After,
    /// The value from before is there.
    Before,
    /// A third value is there.
    Third,
    /// The field does not read back, or this read did not carry it.
    Unreadable,
}

impl Delta {
    /// A delta as the person makes it: nothing has been read for it yet.
    #[must_use]
    pub fn new(field: Field, seen: Option<Value>, after: Value) -> Self {
        Self {
            field,
            seen,
            before: None,
            after,
        }
    }

    /// Where this delta stands in `values`.
    #[must_use]
    pub fn standing(&self, values: &Values) -> Standing {
        let Some(now) = values.get(&self.field) else {
            return Standing::Unreadable;
        };
        if agreement(self.field, &self.after, now) != Agreement::Different {
            return Standing::After;
        }
        match &self.before {
            Some(before) if agreement(self.field, before, now) == Agreement::Same => {
                Standing::Before
            }
            _ => Standing::Third,
        }
    }
}

impl Change {
    /// A change of one field.
    #[must_use]
    pub fn one(field: Field, seen: Option<Value>, after: Value) -> Self {
        Self {
            deltas: vec![Delta::new(field, seen, after)],
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deltas.is_empty()
    }

    /// The fields it touches.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.deltas.iter().map(|delta| delta.field)
    }

    /// The delta of `field`.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Delta> {
        self.deltas.iter().find(|delta| delta.field == field)
    }

    /// Writes the wanted values over `values`. Fields that never read back leave no trace.
    pub fn apply(&self, values: &mut Values) {
        for delta in &self.deltas {
            if delta.field.is_verifiable() {
                values.insert(delta.field, delta.after.clone());
            }
        }
    }

    /// Whether every field that reads back holds the wanted value in `values`.
    #[must_use]
    pub fn holds(&self, values: &Values) -> bool {
        self.deltas
            .iter()
            .filter(|delta| delta.field.is_verifiable())
            .all(|delta| delta.standing(values) == Standing::After)
    }

    /// The same change with `before` taken from a read of the user.
    #[must_use]
    pub fn with_before(&self, values: &Values) -> Self {
        let fill = |delta: &Delta| Delta {
            before: values.get(&delta.field).cloned(),
            ..delta.clone()
        };
        Self {
            deltas: self.deltas.iter().map(fill).collect(),
        }
    }

    /// The change that puts the old values back, and the fields for which there is none.
    ///
    /// A delta can be inverted when its field reads back, its `before` is known and differs, and
    /// the API can express it (it has no way to send "null").
    #[must_use]
    pub fn invert(&self) -> (Self, Vec<Field>) {
        let mut inverse = Self::default();
        let mut lost = Vec::new();
        for delta in &self.deltas {
            match &delta.before {
                Some(before) if agreement(delta.field, before, &delta.after) == Agreement::Same => {
                }
                Some(before) if can_express(delta.field, before) => inverse.deltas.push(Delta {
                    field: delta.field,
                    seen: Some(delta.after.clone()),
                    before: None,
                    after: before.clone(),
                }),
                Some(_) | None => lost.push(delta.field),
            }
        }
        (inverse, lost)
    }
}

/// Whether a PATCH can set `field` to `value`: there is no documented way to send null.
#[must_use]
pub fn can_express(field: Field, value: &Value) -> bool {
    match field.spec().write {
        Write::No => false,
        Write::Blind(_) => !matches!(value, Value::Null),
        Write::Verifiable(_) => !matches!(value, Value::Null | Value::Secret(_)),
    }
}

/// Compares a wanted (or remembered) value with a found one, by the rules of the field.
#[must_use]
pub fn agreement(field: Field, wanted: &Value, found: &Value) -> Agreement {
    if wanted == found {
        return Agreement::Same;
    }
    match (field.spec().kind, wanted, found) {
        (Kind::Role, Value::Role(wanted), Value::Role(found)) if wanted.id == found.id => {
            Agreement::Same
        }
        (Kind::CdrScope, Value::Cdr(wanted), Value::Cdr(found))
            if wanted.kind == found.kind
                && wanted.ids.as_deref().unwrap_or_default()
                    == found.ids.as_deref().unwrap_or_default() =>
        {
            Agreement::Same
        }
        (kind, wanted, found) => match (wanted.text(), found.text()) {
            (Some(wanted), Some(found)) => text_agreement(kind, wanted, found),
            _ => Agreement::Different,
        },
    }
}

fn text_agreement(kind: Kind, wanted: &str, found: &str) -> Agreement {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let normalised = match kind {
        // "Pass through unchanged, digits-equal counts": spaces and the plus may be the server's.
        Kind::Phone => {
            let (wanted, found) = (digits(wanted), digits(found));
            !wanted.is_empty() && wanted == found
        }
        Kind::Email => wanted.trim().to_lowercase() == found.trim().to_lowercase(),
        Kind::Text => wanted.trim() == found.trim(),
        Kind::Flag { .. }
        | Kind::Role
        | Kind::CdrScope
        | Kind::Texts
        | Kind::Secret
        | Kind::Shown => false,
    };
    if wanted == found {
        Agreement::Same
    } else if normalised {
        Agreement::StoredAs
    } else {
        Agreement::Different
    }
}
