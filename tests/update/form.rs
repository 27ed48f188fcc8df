//! The form and its review: only what was changed is sent, what was typed is kept.

use crate::script::stage::Stage;
use crate::script::{check, keys};

#[test]
fn only_changed_fields_are_sent_and_blank_ones_never() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys e
        > LoadUser 314612 Key
        ? notice: Reading the user for the form; esc cancels
        loaded 314612
        ? scope: form, typed field
        ? form: 314612 at name
        keys <space>Rao<tab><ctrl-u>+91<space>88888<space>00001
        ? form: 314612 at number | *name=Aarti Deshmukh Rao | *number=+91 88888 00001
        # the number back as it was, on past the password without typing
        keys <ctrl-x><tab><tab><tab><tab><tab>
        ? form: 314612 at block_web_login | *name=Aarti Deshmukh Rao
        keys <down><down><space>
        ? scope: form, flag or role
        ? form: 314612 at login_based_calling | *name=Aarti Deshmukh Rao | *login_based_calling=on
        keys <ctrl-s>
        > LoadUser 314612 Key
        ? review: name, login_based_calling | being checked
        ? scope: review
        loaded 314612
        ? review: name, login_based_calling | same at 14:00:06
        # Enter and the form's key send nothing
        keys <enter><ctrl-s>
        keys J
        ? review: name, login_based_calling | same at 14:00:06 | body
        keys y
        > Begin #1 314612 name Aarti Deshmukh->Aarti Deshmukh Rao, login_based_calling off->on
        ? overlay: -
        ? drafts: 1
        loaded 314612 name=Aarti_Deshmukh_Rao web=locked
        settled verified
        ? drafts: 0
        ? notice: = Verified 14:00:07: name Aarti Deshmukh Rao, login-based on. Aarti Deshmukh (#314612)   z undo"#,
    );
}

#[test]
fn problems_stand_beside_the_field_and_the_review_waits() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<ctrl-u><tab>12<tab><ctrl-u>ravi.example.in
        ? form: 314612 at email | !name: cannot be empty; type a value or leave it unchanged | *number=+91 99999 1461212 | !email: must contain one @ with text on both sides
        keys <ctrl-s>
        ? notice: ! Not ready: name: cannot be empty; type a value or leave it unchanged
        ? form: 314612 at name | !name: cannot be empty; type a value or leave it unchanged | *number=+91 99999 1461212 | !email: must contain one @ with text on both sides
        keys <ctrl-x><tab><ctrl-x><tab><ctrl-x><ctrl-s>
        ? notice: Nothing to do: no field is changed
        keys <esc>
        ? overlay: -
        ? drafts: 0"#,
    );
}

#[test]
fn a_draft_is_kept_on_esc_and_opened_again() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<tab><esc>
        ? notice: Draft kept: e opens it again; D in its review discards it
        ? drafts: 1
        keys je
        > LoadUser 314655 Key
        loaded 314655
        keys <esc>
        ? drafts: 1
        keys ke
        ? notice: Draft opened again
        ? form: 314612 at number | *name=Aarti DeshmukhX
        keys <ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        # back to the form from the review, and kept from there too
        keys e
        ? review: -
        ? form: 314612 at number | *name=Aarti DeshmukhX
        keys <ctrl-s><esc>
        > LoadUser 314612 Key
        ? drafts: 1
        keys e<ctrl-s>D
        > LoadUser 314612 Key
        ? notice: Draft discarded; nothing was sent
        ? overlay: -
        ? drafts: 0"#,
    );
}

#[test]
fn the_review_says_when_it_could_not_check() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<ctrl-s>
        > LoadUser 314612 Key
        failed 314612 No answer within 20 s
        ? review: name | not checked: No answer within 20 s
        # the pre-flight read will look again
        keys y
        > Begin #1 314612 name Aarti Deshmukh->Aarti DeshmukhX"#,
    );
}

#[test]
fn a_failed_write_keeps_the_draft() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612
        keys y
        > Begin #1 314612 name Aarti Deshmukh->Aarti DeshmukhX
        # not twice while it is on its way
        keys e
        ? notice: This draft is being sent; wait until it is settled
        ? overlay: -
        settled refused 400 "name is not allowed"
        ? notice: ! Refused (400): "name is not allowed". Nothing changed. Aarti Deshmukh (#314612)   your draft is kept: e
        ? drafts: 1
        keys e
        ? form: 314612 at name | *name=Aarti DeshmukhX"#,
    );
}

#[test]
fn a_flag_is_flipped_and_a_role_picked() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e<up><up><up><up>
        ? form: 314612 at disable_agent
        keys <enter>
        ? form: 314612 at disable_agent | *disable_agent=disabled
        keys <left>
        ? form: 314612 at disable_agent
        keys <up><up><up><up>
        ? form: 314612 at user_role
        keys <enter>
        ? scope: choosing by typing
        ? roles: >Agent (54611) on 6 | Quality (54630) on 2 | Admin New (54742) on 1
        keys qual<enter>
        ? form: 314612 at user_role | *user_role=Quality (54630)
        keys <enter><esc>
        ? form: 314612 at user_role | *user_role=Quality (54630)"#,
    );
}

#[test]
fn an_unknown_flag_is_left_alone_until_it_is_touched() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314671
        keys jjje<ctrl-s>
        ? notice: Nothing to do: no field is changed
        keys <up><up><up><up><up>
        ? form: 314671 at block_agent
        keys <space>
        ? form: 314671 at block_agent | *block_agent=unblocked"#,
    );
}

#[test]
fn paste_is_text_in_a_field_and_nothing_on_a_flag() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys e
        paste  Rao\n
        ? form: 314612 at name | *name=Aarti DeshmukhRao
        keys <up><up><up>
        paste y
        ? notice: ! Pasted text ignored: nothing is being typed here
        ? form: 314612 at international_outbound | *name=Aarti DeshmukhRao"#,
    );
}

#[test]
fn curl_carries_neither_token_nor_password() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<tab><tab><tab><tab><tab>Gulmohar-7<ctrl-s>c
        > LoadUser 314612 Key
        > Copy curl --request PATCH --url 'https://api.example.in/v1/user/314612' --header "Authorization: Bearer $TOKEN" --header 'Content-Type: application/json' --data '{"name":"Aarti DeshmukhX","password":"***"}'
        ? notice: Sent to the terminal's clipboard as curl; the token is $TOKEN"#,
    );
}

/// The password leaves in the command for the actor and nowhere else.
#[test]
fn a_password_is_never_printed() {
    const PASSWORD: &str = "Gulmohar-7";
    let (mut stage, _) = Stage::start("");
    stage.page("9 end");
    stage.loaded("314612");
    let type_it = format!("e<tab><tab><tab><tab><tab>{PASSWORD}");
    keys(&mut stage, &type_it);
    assert!(!format!("{:?}", stage.model.overlay).contains(PASSWORD));
    keys(&mut stage, "<ctrl-s>");
    stage.loaded("314612");
    keys(&mut stage, "c");
    keys(&mut stage, "y");
    assert_eq!(stage.edits.len(), 1);
    for outcome in ["unknown connection reset", "accepted"] {
        stage.settled(outcome);
    }
    keys(
        &mut stage,
        &format!("e<esc>:set<space>password={PASSWORD}<enter>"),
    );
    assert!(
        !format!("{:?}", stage.told).contains(PASSWORD),
        "in a command"
    );
    assert!(
        !format!("{:?}", stage.model).contains(PASSWORD),
        "in the model"
    );
    let mut notices = stage.model.notices.iter();
    assert!(
        !notices.any(|notice| notice.text.contains(PASSWORD)),
        "in a message"
    );
}
