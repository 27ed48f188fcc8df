//! The verbs, from signing in to signing out, in good and in bad weather.

use crate::canary::{NEW_PASSWORD, PASSWORD, TOKEN};
use crate::folder::Folder;
use crate::process::{Tenant, finish};
use crate::relay::Relay;
use crate::runs::{run, verb};

/// A profile that signs in with a password, one with a token of the portal, one of the other
/// vendor.
fn config(smartflo: &Relay, commpeak: &Relay) -> String {
    let (smartflo, commpeak) = (&smartflo.base_url, &commpeak.base_url);
    format!(
        "profile = \"acme\"\n\
         [profiles.acme]\nbase_url = \"{smartflo}\"\nusername = \"demo.admin\"\n\
         token_file = \"../kept/acme.token\"\n\
         [profiles.portal]\nbase_url = \"{smartflo}\"\ntoken_file = \"../kept/portal.token\"\n\
         [profiles.command]\nbase_url = \"{smartflo}\"\ntoken_command = [\"cat\", \"kept/portal.token\"]\n\
         [profiles.dialer]\nvendor = \"commpeak\"\nbase_url = \"{commpeak}\"\nusername = \"demo.admin\"\n"
    )
}

#[test]
fn a_day_of_work_leaves_no_secret_behind() {
    let (tenant, dialer) = (
        Tenant::start(&["--users", "60"]),
        Tenant::start(&["--users", "20", "--vendor", "commpeak"]),
    );
    let (smartflo, commpeak) = (Relay::before(&tenant), Relay::before(&dialer));
    let folder = Folder::with_config(&config(&smartflo, &commpeak));
    let well = |profile: &str, arguments: &[&str], input: &str| {
        let ran = run(&folder, profile, arguments, input);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    };
    let wrong = run(&folder, "acme", &["login"], "kS2-not-the-one\n");
    assert_eq!(wrong.code, 6, "{wrong:?}");
    well("acme", &["login"], &format!("{PASSWORD}\n"));
    well(
        "portal",
        &["login", "--token"],
        &format!("Bearer {TOKEN}\n"),
    );
    for profile in ["acme", "portal", "command"] {
        well(profile, &["users", "--all", "--jsonl"], "");
    }
    well(
        "acme",
        &["users", "--all", "--csv", "--web-login-state"],
        "",
    );
    well("acme", &["user", "314678", "--json"], "");
    well("acme", &["user", "314678", "--raw"], "");
    let password = format!("{NEW_PASSWORD}\n");
    well(
        "acme",
        &["set", "314678", "password=-", "--yes", "--json"],
        &password,
    );
    well(
        "acme",
        &["set", "314678", "password=-", "name=Ravi", "--dry-run"],
        &password,
    );
    well(
        "acme",
        &[
            "plan",
            "314612",
            "314655",
            "block_web_login=on",
            "-o",
            "plan.json",
        ],
        "",
    );
    well("acme", &["apply", "plan.json", "--yes", "2", "--jsonl"], "");
    well("acme", &["undo", "--last", "--yes", "1"], "");
    for arguments in [
        &["jobs"][..],
        &["jobs", "show", "1", "--json"],
        &["journal", "--json"],
        &["journal", "verify"],
        &["export", "--all", "--csv", "-o", "users.csv"],
        &["export", "--all", "--jsonl", "-o", "users.jsonl"],
        &["config"],
    ] {
        well("acme", arguments, "");
    }
    let with_password = |arguments: &[&str]| {
        let arguments = [&["--profile", "dialer"], arguments].concat();
        let mut command = verb(&folder, &arguments);
        command.env("ROSTERM_PASSWORD", PASSWORD);
        let ran = finish(command, "");
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    };
    for arguments in [
        &["users", "--all", "--jsonl"][..],
        &["user", "1001", "--json"],
        &["user", "1001", "--raw"],
        &["export", "--all", "--csv", "-o", "dialer.csv"],
        &["config"],
    ] {
        with_password(arguments);
    }
    assert!(
        commpeak
            .handed_out()
            .iter()
            .any(|secret| secret.starts_with("demo-sip-")),
        "the other vendor's passwords were read"
    );
    well("acme", &["logout"], "");
    well("portal", &["logout"], "");
}

#[test]
fn chaos_and_a_crash_in_the_middle_of_a_write_leave_no_secret_behind() {
    let tenant = Tenant::start(&[
        "--users",
        "60",
        "--chaos",
        "429:10,500:15,reset:10,malformed:10,expire:5,hostile:20",
    ]);
    let smartflo = Relay::before(&tenant);
    let folder = Folder::with_config(&config(&smartflo, &smartflo));
    let token = ("ROSTERM_TOKEN", TOKEN);
    let password = format!("{NEW_PASSWORD}\n");
    for arguments in [
        &["users", "--all", "--jsonl"][..],
        &["user", "314678", "--raw"],
        &["set", "314678", "password=-", "--yes", "--json"],
        &["set", "314690", "password=-", "--yes"],
        &["set", "314678", "block_web_login=on", "--yes"],
        &["export", "--all", "--csv", "-o", "users.csv"],
    ] {
        let mut command = verb(&folder, arguments);
        command.envs([token]);
        finish(command, &password);
        run(&folder, "acme", &["login"], &format!("{PASSWORD}\n"));
    }
    for point in [
        "before-plan-durable",
        "after-attempt-durable",
        "after-answer",
    ] {
        let mut command = verb(&folder, &["set", "314678", "password=-", "--yes"]);
        command.envs([token, ("ROSTERM_FAIL_POINT", point)]);
        finish(command, &password);
    }
    run(&folder, "acme", &["journal", "--json"], "");
}

/// A server that puts what it was sent into its refusals.
#[test]
fn what_a_server_repeats_is_masked() {
    let relay = Relay::repeating();
    let folder = Folder::with_config(&config(&relay, &relay));
    folder.keep("portal.token", TOKEN);
    let password = format!("{NEW_PASSWORD}\n");
    for (profile, arguments, input) in [
        ("portal", &["users", "--all"][..], ""),
        ("portal", &["user", "314678"], ""),
        ("portal", &["doctor"], ""),
        (
            "portal",
            &["set", "314678", "password=-", "--yes", "--json"],
            &password,
        ),
        ("acme", &["login"], &format!("{PASSWORD}\n")),
        ("portal", &["login", "--token"], TOKEN),
        ("portal", &["journal", "--json"], ""),
    ] {
        run(&folder, profile, arguments, input);
    }
    for (profile, word) in [
        ("dialer", "users"),
        ("dialer", "doctor"),
        ("acme", "doctor"),
    ] {
        let mut command = verb(&folder, &["--profile", profile, word]);
        command.env("ROSTERM_PASSWORD", PASSWORD);
        let ran = finish(command, "");
        let said = ran.err + &ran.out;
        assert!(said.contains("***"), "{profile} {word}: {said}");
    }
}
