//! The pickers of numbers and departments: read once, found by typing, marked one by one; and
//! everything typed when there is no list.

use std::sync::Arc;

use rosterm::domain::{Neighbour, NeighbourList, Neighbours};
use rosterm::protocol::Event;

use crate::script::stage::Stage;
use crate::script::{check, keys};

#[test]
fn numbers_are_read_when_the_picker_opens_and_marked_one_by_one() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up>
        ? form: 314612 at caller_id
        ? status: IDLE
        keys <enter>
        > LoadNeighbours My Numbers
        ? scope: marking several by typing
        ? status: LOADING
        ? picker: nothing (reading)
        numbers 1759333:Sales:+91_99999_07001 1759334:Support:+91_99999_07002 1759402:Pune_office:+91_99999_07005
        ? status: IDLE
        ? picker: 1759333 Sales | 1759334 Support | 1759402 Pune office
        # by name, by number however it is written, by several words
        keys pu
        ? picker: >1759402 Pune office
        keys <ctrl-u>9999907002
        ? picker: >1759334 Support | add 9999907002
        keys <enter>
        ? picker: 1759333 Sales | *1759334 Support | 1759402 Pune office
        keys office<space>91<enter>
        ? picker: 1759333 Sales | *1759334 Support | *1759402 Pune office
        # by hand: one after the other, and a mark taken away
        keys <tab>
        ? picker: >1759333 Sales | *1759334 Support | *1759402 Pune office
        keys <tab><tab>
        ? picker: *1759333 Sales | 1759334 Support | >*1759402 Pune office
        keys <esc>
        ? form: 314612 at caller_id | *caller_id=1759402, 1759333
        # not read a second time, for this user or another
        keys <enter><up><down><enter>
        ? picker: >1759333 Sales | 1759334 Support | *1759402 Pune office
        keys <ctrl-x>
        ? picker: >1759333 Sales | 1759334 Support | 1759402 Pune office
        keys <enter><esc><ctrl-s>
        > LoadUser 314612 Key
        ? review: caller_id | being checked | no undo for caller_id
        keys y
        > Begin #1 314612 caller_id ?->1759333"#,
    );
}

#[test]
fn enter_alone_marks_nothing() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up><enter>
        > LoadNeighbours My Numbers
        numbers 1759333:Sales
        keys <enter>
        ? scope: form, typed field
        ? form: 314612 at caller_id
        # back on the first line the cursor is on none
        keys <enter><down><up><enter>
        ? form: 314612 at caller_id"#,
    );
}

#[test]
fn an_id_that_is_not_listed_is_added_as_typed() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up>
        # typed in the form, found again in the picker
        keys 77,<space>1759334<enter>
        > LoadNeighbours My Numbers
        # before the answer comes, too
        keys 0981
        ? picker: >add 0981 (reading)
        keys <enter>
        numbers 1759333:Sales 1759334:Support
        ? picker: 1759333 Sales | *1759334 Support
        keys 77
        ? picker: >*add 77
        keys <enter>98,<space>99
        ? picker: >add 98 and 99
        keys <enter>
        # half a name is no id
        keys sup
        ? picker: >*1759334 Support
        keys <ctrl-u>zed
        ? picker: nothing
        keys <enter>
        ? notice: No number has that; type the id of one to add it
        keys <esc>
        ? form: 314612 at caller_id | *caller_id=1759334, 0981, 98, 99"#,
    );
}

#[test]
fn without_a_list_there_is_plain_entry_and_one_notice() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up><enter>
        > LoadNeighbours My Numbers
        keys 17
        numbers refused My Numbers could not be read: the server said no (404 "Not Found"); this server does not offer them
        ? notice: ! My Numbers could not be read: the server said no (404 "Not Found"); this server does not offer them. Type the ids of numbers; ctrl-r in the picker reads the list again
        ? notice-1: -
        ? picker: >add 17 (failed: My Numbers could not be read: the server said no (404 "Not Found"); this server does not offer them)
        keys 59333<enter><enter>
        ? form: 314612 at caller_id | *caller_id=1759333
        # what was answered "no" is not asked again by itself
        keys <enter>
        ? status: IDLE
        keys <ctrl-r>
        > LoadNeighbours My Numbers
        # nor twice at once
        keys <ctrl-r>
        numbers 1759333:Sales
        ? picker: *1759333 Sales"#,
    );
}

#[test]
fn what_got_no_answer_is_asked_for_at_the_next_opening() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><enter>
        > LoadNeighbours departments
        # left before the answer
        keys <esc>
        departments failed The list of departments could not be read: no answer within 20 s
        ? notice: ! The list of departments could not be read: no answer within 20 s. Type agent groups; ctrl-r in the picker reads the list again
        keys <enter>
        > LoadNeighbours departments
        ? wake: in 1s
        keys <ctrl-c>
        > CancelReads
        departments cancelled
        ? picker: nothing
        ? wake: never
        keys <esc><enter>
        > LoadNeighbours departments
        departments 50801:Sales
        ? picker: 50801 Sales"#,
    );
}

#[test]
fn an_older_list_stays_when_it_cannot_be_read_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up><enter>
        > LoadNeighbours My Numbers
        numbers 1759333:Sales 1759334:Support 1759402:Pune_office
        keys <down><down><ctrl-r>
        > LoadNeighbours My Numbers
        ? picker: 1759333 Sales | >1759334 Support | 1759402 Pune office (reading)
        numbers failed No answer
        ? picker: 1759333 Sales | >1759334 Support | 1759402 Pune office (failed: No answer)
        keys <ctrl-r>
        > LoadNeighbours My Numbers
        # the cursor stays on its number, wherever that is by now
        numbers 1759334:Support 1759333:Sales
        ? picker: >1759334 Support | 1759333 Sales
        keys <ctrl-r>
        > LoadNeighbours My Numbers
        numbers 1759333:Sales
        ? picker: 1759333 Sales"#,
    );
}

#[test]
fn departments_are_taken_by_name_where_that_is_clear() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><enter>
        > LoadNeighbours departments
        departments 50801:Sales 50802:Support,_Pune 50803:Support 50804:Support 50805: :North
        keys <down><tab><tab><tab><tab><tab><tab>
        ? picker: *50801 Sales | *50802 Support, Pune | *50803 Support | *50804 Support | *50805 | >* North
        keys <enter><esc>
        ? form: 314612 at agent_group | *agent_group=Sales, "Support, Pune", 50803, 50804, 50805
        keys <ctrl-x>50801<enter>
        # the id means the same department
        ? picker: *50801 Sales | 50802 Support, Pune | 50803 Support | 50804 Support | 50805 |  North
        keys <down><enter>anything<enter><esc>
        ? form: 314612 at agent_group | *agent_group=anything"#,
    );
}

#[test]
fn departments_are_taken_by_id_if_the_profile_says_so() {
    check(
        r#"start groups-by-id
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><enter>
        > LoadNeighbours departments
        departments 50801:Sales 50802:Support :North
        keys sal<enter>nor<enter><esc><ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        keys y
        > Begin #1 314612 agent_group ?->50801, North"#,
    );
}

#[test]
fn a_dead_worker_leaves_nothing_awaited() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up><enter>
        > LoadNeighbours My Numbers
        stopped it fell over
        ? picker: nothing (failed: The API worker stopped; quit and start again)
        ? wake: never
        keys <ctrl-r>
        ? picker: nothing (failed: The API worker stopped; quit and start again)
        keys 17<enter><esc>
        ? form: 314612 at caller_id | *caller_id=17"#,
    );
}

/// Each key looks through all of them, and a paste is a key for each letter.
#[test]
fn a_hundred_thousand_numbers_are_found_by_typing_and_pasting() {
    let (mut stage, _) = Stage::start("");
    stage.page("9 end");
    stage.loaded("314612");
    keys(&mut stage, "e<up><up><enter>");
    let rows = (0..100_000).map(|number| Neighbour {
        id: format!("{}", 1_000_000 + number).into(),
        name: format!("Branch {number}").into(),
        did: format!("+91 80 {number:08}").into(),
        about: "OFF hours OB (auto_attendant)".into(),
    });
    let list = NeighbourList {
        of: Neighbours::Numbers,
        rows: rows.collect(),
        skipped: 0,
    };
    let stamp = rosterm::domain::Stamp {
        sent: 9,
        at: stage.now.wall,
    };
    let list = Arc::new(list);
    stage.hear(Event::NeighboursLoaded { stamp, list });
    keys(&mut stage, "branch 77777<enter>");
    stage.happen(rosterm::app::Event::Pasted("+918000012345".to_owned()));
    keys(&mut stage, "<enter><esc>");
    let form = crate::script::fact(&stage, "form");
    assert_eq!(form, "314612 at caller_id | *caller_id=1077777, 1012345");
}
