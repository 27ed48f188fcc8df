//! Plans of many changes: what is listed, what is asked, what is sent.

use crate::script::check;

#[test]
fn morning_lock_outs() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 314678 314760 end
        loaded 314612 web=locked
        loaded 314678 web=locked
        loaded 314760 web=open
        keys aw
        ? question: acme: web login of 3 marked users / 1 LOCKED   2 open   (nothing is sent before the plan) / 1 or 2, esc neither
        keys 2
        ? overlay: plan: web login open | source 3 marked | 2  will be changed | 1  already so: no request | cost about 6 requests at 2.0 a second: 0:03; each read before and after | first 1 alone, verified; then 5; then the rest | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: old values are known | reason="" typed=""
        ? plan: >314612 WillChange block_web_login LOCKED->open | 314678 WillChange block_web_login LOCKED->open | 314760 AlreadySo
        # the number, not Enter alone, nor another number
        keys <enter>
        ? notice: ! Not sent: type 2, the number of changes, then Enter
        keys 3<enter>
        ? notice: ! Not sent: type 2, the number of changes, then Enter
        keys <backspace>rlock-outs<enter>2
        ? status: IDLE
        keys <enter>
        > Begin #1 314612 block_web_login LOCKED->open; #2 314678 block_web_login LOCKED->open
        ? overlay: job 1: about to begin | 0 of 2 |
        ? status: SENDING 2
        ? shows 314678 web: open
        job 1 first
        ? overlay: job 1: the first one alone; nothing more before it is verified | 0 of 2 |
        moved #1 sending
        ? job: ~ 314612 sending | ~ 314678 waiting its turn
        settled #1 verified
        settled #2 verified
        job 1 ended
        ? job: = 314612 verified 14:00:04 | = 314678 verified 14:00:04
        ? notice: = Job 1 ended after 0:00: 2 verified   :job 1 shows them
        ? status: IDLE
        ? marks: 3 marked
        ? wake: never"#,
    );
}

#[test]
fn hidden_users_are_listed_first_and_leaving_keeps_marks_and_reason() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <space>/harish<enter>a
        keys b1
        ? plan: >314612 WillChange hidden block_agent unblocked->BLOCKED | 314760 WillChange block_agent unblocked->BLOCKED | 314761 Impossible block_agent ?->BLOCKED
        keys rshift<space>over<esc><esc>
        ? notice: Nothing was sent; the marks are kept
        ? marks: 2 marked here + 1 hidden
        ? pending: 0
        keys b2
        ? overlay: plan: block agent unblocked | source marks: 2 shown + 1 hidden by find or filter, listed first | 2  already so: no request | 1  not possible for this user: left out | reason="shift over" typed=""
        keys <enter>
        ? notice: Nothing to do: nobody would be changed"#,
    );
}

#[test]
fn protected_users_are_left_out_until_their_login_is_typed() {
    check(
        r#"start protected=314678
        > LoadPage after=- limit=100
        page 314612 314678 end
        keys ar54742<enter>
        ? plan: >314612 WillChange user_role Agent (54611)->?(54742) | 314678 Protected(Listed) user_role Quality (54630)->?(54742)
        keys o
        ? question: acme: take into the plan / "Ravi Kumar Verma" / #314678 / the profile protects this user / type "ravi.678" and Enter, esc cancels:
        keys ravi<enter>
        ? notice: ! Not sent: that is not "ravi.678". Type it exactly, or esc
        keys .678<enter>
        ? plan: 314612 WillChange user_role Agent (54611)->?(54742) | >314678 WillChange user_role Quality (54630)->?(54742)
        keys 2<enter>
        > Begin #1 314612 user_role Agent (54611)->?(54742); #2 314678 user_role Quality (54630)->?(54742)"#,
    );
}

#[test]
fn privileges_and_busy_agents_are_said_before_the_number_is_typed() {
    check(
        r#"start privileged=54742
        > LoadPage after=- limit=100
        page 314612 314655 end
        keys arAdmin<backspace><backspace><backspace><backspace><backspace>54742<enter>
        ? overlay: plan: role ?(54742) | source 2 marked | 2  will be changed | mind PRIVILEGE UP for 2 users | cost about 6 requests at 2.0 a second: 0:03; each read before and after | first 1 alone, verified; then 5; then the rest | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: old values are known | reason="" typed=""
        keys <esc>b1
        ? overlay: plan: block agent BLOCKED | source 2 marked | 1  will be changed | 1  not known yet: read first, changed if needed | mind 1 are busy, perhaps on a call | cost about 6 requests at 2.0 a second: 0:03; each read before and after | first 1 alone, verified; then 5; then the rest | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: 1 old values known, 1 are read before the write | reason="" typed=""
        keys c
        ? overlay: plan: block agent BLOCKED | source 2 marked | 1  will be changed | 1  not known yet: read first, changed if needed | mind 1 are busy, perhaps on a call | cost about 4 requests at 2.0 a second: 0:02; the list read before and after | first 1 alone, verified; then 5; then the rest | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: 1 old values known, 1 are read before the write | reason="" typed="""#,
    );
}

#[test]
fn a_plan_is_neither_opened_nor_run_while_read_only() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 314760 end
        keys ab1
        writes forbidden
        keys 2<enter>
        ? notice: ! read-only; :write 30m unlocks
        ? pending: 0
        keys <esc>b
        ? question: -
        ? notice: ! read-only; :write 30m unlocks"#,
    );
}

#[test]
fn a_burst_does_not_run_a_plan() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 314760 end
        keys ab1
        keys <fast>2<enter>
        ? notice: ! many keys at once: write keys ignored; press it again
        keys <slow><enter>
        > Begin #1 314612 block_agent unblocked->BLOCKED; #2 314760 block_agent unblocked->BLOCKED"#,
    );
}

#[test]
fn somebody_leaves_now() {
    check(
        r#"start recipe=offboard:block_agent=true,block_web_login=true,password=?
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=open
        keys :recipe<space>offboard<enter>
        ? overlay: Recipe offboard   value 1 of 1 | new password:
        keys Tiger-7<enter>
        ? overlay: Recipe offboard   value 1 of 1 | the same password again:
        keys Tiger-8<enter>
        ? overlay: Recipe offboard   value 1 of 1 | new password:  The two are not the same; type it anew
        keys Tiger-7<enter>Tiger-7<enter>
        ? overlay: plan: block agent BLOCKED, web login LOCKED, password *** | source recipe offboard for 1 user | 1  will be changed | cost about 3 requests at 2.0 a second: 0:02; each read before and after | first read, sent, read back | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo CANNOT be undone: password of 1; of the rest old values are known | reason="" typed=""
        keys 1<enter>
        > Begin #1 314612 block_agent unblocked->BLOCKED, block_web_login open->LOCKED, password ?->***"#,
    );
}

#[test]
fn a_recipe_that_is_not_there_names_those_that_are() {
    check(
        r#"start recipe=shift:user_role=?
        > LoadPage after=- limit=100
        page 9 end
        keys :recipe<space>x<enter>
        ? notice: ! There is no recipe "x"; there are shift
        keys :recipe<space>shift<enter>
        keys nonsense<enter>
        ? overlay: Recipe shift   value 1 of 1 | role: nonsense role: takes a role id or the address of the role's page in the portal
        keys <ctrl-u>quality<enter>
        ? plan: >314612 WillChange user_role Agent (54611)->Quality (54630)
        keys <esc>xrecipe
        ? overlay: Actions: Aarti Deshmukh (#314612):  recipe shift: role asked for"#,
    );
}
