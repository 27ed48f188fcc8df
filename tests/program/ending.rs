//! Leaving in good order and otherwise: what is in flight is settled or named, and the terminal is
//! as it was.

use std::process::Stdio;
use std::time::Duration;

use rosterm::demo::Options;
use rustix::process::Signal;

use crate::hand::{Hand, program};
use crate::oracle::{Oracle, RAVI};
use crate::process::{Api, bare};
use crate::pty;

/// A tenant that answers slowly.
fn slow(latency: Duration) -> Oracle {
    Oracle::start(Options {
        latency,
        users: 20,
        ..Options::default()
    })
}

/// Opens the program and puts a write in flight: Ravi's web login.
fn begin_a_write(api: &Api) -> Hand {
    let hand = Hand::open(program(api, &[]));
    hand.find_ravi();
    hand.press("w");
    hand.see_one_of(&["SENDING 1", "Reading Ravi"]);
    hand.see("SENDING 1");
    hand
}

#[test]
fn a_stop_signal_while_nothing_is_in_flight() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let oracle = slow(Duration::ZERO);
        let hand = Hand::open(program(&oracle.api(), &[]));
        hand.see("Ravi Kumar Verma");
        hand.pty.signal(signal);
        assert_eq!(hand.pty.exit_code(), code);
        hand.pty.assert_restored();
    }
}

#[test]
fn a_stop_signal_lets_a_write_settle_or_names_it() {
    let oracle = slow(Duration::from_millis(150));
    let hand = begin_a_write(&oracle.api());
    hand.pty.signal(Signal::TERM);
    assert_eq!(hand.pty.exit_code(), 143);
    hand.pty.assert_restored();
    let grid = hand.pty.grid();
    // On a machine that is too busy for that it is named as open; and if the signal came before
    // it was sent, it is not sent.
    let is_settled = grid.contains("Verified") && oracle.is_locked(RAVI);
    let is_named = grid.contains("not verified: Ravi Kumar Verma");
    let is_taken_back = grid.contains("Cancelled; nothing sent") && !oracle.is_locked(RAVI);
    assert!(is_settled || is_named || is_taken_back, "{grid}");
}

#[test]
fn a_write_that_does_not_settle_in_time_is_named() {
    let oracle = slow(Duration::from_secs(3));
    let hand = begin_a_write(&oracle.api());
    hand.see("LOCKED   sending");
    hand.pty.signal(Signal::TERM);
    assert_eq!(hand.pty.exit_code(), 143);
    hand.pty.assert_restored();
    let grid = hand.pty.grid();
    assert!(
        grid.contains("on the way and not verified: Ravi Kumar Verma"),
        "{grid}"
    );
}

#[test]
fn leaving_with_a_write_in_flight_asks_first() {
    let oracle = slow(Duration::from_secs(2));
    let hand = begin_a_write(&oracle.api());
    // The first q drops the find, the second wants to leave.
    hand.press("q");
    hand.see_no_find();
    hand.press("q");
    hand.see("1 change is still on the way");
    hand.press("n");
    hand.see_none_of(&["Quit all the same"]);
    hand.press("q");
    hand.see("Quit all the same?");
    hand.press("y");
    assert_eq!(hand.pty.exit_code(), 0);
    hand.pty.assert_restored();
    let grid = hand.pty.grid();
    assert!(
        grid.contains("rosterm: "),
        "what became of it is told: {grid}"
    );
    assert!(grid.contains("Ravi Kumar Verma"), "{grid}");
}

#[test]
fn without_a_terminal_the_sentence_names_the_verb_that_needs_none() {
    let output = bare(&[])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "nothing was switched on");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "rosterm: standard output is not a terminal; use \"rosterm users --jsonl\" \
         (see rosterm --help) to work without a screen\n"
    );
}

#[test]
fn keys_that_come_from_a_file_are_no_terminal_either() {
    let mut command = pty::plain("sh");
    command.args(["-c", "\"$0\" </dev/null", pty::BINARY]);
    let pty = pty::Pty::spawn(command, 24, 80);
    assert_eq!(pty.exit_code(), 2);
    let grid = pty.grid();
    assert!(grid.contains("standard input is not a terminal"), "{grid}");
    pty.assert_restored();
}
