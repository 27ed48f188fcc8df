//! `users` and `user`, and the tenant that serves them.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::process::{Ran, Tenant};
use crate::scripted::{Scripted, Step, answer};

fn ids(ran: &Ran) -> Vec<String> {
    ran.json_lines()
        .iter()
        .map(|user| user["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_usual_table_and_its_honest_last_line() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&["users", "--limit", "18"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "18 users, more exist: --all reads the rest\n");
    insta::assert_snapshot!(ran.out);

    let ran = tenant.run(&["users"]);
    assert_eq!(ran.lines().len(), 101);
    assert_eq!(ran.err, "100 users, more exist: --all reads the rest\n");
    let ran = tenant.run(&["users", "--all"]);
    assert_eq!((ran.lines().len(), ran.err.as_str()), (413, "412 users\n"));
}

#[test]
fn every_format_carries_the_same_users() {
    let tenant = Tenant::start(&["--users", "130"]);
    let lines = tenant.run(&["users", "--all", "--jsonl"]);
    let ids = ids(&lines);
    assert_eq!(ids.len(), 130);

    let document = tenant.run(&["users", "--all", "--json"]).json();
    assert_eq!(document, Value::Array(lines.json_lines()));

    let csv = tenant.run(&["users", "--all", "--csv"]);
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    let column = |name| headings.iter().position(|heading| heading == name).unwrap();
    assert_eq!(
        records
            .iter()
            .map(|record| &record[column("id")])
            .collect::<Vec<_>>(),
        ids
    );
    for (record, user) in records.iter().zip(lines.json_lines()) {
        let number = user["number"].as_str().unwrap_or_default();
        let cell = &record[column("number")];
        assert_eq!(
            rosterm::headless::csv::unguard(cell),
            number,
            "survives byte for byte"
        );
        assert!(
            !cell.starts_with('+'),
            "a spreadsheet would take it for a formula"
        );
    }
}

#[test]
fn a_row_in_json_has_the_keys_the_list_knows() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&["users", "--limit", "10", "--jsonl"]);
    let row = ran
        .json_lines()
        .into_iter()
        .find(|user| user["id"] == "314678")
        .unwrap();
    insta::assert_snapshot!(row);
    let agentless = ran
        .json_lines()
        .into_iter()
        .find(|user| user["id"] == "314761")
        .unwrap();
    assert_eq!(agentless["agent"], Value::Null);
    assert_eq!(agentless.get("email"), None, "the list does not carry it");

    let ran = tenant.run(&[
        "users",
        "--limit",
        "1",
        "--jsonl",
        "--fields",
        "id,user_role",
    ]);
    assert_eq!(
        ran.out,
        "{\"id\":\"314612\",\"role\":{\"id\":\"54601\",\"name\":\"Agent\"}}\n"
    );
    let ran = tenant.run(&["users", "--limit", "1", "--csv", "--fields", "login_id,id"]);
    assert_eq!(ran.out, "login_id,id\naarti.d,314612\n");
}

#[test]
fn an_empty_answer_is_an_empty_document() {
    let tenant = Tenant::start(&["--users", "0"]);
    assert_eq!(tenant.run(&["users", "--json"]).json(), json!([]));
    let ran = tenant.run(&["users", "--jsonl"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "0 users\n")
    );
}

#[test]
fn filters_are_the_servers() {
    let tenant = Tenant::start(&[]);
    let all: BTreeMap<_, _> = tenant
        .run(&["users", "--all", "--jsonl", "--web-login-state"])
        .json_lines()
        .into_iter()
        .map(|user| (user["id"].as_str().unwrap().to_owned(), user))
        .collect();
    let has = |name: &'static str, value: Value| move |user: &Value| user[name] == value;
    type Fits = Box<dyn Fn(&Value) -> bool>;
    let checks: [(&[&str], Fits); 7] = [
        (
            &["--status", "inactive"],
            Box::new(has("user_status", json!("inactive"))),
        ),
        (
            &["--extension", "no"],
            Box::new(has("extension", Value::Null)),
        ),
        (
            &["--login-based", "on"],
            Box::new(has("login_based_calling", json!(true))),
        ),
        (
            &["--international", "on"],
            Box::new(has("international_outbound", json!(true))),
        ),
        (
            &["--web-login", "off"],
            Box::new(has("block_web_login", json!(true))),
        ),
        (
            &["--web-login", "on"],
            Box::new(has("block_web_login", json!(false))),
        ),
        (
            &["--status", "active", "--international", "off"],
            Box::new(|user| {
                user["user_status"] == "active" && user["international_outbound"] == false
            }),
        ),
    ];
    for (filter, fits) in checks {
        let ran = tenant.run(&[&["users", "--all", "--jsonl"], filter].concat());
        let expected: Vec<_> = all
            .values()
            .filter(|user| fits(user))
            .map(|user| user["id"].as_str().unwrap().to_owned())
            .collect();
        let mut found = ids(&ran);
        found.sort();
        assert!(
            !found.is_empty() && found.len() < all.len(),
            "{filter:?} says nothing"
        );
        assert_eq!(found, expected, "{filter:?}");
    }
}

/// Nobody's web login stands in the list: "0 found" would be a wrong answer.
#[test]
fn a_find_for_what_the_list_does_not_tell_is_refused() {
    let tenant = Tenant::start(&[]);
    let said = "--find: the list does not tell what web: asks for; --web-login off lists";
    for arguments in [
        &["users", "--find", "web:locked"][..],
        &["users", "--find", "!web:open ravi", "--web-login-state"],
        &[
            "plan",
            "--find",
            "web:locked",
            "block_web_login=off",
            "-o",
            "-",
        ],
    ] {
        let ran = tenant.run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.contains(said), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn find_folds_and_says_how_much_was_searched() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&["users", "--find", "HARISH", "--jsonl"]);
    assert_eq!(ids(&ran), ["314760", "314761"]);
    assert_eq!(
        ran.err,
        "2 users found in 100 read, more exist: --all reads the rest\n"
    );

    for words in [
        "ravi.v",
        "99999 00005",
        "314678",
        "kumar ravi quality",
        "54630 verma",
        "role:=quality ravi",
        "9999900005 !role:agent",
        "=\"ravi kumar verma\"",
        "~rvkvrm",
    ] {
        let ran = tenant.run(&["users", "--find", words, "--jsonl"]);
        assert_eq!(ids(&ran), ["314678"], "{words}");
    }
    let ran = tenant.run(&["users", "--find", "agent", "--limit", "120", "--jsonl"]);
    assert_eq!(ids(&ran).len(), 120, "a limit counts what is found");
    let ran = tenant.run(&["users", "--find", "nobody at all", "--all"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, "0 users found in 412 read\n");
    let ran = tenant.run(&["users", "--find", "agent:bsy ravi"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 0), "{ran:?}");
    assert!(
        ran.err
            .starts_with("\"agent:bsy\" is looked for as text: agent: knows enabled, blocked,"),
        "{ran:?}"
    );
}

#[test]
fn no_page_is_asked_for_that_is_not_needed() {
    let page = |ids: &[u64], more: bool| {
        let rows: Vec<_> = ids
            .iter()
            .map(|id| json!({"id": id, "name": "Asha", "agent": null}))
            .collect();
        answer(
            200,
            &json!({"has_more": more, "count": ids.len(), "last_seen_id": ids.last(), "data": rows}),
        )
    };
    let server = Scripted::start(vec![
        page(&[1, 2], true),
        page(&[2, 3], true),
        page(&[4], false),
        Step::Close,
    ]);
    let mut command = server.api.command(&["users", "--limit", "3", "--jsonl"]);
    command.env("ROSTERM_PAGE_SIZE", "2");
    let ran = server.api.finish(command, "");
    assert_eq!(ids(&ran), ["1", "2", "3"], "and nobody twice");
    let asked: Vec<_> = server.asked.try_iter().collect();
    assert_eq!(
        asked,
        [
            "GET /v1/users?limit=2 ",
            "GET /v1/users?last_seen_id=2&limit=1 "
        ]
    );
}

#[test]
fn a_row_leaves_as_soon_as_its_page_is_there() {
    let rows = json!([{"id": 7, "name": "Asha", "agent": null}]);
    let first = json!({"has_more": true, "count": 1, "last_seen_id": 7, "data": rows});
    for format in ["--jsonl", "--csv"] {
        let server = Scripted::start(vec![answer(200, &first), Step::Silence]);
        let mut command = server.api.command(&["users", "--all", format]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Would wait for ever for a row that is kept back.
        let row = lines.find(|line| line.as_ref().unwrap().contains('7'));
        assert!(row.is_some(), "{format}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let tenant = Tenant::start(&["--users", "20000"]);
    let mut command = tenant.api.command(&["users", "--all", "--jsonl"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    drop(out);
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(err, "");
}

#[test]
fn the_web_login_state_is_that_of_the_single_reads() {
    let tenant = Tenant::start(&["--users", "60"]);
    let ran = tenant.run(&["users", "--all", "--jsonl", "--web-login-state"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err
            .contains("is_web_login; what that means here was checked with single reads"),
        "{}",
        ran.err
    );
    for row in ran.json_lines() {
        let id = row["id"].as_str().unwrap();
        let user = tenant.run(&["user", id, "--json"]).json();
        assert_eq!(row["block_web_login"], user["block_web_login"], "{id}");
    }
}

#[test]
fn a_filter_of_the_opposite_sense_is_noticed() {
    let page = |ids: &[u64]| {
        let rows: Vec<_> = ids
            .iter()
            .map(|id| json!({"id": id, "name": "Asha", "agent": null}))
            .collect();
        answer(200, &json!({"has_more": false, "data": rows}))
    };
    let open = |id: &str| json!({"data": {"id": id, "team_member": {"is_web_login_block": false}}});
    // Those whom the filter lists as locked are open, and two of them say so: the other side is
    // what was meant.
    let server = Scripted::start(vec![
        page(&[1, 2, 3]),
        page(&[2, 3]),
        answer(200, &open("2")),
        answer(200, &open("3")),
        page(&[1]),
        Step::Close,
    ]);
    let ran = server.api.run(&[
        "users",
        "--all",
        "--csv",
        "--web-login-state",
        "--fields",
        "id,block_web_login",
    ]);
    assert_eq!(
        ran.out, "id,block_web_login\n1,true\n2,false\n3,false\n",
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("was checked with single reads"),
        "{}",
        ran.err
    );
}

#[test]
fn one_user_in_words_json_and_raw() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&["user", "314678"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!("user_in_words", ran.out);
    insta::assert_snapshot!(
        "user_in_json",
        tenant.run(&["user", "314678", "--json"]).out
    );
    let raw = tenant.run(&["user", "314678", "--raw"]).json();
    assert_eq!(raw["data"]["agent"]["id"], "0502842370097");
}

#[test]
fn raw_masks_what_looks_like_a_secret() {
    let body = json!({"data": {"id": "7", "name": "Asha", "sip_password": "hunter2", "x": {"api_token": ["hunter2"]}}});
    let server = Scripted::start(vec![answer(200, &body)]);
    let ran = server.api.run(&["user", "7", "--raw"]);
    assert_eq!(ran.code, 0);
    assert!(
        !ran.out.contains("hunter2") && ran.out.contains("\"***\""),
        "{}",
        ran.out
    );
}

#[test]
fn failures_are_a_sentence_and_a_status() {
    let not_found = json!({"success": false, "message": "User not found."});
    let expired = json!({"success": false, "message": "Token has expired"});
    for (step, code, said) in [
        (answer(404, &not_found), 3, "no such user"),
        (answer(401, &expired), 6, "401"),
        (answer(200, &expired), 6, "expired"),
        (answer(403, &json!({"message": "Forbidden"})), 4, "403"),
        (
            Step::Answer(200, "<html>Sign in</html>".to_owned()),
            4,
            "html",
        ),
    ] {
        let server = Scripted::start(vec![step.clone()]);
        let ran = server.api.run(&["user", "314678"]);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{step:?} {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(ran.err.to_lowercase().contains(said), "{step:?} {ran:?}");
    }
}

#[test]
fn a_list_that_fails_on_the_way_is_whole_as_far_as_it_goes() {
    let rows = json!([{"id": 7, "name": "Asha", "agent": null}, {"name": "without an id"}]);
    let first = json!({"has_more": true, "count": 2, "last_seen_id": 8, "data": rows});
    let server = Scripted::start(vec![
        answer(200, &first),
        answer(403, &json!({"message": "no"})),
    ]);
    let ran = server.api.run(&["users", "--all", "--json"]);
    assert_eq!(ran.code, 4);
    assert_eq!(ran.json().as_array().unwrap().len(), 1);
    assert!(
        ran.err.contains("403") && ran.err.contains("1 row of the list could not be read"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .ends_with("1 user up to there; the list is not complete\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_cursor_that_does_not_move_ends_with_a_warning() {
    let tenant = Tenant::start(&["--chaos", "cursor"]);
    let ran = tenant.run(&["users", "--all", "--jsonl"]);
    assert_eq!(ran.code, 4, "a script must not take it for the whole list");
    assert!(
        ran.err.contains("the list may be incomplete"),
        "{}",
        ran.err
    );
}

#[test]
fn hostile_text_steers_nothing_and_survives_as_data() {
    let tenant = Tenant::start(&["--chaos", "hostile", "--users", "150"]);
    let is_harmless = |text: &str| {
        text.lines()
            .all(|line| matches!(rosterm::text::clean(line), std::borrow::Cow::Borrowed(_)))
    };
    for format in [&["--csv"][..], &["--fields", "id,name,login_id,user_role"]] {
        let ran = tenant.run(&[&["users", "--all"], format].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        for (number, line) in ran.lines().iter().enumerate() {
            let risky = line.chars().find(|character| {
                character.is_control() || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(*character)
            });
            assert_eq!(risky, None, "{format:?} line {number}");
        }
    }
    let ran = tenant.run(&["users", "--all", "--jsonl"]);
    assert!(
        ran.lines()
            .iter()
            .all(|line| line.len() > 4_096 || is_harmless(line))
    );
    let names: Vec<_> = ran
        .json_lines()
        .iter()
        .map(|user| user["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(
        names.iter().any(|name| name.contains('\u{1b}')),
        "the data is the server's own"
    );
}

#[cfg(unix)]
#[test]
fn a_served_tenant_ends_well_when_asked_to() {
    use rustix::process::{Pid, Signal, kill_process};

    for signal in [Signal::TERM, Signal::INT] {
        let mut tenant = Tenant::start(&[]);
        assert_eq!(tenant.run(&["user", "314678"]).code, 0);
        kill_process(Pid::from_child(&tenant.process), signal).unwrap();
        assert_eq!(tenant.process.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_large_list_is_read_in_large_pages_and_its_state_from_the_smaller_side() {
    let tenant = Tenant::start(&["--users", "4500"]);
    let all = tenant.run(&["users", "--all", "--jsonl"]).json_lines();
    assert_eq!(all.len(), 4_500);
    let ids: Vec<u64> = all
        .iter()
        .map(|row| row["id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(
        ids.is_sorted_by(|one, next| one < next),
        "in order, each once"
    );

    let swept = tenant.run(&["users", "--all", "--jsonl", "--web-login-state"]);
    let locked: Vec<_> = swept
        .json_lines()
        .into_iter()
        .filter(|row| row["block_web_login"] == json!(true))
        .map(|row| row["id"].clone())
        .collect();
    let filtered = tenant.run(&["users", "--all", "--jsonl", "--web-login", "off"]);
    let filtered: Vec<_> = filtered
        .json_lines()
        .into_iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(locked, filtered);
}
