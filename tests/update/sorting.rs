//! Sorting the loaded rows: by the column under the cursor, by name, while pages come in.

use crate::script::check;

#[test]
fn up_down_and_the_servers_order() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys s
        ? notice: Sorted by name asc
        ? rows: 314612 314655 314660 314671 314690 314760 314761 314812 314678
        ? count: 1 of 9
        keys j
        ? cursor: 314655 Abdul Rahim Shaikh
        keys s
        ? notice: Sorted by name desc
        ? rows: 314678 314812 314760 314761 314690 314671 314660 314655 314612
        ? cursor: 314655 Abdul Rahim Shaikh
        ? count: 8 of 9
        keys s
        ? notice: In the server's order
        ? rows: 314612 314655 314660 314671 314678 314690 314760 314761 314812
        ? cursor: 314655 Abdul Rahim Shaikh"#,
    );
}

#[test]
fn who_has_no_value_stands_last_both_ways() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys llls
        ? notice: Sorted by agent asc
        ? rows: 314612 314678 314760 314812 314655 314671 314690 314660 314761
        keys s
        ? rows: 314660 314690 314671 314655 314612 314678 314760 314812 314761
        keys :sort<space>id<space>desc<enter>
        ? rows: 314812 314761 314760 314690 314678 314671 314660 314655 314612
        keys :sort<enter>
        ? notice: In the server's order
        keys :sort<space>colour<enter>
        ? notice: ! "colour" is not COLUMN, COLUMN asc or COLUMN desc; columns: id name role user agent web state extension login international login-based number intercom agent-id"#,
    );
}

#[test]
fn pages_that_come_in_are_put_in_their_places() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys s
        ? notice: Sorted by name asc: only the loaded rows, L loads the rest
        ? rows: 314612 314655 314660 314671 314678
        keys G
        ? cursor: 314678 Ravi Kumar Verma
        page 4 end
        ? rows: 314612 314655 314660 314671 314690 314760 314761 314812 314678
        ? cursor: 314678 Ravi Kumar Verma
        # a find keeps the order, and esc keeps it too
        keys /har<enter>
        ? rows: 314671 314760 314761
        keys <esc>
        ? rows: 314612 314655 314660 314671 314690 314760 314761 314812 314678"#,
    );
}

#[test]
fn an_edit_moves_nobody() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :sort<space>agent<enter>
        ? rows: 314612 314678 314760 314812 314655 314671 314690 314660 314761
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        ? rows: ~314612 314678 314760 314812 314655 314671 314690 314660 314761
        settled verified
        ? rows: 314612 314678 314760 314812 314655 314671 314690 314660 314761"#,
    );
}

#[test]
fn a_matcher_that_is_gone_is_said_and_all_rows_are_shown() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys s/har<enter>
        ? rows: 314671 314760 314761
        search stopped
        ? notice: ! The search worker stopped: find and sort do nothing any more, all loaded rows are shown; quit and start again
        ? find:
        ? rows: 314612 314655 314660 314671 314678 314690 314760 314761 314812
        keys /lata<enter>
        ? rows: 314612 314655 314660 314671 314678 314690 314760 314761 314812"#,
    );
}
