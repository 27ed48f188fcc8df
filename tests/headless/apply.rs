//! `apply`: exactly what was shown, once, and what becomes of it.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fmt::Write as _;

use serde_json::json;

use crate::plan::Desk;

/// Web logins to be opened: three users, of whom two are locked.
fn planned(desk: &Desk) {
    let ids = ["314660", "314690", "314678"];
    desk.well(
        &[
            &["plan"][..],
            &ids,
            &["block_web_login=off", "-o", "plan.json"],
        ]
        .concat(),
    );
}

#[test]
fn somebody_leaves_one_recipe_one_review() {
    let desk = Desk::new(&[]);
    desk.well(&[
        "plan",
        "314678",
        "--recipe",
        "offboard",
        "--reason",
        "left today",
        "-o",
        "bye.json",
    ]);
    // Nobody can be asked, and nothing was said about where the password is.
    let ran = desk.run(&["apply", "bye.json", "--yes", "1"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("password=-"), "{ran:?}");
    let ran = desk.run_with(
        &["apply", "bye.json", "password=-", "--yes", "1", "--jsonl"],
        "s3cret-canary\n",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let edit = &ran.json_lines()[0];
    assert_eq!(
        (&edit["outcome"], &edit["reason"]),
        (&json!("Accepted"), &json!("left today"))
    );
    assert_eq!(desk.now("314678", "block_web_login"), json!(true));
    assert_eq!(desk.now("314678", "block_agent"), json!(true));
    for file in walk(&desk.file("")) {
        let text = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("s3cret-canary"), "{}", file.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(walk(&path)),
            false => files.push(path),
        }
    }
    files
}

#[test]
fn forty_people_from_a_sheet_and_a_report_back() {
    let desk = Desk::new(&[]);
    let users = desk
        .well(&["users", "--limit", "60", "--jsonl"])
        .json_lines();
    let mut sheet = String::from("number,user_role\n");
    let with_number = users.iter().filter_map(|user| user["number"].as_str());
    for number in with_number.take(40) {
        let _ = writeln!(sheet, "'{number},54611");
    }
    desk.write("shift.csv", &sheet);
    desk.well(&["plan", "--from", "shift.csv", "-o", "plan.json"]);
    let count = desk.plan("plan.json")["edits"].as_array().unwrap().len();
    let ran = desk.run(&["apply", "plan.json", "--yes", &count.to_string(), "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = ran.json();
    assert_eq!(report["planned"], json!(count));
    assert_eq!(report["outcomes"], json!({"Verified": count}));
    assert!(
        report["requests"].as_u64().unwrap() <= 3 * count as u64,
        "{}",
        report["requests"]
    );
    let ran = desk.well(&["jobs", "show", "1", "--csv"]);
    assert_eq!(ran.lines().len(), count + 1);
    let ran = desk.well(&["jobs", "show", "1", "--markdown"]);
    assert!(ran.out.contains("Every change was verified"), "{}", ran.out);
}

#[test]
fn consent_is_the_number_of_changes() {
    let desk = Desk::new(&[]);
    planned(&desk);
    let mut said = String::new();
    for arguments in [&[][..], &["--yes", "3"], &["--yes", "2", "--read-only"]] {
        let ran = desk.run(&[&["apply", "plan.json"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        said.push_str(&ran.err);
    }
    insta::assert_snapshot!(said);
    assert_eq!(desk.now("314690", "block_web_login"), json!(true));
    let ran = desk.well(&["apply", "plan.json", "--yes", "2"]);
    assert_eq!(ran.lines().len(), 2);
    assert!(
        ran.err.contains("job 1: 2 planned: 2 Verified; 6 requests"),
        "{ran:?}"
    );
}

#[test]
fn the_same_plan_is_carried_out_once_and_only_where_it_was_made() {
    let desk = Desk::new(&[]);
    planned(&desk);
    let copy = std::fs::read_to_string(desk.file("plan.json")).unwrap();
    desk.well(&["apply", "plan.json", "--yes", "2", "--jsonl"]);
    desk.well(&["set", "314690", "block_web_login=on", "--yes"]);
    let ran = desk.run(&["apply", "plan.json", "--yes", "2"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("as job 1") && ran.err.contains("rosterm jobs resume 1"),
        "{ran:?}"
    );
    assert_eq!(desk.now("314690", "block_web_login"), json!(true));
    // Somewhere else it is nobody's.
    let other = Desk::new(&[]);
    other.write("plan.json", &copy);
    let ran = other.run(&["apply", "plan.json", "--yes", "2"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("was made for profile"), "{ran:?}");
    other.write("plan.json", &copy.replace("314690", "314678"));
    let ran = other.run(&["apply", "plan.json", "--yes", "2"]);
    assert!(
        ran.err.contains("was changed after rosterm wrote it"),
        "{ran:?}"
    );
}

#[test]
fn what_moved_since_the_plan_is_not_overwritten() {
    let desk = Desk::new(&[]);
    desk.well(&["plan", "314678", "name=Ravi V.", "-o", "plan.json"]);
    desk.well(&["set", "314678", "name=Ravi Kumar", "--yes"]);
    let ran = desk.run(&["apply", "plan.json", "--yes", "1"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(desk.now("314678", "name"), json!("Ravi Kumar"));
}

#[test]
fn a_job_that_stops_by_itself_says_why_and_how_to_go_on() {
    let desk = Desk::new(&["--chaos", "liar:100"]);
    planned(&desk);
    let ran = desk.run(&["apply", "plan.json", "--yes", "2", "--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let report = ran.json();
    assert_eq!(report["outcomes"], json!({"NotApplied": 1, "Withdrawn": 1}));
    assert!(
        ran.err.contains("job 1 stops: one of the first edits"),
        "{ran:?}"
    );
    assert!(ran.err.contains("rosterm jobs resume 1"), "{ran:?}");
}
