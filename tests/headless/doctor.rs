//! `rosterm doctor`: what stands in the way is named, with what to do; and nothing is changed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::folder::Folder;
use crate::process::{Api, Program, Ran, Tenant, bare, finish};

/// The line about something.
fn line<'a>(ran: &'a Ran, about: &str) -> &'a str {
    let lines = ran.out.lines();
    let mut lines = lines.filter(|line| line[5..].starts_with(about));
    lines.next().unwrap_or_else(|| panic!("{about}: {ran:?}"))
}

fn at(api: &Api) -> Program {
    let mut command = api.command(&["doctor"]);
    command.env("ROSTERM_RATE", "2");
    command
}

#[test]
fn where_all_is_well_everything_is_said_to_be() {
    let tenant = Tenant::start(&[]);
    let ran = tenant.api.finish(at(&tenant.api), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    for (about, text) in [
        ("profile", "127.0.0.1"),
        ("sign-in", "a token from ROSTERM_TOKEN"),
        ("proxy", "none"),
        ("connection", "the server answered in "),
        ("clock", "agrees with the server's"),
        ("answer", "signed in; the list gave a user"),
        ("budget", "2 requests a second"),
    ] {
        let line = line(&ran, about);
        assert!(line.starts_with("ok   ") && line.contains(text), "{line}");
    }
    let terminal = line(&ran, "terminal");
    assert!(
        terminal.starts_with("look "),
        "a pipe is no terminal: {terminal}"
    );
}

#[test]
fn a_refused_token_and_a_dead_server_are_told_apart() {
    let tenant = Tenant::start(&[]);
    let wrong = Api {
        token: "wrong-canary".to_owned(),
        ..tenant.api.clone()
    };
    let ran = wrong.finish(at(&wrong), "");
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(
        line(&ran, "answer").contains("Run rosterm login"),
        "{ran:?}"
    );
    let dead = Api {
        base_url: "http://127.0.0.1:9/v1".to_owned(),
        ..tenant.api.clone()
    };
    let ran = dead.finish(at(&dead), "");
    assert_eq!(ran.code, 4, "{ran:?}");
    let connection = line(&ran, "connection");
    assert!(connection.starts_with("BAD  "), "{connection}");
    assert!(connection.contains("nothing was sent"), "{connection}");
}

#[test]
fn a_proxy_of_the_environment_a_high_rate_and_open_files_are_named() {
    let tenant = Tenant::start(&[]);
    let folder = Folder::new();
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = at(&tenant.api);
    command
        .env("HTTPS_PROXY", "http://someone:secret-canary@10.0.0.1:3128")
        .env("ROSTERM_RATE", "50")
        .env("ROSTERM_DATA_DIR", &data);
    let ran = tenant.api.finish(command, "");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(line(&ran, "proxy").contains("HTTPS_PROXY in the environment is not used"));
    assert!(line(&ran, "budget").starts_with("look "));
    let journal = line(&ran, "journal");
    assert!(
        journal.starts_with("BAD  ") && journal.contains("run chmod go-w on it"),
        "{journal}"
    );
    assert!(!ran.out.contains("secret-canary"), "{ran:?}");
}

#[test]
fn without_a_profile_the_machine_alone_is_looked_at() {
    let ran = finish(bare(&["doctor"]), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("no profile is configured"), "{ran:?}");
    line(&ran, "terminal");
}
