//! "How one keystroke stays safe": what one key does, and what it never does.

use crate::script::check;

#[test]
fn one_row_nothing_special() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /ravi<enter>
        loaded 314678 web=locked
        keys w
        > Begin #1 314678 block_web_login LOCKED->open
        ? rows: ~314678
        ? shows 314678 web: open
        ? status: SENDING 1
        moved sending
        loaded 314678 web=open
        settled verified
        ? rows: 314678
        ? shows 314678 web: open
        ? status: IDLE
        ? notice: = Verified 14:00:01: web login open. Ravi Kumar Verma (#314678)   z undo
        ? wake: never"#,
    );
}

#[test]
fn an_unknown_state_is_read_before_the_direction_is_decided() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jjjjw
        > LoadUser 314678 Key
        ? notice: Reading Ravi Kumar Verma (#314678): web login is not known yet; LOCKED if open, open if LOCKED
        ? status: LOADING
        loaded 314678 web=locked
        > Begin #1 314678 block_web_login LOCKED->open
        ? notice: Reading Ravi Kumar Verma (#314678): web login is not known yet; LOCKED if open, open if LOCKED
        # another user's answer decides nothing
        keys jw
        > LoadUser 314690 Key
        loaded 314612
        loaded 314690 web=open
        > Begin #2 314690 block_web_login open->LOCKED
        # nothing is sent when the read fails
        keys jw
        > LoadUser 314760 Key
        failed 314760 "No answer within 20 s"
        ? notice: ! "No answer within 20 s". Nothing was sent; press the key again to try again
        ? pending: 2"#,
    );
}

#[test]
fn esc_takes_back_a_key_that_waits_for_a_read() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys w<esc>
        > LoadUser 314612 Key
        ? notice: Cancelled; nothing was sent
        loaded 314612 web=locked
        ? pending: 0"#,
    );
}

#[test]
fn an_older_answer_still_decides_by_the_newest_record() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        loaded 314612 web=open
        keys jb
        > LoadUser 314655 Key
        loaded 314655 status=busy block=no
        keys <esc>R
        > LoadUser 314655 Key
        loaded 314655 status=busy block=no old
        ? status: SENDING 1"#,
    );
}

#[test]
fn pressing_again_while_the_state_is_read_cancels_out() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys ww
        > LoadUser 314612 Key
        ? notice: Pressed twice: taken back; nothing was sent
        loaded 314612 web=locked
        ? pending: 0
        ? status: IDLE"#,
    );
}

#[test]
fn there_is_nothing_to_block_without_an_agent() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /761<enter>b
        ? notice: ! This user has no agent: there is nothing to block or disable. w locks the web login
        keys td
        ? notice: ! This user has no agent: there is nothing to block or disable. w locks the web login
        keys w
        > LoadUser 314761 Key
        loaded 314761 web=open
        > Begin #1 314761 block_web_login open->LOCKED"#,
    );
}

#[test]
fn pressed_again_in_flight_the_last_wish_wins() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        ? shows 314612 web: open
        keys w
        > Begin #2 314612 block_web_login open->LOCKED
        ? shows 314612 web: LOCKED
        ? status: SENDING 2
        # the actor takes both back when nothing was sent yet
        settled #1 withdrawn
        settled #2 withdrawn
        ? shows 314612 web: LOCKED
        ? status: IDLE
        ? notice: Cancelled; nothing sent: web login LOCKED. Aarti Deshmukh (#314612)"#,
    );
}

#[test]
fn many_keys_at_once_write_nothing() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys <fast>jkwbz
        ? notice: ! many keys at once: write keys ignored; press it again
        ? pending: 0
        keys <slow>w
        > Begin #1 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn a_burst_writes_nothing_by_way_of_pickers_and_commands() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys r
        keys <fast>quality<enter>
        ? notice: ! many keys at once: write keys ignored; press it again
        ? roles: >Quality (54630) on 2
        keys <slow><esc>:
        keys <fast>set<space>name=Asha<enter>
        ? notice: ! many keys at once: write keys ignored; press it again
        keys <slow>t
        keys <fast>jji
        ? notice: ! many keys at once: write keys ignored; press it again
        ? pending: 0"#,
    );
}

#[test]
fn keys_right_after_the_focus_came_write_nothing() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        focus
        keys <fast>w
        ? notice: ! too quick after the screen changed: key ignored; press it again
        ? pending: 0
        keys <slow>w
        > Begin #1 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn a_paste_never_triggers_keys() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        paste wb\nzy
        ? notice: ! Pasted text ignored: nothing is being typed here
        ? pending: 0
        # in a line it is text
        keys /
        paste ravi\n
        ? rows: 314678
        ? overlay: /ravi"#,
    );
}

#[test]
fn in_a_terminal_too_small_to_see_nothing_is_written() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        resize 30x8
        keys w
        ? notice: ! the terminal is too small to see what is changed: key ignored; make it larger
        ? pending: 0
        resize 80x24
        keys w
        > Begin #1 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn a_form_never_opens_under_the_fingers() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys e:u<space>31
        > LoadUser 314612 Key
        loaded 314612
        ? overlay: :u 31
        ? notice: Aarti Deshmukh (#314612) is read now; press the key again
        keys <esc>e
        ? overlay: form of 314612"#,
    );
}

#[test]
fn a_write_begun_while_a_form_is_open_leaves_the_form_alone() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314655 status=busy block=unknown
        keys jb
        > LoadUser 314655 Key
        keys eX
        ? form: 314655 at name | *name=Abdul Rahim ShaikhX
        loaded 314655 status=busy block=yes
        > Begin #1 314655 block_agent BLOCKED->unblocked
        ? form: 314655 at name | *name=Abdul Rahim ShaikhX
        ? drafts: 0"#,
    );
}

#[test]
fn a_cursor_that_jumps_to_its_user_is_not_written_on_at_once() {
    check(
        r#"start limit=2
        > LoadPage after=- limit=2
        page 2 more
        > LoadPage after=314655 limit=2
        page 2 more
        > LoadPage after=314671 limit=2
        page 2 more
        > LoadPage after=314690 limit=2
        page 9 end
        keys jjjj
        ? cursor: 314678 Ravi Kumar Verma
        keys :reload<enter>
        > LoadPage after=- limit=2
        page 2 more
        > LoadPage after=314655 limit=2
        ? cursor: 314612 Aarti Deshmukh
        page 3 end
        ? cursor: 314678 Ravi Kumar Verma
        keys <fast>b
        ? notice: ! too quick after the screen changed: key ignored; press it again
        ? pending: 0"#,
    );
}
