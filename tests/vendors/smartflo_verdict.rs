//! What the answer to a PATCH says.

use rosterm::api::dialect::{Answer, Verdict};
use rosterm::api::smartflo::Smartflo;

use crate::answer;

fn verdict(status: u16, body: &str) -> Verdict {
    Smartflo::default().read_verdict(&answer(status, body))
}

fn accepted(message: &str) -> Verdict {
    Verdict::Accepted {
        message: message.to_owned(),
    }
}

fn rejected(status: u16, message: &str) -> Verdict {
    Verdict::Rejected {
        status,
        message: message.to_owned(),
    }
}

#[test]
fn a_good_status_is_a_yes_unless_success_is_false() {
    assert_eq!(
        verdict(200, r#"{"success":true,"message":"Updated"}"#),
        accepted("Updated")
    );
    assert_eq!(
        verdict(200, r#"{"Success":"True","Message":"Updated"}"#),
        accepted("Updated")
    );
    assert_eq!(verdict(202, r#"{"message":"Queued"}"#), accepted("Queued"));
    assert_eq!(verdict(200, "{}"), accepted(""));
    for no in ["false", r#""false""#, r#""False""#, "0"] {
        let body = format!(r#"{{"success":{no},"message":"No"}}"#);
        assert_eq!(verdict(200, &body), rejected(200, "No"), "{no}");
    }
}

/// "In 400 Response where the success variable pops as True", says the vendor's page.
#[test]
fn a_400_with_success_true_is_a_no() {
    let body = r#"{"Success":true,"Message":"Role does not exist"}"#;
    assert_eq!(verdict(400, body), rejected(400, "Role does not exist"));
}

#[test]
fn whole_4xx_answers_are_a_no_whatever_the_body() {
    for status in [400, 403, 404, 409, 422] {
        for body in [
            "",
            "<html>",
            r#"{"errors":{"email":["Taken"]}}"#,
            r#"{"success":"tr"#,
        ] {
            let found = verdict(status, body);
            let is_no = matches!(found, Verdict::Rejected { status: same, .. } if same == status);
            assert!(is_no, "{status} {body}: {found:?}");
        }
    }
    assert_eq!(
        verdict(422, r#"{"errors":{"email":["Taken"]}}"#),
        rejected(422, "email: Taken")
    );
    assert_eq!(verdict(404, ""), rejected(404, "Not Found"));
}

#[test]
fn signed_out_comes_as_401_or_in_the_disguise_of_200() {
    let expired = r#"{"success":false,"message":"Token has expired"}"#;
    let message = "Token has expired".to_owned();
    assert_eq!(
        verdict(200, expired),
        Verdict::SignedOut {
            message: message.clone()
        }
    );
    assert_eq!(verdict(401, expired), Verdict::SignedOut { message });
    assert_eq!(
        verdict(401, ""),
        Verdict::SignedOut {
            message: "Unauthorized".to_owned()
        }
    );
}

#[test]
fn a_429_carries_retry_after_as_sent() {
    let slow = Answer {
        retry_after: Some("7".to_owned()),
        ..answer(429, r#"{"success":"false","message":"Too many requests."}"#)
    };
    let expected = Verdict::Throttled {
        retry_after: Some("7".to_owned()),
    };
    assert_eq!(Smartflo::default().read_verdict(&slow), expected);
}

#[test]
fn what_is_no_whole_answer_of_this_api_leaves_the_write_unclear() {
    let cases = [
        (200, ""),
        (200, "<html>Welcome to the hotel</html>"),
        (200, r#"{"success":tr"#),
        (200, "[]"),
        (200, "null"),
        (200, "true"),
        (302, ""),
        (303, r#"{"success":true}"#),
        (408, ""),
        (500, r#"{"success":true}"#),
        (502, "<html>"),
        (503, ""),
        (102, ""),
        (0, ""),
    ];
    for (status, body) in cases {
        let found = verdict(status, body);
        assert!(
            matches!(found, Verdict::Unclear { .. }),
            "{status} {body}: {found:?}"
        );
    }
    let cause = "the server answered 502 \"Bad Gateway\"".to_owned();
    assert_eq!(verdict(502, "<html>"), Verdict::Unclear { cause });
}

#[test]
fn no_content_is_a_yes_without_words() {
    assert_eq!(verdict(204, ""), accepted(""));
}

#[test]
fn a_redirect_is_named_with_its_target() {
    let location = Some("https://portal.example.test".to_owned());
    let found = Smartflo::default().read_verdict(&Answer {
        status: 307,
        location,
        ..Answer::default()
    });
    let Verdict::Unclear { cause } = found else {
        panic!("{found:?}")
    };
    assert!(
        cause.contains("307") && cause.contains("portal.example.test"),
        "{cause}"
    );
}
