//! Secrets where they do not belong: refused, and not repeated.

use crate::canary::{PASSWORD, TOKEN};
use crate::folder::Folder;
use crate::process::{Ran, finish};
use crate::runs::verb;

/// Runs `users` with this configuration and environment.
fn users(config: &str, variables: &[(&str, &str)]) -> Ran {
    let folder = Folder::new();
    // The file is the person's own doing.
    let file = folder.keep("config.toml", config);
    let run = |arguments: &[&str]| {
        let mut program = verb(&folder, arguments);
        program.env("ROSTERM_CONFIG_DIR", file.parent().expect("a folder"));
        program.envs(variables.iter().copied());
        finish(program, "")
    };
    run(&["config"]);
    run(&["users", "--limit", "1"])
}

#[test]
fn a_secret_in_the_configuration_is_not_repeated() {
    for line in [
        format!("token = \"{TOKEN}\""),
        format!("token = {TOKEN}"),
        format!("password = \"{PASSWORD}\""),
        format!("token_file = {TOKEN}"),
        format!("base_url = \"https://ops:{PASSWORD}@api.example.org/v1\""),
        format!("base_url = \"https://api.example.org/v1?token={TOKEN}\""),
        format!("proxy = \"http://ops:{PASSWORD}@127.0.0.1:1\""),
        format!("proxy = \"http://127.0.0.1:1/?{TOKEN}\""),
    ] {
        println!("{line}");
        users(&format!("[profiles.acme]\n{line}\n"), &[]);
    }
}

#[test]
fn a_secret_in_the_environment_is_not_repeated() {
    let base_url = ("ROSTERM_BASE_URL", "http://127.0.0.1:1/v1");
    for (name, value) in [
        ("ROSTERM_TOKEN", TOKEN.to_owned()),
        ("ROSTERM_TOKEN", format!("{TOKEN} {TOKEN}")),
        ("ROSTERM_TOKEN", format!("{TOKEN}****")),
        ("ROSTERM_PASSWORD", format!("{PASSWORD}\u{1b}")),
    ] {
        let ran = users("", &[base_url, (name, &value)]);
        assert_ne!(ran.code, 0, "{ran:?}");
    }
    let with_password = format!("https://ops:{PASSWORD}@127.0.0.1:1/v1");
    let ran = users(
        "",
        &[
            ("ROSTERM_BASE_URL", &with_password),
            ("ROSTERM_TOKEN", TOKEN),
        ],
    );
    assert_eq!(ran.code, 2, "{ran:?}");
}
