//! How many ids lie on the way from one user to the next, as far as was read. Pure.
//!
//! Ids are numbered for all customers of the vendor together, so a tenant's may lie in clusters:
//! one page says little about the rest, all pages so far say most.

/// Ids for each user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Density {
    ids: f64,
    rows: f64,
}

impl Density {
    /// So many rows were found on so many ids.
    pub(super) fn note(&mut self, ids: u64, rows: usize) {
        self.ids += ids as f64;
        self.rows += rows as f64;
    }

    /// On how many ids so many rows are expected; at least one for each.
    pub(super) fn ids(&self, rows: u32) -> f64 {
        let for_each = self.ids / self.rows.max(1.0);
        for_each.max(1.0) * f64::from(rows.max(1))
    }
}
