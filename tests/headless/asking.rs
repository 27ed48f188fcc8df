//! Questions on a terminal: what is asked before anything is sent, and what is not echoed.

use crate::process::Tenant;
use crate::pty::{self, Pty};

/// Runs on a terminal of its own and answers each question; returns everything that stood there,
/// and the exit status.
fn converse(tenant: &Tenant, arguments: &[&str], answers: &[(&str, &str)]) -> (String, u32) {
    let mut program = pty::rosterm(arguments);
    for (name, value) in [
        ("ROSTERM_BASE_URL", tenant.api.base_url.as_str()),
        ("ROSTERM_TOKEN", tenant.api.token.as_str()),
        ("ROSTERM_RATE", "1000"),
        ("ROSTERM_BURST", "1000"),
    ] {
        program.env(name, value);
    }
    let pty = Pty::spawn(program, 24, 100);
    for (question, answer) in answers {
        pty.wait_for_text(question);
        pty.send(answer);
    }
    let code = pty.exit_code();
    (String::from_utf8_lossy(&pty.raw()).into_owned(), code)
}

#[test]
fn one_user_is_yes_or_no_and_several_are_their_number() {
    let tenant = Tenant::start(&[]);
    let one = ["set", "314678", "designation=Lead"];
    let (shown, code) = converse(&tenant, &one, &[("Send? y/n", "n\n")]);
    assert_eq!(code, 3);
    assert!(
        shown.contains("Change 1 user:\r\n  314678\r\n  designation: \"Lead\""),
        "{shown}"
    );
    assert!(
        shown.contains("nothing was sent") && !shown.contains("Verified"),
        "{shown}"
    );
    let (shown, code) = converse(&tenant, &one, &[("Send? y/n", "y\n")]);
    assert_eq!(code, 0);
    assert!(shown.contains("Verified"), "{shown}");

    let two = ["set", "314678", "314660", "designation=Agent"];
    let (shown, code) = converse(&tenant, &two, &[("Type 2 to send: ", "y\n")]);
    assert_eq!(
        (code, shown.contains("nothing was sent")),
        (3, true),
        "{shown}"
    );
    let (_, code) = converse(&tenant, &two, &[("Type 2 to send: ", "2\n")]);
    assert_eq!(code, 0);
}

#[test]
fn a_password_is_asked_for_twice_and_never_echoed() {
    let tenant = Tenant::start(&[]);
    let arguments = ["set", "314678", "password"];
    let typed = "Hunter2-x\u{7f}hunter!\n";
    let answers = [
        ("New password: ", typed),
        ("The same again: ", typed),
        ("Send? y/n", "y\n"),
    ];
    let (shown, code) = converse(&tenant, &arguments, &answers);
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.contains("cannot be read back") && !shown.contains("unter"),
        "{shown}"
    );

    let answers = [
        ("New password: ", typed),
        ("The same again: ", "Other-2!\n"),
    ];
    let (shown, code) = converse(&tenant, &arguments, &answers);
    assert_eq!(
        (code, shown.contains("were not the same")),
        (2, true),
        "{shown}"
    );
}
