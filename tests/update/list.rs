//! The list: pages ahead, places kept, filling in.

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
        > LoadRest after=315090 limit=100
        ? notice: Loading the rest; esc stops
        page 100 more
        page 50 more
        keys <esc>
        > CancelReads
        ? notice: Stopped; 250+ users are loaded, L loads the rest
        # what comes late belongs nowhere
        page 100 more
        ? count: 1 of 250+
        keys L
        > LoadRest after=315240 limit=100
        page 50 more
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
        ? notice: ! The token was refused; ctrl-r tries again
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
fn a_digit_shows_a_view() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 end
        keys 2
        > LoadPage after=- limit=5 web-login=no
        page 5 end
        keys 2
        ? notice: This is the view Web-locked already
        keys 0
        > LoadPage after=- limit=5"#,
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
fn a_sweep_fills_the_web_login_column_for_pages_and_says_what_it_cost() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :sweep<enter>
        > Sweep until=- limit=100
        ? notice: Reading the web-login states; :sweep pauses, esc stops
        swept locked 314660 314690
        ? shows 314660 block_web_login: LOCKED
        ? shows 314612 block_web_login: ..
        swept others open 1
        ? shows 314612 block_web_login: open
        ? notice: = The web-login state of 9 users was read with 1 request
        # a newer read of one user wins
        loaded 314612 web=locked
        ? shows 314612 block_web_login: LOCKED
        # and a page that does not tell it takes nothing away
        keys <ctrl-r>
        > LoadPage after=- limit=100
        page 9 end
        ? shows 314660 block_web_login: LOCKED"#,
    );
}

#[test]
fn a_large_sweep_says_its_cost_first_and_esc_stops_it() {
    // The server gives two users a page, whatever it is asked for.
    let script = r#"start limit=100
        > LoadPage after=- limit=100
        page 2 more
        > LoadPage after=314655 limit=100
        page 2 more
        > LoadPage after=314671 limit=100
        keys L
        page 2 more
        > LoadRest after=314690 limit=100
        PAGES
        keys <esc>
        > CancelReads
        keys :sweep<enter>
        ? question: The web-login state of 120 users takes 62 requests at most, and few if few are locked / At 2.0 a second and behind everything else; :sweep pauses, esc stops it / Read it? / y yes   n no
        keys n
        ? question: -
        keys :sweep<enter>y
        > Sweep until=315110 limit=100
        swept locked 314660
        keys <esc>
        > CancelReads
        ? notice: Stopped reading the web-login states; those that were read stay
        ? shows 314660 block_web_login: LOCKED
        # what comes late changes nothing
        swept others open 9
        ? shows 314612 block_web_login: .."#;
    check(&script.replace("PAGES", &["page 2 more"; 57].join("\n")));
}

#[test]
fn a_sweep_is_paused_and_goes_on() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :sweep<enter>
        > Sweep until=- limit=100
        swept locked 314660
        keys :sweep<enter>
        > PauseSweep
        ? notice: Reading the web-login states is paused; :sweep goes on, esc stops
        # what was on its way still counts
        swept locked 314690
        ? shows 314690 block_web_login: LOCKED
        keys <ctrl-p>web-login<space>states
        ? overlay: Palette: :sweep go on reading the web-login states
        keys <enter>
        > ContinueSweep
        ? notice: Reading the web-login states goes on; :sweep pauses, esc stops
        swept others open 2
        ? notice: = The web-login state of 9 users was read with 2 requests
        ? shows 314612 block_web_login: open
        # paused and stopped: the next one is another
        keys :sweep<enter>
        > Sweep until=- limit=100
        keys :sweep<enter>
        > PauseSweep
        keys <esc>
        > CancelReads
        keys :sweep<enter>
        > Sweep until=- limit=100"#,
    );
}

#[test]
fn whoever_was_listed_while_a_sweep_went_on_is_not_inferred() {
    check(
        r#"start limit=5 size=80x12
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys :sweep<enter>
        > Sweep until=314678 limit=5
        page 4 end
        swept locked 314660
        swept others open 2
        ? shows 314678 block_web_login: open
        ? shows 314760 block_web_login: .."#,
    );
}

#[test]
fn a_large_inference_is_made_in_slices() {
    check(
        r#"start limit=15000
        > LoadPage after=- limit=15000
        page 15000 end
        keys :sweep<enter>
        > Sweep until=- limit=15000
        swept locked 314660
        swept others open 2
        ? shows 314612 block_web_login: open
        ? shows 329990 block_web_login: ..
        ? wake: in 0ns
        tick
        ? wake: never
        ? notice: = The web-login state of 15000 users was read with 2 requests"#,
    );
}

#[test]
fn a_sweep_that_fails_says_why() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :sweep<enter>
        > Sweep until=- limit=100
        swept failed The list could not be read
        ? notice: ! The list could not be read
        keys f
        ? overlay: filters"#,
    );
}

#[test]
fn the_rest_says_how_far_it_is_and_what_slows_it() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys L
        > LoadRest after=315090 limit=100
        ? load: the rest
        wait 2s
        page 50 more
        rest ahead=350 lanes=8 left=30
        rest slowed The list is read one page after the other
        ? notice: ! The list is read one page after the other
        page 100 more cursor=none
        > CancelReads
        ? count: 1 of 250+
        keys L
        ? notice: ! Cannot load further: the server says there are more users but gave no cursor (last_seen_id); the list may be incomplete"#,
    );
}
