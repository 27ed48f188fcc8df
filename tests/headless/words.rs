//! What is refused before anything is asked of a server, and what a script is told about it.

use crate::canary::PLAYED_TOKEN;
use crate::folder::Folder;
use crate::process::{Ran, bare, finish};

/// Runs with these variables only; nothing listens where they point.
fn run_with(variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = bare(arguments);
    command
        .env_remove("ROSTERM_LOG")
        .env_remove("ROSTERM_LOG_FILE");
    command.envs(variables.iter().copied());
    let ran = finish(command, "");
    assert!(
        !ran.err.contains(PLAYED_TOKEN) && !ran.out.contains(PLAYED_TOKEN),
        "{ran:?}"
    );
    ran
}

const NOBODY: (&str, &str) = ("ROSTERM_BASE_URL", "http://127.0.0.1:1/v1");

#[test]
fn every_bad_variable_is_one_sentence_with_what_is_allowed() {
    let mut said = String::new();
    for (variable, value) in [
        ("ROSTERM_BASE_URL", "ftp://example.in"),
        ("ROSTERM_BASE_URL", "https://ops:secret@example.in/v1"),
        ("ROSTERM_BASE_URL", "http://203.0.113.9/v1"),
        ("ROSTERM_TOKEN", "eyJ****abc"),
        ("ROSTERM_TOKEN", "two words"),
        ("ROSTERM_TOKEN", "escape\u{1b}[31m"),
        ("ROSTERM_CA_FILE", "/nowhere/ca.pem"),
        ("ROSTERM_PAGE_SIZE", "5000"),
        ("ROSTERM_RATE", "fast"),
        ("ROSTERM_RATE", "NaN"),
        ("ROSTERM_BURST", "0"),
        ("ROSTERM_CONCURRENCY", "-1"),
        ("ROSTERM_CONNECT_TIMEOUT", "0s"),
        ("ROSTERM_ANSWER_TIMEOUT", "20"),
        ("ROSTERM_TOTAL_TIMEOUT", "2h"),
        ("ROSTERM_QUIET", "a while"),
        ("ROSTERM_RECHECK", "2s;5s"),
        ("ROSTERM_LOG", "info"),
        ("ROSTERM_LOG_FILE", "/nowhere/rosterm.log"),
    ] {
        let mut variables = vec![NOBODY, ("ROSTERM_TOKEN", PLAYED_TOKEN)];
        variables.retain(|(name, _)| *name != variable);
        variables.push((variable, value));
        if variable == "ROSTERM_CA_FILE" {
            // Without encryption there is nothing to certify.
            variables.push(("ROSTERM_BASE_URL", "https://127.0.0.1:1/v1"));
        }
        let ran = run_with(&variables, &["users"]);
        assert_eq!(ran.code, 2, "{variable}={value}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert_eq!(ran.out, "");
        said.push_str(&ran.err);
    }
    assert!(!said.contains("secret"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn an_api_without_a_token_is_named() {
    let ran = run_with(&[NOBODY], &["users"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("ROSTERM_TOKEN"), "{ran:?}");
}

#[test]
fn bad_words_of_set_are_refused_before_anything_is_asked() {
    let mut said = String::new();
    for arguments in [
        &["set", "314678", "colour=red"][..],
        &["set", "314678", "agent_status=busy"],
        &["set", "314678"],
        &["set", "block_agent=on"],
        &["set", "31/46", "block_agent=on"],
        &["set", "314678", "block_agent=perhaps"],
        &["set", "314678", "email=null"],
        &["set", "314678", "email=nobody"],
        &["set", "314678", "number=9.19E+11"],
        &["set", "314678", "name=A", "name=B"],
        &["set", "314678", "user_for_cdr=some"],
        &["set", "314678", "password=hunter2", "--yes"],
        &["set", "314678", "block_agent=on"],
        &["set", "314678", "314679", "block_agent=on"],
        &["set", "314678", "314679", "block_agent=on", "--yes"],
        &["set", "314678", "314679", "block_agent=on", "--yes", "3"],
        &["--read-only", "set", "314678", "block_agent=on", "--yes"],
        &["set", "314678", "password", "--yes"],
        &["users", "--fields", "id,colour"],
        &["users", "--fields", "id,block_web_login"],
        &["user", "31/46"],
    ] {
        let ran = run_with(&[NOBODY, ("ROSTERM_TOKEN", PLAYED_TOKEN)], arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "");
        assert!(!ran.err.contains("hunter2"), "{ran:?}");
        said.push_str(&ran.err);
    }
    insta::assert_snapshot!(said);
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    for arguments in [
        &["users", "--json", "--csv"][..],
        &["users", "--all", "--limit", "3"],
        &["users", "--limit", "0"],
        &["users", "--status", "asleep"],
        &["user"],
        &["set"],
        &["demo", "--chaos", "gremlins"],
        &["demo", "--serve", "somewhere"],
        &["plan"],
    ] {
        let ran = finish(bare(arguments), "");
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "");
    }
}

#[test]
fn help_of_every_verb_has_an_example() {
    for verb in ["demo", "users", "user", "set", "completions", "man"] {
        let ran = finish(bare(&[verb, "--help"]), "");
        assert_eq!(ran.code, 0);
        assert!(
            ran.out.contains(&format!("\n  rosterm {verb}")),
            "{}",
            ran.out
        );
    }
}

#[test]
fn packagers_get_completions_and_a_manual() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = finish(bare(&["completions", shell]), "");
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("web-login-state"), "{shell}");
    }
    let ran = finish(bare(&["man"]), "");
    assert_eq!(ran.code, 0);
    for said in [
        ".TH rosterm",
        "ROSTERM SET",
        "user_for_cdr",
        "128+n",
        "ROSTERM_RECHECK",
    ] {
        assert!(ran.out.contains(said), "{said} is not in the manual");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn pages_that_find_no_room_say_so() {
    for page in [&["completions", "bash"][..], &["man"], &["config"]] {
        let program = bare(page).started_by("sh", &["-c", "exec \"$0\" \"$@\" > /dev/full"]);
        let ran = finish(program, "");
        let said = "rosterm: standard output cannot be written: No space left on device";
        assert_eq!(ran.code, 1, "{page:?}: {ran:?}");
        assert!(ran.err.starts_with(said), "{page:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{page:?}: {ran:?}");
    }
}

#[test]
fn without_a_configuration_the_verbs_show_the_demo_tenant_and_say_so() {
    let ran = run_with(
        &[("ROSTERM_TOKEN", PLAYED_TOKEN)],
        &["users", "--limit", "1", "--jsonl"],
    );
    assert_eq!((ran.code, ran.lines().len()), (0, 1), "{ran:?}");
    assert!(
        ran.err.contains("demo tenant") && ran.err.contains("ROSTERM_TOKEN is not used"),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[test]
fn the_log_is_private_and_holds_no_token() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let file = folder.join("rosterm.log");
    std::fs::write(&file, "").unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
    let variables = [
        NOBODY,
        ("ROSTERM_TOKEN", PLAYED_TOKEN),
        ("ROSTERM_LOG", "trace"),
        ("ROSTERM_LOG_FILE", file.to_str().unwrap()),
    ];
    let ran = run_with(&variables, &["user", "314678"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let log = std::fs::read_to_string(&file).unwrap();
    assert!(
        log.contains("/user/314678") && !log.contains(PLAYED_TOKEN),
        "{log}"
    );
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );

    let link = folder.join("link.log");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let variables = [
        NOBODY,
        ("ROSTERM_TOKEN", PLAYED_TOKEN),
        ("ROSTERM_LOG_FILE", link.to_str().unwrap()),
    ];
    let ran = run_with(&variables, &["user", "314678"]);
    assert_eq!(ran.code, 2, "a link is not followed: {ran:?}");
}
