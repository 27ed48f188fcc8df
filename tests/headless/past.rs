//! The verbs about the past: `journal`, `undo`, `jobs`, on the journal of earlier runs.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::path::PathBuf;

use serde_json::Value;

use crate::folder::Folder;
use crate::process::{Ran, Tenant};

/// A person at one machine: every run finds the journal of those before.
struct Person {
    tenant: Tenant,
    data: Folder,
}

impl Person {
    fn new() -> Self {
        Self {
            tenant: Tenant::start(&[]),
            data: Folder::new(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.tenant.api.command(arguments);
        command.env("ROSTERM_DATA_DIR", &self.data);
        self.tenant.api.finish(command, "")
    }

    fn well(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    }

    /// What the server holds.
    fn now(&self, id: &str, key: &str) -> Value {
        self.well(&["user", id, "--json"]).json()[key].clone()
    }

    fn edits(&self, arguments: &[&str]) -> Vec<Value> {
        self.well(&[&["journal", "--jsonl"], arguments].concat())
            .json_lines()
    }

    fn segment(&self) -> PathBuf {
        let journals = std::fs::read_dir(self.data.join("journal")).unwrap();
        let own = journals.map(|entry| entry.unwrap().path()).next().unwrap();
        let files = std::fs::read_dir(own).unwrap();
        let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.file_name().unwrap() != "lock");
        files.sort();
        files.pop().unwrap()
    }
}

#[test]
fn the_journal_is_read_without_a_server_and_without_a_token() {
    let mut person = Person::new();
    let reason = ["--reason", "ticket 4711"];
    person.well(
        &[
            &["set", "314678", "block_web_login=on", "--yes"][..],
            &reason,
        ]
        .concat(),
    );
    person.well(&["set", "314612", "name=Meera", "--yes"]);
    let id = person.edits(&["--user", "314678"])[0]["edit"]
        .as_str()
        .unwrap()
        .to_owned();
    let _ = person.tenant.process.kill();
    let _ = person.tenant.process.wait();

    let mut command = person.tenant.api.command(&["journal", "--since", "2h"]);
    command
        .env("ROSTERM_DATA_DIR", &person.data)
        .env_remove("ROSTERM_TOKEN");
    let ran = person.tenant.api.finish(command, "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(ran.lines().len(), 2);
    let line = ran.lines()[0];
    for part in [
        "314678",
        "web login open → LOCKED",
        "Verified",
        "\"ticket 4711\"",
        "job 1",
        &id,
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }

    assert_eq!(person.edits(&["--user", "314612"]).len(), 1);
    assert_eq!(person.edits(&["--open"]).len(), 0);
    let document = person.well(&["journal", "--json"]).json();
    assert_eq!(document[1]["outcome"], "Verified");
    assert_eq!(document[1]["user"], "314612");
    let ran = person.run(&["journal", "--since", "soon"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("\"soon\" is not a time"), "{}", ran.err);
}

#[test]
fn a_change_is_taken_back_once_and_had_again_by_taking_that_back() {
    let person = Person::new();
    person.well(&["set", "314678", "block_web_login=on", "--yes"]);

    let ran = person.run(&["undo", "--last"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("nobody can be asked; add --yes"),
        "{}",
        ran.err
    );
    assert_eq!(person.now("314678", "block_web_login"), true);

    let ran = person.well(&["undo", "--last", "--yes", "--reason", "mistake", "--json"]);
    assert_eq!(ran.json_lines()[0]["outcome"], "Verified");
    assert_eq!(person.now("314678", "block_web_login"), false);

    let edits = person.edits(&[]);
    let ids: Vec<_> = edits
        .iter()
        .map(|edit| edit["edit"].as_str().unwrap())
        .collect();
    assert_eq!(edits[1]["undo_of"], ids[0]);
    assert_eq!(edits[1]["reason"], "mistake");
    let ran = person.run(&["undo", ids[0], "--yes"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("was taken back already"), "{}", ran.err);
    assert_eq!(person.run(&["undo", "--last", "--yes"]).code, 3);

    person.well(&["undo", ids[1], "--yes"]);
    assert_eq!(person.now("314678", "block_web_login"), true);
}

#[test]
fn nothing_is_taken_back_over_somebody_elses_change() {
    let person = Person::new();
    person.well(&["set", "314678", "name=Ravi V.", "--yes"]);
    // From another machine: its journal knows nothing of this one.
    let other = person
        .tenant
        .run(&["set", "314678", "name=R. Verma", "--yes"]);
    assert_eq!(other.code, 0);
    let ran = person.run(&["undo", "--yes", "--json"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(ran.json_lines()[0]["outcome"], "Conflict");
    assert_eq!(person.now("314678", "name"), "R. Verma");
}

#[test]
fn a_job_is_taken_back_by_its_number_and_the_count_of_its_changes() {
    let person = Person::new();
    let set = [
        "set",
        "314678",
        "314612",
        "block_web_login=on",
        "--yes",
        "2",
    ];
    person.well(&set);
    let jobs = person.well(&["jobs", "--json"]).json();
    assert_eq!(jobs[0]["job"], 1);
    assert_eq!(jobs[0]["planned"], 2);
    assert_eq!(jobs[0]["outcomes"]["Verified"], 2);
    assert_eq!(jobs[0]["left"], 0);

    let ran = person.run(&["undo", "--job", "1", "--yes"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("give their number, --yes 2"),
        "{}",
        ran.err
    );
    person.well(&["undo", "--job", "1", "--yes", "2"]);
    for id in ["314678", "314612"] {
        assert_eq!(person.now(id, "block_web_login"), false);
    }
    let shown = person.well(&["jobs", "show", "2", "--json"]).json();
    assert_eq!(shown["undo_of"], 1);
    assert_eq!(shown["edits"].as_array().unwrap().len(), 2);
    assert_eq!(person.run(&["undo", "--job", "1", "--yes", "2"]).code, 3);
    assert_eq!(person.run(&["undo", "--job", "9", "--yes", "2"]).code, 2);
    assert_eq!(person.run(&["jobs", "show", "9"]).code, 2);
    let words = person.well(&["jobs"]);
    assert!(
        words.lines()[1].ends_with("2 planned: 2 Verified  undo of job 1"),
        "{words:?}"
    );
}

#[test]
fn what_cannot_be_taken_back_is_named_and_nothing_is_sent() {
    let person = Person::new();
    let mut command = person
        .tenant
        .api
        .command(&["set", "314678", "password=-", "--yes"]);
    command.env("ROSTERM_DATA_DIR", &person.data);
    let ran = person.tenant.api.finish(command, "Hunter2-hunter2!\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = person.run(&["undo", "--yes"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err.contains("password cannot be taken back"),
        "{}",
        ran.err
    );
    let journal = person.well(&["journal"]);
    assert!(journal.out.contains("password ***"), "{}", journal.out);
    assert!(
        !std::fs::read_to_string(person.segment())
            .unwrap()
            .contains("unter2")
    );
}

#[test]
fn an_intact_journal_is_said_to_be_and_damage_is_found() {
    let person = Person::new();
    let ran = person.well(&["journal", "verify"]);
    assert!(
        ran.out.starts_with("nothing was written yet"),
        "{}",
        ran.out
    );
    for name in ["Asha", "Asha P.", "Asha Pillai"] {
        person.well(&["set", "314678", &format!("name={name}"), "--yes"]);
    }
    let ran = person.well(&["journal", "verify"]);
    assert!(
        ran.out.starts_with("intact: 9 records in 1 file"),
        "{}",
        ran.out
    );

    let file = person.segment();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let ran = person.run(&["journal", "verify"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.out.contains("is damaged in 1 place"), "{}", ran.out);
    let ran = person.run(&["journal"]);
    assert_eq!(ran.code, 7);
    assert!(
        ran.out.contains("Asha Pillai"),
        "what is intact is told: {ran:?}"
    );
}

#[test]
fn a_purge_says_what_it_removed() {
    let person = Person::new();
    assert_eq!(person.run(&["journal", "purge", "--before", "2h"]).code, 0);
    person.well(&["set", "314678", "name=Asha", "--yes"]);
    let ran = person.well(&["journal", "purge", "--before", "2h"]);
    assert_eq!(ran.out, "removed 0 records, 0 whole files\n");
    let ran = person.well(&["journal", "purge", "--before", "0s"]);
    assert_eq!(ran.out, "removed 3 records, 0 whole files\n");
    assert_eq!(person.edits(&[]).len(), 0);
    // Numbers are never used twice.
    person.well(&["set", "314678", "name=Asha P.", "--yes"]);
    assert_eq!(person.edits(&[])[0]["job"], 2);
}

#[test]
fn the_demo_tenant_keeps_no_journal() {
    for arguments in [&["journal"][..], &["jobs"], &["undo", "--yes"]] {
        let ran = crate::process::finish(crate::process::bare(arguments), "");
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("set ROSTERM_BASE_URL"), "{ran:?}");
    }
}
