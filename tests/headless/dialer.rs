//! The other vendor: `users`, `user` and `export` as far as they fit, and no verb that changes.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::process::{Program, Ran, bare, finish};

/// A demo tenant of that vendor's in a process of its own; killed when dropped.
struct Dialer {
    base_url: String,
    username: String,
    password: String,
    process: Child,
    _folder: Folder,
}

impl Dialer {
    fn start(options: &[&str]) -> Self {
        let arguments = ["demo", "--vendor", "commpeak", "--serve", "127.0.0.1:0"];
        let arguments = [&arguments, options].concat();
        let mut program = bare(&arguments);
        let mut process = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // From here on it is stopped whatever happens.
        let mut dialer = Self {
            base_url: String::new(),
            username: String::new(),
            password: String::new(),
            process,
            _folder: program.folder,
        };
        let mut after = |prefix: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(prefix).expect(prefix).to_owned()
        };
        dialer.base_url = after("listening on ");
        let login = after("login: ");
        let (username, password) = login.split_once(' ').unwrap();
        dialer.username = username.to_owned();
        dialer.password = password.to_owned();
        dialer
    }

    fn command(&self, arguments: &[&str]) -> Program {
        let mut command = bare(arguments);
        command
            .env("ROSTERM_VENDOR", "commpeak")
            .env("ROSTERM_BASE_URL", &self.base_url)
            .env("ROSTERM_USERNAME", &self.username)
            .env("ROSTERM_PASSWORD", &self.password)
            .env("ROSTERM_RATE", "1000")
            .env("ROSTERM_BURST", "1000");
        command
    }

    /// Runs; neither the password nor a registration password may come out.
    fn run(&self, arguments: &[&str]) -> Ran {
        let ran = finish(self.command(arguments), "");
        for secret in [self.password.as_str(), "demo-sip-"] {
            assert!(!ran.out.contains(secret), "{ran:?}");
            assert!(!ran.err.contains(secret), "{ran:?}");
        }
        ran
    }
}

impl Drop for Dialer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_list_is_one_answer_and_no_total() {
    let dialer = Dialer::start(&["--users", "30"]);
    let table = dialer.run(&["users", "--limit", "12"]);
    assert_eq!(table.code, 0, "{table:?}");
    insta::assert_snapshot!("dialer_users", table.out);

    let all = dialer.run(&["users", "--all", "--jsonl"]);
    let untold = "30 users; the server does not say whether that is everybody\n";
    assert_eq!((all.code, all.err.as_str()), (0, untold));
    let users = all.json_lines();
    assert_eq!(users.len(), 30);
    assert_eq!(
        users[0],
        json!({
            "id": "1001", "name": "Asha Rao", "login_id": "asha.r0",
            "role": users[0]["role"], "user_status": "active", "extension": users[0]["extension"],
        })
    );
    let export = dialer.run(&["export", "--all", "--csv"]);
    assert_eq!(
        export.lines()[0],
        "id,name,login_id,user_role,role_name,user_status,extension"
    );
    assert_eq!(export.lines().len(), 31);
    let found = dialer.run(&["users", "--all", "--find", "asha rao", "--jsonl"]);
    assert_eq!(found.json_lines()[0]["id"], "1001");
}

#[test]
fn a_user_has_the_common_keys_and_the_vendors_own() {
    let dialer = Dialer::start(&["--users", "30"]);
    let user = dialer.run(&["user", "1001", "--json"]).json();
    let keys: Vec<_> = user
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys[..6],
        ["id", "name", "login_id", "role", "user_status", "extension"]
    );
    assert_eq!(keys.len(), 6 + 23);
    assert_eq!(user["name"], "Asha Rao");
    assert_eq!(user["registration_password"], "***");
    assert_eq!(user["is_active"], true);
    assert!(user["desks"].is_array());
    assert_eq!(user.get("block_agent"), None, "nothing of the other vendor");

    let words = dialer.run(&["user", "1001"]);
    insta::assert_snapshot!("dialer_user", words.out);
    let raw = dialer.run(&["user", "1001", "--raw"]);
    let raw: Value = raw.json();
    assert_eq!(raw["users"][0]["registration_password"], "***");
    assert_eq!(raw["users"][0]["username"], "asha.r0");

    let nobody = dialer.run(&["user", "1002"]);
    assert!(nobody.err.contains("no such user"), "{nobody:?}");
}

#[test]
fn verbs_that_change_say_why_they_do_not() {
    let dialer = Dialer::start(&["--users", "3"]);
    for arguments in [
        &["set", "1001", "name=Asha", "--yes"][..],
        &["set", "1001", "name=Asha", "--dry-run"],
        &["plan", "1001", "name=Asha", "-o", "plan.json"],
        &["apply", "plan.json", "--yes", "1"],
        &["undo", "--last"],
    ] {
        let ran = dialer.run(arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("PUT /users/{id}"), "{ran:?}");
        assert_eq!(ran.out, "");
    }
    let filtered = dialer.run(&["users", "--status", "active"]);
    assert_eq!(filtered.code, 2);
    assert!(filtered.err.contains("no filters"), "{filtered:?}");
    let swept = dialer.run(&["users", "--web-login-state"]);
    assert_eq!(swept.code, 2);
    assert!(swept.err.contains("no web-login state"), "{swept:?}");
    let field = dialer.run(&["users", "--fields", "id,block_agent"]);
    assert_eq!(field.code, 2);
    assert!(field.err.contains("login_id"), "{field:?}");
}

#[test]
fn a_wrong_password_speaks_of_the_allow_list() {
    let dialer = Dialer::start(&["--users", "3"]);
    let mut command = dialer.command(&["users"]);
    command.env("ROSTERM_PASSWORD", "canary-wrong-password");
    let ran = finish(command, "");
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.err.contains("IP allow-list"), "{ran:?}");
    assert!(!ran.err.contains("canary"), "{ran:?}");
}

#[test]
fn the_users_may_be_elsewhere() {
    let dialer = Dialer::start(&["--users", "3"]);
    let folder = Folder::with_config("path_prefix = \"/api/users\"\n");
    let mut command = dialer.command(&["users", "--jsonl"]);
    let (host, _) = dialer.base_url.rsplit_once("/api").unwrap();
    command
        .env("ROSTERM_BASE_URL", host)
        .env("ROSTERM_CONFIG_DIR", folder.join("config"));
    let ran = finish(command, "");
    assert_eq!((ran.code, ran.lines().len()), (0, 3), "{ran:?}");
}
