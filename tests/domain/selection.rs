//! Marks are about users, never about rows.

use std::collections::HashSet;

use proptest::prelude::*;

use rosterm::domain::paging::Page;
use rosterm::domain::{Roster, Selection, UserId};

use crate::values::{id, row, stamp};

proptest! {
    #[test]
    fn a_selection_means_the_same_users_after_reordering_and_reloading(
        toggles in proptest::collection::vec(0..200_u64, 0..40),
        order in Just((0..200_u64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut roster = Roster::default();
        roster.join_page(None, stamp(1), all((0..200).collect()));
        let mut selection = Selection::default();
        let mut expected = HashSet::new();
        for number in &toggles {
            let slot = roster.slot(&id(*number)).expect("a known user");
            let is_marked = selection.toggle(slot);
            let is_new = expected.insert(id(*number));
            prop_assert_eq!(is_marked, is_new);
            if !is_new {
                expected.remove(&id(*number));
            }
        }
        let marked = |roster: &Roster| -> HashSet<UserId> {
            selection.iter().map(|slot| roster.shown(slot).id().clone()).collect()
        };
        prop_assert_eq!(&marked(&roster), &expected);
        prop_assert_eq!(selection.len(), expected.len());
        roster.restart_listing();
        roster.join_page(None, stamp(2), all(order));
        prop_assert_eq!(&marked(&roster), &expected);
        let listed = roster.listing().iter().filter(|slot| selection.contains(**slot));
        prop_assert_eq!(listed.count(), expected.len());
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
