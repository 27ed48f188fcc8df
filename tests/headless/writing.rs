//! `set`: each outcome under what brings it about, in words, in JSON and as exit status.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use serde_json::{Value, json};

use crate::process::{Ran, Tenant};
use crate::scripted::{Scripted, Step, answer, user};

/// The outcome words of `--json`, one a user.
fn outcomes(ran: &Ran) -> Vec<String> {
    ran.json_lines()
        .iter()
        .map(|edit| edit["outcome"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_change_is_verified_and_the_same_again_is_unchanged() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&[
        "set",
        "314678",
        "block_web_login=on",
        "name=Ravi V.",
        "--yes",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::with_settings!({filters => vec![(r"\d\d:\d\d:\d\d", "[clock]")]}, {
        insta::assert_snapshot!(ran.out, @"314678 Ravi V.: Verified [clock]: name Ravi V., web login LOCKED");
    });
    let user = tenant.run(&["user", "314678", "--json"]).json();
    assert_eq!(
        (&user["name"], &user["block_web_login"]),
        (&json!("Ravi V."), &json!(true))
    );

    let ran = tenant.run(&["set", "314678", "block_web_login=true", "--yes", "--json"]);
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (0, vec!["Unchanged".to_owned()])
    );
}

#[test]
fn an_edit_in_json_is_as_the_contract_says() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&[
        "set",
        "314678",
        "user_role=54601",
        "block_web_login=on",
        "--reason",
        "ticket 4711",
        "--yes",
        "1",
        "--json",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::with_settings!({filters => vec![
        (r"[0-9A-HJKMNP-TV-Z]{26}", "[ulid]"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[time]"),
    ]}, {
        insta::assert_snapshot!(ran.out);
    });
}

#[test]
fn a_role_is_found_by_its_exact_name() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.run(&[
        "set",
        "314678",
        "314612",
        "user_role=Supervisor",
        "--yes",
        "2",
        "--json",
    ]);
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (0, vec!["Verified".to_owned(); 2])
    );
    assert_eq!(
        ran.err,
        "role \"Supervisor\" is 54611 (found with user 314733)\n"
    );
    let user = tenant.run(&["user", "314612", "--json"]).json();
    assert_eq!(user["role"]["name"], "Supervisor");

    let ran = tenant.run(&["set", "314678", "user_role=supervisors", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("no user of the 412 read") && ran.err.contains("Supervisor (54611)"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_read_back_is_accepted_and_a_password_is_never_printed() {
    let tenant = Tenant::start(&[]);
    let command = tenant
        .api
        .command(&["set", "314678", "password=-", "--yes", "--json"]);
    let ran = tenant.api.finish(command, "Hunter2-hunter2!\n");
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (0, vec!["Accepted".to_owned()]),
        "{ran:?}"
    );
    assert_eq!(ran.json_lines()[0]["fields"][0]["after"], "***");
    assert!(!ran.out.contains("unter2") && !ran.err.contains("unter2"));

    let ran = tenant.run(&[
        "set",
        "314678",
        "caller_id=1759333",
        "caller_id=1759334",
        "--yes",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("this field cannot be read back"),
        "{}",
        ran.out
    );
}

#[test]
fn a_dry_run_sends_nothing() {
    let tenant = Tenant::start(&[]);
    let arguments = [
        "set",
        "314678",
        "314660",
        "block_web_login=on",
        "designation=Lead",
        "--dry-run",
    ];
    let ran = tenant.run(&arguments);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.out, @r"
    314678 Ravi Kumar Verma: designation - -> Lead, web login open -> LOCKED
    314660 Anjali R. Pillai: designation Executive -> Lead, web login is already LOCKED
    ");
    let ran = tenant.run(&[&arguments[..], &["--json"]].concat());
    assert_eq!(outcomes(&ran), ["Withdrawn", "Withdrawn"]);
    let user = tenant.run(&["user", "314678", "--json"]).json();
    assert_eq!(user["designation"], Value::Null);
}

#[test]
fn a_server_that_lies_is_found_out() {
    let tenant = Tenant::start(&["--chaos", "liar:100"]);
    let ran = tenant.run(&["set", "314678", "name=Ravi V.", "--yes", "--json"]);
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (3, vec!["NotApplied".to_owned()])
    );
    let ran = tenant.run(&["set", "314678", "name=Ravi V.", "--yes"]);
    assert!(ran.out.contains("Not applied as of "), "{}", ran.out);
}

#[test]
fn a_server_that_is_late_is_not_believed_either() {
    let tenant = Tenant::start(&["--chaos", "late:100"]);
    let ran = tenant.run(&["set", "314678", "name=Ravi V.", "--yes", "--json"]);
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (3, vec!["NotApplied".to_owned()])
    );
}

#[test]
fn a_dead_token_stops_the_job_in_both_its_disguises() {
    let tenant = Tenant::start(&["--chaos", "expire:100"]);
    for _ in 0..2 {
        let ran = tenant.run(&["set", "314678", "name=Ravi V.", "--yes", "--json"]);
        assert_eq!(
            (ran.code, outcomes(&ran)),
            (6, vec!["NotSent".to_owned()]),
            "{ran:?}"
        );
    }
}

#[test]
fn who_does_not_exist_is_not_sent_and_the_others_wait_if_it_is_the_first() {
    let tenant = Tenant::start(&[]);
    let set = |first, second, name| {
        let words = ["set", first, second, name, "--yes", "2", "--json"];
        tenant.run(&words)
    };
    let ran = set("314678", "999", "name=Ravi V.");
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (3, vec!["Verified".to_owned(), "NotSent".to_owned()])
    );
    // The first goes alone, and what comes of it is a warning for the others.
    let ran = set("999", "314678", "name=Ravi Verma");
    assert_eq!(
        (ran.code, outcomes(&ran)),
        (3, vec!["NotSent".to_owned(), "Withdrawn".to_owned()])
    );
    assert!(ran.err.contains("one of the first edits"), "{ran:?}");
    assert!(ran.err.contains("rosterm jobs resume 1"), "{ran:?}");
}

/// One edit of name and e-mail against a server that plays these steps.
fn edit(steps: Vec<Step>) -> (Ran, Vec<String>) {
    let server = Scripted::start(steps);
    let arguments = [
        "--seed",
        "4",
        "set",
        "314678",
        "name=Asha V",
        "email=asha@example.in",
        "--yes",
        "--json",
    ];
    let ran = server.api.run(&arguments);
    let asked = server
        .asked
        .try_iter()
        .filter(|request| request.starts_with("PATCH"))
        .collect();
    (ran, asked)
}

fn before() -> Step {
    user("Asha", "old@example.in", false)
}

fn after() -> Step {
    user("Asha V", "asha@example.in", false)
}

fn yes() -> Step {
    answer(200, &json!({"success": true, "message": "User updated"}))
}

fn no() -> Step {
    answer(400, &json!({"success": true, "message": "Email is taken"}))
}

#[test]
fn each_outcome_has_its_word_and_its_status() {
    let third = || user("Somebody else", "asha@example.in", false);
    let forbidden = || answer(403, &json!({"message": "Forbidden"}));
    let table = [
        ("Verified", 0, 1, vec![before(), yes(), after()]),
        ("Unchanged", 0, 0, vec![after()]),
        ("Refused", 3, 1, vec![before(), no(), before()]),
        ("Refused", 4, 1, vec![before(), no(), forbidden()]),
        ("Verified", 0, 1, vec![before(), no(), after()]),
        ("NotApplied", 3, 1, vec![before(), yes(), before()]),
        ("Accepted", 4, 1, vec![before(), yes(), forbidden()]),
        (
            "Partial",
            3,
            1,
            vec![before(), yes(), user("Asha V", "old@example.in", false)],
        ),
        ("Superseded", 5, 1, vec![before(), yes(), third()]),
        ("NotSent", 3, 0, vec![forbidden()]),
        (
            "NotSent",
            6,
            0,
            vec![answer(401, &json!({"message": "no"}))],
        ),
        ("Unknown", 4, 1, vec![before(), Step::Close, forbidden()]),
        // Nobody answered, it was not applied, and the second try went through.
        (
            "Verified",
            0,
            2,
            vec![before(), Step::Close, before(), before(), yes(), after()],
        ),
    ];
    for (outcome, code, patches, steps) in table {
        let (ran, asked) = edit(steps.clone());
        assert_eq!(outcomes(&ran), [outcome], "{steps:?} {ran:?}");
        assert_eq!(
            (ran.code, asked.len()),
            (code, patches),
            "{outcome} {steps:?} {ran:?} {asked:?}"
        );
        for request in asked {
            let body = "{\"name\":\"Asha V\",\"email\":\"asha@example.in\"}";
            assert_eq!(
                request,
                format!("PATCH /v1/user/314678 {body}"),
                "only what was asked for"
            );
        }
    }
}

#[test]
fn the_worst_outcome_is_the_status() {
    let tenant = Tenant::start(&["--chaos", "liar:100"]);
    // One already so, one that the server lies about.
    let ran = tenant.run(&[
        "set",
        "314660",
        "314678",
        "block_web_login=on",
        "--yes",
        "2",
        "--json",
    ]);
    let mut outcomes = outcomes(&ran);
    outcomes.sort();
    assert_eq!(
        (ran.code, outcomes),
        (3, vec!["NotApplied".to_owned(), "Unchanged".to_owned()])
    );
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_says_what_is_unknown_and_ends_with_the_signal() {
    use std::process::Stdio;

    use rustix::process::{Pid, Signal, kill_process};

    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let server = Scripted::start(vec![before(), Step::Close, before()]);
        let mut command = server
            .api
            .command(&["set", "314678", "name=Asha V", "--yes", "--json"]);
        command.env("ROSTERM_QUIET", "60m");
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Read, written, and now nobody knows: it keeps quiet.
        let patience = std::time::Duration::from_secs(60);
        let wait_for = |method: &str| {
            assert!(
                server
                    .asked
                    .recv_timeout(patience)
                    .unwrap()
                    .starts_with(method)
            );
        };
        wait_for("GET");
        wait_for("PATCH");
        wait_for("GET");
        kill_process(Pid::from_child(&child), signal).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code));
        let edit: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(edit["outcome"], "Unknown");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("stopping: nothing new is sent"), "{err}");
    }
}
