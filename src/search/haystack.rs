//! A block of rows as it is searched.
//!
//! Invariant: rows of ASCII text have no second copy; only names in other letters have a folded
//! one, made when the block is first looked at.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::domain::find::{Ask, Find, Findable, Fuzzy, How, Needle, Place, Sense, Term, fold};
use crate::domain::roster::Block;
use crate::domain::user::RowRef;
use crate::domain::{Field, Role, Value};

/// A shared block and what is needed to search it.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    block: Arc<Block>,
    folded: OnceLock<Folded>,
}

/// What differs from the block's own texts.
#[derive(Debug, Default)]
struct Folded {
    /// Names in other letters, as they are compared, by their rows.
    names: Vec<(u16, Box<str>)>,
    /// Rows whose texts are not all in the list's record, or not all comparable as they stand.
    strange: Hits,
    /// Rows whose number is written with blanks or dashes.
    spaced: Hits,
}

/// A bit a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hits([u64; Block::ROWS / 64]);

impl Default for Hits {
    fn default() -> Self {
        Self([0; Block::ROWS / 64])
    }
}

impl Hits {
    fn first(rows: usize) -> Self {
        let mut hits = Self::default();
        for row in 0..rows {
            hits.set(row);
        }
        hits
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0[row / 64] & (1 << (row % 64)) != 0
    }

    fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    fn leave_out(&mut self, others: Self) {
        for (bits, others) in self.0.iter_mut().zip(others.0) {
            *bits &= !others;
        }
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    fn rows(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(word * 64 + bit)
            })
        })
    }
}

impl Haystack {
    pub(super) fn new(block: Arc<Block>) -> Self {
        Self {
            block,
            folded: OnceLock::new(),
        }
    }

    /// The rows that are found, `within` those that are left.
    pub(super) fn hits(&self, find: &Find, within: Option<Hits>, fuzzy: &mut Fuzzy) -> Hits {
        let mut hits = within.unwrap_or_else(|| Hits::first(self.block.len()));
        for term in find.terms() {
            if hits.is_empty() {
                break;
            }
            self.sift(term, &mut hits, fuzzy);
        }
        hits
    }

    fn sift(&self, term: &Term, hits: &mut Hits, fuzzy: &mut Fuzzy) {
        let mut found = Hits::default();
        for row in self.candidates(&term.ask, *hits).rows() {
            let plain = match self.folded().strange.has(row) {
                true => None,
                false => self.block.row(row),
            };
            let holds = match plain {
                Some(told) => {
                    let name = self.name(row, told.name);
                    term.ask.holds(&View { told, name }, fuzzy)
                }
                None => term.ask.holds(&self.stranger(row), fuzzy),
            };
            if holds {
                found.set(row);
            }
        }
        match term.sense {
            Sense::Holds => *hits = found,
            Sense::Fails => hits.leave_out(found),
        }
    }

    /// The rows worth a look at their fields: where a text is nowhere in all of a row's bytes, it
    /// is in none of them.
    fn candidates(&self, ask: &Ask, within: Hits) -> Hits {
        let (place, needle) = match ask {
            Ask::Text {
                place,
                how: How::Contains | How::Equals,
                needle,
            } => (*place, needle),
            Ask::Text {
                how: How::Resembles,
                ..
            }
            | Ask::State(_) => return within,
        };
        let (in_texts, in_names, in_roles) = match place {
            Place::Anywhere => (true, true, true),
            Place::Name => (true, true, false),
            Place::Role => (false, false, true),
            Place::Login | Place::Number | Place::Id | Place::Extension => (true, false, false),
        };
        let folded = self.folded();
        let mut roles = RolesSeen::default();
        let mut candidates = Hits::default();
        for row in within.rows() {
            let is_open = folded.strange.has(row) || needle.is_number() && folded.spaced.has(row);
            let texts = self.block.texts(row).unwrap_or_default();
            if is_open
                || in_texts && needle.may_be_in(texts)
                || in_roles && roles.have(self.block.role(row), needle)
            {
                candidates.set(row);
            }
        }
        for (row, name) in folded.names.iter().filter(|_| in_names) {
            let row = usize::from(*row);
            if within.has(row) && needle.may_be_in(name) {
                candidates.set(row);
            }
        }
        candidates
    }

    fn stranger(&self, row: usize) -> Stranger<'_> {
        Stranger {
            block: &self.block,
            row,
        }
    }

    /// The name as it is compared, if it had to be folded, else as it stands.
    fn name<'a>(&'a self, row: usize, name: &'a str) -> &'a str {
        if name.is_ascii() {
            return name;
        }
        let names = &self.folded().names;
        let found = names.binary_search_by_key(&row, |(row, _)| usize::from(*row));
        found.map_or(name, |index| &names[index].1)
    }

    fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| {
            let mut folded = Folded::default();
            for row in 0..self.block.len() {
                let Some(told) = self.block.row(row) else {
                    folded.strange.set(row);
                    continue;
                };
                if is_spaced(told.text(Field::Number).unwrap_or_default()) {
                    folded.spaced.set(row);
                }
                let is_whole = self.block.texts(row).is_some() && self.block.user(row).is_none();
                if !is_whole || !is_comparable(&told) {
                    folded.strange.set(row);
                } else if !told.name.is_ascii() {
                    let row = u16::try_from(row).expect("a block has 1,024 rows");
                    folded.names.push((row, fold(told.name).into()));
                }
            }
            folded
        })
    }

    /// A text field as it is sorted: folded where it is not ASCII.
    pub(super) fn text(&self, row: usize, field: Field) -> Option<Cow<'_, str>> {
        if field == Field::Name
            && !self.folded().strange.has(row)
            && let Some(name) = self.block.name(row)
        {
            return Some(self.name(row, name).into());
        }
        let text = self.block.text(row, field)?;
        Some(match text.is_ascii() {
            true => text.into(),
            false => fold(text).into(),
        })
    }

    pub(super) fn block(&self) -> &Block {
        &self.block
    }
}

/// Whether all texts but the name are compared byte by byte.
fn is_comparable(told: &RowRef<'_>) -> bool {
    let fields = [Field::LoginId, Field::Number, Field::Extension];
    let mut texts = fields.into_iter().filter_map(|field| told.text(field));
    texts.all(str::is_ascii)
}

fn is_spaced(number: &str) -> bool {
    let number = number.strip_prefix('+').unwrap_or(number);
    !number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Roles are shared by many rows of a block: each is compared once.
#[derive(Default)]
struct RolesSeen<'a>(Vec<(&'a Role, bool)>);

impl<'a> RolesSeen<'a> {
    fn have(&mut self, role: Option<&'a Role>, needle: &Needle) -> bool {
        let Some(role) = role else { return false };
        let seen = self.0.iter().find(|(seen, _)| std::ptr::eq(*seen, role));
        if let Some((_, has)) = seen {
            return *has;
        }
        let has = needle.may_be_in(&fold(&role.name)) || needle.may_be_in(&fold(&role.id));
        self.0.push((role, has));
        has
    }
}

/// A row of the list's own record.
struct View<'a> {
    told: RowRef<'a>,
    name: &'a str,
}

impl Findable for View<'_> {
    fn id(&self) -> &str {
        self.told.id
    }

    fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => Some(self.name),
            _ => self.told.text(field),
        }
    }

    fn role(&self) -> Option<Cow<'_, Role>> {
        self.told.role.map(Cow::Borrowed)
    }

    fn get(&self, field: Field) -> Option<Value> {
        self.told.get(field)
    }
}

/// A row of which more is known than the list told.
struct Stranger<'a> {
    block: &'a Block,
    row: usize,
}

impl Findable for Stranger<'_> {
    fn id(&self) -> &str {
        self.block.id(self.row)
    }

    fn text(&self, field: Field) -> Option<&str> {
        self.block.text(self.row, field)
    }

    fn role(&self) -> Option<Cow<'_, Role>> {
        match self.block.get(self.row, Field::Role) {
            Some(Value::Role(role)) => Some(Cow::Owned(role)),
            Some(_) | None => None,
        }
    }

    fn get(&self, field: Field) -> Option<Value> {
        self.block.get(self.row, field)
    }
}
