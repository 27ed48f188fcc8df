//! The detail pane: it follows, it rests, it never shows another user.

use crate::script::check;

#[test]
fn the_pane_reads_its_user_and_shows_no_other() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        ? detail: 314612 asked, has the keys
        ? scope: detail pane
        ? status: LOADING
        loaded 314678
        ? detail: 314612 asked, has the keys
        loaded 314612
        ? detail: 314612 done, has the keys
        ? status: IDLE
        keys q
        ? detail: -
        # read just now: not read again
        keys d
        ? detail: 314612 done, has the keys"#,
    );
}

#[test]
fn walking_past_users_costs_no_requests() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        loaded 314612
        keys j
        ? detail: 314655 due, has the keys
        ? wake: in 250ms
        keys <fast>jjj
        ? detail: 314678 due, has the keys
        tick
        > LoadUser 314678 Detail
        ? detail: 314678 asked, has the keys
        # the late answer for a user that was left
        loaded 314655
        ? detail: 314678 asked, has the keys
        loaded 314690
        ? detail: 314678 asked, has the keys
        keys k"#,
    );
}

#[test]
fn a_failed_read_says_so_and_r_tries_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        failed 314612 No answer within 20 s
        ? detail: 314612 failed: No answer within 20 s, has the keys
        ? notice: ! No answer within 20 s. R tries again
        ? status: IDLE
        ? wake: never
        keys R
        > LoadUser 314612 Key
        ? detail: 314612 asked, has the keys
        loaded 314612
        ? detail: 314612 done, has the keys"#,
    );
}

#[test]
fn an_older_answer_ends_the_waiting_too() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        loaded 314612 name=Aarti_D
        keys R
        > LoadUser 314612 Key
        loaded 314612 old name=Nobody
        ? detail: 314612 done, has the keys
        ? shows 314612 name: Aarti D
        ? status: IDLE"#,
    );
}

#[test]
fn checking_an_open_edit_leaves_the_pane_readable() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>
        > LoadUser 314612 Detail
        loaded 314612 web=locked
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        settled unknown connection reset
        keys R
        > Recheck #1
        ? detail: 314612 done, has the keys
        settled #1 unknown still no answer
        ? status: UNKNOWN 1"#,
    );
}

#[test]
fn keys_act_on_what_has_the_focus() {
    check(
        r#"start size=120x36
        > LoadPage after=- limit=100
        page 9 end
        keys p
        > LoadUser 314612 Detail
        ? detail: 314612 asked, beside the list
        loaded 314612 web=locked
        keys :u<space>314999<enter>
        > LoadUser 314999 Key
        loaded 314999 web=locked
        ? detail: 314999 done, has the keys
        ? target: 314999
        keys <tab>
        ? detail: 314999 done, beside the list
        # the list has the keys: its row is meant, not the pane's user
        ? target: 314612
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        keys j
        ? detail: 314655 due, beside the list
        keys <tab>b
        > LoadUser 314655 Key
        > LoadUser 314655 Detail
        keys p
        ? detail: -
        ? scope: user list"#,
    );
}

#[test]
fn the_pane_follows_a_find() {
    check(
        r#"start size=120x36
        > LoadPage after=- limit=100
        page 9 end
        keys p
        > LoadUser 314612 Detail
        keys /ravi
        ? detail: 314678 due, beside the list
        keys <esc>
        ? cursor: 314612 Aarti Deshmukh
        ? detail: 314612 due, beside the list"#,
    );
}

#[test]
fn below_a_hundred_columns_the_pane_takes_over() {
    check(
        r#"start size=120x36
        > LoadPage after=- limit=100
        page 9 end
        keys p
        > LoadUser 314612 Detail
        loaded 314612
        ? scope: user list
        resize 90x36
        ? scope: detail pane
        ? target: 314612
        resize 120x36
        ? scope: user list"#,
    );
}

#[test]
fn walking_goes_on_in_the_pane() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <enter>jj
        > LoadUser 314612 Detail
        ? cursor: 314660 Anjali Pillai
        ? detail: 314660 due, has the keys
        keys <ctrl-d>
        ? cursor: 314660 Anjali Pillai
        keys G
        ? cursor: 314812 Lata Menon"#,
    );
}

#[test]
fn there_is_nothing_to_open_in_an_empty_list() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page end
        keys <enter>
        ? notice: There is no user to open here
        keys J
        ? notice: This user was not read yet: Enter opens it, then J
        keys R
        ? notice: There is no user to read here
        keys r
        ? notice: There is no user to change here
        keys x
        ? notice: There is no user to act on here
        keys y
        ? notice: There is nothing to copy here
        ? count: 0 of 0"#,
    );
}
