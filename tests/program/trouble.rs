//! No network, a wrong token, nothing to read: one sentence each, and a way on.

use std::net::TcpListener;

use rosterm::demo::Options;

use crate::canary::PLAYED_TOKEN;
use crate::hand::{ESC, Hand, program};
use crate::oracle::Oracle;
use crate::process::{Api, Tenant};

/// An address where nobody listens.
pub(crate) fn closed_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    address.to_string()
}

#[test]
fn no_network_is_one_sentence_and_ctrl_r_tries_again() {
    let address = closed_address();
    let api = Api {
        base_url: format!("http://{address}/v1"),
        token: "demo-token".to_owned(),
    };
    let hand = Hand::open(program(&api, &[]));
    let grid = hand.see("ctrl-r tries again");
    assert!(grid.contains("no connection to 127.0.0.1"), "{grid}");
    let _tenant = Tenant::start_at(&address, &[]);
    hand.press(&crate::hand::ctrl('r'));
    hand.see("Ravi Kumar Verma");
    hand.leave();
}

#[test]
fn a_wrong_token_is_said_and_never_shown() {
    let oracle = Oracle::start(Options::default());
    let api = Api {
        token: PLAYED_TOKEN.to_owned(),
        ..oracle.api()
    };
    let hand = Hand::open(program(&api, &[]));
    hand.see("The token was refused at");
    hand.press(ESC);
    hand.see("the server answered 401");
    hand.press("@");
    hand.see("Requests (redacted)");
    hand.press("@");
    hand.press("!");
    hand.see("Messages   newest first");
    hand.press("q");
    hand.see_none_of(&["Messages"]);
    let raw = String::from_utf8_lossy(&hand.pty.raw()).into_owned();
    assert!(
        !raw.contains(PLAYED_TOKEN),
        "the token reached the terminal"
    );
    hand.leave();
}

#[test]
fn nobody_there_and_nobody_found_are_different_screens() {
    let oracle = Oracle::start(Options {
        users: 0,
        ..Options::default()
    });
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("The server has no users");
    hand.leave();

    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("Ravi Kumar Verma");
    hand.press("/");
    hand.see("Enter take it");
    hand.type_text("nobodyhere");
    hand.see("0 of 0 found in 100+ loaded");
    hand.press(ESC);
    hand.see("Ravi Kumar Verma");
    hand.leave();
}

#[test]
fn a_root_certificate_that_cannot_be_read_is_said_on_the_ordinary_screen() {
    let mut command = crate::pty::rosterm(&[]);
    command.env("ROSTERM_BASE_URL", "https://smartflo.example.in/v1");
    command.env("ROSTERM_TOKEN", "token");
    command.env("ROSTERM_CA_FILE", "/nowhere/root.pem");
    let hand = Hand::open(command);
    assert_eq!(hand.pty.exit_code(), 2);
    hand.pty.assert_restored();
    let grid = hand.pty.grid();
    assert!(
        grid.contains("rosterm: ") && grid.contains("/nowhere/root.pem"),
        "{grid}"
    );
}
