//! What stands beside the users of an account and can be given to them: its telephone numbers and
//! its departments.
//!
//! Invariant: every text is the server's own; an id, and the name of a department, is sent exactly
//! as it came.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::CompactString;
use jiff::Timestamp;

use super::field::Field;
use super::find::{Fuzzy, How, Needle};
use super::profile::GroupKey;

/// The lists beside the users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Neighbours {
    /// The account's telephone numbers, "My Numbers" in the portal: what `caller_id` takes.
    Numbers,
    /// Its departments: what `agent_group` may mean; no document says so.
    Departments,
}

impl Neighbours {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Numbers, Self::Departments];

    /// The list that a field is filled from; `None` = it is not filled from one.
    #[must_use]
    pub fn of(field: Field) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.field() == field)
    }

    /// The field that is filled from it.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Numbers => Field::CallerId,
            Self::Departments => Field::AgentGroup,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "My Numbers",
            Self::Departments => "departments",
        }
    }

    /// `1 number`, `24 departments`.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        let one = match self {
            Self::Numbers => "number",
            Self::Departments => "department",
        };
        match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {one}s"),
        }
    }
}

/// A number or a department. A text that the server does not give is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbour {
    /// Its id.
    pub id: CompactString,
    /// What it is called: of a number its alias and its name, as far as they are not the number
    /// itself.
    pub name: CompactString,
    /// The telephone number; a department has none.
    pub did: CompactString,
    /// What else tells it from others: where calls to a number go, how many agents a department
    /// has.
    pub about: CompactString,
}

impl Neighbour {
    /// Whether every word occurs somewhere in it; in a number however that is written.
    #[must_use]
    pub fn has(&self, words: &[Needle]) -> bool {
        let fuzzy = &mut Fuzzy::default();
        words.iter().all(|word| {
            let texts = [&self.id, &self.name, &self.about];
            texts
                .into_iter()
                .any(|text| word.is_in(How::Contains, text, fuzzy))
                || word.is_in_number(How::Contains, &self.did, fuzzy)
        })
    }
}

/// One of the lists, as the server gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighbourList {
    /// Which.
    pub of: Neighbours,
    /// Its rows, in the server's order.
    pub rows: Vec<Neighbour>,
    /// Rows that could not be read and were left out.
    pub skipped: usize,
}

/// A list to look things up in.
#[derive(Debug)]
pub struct Catalogue {
    /// When it was read.
    pub at: Timestamp,
    /// The list.
    pub list: Arc<NeighbourList>,
    /// The row that a text in the field means; `None` = it could be several.
    places: HashMap<CompactString, Option<usize>>,
}

impl Catalogue {
    /// The catalogue of a list.
    #[must_use]
    pub fn new(at: Timestamp, list: Arc<NeighbourList>) -> Self {
        let rows = || list.rows.iter().enumerate();
        let ids = rows().filter(|(_, row)| !row.id.is_empty());
        let mut places: HashMap<_, _> = ids
            .map(|(place, row)| (row.id.clone(), Some(place)))
            .collect();
        if list.of == Neighbours::Departments {
            for (place, row) in rows().filter(|(_, row)| !row.name.is_empty()) {
                let known = places.entry(row.name.clone()).or_insert(Some(place));
                if *known != Some(place) {
                    *known = None;
                }
            }
        }
        Self { at, list, places }
    }

    /// Where the row stands that a text in the field means.
    #[must_use]
    pub fn place(&self, text: &str) -> Option<usize> {
        self.places.get(text).copied().flatten()
    }

    /// Whether a text is in the list, whatever it means there.
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        self.places.contains_key(text)
    }

    /// What the field takes for a row. A name that could mean another row, or that nobody could
    /// type, gives way to the id, and a missing id to the name.
    #[must_use]
    pub fn wire(&self, row: &Neighbour, key: GroupKey) -> CompactString {
        let is_clear = self.place(&row.name).is_some() && !row.name.contains(char::is_control);
        let by_name = match (self.list.of, key) {
            (Neighbours::Numbers, _) => false,
            (Neighbours::Departments, GroupKey::Name) => is_clear || row.id.is_empty(),
            (Neighbours::Departments, GroupKey::Id) => row.id.is_empty(),
        };
        if by_name { &row.name } else { &row.id }.clone()
    }
}
