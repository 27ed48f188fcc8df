//! `POST /auth/login` and `/auth/refresh`.

use std::time::Duration;

use rosterm::api::dialect::{Method, Refused, Token};
use rosterm::api::smartflo::Smartflo;
use rosterm::domain::Secret;
use rosterm::protocol::{Cause, Failure};

use crate::answer;

fn token(status: u16, body: &str) -> Result<Token, Failure> {
    refused(status, body).map_err(|refused| refused.failure)
}

fn refused(status: u16, body: &str) -> Result<Token, Refused> {
    Smartflo::default().read_token(&answer(status, body))
}

#[test]
fn signing_in_sends_the_login_id_as_email() {
    let request = Smartflo::default().login_request("png4747", &Secret::new("pa\"ss"));
    assert_eq!(
        (request.method, request.path.as_str()),
        (Method::Post, "/auth/login")
    );
    assert_eq!(
        request.body.as_deref(),
        Some(r#"{"email":"png4747","password":"pa\"ss"}"#)
    );
    assert_eq!(request.fields, ["email", "password"]);
}

#[test]
fn refreshing_sends_no_body() {
    let request = Smartflo::default().refresh_request();
    assert_eq!(
        (request.method, request.path.as_str()),
        (Method::Post, "/auth/refresh")
    );
    assert_eq!((request.body, request.attempt), (None, None));
}

#[test]
fn a_token_comes_with_its_lifetime() {
    let body = r#"{"success":true,"access_token":"abc.def","token_type":"bearer",
        "expires_in":3600,"number_of_days_left":30}"#;
    let lifetime = Some(Duration::from_secs(3600));
    assert_eq!(
        token(200, body),
        Ok(Token {
            secret: Secret::new("abc.def"),
            lifetime,
            password_days: Some(30),
        })
    );
    let bare = token(200, r#"{"access_token":"Bearer abc.def"}"#);
    assert_eq!(
        bare,
        Ok(Token {
            secret: Secret::new("abc.def"),
            lifetime: None,
            password_days: None,
        })
    );
    for odd in ["0", "-5", "null", r#""soon""#, "99999999999999999999"] {
        let body = format!(r#"{{"access_token":"abc","expires_in":{odd}}}"#);
        assert_eq!(token(200, &body).expect(odd).lifetime, None, "{odd}");
    }
}

#[test]
fn a_token_that_cannot_go_into_a_header_is_refused() {
    for bad in ["", "a b", "a\\r\\nX-Evil: 1", "ключ"] {
        let failure = token(200, &format!(r#"{{"access_token":"{bad}"}}"#)).expect_err(bad);
        assert_eq!(failure.cause, Cause::Answer, "{bad}");
    }
}

#[test]
fn a_refused_password_tells_the_count_of_failures_and_warns_of_the_lock() {
    let body = r#"{"success":false,"message":"Wrong password","login_failed_count":2,
        "retry_after":"2026-01-31 14:03:22"}"#;
    for status in [200, 400, 401, 403] {
        let failure = token(status, body).expect_err(body);
        assert_eq!(failure.cause, Cause::SignedOut, "{status}");
        assert_eq!(
            failure.text,
            format!(
                "Signing in failed: the server answered {status} \"Wrong password\", failed \
                 logins so far: 2; check login ID and password before trying again: failed \
                 logins are counted and lock the account"
            )
        );
        let refused = refused(status, body).expect_err(body);
        assert_eq!(refused.failed, Some(2));
        // The server tells Indian time.
        let at = "2026-01-31T08:33:22Z".parse().ok();
        assert_eq!(refused.not_before, at);
    }
}

#[test]
fn no_failure_shows_any_part_of_the_body_but_the_message() {
    let cases = [
        (200, r#"{"accessToken":"hunter2"}"#),
        (200, "hunter2"),
        (200, ""),
        (302, "hunter2"),
        (500, r#"{"access_token":"hunter2"}"#),
        (418, r#"{"success":false,"data":"hunter2"}"#),
    ];
    for (status, body) in cases {
        let failure = token(status, body).expect_err(body);
        assert!(!failure.text.contains("hunter2"), "{}", failure.text);
    }
}
