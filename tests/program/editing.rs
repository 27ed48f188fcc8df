//! The form with its review, the role picker, and a second person who was quicker.

use rosterm::demo::Options;
use serde_json::json;

use crate::hand::{ENTER, ESC, Hand, TAB, ctrl, program};
use crate::oracle::{Oracle, RAVI};
use crate::process::Tenant;

/// The fields of the form that the tests edit, by how many tabs lie before them.
const NUMBER: usize = 1;
const EMAIL: usize = 2;

/// Opens the form on Ravi.
fn open_form(hand: &Hand) {
    hand.find_ravi();
    hand.press("e");
    hand.see("Edit  Ravi Kumar Verma");
    hand.see("name            Ravi Kumar Verma");
}

/// Clears the text field under the cursor and types a new text.
fn retype(hand: &Hand, text: &str) {
    hand.press(&ctrl('u'));
    hand.type_text(text);
    hand.see(text);
}

#[test]
fn three_fields_are_reviewed_sent_and_read_back() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    open_form(&hand);
    retype(&hand, "Ravi K. Verma");
    hand.press(TAB);
    retype(&hand, "+919999900055");
    hand.press(TAB);
    retype(&hand, "ravi.k@example.in");
    hand.see("changed 3");
    hand.press(&ctrl('s'));
    let review = hand.see("the server still holds what you saw, no conflict");
    for line in [
        "~ name",
        "- \"Ravi Kumar Verma\"",
        "+ \"Ravi K. Verma\"",
        "+ \"ravi.k@example.in\"",
        "Send 3 changes",
    ] {
        assert!(review.contains(line), "{line:?} in\n{review}");
    }
    let sent = |oracle: &Oracle| {
        let requests = oracle.requests();
        let mut patches = requests.into_iter().filter(|seen| seen.method == "PATCH");
        patches.next().and_then(|patch| patch.body)
    };
    hand.press(ENTER);
    hand.see("Send 3 changes");
    assert_eq!(sent(&oracle), None, "Enter sends nothing");
    hand.press("y");
    hand.see("= Verified");
    assert_eq!(
        sent(&oracle),
        Some(json!({
            "name": "Ravi K. Verma", "number": "+919999900055", "email": "ravi.k@example.in",
        })),
        "exactly the changed fields"
    );
    hand.see("Ravi K. Verma  ");
    hand.press(ENTER);
    let detail = hand.see("email          ravi.k@example.in");
    assert!(detail.contains("name           Ravi K. Verma"), "{detail}");
    hand.press("z");
    hand.see("name           Ravi Kumar Verma");
    hand.see("= Verified");
    assert_eq!(oracle.user(RAVI)["name"], "Ravi Kumar Verma");
    hand.press("q");
    hand.see("1 of 1 found");
    hand.leave();
}

#[test]
fn a_draft_outlives_esc() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    open_form(&hand);
    retype(&hand, "Ravi Draft");
    hand.press(ESC);
    hand.see("1 draft kept");
    hand.press("e");
    hand.see("Ravi Draft");
    hand.press(&ctrl('x'));
    hand.see_none_of(&["Ravi Draft"]);
    hand.press(ESC);
    hand.see("Enter detail");
    hand.see_none_of(&["draft kept"]);
    hand.leave();
}

#[test]
fn a_role_is_picked_by_typing() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.find_ravi();
    hand.press("r");
    hand.see("Role for Ravi Kumar Verma   now: Quality (54630)");
    hand.type_text("supervisor");
    hand.see("│> Supervisor  ");
    hand.see_none_of(&["Team Lead"]);
    hand.press(ENTER);
    hand.see("= Verified");
    hand.see("Supervisor active");
    assert_eq!(oracle.user(RAVI)["team_member"]["role"]["id"], 54_611);
    hand.leave();
}

#[test]
fn a_second_person_was_quicker_theirs_for_one_field_and_mine_for_the_other() {
    let tenant = Tenant::start(&[]);
    let hand = Hand::open(program(&tenant.api, &[]));
    open_form(&hand);
    for _ in 0..NUMBER {
        hand.press(TAB);
    }
    retype(&hand, "+919999900077");
    for _ in NUMBER..EMAIL {
        hand.press(TAB);
    }
    retype(&hand, "mine@example.in");
    let ran = tenant.run(&[
        "set",
        "314678",
        "number=+919999900088",
        "email=theirs@example.in",
        "--yes",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    hand.press(&ctrl('s'));
    let conflict = hand.see("Conflict  Ravi Kumar Verma");
    for text in [
        "2 fields that you edited",
        "theirs@example.in",
        "mine@example.in",
    ] {
        assert!(conflict.contains(text), "{text:?} in\n{conflict}");
    }
    // The cursor is on the first of the two; after it is decided, the other is left.
    hand.press("m");
    hand.see_none_of(&["2 fields that you edited"]);
    hand.press("t");
    let review = hand.see("Send 1 change");
    assert!(review.contains("+ \"+919999900077\""), "{review}");
    hand.see("no conflict");
    hand.press("y");
    hand.see("= Verified");
    let user = tenant.run(&["user", "314678", "--json"]).json();
    assert_eq!(user["email"], "theirs@example.in");
    let digits = user["number"].as_str().unwrap_or_default().replace(' ', "");
    assert_eq!(digits, "+919999900077");
    hand.leave();
}

#[test]
fn undo_does_not_overwrite_what_somebody_else_set_meanwhile() {
    let tenant = Tenant::start(&[]);
    let hand = Hand::open(program(&tenant.api, &[]));
    hand.find_ravi();
    hand.press("r");
    hand.see("Role for Ravi Kumar Verma");
    hand.type_text("supervisor");
    hand.see("│> Supervisor  ");
    hand.press(ENTER);
    hand.see("= Verified");
    let ran = tenant.run(&["set", "314678", "user_role=54601", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // A read less than a second old serves as the one before the write.
    hand.press(ENTER);
    hand.see("fetched 2s ago");
    hand.press("z");
    hand.see("# Not sent.");
    let user = tenant.run(&["user", "314678", "--json"]).json();
    assert_eq!(user["role"]["name"], "Agent", "theirs stays");
    hand.press("q");
    hand.see("1 of 1 found");
    hand.leave();
}
