//! The README says what the program does: its key table is the program's, its commands are CI's.

use std::fmt::Write as _;

use rosterm::app::keymap::{self, Scope};

const README: &str = include_str!("../README.md");
const CI: &str = include_str!("../.ci/run");

/// The key table as it must stand in the README.
fn key_table() -> String {
    let mut table = String::new();
    for scope in Scope::ALL {
        let _ = writeln!(
            table,
            "\n**{}**\n\n| keys | |\n| --- | --- |",
            scope.title()
        );
        for binding in keymap::of(scope) {
            let keys: Vec<_> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(table, "| {} | {} |", keys.join(" "), binding.label);
        }
    }
    table
}

#[test]
fn the_key_table_is_the_programs() {
    let (_, rest) = README
        .split_once("<!-- keys: made from the key table, kept equal by a test -->")
        .expect("the README has a key table");
    let (written, _) = rest
        .split_once("<!-- /keys -->")
        .expect("the key table ends");
    let wanted = key_table();
    if written.trim() != wanted.trim() && std::env::var_os("UPDATE_README").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let updated = README.replace(written, &format!("\n{wanted}\n"));
        std::fs::write(path, updated).expect("the README can be written");
        return;
    }
    assert!(
        written.trim() == wanted.trim(),
        "the README's key table differs from src/app/keymap.rs; \
         UPDATE_README=1 cargo test --test readme writes it"
    );
}

#[test]
fn the_test_command_is_what_ci_runs() {
    let (_, after) = README
        .split_once("Pass the tests:")
        .expect("the README says how to test");
    let command = after
        .lines()
        .find(|line| line.starts_with("cargo"))
        .expect("a command");
    assert!(
        CI.lines().any(|line| line == command),
        "{command:?} is not a line of .ci/run"
    );
}

#[test]
fn every_outcome_is_explained() {
    for outcome in rosterm::domain::Outcome::ALL {
        let line = format!("| {} | `{}` |", outcome.word(), outcome.sign());
        assert!(README.contains(&line), "the README lacks {line:?}");
    }
}
