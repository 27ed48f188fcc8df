//! Marks: by user, kept whatever the list does, hidden ones counted.

use crate::script::check;

#[test]
fn marks_hold_to_their_users_and_hidden_ones_are_counted() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys <space><space>
        ? marks: 2 marked
        ? cursor: 314660 Anjali Pillai
        keys /harish<enter>
        ? rows: 314760 314761
        ? marks: 0 marked here + 2 hidden
        keys a
        ? marks: 2 marked here + 2 hidden
        ? notice: All 2 shown are marked, of 9 loaded
        keys i
        ? marks: 0 marked here + 2 hidden
        keys i<esc>
        ? marks: 4 marked
        # still there after the list was read anew
        keys :reload<enter>
        > LoadPage after=- limit=100
        ? marks: 0 marked here + 4 hidden
        page 9 end
        ? marks: 4 marked
        keys m
        ? rows: 314612 314655 314760 314761
        keys m
        ? count: 7 of 9
        keys M
        ? marks:"#,
    );
}

#[test]
fn a_range_runs_from_the_last_mark_to_the_cursor() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys v
        ? notice: v marks from the row marked last to here: mark one with space first
        keys j<space>jjv
        ? marks: 4 marked
        keys m
        ? rows: 314655 314660 314671 314678
        keys m<space>
        ? marks: 3 marked"#,
    );
}

#[test]
fn all_that_match_says_its_cost_and_reads_the_rest_first() {
    check(
        r#"start limit=2
        > LoadPage after=- limit=2
        page 2 more
        > LoadPage after=314655 limit=2
        keys A
        ? question: 2+ users are loaded; the server does not say how many more there are / At most 1 request for every 2 of them, at 2.0 a second; esc stops it / Read all the rest, then mark everybody? / y yes   n no
        keys n
        ? marks:
        keys Ay
        page 2 more
        > LoadRest after=314671 limit=2
        ? marks:
        page 5 end
        ? marks: 9 marked
        ? notice: All 9 users that match are marked"#,
    );
}

#[test]
fn all_that_match_marks_nobody_when_it_is_stopped_or_a_page_fails() {
    check(
        r#"start limit=2
        > LoadPage after=- limit=2
        page 2 more
        > LoadPage after=314655 limit=2
        keys Ay<esc>
        ? notice: ! Not all pages were read: nobody was marked
        ? marks:
        keys Ay
        page failed No answer within 20 s
        ? notice: ! Not all pages were read: nobody was marked
        ? marks:"#,
    );
}
