//! `GET /users`.

use rosterm::api::smartflo::Smartflo;
use rosterm::domain::{AgentStatus, Field, Role, Row, UserId, UserStatus, Value};
use rosterm::protocol::Cause;

use crate::{answer, page_of, read_page};

const DOCUMENTED: &str = r#"{
  "has_more": true, "count": 2, "last_seen_id": 370822,
  "data": [
    {"id": 314678, "name": "Asha Iyer",
     "agent": {"id": "0502842370097", "name": "Asha at desk 4", "status": 0,
               "follow_me_number": "+911111111111"},
     "login_id": "asha@example.test", "is_login_based_calling_enabled": false,
     "is_international_outbound_enabled": true,
     "user_role": {"id": 54630, "name": "Quality"}, "extension": null, "user_status": 1},
    {"id": 370822, "name": "रवि", "agent": null, "login_id": "ravi", "user_role": null,
     "is_login_based_calling_enabled": null, "user_status": 0, "extension": "0602842370077",
     "intercom": 1002}
  ]}"#;

fn only_row(item: &str) -> Row {
    let mut page = page_of(item);
    assert_eq!((page.rows.len(), page.skipped), (1, 0), "{item}");
    page.rows.remove(0)
}

fn ids(items: &str) -> Vec<String> {
    page_of(items)
        .rows
        .iter()
        .map(|row| row.id.to_string())
        .collect()
}

#[test]
fn the_documented_page_reads_whole() {
    let page = read_page(DOCUMENTED).expect("the documented page");
    assert!(page.has_more);
    assert_eq!(page.cursor, UserId::new("370822").ok());
    assert_eq!((page.rows.len(), page.skipped), (2, 0));
    let asha = &page.rows[0];
    assert_eq!(asha.id.as_str(), "314678");
    assert_eq!(asha.name, "Asha Iyer");
    assert_eq!(asha.login_id.as_deref(), Some("asha@example.test"));
    assert_eq!(
        asha.role,
        Some(Role {
            id: "54630".into(),
            name: "Quality".into()
        })
    );
    assert_eq!(asha.user_status, Some(UserStatus::Active));
    assert_eq!(asha.login_based_calling, Some(false));
    assert_eq!(asha.international_outbound, Some(true));
    assert_eq!((&asha.extension, &asha.intercom), (&None, &None));
    let agent = asha.agent.as_ref().expect("an agent");
    assert_eq!(agent.id, "0502842370097");
    assert_eq!(agent.name.as_deref(), Some("Asha at desk 4"));
    assert_eq!(agent.status, Some(AgentStatus::Enabled));
    assert_eq!(agent.number.as_deref(), Some("+911111111111"));
    let ravi = &page.rows[1];
    assert_eq!(
        (&ravi.agent, &ravi.role, ravi.login_based_calling),
        (&None, &None, None)
    );
    assert_eq!(ravi.user_status, Some(UserStatus::Inactive));
    assert_eq!(ravi.extension.as_deref(), Some("0602842370077"));
    assert_eq!(ravi.intercom.as_deref(), Some("1002"));
}

#[test]
fn count_is_never_taken_for_a_total_or_a_length() {
    let page = read_page(r#"{"has_more":false,"count":9000,"data":[{"id":1}]}"#).expect("a page");
    assert_eq!(page.rows.len(), 1);
    assert!(!page.has_more);
}

#[test]
fn ids_come_as_numbers_or_strings_and_keep_every_digit() {
    let items = r#"{"id":314678},{"id":"288256"},{"id":"0042"},{"id":9007199254740993},
        {"id":123456789012345678901234567890},{"id":"ab_C-9"}"#;
    assert_eq!(
        ids(items),
        [
            "314678",
            "288256",
            "0042",
            "9007199254740993",
            "123456789012345678901234567890",
            "ab_C-9"
        ]
    );
}

#[test]
fn one_malformed_row_does_not_lose_the_page() {
    let bad = [
        "null",
        "5",
        "1e999",
        r#""text""#,
        "[]",
        "[1,2]",
        "{}",
        r#"{"name":"nobody"}"#,
        r#"{"id":null}"#,
        r#"{"id":true}"#,
        r#"{"id":{}}"#,
        r#"{"id":1.5}"#,
        r#"{"id":1e3}"#,
        r#"{"id":""}"#,
        r#"{"id":"1\n2"}"#,
        r#"{"id":".."}"#,
        r#"{"id":"../auth"}"#,
        r#"{"id":7,"id":8}"#,
        r#"{"id":7,"\ud800":1}"#,
        r#"{"id":7,"agent":1e999}"#,
    ];
    for bad in bad {
        let page = page_of(&format!(r#"{{"id":1,"name":"Asha"}},{bad},{{"id":2}}"#));
        let ids: Vec<_> = page.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!((&ids[..], page.skipped), (&["1", "2"][..], 1), "{bad}");
        assert_eq!(page.rows[0].name, "Asha", "{bad}");
    }
}

#[test]
fn a_user_twice_on_a_page_is_taken_once() {
    assert_eq!(
        ids(r#"{"id":1},{"id":2},{"id":"1"},{"id":3}"#),
        ["1", "2", "3"]
    );
    assert_eq!(page_of(r#"{"id":1},{"id":1}"#).skipped, 0);
}

#[test]
fn an_extension_is_null_a_string_a_number_or_an_object() {
    let cases = [
        ("null", None),
        (r#""0602842370077""#, Some("0602842370077")),
        ("1002", Some("1002")),
        (
            r#"{"username":"0602842370077","outbound_block":false}"#,
            Some("0602842370077"),
        ),
        (r#"{"username":null}"#, None),
        ("[]", None),
    ];
    for (wire, expected) in cases {
        let row = only_row(&format!(r#"{{"id":1,"extension":{wire}}}"#));
        assert_eq!(row.extension.as_deref(), expected, "{wire}");
    }
}

#[test]
fn flags_come_in_many_spellings() {
    let cases = [
        ("true", Some(true)),
        ("1", Some(true)),
        (r#""1""#, Some(true)),
        (r#""true""#, Some(true)),
        (r#""True""#, Some(true)),
        (r#""TRUE""#, Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        (r#""0""#, Some(false)),
        (r#""False""#, Some(false)),
        ("null", None),
        ("2", None),
        (r#""yes""#, None),
        (r#""""#, None),
        ("[]", None),
        ("{}", None),
    ];
    for (wire, expected) in cases {
        let item = format!(r#"{{"id":1,"is_login_based_calling_enabled":{wire}}}"#);
        assert_eq!(only_row(&item).login_based_calling, expected, "{wire}");
    }
}

#[test]
fn numbers_come_as_numbers_or_strings_and_unlisted_ones_stay() {
    let cases = [
        ("3", Some(AgentStatus::Busy)),
        (r#""4""#, Some(AgentStatus::Offline)),
        ("9", Some(AgentStatus::Other(9))),
        ("null", None),
        (r#""blocked""#, None),
        ("1.5", None),
        ("99999999999999999999", None),
    ];
    for (wire, expected) in cases {
        let row = only_row(&format!(
            r#"{{"id":1,"agent":{{"id":"01","status":{wire}}}}}"#
        ));
        assert_eq!(row.agent.expect("an agent").status, expected, "{wire}");
    }
    let unlisted = only_row(r#"{"id":1,"user_status":"7"}"#);
    assert_eq!(unlisted.user_status, Some(UserStatus::Other(7)));
}

#[test]
fn blocked_has_two_polarities_in_the_list() {
    let cases = [
        (
            r#""user_status":1,"agent":{"id":"01","status":1}"#,
            Some(true),
        ),
        (
            r#""user_status":0,"agent":{"id":"01","status":0}"#,
            Some(true),
        ),
        (
            r#""user_status":1,"agent":{"id":"01","status":0}"#,
            Some(false),
        ),
        (r#""user_status":1,"agent":{"id":"01","status":3}"#, None),
        (r#""user_status":1,"agent":null"#, None),
    ];
    for (members, expected) in cases {
        let row = only_row(&format!(r#"{{"id":1,{members}}}"#));
        let blocked = row.get(Field::BlockAgent);
        assert_eq!(blocked, expected.map(Value::Flag), "{members}");
    }
}

#[test]
fn no_agent_is_said_only_when_the_server_says_so() {
    for none in ["null", "[]", "{}", r#""""#, r#"{"id":null,"status":null}"#] {
        assert_eq!(
            only_row(&format!(r#"{{"id":1,"agent":{none}}}"#)).agent,
            None,
            "{none}"
        );
    }
    assert_eq!(only_row(r#"{"id":1}"#).agent, None);
    for unreadable in ["5", "true", r#""x""#, "[1]"] {
        let row = only_row(&format!(r#"{{"id":1,"agent":{unreadable}}}"#));
        let agent = row.agent.expect("an agent of whom nothing is known");
        assert_eq!((agent.status, agent.number), (None, None), "{unreadable}");
    }
}

#[test]
fn a_role_that_is_no_object_is_unknown() {
    for wire in ["5", r#""Quality""#, "[]", "{}", r#"{"name":"Quality"}"#] {
        let row = only_row(&format!(r#"{{"id":1,"user_role":{wire}}}"#));
        assert_eq!(row.role, None, "{wire}");
    }
    let role = only_row(r#"{"id":1,"user_role":{"id":"054","name":null}}"#).role;
    assert_eq!(
        role,
        Some(Role {
            id: "054".into(),
            name: "".into()
        })
    );
}

#[test]
fn half_a_surrogate_pair_spoils_a_letter_not_the_user() {
    let row = only_row(r#"{"id":1,"name":"As\ud83dha \u0930"}"#);
    assert!(
        row.name.starts_with("As") && row.name.ends_with("ha र"),
        "{:?}",
        row.name
    );
}

#[test]
fn bytes_that_are_no_utf8_do_not_lose_the_page() {
    let mut answer = crate::answer(200, r#"{"data":[{"id":1,"name":"A?ha"}]}"#);
    let place = answer
        .body
        .iter()
        .position(|byte| *byte == b'?')
        .expect("it is there");
    answer.body[place] = 0xff;
    let page = rosterm::api::smartflo::Smartflo::default()
        .read_page(&answer)
        .expect("a page");
    assert_eq!(page.rows[0].name, "A\u{fffd}ha");
}

#[test]
fn escapes_in_keys_and_values_are_read() {
    let row = only_row(r#"{"\u0069d":"\u0037","na\u006de":"Asha \"A\" \\ \/"}"#);
    assert_eq!(
        (row.id.as_str(), row.name.as_str()),
        ("7", "Asha \"A\" \\ /")
    );
}

#[test]
fn the_cursor_is_read_exactly_or_not_at_all() {
    let cases = [
        ("370822", Some("370822")),
        (r#""0370822""#, Some("0370822")),
        ("123456789012345678901", Some("123456789012345678901")),
        ("null", None),
        ("false", None),
        (r#""""#, None),
        (r#""../x""#, None),
        ("{}", None),
    ];
    for (wire, expected) in cases {
        let body = format!(r#"{{"has_more":true,"last_seen_id":{wire},"data":[{{"id":1}}]}}"#);
        let page = read_page(&body).expect("a page");
        assert_eq!(page.cursor.as_ref().map(UserId::as_str), expected, "{wire}");
        assert!(
            page.has_more,
            "{wire}: stopping is for the guard, and with a warning"
        );
    }
}

#[test]
fn without_has_more_users_and_a_cursor_mean_there_may_be_more() {
    let cases = [
        (r#"{"last_seen_id":5,"data":[{"id":5}]}"#, true),
        (r#"{"last_seen_id":5,"data":[]}"#, false),
        (r#"{"last_seen_id":null,"data":[{"id":5}]}"#, false),
        (r#"{"data":[{"id":5}]}"#, false),
        (r#"{"has_more":"true","data":[{"id":5}]}"#, true),
        (
            r#"{"has_more":0,"last_seen_id":5,"data":[{"id":5}]}"#,
            false,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(
            read_page(body).expect("a page").has_more,
            expected,
            "{body}"
        );
    }
}

#[test]
fn a_bare_array_and_nothing_at_all_are_last_pages() {
    let page = read_page(r#"[{"id":1},{"id":2}]"#).expect("a bare array");
    assert_eq!(
        (page.rows.len(), page.has_more, page.cursor),
        (2, false, None)
    );
    for empty in [
        "[]",
        "null",
        r#"{"data":null}"#,
        r#"{"has_more":false}"#,
        r#"{"count":0}"#,
    ] {
        let page = read_page(empty).expect(empty);
        assert_eq!((page.rows.len(), page.has_more), (0, false), "{empty}");
    }
}

#[test]
fn envelope_keys_are_matched_without_case() {
    let page = read_page(r#"{"Has_More":true,"LAST_SEEN_ID":7,"Data":[{"id":7}],"Success":true}"#);
    let page = page.expect("a page");
    assert_eq!((page.rows.len(), page.has_more), (1, true));
    assert_eq!(page.cursor, UserId::new("7").ok());
}

#[test]
fn what_is_no_list_is_not_taken_for_an_empty_one() {
    for body in [
        r#"{"data":{"id":1}}"#,
        r#"{"data":"none"}"#,
        "{}",
        "5",
        "true",
        r#""done""#,
    ] {
        let failure = read_page(body).expect_err(body);
        assert_eq!(failure.cause, Cause::Answer, "{body}");
        assert!(
            failure.text.contains("no list of users"),
            "{}",
            failure.text
        );
    }
}

#[test]
fn unknown_keys_of_any_depth_are_passed_over() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let row = only_row(&format!(r#"{{"id":1,"new":{deep},"name":"Asha"}}"#));
    assert_eq!(row.name, "Asha");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(
        read_page("\u{feff}{\"data\":[{\"id\":1}]}")
            .expect("a page")
            .rows
            .len(),
        1
    );
}

#[test]
fn the_next_page_is_foreseen_wherever_its_cursor_stands() {
    let rows = r#"[{"id":1,"name":"A]["},{"id":2,"agent":[]}]"#;
    for (body, next) in [
        (DOCUMENTED.to_owned(), Some("370822")),
        (
            format!(r#"{{"data":{rows},"has_more":true,"count":2,"last_seen_id":2}}"#),
            Some("2"),
        ),
        (
            format!(r#"{{"success":true,"has_more":"1","data":{rows},"last_seen_id":"2"}}"#),
            Some("2"),
        ),
        // The last page, one that does not say, one that gives no cursor, one that breaks off.
        (
            format!(r#"{{"has_more":false,"last_seen_id":2,"data":{rows}}}"#),
            None,
        ),
        (format!(r#"{{"last_seen_id":2,"data":{rows}}}"#), None),
        (format!(r#"{{"has_more":true,"data":{rows}}}"#), None),
        (
            format!(r#"{{"has_more":true,"last_seen_id":2,"data":{rows}"#),
            None,
        ),
        (rows.to_owned(), None),
        (
            format!(r#"{{"has_more":true,"last_seen_id":"../1","data":{rows}}}"#),
            None,
        ),
    ] {
        let foreseen = Smartflo::foresee(&answer(200, &body));
        let foreseen = foreseen.as_ref().map(UserId::as_str);
        assert_eq!(foreseen, next, "{body}");
        assert_eq!(Smartflo::foresee(&answer(500, &body)), None);
        let _ = read_page(&body);
    }
}
