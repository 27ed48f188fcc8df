//! A page that was read and is not told yet.

use crate::domain::roster::Parcel;
use crate::domain::{Page, Stamp};

/// A page, as it came or packed.
#[derive(Debug)]
pub(super) struct Kept {
    stamp: Stamp,
    /// Without its rows if they are packed.
    page: Page,
    packed: Parcel,
}

impl Kept {
    /// A page that is told at once.
    pub(super) fn open(stamp: Stamp, page: Page) -> Self {
        Self {
            stamp,
            page,
            packed: Parcel::default(),
        }
    }

    /// A page that waits for others before it, perhaps with a great many.
    pub(super) fn packed(stamp: Stamp, mut page: Page) -> Self {
        let packed = Parcel::pack(stamp, &std::mem::take(&mut page.rows));
        Self {
            stamp,
            page,
            packed,
        }
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.page.rows.len() + self.packed.len()
    }

    /// As it came.
    pub(super) fn unpack(mut self) -> (Stamp, Page) {
        if !self.packed.is_empty() {
            self.page.rows = self.packed.unpack();
        }
        (self.stamp, self.page)
    }
}
