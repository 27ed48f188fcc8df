//! `GET /my_number`, `GET /departments`: bare arrays of text, read whatever they look like.

use rosterm::api::dialect::{Dialect, Method, Request};
use rosterm::api::smartflo::Smartflo;
use rosterm::domain::{Neighbour, NeighbourList, Neighbours, Profile, Vendor};
use rosterm::protocol::{Cause, Failure};

use crate::answer;

fn read(of: Neighbours, body: &str) -> NeighbourList {
    let read = Smartflo::default().read_neighbours(of, &answer(200, body));
    read.unwrap_or_else(|failure| panic!("{}: {body}", failure.text))
}

fn numbers(body: &str) -> NeighbourList {
    read(Neighbours::Numbers, body)
}

fn departments(body: &str) -> NeighbourList {
    read(Neighbours::Departments, body)
}

fn failure(of: Neighbours, status: u16, body: &str) -> Failure {
    Smartflo::default()
        .read_neighbours(of, &answer(status, body))
        .expect_err(body)
}

/// `id|name|did|about`, a row each.
fn lines(list: &NeighbourList) -> Vec<String> {
    let line = |row: &Neighbour| format!("{}|{}|{}|{}", row.id, row.name, row.did, row.about);
    list.rows.iter().map(line).collect()
}

#[test]
fn each_list_is_one_bare_get() {
    for (of, path) in [
        (Neighbours::Numbers, "/my_number"),
        (Neighbours::Departments, "/departments"),
    ] {
        let request = Smartflo::default().neighbours_request(of);
        assert_eq!(request, Request::bare(Method::Get, path.to_owned()));
    }
}

#[test]
fn the_documented_numbers_read_whole() {
    let list = numbers(
        r#"[
          {"id":"1759333","name":"Main line","alias":"Sales","did":"+91 99999 07001",
           "destination":"auto_attendant","destination_name":"OFF hours OB","sms_template":[]},
          {"id":"1759334","name":"Support","alias":"Support","did":"+919999907002",
           "destination":null,"destination_name":null}
        ]"#,
    );
    assert_eq!((list.of, list.skipped), (Neighbours::Numbers, 0));
    assert_eq!(
        lines(&list),
        [
            "1759333|Sales, Main line|+91 99999 07001|OFF hours OB (auto_attendant)",
            "1759334|Support|+919999907002|",
        ]
    );
}

#[test]
fn a_name_that_is_only_the_number_again_is_none() {
    let list = numbers(
        r#"[
          {"id":"1","alias":"919999907001","name":"+91-99999 07001","did":"+919999907001"},
          {"id":"2","alias":"  ","name":"Desk 919999907001","did":"+919999907001"},
          {"id":"3","alias":"9999","did":""},
          {"id":"4"}
        ]"#,
    );
    assert_eq!(
        lines(&list),
        [
            "1||+919999907001|",
            "2|Desk 919999907001|+919999907001|",
            "3|9999||",
            "4|||",
        ]
    );
}

#[test]
fn an_id_keeps_every_digit_as_text_or_number() {
    let list = numbers(r#"[{"id":"007"},{"id":7},{"id":12345678901234567890123}]"#);
    assert_eq!(
        lines(&list),
        ["007|||", "7|||", "12345678901234567890123|||"]
    );
}

#[test]
fn one_half_of_a_destination_is_enough() {
    let list = numbers(
        r#"[{"id":"1","destination":"department||108000"},
            {"id":"2","destination_name":"Sales"},
            {"id":"3","destination":{"type":"ivr"},"destination_name":7}]"#,
    );
    assert_eq!(
        lines(&list),
        ["1|||department||108000", "2|||Sales", "3|||7"]
    );
}

#[test]
fn a_bad_row_is_counted_and_loses_no_other() {
    let list = numbers(
        r#"[null, "row", 7, [{"id":"1"}], {}, {"name":"no id"}, {"id":null}, {"id":1.5},
            {"id":"../../user/1"}, {"id":{"value":7}}, {"id":""}, {"id":"1 2"},
            {"id":"7","name":{"first":"x"},"did":[1],"alias":true}]"#,
    );
    assert_eq!(lines(&list), ["7|||"]);
    assert_eq!(list.skipped, 12);
}

#[test]
fn what_stands_twice_is_taken_once() {
    let twice = r#"[{"id":"7","name":"A"},{"id":7,"name":"A"},{"id":"8","name":"A"}]"#;
    assert_eq!(lines(&numbers(twice)), ["7|A||", "8|A||"]);
    assert_eq!(lines(&departments(twice)), ["7|A||", "8|A||"]);
}

#[test]
fn the_documented_departments_read_whole() {
    let list = departments(
        r#"[
          {"id":"20546","name":"Sales","description":"Sales","ring_strategy":"simultaneously",
           "music_on_hold":null,"agent_count":"3","calls_answered":"0","use_as_queue":false,
           "sticky_agent":{"enabled":false},"agents":[{"id":"28131","name":"x","timeout":"30"}]},
          {"id":20547,"name":"North","description":"Night shift","agent_count":1},
          {"id":"20548","agent_count":"0"}
        ]"#,
    );
    assert_eq!(
        lines(&list),
        [
            "20546|Sales||3 agents",
            "20547|North||1 agent, Night shift",
            "20548|||0 agents",
        ]
    );
}

#[test]
fn a_department_without_an_id_is_as_good_as_its_name() {
    let list = departments(r#"[{"name":"Sales"},{"id":null,"name":" "},{"name":"a\u0007b"},{}]"#);
    assert_eq!(lines(&list), ["|Sales||"]);
    assert_eq!(list.skipped, 3);
}

#[test]
fn names_stay_exactly_as_they_came() {
    let list = departments(
        r#"[{"id":"1","name":"\u001b[31m Sales, \u202e\"Pune\" \ud83d "}, {"id":"2"}]"#,
    );
    let name = &list.rows[0].name;
    assert!(
        name.starts_with("\u{1b}[31m Sales, \u{202e}\"Pune\" "),
        "{name:?}"
    );
    assert_eq!(list.rows.len(), 2);
}

#[test]
fn no_rows_are_no_failure() {
    for body in [
        "[]",
        " [ ] ",
        "\u{feff}[]",
        r#"{"data":[]}"#,
        r#"{"success":true,"data":[]}"#,
    ] {
        assert_eq!(numbers(body).rows, [], "{body}");
    }
    // Client code is ready for a list below `data`.
    assert_eq!(lines(&numbers(r#"{"data":[{"id":"7"}]}"#)), ["7|||"]);
}

#[test]
fn a_hundred_thousand_rows_are_only_many() {
    let rows: Vec<_> = (0..100_000)
        .map(|number| format!(r#"{{"id":"{number}","name":"Branch {number}"}}"#))
        .collect();
    let list = numbers(&format!("[{}]", rows.join(",")));
    assert_eq!((list.rows.len(), list.skipped), (100_000, 0));
}

#[test]
fn what_is_no_list_is_a_failure_that_says_what_to_do() {
    let numbers = "The account's numbers (My Numbers) could not be read";
    for (status, body, cause, text) in [
        (
            404,
            "<html>",
            Cause::Answer,
            "the server said no (404 \"Not Found\"); this server does not offer them",
        ),
        (
            405,
            "{}",
            Cause::Answer,
            "the server said no (405 \"Method Not Allowed\"); this server does not offer them",
        ),
        (
            403,
            r#"{"message":"No"}"#,
            Cause::Answer,
            "the server said no (403 \"No\"); the token may not do this: ask the administrator of the account",
        ),
        (
            400,
            r#"{"success":true,"data":[{"id":"7"}]}"#,
            Cause::Answer,
            "the server said no (400 \"Bad Request\"); try again, and if it stays so check the base URL and the rights of the token",
        ),
        (
            200,
            r#"{"success":"False","message":"Later"}"#,
            Cause::Answer,
            "the server said no (200 \"Later\"); try again, and if it stays so check the base URL and the rights of the token",
        ),
        (
            500,
            "",
            Cause::Answer,
            "the server answered 500 \"Internal Server Error\"; try again in a while",
        ),
        (
            401,
            "{}",
            Cause::SignedOut,
            "the server answered 401 \"Unauthorized\"; the token is expired, deleted or revoked: sign in again",
        ),
        (
            200,
            r#"{"success":false,"message":"Token has expired"}"#,
            Cause::SignedOut,
            "the server answered 200 \"Token has expired\"; the token is expired, deleted or revoked: sign in again",
        ),
        (
            429,
            r#"{"success":"false","message":"Too many requests."}"#,
            Cause::Throttled,
            "the server asked to slow down (429 \"Too many requests.\"); wait a little and try again",
        ),
        (
            302,
            "",
            Cause::Answer,
            "the server answered 302, a redirect to nowhere; the base URL is not that of the API: correct it in the configuration",
        ),
        (
            200,
            "{}",
            Cause::Answer,
            "the answer (200) holds no list of them (\"{}\"); this server does not offer them",
        ),
        (
            200,
            "null",
            Cause::Answer,
            "the answer (200) holds no list of them (\"null\"); this server does not offer them",
        ),
        (
            200,
            r#"{"data":{"id":"7"}}"#,
            Cause::Answer,
            "the answer (200) holds no list of them (\"{ \"data\": { \"id\": \"7\" } }\"); this server does not offer them",
        ),
        (
            200,
            "<html>Wi-Fi</html>",
            Cause::Answer,
            "the answer (200) is not one of this API (\"<html>Wi-Fi</html>\"); check the base URL",
        ),
        (
            200,
            "",
            Cause::Network,
            "the answer (200) is empty; try again",
        ),
        (
            200,
            r#"[{"id":"7"},{"#,
            Cause::Network,
            "the answer (200) is broken JSON or breaks off; try again",
        ),
    ] {
        let failure = failure(Neighbours::Numbers, status, body);
        assert_eq!(
            failure.text,
            format!("{numbers}: {text}"),
            "{status} {body}"
        );
        assert_eq!(failure.cause, cause, "{status} {body}");
    }
    let failure = failure(Neighbours::Departments, 404, "");
    let departments = "The departments could not be read: the server said no";
    assert!(failure.text.starts_with(departments), "{}", failure.text);
}

#[test]
fn commpeak_has_none_and_is_not_asked() {
    let profile = Profile {
        vendor: Vendor::CommPeak,
        ..Profile::default()
    };
    let dialect = Dialect::of(&profile);
    for of in Neighbours::ALL {
        let refused = dialect.neighbours_request(of).expect_err("no such request");
        let read = dialect.read_neighbours(of, &answer(200, "[]"));
        assert_eq!(read.expect_err("no such answer"), refused);
        assert_eq!(
            refused.text,
            format!(
                "{} are not read from CommPeak: its users cannot be changed here",
                of.name()
            )
        );
    }
}
