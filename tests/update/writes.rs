//! A write on its way and after: job J1, outcomes, undo and redo, open edits.

use rosterm::protocol::{ApiCommand, Command};

use crate::script::check;
use crate::script::stage::Stage;

/// J1: find, one key, verified, in at most 12 keys and 4 requests on its own path, of which two
/// (the PATCH and its read-back) are the actor's.
#[test]
fn i_cannot_log_in() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        # 7 keys
        keys /ravi<enter>w
        > LoadUser 314678 Key
        loaded 314678 web=locked
        > Begin #1 314678 block_web_login LOCKED->open
        loaded 314678 web=open
        settled verified
        ? notice: = Verified 14:00:01: web login open. Ravi Kumar Verma (#314678)   z undo
        ? status: IDLE
        keys z
        > Begin #2 314678 block_web_login open->LOCKED undo_of=#1
        ? shows 314678 web: LOCKED
        loaded 314678 web=locked
        settled verified
        ? notice: = Verified 14:00:01: web login LOCKED. Ravi Kumar Verma (#314678)   z undo"#,
    );
}

#[test]
fn every_outcome_says_what_is_known_and_what_to_do() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        settled accepted
        ? notice: Accepted by the server, could not be read back: web login open. Aarti Deshmukh (#314612)   R check
        keys w
        > Begin #2 314612 block_web_login LOCKED->open
        settled refused 400 "web login is managed"
        ? notice: ! Refused (400): "web login is managed". Nothing changed. Aarti Deshmukh (#314612)   e edit
        keys w
        > Begin #3 314612 block_web_login LOCKED->open
        settled notsent no connection
        ? notice: ! Not sent (no connection). Nothing changed. Aarti Deshmukh (#314612)   press the key again to send again
        keys w
        > Begin #4 314612 block_web_login LOCKED->open
        settled notapplied the server said yes
        ? notice: ! Not applied as of 14:00:00: web login open (the server said yes). Aarti Deshmukh (#314612)   press the key again to send again
        ? status: UNKNOWN 2
        keys w
        > Begin #5 314612 block_web_login LOCKED->open
        settled conflict You saw LOCKED, now open, you want open
        ? notice: # Not sent. You saw LOCKED, now open, you want open. Aarti Deshmukh (#314612)   e edit
        keys w
        > Begin #6 314612 block_web_login LOCKED->open
        settled superseded web login LOCKED
        ? notice: # Someone else set web login LOCKED; your change may have been overwritten. Aarti Deshmukh (#314612)   Enter shows what stands there
        keys w
        > Begin #7 314612 block_web_login LOCKED->open
        settled unchanged
        ? notice: Already so; nothing sent: web login open. Aarti Deshmukh (#314612)
        keys w
        > Begin #8 314612 block_web_login LOCKED->open
        settled withdrawn
        ? notice: Cancelled; nothing sent: web login open. Aarti Deshmukh (#314612)
        ? pending: 0"#,
    );
}

#[test]
fn dropping_one_edit_leaves_the_others() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys wtijb
        > Begin #1 314612 block_web_login LOCKED->open
        > Begin #2 314612 international_outbound off->on
        > LoadUser 314655 Key
        ? rows: ~314612 314655 314660 314671 314678 314690 314760 314761 314812
        ? status: SENDING 2
        settled #1 refused 400 "no"
        ? shows 314612 web: LOCKED
        ? shows 314612 international_outbound: on
        ? rows: ~314612 314655 314660 314671 314678 314690 314760 314761 314812
        ? status: SENDING 1"#,
    );
}

#[test]
fn undo_redo_undo() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys z
        ? notice: Nothing to undo: no change in the journal stands
        keys Z
        ? notice: Nothing to redo: nothing was undone
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        loaded 314612 block=yes
        settled verified
        # u is undo too
        keys u
        > Begin #2 314612 block_agent BLOCKED->unblocked undo_of=#1
        loaded 314612 block=no
        settled verified
        keys z
        ? notice: Nothing to undo: no change in the journal stands
        keys Z
        > Begin #3 314612 block_agent unblocked->BLOCKED undo_of=#2
        loaded 314612 block=yes
        settled verified
        keys z
        > Begin #4 314612 block_agent BLOCKED->unblocked undo_of=#3"#,
    );
}

#[test]
fn undo_waits_for_what_is_on_its_way() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        keys z
        ? notice: A change is still on its way; press the key again when it is settled
        settled verified
        keys z
        > Begin #2 314612 block_agent BLOCKED->unblocked undo_of=#1"#,
    );
}

#[test]
fn an_undo_names_what_stays() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<down><down><down><down><down>Gulmohar-7<up>x
        ? form: 314612 at login_id | *login_id=aarti.612x | *password=••••••••••
        keys <ctrl-s>
        > LoadUser 314612 Key
        ? review: login_id, password | being checked | no undo for password
        loaded 314612
        keys y
        > Begin #1 314612 login_id aarti.612->aarti.612x, password ?->***
        loaded 314612 login_id=aarti.612x
        settled verified
        keys z
        > Begin #2 314612 login_id aarti.612x->aarti.612 undo_of=#1
        ? notice: ! Cannot be taken back and stays as it is: password"#,
    );
}

#[test]
fn a_write_with_nothing_to_put_back_cannot_be_undone() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<tab><tab><tab><tab><tab>Gulmohar-7<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        keys y
        > Begin #1 314612 password ?->***
        settled accepted
        ? notice: Accepted by the server; this field cannot be read back: password. Aarti Deshmukh (#314612)   R check
        keys z
        ? notice: Cannot undo password: the old value is not known or the API has no way to send it"#,
    );
}

#[test]
fn after_unknown_further_writes_are_held_until_somebody_looks() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        moved quiet
        ? wake: in 800ms
        settled unknown no answer within 20 s
        ? notice: ? Unknown whether applied: web login open (no answer within 20 s). Aarti Deshmukh (#314612)   R check
        ? status: UNKNOWN 1
        ? shows 314612 web: LOCKED
        keys w
        ? notice: ? Held: nobody knows yet whether "web login open" was applied. R checks, :dismiss NOTE closes it
        ? pending: 0
        # another field and another user are free
        keys b
        > Begin #2 314612 block_agent unblocked->BLOCKED
        settled verified
        keys jtisb
        > Begin #3 314655 international_outbound off->on
        > LoadUser 314655 Key
        # R checks; the check settles the same edit anew
        keys kR
        > Recheck #1
        ? notice: Checking the open change
        settled #1 verified
        ? status: SENDING 1
        keys w
        > Begin #4 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn dismiss_closes_an_open_edit_by_the_persons_word() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys :dismiss<space>seen<enter>
        ? notice: No change of this user is open
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        settled unknown connection reset
        keys :dismiss<enter>
        ? notice: ! dismiss takes a note for the journal: why is it closed?
        keys :dismiss<space>seen<space>in<space>the<space>portal<enter>
        > Dismiss #1 "seen in the portal"
        ? notice: Closed by your word; the note goes into the journal
        ? status: IDLE
        keys w
        > Begin #2 314612 block_web_login LOCKED->open"#,
    );
}

#[test]
fn a_question_answered_late_is_still_held() {
    check(
        r#"start confirm=always
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys wy
        > Begin #1 314612 block_web_login LOCKED->open
        keys w
        ? question: acme: set web login LOCKED for / "Aarti Deshmukh" / #314612 / y yes   n no
        settled unknown connection reset
        keys y
        ? notice: ? Held: nobody knows yet whether "web login open" was applied. R checks, :dismiss NOTE closes it
        ? pending: 0"#,
    );
}

#[test]
fn slowed_down_is_one_message() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        throttled 1
        throttled 2
        ? notice: ! Slowed down: the server answered 429 (too many requests), 2 so far; now 1.0 of 2.0 requests a second. The limit is shared with live calls
        ? notice-1: -"#,
    );
}

#[test]
fn requests_on_the_path_of_the_first_job_are_counted() {
    let (mut stage, _) = Stage::start("");
    stage.page("100 more");
    for line in ["/", "r", "a", "v", "i"] {
        crate::script::keys(&mut stage, line);
    }
    crate::script::keys(&mut stage, "<enter>w");
    stage.loaded("314678 web=locked");
    let told = stage.told.iter();
    let on_path = told.filter(|command| match command {
        Command::Api(ApiCommand::LoadPage { .. } | ApiCommand::Begin(_)) => true,
        Command::Api(ApiCommand::LoadUser { priority, .. }) => {
            *priority == rosterm::protocol::Priority::Key
        }
        Command::Api(_) | Command::Search(_) | Command::Terminal(_) => false,
    });
    // First page, the read that decides the direction (the pre-flight when it is younger than a
    // second), the write.
    assert_eq!(on_path.count(), 3);
}
