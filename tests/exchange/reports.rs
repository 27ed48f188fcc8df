//! Reports: totals that add up, cells no spreadsheet runs, text that stays text.

use std::sync::Arc;

use rosterm::domain::outcome::FieldResult;
use rosterm::domain::plan::Identity;
use rosterm::domain::{Change, Edit, EditId, Field, JobId, Outcome, Plan, Settled, UserId, Value};
use rosterm::exchange::report::Report;

/// Three edits: verified, refused with a hostile text, and one without a word.
fn job() -> (Plan, Vec<Arc<Settled>>) {
    let mut random = fastrand::Rng::with_seed(3);
    let edit = |user: &str, name: &str, random: &mut fastrand::Rng| Edit {
        id: EditId::mint(1_769_868_000_000, random),
        user: UserId::new(user).unwrap(),
        identity: Identity {
            name: Some(name.into()),
            login_id: None,
        },
        change: Change::one(
            Field::BlockWebLogin,
            Some(Value::Flag(true)),
            Value::Flag(false),
        ),
        undo_of: None,
        force: false,
    };
    let names = ["Asha", "=cmd|'x'!A1 [a](http://b)", "Mia\u{202e}"];
    let users = ["1", "2", "3"].iter().zip(names);
    let edits: Vec<Edit> = users
        .map(|(id, name)| edit(id, name, &mut random))
        .collect();
    let settled = |edit: &Edit, outcome, detail: &str| {
        Arc::new(Settled {
            edit: edit.id,
            job: JobId(7),
            user: edit.user.clone(),
            name: None,
            outcome,
            fields: vec![FieldResult {
                field: Field::BlockWebLogin,
                seen: Some(Value::Flag(true)),
                before: Some(Value::Flag(true)),
                after: Value::Flag(false),
                now: Some(Value::Flag(false)),
            }],
            detail: detail.to_owned(),
            read_back: true,
            attempts: Vec::new(),
            requests: 3,
            at: "2026-01-31T14:03:22Z".parse().unwrap(),
            undo_of: None,
            reason: Some("ticket | 4711".to_owned()),
        })
    };
    let ended = vec![
        settled(&edits[0], Outcome::Verified, ""),
        settled(&edits[1], Outcome::Refused, "400 \"<b>no</b>\""),
    ];
    let plan = Plan {
        title: "web login open".to_owned(),
        reason: Some("ticket | 4711".to_owned()),
        ..Plan::new(JobId(7), edits)
    };
    (plan, ended)
}

fn report<'a>(plan: &'a Plan, ended: &[Arc<Settled>]) -> Report<'a> {
    let word = |edit: &Edit| ended.iter().find(|word| word.edit == edit.id).cloned();
    Report::new(plan, word, None)
}

#[test]
fn the_same_job_in_three_formats() {
    let (plan, ended) = job();
    let report = report(&plan, &ended);
    assert_eq!(
        report.summary(),
        "job 7: 3 planned: 1 Verified, 1 Refused, 1 without a word; 6 requests"
    );
    assert_eq!(report.tally().total() + report.left(), plan.edits.len());
    let mut out = Vec::new();
    report.write_json(&mut out).unwrap();
    out.push(b'\n');
    report.write_csv(&mut out).unwrap();
    out.push(b'\n');
    report.write_markdown(&mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn the_document_has_the_keys_of_the_contract_first() {
    let (mut plan, ended) = job();
    plan.edits.truncate(2);
    let mut out = Vec::new();
    report(&plan, &ended).write_json(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let start =
        r#"{"job":7,"planned":2,"outcomes":{"Verified":1,"Refused":1},"requests":6,"edits":["#;
    assert!(text.starts_with(start), "{text}");
}
