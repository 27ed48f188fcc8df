//! Rows put aside for a while, in as little memory as the roster takes for them.
//!
//! Invariant: what comes out is what went in, in the same order.

use std::collections::HashSet;
use std::sync::Arc;

use super::Stamp;
use super::block::Block;
use crate::domain::user::Row;

/// The rows of a page, packed.
#[derive(Debug, Clone, Default)]
pub struct Parcel(Vec<Block>);

impl Parcel {
    /// Packs the rows that a page sent at `stamp` told.
    #[must_use]
    pub fn pack(stamp: Stamp, rows: &[Row]) -> Self {
        Self(
            rows.chunks(Block::ROWS)
                .map(|rows| block(stamp, rows))
                .collect(),
        )
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(Block::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows.
    #[must_use]
    pub fn unpack(&self) -> Vec<Row> {
        let rows = |block| (0..Block::len(block)).filter_map(|row| block.row(row));
        let rows = self.0.iter().flat_map(rows);
        rows.map(|row| row.to_row()).collect()
    }
}

fn block(stamp: Stamp, rows: &[Row]) -> Block {
    let mut block = Block::default();
    let mut roles: HashSet<Arc<_>> = HashSet::new();
    for (place, row) in rows.iter().enumerate() {
        let role = row.role.as_ref().map(|role| match roles.get(role) {
            Some(known) => Arc::clone(known),
            None => {
                let role = Arc::new(role.clone());
                roles.insert(Arc::clone(&role));
                role
            }
        });
        block.push(row.id.as_str());
        block.confirm_row(place, stamp, row, role);
    }
    block.shrink();
    block
}
