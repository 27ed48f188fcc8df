//! Reads that bring no users: causes and sentences.

use rosterm::api::dialect::Answer;
use rosterm::api::smartflo::Smartflo;
use rosterm::protocol::{Cause, Failure};

use crate::answer;

fn page_failure(status: u16, body: &str) -> Failure {
    Smartflo::default()
        .read_page(&answer(status, body))
        .expect_err(body)
}

fn user_failure(status: u16, body: &str) -> Failure {
    Smartflo::default()
        .read_user(&answer(status, body))
        .expect_err(body)
}

#[test]
fn the_status_decides_before_success_does() {
    for status in [400, 401, 403, 404, 422, 429, 500, 503] {
        page_failure(status, r#"{"success":true,"data":[{"id":1}]}"#);
        user_failure(status, r#"{"Success":"True","data":{"id":1}}"#);
    }
}

#[test]
fn a_good_status_with_success_false_is_a_failure_in_every_spelling() {
    for key in ["success", "Success", "SUCCESS"] {
        for no in ["false", r#""false""#, r#""False""#, "0", r#""0""#] {
            let body = format!(r#"{{"{key}":{no},"message":"Try later","data":[{{"id":1}}]}}"#);
            let failure = page_failure(200, &body);
            assert_eq!(failure.cause, Cause::Answer, "{body}");
            assert!(failure.text.contains("\"Try later\""), "{}", failure.text);
        }
    }
}

#[test]
fn a_good_status_without_success_is_a_success() {
    for body in [
        r#"{"data":[]}"#,
        r#"{"success":null,"data":[]}"#,
        r#"{"success":"","data":[]}"#,
    ] {
        assert!(
            Smartflo::default().read_page(&answer(200, body)).is_ok(),
            "{body}"
        );
    }
}

#[test]
fn causes_follow_from_the_status() {
    let cases = [
        (401, Cause::SignedOut, Cause::SignedOut),
        (404, Cause::Answer, Cause::NotFound),
        (429, Cause::Throttled, Cause::Throttled),
        (408, Cause::Answer, Cause::Answer),
        (400, Cause::Answer, Cause::Answer),
        (403, Cause::Answer, Cause::Answer),
        (302, Cause::Answer, Cause::Answer),
        (500, Cause::Answer, Cause::Answer),
        (0, Cause::Answer, Cause::Answer),
        (999, Cause::Answer, Cause::Answer),
    ];
    for (status, page, user) in cases {
        assert_eq!(page_failure(status, "{}").cause, page, "{status}");
        assert_eq!(user_failure(status, "{}").cause, user, "{status}");
    }
}

#[test]
fn an_expired_token_with_status_200_means_signed_out() {
    let body = r#"{"success":false,"message":"Token has expired"}"#;
    assert_eq!(page_failure(200, body).cause, Cause::SignedOut);
    assert_eq!(user_failure(200, body).cause, Cause::SignedOut);
    let other = r#"{"Success":"False","Error":{"auth":["TOKEN HAS EXPIRED, sign in"]}}"#;
    assert_eq!(page_failure(200, other).cause, Cause::SignedOut);
    let fine = r#"{"success":true,"message":"Token has expired","data":[]}"#;
    assert!(Smartflo::default().read_page(&answer(200, fine)).is_ok());
}

#[test]
fn the_string_success_of_a_429_is_read_and_its_text_named() {
    let failure = page_failure(429, r#"{"success":"false","message":"Too many requests."}"#);
    assert_eq!(failure.cause, Cause::Throttled);
    assert!(
        failure.text.contains("429 \"Too many requests.\""),
        "{}",
        failure.text
    );
}

#[test]
fn sentences_name_the_thing_the_cause_and_what_to_do() {
    let cases = [
        (
            page_failure(500, r#"{"message":"Something broke"}"#),
            "This page of users could not be read: the server answered 500 \"Something broke\"; \
             try again in a while",
        ),
        (
            page_failure(401, ""),
            "This page of users could not be read: the server answered 401 \"Unauthorized\"; the \
             token is expired, deleted or revoked: sign in again",
        ),
        (
            user_failure(403, r#"{"message":"No"}"#),
            "The user could not be read: the server said no (403 \"No\"); the token may not do \
             this: ask the administrator of the account",
        ),
        (
            user_failure(404, r#"{"error":"User not found"}"#),
            "There is no such user (404 \"User not found\"); reload the list",
        ),
        (
            page_failure(200, "<html>\n <h1>Hotel  Wi-Fi</h1>"),
            "This page of users could not be read: the answer (200) is not one of this API \
             (\"<html> <h1>Hotel Wi-Fi</h1>\"); check the base URL",
        ),
        (
            page_failure(200, ""),
            "This page of users could not be read: the answer (200) is empty; try again",
        ),
    ];
    for (failure, expected) in cases {
        assert_eq!(failure.text, expected);
    }
}

#[test]
fn empty_and_broken_bodies_are_worth_another_try_foreign_ones_are_not() {
    let cases = [
        ("", Cause::Network),
        (" \r\n", Cause::Network),
        (r#"{"has_more":true,"data":[{"id":1"#, Cause::Network),
        (r#"{"data":[{"id":1}]} trailing"#, Cause::Network),
        ("[{]", Cause::Network),
        ("<html>502</html>", Cause::Answer),
        ("upstream connect error", Cause::Answer),
    ];
    for (body, cause) in cases {
        assert_eq!(page_failure(200, body).cause, cause, "{body}");
        assert_eq!(user_failure(200, body).cause, cause, "{body}");
    }
}

#[test]
fn messages_come_as_text_list_or_object() {
    let cases = [
        (r#"{"message":"Bad email"}"#, "Bad email"),
        (
            r#"{"Message":["Bad email","Bad name"]}"#,
            "Bad email; Bad name",
        ),
        (
            r#"{"message":{"email":["Bad","Taken"],"name":"Short"}}"#,
            "email: Bad; Taken; name: Short",
        ),
        (
            r#"{"message":"","errors":{"email":["Taken"]}}"#,
            "email: Taken",
        ),
        (
            r#"{"message":null,"Error":{"number":"Not a number"}}"#,
            "number: Not a number",
        ),
        (
            r#"{"error":"E1","errors":["E2",{"x":"E3"}]}"#,
            "E1; E2; x: E3",
        ),
        (r#"{"message":42}"#, "42"),
        (r#"{"message":"one\n  two\tthree"}"#, "one two three"),
        // Neither message nor errors: the name of the status.
        (r#"{"success":false}"#, "Bad Request"),
        ("<html>nginx</html>", "Bad Request"),
    ];
    for (body, expected) in cases {
        let failure = page_failure(400, body);
        assert!(
            failure.text.contains(&format!("400 \"{expected}\"")),
            "{}",
            failure.text
        );
    }
}

#[test]
fn a_status_without_a_name_shows_the_beginning_of_the_body() {
    let failure = page_failure(599, &format!("  boom\n{}", "x ".repeat(5_000)));
    assert!(failure.text.contains("599 \"boom x x"), "{}", failure.text);
    assert!(failure.text.chars().count() < 350, "{}", failure.text);
    assert!(failure.text.contains('…'));
}

#[test]
fn an_excerpt_never_shows_a_secret() {
    let failure = page_failure(
        200,
        r#"{"access_token":"hunter2","user":{"password":"hunter2"}}"#,
    );
    assert!(failure.text.contains("***"), "{}", failure.text);
    assert!(!failure.text.contains("hunter2"), "{}", failure.text);
}

#[test]
fn a_redirect_is_a_matter_of_configuration_and_names_its_target() {
    let location = Some("https://portal.example.test/login".to_owned());
    let redirect = Answer {
        status: 302,
        location,
        ..Answer::default()
    };
    let failure = Smartflo::default()
        .read_page(&redirect)
        .expect_err("a redirect");
    assert_eq!(
        failure.text,
        "This page of users could not be read: the server answered 302 and points to \
         \"https://portal.example.test/login\"; the base URL is not that of the API: correct it \
         in the configuration"
    );
    assert!(user_failure(307, "").text.contains("base URL"));
}
