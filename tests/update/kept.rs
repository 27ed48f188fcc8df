//! The list of an earlier run: there at once, read-only, and gone with the first page.

use crate::script::check;

#[test]
fn the_list_of_the_last_run_is_there_at_once_and_says_how_old_it_is() {
    check(
        r#"start keeps limit=4
        > LoadPage after=- limit=4
        cached 9 3h
        ? count: 1 of 9 cached
        ? cursor: 314612 Aarti Deshmukh
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
        > KeepList 9 users"#,
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
        keys /aarti<enter>
        ? count: 1 of 1 found in 9 cached"#,
    );
}
