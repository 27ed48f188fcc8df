//! `config.toml`: under the environment and over the defaults, and every mistake in it named.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fmt::Write as _;

use serde_json::json;

use crate::folder::Folder;
use crate::process::{Program, Ran, Tenant, bare, finish};

/// Runs with this configuration and these variables.
fn run_with(config: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let folder = Folder::with_config(config);
    let mut program = Program::in_folder(&folder, arguments);
    program.envs(variables.iter().copied());
    finish(program, "")
}

#[test]
fn a_recipe_of_the_file_takes_the_place_of_a_shipped_one() {
    let config = "[recipes.offboard]\nblock_web_login = true\n\n[recipes.night]\n\
                  international_outbound = \"off\"\ncaller_id = [\"7\", \"8\"]\n";
    let ran = run_with(
        config,
        &[],
        &["plan", "314678", "--recipe", "offboard", "-o", "-"],
    );
    let fields = &ran.json()["plan"]["edits"][0]["fields"];
    assert_eq!(fields.as_array().unwrap().len(), 1, "{ran:?}");
    let ran = run_with(
        config,
        &[],
        &["plan", "314733", "--recipe", "night", "-o", "-"],
    );
    let fields = &ran.json()["plan"]["edits"][0]["fields"];
    assert_eq!(
        fields[1],
        json!({"field": "caller_id", "after": ["7", "8"]})
    );
    let ran = run_with(
        config,
        &[],
        &["plan", "314733", "--recipe", "day", "-o", "-"],
    );
    assert!(
        ran.err
            .contains("there are lockout-reset, offboard, role-change, night"),
        "{ran:?}"
    );
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let tenant = Tenant::start(&[]);
    let base_url = &tenant.api.base_url;
    let config = format!("base_url = \"{base_url}\"\nrate = 500.0\nrecheck = [\"10ms\"]\n");
    let token = ("ROSTERM_TOKEN", tenant.api.token.as_str());
    let ran = run_with(&config, &[token], &["user", "314678", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let nobody = ("ROSTERM_BASE_URL", "http://127.0.0.1:1/v1");
    let ran = run_with(&config, &[token, nobody], &["user", "314678", "--json"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let ran = run_with(&config, &[], &["user", "314678"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("base_url (config.toml, line 1, column 12) is set but ROSTERM_TOKEN is not"),
        "{ran:?}"
    );
}

#[test]
fn every_mistake_has_its_line_and_column() {
    let mut said = String::new();
    for config in [
        "rate = ",
        "rate = 2\nrate = 3",
        "# comment\npage_sise = 10",
        "page_size = 5000",
        "  rate = \"fast\"",
        "rate = 1979-05-27",
        "rate = \"2\"",
        "ascii = \"true\"",
        "theme = \"pink\"",
        "quiet = \"60\"",
        "quiet = 60",
        "recheck = [\"2s\", \"five\"]",
        "recheck = \"2s,5s\"",
        "token = \"eyJ0\"",
        "token_file = \"a\\u001b[2Jb\"",
        "token_command = []",
        "password = \"hunter2\"",
        "base_url = \"https://ops:hunter2@api.example/v1\"",
        "base_url = \"api.example\"",
        "proxy = \"http://ops:hunter2@proxy.example\"",
        "vendor = \"tata\"",
        "path_prefix = \"/users/../admin\"",
        "confirm = \"never\"",
        "designation_key = \"title\"",
        "agent_group_key = \"both\"",
        "protected = \"ops\"",
        "protected = [314678]",
        "profile = \"acme\"",
        "profiles = 1",
        "[profiles]\nacme = 1",
        "[profiles.acme]\nvendor = \"smartflo\"",
        "[profiles.\"a b\"]\nbase_url = \"https://api.example\"",
        "[profiles.demo]\nbase_url = \"https://api.example\"",
        "[profiles.acme]\ntheme = \"dark\"",
        "[profiles.acme]\nbase_url = \"https://api.example\"\nrate = 0",
        "[profiles.acme]\nbase_url = \"https://api.example\"\ntoken_file = \"a\"\ntoken_command = [\"b\"]",
        "[profiles.a]\nbase_url = \"https://a.example\"\n[profiles.b]\nbase_url = \"https://b.example\"\nrate = \"x\"",
        "[profiles.a]\nbase_url = \"https://a.example\"\n[profiles.A]\nbase_url = \"https://b.example\"",
        "keys = 1",
        "[keys]\nblock = 5",
        "[keys]\nblock = [5]",
        "[keys]\nblock = []",
        "[keys]\nblock = \"alt-b\"",
        "[keys]\nblock = \"esc\"",
        "[keys]\nblock = \"y\"",
        "[keys]\nreason = \"3\"",
        "[keys]\n# the other one is not said\nblock = \"w\"",
        "[keys]\nblock = \"T\"\nedit = [\"e\", \"T\"]",
        "recipes = 1",
        "[recipes]\nx = 1",
        "[recipes.x]",
        "[recipes.\"a b\"]\nname = \"?\"",
        "[recipes.x]\ncolour = \"red\"",
        "[recipes.x]\nagent_status = \"busy\"",
        "[recipes.x]\nblock_agent = \"perhaps\"",
        "[recipes.x]\npassword = \"hunter2\"",
        "[recipes.x]\nuser_role = \"Quality\"",
        "[recipes.x]\nname = { a = 1 }",
        "[recipes.x]\ndesignation = \"a\"\ndestination = \"b\"",
        "views = 1",
        "[views]\nx = 1",
        "[views.\" \"]\nkey = 5",
        "[views.x]\nkey = 5\n[views.X]\nkey = 6",
        "[views.x]\nkey = 10",
        "[views.x]\nkey = 5\n[views.y]\nkey = 5",
        "[views.x]\ncolour = \"red\"",
        "[views.x]\nfilters = \"web-login\"",
        "[views.x]\nfilters = { colour = \"red\" }",
        "[views.x]\nfilters = { status = \"on leave\" }",
        "[views.x]\nfind = 7",
        "[views.x]\nfind = \"a\\nb\"",
        "[views.x]\nsort = \"colour\"",
        "[views.x]\nsort = \"name up\"",
        "[views.x]\ncolumns = \"id\"",
        "[views.x]\ncolumns = []",
        "[views.x]\ncolumns = [\"id\", \"colour\"]",
        "[views.x]\ncolumns = [\"id\", \"name\", \"ID\"]",
        "[views.x]\ncolumns = [\"name:300\"]",
        "[views.x]\ncolumns = [7]",
        "[views.x]\nwide = \"yes\"",
    ] {
        let ran = run_with(config, &[], &["users"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{config}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(
            !ran.err.contains("hunter2") && !ran.err.contains("eyJ0"),
            "{ran:?}"
        );
        let _ = writeln!(said, "{config:?}\n{}", ran.err);
    }
    insta::assert_snapshot!(said);
}

/// Two tenants with a profile each; whatever the first one opens must never reach the second.
fn two_profiles(first: &Tenant, second: &Tenant) -> String {
    format!(
        "profile = \"acme\"\nrate = 400.0\n\n\
         [profiles.acme]\nbase_url = \"{}\"\nrate = 500.0\n\n\
         [profiles.mumbai]\nbase_url = \"{}\"\nusername = \"night\"\n",
        first.api.base_url, second.api.base_url
    )
}

/// The value and the source of each line.
fn settings(ran: &Ran) -> Vec<(String, String)> {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let split = |line: &&str| {
        let (key, rest) = line.split_once(" = ").unwrap();
        (key.to_owned(), rest.to_owned())
    };
    ran.lines().iter().map(split).collect()
}

fn setting(ran: &Ran, key: &str) -> String {
    let settings = settings(ran);
    let known = settings.iter().find(|(name, _)| name == key);
    known.unwrap_or_else(|| panic!("{key}: {ran:?}")).1.clone()
}

#[test]
fn a_profile_is_chosen_by_flag_then_environment_then_file() {
    let [first, second] = [(); 2].map(|()| Tenant::start(&[]));
    let config = two_profiles(&first, &second);
    let token = ("ROSTERM_TOKEN", second.api.token.as_str());
    let name = |variables: &[(&str, &str)], arguments: &[&str]| {
        let ran = run_with(&config, variables, &[arguments, &["config"]].concat());
        setting(&ran, "profile")
    };
    let variable = ("ROSTERM_PROFILE", "mumbai");
    assert_eq!(
        name(&[], &[]),
        "\"acme\"    (config.toml, line 1, column 11)"
    );
    assert_eq!(name(&[variable], &[]), "\"mumbai\"    (ROSTERM_PROFILE)");
    let flag = ["--profile", "acme"];
    assert_eq!(name(&[variable], &flag), "\"acme\"    (--profile)");
    let ran = run_with(
        &config,
        &[token],
        &["--profile", "mumbai", "user", "314678"],
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let ran = run_with(&config, &[], &["--profile", "pune", "users"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "rosterm: there is no profile \"pune\" (--profile); there are acme, mumbai, demo\n"
        )
    );
    // Whatever is configured, the demo tenant can be asked for.
    let ran = run_with(&config, &[], &["--profile", "demo", "user", "314678"]);
    assert_eq!(
        (ran.code, ran.err.trim()),
        (0, "demo tenant, invented users"),
        "{ran:?}"
    );
}

#[test]
fn what_the_environment_says_about_the_tenant_stays_with_the_profile_of_the_start() {
    let [first, second] = [(); 2].map(|()| Tenant::start(&[]));
    let config = two_profiles(&first, &second);
    let variables = [
        ("ROSTERM_TOKEN", "tok-of-acme"),
        ("ROSTERM_USERNAME", "ops"),
        ("ROSTERM_PASSWORD", "hunter2"),
        ("ROSTERM_RATE", "7"),
    ];
    let folder = Folder::new();
    std::fs::write(folder.join("config.toml"), &config).unwrap();
    let environment = |name: &str| {
        let own = [("ROSTERM_CONFIG_DIR", folder.to_str().unwrap())];
        let mut all = variables.iter().chain(&own);
        let found = all.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.into())
    };
    let config = rosterm::config::Config::load(&rosterm::cli::Global::default(), &environment);
    let config = config.unwrap();
    assert_eq!(
        config.profiles().collect::<Vec<_>>(),
        ["acme", "mumbai", "demo"]
    );
    let said = config.lines().join("\n");
    for line in [
        "rate = 7.0    (ROSTERM_RATE)",
        "token = ***    (ROSTERM_TOKEN)",
        "username = \"ops\"    (ROSTERM_USERNAME)",
        "password = ***    (ROSTERM_PASSWORD)",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let other = config.switched_to("mumbai").unwrap().lines().join("\n");
    for line in [
        "rate = 7.0    (ROSTERM_RATE)",
        "token = none    (default)",
        "username = \"night\"    (config.toml, line 10, column 12)",
        "password = none    (default)",
    ] {
        assert!(other.contains(line), "{line} is not in\n{other}");
    }
    assert!(config.switched_to("pune").is_none());
    assert!(!format!("{config:?}{said}{other}").contains("hunter2"));
}

#[test]
fn base_url_and_token_alone_are_a_whole_configuration_beside_any_profiles() {
    let [first, second] = [(); 2].map(|()| Tenant::start(&[]));
    let config = two_profiles(&first, &second);
    let third = Tenant::start(&[]);
    let variables = [
        ("ROSTERM_BASE_URL", third.api.base_url.as_str()),
        ("ROSTERM_TOKEN", third.api.token.as_str()),
    ];
    let ran = run_with(&config, &variables, &["config"]);
    let host = third.api.base_url.strip_prefix("http://").unwrap();
    let host = host.strip_suffix("/v1").unwrap();
    assert_eq!(
        setting(&ran, "profile"),
        format!("\"{host}\"    (ROSTERM_BASE_URL)")
    );
    assert_eq!(
        setting(&ran, "rate"),
        "400.0    (config.toml, line 2, column 8)"
    );
    let ran = run_with(&config, &variables, &["user", "314678"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    // A profile that is named is that profile, at another place.
    let ran = run_with(&config, &variables, &["--profile", "acme", "config"]);
    assert_eq!(
        setting(&ran, "rate"),
        "500.0    (config.toml, line 6, column 8)"
    );
    let base_url = format!("\"{}\"    (ROSTERM_BASE_URL)", third.api.base_url);
    assert_eq!(setting(&ran, "base_url"), base_url);
}

#[test]
fn without_a_default_the_only_profile_is_meant_and_of_several_none() {
    let one = "[profiles.acme]\nbase_url = \"https://api.example/v1\"\n";
    let ran = run_with(one, &[], &["config"]);
    assert_eq!(setting(&ran, "profile"), "\"acme\"    (default)");
    let two = format!("{one}[profiles.mumbai]\nbase_url = \"https://mumbai.example\"\n");
    let ran = run_with(&two, &[], &["users"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "rosterm: there are several profiles and none of them is the default: say --profile \
             NAME, or write profile = \"NAME\" at the top of config.toml; there are acme, \
             mumbai, demo\n"
        )
    );
}

#[test]
fn a_profiles_own_token_takes_the_place_of_the_one_at_the_top() {
    let config = "token_command = [\"pass\", \"show\", \"x, y\"]\n\
                  [profiles.acme]\nbase_url = \"https://api.example/v1\"\n\
                  token_file = \"secrets/acme\"\n\
                  [profiles.mumbai]\nbase_url = \"https://mumbai.example\"\n\
                  [profiles.pune]\nbase_url = \"https://pune.example\"\ntoken = \"keyring\"\n";
    let ran = run_with(config, &[], &["--profile", "acme", "config"]);
    let file = setting(&ran, "token_file");
    // A path of the file is below the folder of the file.
    assert!(
        file.starts_with("\"/") && file.contains("/config/secrets/acme\"    (config.toml, line 4"),
        "{file}"
    );
    let ran = run_with(config, &[], &["--profile", "mumbai", "config"]);
    let command = "[\"pass\", \"show\", \"x, y\"]    (config.toml, line 1, column 17)";
    assert_eq!(setting(&ran, "token_command"), command);
    let ran = run_with(config, &[], &["--profile", "pune", "config"]);
    assert_eq!(
        setting(&ran, "token"),
        "\"keyring\"    (config.toml, line 9, column 9)"
    );
    let ran = run_with(
        config,
        &[("ROSTERM_TOKEN", "eyJ0")],
        &["--profile", "pune", "config"],
    );
    assert_eq!(setting(&ran, "token"), "***    (ROSTERM_TOKEN)");
}

#[test]
fn a_variable_with_a_control_character_is_refused_and_not_repeated() {
    for (name, value) in [
        ("ROSTERM_USERNAME", "ops\u{1b}[2J"),
        ("ROSTERM_CA_FILE", "/a\nb"),
        ("ROSTERM_PROFILE", "a\u{7}"),
        ("ROSTERM_PASSWORD", "hunter2\u{1b}x"),
        ("ROSTERM_TOKEN", "hunter2\u{1b}x"),
    ] {
        let base_url = ("ROSTERM_BASE_URL", "https://api.example/v1");
        let ran = run_with("", &[base_url, (name, value)], &["users"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.starts_with(&format!("rosterm: {name} ")), "{ran:?}");
        assert!(
            !ran.err.contains("hunter2") && !ran.err.contains('\u{1b}'),
            "{ran:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_or_a_file_that_everybody_may_write_to_is_not_believed() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let run = |folder: &std::path::Path| {
        let mut command = bare(&["config"]);
        command.env("ROSTERM_CONFIG_DIR", folder);
        finish(command, "")
    };
    let folder = Folder::new();
    let real = folder.join("real.toml");
    std::fs::write(&real, "rate = 3\n").unwrap();
    symlink(&real, folder.join("config.toml")).unwrap();
    let ran = run(&folder);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("config.toml is a link to another file"),
        "{ran:?}"
    );
    std::fs::remove_file(folder.join("config.toml")).unwrap();
    std::fs::rename(&real, folder.join("config.toml")).unwrap();
    assert_eq!(
        setting(&run(&folder), "rate"),
        "3.0    (config.toml, line 1, column 8)"
    );
    let open = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(folder.join("config.toml"), open).unwrap();
    let ran = run(&folder);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("can be written by everybody (chmod o-w)"),
        "{ran:?}"
    );
}

#[test]
fn the_example_explains_every_setting_with_a_value_that_can_be_used() {
    let example = include_str!("../../assets/config.example.toml");
    let ran = run_with(example, &[], &["config"]);
    assert_eq!(setting(&ran, "profile"), "\"demo\"    (default)");
    // A setting is behind the sign at once, an explanation behind a blank.
    let is_setting = |line: &str| line.starts_with('#') && !line.starts_with("# ") && line != "#";
    let bare: Vec<_> = example
        .lines()
        .map(|line| if is_setting(line) { &line[1..] } else { line })
        .collect();
    let ran = run_with(&bare.join("\n"), &[], &["config"]);
    assert!(
        setting(&ran, "profile").starts_with("\"acme\"    (config.toml"),
        "{ran:?}"
    );
    for profile in ["pune", "dialer"] {
        let ran = run_with(&bare.join("\n"), &[], &["--profile", profile, "config"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let ran = run_with("x = 1", &[], &["config"]);
    let (_, known) = ran.err.split_once("there are ").unwrap();
    let (known, tables) = known.split_once(", and tables ").unwrap();
    let keys = known.split(", ").map(|key| format!("{key} = "));
    let tables = tables
        .trim()
        .split(", ")
        .map(|table| table.replace("NAME]", ""));
    for wanted in keys.chain(tables) {
        assert!(
            bare.iter().any(|line| line.starts_with(&wanted)),
            "the example lacks {wanted}"
        );
    }
}

#[test]
fn a_production_profile_is_written_to_only_by_a_command_line_that_says_so() {
    let tenant = Tenant::start(&[]);
    let config = format!(
        "profile = \"acme\"\n[profiles.acme]\nbase_url = \"{}\"\nproduction = true\nrate = 500.0\n\
         recheck = [\"10ms\"]\nquiet = \"50ms\"\n",
        tenant.api.base_url
    );
    let folder = Folder::with_config(&config);
    let run = |arguments: &[&str]| {
        let mut program = Program::in_folder(&folder, arguments);
        program.env("ROSTERM_TOKEN", &tenant.api.token);
        finish(program, "")
    };
    let change = ["set", "314678", "block_web_login=on", "--yes"];
    let refusal = "profile acme is production and starts read-only; say --write to write to it";
    let ran = run(&change);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert_eq!(ran.err, format!("rosterm: nothing was sent: {refusal}\n"));
    let ran = run(&[&change[..], &["--dry-run"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run(&[&change[..], &["--write", "--read-only"]].concat());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("cannot be used with"), "{ran:?}");
    let ran = run(&[&change[..], &["--write"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    for verb in [&["undo", "--yes"][..], &["jobs", "retry", "1"]] {
        let ran = run(verb);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert_eq!(ran.err, format!("rosterm: nothing was sent: {refusal}\n"));
    }
    let plan = folder.join("plan.json");
    let plan = plan.to_str().unwrap();
    let ran = run(&["plan", "314678", "block_web_login=off", "-o", plan]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run(&["apply", plan, "--yes", "1"]);
    assert_eq!(
        (ran.code, ran.err),
        (2, format!("rosterm: {refusal}; nothing was sent\n"))
    );
    let ran = run(&["apply", plan, "--yes", "1", "--write"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn keys_of_the_file_are_listed_with_their_place_beside_those_of_the_program() {
    let config = "[keys]\nblock = [\"W\", \"ctrl-o\"]\n";
    let ran = run_with(config, &[], &["config"]);
    let own = "[\"W\", \"ctrl-o\"]    (config.toml, line 2, column 9)";
    assert_eq!(setting(&ran, "keys.block"), own);
    assert_eq!(setting(&ran, "keys.web-login"), "[\"w\"]    (default)");
    assert_eq!(setting(&ran, "keys.undo"), "[\"z\", \"u\"]    (default)");
}

#[test]
fn an_action_that_is_not_known_names_those_that_are() {
    let ran = run_with("[keys]\nblok = \"b\"\n", &[], &["users"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    let refusal =
        "rosterm: config.toml, line 2, column 1: \"blok\" is no action with keys; those are ";
    let known = ran.err.strip_prefix(refusal).unwrap_or_default();
    let known: Vec<_> = known.trim().split(", ").collect();
    assert!(
        known.contains(&"block") && known.contains(&"web-login"),
        "{ran:?}"
    );
}

#[test]
fn a_preset_is_what_keys_of_ones_own_are_laid_over() {
    let config = "[keys]\nweb-login = \"W\"\npreset = \"vim\"\n";
    let ran = run_with(config, &[], &["config"]);
    let said = "\"vim\"    (config.toml, line 3, column 10)";
    assert_eq!(setting(&ran, "keys.preset"), said);
    assert_eq!(setting(&ran, "keys.undo"), "[\"u\"]    (preset vim)");
    assert_eq!(setting(&ran, "keys.redo"), "[\"ctrl-r\"]    (preset vim)");
    assert_eq!(setting(&ran, "keys.block"), "[\"b\"]    (default)");
    let own = "[\"W\"]    (config.toml, line 2, column 13)";
    assert_eq!(setting(&ran, "keys.web-login"), own);
    let ran = run_with("", &[], &["config"]);
    assert_eq!(setting(&ran, "keys.preset"), "\"usual\"    (default)");

    // With arrows the letters that move are free; with the others they are not.
    let bound = |preset: &str, line: &str| {
        let config = format!("[keys]\npreset = \"{preset}\"\n{line}\n");
        let ran = run_with(&config, &[], &["config"]);
        (ran.code, ran.err)
    };
    assert_eq!(bound("arrows", "block = \"j\""), (0, String::new()));
    for (preset, line, says) in [
        (
            "usual",
            "block = \"j\"",
            "j would mean block and down in the user list",
        ),
        (
            "vim",
            "block = \"i\"",
            "i would mean block and edit in the user list",
        ),
        (
            "emacs",
            "",
            "preset must be one of \"usual\", \"arrows\", \"vim\"",
        ),
    ] {
        let (code, err) = bound(preset, line);
        assert_eq!(code, 2, "{preset}: {err}");
        assert!(err.contains(says), "{preset}: {err}");
    }
}
