//! Orders: by value, stable, the unknown last, and the same however the rows stream in.

use std::cmp::Ordering;

use proptest::prelude::*;

use rosterm::domain::find::fold;
use rosterm::domain::roster::Slot;
use rosterm::domain::user::in_order;
use rosterm::domain::{Column, Direction, Field, Roster, Sort};

use crate::world::{World, people};

fn by(column: Column, direction: Direction) -> Option<Sort> {
    Some(Sort { column, direction })
}

const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn an_order_is_the_same_however_rows_stream_in(
        seed in any::<u64>(),
        column in prop::sample::select(Column::ALL.to_vec()),
        direction in prop::sample::select(DIRECTIONS.to_vec()),
        find in prop::sample::select(vec!["", "a", "!ra", "quality"]),
        pages in prop::collection::vec(1_u64..700, 1..6),
    ) {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut streamed = World::default();
        let mut next = 9_000;
        streamed.arrange(find, by(column, direction));
        for count in pages {
            streamed.page(people(next..next + count, &mut random));
            next += count;
            streamed.settle();
        }
        let rows = streamed.rows.clone();
        // Asked anew, everything is sorted at once.
        streamed.arrange("", None);
        streamed.arrange(find, by(column, direction));
        streamed.settle();
        prop_assert_eq!(&streamed.rows, &rows);
        let mut found = streamed.expected(find);
        let mut sorted = rows.clone();
        sorted.sort();
        found.sort();
        prop_assert_eq!(sorted, found, "nobody is lost, nobody stands twice");
    }

    #[test]
    fn names_and_ids_are_in_order(seed in any::<u64>(), direction in prop::sample::select(DIRECTIONS.to_vec())) {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut world = World::default();
        world.page(people(9_000..11_000, &mut random));
        let turned = |order: Ordering| match direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        for column in [Column::Name, Column::Id, Column::Login] {
            world.arrange("", by(column, direction));
            world.settle();
            let compare = |one: &Slot, other: &Slot| {
                let order = match column {
                    Column::Id => in_order(&id(&world.roster, *one), &id(&world.roster, *other)),
                    Column::Name => text(&world.roster, *one, Field::Name)
                        .cmp(&text(&world.roster, *other, Field::Name)),
                    _ => {
                        let (one, other) = (
                            text(&world.roster, *one, Field::LoginId),
                            text(&world.roster, *other, Field::LoginId),
                        );
                        if one.is_empty() || other.is_empty() {
                            return one.is_empty().cmp(&other.is_empty());
                        }
                        one.cmp(&other)
                    }
                };
                turned(order)
            };
            let mut expected = world.roster.listing().to_vec();
            expected.sort_by(compare);
            prop_assert_eq!(&world.rows, &expected, "{:?}", column);
        }
    }
}

/// So many that two threads share the work.
#[test]
fn a_long_list_is_in_order_too() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..340_000, &mut random));
    let mut names: Vec<(String, Slot)> = Vec::new();
    for &slot in world.roster.listing() {
        names.push((text(&world.roster, slot, Field::Name), slot));
    }
    for direction in DIRECTIONS {
        names.sort_by(|(one, a), (other, b)| {
            let order = match direction {
                Direction::Ascending => one.cmp(other),
                Direction::Descending => other.cmp(one),
            };
            order.then(a.cmp(b))
        });
        world.arrange("", by(Column::Name, direction));
        world.settle();
        let expected: Vec<_> = names.iter().map(|(_, slot)| *slot).collect();
        assert_eq!(world.rows, expected, "{direction:?}, seed 7");
    }
}

fn id(roster: &Roster, slot: Slot) -> String {
    roster.shown(slot).id().to_string()
}

fn text(roster: &Roster, slot: Slot, field: Field) -> String {
    fold(roster.shown(slot).text(field))
}

#[test]
fn an_order_tells_only_what_moved() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(9_000..10_000, &mut random));
    world.arrange("", by(Column::Id, Direction::Ascending));
    world.settle();
    world.page(people(10_000..10_010, &mut random));
    world.settle();
    let last = world.events.last().unwrap();
    assert_eq!((last.keeps, last.rows), (1000, 10));
    assert_eq!(world.ids()[999..1001], ["9999", "10000"]);
}
