//! CommPeak: every field of the vendor's page, in every spelling that a string may have.

use rosterm::domain::commpeak::{CommPeakField, FIELDS};
use rosterm::domain::field::Kind;
use rosterm::domain::{Field, Role, User, Value};

use super::commpeak::{list_of, user, user_with};

fn read(user: &User, field: CommPeakField) -> Option<&Value> {
    user.get(Field::CommPeak(field))
}

/// In the order of the vendor's page, the id left out.
const PAGE: [&str; 23] = [
    "username",
    "email",
    "registration_password",
    "is_active",
    "is_clockedin",
    "sip_uri",
    "auto_dial",
    "is_deleted",
    "use_extended_ip_acl",
    "user_route_caller_id",
    "timezone_id",
    "use_webrtc",
    "first_name",
    "last_name",
    "virtual_extension",
    "default_language",
    "max_session_time",
    "max_concurrent_sessions",
    "twofa_type",
    "member_all_desks",
    "desks",
    "roles",
    "groups",
];

#[test]
fn every_field_of_the_page_is_there_and_no_other() {
    let mut ours: Vec<_> = FIELDS.iter().map(|spec| spec.name).collect();
    let mut page = PAGE.to_vec();
    ours.sort_unstable();
    page.sort_unstable();
    assert_eq!(ours, page);
}

#[test]
fn every_field_is_read() {
    for spec in &FIELDS {
        let value = match spec.kind {
            Kind::Flag { .. } => r#""1""#,
            _ => r#""some text""#,
        };
        let user = user_with(&format!(r#""{}":{value}"#, spec.name));
        let words = spec.field.words(user.get(spec.field).expect(spec.name));
        let expected = match spec.kind {
            Kind::Flag { yes, .. } => yes,
            Kind::Secret => "***",
            _ => "some text",
        };
        assert_eq!(words, expected, "{}", spec.name);
    }
}

#[test]
fn a_flag_may_be_spelt_in_any_way() {
    for (written, expected) in [
        ("true", Some(true)),
        ("1", Some(true)),
        (r#""1""#, Some(true)),
        (r#""true""#, Some(true)),
        (r#""True""#, Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        (r#""0""#, Some(false)),
        (r#""FALSE""#, Some(false)),
        ("null", None),
        (r#""""#, None),
        ("[]", None),
    ] {
        for spec in FIELDS
            .iter()
            .filter(|spec| matches!(spec.kind, Kind::Flag { .. }))
        {
            let user = user_with(&format!(r#""{}":{written}"#, spec.name));
            let flag = user.get(spec.field).and_then(Value::flag);
            assert_eq!(flag, expected, "{} {written}", spec.name);
        }
    }
    let odd = user_with(r#""auto_dial":"predictive""#);
    let value = read(&odd, CommPeakField::AutoDial).expect("shown as it is");
    assert_eq!(value, &Value::Text("predictive".into()));
}

#[test]
fn missing_text_is_none_and_missing_flags_are_unknown() {
    let user = user(r#"{"id":"1"}"#).expect("a user");
    for spec in &FIELDS {
        let expected = match spec.kind {
            Kind::Flag { .. } => None,
            _ => Some(&Value::Null),
        };
        assert_eq!(user.get(spec.field), expected, "{}", spec.name);
    }
}

#[test]
fn desks_and_groups_are_arrays_or_maps() {
    let desks = |written: &str| {
        let user = user_with(&format!(r#""desks":{written},"groups":{written}"#));
        let desks = read(&user, CommPeakField::Desks).cloned();
        assert_eq!(desks.as_ref(), read(&user, CommPeakField::Groups));
        desks.map(|desks| desks.plain())
    };
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(
        desks(r#"[{"id":"12","name":"Sales"},{"id":7,"name":"Night"}]"#),
        said("Sales (12), Night (7)")
    );
    assert_eq!(desks(r#"["Sales","Night"]"#), said("Sales, Night"));
    assert_eq!(desks("[12, 7]"), said("12, 7"));
    assert_eq!(
        desks(r#"{"12":"Sales","7":"Night"}"#),
        said("Night (7), Sales (12)")
    );
    assert_eq!(
        desks(r#"{"12":{"name":"Sales"},"7":{"id":"7","name":"Night"}}"#),
        said("Night (7), Sales (12)")
    );
    assert_eq!(desks(r#"{"12":null}"#), said("12"));
    assert_eq!(desks(r#"{"id":"12","name":"Sales"}"#), said("Sales (12)"));
    assert_eq!(desks(r#"[null,{"id":"12"}]"#), said("12"));
    for nothing in ["null", "[]", "{}", r#""""#] {
        assert_eq!(desks(nothing), said("-"), "{nothing}");
    }
    assert_eq!(desks("true"), None, "not readable is unknown");
    assert_eq!(desks("[[1,2]]"), None);
}

#[test]
fn roles_are_an_object_an_array_or_null() {
    let roles = |written: &str| {
        let user = user_with(&format!(r#""roles":{written}"#));
        read(&user, CommPeakField::Roles).cloned()
    };
    let role = |id: &str, name: &str| {
        Some(Value::Role(Role {
            id: id.into(),
            name: name.into(),
        }))
    };
    assert_eq!(roles(r#"{"id":"3","name":"Agent"}"#), role("3", "Agent"));
    assert_eq!(roles(r#"{"3":"Agent"}"#), role("3", "Agent"));
    assert_eq!(
        roles(r#"[{"id":3,"name":"Agent"},{"id":10,"name":"Admin"}]"#),
        role("3, 10", "Agent, Admin")
    );
    assert_eq!(
        roles(r#"{"10":"Admin","3":"Agent"}"#),
        role("3, 10", "Agent, Admin")
    );
    assert_eq!(roles(r#"["agent"]"#), role("agent", "agent"));
    for nothing in ["null", "[]", "{}"] {
        assert_eq!(roles(nothing), Some(Value::Null), "{nothing}");
    }
    assert_eq!(roles("false"), None);
}

#[test]
fn secrets_end_where_they_arrive() {
    let members = r#""registration_password":"hunter2","reg\u0069stration_password2":"hunter2",
        "api_token":{"inner":"hunter2"},"sip_secret":["hunter2"],"pin":"hunter2","note":"fine""#;
    let user = user_with(members);
    let page = list_of(&format!(r#"{{"id":"1",{members}}}"#));
    for kept in [
        format!("{user:?}"),
        user.raw.to_string(),
        format!("{page:?}"),
    ] {
        assert!(!kept.contains("hunter2"), "{kept}");
    }
    assert!(user.raw.contains("\"note\": \"fine\""), "{}", user.raw);
    let field = Field::CommPeak(CommPeakField::RegistrationPassword);
    let value = user.get(field).expect("there is one");
    assert_eq!(field.words(value), "***");
    let Value::Secret(secret) = value else {
        panic!("{value:?}");
    };
    assert_eq!(secret.expose(), "", "nothing of it is kept");
    let without = user_with(r#""registration_password":null"#);
    assert_eq!(without.get(field), Some(&Value::Null));
}

#[test]
fn hostile_text_comes_through_unchanged_and_stops_nothing() {
    let text = "a\\u001b[31m\\u202eb\\ud800c";
    let user = user_with(&format!(
        r#""username":"{text}","first_name":"{text}","roles":["{text}"],"desks":{{"{text}":"{text}"}},
           "email":{},"sip_uri":[1,{{"deep":[[[[1]]]]}}],"max_session_time":1e400"#,
        "[".repeat(90) + &"]".repeat(90)
    ));
    let expected = "a\u{1b}[31m\u{202e}b\u{fffd}\u{fffd}\u{fffd}c";
    assert_eq!(
        user.text(Field::CommPeak(CommPeakField::Username)),
        expected
    );
    assert_eq!(read(&user, CommPeakField::SipUri), None);
    assert_eq!(
        user.text(Field::CommPeak(CommPeakField::MaxSessionTime)),
        "1e400"
    );
}
