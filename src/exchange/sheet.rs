//! Sheets of changes: who, and what to set for each, from CSV or JSON.
//!
//! Invariants: a sheet is read as a whole or not at all; every row that cannot be followed is
//! named with its line and what to do; an empty cell leaves its field as it is; a password never
//! comes from a file. Reading order: `table` (bytes → named cells), `columns` (what a cell is
//! for), `phone`, then here.

mod columns;
mod directory;
mod entries;
mod phone;
mod problem;
mod table;
mod wish;

use std::collections::HashMap;

use compact_str::CompactString;

use crate::domain::{Field, UserId, Value};

pub use columns::Key;
pub use directory::{Directory, Names};
pub use phone::same_number;
pub use problem::{BadSheet, Place, Problem};

use columns::{Columns, Meaning};
use table::Table;

/// A sheet that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What its users are known by.
    pub key: Key,
    /// One for each user that is named, in the order of the file.
    pub rows: Vec<Entry>,
    /// What was left aside, in sentences.
    pub notes: Vec<String>,
}

/// A row: a user and what to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// What the user is known by, as given.
    pub user: CompactString,
    /// What to set; each field at most once, in the order of the form.
    pub wishes: Vec<(Field, Wish)>,
}

/// What a cell asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// This value.
    Value(Value),
    /// The role of exactly this name; its id is not known yet.
    RoleNamed(CompactString),
}

/// A row whose user was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Where it stands.
    pub place: Place,
    /// Whom it means.
    pub user: UserId,
    /// What to set.
    pub wishes: Vec<(Field, Wish)>,
}

/// What a key leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One user.
    One(UserId),
    /// Nobody.
    Nobody,
    /// Several users, of whom one cannot be chosen here.
    Several(Vec<UserId>),
}

/// Reads a sheet. With `key`, that column says who is meant; else the one there is of `id`,
/// `login_id` and `number`.
///
/// # Errors
/// [`BadSheet`] with everything that cannot be followed.
pub fn read(bytes: &[u8], key: Option<Key>) -> Result<Sheet, BadSheet> {
    let table = Table::read(bytes)?;
    let columns = Columns::of(&table.header, table.place, key)?;
    let mut bad = table.problems;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        match entry(row, &columns) {
            Ok(entry) => rows.push(entry),
            Err(problems) => bad.extend(problems),
        }
    }
    if bad.is_empty() && rows.is_empty() {
        bad.push(Problem::of_file(
            "it has a header and no rows; each user takes a row below it",
        ));
    }
    if !bad.is_empty() {
        bad.sort_by_key(|problem| problem.place);
        return Err(BadSheet { problems: bad });
    }
    Ok(Sheet {
        key: columns.key,
        rows,
        notes: columns.notes,
    })
}

fn entry(row: &table::Row, columns: &Columns) -> Result<Entry, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut user = CompactString::default();
    let mut wishes = Vec::new();
    for (column, cell) in columns.meanings.iter().zip(&row.cells) {
        let result = match column {
            Meaning::Key => wish::key(columns.key, cell).map(|key| user = key),
            Meaning::Of(field) => {
                wish::read(*field, cell).map(|wish| wishes.extend(wish.map(|wish| (*field, wish))))
            }
            Meaning::Shown => Ok(()),
        };
        if let Err(what) = result {
            problems.push(Problem::at(row.place, what));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    wishes.sort_by_key(|(field, _)| Field::writable().position(|known| known == *field));
    Ok(Entry {
        place: row.place,
        user,
        wishes,
    })
}

impl Sheet {
    /// Finds the user of each row. A user who is there twice with the same values counts once,
    /// which is noted.
    ///
    /// # Errors
    /// [`BadSheet`] with every row whose user is unknown, not clear, or there twice with different
    /// values.
    pub fn address(
        &mut self,
        mut find: impl FnMut(&str) -> Found,
    ) -> Result<Vec<Addressed>, BadSheet> {
        let key = self.key.name();
        let mut addressed: Vec<Addressed> = Vec::with_capacity(self.rows.len());
        let mut places: HashMap<UserId, usize> = HashMap::with_capacity(self.rows.len());
        let mut problems = Vec::new();
        let mut twice = Vec::new();
        for row in &self.rows {
            let place = row.place;
            let shown = crate::text::cut(&row.user, 80);
            let user = match find(&row.user) {
                Found::One(user) => user,
                Found::Nobody => {
                    let what = format!("there is no user with {key} \"{shown}\"");
                    problems.push(Problem::at(place, what));
                    continue;
                }
                Found::Several(users) => {
                    let ids: Vec<_> = users.iter().take(5).map(UserId::as_str).collect();
                    let what = format!(
                        "{} users have {key} \"{shown}\" (ids {}); name this one by id",
                        users.len(),
                        ids.join(", ")
                    );
                    problems.push(Problem::at(place, what));
                    continue;
                }
            };
            match places.get(&user).map(|index| &addressed[*index]) {
                None => {
                    places.insert(user.clone(), addressed.len());
                    addressed.push(Addressed {
                        place,
                        user,
                        wishes: row.wishes.clone(),
                    });
                }
                Some(known) if known.wishes == row.wishes => twice.push((place, known.place, user)),
                Some(known) => {
                    let what = format!(
                        "user {user} is on {} already, with other values; keep one of the two",
                        known.place
                    );
                    problems.push(Problem::at(place, what));
                }
            }
        }
        if !problems.is_empty() {
            return Err(BadSheet { problems });
        }
        self.notes.extend(twice_note(&twice));
        Ok(addressed)
    }
}

fn twice_note(twice: &[(Place, Place, UserId)]) -> Option<String> {
    match twice {
        [] => None,
        [(place, first, user)] => Some(format!(
            "{place}: user {user} is on {first} already, with the same values; counted once"
        )),
        [(place, first, user), ..] => Some(format!(
            "{} rows name a user who is there already, with the same values ({place}: user {user} \
             of {first}); each user counts once",
            twice.len()
        )),
    }
}
