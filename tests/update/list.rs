//! The list: pages ahead, places kept, finding, filtering, filling in.

use rosterm::app::list::Fill;
use rosterm::protocol::{ApiCommand, Command};

use crate::script::stage::Stage;
use crate::script::{check, keys};

#[test]
fn the_next_page_comes_one_screen_ahead_and_one_at_a_time() {
    check(
        r#"start
        > LoadPage after=- limit=100
        ? status: LOADING
        ? wake: in 1s
        page 100 more
        ? status: IDLE
        ? count: 1 of 100+
        ? wake: never
        # 17 rows are visible; half a screen is 9
        keys <ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d>
        ? cursor: 315054 Kiran Joshi 315054
        ? top: 47
        keys <ctrl-d>
        keys <ctrl-d><ctrl-d>
        > LoadPage after=315090 limit=100
        ? status: LOADING
        page 100 more
        keys G
        > LoadPage after=315190 limit=100
        page 30 end
        ? count: 200 of 230
        keys G
        ? cursor: 315220 Kiran Joshi 315220
        ? count: 230 of 230
        keys g
        ? count: 1 of 230
        ? top: 0"#,
    );
}

#[test]
fn a_short_page_is_followed_by_the_next_until_the_window_is_full() {
    check(
        r#"start limit=9
        > LoadPage after=- limit=9
        page 9 more
        > LoadPage after=314812 limit=9
        page 9 more
        > LoadPage after=315008 limit=9
        page 9 more
        > LoadPage after=315017 limit=9
        page 9 more
        ? count: 1 of 36+"#,
    );
}

#[test]
fn load_the_rest_and_esc_stops() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys L
        > LoadPage after=315090 limit=100 job
        ? notice: Loading the rest; esc stops
        page 100 more
        > LoadPage after=315190 limit=100 job
        keys <esc>
        page 100 more
        ? count: 1 of 300+
        keys L
        > LoadPage after=315290 limit=100 job
        page 20 end
        ? notice: = All pages are read: 320 users
        keys L
        ? notice: All pages are read: 320 users"#,
    );
}

#[test]
fn esc_stops_a_page_that_takes_long_and_never_quits() {
    check(
        r#"start
        > LoadPage after=- limit=100
        keys <esc>
        > CancelReads
        ? load: stopped
        ? notice: Stopped reading the list; ctrl-r reads on
        # what was asked for comes all the same and belongs nowhere
        page 9 end
        ? rows:
        keys <esc><esc>
        ? notice: There is nothing to step back from; q quits
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page 9 end
        ? count: 1 of 9"#,
    );
}

#[test]
fn a_failed_page_keeps_the_list() {
    check(
        r#"start limit=9
        > LoadPage after=- limit=9
        page 9 more
        > LoadPage after=314812 limit=9
        page failed No answer within 20 s
        ? notice: ! No answer within 20 s. The list is kept; ctrl-r tries again
        ? rows: 314612 314655 314660 314671 314678 314690 314760 314761 314812
        ? load: failed: No answer within 20 s
        ? status: IDLE
        ? wake: never
        keys G
        keys <ctrl-r>
        > LoadPage after=314812 limit=9
        page 9 end
        ? count: 9 of 18
        ? load: idle"#,
    );
}

#[test]
fn the_first_page_failed() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page failed The token was refused
        ? notice: ! The token was refused. The list is kept; ctrl-r tries again
        ? count: 0 of 0+
        keys jkbw
        ? notice: There is no user to change here
        keys <ctrl-r>
        > LoadPage after=- limit=100"#,
    );
}

#[test]
fn a_reload_that_failed_is_tried_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page failed No answer within 20 s
        ? rows: 314612 … 315090 (100 rows)
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page 100 more
        ? notice: Page read again
        ? load: idle"#,
    );
}

#[test]
fn a_reload_reads_the_page_under_the_cursor_and_keeps_the_place() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        page 5 more
        > LoadPage after=315000 limit=5
        page 5 more
        > LoadPage after=315005 limit=5
        page 5 more
        > LoadPage after=315010 limit=5
        page 5 more
        > LoadPage after=315015 limit=5
        page 5 more
        > LoadPage after=315020 limit=5
        page 5 more
        keys jjjjjjj
        ? cursor: 314761 Harish B
        keys <ctrl-r>
        > LoadPage after=314678 limit=5
        ? load: reading again
        keys <ctrl-r>
        ? notice: A page is being read already
        # somebody vanished above, somebody appeared
        page 314760 314761 314812 315000 315001 more
        > LoadPage after=315025 limit=5
        page 5 more
        ? cursor: 314761 Harish B
        ? count: 7 of 39+
        keys <ctrl-r>
        > LoadPage after=314678 limit=5
        page 314690 314760 314812 315000 315001 more
        ? notice: Page read again
        ? cursor: 314760 Harish B
        ? rows: 314612 … 315030 (39 rows)"#,
    );
}

#[test]
fn reloading_everything_returns_to_the_user() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        page 5 end
        keys G
        ? cursor: 315000 Kiran Joshi 315000
        keys :reload<enter>
        > LoadPage after=- limit=5
        ? rows:
        page 5 more
        > LoadPage after=314678 limit=5
        ? cursor: 314612 Aarti Deshmukh
        page 5 end
        ? cursor: 315000 Kiran Joshi 315000"#,
    );
}

#[test]
fn a_cursor_that_does_not_move_is_a_warning_and_no_loop() {
    check(
        r#"start limit=9
        > LoadPage after=- limit=9
        page 9 more
        > LoadPage after=314812 limit=9
        page 5 more cursor=314812
        ? notice: ! The server's cursor stays at 314812 although it says there are more; the list may be incomplete
        ? count: 1 of 14+
        ? status: IDLE
        keys GL
        ? notice: ! Cannot load further: the server's cursor stays at 314812 although it says there are more; the list may be incomplete
        ? wake: never"#,
    );
}

#[test]
fn other_cursors_that_cannot_be_followed() {
    check(
        r#"start limit=9
        > LoadPage after=- limit=9
        page 9 more cursor=none
        ? notice: ! The server says there are more users but gave no cursor (last_seen_id); the list may be incomplete
        keys <ctrl-r>
        > LoadPage after=- limit=9
        page 9 more
        > LoadPage after=314812 limit=9
        page 5 more cursor=314700
        ? notice: ! The server's cursor went back to 314700; the list may be incomplete
        keys G<ctrl-r>
        > LoadPage after=314812 limit=9
        page 5 more
        > LoadPage after=315004 limit=9
        page 315000 315001 more cursor=315009
        ? notice: ! The server sent a page after 315009 without one new user; the list may be incomplete
        ? count: 14 of 14+"#,
    );
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_left_out() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end skipped=1
        ? notice: ! 1 row of the page could not be read and is left out of the list
        ? count: 1 of 9
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page 9 end skipped=2
        ? notice: ! 2 rows of the page could not be read and are left out of the list"#,
    );
}

#[test]
fn an_answer_to_an_older_listing_is_dropped() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys X
        ? notice: No server filter is set
        keys :filter<space>active=yes<enter>
        > CancelReads
        > LoadPage after=- limit=5 active=yes
        page 314999 end late
        ? rows:
        ? load: reading
        page 314612 end
        ? rows: 314612"#,
    );
}

#[test]
fn server_filters() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys f
        ? overlay: filters
        keys jjj<space><space>j<space>
        ? overlay: filters web-login=no active=yes
        keys <esc>
        ? filters:
        keys fjjj<space><space>j<space><enter>
        > LoadPage after=- limit=100 web-login=no active=yes
        ? filters: web-login=no active=yes
        ? count: 0 of 0+
        page 3 end
        ? count: 1 of 3
        keys f<enter>
        ? filters: web-login=no active=yes
        keys fX
        ? overlay: filters
        keys <esc>X
        > LoadPage after=- limit=100
        ? filters:
        page 100 more
        keys :filter<space>web-login=maybe<enter>
        ? notice: ! "web-login=maybe" is not NAME=yes, NAME=no or NAME=any
        keys :filter<space>colour=yes<enter>
        ? notice: ! There is no server filter "colour"; there are extension, login-based, international, web-login and active
        keys :filter<space>extension=no<space>login-based=yes<enter>
        > LoadPage after=- limit=100 extension=no login-based=yes
        ? filters: extension=no login-based=yes"#,
    );
}

#[test]
fn find_as_you_type() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 more
        > LoadPage after=314812 limit=100
        page 9 end
        keys jj
        keys /
        ? overlay: /
        keys har
        ? rows: 314671 314760 314761
        ? count: 1 of 3 found in 18 loaded
        ? cursor: 314671 Bharat Singh Negi
        # esc puts back what was
        keys <esc>
        ? rows: 314612 … 315008 (18 rows)
        ? cursor: 314660 Anjali Pillai
        keys /har<enter>
        ? scope: user list
        keys n
        ? cursor: 314760 Harish B
        keys n
        ? cursor: 314761 Harish B
        keys N
        ? cursor: 314760 Harish B
        # by login, number, id and role
        keys /<ctrl-u>bharat.671<enter>
        ? rows: 314671
        keys /<ctrl-u>14612<enter>
        ? rows: 314612
        keys /<ctrl-u>admin<enter>
        ? rows: 314812
        keys /<ctrl-u>ravi<space>qual<enter>
        ? rows: 314678
        # esc in the list drops the find; the cursor stays on what was found
        keys <esc>
        ? find:
        ? cursor: 314678 Ravi Kumar Verma"#,
    );
}

#[test]
fn find_the_others() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /!agent<enter>
        ? rows: 314671 314678 314812
        keys n
        ? cursor: 314678 Ravi Kumar Verma"#,
    );
}

#[test]
fn esc_in_a_find_restores_the_find_before() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /agent<enter>j
        ? cursor: 314655 Abdul Rahim Shaikh
        keys /<ctrl-u>quality<down>
        ? rows: 314671 314678
        ? cursor: 314678 Ravi Kumar Verma
        keys <esc>
        ? find: agent
        ? cursor: 314655 Abdul Rahim Shaikh"#,
    );
}

#[test]
fn no_match_says_where_it_looked() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys n
        ? notice: Nothing to find again: / starts a find
        keys /zed<enter>
        ? notice: No match for "zed" in 100 loaded rows; more exist on the server: L loads the rest
        ? rows:
        ? target: -
        keys w
        ? notice: There is no user to change here
        keys n
        ? notice: No match for "zed" in 100 loaded rows; more exist on the server: L loads the rest
        # a find does not drag the list in, L does
        keys L
        > LoadPage after=315090 limit=100 job
        page 20 end
        keys /<enter>
        ? notice: No match for "zed" in 120 loaded rows; all users are loaded"#,
    );
}

#[test]
fn a_find_looks_at_pages_that_arrive() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys /harish
        page 5 end
        ? rows: 314760 314761"#,
    );
}

#[test]
fn the_web_login_of_visible_rows_is_filled_in() {
    check(
        r#"start fill
        > LoadPage after=- limit=100
        page 100 more
        > LoadUser 314612 Background
        > LoadUser 314655 Background
        loaded 314612
        > LoadUser 314660 Background
        # one that fails is not asked again
        failed 314655 No answer within 20 s
        > LoadUser 314671 Background
        ? notice: -
        # not while a page is being read
        keys <ctrl-r>
        > LoadPage after=- limit=100
        loaded 314660
        loaded 314671
        page 100 more
        > LoadUser 314678 Background
        > LoadUser 314690 Background
        # nor under a form or a text
        keys ?
        loaded 314678
        loaded 314690
        keys <esc>
        > LoadUser 314760 Background
        > LoadUser 314761 Background
"#,
    );
}

#[test]
fn the_allowance_for_filling_in_is_never_exceeded() {
    let (mut stage, _) = Stage::start("fill");
    stage.page("100 more");
    let mut asked = 0;
    let mut answered = 0;
    for _ in 0..20 {
        while answered < stage.told.len() {
            if let Command::Api(ApiCommand::LoadUser { id, .. }) = stage.told[answered].clone() {
                asked += 1;
                stage.loaded(id.as_str());
            }
            answered += 1;
        }
        keys(&mut stage, "<ctrl-d>");
    }
    assert_eq!(asked, Fill::ALLOWANCE);
    assert!(stage.model.list.fill.is_spent());
}

#[test]
fn resizing_keeps_the_cursor_in_the_window() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys <ctrl-d><ctrl-d>
        ? top: 2
        resize 60x12
        ? top: 14
        resize 1x1
        resize 200x60
        > LoadPage after=315090 limit=100
        ? top: 18
        ? cursor: 315009 Kiran Joshi 315009"#,
    );
}

#[test]
fn go_to_an_id_reads_that_user_directly() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :u<space>314999<enter>
        > LoadUser 314999 Key
        ? notice: Reading #314999; esc cancels
        ? status: LOADING
        loaded 314999
        ? detail: 314999 done, has the keys
        ? target: 314999
        ? wake: in 1s
        keys <esc>
        ? detail: -
        keys :u<space>314678<enter>
        > LoadUser 314678 Key
        loaded 314678
        ? cursor: 314678 Ravi Kumar Verma
        keys <esc>:u<space>12/3<enter>
        ? notice: ! "12/3" is not a user id: ids are 1 to 64 letters, digits, "-" or "_"; the ID column of the list shows them
        keys :u<space>77<enter>
        > LoadUser 77 Key
        failed 77 There is no user 77
        ? notice: ! There is no user 77
        ? detail: -"#,
    );
}
