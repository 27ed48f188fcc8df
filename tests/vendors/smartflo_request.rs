//! What is sent: paths, queries, PATCH bodies.

use rosterm::api::dialect::Method;
use rosterm::api::smartflo::{BooleanStyle, Smartflo};
use rosterm::domain::change::Delta;
use rosterm::domain::profile::DesignationKey;
use rosterm::domain::{AttemptId, CdrScope, Change, Field, Query, Role, Secret, UserId, Value};

fn id() -> UserId {
    UserId::new("0314678").expect("a good id")
}

fn attempt() -> AttemptId {
    AttemptId::mint(1, &mut fastrand::Rng::with_seed(1))
}

fn body_of(change: &Change) -> String {
    let request = Smartflo::default().patch_request(&id(), change, attempt());
    request.body.expect("a PATCH has a body")
}

#[test]
fn a_page_is_asked_for_with_exactly_the_filters_set() {
    let smartflo = Smartflo::default();
    let first = smartflo.page_request(&Query::default(), None, 100);
    assert_eq!((first.method, first.path.as_str()), (Method::Get, "/users"));
    assert_eq!(first.query, [("limit", "100".to_owned())]);
    assert_eq!((first.body, first.attempt), (None, None));
    let query = Query {
        extension: Some(true),
        login_based: Some(false),
        international: Some(true),
        web_login: Some(false),
        active: Some(true),
    };
    let written = |smartflo: &Smartflo| {
        let request = smartflo.page_request(&query, Some(&id()), 20);
        let pair = |(name, value): &(&str, String)| format!("{name}={value}");
        request.query.iter().map(pair).collect::<Vec<_>>().join("&")
    };
    assert_eq!(
        written(&smartflo),
        "is_extension_created=true&is_login_based_calling=false&is_international_calling=true\
         &is_web_login=false&user_status=true&last_seen_id=0314678&limit=20"
    );
    let digits = Smartflo {
        booleans: BooleanStyle::Digits,
        ..Smartflo::default()
    };
    assert_eq!(
        written(&digits),
        "is_extension_created=1&is_login_based_calling=0&is_international_calling=1\
         &is_web_login=0&user_status=1&last_seen_id=0314678&limit=20"
    );
}

#[test]
fn a_user_is_asked_for_by_the_user_id_as_written() {
    let request = Smartflo::default().user_request(&id());
    assert_eq!(
        (request.method, request.path.as_str()),
        (Method::Get, "/user/0314678")
    );
}

/// One value for each field that a PATCH can carry, and the body it makes.
fn bodies() -> Vec<(Field, Value, &'static str)> {
    let text = |text: &str| Value::Text(text.into());
    let role = Role {
        id: "54630".into(),
        name: "Quality".into(),
    };
    let some = CdrScope {
        kind: "agent".into(),
        ids: Some(vec!["012".into(), "14".into()]),
    };
    vec![
        (
            Field::Name,
            text("Asha \"A\" Iyer"),
            r#"{"name":"Asha \"A\" Iyer"}"#,
        ),
        (
            Field::Number,
            text("+91 98-765"),
            r#"{"number":"+91 98-765"}"#,
        ),
        (
            Field::Email,
            text("a@example.test"),
            r#"{"email":"a@example.test"}"#,
        ),
        (
            Field::Designation,
            text("Lead"),
            r#"{"destination":"Lead"}"#,
        ),
        (
            Field::LoginId,
            text("not a mail"),
            r#"{"login_id":"not a mail"}"#,
        ),
        (
            Field::Password,
            Value::Secret(Secret::new("pa\"ss")),
            r#"{"password":"pa\"ss"}"#,
        ),
        (Field::Role, Value::Role(role), r#"{"user_role":"54630"}"#),
        (
            Field::BlockWebLogin,
            Value::Flag(true),
            r#"{"block_web_login":true}"#,
        ),
        (
            Field::LoginBasedCalling,
            Value::Flag(false),
            r#"{"login_based_calling":false}"#,
        ),
        (
            Field::BlockAgent,
            Value::Flag(false),
            r#"{"block_agent":false}"#,
        ),
        (
            Field::DisableAgent,
            Value::Flag(true),
            r#"{"disable_agent":true}"#,
        ),
        (
            Field::InternationalOutbound,
            Value::Flag(true),
            r#"{"international_outbound":true}"#,
        ),
        (
            Field::CdrScope,
            Value::Cdr(some),
            r#"{"user_for_cdr":{"type":"agent","value":["012","14"]}}"#,
        ),
        (
            Field::CallerId,
            Value::Texts(vec!["1759333".into(), "07".into()]),
            r#"{"caller_id":["1759333","07"]}"#,
        ),
        (
            Field::AgentGroup,
            Value::Texts(vec!["Sales".into()]),
            r#"{"agent_group":["Sales"]}"#,
        ),
    ]
}

#[test]
fn every_writable_field_has_its_exact_body() {
    let bodies = bodies();
    let mut tried: Vec<_> = bodies.iter().map(|(field, ..)| *field).collect();
    let mut writable: Vec<_> = Field::writable().collect();
    tried.sort();
    writable.sort();
    assert_eq!(tried, writable);
    for (field, value, expected) in bodies {
        assert_eq!(body_of(&Change::one(field, None, value)), expected);
    }
}

#[test]
fn flags_in_a_body_are_booleans_whatever_the_query_style() {
    let digits = Smartflo {
        booleans: BooleanStyle::Digits,
        ..Smartflo::default()
    };
    let change = Change::one(Field::BlockAgent, None, Value::Flag(true));
    let request = digits.patch_request(&id(), &change, attempt());
    assert_eq!(request.body.as_deref(), Some(r#"{"block_agent":true}"#));
}

#[test]
fn the_designation_goes_under_the_key_of_the_profile() {
    let change = Change::one(Field::Designation, None, Value::Text("Lead".into()));
    let other = Smartflo {
        designation_key: DesignationKey::Designation,
        ..Smartflo::default()
    };
    let request = other.patch_request(&id(), &change, attempt());
    assert_eq!(request.body.as_deref(), Some(r#"{"designation":"Lead"}"#));
    assert_eq!(request.fields, ["designation"]);
}

#[test]
fn the_whole_and_the_empty_cdr_scope_carry_null() {
    for kind in ["all", "none"] {
        for ids in [None, Some(Vec::new())] {
            let scope = CdrScope {
                kind: kind.into(),
                ids,
            };
            let body = body_of(&Change::one(Field::CdrScope, None, Value::Cdr(scope)));
            let expected = format!(r#"{{"user_for_cdr":{{"type":"{kind}","value":null}}}}"#);
            assert_eq!(body, expected);
        }
    }
}

#[test]
fn a_patch_holds_exactly_the_changed_fields_and_its_attempt() {
    let deltas = vec![
        Delta::new(
            Field::Name,
            Some(Value::Text("A".into())),
            Value::Text("B".into()),
        ),
        Delta::new(
            Field::BlockWebLogin,
            Some(Value::Flag(true)),
            Value::Flag(false),
        ),
    ];
    let attempt = attempt();
    let request = Smartflo::default().patch_request(&id(), &Change { deltas }, attempt);
    assert_eq!(
        (request.method, request.path.as_str()),
        (Method::Patch, "/user/0314678")
    );
    assert_eq!(
        request.body.as_deref(),
        Some(r#"{"name":"B","block_web_login":false}"#)
    );
    assert_eq!(request.fields, ["name", "block_web_login"]);
    assert_eq!(request.attempt, Some(attempt));
    assert!(request.query.is_empty());
}
