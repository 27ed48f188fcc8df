//! `config.toml`: under the environment and over the defaults, and every mistake in it named.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fmt::Write as _;

use serde_json::json;

use crate::process::{Ran, Tenant, bare, data_folder, finish};

/// Runs with this configuration and these variables.
fn run_with(config: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let folder = data_folder();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), config).unwrap();
    let mut command = bare(arguments);
    command.env("ROSTERM_CONFIG_DIR", &folder);
    command.envs(variables.iter().copied());
    finish(command, "")
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
        "theme = \"pink\"",
        "token = \"eyJ0\"",
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
