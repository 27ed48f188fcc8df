//! Questions on a terminal: what is asked before anything is sent, and what is not echoed.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::io::{Read, Write};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::process::{Tenant, data_folder};

/// Runs on a terminal of its own and answers each question; returns everything that stood there,
/// and the exit status.
fn converse(tenant: &Tenant, arguments: &[&str], answers: &[(&str, &str)]) -> (String, u32) {
    let size = PtySize {
        rows: 24,
        cols: 100,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_rosterm"));
    command.env_clear();
    command.args(arguments);
    for (name, value) in [
        ("ROSTERM_BASE_URL", tenant.api.base_url.as_str()),
        ("ROSTERM_TOKEN", tenant.api.token.as_str()),
        ("ROSTERM_RATE", "1000"),
        ("ROSTERM_BURST", "1000"),
    ] {
        command.env(name, value);
    }
    command.env("ROSTERM_DATA_DIR", data_folder());
    // Nobody's own configuration takes part in a test.
    command.env("ROSTERM_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR"));
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut screen = pair.master.try_clone_reader().unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let mut shown = String::new();
    let mut from = 0;
    for (question, answer) in answers {
        while !shown[from..].contains(question) {
            let mut bytes = [0; 1_024];
            let read = screen.read(&mut bytes).unwrap();
            assert!(read > 0, "waited for {question:?}, saw {shown:?}");
            shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
        from = shown.len();
        keys.write_all(answer.as_bytes()).unwrap();
    }
    let code = child.wait().unwrap().exit_code();
    let mut bytes = [0; 1_024];
    // The other end is gone: an error is the end.
    while let Ok(read @ 1..) = screen.read(&mut bytes) {
        shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    (shown, code)
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
