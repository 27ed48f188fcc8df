//! Counting by a column, and filtering by what was counted.

use crate::script::check;

#[test]
fn roles_are_counted_and_enter_finds_their_users() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 more
        > LoadPage after=314812 limit=100
        keys F
        ? scope: count by column
        ? overlay: count by role: >Agent (54611) 6 | Quality (54630) 2 | Admin New (54742) 1 (9 loaded rows only; more exist, L loads the rest)
        keys jj<enter>
        ? view: All | find role:="Admin New" | sort -
        ? overlay: -"#,
    );
}

#[test]
fn flags_filter_on_the_server_and_states_by_find() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys Fll
        ? overlay: count by agent: >enabled 4 | busy 1 | BLOCKED 1 | offline 1 | disabled 1 | no agent 1 (all 9 users, counted 14:00:00)
        keys j<enter>
        ? view: All | find agent:busy | sort -
        keys <esc>Fh
        ? overlay: count by intercom: >not known yet 9 (all 9 users, counted 14:00:01)
        keys <enter>
        ? notice: Nothing finds by intercom number
        keys <esc>llllllF
        ? overlay: count by extension: >with extension 9 (all 9 users, counted 14:00:03)
        keys <enter>
        > LoadPage after=- limit=100 extension=yes
        ? notice: Filtered by the server; X drops the filters"#,
    );
}

#[test]
fn a_count_follows_the_pages_and_begins_anew_for_other_rows() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys F
        ? overlay: count by role: >Agent (54611) 3 | Quality (54630) 2 (5 loaded rows only; more exist, L loads the rest)
        page 4 end
        ? overlay: count by role: >Agent (54611) 6 | Quality (54630) 2 | Admin New (54742) 1 (all 9 users, counted 14:00:00)
        keys <esc>/qual<enter>F
        ? overlay: count by role: >Quality (54630) 2 (2 found in 9 loaded rows)"#,
    );
}

#[test]
fn what_has_many_values_is_told_by_the_most_frequent_and_the_rest() {
    check(
        r#"start limit=1000
        > LoadPage after=- limit=1000
        page 60 end
        keys Fhhhh
        ? overlay: count by name: >Harish B 2 | Aarti Deshmukh 1 | Abdul Rahim Shaikh 1 | Anjali Pillai 1 | Bharat Singh Negi 1 | Ravi Kumar Verma 1 | Divya Krishnamurthy 1 | Lata Menon 1 | Kiran Joshi 315000 1 | Kiran Joshi 315001 1 | Kiran Joshi 315002 1 | Kiran Joshi 315003 1 | Kiran Joshi 315004 1 | Kiran Joshi 315005 1 | Kiran Joshi 315006 1 | Kiran Joshi 315007 1 | Kiran Joshi 315008 1 | Kiran Joshi 315009 1 | Kiran Joshi 315010 1 | Kiran Joshi 315011 1 | 39 others 39 (all 60 users, counted 14:00:01)"#,
    );
}

#[test]
fn a_large_list_is_counted_in_slices_and_no_key_waits() {
    check(
        r#"start limit=20000
        > LoadPage after=- limit=20000
        page 20000 end
        keys F
        ? wake: in 0ns
        ? overlay: count by role: >Agent (54611) 8189 | Quality (54630) 2 | Admin New (54742) 1 (counting: 8192 of 20000 rows so far)
        keys j
        ? wake: in 0ns
        tick
        ? wake: never
        ? overlay: count by role: Agent (54611) 19997 | >Quality (54630) 2 | Admin New (54742) 1 (all 20000 users, counted 14:00:00)"#,
    );
}

#[test]
fn a_count_can_be_saved() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys F<ctrl-s><enter>
        > Save count.csv: role,users,share,counted / Agent (54611),6,67%,"all 9 users, counted 14:00:00" / Quality (54630),2,22%,"all 9 users, counted 14:00:00" / Admin New (54742),1,11%,"all 9 users, counted 14:00:00""#,
    );
}
