//! The list of an earlier run: there at once, read-only, and gone with the first page.

use crate::script::check;

#[test]
fn the_list_of_the_last_run_is_there_at_once_and_says_how_old_it_is() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 5 3h
        ? count: 1 of 5+ cached
        ? cursor: 314612 Aarti Deshmukh
        cached 4 3h
        ? count: 1 of 9+ cached
        cached end
        ? count: 1 of 9 cached
        keys j
        ? status: LOADING
        page 4 more
        > LoadPage after=314671 limit=4
        ? count: 2 of 4+
        page 4 end
        > KeepList 8 users
        ? count: 2 of 8"#,
    );
}

#[test]
fn nothing_is_changed_before_the_first_page_is_there() {
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        cached 9 3h
        cached end
        keys b
        ? notice: ! read-only: this list is cached, 3h old; wait for the first page
        page failed Cannot reach the server
        ? status: READ-ONLY
        ? count: 1 of 9 cached
        keys w
        ? notice: ! read-only: this list is cached, 3h old; ctrl-r reads the first page
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page 9 end
        > KeepList 9 users
        ? count: 1 of 9
        keys w
        > LoadUser 314612 Key"#,
    );
}

#[test]
fn what_was_not_read_again_is_kept_as_it_was_known() {
    check(
        r#"start keeps limit=4 size=60x16
        > LoadPage after=- limit=4
        cached 9 3h
        page 4 more
        > LoadPage after=314671 limit=4
        cached 9 3h
        ? count: 1 of 4+
        leaving
        > KeepList 13 users
        leaving
        ? count: 1 of 4+"#,
    );
}

#[test]
fn under_a_filter_nothing_of_it_is_shown_or_kept() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 5 3h
        keys 2
        > CancelReads
        > LoadPage after=- limit=4 web-login=no
        cached 5 3h
        ? count: 0 of 0+
        page 4 end
        ? count: 1 of 4
        leaving"#,
    );
}

#[test]
fn a_list_that_was_thrown_away_is_told_of_once() {
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        uncached it is cut or damaged
        ? notice: ! The list of the last run was thrown away: it is cut or damaged
        page 9 end
        > KeepList 9 users
        keys L
        ? notice: All pages are read: 9 users
        uncached it is cut or damaged
        ? notice: All pages are read: 9 users"#,
    );
}

#[test]
fn what_was_shown_of_a_damaged_list_is_taken_away_with_marks_and_pane() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 5 3h
        keys jj<space><space>
        ? marks: 2 marked
        keys <enter>
        > LoadUser 314678 Detail
        ? detail: 314678 asked, has the keys
        uncached it is cut or damaged
        ? notice: ! The list of the last run was thrown away: it is cut or damaged
        ? count: 0 of 0+
        ? rows: 
        ? marks: 
        ? cursor: -
        ? detail: -
        # nothing is left to be kept either
        leaving
        page 4 more
        > LoadPage after=314671 limit=4
        ? cursor: 314612 Aarti Deshmukh
        ? count: 1 of 4+
        leaving
        > KeepList 4 users"#,
    );
}

#[test]
fn of_a_list_that_turns_out_damaged_after_the_first_page_only_that_page_stays() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 9 3h
        keys jj<space>jj<space>
        ? marks: 2 marked
        page 4 more
        > LoadPage after=314671 limit=4
        ? marks: 1 marked here + 1 hidden
        uncached it is cut or damaged
        ? notice: ! The list of the last run was thrown away: it is cut or damaged
        ? count: 4 of 4+
        ? marks: 1 marked
        # what still comes of it is not taken
        cached 5 3h
        ? count: 4 of 4+
        leaving
        > KeepList 4 users
        page 5 end
        > KeepList 9 users
        ? marks: 1 marked"#,
    );
}

#[test]
fn a_user_who_was_read_stays_open_when_the_list_is_taken_away() {
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        cached 5 3h
        keys <space><enter>
        > LoadUser 314655 Detail
        loaded 314655
        uncached it is cut or damaged
        ? marks: 
        ? detail: 314655 done, has the keys
        page 9 end
        > KeepList 9 users
        ? detail: 314655 done, has the keys"#,
    );
}

#[test]
fn a_find_a_chart_and_the_marked_only_lose_the_list_that_is_taken_away_at_once() {
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        cached 9 3h
        keys /harish<enter>
        ? rows: 314760 314761
        search waits
        uncached it is cut or damaged
        ? rows: 
        search answers
        page 9 end
        > KeepList 9 users
        ? rows: 314760 314761"#,
    );
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        cached 9 3h
        keys <space>m
        ? rows: 314612
        uncached it is cut or damaged
        ? rows: 
        page 9 end
        > KeepList 9 users
        ? count: 1 of 9"#,
    );
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 2 3h
        keys F
        ? overlay: count by role: >Agent (54611) 2 (2 loaded rows only; more exist, L loads the rest)
        uncached it is cut or damaged
        ? overlay: count by role:  (0 loaded rows only; more exist, L loads the rest)
        page 4 end
        > KeepList 4 users
        ? overlay: count by role: >Agent (54611) 3 | Quality (54630) 1 (all 4 users, counted 14:00:00)"#,
    );
}

#[test]
fn a_chart_of_the_last_run_begins_anew_with_the_first_page() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 2 3h
        keys F
        ? overlay: count by role: >Agent (54611) 2 (2 loaded rows only; more exist, L loads the rest)
        # none of the two is there any more
        page 314671 314678 314761 end
        > KeepList 3 users
        ? overlay: count by role: >Quality (54630) 2 | Agent (54611) 1 (all 3 users, counted 14:00:00)"#,
    );
}

#[test]
fn a_tenant_that_is_gone_with_the_program_leaves_no_list() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        leaving
        ? count: 1 of 9"#,
    );
}

#[test]
fn a_list_is_on_its_way_to_the_disk_until_that_is_told() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        ? keeping: no
        page 4 end
        > KeepList 4 users
        ? keeping: yes
        leaving
        ? keeping: yes
        keys <ctrl-r>
        > LoadPage after=- limit=4
        page 4 end
        leaving
        > KeepList 4 users
        list-kept
        ? keeping: yes
        list-kept
        ? keeping: no"#,
    );
}

#[test]
fn a_find_says_that_it_looks_through_the_list_of_the_last_run() {
    check(
        r#"start keeps
        > LoadPage after=- limit=100
        cached 9 3h
        cached end
        keys /aarti<enter>
        ? count: 1 of 1 found in 9 cached"#,
    );
}
