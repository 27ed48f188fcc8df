//! CommPeak: the shapes in which one user and a list may come, and those that are neither.

use rosterm::domain::commpeak::CommPeakField;
use rosterm::domain::paging::Ending;
use rosterm::domain::{Field, UserId, UserStatus, Value, Vendor};
use rosterm::protocol::Cause;

use super::commpeak::{answer, list, list_of, user, user_with};

const X: &str = r#"{"id":"17","username":"asha","first_name":"Asha","last_name":"Rao"}"#;

#[test]
fn a_user_comes_in_four_shapes() {
    for body in [
        format!(r#"{{"users":[{X}]}}"#),
        format!(r#"{{"users":{X}}}"#),
        format!(r#"{{"user":{X}}}"#),
        format!(r#"{{"user":[{X}]}}"#),
        format!("[{X}]"),
        X.to_owned(),
        format!("\u{feff} {X} "),
    ] {
        let user = user(&body).unwrap_or_else(|failure| panic!("{body}: {failure:?}"));
        assert_eq!(user.id.as_str(), "17", "{body}");
        let name = Field::CommPeak(CommPeakField::FirstName);
        assert_eq!(user.text(name), "Asha", "{body}");
        assert_eq!(user.vendor(), Vendor::CommPeak);
    }
}

#[test]
fn nothing_in_the_answer_means_nobody() {
    for body in [
        "[]",
        "{}",
        "null",
        r#"{"users":[]}"#,
        r#"{"users":null}"#,
        r#"{"users":{}}"#,
        r#"{"user":null}"#,
        r#"{"user":{}}"#,
        "\"\"",
        "[[]]",
        "[{}]",
    ] {
        let failure = user(body).expect_err(body);
        assert_eq!(failure.cause, Cause::NotFound, "{body}: {}", failure.text);
    }
}

#[test]
fn what_is_no_user_is_no_user() {
    for body in [
        format!("[{X},{X}]"),
        format!(r#"{{"users":[{X},{X}]}}"#),
        r#"{"error":"no such key"}"#.to_owned(),
        r#"{"users":"all"}"#.to_owned(),
        r#"{"id":"../1"}"#.to_owned(),
        r#"{"id":null,"username":"asha"}"#.to_owned(),
        "17".to_owned(),
        "true".to_owned(),
        "<html>Hello</html>".to_owned(),
    ] {
        let failure = user(&body).expect_err(&body);
        assert_eq!(failure.cause, Cause::Answer, "{body}: {}", failure.text);
    }
    for body in ["", "   ", r#"{"users":[{"id":"1""#] {
        let failure = user(body).expect_err(body);
        assert_eq!(failure.cause, Cause::Network, "worth another try: {body}");
    }
}

#[test]
fn a_list_comes_in_several_shapes_and_never_says_that_it_is_whole() {
    let ids = |body: &str| {
        let page = list(body).unwrap_or_else(|failure| panic!("{body}: {failure:?}"));
        assert_eq!((page.has_more, &page.cursor), (false, &None), "{body}");
        assert_eq!(page.ending, Ending::Untold, "{body}");
        let ids = page.rows.iter().map(|row| row.id.to_string());
        (ids.collect::<Vec<_>>().join(" "), page.skipped)
    };
    let two = r#"{"id":"2"},{"id":3}"#;
    assert_eq!(ids(&format!(r#"{{"users":[{two}]}}"#)), ("2 3".into(), 0));
    assert_eq!(ids(&format!("[{two}]")), ("2 3".into(), 0));
    let map = r#"{"users":{"2":{"id":"2"},"3":{"id":"3"}}}"#;
    assert_eq!(ids(map), ("2 3".into(), 0));
    assert_eq!(ids(r#"{"users":[]}"#), (String::new(), 0));
    assert_eq!(ids(r#"{"users":null}"#), (String::new(), 0));
    assert_eq!(ids("[]"), (String::new(), 0));
    // Who cannot be read is counted, and who stands there twice is one.
    let odd = r#"{"users":[{"id":"2"},null,7,"x",[],{"id":"a/b"},{"id":"2"},{"name":"no id"},{"id":"9"}]}"#;
    assert_eq!(ids(odd), ("2 9".into(), 6));
}

#[test]
fn what_is_no_list_is_no_list() {
    for body in [
        r#"{"error":"x"}"#,
        "7",
        r#"{"users":7}"#,
        r#"{"users":"x"}"#,
        "{}",
    ] {
        let failure = list(body).expect_err(body);
        assert_eq!(failure.cause, Cause::Answer, "{body}: {}", failure.text);
    }
}

#[test]
fn the_row_is_what_all_vendors_users_have() {
    let row = &list_of(
        r#"{"id":"17","username":"asha","first_name":" Asha ","last_name":"Rao","is_active":"1",
            "virtual_extension":"0104","roles":{"3":"Agent","12":{"name":"Team leader"}}}"#,
    )
    .rows[0];
    assert_eq!(row.name, "Asha Rao");
    assert_eq!(row.login_id.as_deref(), Some("asha"));
    assert_eq!(
        row.extension.as_deref(),
        Some("0104"),
        "zeros in front stay"
    );
    assert_eq!(row.user_status, Some(UserStatus::Active));
    let role = row.role.as_ref().expect("roles");
    assert_eq!((&*role.id, &*role.name), ("3, 12", "Agent, Team leader"));
    assert_eq!(row.agent, None);
    assert_eq!(row.get(Field::Email), None, "not of the other vendor's");

    let name = |members: &str| {
        list_of(&format!(r#"{{"id":"1"{members}}}"#)).rows[0]
            .name
            .clone()
    };
    assert_eq!(name(""), "");
    assert_eq!(name(r#","first_name":null,"last_name":"Rao""#), "Rao");
    assert_eq!(name(r#","first_name":"Asha","last_name":"""#), "Asha");
}

#[test]
fn who_is_deleted_is_not_active() {
    let state = |members: &str| list_of(&format!(r#"{{"id":"1",{members}}}"#)).rows[0].user_status;
    assert_eq!(state(r#""is_active":"1""#), Some(UserStatus::Active));
    assert_eq!(state(r#""is_active":"0""#), Some(UserStatus::Inactive));
    assert_eq!(
        state(r#""is_active":"1","is_deleted":"1""#),
        Some(UserStatus::Inactive)
    );
    assert_eq!(state(r#""is_deleted":"0""#), None, "nobody said");
    assert_eq!(state(r#""is_active":"perhaps""#), None);
}

#[test]
fn a_request_goes_below_the_configured_place() {
    use rosterm::api::commpeak::CommPeak;

    let id = UserId::new("17").expect("an id");
    let usual = CommPeak::default();
    assert_eq!(usual.list_request().path, "/users");
    assert_eq!(usual.user_request(&id).path, "/users/17");
    assert!(usual.list_request().query.is_empty());
    for prefix in ["dialer/users", "/dialer/users", "/dialer/users/"] {
        let own = CommPeak::below(prefix);
        assert_eq!(own.list_request().path, "/dialer/users");
        assert_eq!(own.user_request(&id).path, "/dialer/users/17");
    }
}

#[test]
fn no_field_of_another_vendor_is_ever_in_a_user() {
    let all = user_with(
        r#""name":"x","number":"1","email":"a@example.in","team_member":{"role":{"id":1}},"agent":{"id":"1"}"#,
    );
    assert!(
        all.values
            .keys()
            .all(|field| field.vendor() == Vendor::CommPeak)
    );
    let own = Field::of(Vendor::CommPeak);
    assert!(
        all.values
            .keys()
            .all(|field| own.iter().any(|spec| spec.field == *field))
    );
    assert_eq!(all.get(Field::Email), None);
    let email = Field::CommPeak(CommPeakField::Email);
    assert_eq!(all.get(email), Some(&Value::Text("a@example.in".into())));
}

#[test]
fn a_refusal_speaks_of_the_allow_list() {
    use rosterm::api::commpeak::CommPeak;

    for status in [401, 403] {
        let refused = answer(status, r#"{"error":"Access denied"}"#);
        for failure in [
            CommPeak::default()
                .read_page(&refused)
                .expect_err("refused"),
            CommPeak::default()
                .read_user(&refused)
                .expect_err("refused"),
        ] {
            assert!(failure.text.contains("IP allow-list"), "{}", failure.text);
            assert!(failure.text.contains("Access denied"), "{}", failure.text);
            assert!(!failure.text.contains("token"), "{}", failure.text);
        }
    }
    let failure = CommPeak::default()
        .read_page(&answer(404, "<html>"))
        .expect_err("none");
    assert!(failure.text.contains("path_prefix"), "{}", failure.text);
    let failure = CommPeak::default()
        .read_user(&answer(404, "{}"))
        .expect_err("none");
    assert_eq!(failure.cause, Cause::NotFound);
    let failure = CommPeak::default()
        .read_user(&answer(500, "{}"))
        .expect_err("broken");
    assert_eq!(failure.cause, Cause::Answer);
}
