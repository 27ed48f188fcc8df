//! `plan`: who is chosen and what would change, from ids, filters, sheets and recipes.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::process::{Ran, Tenant};

/// A person with a folder for files and a journal that stays.
pub(crate) struct Desk {
    pub(crate) tenant: Tenant,
    folder: Folder,
}

impl Desk {
    pub(crate) fn new(options: &[&str]) -> Self {
        let folder = Folder::new();
        Self {
            tenant: Tenant::start(options),
            folder,
        }
    }

    /// Runs in the folder, with this on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.tenant.api.command(arguments);
        command.current_dir(&self.folder);
        command.env("ROSTERM_DATA_DIR", self.folder.join("data"));
        self.tenant.api.finish(command, input)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    pub(crate) fn well(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).unwrap();
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What the plan of this name holds.
    pub(crate) fn plan(&self, name: &str) -> Value {
        let text = std::fs::read_to_string(self.file(name)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["plan"].clone()
    }

    /// What the server holds.
    pub(crate) fn now(&self, id: &str, key: &str) -> Value {
        self.well(&["user", id, "--json"]).json()[key].clone()
    }
}

fn users(plan: &Value) -> Vec<&str> {
    let edits = plan["edits"].as_array().unwrap();
    edits
        .iter()
        .map(|edit| edit["user"].as_str().unwrap())
        .collect()
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_sheet_becomes_a_plan_and_nothing_is_sent() {
    let desk = Desk::new(&[]);
    desk.write(
        "shift.csv",
        "\u{feff}Login ID;Web Login;Role\r\nravi.v;locked;Supervisor\r\ndivya.k;open;\r\nAARTI.D;open;\r\n",
    );
    let ran = desk.well(&[
        "plan",
        "--from",
        "shift.csv",
        "--reason",
        "new shift",
        "-o",
        "plan.json",
    ]);
    insta::assert_snapshot!(format!("{}---\n{}", ran.out, ran.err));
    #[cfg(unix)]
    assert_eq!(mode(&desk.file("plan.json")), 0o600);
    let plan = desk.plan("plan.json");
    assert_eq!(users(&plan), ["314678", "314690"]);
    assert_eq!(plan["left_out"][0]["why"], json!("already so"));
    assert_eq!(plan["reason"], json!("new shift"));
    assert_eq!(
        plan["edits"][0]["fields"][0],
        json!({"field": "block_web_login", "seen": false, "after": true})
    );
    assert_eq!(desk.now("314678", "block_web_login"), json!(false));
    // Made anew it takes the place of the earlier one, and of nothing else.
    desk.well(&["plan", "--from", "shift.csv", "-o", "plan.json"]);
    let ran = desk.run(&["plan", "--from", "shift.csv", "-o", "shift.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is something else"), "{ran:?}");
}

#[test]
fn filters_and_find_choose_everybody_who_matches() {
    let desk = Desk::new(&[]);
    let locked = desk.well(&["users", "--all", "--web-login", "off", "--jsonl"]);
    let ran = desk.well(&[
        "plan",
        "--web-login",
        "off",
        "block_web_login=off",
        "-o",
        "-",
    ]);
    let plan = &ran.json()["plan"];
    assert_eq!(users(plan).len(), locked.lines().len());
    assert_eq!(plan["source"], json!({"matching": "web login off"}));
    assert!(ran.err.contains("will change"), "{ran:?}");
    let ran = desk.well(&["plan", "--find", "ravi kumar", "name=Ravi", "-o", "-"]);
    assert_eq!(users(&ran.json()["plan"]), ["314678"]);
    // Whoever is changed must have been meant: what is not understood is no plan.
    let ran = desk.run(&["plan", "--find", "intl:o", "name=X", "-o", "-"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("\"intl:o\" is not finished"), "{ran:?}");
    // Nobody matches: a plan that changes nothing.
    let ran = desk.well(&[
        "plan",
        "--find",
        "nobody at all",
        "name=X",
        "-o",
        "none.json",
    ]);
    assert!(ran.err.contains("nothing would change"), "{ran:?}");
}

#[test]
fn a_large_sheet_is_compared_with_the_list() {
    let desk = Desk::new(&["--users", "900"]);
    let list = desk.well(&["users", "--all", "--jsonl"]).json_lines();
    let mut sheet = String::from("id,block_web_login\n");
    for user in &list {
        let _ = writeln!(sheet, "{},on", user["id"].as_str().unwrap());
    }
    desk.write("all.csv", &sheet);
    let ran = desk.well(&["plan", "--from", "all.csv", "-o", "plan.json"]);
    let plan = desk.plan("plan.json");
    assert_eq!(plan["check"], json!("sweep"));
    let left_out = plan["left_out"].as_array().unwrap().len();
    assert!(left_out > 0, "some are locked already");
    assert_eq!(users(&plan).len() + left_out, list.len());
    // The state of everybody is known from reading the list once more.
    assert!(!ran.out.contains("state not known"), "{}", ran.out);
    assert!(ran.err.contains("from the filter is_web_login"), "{ran:?}");
}

#[test]
fn recipes_set_what_they_say_and_ask_for_the_rest() {
    let desk = Desk::new(&[]);
    let ran = desk.well(&[
        "plan",
        "314678",
        "--recipe",
        "role-change",
        "user_role=Supervisor",
        "-o",
        "-",
    ]);
    assert_eq!(
        ran.json()["plan"]["edits"][0]["fields"][0]["after"]["id"],
        json!("54611")
    );
    let ran = desk.well(&["plan", "314690", "--recipe", "lockout-reset", "-o", "-"]);
    assert_eq!(
        ran.json()["plan"]["title"],
        json!("lockout-reset: web login open")
    );
    let ran = desk.well(&["plan", "314678", "--recipe", "offboard", "-o", "-"]);
    let fields = &ran.json()["plan"]["edits"][0]["fields"];
    assert_eq!(fields[0], json!({"field": "password"}));
}

#[test]
fn what_cannot_be_planned_is_refused_and_no_file_is_left() {
    let desk = Desk::new(&[]);
    desk.write(
        "bad.csv",
        "id,block_agent\n314678,on\n314690,perhaps\n,on\n",
    );
    desk.write(
        "stranger.csv",
        "login_id,block_agent\nravi.v,on\nno.such,on\nravi.v,off\n",
    );
    desk.write("keys.csv", "id\n314678\n");
    desk.write("both.csv", "id,name\n314678,Ravi\n");
    let mut said = String::new();
    for arguments in [
        &["block_agent=on"][..],
        &["314678"],
        &["314678", "999", "block_agent=on"],
        &["314678", "--status", "active", "block_agent=on"],
        &["314678", "--from", "bad.csv"],
        &["--from", "nowhere.csv"],
        &["--from", "bad.csv"],
        &["--from", "stranger.csv"],
        &["--from", "keys.csv"],
        &["--from", "both.csv", "name=Asha"],
        &["--from", "both.csv", "--key", "number"],
        &["314678", "--recipe", "onboard"],
        &["314678", "--recipe", "role-change"],
        &["314678", "--recipe", "offboard", "block_agent=off"],
        &["314678", "password=hunter2"],
        &["314678", "user_role=Nobody"],
    ] {
        let ran = desk.run(&[&["plan", "-o", "plan.json"], arguments].concat());
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(!desk.file("plan.json").exists(), "{arguments:?}");
        let _ = writeln!(said, "{}\n{}", arguments.join(" "), ran.err);
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_page_that_cannot_be_read_means_no_plan() {
    for chaos in ["500:100", "cursor:100"] {
        let desk = Desk::new(&["--chaos", chaos]);
        let ran = desk.run(&[
            "plan",
            "--status",
            "active",
            "block_agent=on",
            "-o",
            "plan.json",
        ]);
        assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{chaos}: {ran:?}");
        assert!(ran.err.contains("no plan was made"), "{ran:?}");
        assert!(!desk.file("plan.json").exists());
    }
}
