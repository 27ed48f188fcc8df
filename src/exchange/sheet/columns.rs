//! What the columns of a sheet are for, by their names.
//!
//! Invariant: a column is a key, a field to set, or known to be shown only; any other name is
//! refused with those that are allowed, so that a typing error never means "leave it as it is".

use crate::domain::Field;
use crate::domain::field::{FIELDS, Write};
use crate::text;

use super::problem::{BadSheet, Place, Problem};

/// What a sheet knows its users by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The user id.
    Id,
    /// The login ID.
    LoginId,
    /// The phone number.
    Number,
}

impl Key {
    /// The name of its column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::LoginId => "login_id",
            Self::Number => "number",
        }
    }

    /// The key in the order of preference that messages name them in.
    const ALL: [Self; 3] = [Self::Id, Self::LoginId, Self::Number];
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It says who is meant.
    Key,
    /// It says what to set.
    Of(Field),
    /// It is shown in exports and cannot be set.
    Shown,
}

/// The columns of a sheet.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) key: Key,
    pub(super) meanings: Vec<Meaning>,
    /// What is left aside, in sentences.
    pub(super) notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Id,
    Field(Field),
    Shown,
}

impl Columns {
    /// `place` is where the header stands.
    pub(super) fn of(header: &[String], place: Place, key: Option<Key>) -> Result<Self, BadSheet> {
        let names = names(header, place)?;
        let key = choose_key(&names, place, key)?;
        let is_key = |name: Name| match key {
            Key::Id => name == Name::Id,
            Key::LoginId => name == Name::Field(Field::LoginId),
            Key::Number => name == Name::Field(Field::Number),
        };
        let mut shown = Vec::new();
        let mut meanings = Vec::with_capacity(names.len());
        for (name, title) in names.iter().zip(header) {
            meanings.push(match name {
                name if is_key(*name) => Meaning::Key,
                // An id cannot be set; as a second key it would only be believed.
                Name::Id | Name::Shown => {
                    shown.push(text::cut(title.trim(), 40));
                    Meaning::Shown
                }
                Name::Field(field) => Meaning::Of(*field),
            });
        }
        let notes = match shown.as_slice() {
            [] => Vec::new(),
            [one] => vec![format!("column {one} cannot be set and is not looked at")],
            many => vec![format!(
                "columns {} cannot be set and are not looked at",
                many.join(", ")
            )],
        };
        Ok(Self {
            key,
            meanings,
            notes,
        })
    }
}

fn names(header: &[String], place: Place) -> Result<Vec<Name>, BadSheet> {
    let mut names: Vec<Name> = Vec::with_capacity(header.len());
    let mut problems = Vec::new();
    for (index, title) in header.iter().enumerate() {
        let shown = text::cut(title.trim(), 60);
        let Some(name) = name(title) else {
            let mut what = match title.trim() {
                "" => format!("column {} has no name", index + 1),
                _ => format!("\"{shown}\" is no column that is known"),
            };
            // Once is enough.
            if problems.is_empty() {
                what.push_str(&allowed());
            }
            problems.push(Problem::at(place, what));
            continue;
        };
        if name == Name::Field(Field::Password) {
            problems.push(Problem::at(
                place,
                "a password never stands in a file; leave the column out and add the word \
                 password to rosterm plan, which asks for it when the plan is applied",
            ));
        }
        if name != Name::Shown && names.contains(&name) {
            problems.push(Problem::at(
                place,
                format!("\"{shown}\" is there twice; keep one of the two"),
            ));
        }
        names.push(name);
    }
    if problems.is_empty() {
        Ok(names)
    } else {
        Err(BadSheet { problems })
    }
}

/// Fields by their name or their label, in any case; blanks, hyphens and underscores are the same.
fn name(title: &str) -> Option<Name> {
    let plain = |text: &str| {
        let text = text.trim().to_lowercase();
        text.replace(['_', '-', ' '], "")
    };
    let title = plain(title);
    if title == "id" || title == "userid" {
        return Some(Name::Id);
    }
    // What exports and `users --json` name otherwise than the fields.
    if ["rolename", "agent", "timegroup", "failoverdestination"].contains(&title.as_str()) {
        return Some(Name::Shown);
    }
    let title = if title == "destination" {
        "designation"
    } else {
        &title
    };
    let spec = FIELDS
        .iter()
        .find(|spec| plain(spec.name) == title || plain(spec.label) == title)?;
    Some(match spec.write {
        Write::No => Name::Shown,
        Write::Verifiable(_) | Write::Blind(_) => Name::Field(spec.field),
    })
}

fn choose_key(names: &[Name], place: Place, wanted: Option<Key>) -> Result<Key, BadSheet> {
    let has = |key: &Key| {
        names.contains(&match key {
            Key::Id => Name::Id,
            Key::LoginId => Name::Field(Field::LoginId),
            Key::Number => Name::Field(Field::Number),
        })
    };
    if let Some(key) = wanted {
        let missing = || {
            Problem::at(
                place,
                format!(
                    "there is no column \"{}\", by which --key says the users are known",
                    key.name()
                ),
            )
        };
        return has(&key)
            .then_some(key)
            .ok_or_else(|| BadSheet::one(missing()));
    }
    let there: Vec<_> = Key::ALL.into_iter().filter(has).collect();
    match there.as_slice() {
        [key] => Ok(*key),
        [] => Err(BadSheet::one(Problem::at(
            place,
            "no column says who is meant; add one named id, login_id or number",
        ))),
        several => {
            let names: Vec<_> = several.iter().map(|key| key.name()).collect();
            let flags: Vec<_> = names.iter().map(|name| format!("--key {name}")).collect();
            Err(BadSheet::one(Problem::at(
                place,
                format!(
                    "{} could each say who is meant; add {}, the others are then values to set",
                    names.join(" and "),
                    flags.join(" or ")
                ),
            )))
        }
    }
}

fn allowed() -> String {
    let fields = Field::writable().filter(|field| *field != Field::Password);
    let names: Vec<_> = fields.map(Field::name).collect();
    format!(
        "; a sheet has id, login_id or number for who is meant, and of the fields to set {}",
        names.join(", ")
    )
}
