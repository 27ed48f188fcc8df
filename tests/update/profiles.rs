//! Going to another tenant: `:ctx`.

use crate::script::check;

#[test]
fn ctx_goes_to_another_profile_and_says_what_there_is() {
    check(
        r#"start profile=acme profile=pune profile=delhi-prod
        > LoadPage after=- limit=100
        page 9 end
        keys :ctx<space>acme<enter>
        ? notice: This is acme already
        keys :ctx<space>mumbai<enter>
        ? notice: ! There is no profile "mumbai"; there are acme, pune, delhi-prod
        keys :ctx<space>pune<enter>
        > Switch pune
        ? message: ~ opening pune…  0s so far
        ? status: LOADING"#,
    );
}

#[test]
fn while_another_is_opened_the_screen_lives_and_nothing_can_be_begun() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        keys <space>
        keys :ctx<space>pune<enter>
        ? question: 1 mark would be lost / Go to pune all the same? / y yes   n no
        keys y
        > Switch pune
        ? scope: opening a profile
        keys wbe:zq
        > Stay
        ? notice: Staying with acme; pune is not opened
        ? marks: 1 marked
        keys M:ctx<space>pune<enter>
        > Switch pune
        wait 3s
        ? message: ~ opening pune…  3s so far
        loaded 314612 web=locked
        keys <esc>
        > Stay
        keys :ctx<space>pune<enter>
        > Switch pune
        keys <ctrl-c>
        > Stay
        keys <ctrl-c>
        > Quit"#,
    );
}

#[test]
fn a_key_press_that_waits_for_a_read_changes_nothing_on_the_way() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        keys w
        > LoadUser 314612 Key
        keys :ctx<space>pune<enter>
        > Switch pune
        loaded 314612 web=locked"#,
    );
}

#[test]
fn without_a_name_it_is_chosen_from_a_list() {
    check(
        r#"start profile=acme profile=pune profile=delhi-prod
        > LoadPage after=- limit=100
        page 9 end
        keys :ctx<enter>
        ? scope: choosing by typing
        keys delhi<enter>
        > Switch delhi-prod"#,
    );
}

#[test]
fn the_palette_has_the_profiles_and_the_one_that_is_open_with_the_reason() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        keys <ctrl-p>profile
        keys <enter>
        > Switch pune
        keys <esc>
        > Stay
        keys <ctrl-p>profile:<space>acme
        keys <enter>
        ? notice: Not possible now: you are here"#,
    );
}

#[test]
fn a_write_on_its_way_a_draft_or_a_job_is_not_left_without_asking() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        keys :ctx<space>pune<enter>
        ? question: 1 change is still on the way and would be left unverified / Go to pune all the same? / y yes   n no
        keys n
        ? notice: Staying
        keys :ctx<space>pune<enter>
        keys y
        > Switch pune"#,
    );
}

#[test]
fn who_cannot_go_stays_with_all_there_was() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        keys <space>
        keys :ctx<space>pune<enter>
        keys y
        > Switch pune
        stayed pune its token is missing
        ? notice: ! pune could not be opened: its token is missing. This is still acme
        ? marks: 1 marked
        keys b
        ? question: acme: block agent of 1 marked user / 1 BLOCKED   2 unblocked   (nothing is sent before the plan) / 1 or 2, esc neither"#,
    );
}

#[test]
fn who_arrives_hears_where_he_is_and_what_was_left() {
    check(
        r#"start profile=acme profile=pune
        > LoadPage after=- limit=100
        page 9 end
        arrived pune #314678 "Ravi": Unknown whether applied
        ? notice: ? pune: #314678 "Ravi": Unknown whether applied
        ? notice-1: This is acme now; :ctx pune goes back"#,
    );
}
