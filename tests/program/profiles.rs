//! Two tenants in one session: `:ctx` goes from one to the other on the same terminal.

use rosterm::demo::Options;

use crate::folder::Folder;
use crate::hand::{ENTER, ESC, Hand, ctrl};
use crate::oracle::{Oracle, RAVI};
use crate::process::{self, Api, finish};
use crate::pty;

/// A production profile acme and a profile pune, with their tokens in files.
fn configure(acme: &Api, pune: &Api) -> Folder {
    let folder = Folder::with_config(&format!(
        "profile = \"acme\"\nrate = 1000.0\nburst = 1000\nrecheck = [\"10ms\"]\n\
         [profiles.acme]\nbase_url = \"{}\"\ntoken_file = \"../kept/acme.token\"\nproduction = true\n\
         [profiles.pune]\nbase_url = \"{}\"\ntoken_file = \"../kept/pune.token\"\n\
         [profiles.delhi]\nbase_url = \"{}\"\n",
        acme.base_url, pune.base_url, pune.base_url
    ));
    folder.keep("acme.token", &acme.token);
    folder.keep("pune.token", &pune.token);
    folder
}

fn go(hand: &Hand, line: &str) {
    hand.press(":");
    hand.see("Enter take it");
    hand.type_text(line);
    hand.press(ENTER);
}

#[test]
fn two_tenants_are_used_in_one_session_and_nothing_of_one_is_in_the_other() {
    let [acme, pune] = [(); 2].map(|()| Oracle::start(Options::default()));
    let folder = configure(&acme.api(), &pune.api());
    let hand = Hand::open(pty::Program::in_folder(&folder, pty::BINARY));
    hand.see("rosterm PROD acme  READ-ONLY");
    hand.find_ravi();
    hand.press("w");
    hand.see("read-only; :write 30m unlocks");
    hand.press(" ");
    hand.see("1 marked");

    // Somewhere else: no find, no marks, and writes are allowed there.
    go(&hand, "ctx pune");
    hand.see("1 mark would be lost");
    hand.press("y");
    let grid = hand.see("rosterm pune  WRITE");
    assert!(!grid.contains("PROD"), "{grid}");
    hand.see("This is pune now");
    hand.see("more on the server");
    let grid = hand.pty.grid();
    assert!(
        !grid.contains(" found in ") && !grid.contains("1 marked"),
        "{grid}"
    );
    hand.find_ravi();
    hand.press("w");
    hand.see("= Verified");
    assert!(pune.is_locked(RAVI) && !acme.is_locked(RAVI));

    // One without a token cannot be opened: everything stays as it is.
    go(&hand, "ctx delhi");
    let grid = hand.see("delhi could not be opened");
    assert!(
        grid.contains("rosterm pune") && grid.contains(" found in "),
        "{grid}"
    );

    // Back: locked again, and unlocked for a reason that goes into the journal.
    go(&hand, "ctx");
    hand.see("Profiles");
    hand.type_text("acme");
    hand.see("1 of 4");
    hand.press(ENTER);
    hand.see("rosterm PROD acme  READ-ONLY");
    go(&hand, "write 30m lock-outs of monday");
    hand.see("PROD acme  WRITE until");
    hand.find_ravi();
    hand.press("w");
    hand.see("= Verified");
    assert!(acme.is_locked(RAVI));
    go(&hand, "ro");
    hand.see("rosterm PROD acme  READ-ONLY");
    hand.press(&ctrl('l'));
    hand.leave();

    let reasons = |profile: &str| {
        let words = ["--profile", profile, "journal", "--jsonl"];
        let ran = finish(process::Program::in_folder(&folder, &words), "");
        let reason = |line: serde_json::Value| line["reason"].as_str().map(str::to_owned);
        ran.json_lines().into_iter().map(reason).collect::<Vec<_>>()
    };
    assert_eq!(reasons("acme"), [Some("lock-outs of monday".to_owned())]);
    assert_eq!(reasons("pune"), [None]);
}

/// A profile whose token comes from a program that waits for a file.
fn add_a_slow_one(folder: &Folder, api: &Api) {
    let token = folder.keep("slow.token", &api.token);
    let file = folder.join("config/config.toml");
    let config = std::fs::read_to_string(&file).expect("a file");
    let slow = format!(
        "[profiles.slow]\nbase_url = \"{}\"\ntoken_command = \
         [\"sh\", \"-c\", \"until [ -e '{}' ]; do sleep 0.05; done; cat '{}'\"]\n",
        api.base_url,
        folder.join("go").display(),
        token.display()
    );
    std::fs::write(&file, config + &slow).expect("a file");
}

#[test]
fn a_profile_that_takes_its_time_leaves_the_screen_alive_and_can_be_left_alone() {
    let [acme, slow] = [(); 2].map(|()| Oracle::start(Options::default()));
    let folder = configure(&acme.api(), &acme.api());
    add_a_slow_one(&folder, &slow.api());
    let hand = Hand::open(pty::Program::in_folder(&folder, pty::BINARY));
    hand.see("rosterm PROD acme  READ-ONLY");
    hand.see("Ravi Kumar Verma");
    hand.press(" ");
    hand.see("1 marked");
    go(&hand, "ctx slow");
    hand.see("1 mark would be lost");
    hand.press("y");
    hand.see("opening slow…");
    hand.see("esc stay here");
    // The clock goes on without a key.
    hand.see("1s so far");
    hand.press(ESC);
    let grid = hand.see("Staying with acme; slow is not opened");
    assert!(grid.contains("1 marked"), "{grid}");
    assert!(slow.requests().is_empty());

    go(&hand, "ctx slow");
    hand.see("1 mark would be lost");
    hand.press("y");
    hand.see("opening slow…");
    std::fs::write(folder.join("go"), "").expect("a file");
    hand.see("rosterm slow  WRITE");
    hand.see("This is slow now");
    hand.leave();
}

#[test]
fn rosterm_demo_opens_the_demo_tenant_whatever_is_configured() {
    let acme = Oracle::start(Options::default());
    let folder = configure(&acme.api(), &acme.api());
    let mut program = pty::Program::in_folder(&folder, pty::BINARY);
    program.arg("demo");
    program.env("ROSTERM_BASE_URL", &acme.api().base_url);
    program.env("ROSTERM_TOKEN", &acme.api().token);
    let hand = Hand::open(program);
    hand.see("rosterm DEMO");
    hand.see("more on the server");
    hand.leave();
    assert!(acme.requests().is_empty());
}
