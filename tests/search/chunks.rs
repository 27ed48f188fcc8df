//! Finds: the same rows as one look at each, however they stream in; the newest wins.

use proptest::prelude::*;

use crate::world::{World, people};

const FINDS: &[&str] = &[
    "",
    "a",
    "ra",
    "rav",
    "ravi",
    "!a",
    "!ra",
    "!ravi",
    "~rvi",
    "=ravi",
    "quality",
    "role:q",
    "role:=quality",
    "54630",
    "+91",
    "91",
    "9",
    "98",
    "!number:9",
    "agent:busy",
    "ext:no",
    "ext:060",
    "intl:on x",
    "zo",
    "muller",
    "sunita",
    "user1 ra",
    "@example !quality",
    "web:unknown",
    "id:31",
    "dept:x",
    "=\"asha rao\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Pages and finds come in any order; in the end it is what one look at each row finds.
    #[test]
    fn the_rows_are_those_of_one_look_at_each(
        seed in any::<u64>(),
        turns in prop::collection::vec((0_usize..3, 0..FINDS.len(), 1_u64..1500, 0_usize..4), 1..12),
    ) {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut world = World::default();
        let mut next = 300_000;
        let mut find = "";
        for (what, index, count, steps) in turns {
            if what == 0 {
                world.page(people(next..next + count, &mut random));
                next += count;
            } else {
                find = FINDS[index];
                world.arrange(find, None);
            }
            for _ in 0..steps {
                world.step();
            }
        }
        world.settle();
        if !find.is_empty() {
            prop_assert_eq!(&world.rows, &world.expected(find), "{:?}", find);
            prop_assert!(world.events.last().unwrap().is_whole);
        }
    }
}

#[test]
fn first_rows_are_there_before_all_were_looked_at() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..340_000, &mut random));
    world.arrange("ra", None);
    world.step();
    let first = world.events[0];
    assert!(!first.is_whole && first.rows > 0, "{first:?}");
    world.settle();
    assert!(world.events.last().unwrap().is_whole);
    assert_eq!(world.rows, world.expected("ra"));
}

#[test]
fn the_newest_find_wins_while_another_is_worked_out() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..340_000, &mut random));
    world.arrange("a", None);
    world.step();
    world.arrange("as", None);
    world.step();
    world.arrange("asha", None);
    let newest = world.events.len();
    world.settle();
    let later = &world.events[newest..];
    assert!(
        later
            .windows(2)
            .all(|two| two[0].generation == two[1].generation)
    );
    assert_eq!(world.rows, world.expected("asha"));
}

#[test]
fn rows_that_stream_in_are_told_alone() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..303_000, &mut random));
    world.arrange("a", None);
    world.settle();
    let found = world.rows.len();
    world.page(people(303_000..303_100, &mut random));
    world.settle();
    let last = world.events.last().unwrap();
    assert_eq!(last.keeps, found);
    assert!(last.rows <= 100);
    assert_eq!(world.rows, world.expected("a"));
}

#[test]
fn users_that_were_read_again_are_found_by_what_they_say_now() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..301_500, &mut random));
    for every in [2, 7, 400] {
        world.again(&people((300_000..301_500).step_by(every), &mut random));
        for find in FINDS.iter().filter(|find| !find.is_empty()) {
            world.arrange(find, None);
            world.settle();
            assert_eq!(world.rows, world.expected(find), "{find:?}, seed 7");
        }
    }
}

#[test]
fn nobody_found_is_told_too() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..300_100, &mut random));
    world.arrange("ravi", None);
    world.settle();
    assert!(!world.rows.is_empty());
    world.arrange("ravizz", None);
    world.settle();
    assert!(world.rows.is_empty());
    assert!(world.events.last().unwrap().is_whole);
}
