//! The journal on the screen: who was changed, when, why, and how it ended.

use crate::script::check;

#[test]
fn who_changed_this_and_why() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 314760 end
        keys H
        ? notice: The journal is empty: nothing was changed from here yet
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        settled #1 verified
        keys jb
        > Begin #2 314760 block_agent unblocked->BLOCKED
        settled #2 refused 400 "no"
        keys :journal<enter>
        ? overlay: journal: >314760 block agent unblocked -> BLOCKED Refused | 314612 block agent unblocked -> BLOCKED Verified
        keys /aarti<enter>
        ? overlay: journal: >314612 block agent unblocked -> BLOCKED Verified
        keys z
        > Begin #3 314612 block_agent BLOCKED->unblocked undo_of=#1
        settled #3 verified
        keys z
        ? notice: Taken back already: the change of 14:00:00
        ? overlay: journal: 314612 block agent BLOCKED -> unblocked Verified | >314612 block agent unblocked -> BLOCKED Verified"#,
    );
}

#[test]
fn from_the_detail_pane_it_is_the_users_own() {
    check(
        r#"start
        > LoadPage after=- limit=100
        recovered 4 block_web_login=true 314612=verified 314655=verified
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        loaded 314612 web=locked
        keys H
        ? overlay: journal: >314612 web login open -> LOCKED Verified
        keys <enter>
        ? detail: 314612 done, has the keys
        keys <esc>H
        ? overlay: journal: >314655 web login open -> LOCKED Verified | 314612 web login open -> LOCKED Verified"#,
    );
}
