//! Pages joined and read again while the server's list changes: each user once and in order, and
//! never an endless loop.

use std::collections::BTreeSet;

use proptest::prelude::*;

use rosterm::domain::paging::{Guard, Next, Page, Warning};
use rosterm::domain::roster::Joined;
use rosterm::domain::{Roster, UserId};

use crate::values::{id, row, stamp};

/// A well-behaved server: ids ascend, a page starts behind its cursor.
struct Server {
    ids: BTreeSet<u64>,
    sent: u64,
}

impl Server {
    fn new(ids: impl IntoIterator<Item = u64>) -> Self {
        Self {
            ids: ids.into_iter().collect(),
            sent: 0,
        }
    }

    fn page(&self, after: Option<&UserId>, limit: usize) -> Page {
        let after = after.map_or(0, |after| after.as_str().parse().unwrap());
        let mut rest = self.ids.range(after + 1..);
        let rows: Vec<_> = rest
            .by_ref()
            .take(limit)
            .map(|&id| row(id, "Asha"))
            .collect();
        Page {
            cursor: rows.last().map(|row| row.id.clone()),
            has_more: rest.next().is_some(),
            rows,
            skipped: 0,
            ..Page::default()
        }
    }

    fn read(&mut self, roster: &mut Roster, after: Option<UserId>, limit: usize) -> Joined {
        self.sent += 1;
        let page = self.page(after.as_ref(), limit);
        roster.join_page(after.as_ref(), stamp(self.sent), page)
    }

    /// Reads the page that comes next; `None` = there is none.
    fn read_next(&mut self, roster: &mut Roster, limit: usize) -> Option<Joined> {
        let after = match roster.next() {
            None => None,
            Some(Next::After(cursor)) => Some(cursor.clone()),
            Some(Next::End | Next::Untold | Next::Stopped(_)) => return None,
        };
        Some(self.read(roster, after, limit))
    }
}

fn listed(roster: &Roster) -> Vec<u64> {
    let ids = roster
        .listing()
        .iter()
        .map(|&slot| roster.shown(slot).id().as_str().parse());
    ids.map(Result::unwrap).collect()
}

#[derive(Debug, Clone)]
enum Step {
    ReadNext,
    ReadAgain(prop::sample::Index),
    Appear(u64),
    Vanish(prop::sample::Index),
    StartOver,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::ReadNext),
        3 => any::<prop::sample::Index>().prop_map(Step::ReadAgain),
        3 => (1..400_u64).prop_map(Step::Appear),
        3 => any::<prop::sample::Index>().prop_map(Step::Vanish),
        1 => Just(Step::StartOver),
    ]
}

proptest! {
    #[test]
    fn each_user_stands_once_and_in_order(
        ids in proptest::collection::btree_set(1..400_u64, 0..60),
        limit in 1..8_usize,
        steps in proptest::collection::vec(step(), 0..60),
    ) {
        let mut server = Server::new(ids);
        let mut roster = Roster::default();
        let mut ever: BTreeSet<u64> = server.ids.clone();
        for step in steps {
            match step {
                Step::ReadNext => {
                    let there: Vec<_> = listed(&roster);
                    let there = there.into_iter().filter(|id| server.ids.contains(id));
                    let there: Vec<_> = there.collect();
                    if let Some(joined) = server.read_next(&mut roster, limit) {
                        prop_assert_eq!(joined, Joined::Appended);
                        prop_assert!(there.iter().all(|id| listed(&roster).contains(id)));
                    }
                }
                Step::ReadAgain(at) if !roster.listing().is_empty() => {
                    let after = roster.page_at(at.index(roster.listing().len())).unwrap();
                    prop_assert_eq!(server.read(&mut roster, after, limit), Joined::Replaced);
                }
                Step::Appear(id) => {
                    server.ids.insert(id);
                    ever.insert(id);
                }
                Step::Vanish(at) if !server.ids.is_empty() => {
                    let id = *server.ids.iter().nth(at.index(server.ids.len())).unwrap();
                    server.ids.remove(&id);
                }
                Step::StartOver => roster.restart_listing(),
                Step::ReadAgain(_) | Step::Vanish(_) => {}
            }
            let listed = listed(&roster);
            prop_assert!(listed.is_sorted_by(|a, b| a < b), "not once and in order: {listed:?}");
            prop_assert!(listed.iter().all(|id| ever.contains(id)));
            prop_assert!(!matches!(roster.next(), Some(Next::Stopped(_))), "{:?}", roster.next());
        }
        // Read from the start while nothing changes, the listing is the server's.
        roster.restart_listing();
        let most = server.ids.len() + 2;
        for _ in 0..most {
            server.read_next(&mut roster, limit);
        }
        prop_assert!(roster.is_complete(), "an endless list");
        prop_assert_eq!(listed(&roster), server.ids.iter().copied().collect::<Vec<_>>());
    }

    #[test]
    fn a_cursor_that_misbehaves_ends_in_a_warning(pages in proptest::collection::vec(
        (proptest::option::of(1..30_u64), any::<bool>(), 0..4_usize, 0..2_usize), 200,
    )) {
        // Whatever the server sends, following its cursor never visits one twice.
        let mut guard = Guard::default();
        let mut visited = BTreeSet::new();
        for (cursor, has_more, new, skipped) in pages {
            let page = Page { cursor: cursor.map(id), has_more, skipped, rows: Vec::new(), ..Page::default() };
            match guard.follow(&page, new) {
                Next::After(cursor) => prop_assert!(visited.insert(cursor), "twice"),
                Next::End | Next::Untold | Next::Stopped(_) => break,
            }
        }
        prop_assert!(visited.len() <= 30);
    }
}

fn full(server: &mut Server, limit: usize) -> Roster {
    let mut roster = Roster::default();
    while server.read_next(&mut roster, limit).is_some() {}
    roster
}

#[test]
fn a_row_that_vanished_leaves_and_the_next_page_keeps_its_own() {
    let mut server = Server::new([1, 2, 3, 4, 5, 6]);
    let mut roster = full(&mut server, 3);
    server.ids.remove(&2);
    server.read(&mut roster, None, 3);
    assert_eq!(listed(&roster), [1, 3, 4, 5, 6]);
}

#[test]
fn a_row_that_appeared_pushes_nobody_out() {
    let mut server = Server::new([10, 20, 30, 40, 50]);
    let mut roster = full(&mut server, 3);
    server.ids.insert(15);
    server.read(&mut roster, None, 3);
    assert_eq!(listed(&roster), [10, 15, 20, 30, 40, 50]);
}

#[test]
fn rows_of_a_later_page_stay_behind_it() {
    let mut server = Server::new([10, 20, 30, 50, 60, 70]);
    let mut roster = full(&mut server, 3);
    server.ids = [10, 50, 55, 60, 70].into();
    server.read(&mut roster, None, 3);
    // 55 belongs to the second page and comes when that is read again.
    assert_eq!(listed(&roster), [10, 50, 60, 70]);
    let second = roster.page_at(2).unwrap();
    server.read(&mut roster, second, 3);
    assert_eq!(listed(&roster), [10, 50, 55, 60, 70]);
}

#[test]
fn the_last_page_grows_and_reading_goes_on() {
    let mut server = Server::new([1, 2, 3]);
    let mut roster = full(&mut server, 3);
    assert!(roster.is_complete());
    assert_eq!(roster.count_label(), "3");
    server.ids.extend([4, 5]);
    server.read(&mut roster, None, 3);
    assert_eq!(roster.count_label(), "3+");
    server.read_next(&mut roster, 3);
    assert_eq!(listed(&roster), [1, 2, 3, 4, 5]);
    assert!(roster.is_complete());
}

#[test]
fn a_page_that_became_the_last_drops_what_stood_behind_it() {
    let mut server = Server::new([1, 2, 3, 4, 5, 6]);
    let mut roster = full(&mut server, 2);
    server.ids = [1, 2, 3].into();
    let second = roster.page_at(2).unwrap();
    server.read(&mut roster, second, 2);
    assert_eq!(listed(&roster), [1, 2, 3]);
    assert_eq!(roster.count_label(), "3");
}

#[test]
fn a_last_page_that_grew_without_a_cursor_stops_with_a_warning() {
    let mut server = Server::new([1, 2, 3]);
    let mut roster = full(&mut server, 3);
    let page = Page {
        rows: vec![row(1, "Asha")],
        has_more: true,
        cursor: None,
        skipped: 0,
        ..Page::default()
    };
    roster.join_page(None, stamp(9), page);
    assert_eq!(roster.next(), Some(&Next::Stopped(Warning::Missing)));
}

#[test]
fn a_page_that_stopped_the_list_goes_on_when_read_again_in_order() {
    let mut server = Server::new([1, 2, 3, 4]);
    let mut roster = Roster::default();
    server.read_next(&mut roster, 2);
    let broken = Page {
        cursor: Some(id(2)),
        ..server.page(Some(&id(2)), 1)
    };
    roster.join_page(Some(&id(2)), stamp(5), broken);
    assert_eq!(
        roster.next(),
        Some(&Next::Stopped(Warning::Repeated(id(2))))
    );
    server.sent = 5;
    server.read(&mut roster, Some(id(2)), 1);
    assert_eq!(roster.next(), Some(&Next::After(id(3))));
}

#[test]
fn a_server_that_repeats_the_cursor_row_loses_nobody() {
    let mut roster = Roster::default();
    let page = |ids: &[u64], has_more| Page {
        rows: ids.iter().map(|&id| row(id, "Asha")).collect(),
        cursor: ids.last().copied().map(id),
        has_more,
        skipped: 0,
        ..Page::default()
    };
    roster.join_page(None, stamp(1), page(&[1, 2, 3], true));
    roster.join_page(Some(&id(3)), stamp(2), page(&[3, 4, 5], false));
    assert_eq!(listed(&roster), [1, 2, 3, 4, 5]);
    roster.join_page(Some(&id(3)), stamp(3), page(&[3, 4, 5, 6], false));
    assert_eq!(listed(&roster), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn late_and_older_pages_change_nothing() {
    let mut server = Server::new([1, 2, 3, 4, 5]);
    let mut roster = full(&mut server, 2);
    let late = server.page(Some(&id(2)), 2);
    roster.restart_listing();
    assert_eq!(
        roster.join_page(Some(&id(2)), stamp(3), late),
        Joined::Ignored
    );
    assert!(roster.listing().is_empty());

    let older = server.page(None, 2);
    server.sent = 20;
    server.ids.remove(&1);
    server.read_next(&mut roster, 2);
    assert_eq!(roster.join_page(None, stamp(4), older), Joined::Ignored);
    assert_eq!(listed(&roster), [2, 3]);
}

#[test]
fn the_warnings_of_the_guard() {
    let page = |cursor: Option<u64>, skipped| Page {
        cursor: cursor.map(id),
        has_more: true,
        skipped,
        rows: Vec::new(),
        ..Page::default()
    };
    let after = |cursors: &[u64]| {
        let mut guard = Guard::default();
        for cursor in cursors {
            assert_eq!(
                guard.follow(&page(Some(*cursor), 0), 1),
                Next::After(id(*cursor))
            );
        }
        guard
    };
    let table = [
        (after(&[]).follow(&page(None, 0), 3), Some(Warning::Missing)),
        (
            after(&[9]).follow(&page(Some(9), 0), 3),
            Some(Warning::Repeated(id(9))),
        ),
        (
            after(&[2, 10]).follow(&page(Some(9), 0), 3),
            Some(Warning::Backwards(id(9))),
        ),
        (
            after(&[9]).follow(&page(Some(12), 0), 0),
            Some(Warning::NothingNew(id(12))),
        ),
        (after(&[9]).follow(&page(Some(12), 5), 0), None),
    ];
    for (next, warning) in table {
        match warning {
            Some(warning) => assert_eq!(next, Next::Stopped(warning)),
            None => assert_eq!(next, Next::After(id(12))),
        }
    }
}

#[test]
fn skipped_rows_are_counted() {
    let mut roster = Roster::default();
    let page = Page {
        rows: vec![row(1, "Asha")],
        skipped: 2,
        ..Page::default()
    };
    roster.join_page(None, stamp(1), page.clone());
    assert_eq!(roster.skipped(), 2);
    roster.join_page(None, stamp(2), Page { skipped: 0, ..page });
    assert_eq!(roster.skipped(), 0, "the page was read again");
}
