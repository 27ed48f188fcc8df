//! Filling in what the list does not carry, for the rows in sight.
//!
//! Invariant: a listing spends at most [`Fill::ALLOWANCE`] requests on columns nobody asked for.

use std::collections::HashSet;

use crate::app::{Model, Overlay};
use crate::domain::{Field, UserId};
use crate::protocol::{ApiCommand, Command, Priority};

/// The web-login state is not in the list: visible rows get it by single reads, within a small
/// allowance a listing, so that the column does not eat the account's request budget.
#[derive(Debug)]
pub struct Fill {
    asked: HashSet<UserId>,
    waiting: HashSet<UserId>,
    allowance: usize,
}

impl Default for Fill {
    fn default() -> Self {
        Self {
            asked: HashSet::new(),
            waiting: HashSet::new(),
            allowance: Self::ALLOWANCE,
        }
    }
}

impl Fill {
    /// Single reads a listing may spend on columns that nobody asked for.
    pub const ALLOWANCE: usize = 24;
    /// How many of them are on their way at once.
    const AT_ONCE: usize = 2;

    /// A read of this user came back, for whatever reason it was asked.
    pub fn answered(&mut self, id: &UserId) {
        self.waiting.remove(id);
    }

    /// Whether the allowance is used up.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.allowance == 0
    }
}

pub(super) fn fill_in(model: &mut Model, window: usize, out: &mut Vec<Command>) {
    let is_covered = matches!(
        model.overlay,
        Some(
            Overlay::Form(_)
                | Overlay::Reader(_)
                | Overlay::Plan(_)
                | Overlay::Job(_)
                | Overlay::Jobs(_)
                | Overlay::Journal(_)
                | Overlay::Prompt(_)
                | Overlay::Count(_)
                | Overlay::Compare(_)
        )
    );
    // Of an earlier run's list nothing is filled in.
    let is_kept = model.roster.cached_at().is_some();
    let is_swept = model.list.sweep.named().is_some();
    let is_there = model.profile.vendor.has_web_login();
    if is_covered || is_kept || is_swept || model.list.is_reading() || !is_there {
        return;
    }
    let fill = &model.list.fill;
    let room = Fill::AT_ONCE
        .saturating_sub(fill.waiting.len())
        .min(fill.allowance);
    if room == 0 {
        return;
    }
    let rows = model.list.rows(&model.roster);
    let visible = rows.iter().skip(model.list.top).take(window);
    let unknown = visible
        .map(|&slot| model.roster.shown(slot))
        .filter(|shown| shown.get(Field::BlockWebLogin).is_none())
        .map(|shown| shown.id().clone())
        .filter(|id| !fill.asked.contains(id));
    for id in unknown.take(room).collect::<Vec<_>>() {
        let fill = &mut model.list.fill;
        fill.asked.insert(id.clone());
        fill.waiting.insert(id.clone());
        fill.allowance -= 1;
        out.push(Command::Api(ApiCommand::LoadUser {
            id,
            priority: Priority::Background,
        }));
    }
}
