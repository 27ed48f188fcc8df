//! The role picker: learned from loaded users, found by typing, added by id or address.

use crate::script::check;

#[test]
fn roles_are_learned_with_their_counts() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys r
        ? roles: >Agent (54611) on 6 | Quality (54630) on 2 | Admin New (54742) on 1
        ? scope: choosing by typing
        # Enter alone changes nothing
        keys <enter>
        ? notice: Already so; nothing sent: role Agent (54611)
        keys r<down>
        ? roles: Agent (54611) on 6 | >Quality (54630) on 2 | Admin New (54742) on 1
        keys <enter>
        > Begin #1 314612 user_role Agent (54611)->Quality (54630)
        settled verified
        ? notice: = Verified 14:00:01: role Quality (54630). Aarti Deshmukh (#314612)   z undo"#,
    );
}

#[test]
fn a_role_is_found_by_a_few_letters_or_its_id() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys radn
        ? roles: >Admin New (54742) on 1
        keys <ctrl-u>54630
        ? roles: >Quality (54630) on 2
        keys <esc>
        ? overlay: -
        ? pending: 0"#,
    );
}

#[test]
fn a_role_nobody_has_is_added_by_id_or_address() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys rzzz
        ? roles: none
        keys <enter>
        ? notice: No role matches; type its id or paste the address of its portal page to add it
        keys <ctrl-u>99001
        ? roles: >add 99001
        keys <ctrl-u>
        paste https://portal.example.in/settings/roles/54742/edit?tab=rights
        ? roles: >Admin New (54742) on 1
        keys <ctrl-u>
        paste https://portal.example.in/settings/roles/77123
        ? roles: >add 77123
        keys <enter>
        > Begin #1 314612 user_role Agent (54611)->?(77123)"#,
    );
}

#[test]
fn the_role_of_a_user_that_is_not_listed_is_known_from_its_record() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :u<space>314999<enter>
        > LoadUser 314999 Key
        loaded 314999 user_role=unknown
        keys r
        > LoadUser 314999 Key
        loaded 314999 user_role=54630
        ? roles: Agent (54611) on 6 | >Quality (54630) on 2 | Admin New (54742) on 1
        keys <esc>
        ? scope: detail pane"#,
    );
}
