//! A block of rows as it is searched.
//!
//! Invariant: rows of ASCII text have no second copy; only names in other letters have a folded
//! one, made when the block is first looked at.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::domain::Field;
use crate::domain::find::{Needle, fold};
use crate::domain::roster::Block;

use super::hits::Hits;

/// A shared block and what is needed to search it.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    block: Arc<Block>,
    folded: OnceLock<Folded>,
}

/// What differs from the block's own texts.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) names: Names,
    /// Rows whose texts are not all in the list's record, or not all comparable as they stand.
    pub(super) strange: Hits,
    /// Rows whose number is written with blanks or dashes.
    pub(super) spaced: Hits,
}

impl Haystack {
    pub(super) fn new(block: Arc<Block>) -> Self {
        Self {
            block,
            folded: OnceLock::new(),
        }
    }

    pub(super) fn block(&self) -> &Block {
        &self.block
    }

    pub(super) fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::of(&self.block))
    }

    /// The name as it is compared, if it had to be folded, else as it stands.
    pub(super) fn name<'a>(&'a self, row: usize, name: &'a str) -> &'a str {
        if name.is_ascii() {
            return name;
        }
        self.folded().names.get(row).unwrap_or(name)
    }

    /// A text field as it is sorted: folded where it is not ASCII.
    pub(super) fn text(&self, row: usize, field: Field) -> Option<Cow<'_, str>> {
        let text = self.block.text(row, field)?;
        if text.is_ascii() {
            return Some(text.into());
        }
        let folded = self.folded();
        let name = folded.names.get(row);
        let name = name.filter(|_| field == Field::Name && !folded.strange.has(row));
        Some(name.map_or_else(|| fold(text).into(), Into::into))
    }
}

impl Folded {
    fn of(block: &Block) -> Self {
        let mut folded = Self::default();
        for row in 0..block.len() {
            let Some(texts) = block.texts(row).filter(|_| block.user(row).is_none()) else {
                folded.strange.set(row);
                continue;
            };
            if is_spaced(block.text(row, Field::Number).unwrap_or_default()) {
                folded.spaced.set(row);
            }
            if texts.is_ascii() {
                continue;
            }
            let name = block.text(row, Field::Name).unwrap_or_default();
            if !is_comparable(block, row) {
                folded.strange.set(row);
            } else if !name.is_ascii() {
                folded.names.push(row, name);
            }
        }
        folded.names.shrink();
        folded
    }
}

/// Whether all texts but the name are compared byte by byte.
fn is_comparable(block: &Block, row: usize) -> bool {
    let fields = [Field::LoginId, Field::Number, Field::Extension];
    let mut texts = fields
        .into_iter()
        .filter_map(|field| block.text(row, field));
    texts.all(str::is_ascii)
}

fn is_spaced(number: &str) -> bool {
    let number = number.strip_prefix('+').unwrap_or(number);
    !number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names in other letters, as they are compared, one behind another.
#[derive(Debug, Default)]
pub(super) struct Names {
    rows: Vec<u16>,
    /// Where in `texts` each ends.
    ends: Vec<u32>,
    texts: String,
}

impl Names {
    fn push(&mut self, row: usize, name: &str) {
        self.rows
            .push(u16::try_from(row).expect("a block has 1,024 rows"));
        self.texts.push_str(&fold(name));
        let end = u32::try_from(self.texts.len());
        self.ends
            .push(end.expect("a packed name has 255 bytes at most"));
    }

    fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.texts.shrink_to_fit();
    }

    fn place(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    pub(super) fn get(&self, row: usize) -> Option<&str> {
        let found = self
            .rows
            .binary_search_by_key(&row, |row| usize::from(*row));
        found.ok().map(|index| &self.texts[self.place(index)])
    }

    /// The rows in whose names the needle occurs.
    pub(super) fn with(&self, needle: &Needle) -> Hits {
        let mut hits = Hits::default();
        let (mut index, mut from) = (0, 0);
        while let Some(found) = needle.next_in(self.texts.as_bytes(), from) {
            index += self.ends[index..].partition_point(|end| *end as usize <= found.start);
            let place = self.place(index);
            let is_inside = found.end <= place.end;
            if is_inside {
                hits.set(usize::from(self.rows[index]));
            }
            from = match is_inside {
                true => place.end,
                false => found.start + 1,
            };
        }
        hits
    }
}
