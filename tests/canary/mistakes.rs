//! Secrets where they do not belong: refused, and not repeated.

use crate::place::{NEW_PASSWORD, Place};
use crate::process::Ran;
use crate::relay::{PASSWORD, TOKEN};

/// Runs `users` with this configuration and environment.
fn users(config: &str, variables: &[(&str, &str)]) -> Ran {
    let place = Place::new(config);
    // The file is the person's own doing.
    std::fs::rename(place.path("config"), place.path("kept/config")).expect("both are folders");
    let mut ran = None;
    for arguments in [&["config"][..], &["users", "--limit", "1"]] {
        let mut command = place.verb(arguments);
        command.env("ROSTERM_CONFIG_DIR", place.path("kept/config"));
        command.envs(variables.iter().copied());
        ran = Some(place.finish(command, ""));
    }
    place.assert_clean(&[TOKEN, PASSWORD, NEW_PASSWORD]);
    ran.expect("two verbs were run")
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
