//! Which rows of a block hold what a find asks.
//!
//! Invariant: what is found is what one look at each row with [`Ask::holds`] would find. The quick
//! ways tell rows that surely hold, and rows that need that look.

use std::borrow::Cow;

use crate::domain::find::{Ask, Find, Findable, Fuzzy, How, Needle, Place, Sense, State};
use crate::domain::roster::Block;
use crate::domain::user::RowRef;
use crate::domain::{Field, Role, Value};

use super::haystack::Haystack;
use super::hits::Hits;

/// A block is looked through in one go unless fewer of its rows than one in this many are left.
const SPARSE: usize = 8;

/// A text that is asked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    place: Place,
    how: How,
    needle: &'a Needle,
}

impl Haystack {
    /// The rows that are found, `within` those that are left.
    pub(super) fn hits(&self, find: &Find, within: Option<Hits>, fuzzy: &mut Fuzzy) -> Hits {
        let mut hits = within.unwrap_or_else(|| Hits::first(self.block().len()));
        for term in find.terms() {
            if hits.is_empty() {
                break;
            }
            let found = match &term.ask {
                Ask::State(state) => self.in_state(state, hits),
                Ask::Text { place, how, needle } => {
                    let (place, how) = (*place, *how);
                    let wanted = Wanted { place, how, needle };
                    self.with_text(&term.ask, wanted, hits, fuzzy)
                }
            };
            hits = match term.sense {
                Sense::Holds => found,
                Sense::Fails => hits.without(found),
            };
        }
        hits
    }

    fn in_state(&self, state: &State, within: Hits) -> Hits {
        let mut hits = Hits::default();
        for row in within.rows() {
            if state.holds(self.block().get(row, state.field).as_ref()) {
                hits.set(row);
            }
        }
        hits
    }

    fn with_text(&self, ask: &Ask, wanted: Wanted<'_>, within: Hits, fuzzy: &mut Fuzzy) -> Hits {
        let Wanted { place, how, needle } = wanted;
        let folded = self.folded();
        let strange = folded.strange.and(within);
        let plain = within.without(strange);
        let mut hits = self.with_role(wanted, fuzzy).and(plain);
        let left = plain.without(hits);
        let spotted = match how {
            How::Contains | How::Equals => self.with_needle(place, needle, left),
            How::Resembles if place == Place::Role => Hits::default(),
            How::Resembles => self.with_letters(needle, left),
        };
        let is_sure = how == How::Contains && !needle.has_plus();
        let mut open = strange;
        if is_sure {
            hits = hits.or(spotted);
        } else {
            open = open.or(spotted);
        }
        if needle.is_number() && matches!(place, Place::Anywhere | Place::Number) {
            open = open.or(folded.spaced.and(left));
        }
        for row in open.without(hits).rows() {
            if self.holds(ask, row, fuzzy) {
                hits.set(row);
            }
        }
        hits
    }

    /// The rows whose role it is; a role is looked at once for all of them.
    fn with_role(&self, wanted: Wanted<'_>, fuzzy: &mut Fuzzy) -> Hits {
        let Wanted { place, how, needle } = wanted;
        let mut hits = Hits::default();
        if matches!(place, Place::Anywhere | Place::Role) {
            let is_wanted = |role: &Role| {
                needle.is_in(how, &role.name, fuzzy) || needle.is_in(how, &role.id, fuzzy)
            };
            for row in self.block().rows_with_role(is_wanted) {
                hits.set(row);
            }
        }
        hits
    }

    /// The rows that have all letters of it somewhere, in their order.
    fn with_letters(&self, needle: &Needle, within: Hits) -> Hits {
        let names = &self.folded().names;
        let mut hits = Hits::default();
        for row in within.rows() {
            let has_letters = |text: &str| needle.is_scattered_over(text.as_bytes());
            if self.block().texts(row).is_some_and(has_letters)
                || names.get(row).is_some_and(has_letters)
            {
                hits.set(row);
            }
        }
        hits
    }

    /// The rows in which it occurs in one of the texts that are asked for.
    fn with_needle(&self, place: Place, needle: &Needle, within: Hits) -> Hits {
        if place == Place::Role {
            return Hits::default();
        }
        let is_many = within.count() * SPARSE > self.block().len();
        let hits = match self.block().all_texts().filter(|_| is_many) {
            Some(texts) => self.in_one_go(place, needle, texts.as_bytes(), within),
            None => self.row_by_row(place, needle, within),
        };
        match place {
            Place::Anywhere | Place::Name => hits.or(self.folded().names.with(needle).and(within)),
            Place::Login | Place::Number | Place::Id | Place::Role | Place::Extension => hits,
        }
    }

    fn in_one_go(&self, place: Place, needle: &Needle, texts: &[u8], within: Hits) -> Hits {
        let block = self.block();
        let mut hits = Hits::default();
        let (mut row, mut from) = (0, 0);
        while let Some(found) = needle.next_in(texts, from) {
            row = block.row_around(found.start, row);
            from = found.start + 1;
            if within.has(row) && !place.covers(block.place_around(row, found)) {
                continue;
            }
            if within.has(row) {
                hits.set(row);
            }
            from = block.span(row).end;
        }
        hits
    }

    fn row_by_row(&self, place: Place, needle: &Needle, within: Hits) -> Hits {
        let block = self.block();
        let mut hits = Hits::default();
        for row in within.rows() {
            let texts = block.texts(row).unwrap_or_default().as_bytes();
            let start = block.span(row).start;
            let mut from = 0;
            while let Some(found) = needle.next_in(texts, from) {
                from = found.start + 1;
                let found = start + found.start..start + found.end;
                if place.covers(block.place_around(row, found)) {
                    hits.set(row);
                    break;
                }
            }
        }
        hits
    }

    fn holds(&self, ask: &Ask, row: usize, fuzzy: &mut Fuzzy) -> bool {
        let plain = match self.folded().strange.has(row) {
            true => None,
            false => self.block().row(row),
        };
        match plain {
            Some(told) => {
                let name = self.name(row, told.name);
                ask.holds(&Plain { told, name }, fuzzy)
            }
            None => {
                let block = self.block();
                ask.holds(&Stranger { block, row }, fuzzy)
            }
        }
    }
}

/// A row of the list's own record.
struct Plain<'a> {
    told: RowRef<'a>,
    name: &'a str,
}

impl Findable for Plain<'_> {
    fn id(&self) -> &str {
        self.told.id
    }

    fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => Some(self.name),
            _ => self.told.text(field),
        }
    }

    /// Roles were looked at for all rows together.
    fn role(&self) -> Option<Cow<'_, Role>> {
        None
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
