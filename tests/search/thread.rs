//! The thread itself: it answers over its channels, and ends when nobody asks any more.

use rosterm::protocol::{Event, Generation, SearchCommand};
use rosterm::search;

use crate::world::{World, arrangement, people};

#[test]
fn it_answers_and_ends() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut world = World::default();
    world.page(people(300_000..305_000, &mut random));
    let mut other = World::default();
    std::mem::swap(&mut other.roster, &mut world.roster);
    let search::Link {
        commands,
        mut events,
    } = search::start().unwrap();
    for (block, rows) in other.roster.blocks().iter().cloned().enumerate() {
        commands.send(SearchCommand::Rows { block, rows }).unwrap();
    }
    let slots = other.roster.listing().to_vec();
    commands
        .send(SearchCommand::Listing { from: 0, slots })
        .unwrap();
    for (generation, find) in (1..).map(Generation).zip(["r", "ra", "rav", "ravi"]) {
        let arrangement = arrangement(find, None);
        let command = SearchCommand::Arrange {
            generation,
            arrangement,
        };
        commands.send(command).unwrap();
    }
    loop {
        let event = events.blocking_recv().unwrap();
        let Event::Arranged {
            generation,
            is_whole,
            ..
        } = &event
        else {
            panic!("{event:?}");
        };
        let is_last = *generation == Generation(4) && *is_whole;
        other.hear(event);
        if is_last {
            break;
        }
    }
    assert_eq!(other.rows, other.expected("ravi"));
    drop(commands);
    assert!(events.blocking_recv().is_none());
}
