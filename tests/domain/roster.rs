//! The roster: overlays that can be dropped, reads that never go back in time.

use std::sync::Arc;

use proptest::prelude::*;

use rosterm::domain::paging::Page;
use rosterm::domain::{Change, Field, Roster, Value, Values};

use crate::values::{change, edit_id, id, record, row, stamp, text, user};

fn roster_with(values: Values) -> Roster {
    let mut roster = Roster::default();
    roster.confirm_user(stamp(1), Arc::new(user(7, values)));
    roster
}

fn shown(roster: &Roster) -> Values {
    let shown = roster.get(&id(7)).unwrap();
    Field::writable()
        .filter_map(|field| Some((field, shown.get(field)?)))
        .collect()
}

proptest! {
    #[test]
    fn dropping_a_pending_edit_leaves_the_others(
        base in record(),
        changes in proptest::collection::vec(change(), 1..6),
        dropped in any::<prop::sample::Index>(),
    ) {
        let dropped = dropped.index(changes.len());
        let mut roster = roster_with(base.clone());
        let edits = || (1..).map(edit_id).zip(&changes);
        for (edit, change) in edits() {
            roster.add_pending(edit, &id(7), change.clone());
        }
        roster.drop_pending(edit_id(i64::try_from(dropped).unwrap() + 1));

        let mut without = roster_with(base.clone());
        for (index, (edit, change)) in edits().enumerate() {
            if index != dropped {
                without.add_pending(edit, &id(7), change.clone());
            }
        }
        prop_assert_eq!(shown(&roster), shown(&without));
        prop_assert_eq!(roster.pending_count(), changes.len() - 1);

        for (edit, _) in edits() {
            roster.drop_pending(edit);
        }
        prop_assert_eq!(shown(&roster), base, "rolled back to what the server confirmed");
    }

    #[test]
    fn the_newest_wish_is_shown(base in record(), changes in proptest::collection::vec(change(), 1..6)) {
        let mut roster = roster_with(base.clone());
        let mut expected = base;
        for (edit, change) in (1..).map(edit_id).zip(&changes) {
            roster.add_pending(edit, &id(7), change.clone());
            change.apply(&mut expected);
        }
        prop_assert_eq!(shown(&roster), expected);
    }

    #[test]
    fn older_reads_never_win(order in Just((1..=8_u64).collect::<Vec<_>>()).prop_shuffle(), by_page in any::<[bool; 8]>()) {
        let mut roster = Roster::default();
        let mut newest = 0;
        for sent in order {
            let name = format!("Asha {sent}");
            if by_page[usize::try_from(sent).unwrap() - 1] {
                let page = Page { rows: vec![row(7, &name)], ..Page::default() };
                // A new reading each time, so that the page belongs somewhere.
                roster.restart_listing();
                roster.join_page(None, stamp(sent), page);
            } else {
                let values = [(Field::Name, text(&name))].into();
                roster.confirm_user(stamp(sent), Arc::new(user(7, values)));
            }
            newest = newest.max(sent);
            prop_assert_eq!(roster.get(&id(7)).unwrap().name(), format!("Asha {newest}"));
        }
    }
}

#[test]
fn a_read_confirms_under_a_pending_wish() {
    let mut roster = roster_with([(Field::BlockWebLogin, Value::Flag(true))].into());
    let open = Change::one(Field::BlockWebLogin, None, Value::Flag(false));
    roster.add_pending(edit_id(1), &id(7), open);
    let again = user(7, [(Field::BlockWebLogin, Value::Flag(true))].into());
    assert!(roster.confirm_user(stamp(2), Arc::new(again)));
    let shown = roster.get(&id(7)).unwrap();
    assert_eq!(shown.get(Field::BlockWebLogin), Some(Value::Flag(false)));
    assert_eq!(
        shown.confirmed(Field::BlockWebLogin).unwrap().0,
        Value::Flag(true)
    );
}

#[test]
fn a_row_that_does_not_carry_a_field_leaves_what_the_single_read_said() {
    let mut roster = roster_with([(Field::BlockWebLogin, Value::Flag(true))].into());
    let page = Page {
        rows: vec![row(7, "Asha")],
        ..Page::default()
    };
    roster.join_page(None, stamp(9), page);
    let shown = roster.get(&id(7)).unwrap();
    assert_eq!(shown.get(Field::BlockWebLogin), Some(Value::Flag(true)));
    assert_eq!(shown.name(), "Asha");
}
