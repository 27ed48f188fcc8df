//! Every fault the demo tenant knows, as the person sees it. Where chance decides, what is said is
//! held against what the server holds.

use std::time::Duration;

use rosterm::demo::{Chaos, Fault, Options};

use rustix::process::Signal;

use crate::hand::{ENTER, ESC, Hand, ctrl, program};
use crate::oracle::{Oracle, RAVI};

fn tenant(seed: u64, faults: &[(Chaos, u8)]) -> Oracle {
    let fault = |&(chaos, percent): &(Chaos, u8)| Fault { chaos, percent };
    Oracle::start(Options {
        seed,
        chaos: faults.iter().map(fault).collect(),
        ..Options::default()
    })
}

/// The first words of the sentences about a settled edit.
const SENTENCES: [&str; 8] = [
    "= Verified",
    "! Not applied as of",
    "! Not sent",
    "? Unknown whether applied",
    "Accepted by the server",
    "! Refused",
    "# Someone else",
    "! Partly",
];

#[test]
fn a_liar_is_caught() {
    let oracle = tenant(1, &[(Chaos::Liar, 100)]);
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.find_ravi();
    hand.press("w");
    let grid = hand.see("Not applied as of");
    assert!(!oracle.is_locked(RAVI), "{grid}");
    hand.see("! 314678");
    hand.leave();
}

#[test]
fn what_is_applied_late_is_verified_when_it_is_there() {
    let oracle = tenant(1, &[(Chaos::Late, 100)]);
    let mut command = program(&oracle.api(), &[]);
    command.env("ROSTERM_RECHECK", "50ms,15s");
    let hand = Hand::open(command);
    hand.find_ravi();
    hand.press("w");
    hand.see("not there yet, looking again");
    hand.see("= Verified");
    assert!(oracle.is_locked(RAVI));
    hand.leave();
}

#[test]
fn whatever_breaks_off_what_is_said_is_true() {
    for seed in 1..=4 {
        println!("seed {seed}");
        let oracle = tenant(seed, &[(Chaos::Reset, 25), (Chaos::ServerError, 15)]);
        say_the_truth(&oracle, "20s");
    }
}

#[test]
fn whatever_is_never_answered_what_is_said_is_true() {
    let oracle = tenant(7, &[(Chaos::Timeout, 30)]);
    say_the_truth(&oracle, "400ms");
}

/// Locks the web login of the user under the cursor; the sentence is true.
fn say_the_truth(oracle: &Oracle, answer_timeout: &str) {
    let mut command = program(&oracle.api(), &["--seed", "1"]);
    command.env("ROSTERM_ANSWER_TIMEOUT", answer_timeout);
    let hand = Hand::open(command);
    while hand.see_one_of(&["1 of 100+", "could not be read: "]) != "1 of 100+" {
        hand.press(&ctrl('r'));
        hand.see_none_of(&["could not be read: "]);
    }
    let id = first_id(&hand);
    let was_locked = oracle.is_locked(id);
    let mut said = "";
    for _ in 0..10 {
        hand.press("w");
        said = hand.see_one_of(&[&SENTENCES[..], &["press the key again"]].concat());
        if said != "press the key again" {
            break;
        }
    }
    let is_locked = oracle.is_locked(id);
    let grid = hand.pty.grid();
    match said {
        "= Verified" => assert_ne!(is_locked, was_locked, "{grid}"),
        "! Not sent" | "! Refused" => assert_eq!(is_locked, was_locked, "{grid}"),
        "! Not applied as of" => assert_eq!(is_locked, was_locked, "{grid}"),
        "? Unknown whether applied" => {
            hand.see("UNKNOWN 1");
        }
        "Accepted by the server" => assert!(grid.contains("could not be read back"), "{grid}"),
        other => panic!("nobody else writes here: {other}\n{grid}"),
    }
    println!("{said}");
}

/// The id of the user under the cursor.
fn first_id(hand: &Hand) -> u64 {
    let grid = hand.pty.grid();
    let row = grid.lines().find(|line| line.contains("│>"));
    let id = row.and_then(|row| row.split_whitespace().nth(1));
    id.and_then(|id| id.parse().ok())
        .unwrap_or_else(|| panic!("no cursor row in\n{grid}"))
}

#[test]
fn a_server_that_dies_under_a_write_leaves_it_unknown_and_holds_the_next() {
    let oracle = Oracle::start(Options {
        latency: Duration::from_secs(3),
        users: 5,
        ..Options::default()
    });
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.find_ravi();
    hand.press("w");
    // Three seconds of reading first, then a second of sending: the server has the PATCH by now
    // and will not live to answer it.
    hand.pty
        .wait_for("a PATCH that waits for its answer", |screen| {
            let grid = screen.contents();
            ["sending 4s", "sending 5s"]
                .iter()
                .any(|stage| grid.contains(stage))
        });
    drop(oracle);
    hand.see("Unknown whether applied");
    let grid = hand.see("UNKNOWN 1");
    assert!(grid.contains("? 314678"), "{grid}");
    hand.press("w");
    hand.see("Held:");
    hand.leave();
}

#[test]
fn too_many_requests_are_counted_and_halve_the_rate() {
    let oracle = tenant(1, &[(Chaos::TooMany, 100)]);
    let mut command = program(&oracle.api(), &[]);
    command.env("ROSTERM_RATE", "2");
    command.env("ROSTERM_BURST", "4");
    let hand = Hand::open(command);
    hand.pty.wait_for("a lower rate and a count", |screen| {
        let grid = screen.contents();
        let header = grid.lines().next().unwrap_or_default();
        header.contains("/2.0 rps") && !header.contains("2.0/2.0") && !header.contains("429: 0")
    });
    hand.see("Slowed down: the server answered 429");
    hand.leave();
}

#[test]
fn an_error_of_the_server_or_nonsense_is_one_sentence() {
    for (chaos, words) in [
        (Chaos::ServerError, "500"),
        (Chaos::Malformed, ""),
        (Chaos::Reset, "broke off"),
    ] {
        let oracle = tenant(2, &[(chaos, 100)]);
        let hand = Hand::open(program(&oracle.api(), &[]));
        match hand.see_one_of(&["could not be read: ", "unreadable"]) {
            "unreadable" => hand.see("could not be read and are left out"),
            _ => hand.see(words),
        };
        hand.leave();
    }
}

#[test]
fn a_cursor_that_does_not_move_is_an_error_and_no_loop() {
    let oracle = tenant(1, &[(Chaos::Cursor, 100)]);
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("Ravi Kumar Verma");
    hand.press("G");
    hand.see("although it says there are more");
    hand.leave();
}

#[test]
fn a_dead_token_is_said_and_the_list_is_kept() {
    // With this seed the first six requests go through, and the seventh kills the token.
    let oracle = tenant(5, &[(Chaos::Expire, 50)]);
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("1 of 100+");
    let grid = loop {
        hand.press(&ctrl('r'));
        let seen = ["Page read again", "Not signed in"];
        if hand.see_one_of(&seen) == seen[1] {
            break hand.see("Nothing was lost: 100 users kept");
        }
    };
    assert!(grid.contains("1 of 100+") && grid.contains("│>"), "{grid}");
    hand.press(ESC);
    hand.see("`:login` signs in again");
    hand.leave();
}

/// What may stand between ESC and the end of a command: what the program itself sends.
fn is_own_command(command: &str) -> bool {
    let (parameters, end) = command.split_at(command.len() - 1);
    let is_modes = ["?1049", "?2004", "?25", "?7", "?2026"].contains(&parameters);
    let is_numbers = parameters
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b';');
    matches!(end, "h" | "l") && is_modes || matches!(end, "m" | "H" | "J" | "K") && is_numbers
}

#[test]
fn hostile_names_reach_the_terminal_as_letters_only() {
    let oracle = tenant(1, &[(Chaos::Hostile, 100)]);
    let hand = Hand::open_on(program(&oracle.api(), &[]), 36, 120);
    hand.see("1 of 100+");
    hand.press(&ctrl('d'));
    hand.press(ENTER);
    hand.see("IDENTITY");
    hand.press("J");
    hand.see("Raw JSON of");
    hand.press("q");
    hand.see("IDENTITY");
    for _ in 0..20 {
        hand.press("j");
    }
    hand.press("r");
    hand.see("Role for");
    hand.press(ESC);
    hand.see_none_of(&["Role for"]);
    hand.press("e");
    hand.see("Edit  ");
    hand.pty.signal(Signal::TERM);
    assert_eq!(hand.pty.exit_code(), 143);
    let raw = hand.pty.raw();
    let text = String::from_utf8(raw).expect("whole characters only");
    let mut pieces = text.split('\x1b');
    assert_eq!(
        pieces.next(),
        Some(""),
        "the first byte switches the screen on"
    );
    for piece in pieces {
        let command = piece
            .strip_prefix('[')
            .unwrap_or_else(|| panic!("ESC {piece:?}"));
        let end = command.find(|character: char| character.is_ascii_alphabetic());
        let (command, rest) = command.split_at(end.map_or(command.len(), |end| end + 1));
        assert!(is_own_command(command), "CSI {command:?}");
        let is_hostile = |character: char| {
            character.is_control()
                || matches!(character,
                    '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                    | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{3164}' | '\u{ad}')
        };
        assert!(!rest.contains(is_hostile), "{rest:?}");
    }
}
