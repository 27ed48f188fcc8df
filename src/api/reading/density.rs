//! How many ids lie on the way from one user to the next, as far as was read. Pure.
//!
//! Ids are numbered for all customers of the vendor together, so a tenant's lie in clusters: what
//! was read last says more about what comes next than what was read long ago.

/// How much of the estimate the newest page replaces.
const NEWEST: f64 = 0.3;

/// Ids for each user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Density {
    ids_for_each: Option<f64>,
}

impl Density {
    /// So many rows were found on so many ids.
    pub(super) fn note(&mut self, ids: u64, rows: usize) {
        let fresh = ids as f64 / rows.max(1) as f64;
        self.ids_for_each = Some(match self.ids_for_each {
            None => fresh,
            Some(known) => known + (fresh - known) * NEWEST,
        });
    }

    /// On how many ids so many rows are expected; at least one for each.
    pub(super) fn ids(&self, rows: u32) -> f64 {
        self.ids_for_each.unwrap_or(1.0).max(1.0) * f64::from(rows.max(1))
    }
}
