//! Two users beside each other.

use crate::script::check;

#[test]
fn two_marks_are_compared_after_reading_both() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <space>jj<space>=
        > LoadUser 314612 Key
        > LoadUser 314671 Key
        ? scope: comparing two users
        ? notice: Reading both: 2 requests
        ? wake: in 1s
        loaded 314612
        ? notice: Reading both: 2 requests
        loaded 314671 web=locked
        ? notice: Both are compared as they were just read
        ? wake: in 60s
        ? overlay: 314612 (fetched 0s ago, list row 1s old) and 314671 (fetched 0s ago, list row 1s old): name Aarti Deshmukh/Bharat Singh Negi, number +91 99999 14612/+91 99999 14671, email user314612@example.in/user314671@example.in, login_id aarti.612/bharat.671, block_web_login open/LOCKED, user_role Agent (54611)/Quality (54630), agent_status 0 enabled/4 offline, agent_id 0502314612/0502314671, agent_name Aarti Deshmukh/Bharat Singh Negi, extension 0602314612/0602314671
        keys R
        > LoadUser 314612 Key
        > LoadUser 314671 Key
        loaded 314612
        failed 314671 No answer within 20 s
        ? notice: ! No answer within 20 s; R reads both again
        keys <esc>
        ? overlay: -"#,
    );
}

#[test]
fn one_mark_is_compared_with_the_row_under_the_cursor() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys =
        ? notice: Mark one user with space and put the cursor on the other, then =
        keys <space>k=
        ? notice: One user is marked: put the cursor on the other one, or mark it too
        keys j<enter>
        > LoadUser 314655 Detail
        loaded 314655
        keys <esc>=
        > LoadUser 314612 Key
        ? notice: Reading the one that was not read yet: 1 request
        loaded 314612
        ? notice: Both are compared as they were just read
        keys a<esc>a=
        ? notice: Two users are compared, and 9 are marked: M clears the marks"#,
    );
}
