//! Marks are about users, never about rows.

use std::collections::HashSet;

use proptest::prelude::*;

use rosterm::domain::paging::Page;
use rosterm::domain::{Roster, Selection, UserId};

use crate::values::{id, row, stamp};

proptest! {
    #[test]
    fn a_selection_means_the_same_users_after_reordering_and_reloading(
        toggles in proptest::collection::vec(0..20_u64, 0..40),
        inverts in 0..4_usize,
        order in Just((0..20_u64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut selection = Selection::default();
        for number in &toggles {
            selection.toggle(&id(*number));
        }
        for _ in 0..inverts {
            selection.invert();
        }
        let marked = |roster: &Roster| -> HashSet<UserId> {
            let ids = roster.listing().iter().map(|&slot| roster.shown(slot).id());
            ids.filter(|id| selection.contains(id)).cloned().collect()
        };
        let mut roster = Roster::default();
        roster.join_page(None, stamp(1), all((0..20).collect()));
        let before = marked(&roster);
        prop_assert_eq!(before.len(), selection.count(20));
        roster.restart_listing();
        roster.join_page(None, stamp(2), all(order));
        prop_assert_eq!(before, marked(&roster));
    }

    #[test]
    fn inverting_twice_changes_nothing(toggles in proptest::collection::vec(0..20_u64, 0..40)) {
        let mut selection = Selection::default();
        for number in &toggles {
            selection.toggle(&id(*number));
        }
        let before = selection.clone();
        selection.invert();
        for number in 0..20 {
            prop_assert_ne!(selection.contains(&id(number)), before.contains(&id(number)));
        }
        selection.invert();
        prop_assert_eq!(selection, before);
    }
}

fn all(order: Vec<u64>) -> Page {
    Page {
        rows: order
            .into_iter()
            .map(|number| row(number, "Asha"))
            .collect(),
        ..Page::default()
    }
}
