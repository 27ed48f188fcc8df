//! Saved views: server filters, find, sort and columns under one name and one key.
//!
//! Invariant: a view holds only what can be chosen on the screen too; it names no user.

use super::column::{Column, Columns};
use super::paging::Query;
use super::vendor::Vendor;

/// Letters of a view's name.
pub const LONGEST_NAME: usize = 40;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Its name; ours or the person's own.
    pub name: String,
    /// The digit that opens it.
    pub key: Option<u8>,
    /// The server filters.
    pub query: Query,
    /// The find, empty = none.
    pub find: String,
    /// The order; none = the server's.
    pub sort: Option<Sort>,
    /// The columns.
    pub columns: Columns,
}

/// An order of the rows that are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// Which way.
    pub direction: Direction,
}

/// Which way rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The word for it in the configuration and on screen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}

impl Sort {
    /// Reads `name`, `name asc` or `name desc`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let column = Column::by_name(words.next()?)?;
        let direction = match words.next() {
            None | Some("asc") => Direction::Ascending,
            Some("desc") => Direction::Descending,
            Some(_) => return None,
        };
        let sort = Self { column, direction };
        words.next().is_none().then_some(sort)
    }

    /// `name asc`.
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", self.column.name(), self.direction.word())
    }
}

/// The views that come with the program, by their keys.
#[must_use]
pub fn shipped(vendor: Vendor) -> Vec<View> {
    match vendor {
        Vendor::Smartflo => filtered_views(),
        Vendor::CommPeak => found_views(),
    }
}

/// Where the server does not filter, the loaded users are searched.
fn found_views() -> Vec<View> {
    let found = |key, name: &str, find: &str| View {
        name: name.to_owned(),
        key: Some(key),
        find: find.to_owned(),
        ..View::default()
    };
    vec![
        found(0, "All", ""),
        found(1, "Active", "status:active"),
        found(2, "Inactive", "status:inactive"),
        found(3, "No extension", "ext:no"),
    ]
}

fn filtered_views() -> Vec<View> {
    let filtered = |key, name: &str, query| View {
        name: name.to_owned(),
        key: Some(key),
        query,
        ..View::default()
    };
    let all = Query::default();
    vec![
        filtered(0, "All", all),
        filtered(
            1,
            "Active",
            Query {
                active: Some(true),
                ..all
            },
        ),
        filtered(
            2,
            "Web-locked",
            Query {
                web_login: Some(false),
                ..all
            },
        ),
        filtered(
            3,
            "No extension",
            Query {
                extension: Some(false),
                ..all
            },
        ),
        filtered(
            4,
            "Intl on",
            Query {
                international: Some(true),
                ..all
            },
        ),
    ]
}

/// Those that come with the program and the person's own, in the order of their keys. An own view
/// takes the place of one of the same name, and the key of whoever had it; one without a key gets
/// the first digit that is free, as far as they go.
#[must_use]
pub fn together(own: &[View], vendor: Vendor) -> Vec<View> {
    let mut views = shipped(vendor);
    for view in own {
        let is_same = |known: &View| known.name.eq_ignore_ascii_case(&view.name);
        let replaced = views.iter().position(is_same);
        let replaced = replaced.map(|index| views.remove(index));
        let mut view = view.clone();
        view.key = view.key.or(replaced.and_then(|replaced| replaced.key));
        let is_taken = |known: &&mut View| known.key.is_some() && known.key == view.key;
        if let Some(loser) = views.iter_mut().find(is_taken) {
            loser.key = None;
        }
        views.push(view);
    }
    for index in 0..views.len() {
        let is_own = own.iter().any(|view| view.name == views[index].name);
        if views[index].key.is_none() && is_own {
            let is_free = |digit: &u8| views.iter().all(|view| view.key != Some(*digit));
            views[index].key = (0..=9).find(is_free);
        }
    }
    views.sort_by_key(|view| view.key.unwrap_or(u8::MAX));
    views
}
