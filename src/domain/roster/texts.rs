//! The texts of a block's rows, for whoever looks through many of them.
//!
//! Invariant: what is said here of a row is what [`Block::row`] says of it, with less to unpack.

use std::ops::Range;

use crate::domain::field::Field;
use crate::domain::find::Place;
use crate::domain::value::{Role, Value};

use super::Block;
use super::packed::Packed;

impl Block {
    /// The texts of all rows, one row's behind another's and nothing between them, what each row
    /// has in the same order. `None` = they do not stand so: rows were read again.
    #[must_use]
    pub fn all_texts(&self) -> Option<&str> {
        let mut end = 0;
        let is_in_order = self.rows.iter().all(|packed| {
            let is_next = packed.start as usize == end;
            end += packed.length();
            is_next
        });
        (is_in_order && end == self.texts.len()).then_some(&self.texts)
    }

    /// The same of one row; its role is not among them. `None` = they are not kept so.
    #[must_use]
    pub fn texts(&self, row: usize) -> Option<&str> {
        self.plain(row).map(|packed| self.texts_of(*packed))
    }

    /// Where they stand in the block's memory.
    #[must_use]
    pub fn span(&self, row: usize) -> Range<usize> {
        let start = self.rows[row].start as usize;
        start..start + self.rows[row].length()
    }

    /// Of rows that stand in order, the one whose texts hold `place`; `from` is it or one before it.
    #[must_use]
    pub fn row_around(&self, place: usize, from: usize) -> usize {
        let behind = &self.rows[from + 1..];
        let ends_before = |packed: &&Packed| packed.start as usize <= place;
        from + behind.iter().take_while(ends_before).count()
    }

    /// Which of the texts that are searched contains this range of the block's memory, in whose
    /// row it is.
    #[must_use]
    pub fn place_around(&self, row: usize, range: Range<usize>) -> Option<Place> {
        let start = self.rows[row].start as usize;
        self.rows[row].place_around(&(range.start - start..range.end - start))
    }

    /// The rows to which pages gave one of the roles asked for; rows that are not kept with the
    /// others are left out.
    pub fn rows_with_role(
        &self,
        mut is_asked_for: impl FnMut(&Role) -> bool,
    ) -> impl Iterator<Item = usize> {
        let wanted: Vec<bool> = self.roles.iter().map(|role| is_asked_for(role)).collect();
        let rows = match wanted.contains(&true) {
            true => self.rows.as_slice(),
            false => &[],
        };
        let has = move |packed: &Packed| packed.role().is_some_and(|role| wanted[role]);
        let rows = rows.iter().enumerate();
        rows.filter_map(move |(row, packed)| has(packed).then_some(row))
    }

    /// The text of `field` that pages told; as `RowRef::text`.
    pub(super) fn page_text(&self, row: usize, field: Field) -> Option<&str> {
        let Some(packed) = self.plain(row) else {
            return self.row(row)?.text(field);
        };
        if field == Field::Role {
            return packed.role().map(|role| self.roles[role].name.as_str());
        }
        match packed.text_place(field) {
            Some(place) => Some(&self.texts_of(*packed)[place?]),
            None => self.row(row)?.text(field),
        }
    }

    /// The value of `field` that pages told; as `RowRef::get`.
    pub(super) fn page_value(&self, row: usize, field: Field) -> Option<Value> {
        match (field, self.plain(row)) {
            (
                Field::UserStatus
                | Field::AgentStatus
                | Field::BlockAgent
                | Field::DisableAgent
                | Field::LoginBasedCalling
                | Field::InternationalOutbound
                | Field::BlockWebLogin,
                Some(packed),
            ) => packed.states().get(field),
            _ => self.row(row)?.get(field),
        }
    }

    /// The row, if a page told it and it is kept with the others.
    fn plain(&self, row: usize) -> Option<&Packed> {
        let packed = &self.rows[row];
        (!packed.is_odd() && packed.read != 0).then_some(packed)
    }
}
