//! Leaving: what would be lost is said first, and ctrl-c always works.

use crate::script::check;

#[test]
fn q_leaves_layer_by_layer_and_then_the_program() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /a<enter><enter>
        > LoadUser 314612 Detail
        keys q
        ? scope: user list
        keys q
        ? find:
        keys q
        > Quit"#,
    );
}

#[test]
fn esc_never_leaves_the_program() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /a<enter><enter><esc><esc><esc><esc><esc>
        > LoadUser 314612 Detail
        ? notice: There is nothing to step back from; q quits"#,
    );
}

#[test]
fn a_write_on_its_way_is_not_left_without_asking() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys bq
        > Begin #1 314612 block_agent unblocked->BLOCKED
        ? question: 1 change is still on the way and would be left unverified / Quit all the same? / y yes   n no
        keys q
        ? notice: Staying
        ? question: -
        keys :q<enter>
        ? question: 1 change is still on the way and would be left unverified / Quit all the same? / y yes   n no
        keys <esc>
        ? question: -
        keys q
        keys y
        > Quit"#,
    );
}

#[test]
fn a_draft_is_not_left_without_asking() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<esc>
        keys bq
        > Begin #1 314612 block_agent unblocked->BLOCKED
        ? question: 1 change is still on the way and would be left unverified / 1 draft would be lost / Quit all the same? / y yes   n no
        keys n
        settled verified
        keys q
        ? question: 1 draft would be lost / Quit all the same? / y yes   n no
        keys y
        > Quit"#,
    );
}

#[test]
fn ctrl_c_cancels_and_twice_leaves() {
    check(
        r#"start protected=314612
        > LoadPage after=- limit=100
        page 100 more
        keys b
        ? question: acme: set block agent BLOCKED for / "Aarti Deshmukh" / #314612 / the profile protects this user / type "aarti.612" and Enter, esc cancels:
        keys <ctrl-c>
        ? question: -
        ? notice: Cancelled what was waiting; ctrl-c again within 2 s quits
        wait 3s
        keys /ravi<ctrl-c>
        ? overlay: -
        wait 3s
        keys L<ctrl-c>
        > LoadRest after=315090 limit=100
        > CancelReads
        ? load: stopped
        ? status: IDLE
        wait 3s
        # a form is not thrown away by one ctrl-c
        loaded 314678
        keys eX<ctrl-c>
        ? form: 314678 at name | *name=Ravi Kumar VermaX
        wait 3s
        keys <ctrl-c><ctrl-c>
        > Quit"#,
    );
}

#[test]
fn ctrl_c_takes_back_a_key_that_waits() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys w<ctrl-c>
        > LoadUser 314612 Key
        loaded 314612 web=locked
        ? pending: 0
        ? wake: never"#,
    );
}

#[test]
fn nothing_moves_when_nothing_happens() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        ? wake: never
        keys jjk
        ? wake: never
        keys ?
        ? wake: never
        keys <esc>e
        > LoadUser 314655 Key
        ? wake: in 800ms
        loaded 314655
        ? wake: never
        keys <esc><enter>
        ? wake: in 400ms
        wait 61s
        ? wake: in 60s
        keys <esc>
        ? wake: never"#,
    );
}
