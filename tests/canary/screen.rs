//! The screen: signing in by typing and pasting, a password in the form, copies and files.

use crate::canary::{NEW_PASSWORD, PASSWORD, TOKEN};
use crate::folder::Folder;
use crate::hand::{ENTER, Hand, TAB, ctrl};
use crate::process::Tenant;
use crate::relay::Relay;
use crate::runs::screen;

/// How many fields of the form lie before the password.
pub(crate) const PASSWORD_FIELD: usize = 5;

/// As a terminal brings it.
fn paste(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

#[test]
fn signing_in_and_setting_a_password_on_the_screen_leave_no_secret_behind() {
    let tenant = Tenant::start(&["--users", "60"]);
    let relay = Relay::before(&tenant);
    let folder = Folder::with_config(&format!(
        "[profiles.acme]\nbase_url = \"{}\"\nusername = \"demo.admin\"\n\
         token_file = \"../kept/acme.token\"\n",
        relay.base_url
    ));
    let hand = Hand::open(screen(&folder, &[]));
    hand.see("s sign in");
    hand.press("s");
    hand.see("password");
    hand.type_text(&PASSWORD[..6]);
    hand.type_text(&paste(&PASSWORD[6..]));
    hand.press(ENTER);
    hand.find_ravi();
    // A crash leaves no memory behind.
    if let Some(limits) = hand.pty.told("limits") {
        let limits = String::from_utf8_lossy(&limits).into_owned();
        let mut lines = limits.lines();
        let core = lines.find_map(|line| line.strip_prefix("Max core file size"));
        let core: Vec<_> = core.expect("a limit").split_whitespace().collect();
        assert_eq!(core[..2], ["0", "0"], "core dumps are on");
    }

    // A new password by the form, its review and a copy for the shell.
    hand.press("e");
    hand.see("Edit  Ravi Kumar Verma");
    for _ in 0..PASSWORD_FIELD {
        hand.press(TAB);
    }
    hand.see("> password");
    hand.type_text(NEW_PASSWORD);
    hand.see("changed 1");
    hand.press(&ctrl('s'));
    hand.see("Send 1 change");
    hand.press("c");
    hand.see("clipboard");
    hand.press("y");
    hand.see("Accepted by the server");

    // What is shown and saved afterwards.
    hand.press("@");
    hand.see("Requests (redacted)");
    hand.press("@");
    hand.see_none_of(&["Requests (redacted)"]);
    hand.press("J");
    hand.see("Raw JSON");
    hand.press("q");
    hand.see_none_of(&["Raw JSON"]);
    hand.press(&ctrl('s'));
    hand.see("Save the rows shown");
    hand.press(ENTER);
    hand.see("Saved: ");

    // A token of the portal, pasted.
    hand.press(":");
    hand.type_text("login");
    hand.press(ENTER);
    hand.see("t paste a token");
    hand.press("t");
    hand.see("token");
    hand.type_text(&paste(TOKEN));
    hand.press(ENTER);
    hand.see("Enter detail");
    hand.leave();
    assert!(!relay.handed_out().is_empty(), "nobody has signed in");
}
