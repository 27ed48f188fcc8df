//! `GET /user/{id}`.

use rosterm::domain::{AgentStatus, CdrScope, Field, Role, TeamStatus, User, Value};
use rosterm::protocol::Cause;

use crate::{read_user, user_with};

const DOCUMENTED: &str = r#"{"data": {
  "id": "288256", "name": "Meera Rao", "number": "+91999999999",
  "team_member": {
    "designation": null, "email": "meera@example.test", "login_id": "meera47", "status": 1,
    "role": {"name": "Admin New", "id": 54742},
    "is_login_based_calling": true, "is_web_login_block": false,
    "users_for_cdr": {"type": "all", "value": null}},
  "agent": {
    "id": "0502842370002", "intercom": 1002, "number": "+919999999999", "agent_status": 0,
    "extension": {"username": "0602842370077", "outbound_block": false},
    "sticky_Agent": null,
    "time_group": {"id": 23743, "name": "Office hours"},
    "failover_destination": {"id": "50757", "name": "Night desk", "type": "auto_attendant"},
    "is_international_outbound_enabled": false}}}"#;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn named(id: &str, name: &str, kind: &str) -> Value {
    Value::Named {
        id: id.into(),
        name: name.into(),
        kind: kind.into(),
    }
}

fn role(id: &str, name: &str) -> Value {
    Value::Role(Role {
        id: id.into(),
        name: name.into(),
    })
}

fn cdr(kind: &str, ids: Option<&[&str]>) -> Value {
    let ids = ids.map(|ids| ids.iter().map(|id| (*id).into()).collect());
    Value::Cdr(CdrScope {
        kind: kind.into(),
        ids,
    })
}

/// Checks a table of members of the record against the value they give a field.
fn check(field: Field, cases: &[(&str, Option<Value>)]) {
    for (members, expected) in cases {
        assert_eq!(
            user_with(members).get(field),
            expected.as_ref(),
            "{members}"
        );
    }
}

#[test]
fn the_documented_user_reads_whole() {
    let user = read_user(DOCUMENTED).expect("the documented user");
    let expected = [
        (Field::Name, text("Meera Rao")),
        (Field::Number, text("+91999999999")),
        (Field::Email, text("meera@example.test")),
        (Field::Designation, Value::Null),
        (Field::LoginId, text("meera47")),
        (Field::Role, role("54742", "Admin New")),
        (Field::TeamStatus, Value::TeamStatus(TeamStatus::Unblocked)),
        (Field::BlockWebLogin, Value::Flag(false)),
        (Field::LoginBasedCalling, Value::Flag(true)),
        (Field::CdrScope, cdr("all", None)),
        (Field::AgentStatus, Value::AgentStatus(AgentStatus::Enabled)),
        (Field::BlockAgent, Value::Flag(false)),
        (Field::DisableAgent, Value::Flag(false)),
        (Field::InternationalOutbound, Value::Flag(false)),
        (Field::AgentId, text("0502842370002")),
        (Field::AgentNumber, text("+919999999999")),
        (Field::Intercom, text("1002")),
        (Field::Extension, text("0602842370077")),
        (Field::ExtensionOutboundBlock, Value::Flag(false)),
        (Field::StickyAgent, Value::Null),
        (Field::TimeGroup, named("23743", "Office hours", "")),
        (
            Field::Failover,
            named("50757", "Night desk", "auto_attendant"),
        ),
    ];
    assert_eq!(user.id.as_str(), "288256");
    assert_eq!(user.values, expected.into_iter().collect());
}

#[test]
fn the_raw_body_is_kept_exactly() {
    assert_eq!(&*read_user(DOCUMENTED).expect("a user").raw, DOCUMENTED);
}

#[test]
fn data_may_be_an_array_of_one() {
    let user = read_user(r#"{"data":[{"id":7,"name":"Asha"}]}"#).expect("a user");
    assert_eq!((user.id.as_str(), user.text(Field::Name)), ("7", "Asha"));
    let two = read_user(r#"{"data":[{"id":7},{"id":8}]}"#).expect_err("which one?");
    assert_eq!(two.cause, Cause::Answer);
}

#[test]
fn empty_or_null_data_means_there_is_no_such_user() {
    for body in [
        r#"{"data":null}"#,
        r#"{"data":[]}"#,
        r#"{"data":{}}"#,
        "{}",
        "null",
        "[]",
    ] {
        assert_eq!(
            read_user(body).expect_err(body).cause,
            Cause::NotFound,
            "{body}"
        );
    }
}

#[test]
fn a_record_without_a_usable_id_is_refused() {
    let long = format!(r#"{{"id":"{}"}}"#, "7".repeat(65));
    for data in [
        r#"{"name":"Asha"}"#,
        r#"{"id":"../x"}"#,
        r#"{"id":1.5}"#,
        "5",
        &long,
    ] {
        let failure = read_user(&format!(r#"{{"data":{data}}}"#)).expect_err(data);
        assert_eq!(failure.cause, Cause::Answer, "{data}");
    }
}

#[test]
fn ids_keep_leading_zeros_and_every_digit() {
    let huge = "12345678901234567890123";
    let body = format!(
        r#"{{"data":{{"id":{huge},"agent":{{"id":"0{huge}"}},"team_member":{{"role":{{"id":{huge}}}}}}}}}"#
    );
    let user = read_user(&body).expect("a user");
    assert_eq!(user.id.as_str(), huge);
    assert_eq!(user.text(Field::AgentId), format!("0{huge}"));
    assert_eq!(user.get(Field::Role), Some(&role(huge, "")));
}

/// The page's table prints several fields one level higher than its sample.
#[test]
fn the_nested_place_counts_before_the_top_and_the_top_when_nested_is_missing() {
    let on = || Some(Value::Flag(true));
    check(
        Field::BlockWebLogin,
        &[
            (r#""is_web_login_block":true"#, on()),
            (r#""team_member":null,"is_web_login_block":true"#, on()),
            (
                r#""team_member":{"is_web_login_block":null},"is_web_login_block":1"#,
                on(),
            ),
            (
                r#""team_member":{"is_web_login_block":true},"is_web_login_block":false"#,
                on(),
            ),
        ],
    );
    check(
        Field::LoginBasedCalling,
        &[(r#""is_login_based_calling":"1""#, on())],
    );
    check(
        Field::InternationalOutbound,
        &[
            (r#""is_international_outbound_enabled":true"#, on()),
            (
                r#""agent":null,"is_international_outbound_enabled":true"#,
                on(),
            ),
        ],
    );
    check(
        Field::CdrScope,
        &[(
            r#""users_for_cdr":{"type":"none","value":null}"#,
            Some(cdr("none", None)),
        )],
    );
    check(
        Field::TimeGroup,
        &[(
            r#""agent":{},"time_group":{"id":5,"name":"Night"}"#,
            Some(named("5", "Night", "")),
        )],
    );
    check(
        Field::Failover,
        &[(
            r#""failover_destination":{"id":"5","name":"Desk","type":"agent"}"#,
            Some(named("5", "Desk", "agent")),
        )],
    );
    check(
        Field::StickyAgent,
        &[(r#""sticky_Agent":{"timeout":5}"#, Some(text("5 s")))],
    );
    check(
        Field::Role,
        &[(
            r#""role":{"id":1,"name":"Agent"}"#,
            Some(role("1", "Agent")),
        )],
    );
    check(
        Field::Email,
        &[(r#""email":"a@example.test""#, Some(text("a@example.test")))],
    );
}

#[test]
fn parts_may_be_null_or_absent_and_then_texts_are_null_and_flags_unknown() {
    let absent = r#""name":"Asha""#;
    let null = r#""name":"Asha","team_member":null,"agent":null"#;
    let php = r#""name":"Asha","team_member":[],"agent":[]"#;
    for members in [absent, null, php] {
        let user = user_with(members);
        let nulls = [
            Field::Email,
            Field::Designation,
            Field::LoginId,
            Field::Number,
            Field::Role,
            Field::CdrScope,
            Field::AgentStatus,
            Field::AgentId,
            Field::AgentNumber,
            Field::Intercom,
            Field::Extension,
            Field::StickyAgent,
            Field::TimeGroup,
            Field::Failover,
        ];
        for field in nulls {
            assert_eq!(
                user.get(field),
                Some(&Value::Null),
                "{field:?} of {members}"
            );
        }
        let unknown = [
            Field::TeamStatus,
            Field::BlockWebLogin,
            Field::LoginBasedCalling,
            Field::InternationalOutbound,
            Field::ExtensionOutboundBlock,
            Field::BlockAgent,
            Field::DisableAgent,
        ];
        for field in unknown {
            assert_eq!(user.get(field), None, "{field:?} of {members}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_unknown_not_empty() {
    check(
        Field::Name,
        &[(r#""name":{"first":"A"}"#, None), (r#""name":true"#, None)],
    );
    check(Field::Email, &[(r#""team_member":{"email":["a"]}"#, None)]);
    check(
        Field::BlockWebLogin,
        &[(r#""team_member":{"is_web_login_block":"maybe"}"#, None)],
    );
    check(Field::Role, &[(r#""team_member":{"role":"Admin"}"#, None)]);
    check(
        Field::CdrScope,
        &[(r#""team_member":{"users_for_cdr":"all"}"#, None)],
    );
    check(Field::TimeGroup, &[(r#""agent":{"time_group":7}"#, None)]);
    check(
        Field::AgentStatus,
        &[(r#""agent":{"agent_status":null}"#, None)],
    );
}

#[test]
fn an_empty_text_is_a_text() {
    check(
        Field::Designation,
        &[(r#""team_member":{"designation":""}"#, Some(text("")))],
    );
}

#[test]
fn what_only_the_list_carries_and_what_is_never_returned_stays_unknown() {
    let user = read_user(DOCUMENTED).expect("a user");
    let fields = [
        Field::UserStatus,
        Field::AgentName,
        Field::Password,
        Field::CallerId,
        Field::AgentGroup,
    ];
    for field in fields {
        assert_eq!(user.get(field), None, "{field:?}");
    }
}

#[test]
fn blocked_is_told_by_the_agent_or_the_team_member_with_opposite_polarities() {
    let record = |agent: &str, team: &str| {
        user_with(&format!(
            r#""agent":{{"agent_status":{agent}}},"team_member":{{"status":{team}}}"#
        ))
    };
    let blocked = |user: &User| user.get(Field::BlockAgent).and_then(Value::flag);
    let cases = [
        ("1", "1", Some(true)),
        ("1", "null", Some(true)),
        ("0", "0", Some(true)),
        ("3", "0", Some(true)),
        ("null", "0", Some(true)),
        ("3", "1", Some(false)),
        ("4", "1", Some(false)),
        ("null", "1", Some(false)),
        ("0", "null", Some(false)),
        ("2", "null", Some(false)),
        ("0", "7", Some(false)),
        ("3", "null", None),
        ("4", "null", None),
        ("9", "null", None),
        ("null", "null", None),
    ];
    for (agent, team, expected) in cases {
        let found = blocked(&record(agent, team));
        assert_eq!(
            found, expected,
            "agent_status {agent}, team_member.status {team}"
        );
    }
}

#[test]
fn disabled_is_told_by_the_agent_alone() {
    let flag = |flag| Some(Value::Flag(flag));
    check(
        Field::DisableAgent,
        &[
            (r#""agent":{"agent_status":2}"#, flag(true)),
            (r#""agent":{"agent_status":"0"}"#, flag(false)),
            (r#""agent":{"agent_status":1}"#, flag(false)),
            (r#""agent":{"agent_status":3}"#, None),
            (r#""agent":null"#, None),
        ],
    );
}

#[test]
fn an_extension_is_an_object_a_text_a_number_or_none() {
    let number = || Some(text("0602842370077"));
    check(
        Field::Extension,
        &[
            (
                r#""agent":{"extension":{"username":"0602842370077"}}"#,
                number(),
            ),
            (r#""agent":{"extension":"0602842370077"}"#, number()),
            (r#""agent":{"extension":1002}"#, Some(text("1002"))),
            (r#""extension":"0602842370077""#, number()),
            (r#""agent":{"extension":null}"#, Some(Value::Null)),
            (
                r#""agent":{"extension":{"username":null}}"#,
                Some(Value::Null),
            ),
            (r#""agent":{"extension":[]}"#, Some(Value::Null)),
            (r#""agent":{"extension":true}"#, None),
        ],
    );
}

#[test]
fn a_sticky_agent_becomes_one_readable_line() {
    check(
        Field::StickyAgent,
        &[
            (
                r#""agent":{"sticky_Agent":{"timeout":20,"ring_strategy":"Order By","alternate_numbers":"9123234000"}}"#,
                Some(text("20 s, Order By, 9123234000")),
            ),
            (
                r#""agent":{"sticky_Agent":{"timeout":"20","alternate_numbers":["91","92"]}}"#,
                Some(text("20 s, 91, 92")),
            ),
            (
                r#""agent":{"sticky_Agent":{"ring_strategy":"Order By"}}"#,
                Some(text("Order By")),
            ),
            (r#""agent":{"sticky_Agent":[]}"#, Some(Value::Null)),
            (r#""agent":{"sticky_Agent":{"new":1}}"#, None),
        ],
    );
}

#[test]
fn the_cdr_scope_takes_a_list_a_text_or_null() {
    let scope = |value: &str| {
        let members = r#""team_member":{"users_for_cdr":{"type":"user","value":VALUE}}"#;
        user_with(&members.replace("VALUE", value))
            .get(Field::CdrScope)
            .cloned()
    };
    assert_eq!(scope("null"), Some(cdr("user", None)));
    assert_eq!(
        scope(r#"[12,"014"]"#),
        Some(cdr("user", Some(&["12", "014"])))
    );
    assert_eq!(scope(r#""12, 14""#), Some(cdr("user", Some(&["12", "14"]))));
    assert_eq!(scope("12"), Some(cdr("user", Some(&["12"]))));
    assert_eq!(scope(r#"[{"id":12}]"#), None);
}
