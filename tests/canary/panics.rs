//! A panic whose message quotes the request on its way, token, password and all: the worst that a
//! careless message can do (the fail points `quote-get`, `quote-post` and `quote-patch`).

use crate::canary::{NEW_PASSWORD, PASSWORD, TOKEN};
use crate::folder::Folder;
use crate::hand::{Hand, TAB, ctrl};
use crate::process::{Tenant, finish};
use crate::relay::Relay;
use crate::runs::{screen, verb};

/// Exit status of a panic.
const PANIC: i32 = 101;

fn config(smartflo: &Relay, commpeak: &Relay) -> String {
    format!(
        "[profiles.acme]\nbase_url = \"{}\"\nusername = \"demo.admin\"\n\
         token_file = \"../kept/acme.token\"\n\
         [profiles.portal]\nbase_url = \"{}\"\ntoken_file = \"../kept/portal.token\"\n\
         [profiles.dialer]\nvendor = \"commpeak\"\nbase_url = \"{}\"\nusername = \"demo.admin\"\n",
        smartflo.base_url, smartflo.base_url, commpeak.base_url
    )
}

#[test]
fn a_verb_that_panics_over_a_request_prints_none_of_its_secrets() {
    let (tenant, dialer) = (
        Tenant::start(&["--users", "60"]),
        Tenant::start(&["--users", "20", "--vendor", "commpeak"]),
    );
    let (smartflo, commpeak) = (Relay::before(&tenant), Relay::before(&dialer));
    let folder = Folder::with_config(&config(&smartflo, &commpeak));
    folder.keep("portal.token", TOKEN);
    let (password, new) = (format!("{PASSWORD}\n"), format!("{NEW_PASSWORD}\n"));
    let set = &["set", "314678", "password=-", "--yes"][..];
    let in_body = r#"{"password":"***"}"#;
    for (profile, arguments, input, point, quoted) in [
        ("portal", &["users"][..], "", "quote-get", "with ***"),
        ("acme", &["login"], &*password, "quote-post", "\"***\""),
        ("acme", &["login"], &*password, "none", ""),
        ("acme", &["users"], "", "quote-get", "with ***"),
        ("portal", set, &*new, "quote-patch", in_body),
        ("dialer", &["users"], "", "quote-get", "with ***"),
    ] {
        let mut command = verb(&folder, &[&["--profile", profile], arguments].concat());
        command.env("ROSTERM_FAIL_POINT", point);
        if profile == "dialer" {
            command.env("ROSTERM_PASSWORD", PASSWORD);
        }
        let ran = finish(command, input);
        let is_hit = point != "none";
        assert_eq!(ran.code == PANIC, is_hit, "{arguments:?}: {ran:?}");
        let sentence = "ended by an internal error";
        assert_eq!(ran.err.contains(sentence), is_hit, "{ran:?}");
        assert!(ran.err.contains(quoted), "{quoted} in {ran:?}");
    }
    let handed_out = smartflo.handed_out();
    assert_eq!(handed_out.len(), 1, "one sign-in came to its end");
}

#[test]
fn a_screen_that_panics_over_a_request_gives_the_terminal_back_and_prints_none_of_its_secrets() {
    let tenant = Tenant::start(&["--users", "60"]);
    let relay = Relay::before(&tenant);
    let folder = Folder::with_config(&config(&relay, &relay));
    folder.keep("portal.token", TOKEN);
    let mut command = screen(&folder, &["--profile", "portal"]);
    command.env("ROSTERM_FAIL_POINT", "quote-patch");
    let hand = Hand::open(command);
    hand.find_ravi();
    hand.press("e");
    hand.see("Edit  Ravi Kumar Verma");
    for _ in 0..crate::screen::PASSWORD_FIELD {
        hand.press(TAB);
    }
    hand.see("> password");
    hand.type_text(NEW_PASSWORD);
    hand.see("changed 1");
    hand.press(&ctrl('s'));
    hand.see("Send 1 change");
    hand.press("y");
    assert_eq!(hand.pty.exit_code(), PANIC as u32, "{}", hand.pty.grid());
    hand.pty.assert_restored();
    let raw = hand.pty.raw();
    let told = String::from_utf8_lossy(&raw);
    assert!(told.contains(r#"{"password":"***"}"#), "{told}");
}
