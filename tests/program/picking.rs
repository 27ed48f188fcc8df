//! Numbers and departments for a user: picked by name, sent by what the API takes, and typed where
//! the tenant does not list them.

use rosterm::demo::{Chaos, Fault, Options};
use serde_json::json;

use crate::hand::{ENTER, ESC, Hand, TAB, ctrl, program};
use crate::oracle::{Oracle, RAVI};

const UP: &str = "\x1b[A";

/// Opens the form on Ravi, on his caller ids: the last field but one.
fn at_caller_ids(hand: &Hand) {
    hand.find_ravi();
    hand.press("e");
    hand.see("Edit  Ravi Kumar Verma");
    hand.press(UP);
    hand.see("> agent groups");
    hand.press(UP);
    hand.see("> caller ids");
}

fn reads(oracle: &Oracle, path: &str) -> usize {
    let requests = oracle.requests();
    requests
        .iter()
        .filter(|seen| seen.path_and_query == path)
        .count()
}

#[test]
fn numbers_and_departments_are_read_once_and_picked_by_name() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    at_caller_ids(&hand);
    assert_eq!(reads(&oracle, "/v1/my_number"), 0, "nobody asked yet");
    hand.press(ENTER);
    hand.see("[ ] 1759402  Pune office");
    hand.type_text("pune");
    hand.see_none_of(&["Support"]);
    hand.press(ENTER);
    hand.see("[x] 1759402  Pune office");
    hand.see("[ ] 1759334  Support");
    hand.type_text("07002");
    hand.see("> [ ] 1759334  Support");
    hand.press(ENTER);
    hand.see("2 marked");
    hand.press(ESC);
    hand.see("1759402, 1759334");
    hand.see("Pune office, Support   write-only");
    hand.press(TAB);
    hand.see("> agent groups");
    hand.press(ENTER);
    hand.see("[ ] 50801    Sales");
    hand.press(TAB);
    hand.see("> [ ] 50801    Sales");
    hand.press(TAB);
    hand.see("[x] 50801    Sales");
    hand.press(ESC);
    hand.press(ENTER);
    hand.see("[x] 50801    Sales");
    hand.press(ESC);
    hand.press(&ctrl('s'));
    let review = hand.see("no conflict");
    for line in [
        "+ \"1759402\"   Pune office, +91 99999 07005",
        "+ \"1759334\"   Support, +91 99999 07002",
        "+ \"Sales\"   id 50801",
        "nothing can be read back",
    ] {
        assert!(review.contains(line), "{line:?} in\n{review}");
    }
    hand.press("y");
    hand.see("Accepted by the server");
    let stored = oracle.user(RAVI)["write_only"].clone();
    assert_eq!(stored["caller_id"], json!(["1759402", "1759334"]));
    assert_eq!(stored["agent_group"], json!(["Sales"]));
    let read = [
        reads(&oracle, "/v1/my_number"),
        reads(&oracle, "/v1/departments"),
    ];
    assert_eq!(read, [1, 1]);
    hand.leave();
}

#[test]
fn where_a_tenant_lists_no_numbers_their_ids_are_typed() {
    for (chaos, why) in [(Chaos::Absent, "404"), (Chaos::Refused, "403")] {
        let oracle = Oracle::start(Options {
            chaos: vec![Fault {
                chaos,
                percent: 100,
            }],
            ..Options::default()
        });
        let hand = Hand::open(program(&oracle.api(), &[]));
        at_caller_ids(&hand);
        hand.press(ENTER);
        hand.see("(My Numbers) could not be read");
        hand.see(why);
        hand.see("Type the ids of numbers");
        hand.type_text("1759340");
        hand.see("> [ ] 1759340   as typed");
        hand.press(ENTER);
        hand.see("marked: 1759340");
        hand.press(ESC);
        hand.press(&ctrl('s'));
        hand.see("no conflict");
        hand.press("y");
        hand.see("Accepted by the server");
        let stored = oracle.user(RAVI)["write_only"]["caller_id"].clone();
        assert_eq!(stored, json!(["1759340"]));
        assert_eq!(reads(&oracle, "/v1/my_number"), 1, "not asked again");
        hand.leave();
    }
}
