//! Questions before a write: when they are asked, and what answers them.

use crate::script::check;

#[test]
fn a_busy_agent_is_not_blocked_without_asking() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jb
        > LoadUser 314655 Key
        loaded 314655 status=busy block=no
        ? question: acme: set block agent BLOCKED for / "Abdul Rahim Shaikh" / #314655 / is busy (3), perhaps on a call: block now? / y yes   n no
        ? scope: question
        # too quick: typed before the question was there
        keys <fast>y
        ? notice: ! too quick after the screen changed: key ignored; press it again
        # neither the key that asked nor Enter confirms
        keys <slow>b<enter>
        ? question: acme: set block agent BLOCKED for / "Abdul Rahim Shaikh" / #314655 / is busy (3), perhaps on a call: block now? / y yes   n no
        keys n
        ? notice: Cancelled; nothing was sent
        keys b
        > LoadUser 314655 Key
        loaded 314655 status=busy block=no
        keys y
        > Begin #1 314655 block_agent unblocked->BLOCKED
        ? question: -"#,
    );
}

#[test]
fn a_busy_agent_is_unblocked_without_asking() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jb
        > LoadUser 314655 Key
        loaded 314655 status=busy block=yes
        > Begin #1 314655 block_agent BLOCKED->unblocked
        ? question: -"#,
    );
}

#[test]
fn disabling_a_busy_agent_asks_too() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jtd
        > LoadUser 314655 Key
        loaded 314655 status=busy disable_agent=no
        ? question: acme: set disable agent disabled for / "Abdul Rahim Shaikh" / #314655 / is busy (3), perhaps on a call: disable now? / y yes   n no
        keys y
        > Begin #1 314655 disable_agent not disabled->disabled"#,
    );
}

#[test]
fn undoing_an_unblock_of_a_busy_agent_asks_too() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jb
        > LoadUser 314655 Key
        loaded 314655 status=busy block=yes
        > Begin #1 314655 block_agent BLOCKED->unblocked
        loaded 314655 status=busy block=no
        settled verified
        keys z
        ? question: acme: set block agent BLOCKED for / "Abdul Rahim Shaikh" / #314655 / is busy (3), perhaps on a call: block now? / y yes   n no
        keys y
        > Begin #2 314655 block_agent unblocked->BLOCKED undo_of=#1"#,
    );
}

#[test]
fn a_direction_is_asked_for_where_reading_does_not_tell() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jjjb
        > LoadUser 314671 Key
        loaded 314671
        ? question: acme: set block agent for / "Bharat Singh Negi" / #314671 / The server does not say whether "block agent" is on or off for this user / 1 BLOCKED   2 unblocked / 1 or 2, esc neither
        ? scope: question with two ways
        keys b<enter>y
        ? question: acme: set block agent for / "Bharat Singh Negi" / #314671 / The server does not say whether "block agent" is on or off for this user / 1 BLOCKED   2 unblocked / 1 or 2, esc neither
        keys 1
        > Begin #1 314671 block_agent ?->BLOCKED
        settled withdrawn
        keys b
        > LoadUser 314671 Key
        loaded 314671
        keys 2
        > Begin #2 314671 block_agent ?->unblocked
        settled withdrawn
        keys b
        > LoadUser 314671 Key
        loaded 314671
        keys <esc>
        ? notice: Cancelled; nothing was sent
        ? question: -"#,
    );
}

#[test]
fn a_protected_user_wants_the_login_id_typed() {
    check(
        r#"start protected=314612
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        ? question: acme: set web login open for / "Aarti Deshmukh" / #314612 / the profile protects this user / type "aarti.612" and Enter, esc cancels:
        ? scope: typed confirmation
        # the trigger is text here, Enter alone and the wrong text confirm nothing
        keys w<enter>
        ? notice: ! Not sent: that is not "aarti.612". Type it exactly, or esc
        keys <ctrl-u><enter>
        ? notice: ! Not sent: that is not "aarti.612". Type it exactly, or esc
        keys aarti.613<enter>
        ? notice: ! Not sent: that is not "aarti.612". Type it exactly, or esc
        keys <backspace>2<enter>
        > Begin #1 314612 block_web_login LOCKED->open
        ? question: -"#,
    );
}

#[test]
fn a_burst_never_answers_a_typed_question() {
    check(
        r#"start protected=314612
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        keys <fast>aarti.612<enter>
        ? notice: ! many keys at once: write keys ignored; press it again
        keys <slow><enter>
        > Begin #1 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn nobody_locks_himself_out_with_one_key() {
    check(
        r#"start own=RAVI.678
        > LoadPage after=- limit=100
        page 9 end
        keys jjjjb
        ? question: acme: set block agent BLOCKED for / "Ravi Kumar Verma" / #314678 / this is your own login / type "ravi.678" and Enter, esc cancels:
        keys ravi.678<enter>
        > Begin #1 314678 block_agent unblocked->BLOCKED"#,
    );
}

#[test]
fn raising_privileges_wants_the_login_id_typed() {
    check(
        r#"start privileged=54742
        > LoadPage after=- limit=100
        page 9 end
        keys radmin<enter>
        ? question: acme: set role Admin New (54742) for / "Aarti Deshmukh" / #314612 / PRIVILEGE UP: this role raises privileges / type "aarti.612" and Enter, esc cancels:
        keys aarti.612<enter>
        > Begin #1 314612 user_role Agent (54611)->Admin New (54742)
        # taking them away does not
        keys Gragent<enter>
        > Begin #2 314812 user_role Admin New (54742)->Agent (54611)"#,
    );
}

#[test]
fn confirm_always_asks_before_every_write() {
    check(
        r#"start confirm=always
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        ? question: acme: set web login open for / "Aarti Deshmukh" / #314612 / y yes   n no
        keys w<enter>
        ? question: acme: set web login open for / "Aarti Deshmukh" / #314612 / y yes   n no
        keys y
        > Begin #1 314612 block_web_login LOCKED->open
        loaded 314612 web=open
        settled verified
        keys z
        keys zu
        ? question: acme: set web login LOCKED for / "Aarti Deshmukh" / #314612 / y yes   n no
        keys n
        ? pending: 0"#,
    );
}

#[test]
fn a_review_is_the_question_its_key_does_not_confirm_another() {
    check(
        r#"start confirm=always
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eA<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        ? review: name | same at 14:00:00
        keys y
        > Begin #1 314612 name Aarti Deshmukh->Aarti DeshmukhA
        ? question: -"#,
    );
}

#[test]
fn a_protected_user_is_typed_after_the_review_too() {
    check(
        r#"start protected=314612
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eA<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        keys y
        ? question: acme: set name Aarti DeshmukhA for / "Aarti Deshmukh" / #314612 / the profile protects this user / type "aarti.612" and Enter, esc cancels:
        keys y<enter>
        ? notice: ! Not sent: that is not "aarti.612". Type it exactly, or esc
        keys <ctrl-u>aarti.612<enter>
        > Begin #1 314612 name Aarti Deshmukh->Aarti DeshmukhA
        ? drafts: 1"#,
    );
}

#[test]
fn what_the_person_does_meanwhile_is_not_interrupted_by_a_question() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys jb
        > LoadUser 314655 Key
        # the answer comes while something is being typed
        keys /yo
        loaded 314655 status=busy block=no
        ? question: -
        ? notice: ! Nothing was sent: Abdul Rahim Shaikh (#314655) needs a question first; press the key again
        keys y
        ? overlay: /yoy
        ? pending: 0"#,
    );
}
