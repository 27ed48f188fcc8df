//! Sheets and kept plans in, plans, reports and lists out.

use crate::script::check;

#[test]
fn a_shift_change_from_a_sheet() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :plan<space>shift.csv<enter>
        > Read shift.csv
        read shift.csv login_id,user_role\naarti.612,Quality\nravi.678,Quality\n
        ? notice: shift.csv: 2 users read
        ? overlay: plan: role Quality (54630) | source file shift.csv: 2 users | 1  will be changed | 1  already so: no request | cost about 3 requests at 2.0 a second: 0:02; each read before and after | first read, sent, read back | stop by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429 | undo all of it: old values are known | reason="" typed=""
        ? plan: >314612 WillChange user_role Agent (54611)->Quality (54630) | 314678 AlreadySo
        keys 1<enter>
        > Begin #1 314612 user_role Agent (54611)->Quality (54630)"#,
    );
}

#[test]
fn rows_that_cannot_be_followed_are_told_with_their_lines() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 more
        > LoadPage after=314812 limit=100
        keys :plan<space>x.csv<enter>
        > Read x.csv
        read x.csv login_id,user_role\nnobody,Quality\naarti.612,Quality\n
        ? overlay: x.csv   what is wrong with it: x.csv: nothing of it was taken in | line 2: there is no user with login_id "nobody" | Users were looked for in 9 loaded, more exist: L loads the rest, then :plan | again
        ? pending: 0
        read x.csv login_id,number\naarti.612,9.19E+11\n
        ? notice: ! x.csv cannot be followed
        read x.csv failed No such file or directory (os error 2)
        ? notice: ! x.csv could not be read: No such file or directory (os error 2)"#,
    );
}

#[test]
fn nothing_is_overwritten_without_asking() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 end
        keys <ctrl-s>
        ? overlay: Save the rows shown | file: users.csv
        keys <ctrl-u>rows.txt<enter>
        ? notice: ! "rows.txt" does not say in which form: end it in .csv, .md or .json
        keys :export<space>rows.csv<enter>
        > Save rows.csv: id,name,login_id,number,user_role,user_status,agent_status,block_web_login,international_outbound,login_based_calling,extension / 314612,Aarti Deshmukh,aarti.612,'+91 99999 14612,Agent (54611),active,enabled,,off,off,0602314612
        exists rows.csv the text
        ? question: There is such a file already; replace it? / "rows.csv" / y yes   n no
        keys y
        > Save rows.csv replace: the text
        saved rows.csv
        ? notice: = Saved: rows.csv"#,
    );
}

#[test]
fn what_lies_under_the_name_of_a_file_is_there_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 314612 314760 end
        keys ab1
        keys <ctrl-s><esc>
        ? plan: >314612 WillChange block_agent unblocked->BLOCKED | 314760 WillChange block_agent unblocked->BLOCKED
        keys <ctrl-s><ctrl-u>plan.csv<enter>
        > Save plan.csv: id,name,field,before,after,what happens,hidden / 314612,Aarti Deshmukh,block_agent,unblocked,BLOCKED,will be changed, / 314760,Harish B,block_agent,unblocked,BLOCKED,will be changed,
        ? scope: plan"#,
    );
}
