//! The main job: somebody cannot log in. Find, one key, verified; one key takes it back.

use rosterm::demo::Options;

use crate::hand::{Hand, program};
use crate::oracle::{Oracle, RAVI};
use crate::pty;

#[test]
fn find_one_key_verified_and_undone_on_the_demo_tenant() {
    let hand = Hand::open_on(pty::rosterm(&[]), 36, 120);
    hand.see("rosterm DEMO");
    hand.find_ravi();
    hand.press("w");
    let grid = hand.see("= Verified");
    assert!(
        grid.contains("web login LOCKED. Ravi Kumar Verma"),
        "{grid}"
    );
    assert!(hand.pressed() <= 12, "{} key presses", hand.pressed());
    hand.press("@");
    let log = hand.see("Requests (redacted)");
    assert!(
        log.contains("PATCH /user/314678 {block_web_login}  200"),
        "{log}"
    );
    hand.press("z");
    hand.see("web login open. Ravi Kumar Verma");
    hand.see("= Verified");
    hand.leave();
}

#[test]
fn it_costs_four_requests_of_its_own_and_the_server_holds_what_is_said() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.find_ravi();
    // The column is filled in by the background; what the key costs is counted from here.
    hand.see("enabled  open");
    let background = oracle.requests_about(RAVI).len();
    hand.press("w");
    hand.see("= Verified");
    let about_him = oracle.requests_about(RAVI).split_off(background);
    let pages = oracle
        .requests()
        .into_iter()
        .filter(|seen| seen.path_and_query.starts_with("/v1/users?"));
    assert_eq!(pages.count(), 1, "one page was enough to find him");
    assert!(about_him.len() <= 3, "{about_him:#?}");
    let patches: Vec<_> = about_him
        .iter()
        .filter(|seen| seen.method == "PATCH")
        .collect();
    assert_eq!(patches.len(), 1, "{about_him:#?}");
    assert!(patches[0].request_id.is_some(), "it has an id of its own");
    assert!(oracle.is_locked(RAVI));

    hand.press("z");
    hand.see("web login open. Ravi");
    assert!(!oracle.is_locked(RAVI));
    hand.press("Z");
    hand.see("web login LOCKED. Ravi");
    assert!(oracle.is_locked(RAVI));
    hand.leave();
}

#[test]
fn a_locked_agent_is_asked_about_when_perhaps_on_a_call() {
    let oracle = Oracle::start(Options::default());
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("Abdul Rahim Shaikh");
    hand.press("j");
    hand.see("2 of 100+");
    hand.press("b");
    hand.see("perhaps on a call: block now?");
    hand.press("n");
    hand.see_none_of(&["perhaps on a call"]);
    let patched = oracle.requests().iter().any(|seen| seen.method == "PATCH");
    assert!(!patched, "a question answered with no sends nothing");
    hand.leave();
}

#[test]
fn nothing_is_written_to_an_idle_terminal() {
    let oracle = Oracle::start(Options {
        users: 20,
        ..Options::default()
    });
    let hand = Hand::open(program(&oracle.api(), &[]));
    hand.see("Aarti Deshmukh");
    hand.see_none_of(&[" .. ", "LOADING"]);
    let written = hand.pty.raw().len();
    // Time passes: another program reads the whole tenant, several times.
    for _ in 0..10 {
        let ran = oracle.api().run(&["users", "--all", "--jsonl"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(hand.pty.raw().len(), written, "{}", hand.pty.grid());
    hand.press("j");
    hand.see("2 of 20");
    hand.leave();
}
