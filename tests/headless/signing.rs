//! Signing in without a screen: where a token comes from, where it is put, what is refused.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::process::{Program, Ran, Tenant, bare, finish};

/// A folder with a configuration of one profile, `acme`, that signs in so.
struct Place {
    folder: Folder,
}

impl Place {
    fn new(tenant: &Tenant, sign_in: &str) -> Self {
        let folder = Folder::with_config(&format!(
            "profile = \"acme\"\nrate = 1000\nburst = 1000\n[profiles.acme]\nbase_url = \"{}\"\n{sign_in}\n",
            tenant.api.base_url
        ));
        Self { folder }
    }

    /// Below the one place where secrets belong.
    fn kept(&self, name: &str) -> PathBuf {
        self.folder.join("kept").join(name)
    }

    fn put(&self, name: &str, text: &str, mode: u32) {
        let file = self.folder.keep(name, text);
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Program {
        let mut program = Program::in_folder(&self.folder, arguments);
        program.env("PATH", "/usr/bin:/bin");
        program
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.with(arguments, "")
    }

    fn with(&self, arguments: &[&str], input: &str) -> Ran {
        finish(self.command(arguments), input)
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

const LIST: &[&str] = &["users", "--limit", "1", "--json"];

#[test]
fn login_keeps_the_token_where_the_profile_says_and_logout_takes_it_away() {
    let tenant = Tenant::start(&[]);
    let login = tenant.login.clone();
    let sign_in = format!(
        "username = \"{}\"\ntoken_file = \"../kept/acme.token\"",
        login.login_id
    );
    let place = Place::new(&tenant, &sign_in);
    let before = place.run(LIST);
    assert_eq!(before.code, 6, "{before:?}");
    assert!(before.err.contains("(rosterm login, "), "{before:?}");
    let wrong = place.with(&["login"], "wrong\n");
    assert_eq!(wrong.code, 6, "{wrong:?}");
    assert!(wrong.err.contains("failed logins so far: 1"), "{wrong:?}");
    assert!(!place.kept("acme.token").exists());
    let right = place.with(&["login"], &format!("{}\n", login.password));
    assert_eq!(right.code, 0, "{right:?}");
    assert!(right.err.contains("Signed in as"), "{right:?}");
    assert!(right.out.is_empty());
    assert_eq!(mode(&place.kept("acme.token")), 0o600);
    let token = fs::read_to_string(place.kept("acme.token")).unwrap();
    let listed = place.run(LIST);
    assert_eq!(listed.code, 0, "{listed:?}");
    for ran in [&wrong, &right, &listed] {
        for secret in [&*login.password, token.trim()] {
            assert!(!ran.err.contains(secret) && !ran.out.contains(secret));
        }
    }
    let out = place.run(&["logout"]);
    assert_eq!(out.code, 0, "{out:?}");
    assert!(!place.kept("acme.token").exists());
    assert_eq!(place.run(LIST).code, 6);
    assert!(place.run(&["logout"]).err.contains("Nobody is signed in"));
}

#[test]
fn a_token_of_the_portal_is_tried_before_it_is_kept() {
    let tenant = Tenant::start(&[]);
    let place = Place::new(&tenant, "token_file = \"../kept/acme.token\"");
    let wrong = place.with(&["login", "--token"], "no-such-token\n");
    assert_eq!(wrong.code, 6, "{wrong:?}");
    assert!(!place.kept("acme.token").exists());
    let masked = place.with(&["login", "--token"], "eyJ****\n");
    assert_eq!(masked.code, 2, "{masked:?}");
    let token = &tenant.api.token;
    let right = place.with(&["login", "--token"], &format!("Bearer {token}\r\n"));
    assert_eq!(right.code, 0, "{right:?}");
    assert_eq!(place.run(LIST).code, 0);
}

#[test]
fn a_token_file_that_others_can_read_or_that_is_none_is_refused_with_advice() {
    let tenant = Tenant::start(&[]);
    let place = Place::new(&tenant, "token_file = \"../kept/acme.token\"");
    let token = format!("{}\n", tenant.api.token);
    place.put("acme.token", &token, 0o600);
    assert_eq!(place.run(LIST).code, 0);
    let refused = |advice: &str| {
        let ran = place.run(LIST);
        assert_eq!(ran.code, 2, "{advice}: {ran:?}");
        assert!(ran.err.contains(advice), "{advice}: {ran:?}");
        assert!(!ran.err.contains(&tenant.api.token), "{ran:?}");
    };
    for open in [0o640, 0o604, 0o660] {
        place.put("acme.token", &token, open);
        refused("can be read by others; run chmod 600 on it");
    }
    place.put("acme.token", &format!("{token}{token}"), 0o600);
    refused("holds more than one line");
    place.put("acme.token", "a token with blanks\n", 0o600);
    refused("holds characters other than visible ASCII");
    fs::remove_file(place.kept("acme.token")).unwrap();
    place.put("elsewhere", &token, 0o600);
    symlink(place.kept("elsewhere"), place.kept("acme.token")).unwrap();
    refused("cannot be read");
    fs::remove_file(place.kept("acme.token")).unwrap();
    fs::create_dir(place.kept("acme.token")).unwrap();
    refused("is no plain file");
}

#[test]
fn a_program_gives_the_token_on_exactly_one_line() {
    let tenant = Tenant::start(&[]);
    let with = |script: &str| {
        let place = Place::new(&tenant, "token_command = [\"sh\", \"give.sh\"]");
        place.put("give.sh", script, 0o600);
        let mut command = place.command(LIST);
        command.current_dir(place.folder.join("kept"));
        finish(command, "")
    };
    let token = &tenant.api.token;
    assert_eq!(with(&format!("echo {token}")).code, 0);
    for (script, advice) in [
        (
            format!("echo {token}; echo {token}"),
            "must print exactly one line",
        ),
        ("true".to_owned(), "must print exactly one line"),
        (format!("echo {token}; exit 3"), "failed (exit status: 3)"),
    ] {
        let ran = with(&script);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(advice), "{ran:?}");
        assert!(!ran.err.contains(&**token), "{ran:?}");
    }
    let place = Place::new(&tenant, "token_command = [\"no-such-program-here\"]");
    let ran = place.run(LIST);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("cannot be started"), "{ran:?}");
    let login = place.run(&["login"]);
    assert_eq!(login.code, 2, "{login:?}");
    assert!(
        login.err.contains("rosterm cannot put one there"),
        "{login:?}"
    );
}

/// Neither where the program was built without one, nor where the system has none, is a token put
/// anywhere else instead.
#[cfg(any(not(feature = "keyring"), target_os = "linux"))]
#[test]
fn without_a_keyring_that_is_said_in_clear_words_and_nothing_is_sent() {
    let tenant = Tenant::start(&[]);
    let sign_in = format!(
        "username = \"{}\"\ntoken = \"keyring\"",
        tenant.login.login_id
    );
    let place = Place::new(&tenant, &sign_in);
    for arguments in [LIST, &["login"], &["logout"]] {
        let mut command = place.command(arguments);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        let ran = finish(command, &format!("{}\n", tenant.login.password));
        assert_eq!((ran.code, &*ran.out), (2, ""), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        for words in [
            "the keyring cannot be used: ",
            "token_command",
            "token_file",
        ] {
            assert!(ran.err.contains(words), "{ran:?}");
        }
    }
    let kept = fs::read_dir(place.kept("")).unwrap();
    assert_eq!(kept.count(), 0);
}

/// A sign-in whose token nobody could keep would be for nothing.
#[test]
fn a_place_that_takes_no_token_is_found_out_before_the_password_is_sent() {
    let tenant = Tenant::start(&[]);
    let sign_in = |file: &str| {
        let login_id = &tenant.login.login_id;
        format!("username = \"{login_id}\"\ntoken_file = \"../kept/{file}\"")
    };
    let place = Place::new(&tenant, &sign_in("nowhere/acme.token"));
    let ran = place.with(&["login"], &format!("{}\n", tenant.login.password));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err
            .contains("make its folder, or name another file; nothing was sent"),
        "{ran:?}"
    );
    let place = Place::new(&tenant, &sign_in("acme.token"));
    fs::create_dir(place.kept("acme.token")).unwrap();
    let ran = place.with(&["login"], &format!("{}\n", tenant.login.password));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("is no plain file"), "{ran:?}");
    assert!(ran.err.contains("nothing was sent"), "{ran:?}");
}

#[test]
fn login_id_and_password_of_the_environment_sign_in_by_themselves_once() {
    let tenant = Tenant::start(&[]);
    let login = &tenant.login;
    let run = |password: &str| {
        let mut command = bare(LIST);
        command
            .env("ROSTERM_BASE_URL", &tenant.api.base_url)
            .env("ROSTERM_USERNAME", &login.login_id)
            .env("ROSTERM_PASSWORD", password)
            .env("ROSTERM_RATE", "1000");
        finish(command, "")
    };
    assert_eq!(run(&login.password).code, 0);
    let wrong = run("wrong-canary");
    assert_eq!(wrong.code, 6, "{wrong:?}");
    assert!(wrong.err.contains("failed logins so far: 1"), "{wrong:?}");
    assert!(!wrong.err.contains("wrong-canary"));
}

#[test]
fn a_login_that_leads_nowhere_says_so_and_sends_nothing() {
    let tenant = Tenant::start(&[]);
    let demo = finish(bare(&["login"]), "x\n");
    assert_eq!(demo.code, 2, "{demo:?}");
    assert!(
        demo.err.contains("there is nothing to sign in to"),
        "{demo:?}"
    );
    let nowhere = Place::new(&tenant, "username = \"asha\"").with(&["login"], "x\n");
    assert_eq!(nowhere.code, 2, "{nowhere:?}");
    assert!(nowhere.err.contains("set token_file"), "{nowhere:?}");
    let nobody = Place::new(&tenant, "token_file = \"t\"").with(&["login"], "x\n");
    assert_eq!(nobody.code, 2, "{nobody:?}");
    assert!(nobody.err.contains("whose login?"), "{nobody:?}");
}
