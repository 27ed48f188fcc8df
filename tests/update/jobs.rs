//! Jobs: under way, paused, stopped, carried on, taken back.

use crate::script::check;

/// Two users are being blocked as job 1.
const BEGUN: &str = r#"start
        > LoadPage after=- limit=100
        page 314612 314760 end
        keys ab12<enter>
        > Begin #1 314612 block_agent unblocked->BLOCKED; #2 314760 block_agent unblocked->BLOCKED
"#;

fn after_begin(script: &str) {
    check(&format!("{BEGUN}{script}"));
}

#[test]
fn a_job_goes_on_in_the_background() {
    after_begin(
        r#"keys q
        ? overlay: -
        ? notice: Job 1 goes on in the background; :job 1 shows it again
        ? status: SENDING 2
        settled #1 verified
        ? notice: Job 1 goes on in the background; :job 1 shows it again
        ? status: SENDING 1
        keys :job<enter>
        ? overlay: job 1: about to begin | 1 of 2 | 1 verified"#,
    );
}

#[test]
fn space_pauses_and_goes_on() {
    after_begin(
        r#"keys <space>
        > Pause 1
        job 1 paused
        ? notice: Job 1 paused: you asked for it   :job 1, then space goes on
        ? overlay: job 1: PAUSED: you asked for it   space goes on | 0 of 2 |
        ? status: IDLE
        ? wake: never
        keys <space>
        > Continue 1
        job 1 rest
        ? overlay: job 1: the rest | 0 of 2 |
        job 1 refused
        ? notice: ! Job 1 paused: one of the first edits ended as Refused, so the rest waits for you; nothing goes on without you   :job 1, then space goes on"#,
    );
}

#[test]
fn a_stopped_job_is_carried_on_later_and_its_failures_retried() {
    after_begin(
        r#"keys <ctrl-c>
        > Cancel 1
        ? notice: Job 1: nothing new is sent; what is on its way is read back, the rest is withdrawn and can be carried out later
        settled #1 refused 400 "no"
        settled #2 withdrawn
        job 1 ended
        ? notice: ! Job 1 ended after 0:00: 1 refused, 1 withdrawn   :job 1 shows them
        keys f
        ? job: ! 314612 Refused (400): "no". Nothing changed
        keys f<space>
        ? question: acme: job 1, 1 edit never sent / "block agent BLOCKED" / planned 0s ago; whoever was changed since then is left alone, and told / type "1" and Enter, esc cancels:
        keys 1<enter>
        > Resume 1 #2 314760 block_agent unblocked->BLOCKED
        ? overlay: job 1: about to begin | 0 of 1 | 1 refused
        settled #2 verified
        job 1 ended
        ? overlay: job 1: ended after 0:00 | 1 of 1 | 1 verified, 1 refused
        keys R1<enter>
        > Resume 1 #1 314612 block_agent unblocked->BLOCKED
        settled #1 verified
        job 1 ended
        ? overlay: job 1: ended after 0:00 | 1 of 1 | 2 verified
        keys <space>
        ? notice: Nothing is left of job 1
        keys R
        ? notice: Nothing to retry: no edit of job 1 failed without changing anything"#,
    );
}

#[test]
fn undo_of_one_of_many_is_the_plan_of_the_whole_job() {
    after_begin(
        r#"keys z
        ? notice: Job 1 is running: stop it first, then z takes back what was done
        settled #1 verified
        settled #2 verified
        job 1 ended
        keys qz
        ? overlay: plan: back to before job 1 (block agent BLOCKED) | source what still stands of job 1: 2 users | 2  will be changed | cost about 6 requests at 2.0 a second: 0:03; each read before and after | first 1 alone, verified; then 5; then the rest | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: old values are known | reason="" typed=""
        keys 2<enter>
        > Begin #3 314612 block_agent BLOCKED->unblocked undo_of=#1; #4 314760 block_agent BLOCKED->unblocked undo_of=#2
        settled #3 verified
        settled #4 verified
        job 2 ended
        keys qZ
        ? plan: >314612 WillChange block_agent unblocked->BLOCKED | 314760 WillChange block_agent unblocked->BLOCKED"#,
    );
}

#[test]
fn somebody_elses_change_since_is_left_out_of_an_undo() {
    after_begin(
        r#"settled #1 verified
        settled #2 verified
        job 1 ended
        loaded 314612 block=yes
        loaded 314760 block=no
        keys z
        ? plan: >314612 WillChange block_agent BLOCKED->unblocked | 314760 Moved block_agent BLOCKED->unblocked"#,
    );
}

#[test]
fn a_job_from_last_time_is_carried_on_and_taken_back() {
    check(
        r#"start
        > LoadPage after=- limit=100
        recovered 7 block_web_login=true ago=48h 314612=verified 314655 314660=withdrawn
        ? notice: ! Job 7 from last time has 1 edits left: :jobs
        page 9 end
        keys :jobs<enter>
        ? overlay: jobs: 7 web login true of 3: 1 verified, 1 withdrawn   2 left
        keys <enter>
        ? overlay: job 7: not running |  |
        keys <space>2<enter>
        > Resume 7 #2 314655 block_web_login ?->LOCKED; #3 314660 block_web_login ?->LOCKED
        settled #2 verified
        settled #3 verified
        job 7 ended
        ? overlay: job 7: ended after 0:00 | 2 of 2 | 3 verified
        keys z
        ? plan: >314612 WillChange block_web_login LOCKED->open | 314655 WillChange block_web_login LOCKED->open | 314660 WillChange block_web_login LOCKED->open"#,
    );
}

#[test]
fn a_password_from_last_time_is_asked_for_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        recovered 3 password=x 314612=accepted 314655
        keys :job<space>3<enter><space>
        ? overlay: Job 3   sets a password, which is kept nowhere | new password:
        keys Tiger-7<enter>Tiger-7<enter>
        ? question: acme: job 3, 1 edit never sent / "password x" / planned 4s ago; whoever was changed since then is left alone, and told / type "1" and Enter, esc cancels:
        keys 1<enter>
        > Resume 3 #2 314655 password ?->***"#,
    );
}

#[test]
fn an_old_change_is_taken_back_only_after_a_question() {
    check(
        r#"start
        > LoadPage after=- limit=100
        recovered 2 block_web_login=true ago=48h 314612=verified
        page 9 end
        keys z
        ? question: acme: set web login open for / "Aarti Deshmukh" / #314612 / the change was made 2d ago: take it back all the same? / y yes   n no
        keys y
        > Begin #2 314612 block_web_login LOCKED->open undo_of=#1"#,
    );
}

#[test]
fn leaving_while_a_job_runs_asks_and_pauses_it() {
    after_begin(
        r#"keys qq
        ? question: job 1 has 2 edits left: it stops, and :jobs carries them out another time / Quit all the same? / y yes   n no
        keys y
        > Pause 1
        > Quit"#,
    );
}

#[test]
fn a_dead_worker_leaves_no_job_running() {
    after_begin(
        r#"moved #1 sending
        stopped the thread panicked
        ? job: ? 314612 Unknown whether applied: block agent BLOCKED (the API worker stopped) | . 314760 not sent yet
        ? status: UNKNOWN 1
        ? pending: 0"#,
    );
}
