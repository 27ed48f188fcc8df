//! Signing in again in place: nothing is lost, nothing typed is shown, what had failed is read.

use crate::script::check;

#[test]
fn a_refused_token_asks_to_sign_in_and_the_page_that_failed_is_read_then() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page signed out
        sign-in lost
        ? overlay: sign-in Choose
        keys s
        ? overlay: sign-in LoginId
        keys asha<enter>
        ? overlay: sign-in Password asha
        keys hunter2<enter>
        > SignIn asha hunter2
        ? overlay: sign-in Asked asha
        sign-in asha 60m
        > LoadPage after=- limit=100
        ? overlay: -
        page 5 end
        ? count: 1 of 5"#,
    );
}

#[test]
fn a_refused_password_is_told_and_typed_again_by_the_person_alone() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        sign-in lost
        keys sasha<enter>wrong<enter>
        > SignIn asha wrong
        sign-in refused Signing in failed: no
        ? overlay: sign-in Choose asha ! Signing in failed: no
        tick
        keys <enter>
        ? overlay: sign-in Password asha
        keys <enter>
        ? overlay: sign-in Password asha ! Type the password, or esc"#,
    );
}

#[test]
fn a_token_can_be_pasted_and_a_masked_one_is_not_sent() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        sign-in lost
        keys t
        paste eyJ****
        keys <enter>
        ? overlay: sign-in Token ! The token was copied in its masked form (****); copy the whole token from the portal
        paste Bearer abc.def
        keys <enter>
        > UseToken abc.def"#,
    );
}

#[test]
fn whoever_is_typing_is_told_and_not_torn_away() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        keys /ra
        sign-in lost
        ? overlay: /ra
        keys <enter>:login<enter>
        ? overlay: sign-in Choose
        keys <esc>
        ? overlay: -
        ? count: 1 of 3 found in 5 loaded"#,
    );
}

#[test]
fn the_same_can_be_tried_again_and_signing_out_is_asked_of_the_server() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        sign-in lost
        keys r
        > TryAgain
        sign-in asha 60m
        ? overlay: -
        keys :logout<enter>
        > SignOut
        sign-in out
        ? overlay: sign-in Choose asha"#,
    );
}

#[test]
fn what_lay_under_the_box_is_there_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        keys f
        ? overlay: filters
        sign-in lost
        ? overlay: sign-in Choose
        keys <esc>
        ? overlay: filters"#,
    );
}

#[test]
fn who_is_signed_in_can_sign_in_once_more_and_a_refusal_of_that_is_no_success() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 5 end
        sign-in asha 60m
        keys :login<enter>swrong<enter>
        > SignIn asha wrong
        sign-in counted
        ? overlay: sign-in Asked asha
        keys <esc>:login<enter>t
        paste abc.def
        keys <enter>
        > UseToken abc.def
        sign-in ravi 30m
        ? overlay: -"#,
    );
}

#[test]
fn who_starts_without_being_signed_in_is_asked_at_once() {
    check(
        r#"start signed-out
        > LoadPage after=- limit=100
        ? overlay: sign-in Choose
        page signed out
        ? overlay: sign-in Choose
        sign-in asha 60m
        > LoadPage after=- limit=100
        ? overlay: -"#,
    );
}
