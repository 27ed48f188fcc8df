//! Read-only, writes for a time, a journal that cannot be written, a worker that died.

use crate::script::check;

#[test]
fn read_only_says_so_and_write_unlocks_for_a_time() {
    check(
        r#"start read-only
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        ? status: READ-ONLY
        keys w
        ? notice: ! read-only; :write 30m unlocks
        keys b
        keys r
        keys e
        keys z
        keys t
        ? notice: ! read-only; :write 30m unlocks
        keys :set<space>name=Asha<enter>
        ? notice: ! read-only; :write 30m unlocks
        ? pending: 0
        keys :write<space>30m<enter>
        > SetWrites until 14:30:06
        writes until 30m
        ? notice: ! Writes are allowed until 14:30:06; :ro locks again
        ? status: IDLE
        ? wake: in 1800s
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        settled verified
        wait 29m
        keys w
        > Begin #2 314612 block_web_login LOCKED->open
        settled verified
        wait 2m
        ? notice: ! read-only: the time of :write is over; :write 30m unlocks
        ? status: READ-ONLY
        ? wake: never
        keys w
        ? notice: ! read-only: the time of :write is over; :write 30m unlocks
        keys :write<enter>
        > SetWrites allowed
        writes allowed
        keys w
        > Begin #3 314612 block_web_login LOCKED->open
        settled verified
        keys :ro<enter>
        > SetWrites forbidden Asked
        writes forbidden
        keys w
        ? notice: ! read-only; :write 30m unlocks"#,
    );
}

#[test]
fn read_only_never_begins_anything_even_when_answered_late() {
    check(
        r#"start confirm=always
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        writes forbidden
        keys y
        ? notice: ! read-only; :write 30m unlocks
        keys jw
        ? pending: 0"#,
    );
}

#[test]
fn write_takes_a_time_and_nothing_else() {
    check(
        r#"start read-only
        > LoadPage after=- limit=100
        page 9 end
        keys :write<space>30分<enter>
        ? notice: ! "30分" is not a time from 1m to 8h, such as 30m or 2h
        keys :write<space>0m<enter>
        ? notice: ! "0m" is not a time from 1m to 8h, such as 30m or 2h
        keys :write<space>2h<enter>
        > SetWrites until 16:00:06
        writes journal
        ? notice: ! READ-ONLY: journal not writable; what is not journaled is not sent
        keys :write<enter>
        ? notice: ! READ-ONLY: journal not writable; what is not journaled is not sent
        keys w
        ? notice: ! READ-ONLY: journal not writable; what is not journaled is not sent"#,
    );
}

#[test]
fn a_dead_worker_leaves_nobody_waiting() {
    check(
        r#"start size=120x36
        > LoadPage after=- limit=100
        page 9 more
        > LoadPage after=314812 limit=100
        loaded 314612 web=locked
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        keys je
        > LoadUser 314655 Key
        ? status: SENDING 1
        stopped the thread panicked
        ? notice: ! The API worker stopped: the thread panicked. Read-only now; quit and start again
        ? notice-1: ? Unknown whether applied: web login open (the API worker stopped). Aarti Deshmukh (#314612)   R check
        ? status: UNKNOWN 1
        ? wake: never
        ? load: failed: The API worker stopped; quit and start again
        keys w
        ? notice: ! read-only: the API worker stopped; quit and start again
        keys <enter>
        ? detail: 314655 failed: The API worker stopped; quit and start again, has the keys
        ? notice: ! The API worker stopped; quit and start again
        keys :u<space>314612<enter>
        keys R
        ? status: UNKNOWN 1
        keys :write<enter>
        keys q
        keys q
        > Quit"#,
    );
}

#[test]
fn production_is_unlocked_for_a_time_and_a_reason_and_locks_itself() {
    check(
        r#"start production
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        ? status: READ-ONLY
        keys w
        ? notice: ! read-only; :write 30m unlocks
        keys :write<enter>
        ? notice: ! For how long, and why? :write 30m REASON (1m to 8h)
        keys :write<space>9h<space>night<space>shift<enter>
        ? notice: ! "9h" is not a time from 1m to 8h, such as 30m or 2h
        keys :write<space>5m<space>night<space>shift<enter>
        > SetWrites until 14:05:10
        writes until 5m
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        ? reason: night shift
        settled verified
        wait 6m
        ? notice: ! read-only: the time of :write is over; :write 30m unlocks
        ? wake: never
        keys w
        ? notice: ! read-only: the time of :write is over; :write 30m unlocks"#,
    );
}

#[test]
fn production_asks_for_the_reason_that_was_not_given() {
    check(
        r#"start production
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys :write<space>30m<enter>
        ? scope: typing one line
        keys <enter>
        ? scope: typing one line
        keys <esc>
        ? notice: Cancelled; nothing was sent or saved
        keys :write<space>30m<enter>
        keys lock-outs<enter>
        > SetWrites until 14:30:06
        writes until 30m
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        ? reason: lock-outs
        settled verified
        keys :ro<enter>
        > SetWrites forbidden Asked
        writes forbidden
        keys w
        ? notice: ! read-only; :write 30m unlocks"#,
    );
}

#[test]
fn a_reason_of_an_earlier_time_is_not_that_of_a_later_change() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys :write<space>30m<space>lock-outs<enter>
        > SetWrites until 14:30:04
        writes until 30m
        keys :write<enter>
        > SetWrites allowed
        writes allowed
        keys w
        > Begin #1 314612 block_web_login LOCKED->open
        ? reason: -"#,
    );
}

#[test]
fn what_was_started_with_read_only_stays_so() {
    check(
        r#"start always-read-only
        > LoadPage after=- limit=100
        page 9 end
        keys w
        ? notice: ! read-only: started with --read-only; start again without it to write
        keys :write<space>30m<space>lock-outs<enter>
        ? notice: ! read-only: started with --read-only; start again without it to write"#,
    );
}
