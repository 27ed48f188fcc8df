//! Plan files: what is read is what was written, and everything else is refused in a sentence.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rosterm::domain::plan::Check;
use rosterm::domain::planning::{Candidate, Line, Place, Proposal, Source};
use rosterm::domain::value::{CdrScope, Role};
use rosterm::domain::{EditId, Field, JobId, Profile, Secret, UserId, Value};
use rosterm::exchange::plan_file::{Made, PlanFile};

fn profile() -> Profile {
    Profile {
        name: "acme".to_owned(),
        base_url: "https://api.example.in/v1".to_owned(),
        own_login: Some("ops".to_owned()),
        ..Profile::default()
    }
}

fn noon() -> Timestamp {
    "2026-01-31T12:00:00Z".parse().unwrap()
}

type Fields = Vec<(Field, Value)>;

/// A plan of these users: who is known as what, and what is wanted.
fn plan(users: &[(Fields, Fields)], reason: Option<&str>) -> PlanFile {
    let lines = users.iter().zip(1..).map(|((known, wanted), n)| {
        let user = UserId::new(&format!("{n}")).unwrap();
        let value = |field| {
            let known = known.iter().find(|(known, _)| *known == field);
            known.map(|(_, value)| value.clone())
        };
        let candidate = Candidate {
            id: &user,
            value: &value,
            place: Place::Shown,
        };
        Line::new(&profile(), candidate, wanted)
    });
    let title = "t".to_owned();
    let proposal = Proposal::new(title, Source::File("a sheet".to_owned()), lines.collect());
    let mut random = fastrand::Rng::with_seed(7);
    let made = Made {
        profile: &profile(),
        at: noon(),
        reason,
        again: Some("rosterm plan --from a.csv -o plan.json"),
    };
    PlanFile::new(&proposal, made, || EditId::mint(1, &mut random))
}

pub(crate) fn example() -> PlanFile {
    let text = |text: &str| Value::Text(text.into());
    let known = vec![
        (Field::Name, text("Asha")),
        (Field::LoginId, text("asha.r")),
        (Field::BlockWebLogin, Value::Flag(true)),
    ];
    let wanted = vec![
        (
            Field::Password,
            Value::Secret(Secret::new("hunter2-canary")),
        ),
        (Field::BlockWebLogin, Value::Flag(false)),
    ];
    let own = vec![(Field::LoginId, text("ops"))];
    plan(
        &[(known, wanted), (own, vec![(Field::Name, text("B"))])],
        Some("ticket 4711"),
    )
}

#[test]
fn what_runs_is_what_was_written_and_a_password_is_only_named() {
    let file = example();
    let text = file.write();
    assert!(!text.contains("hunter2"), "{text}");
    insta::assert_snapshot!(text);
    let read = PlanFile::read(text.as_bytes()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.check(&profile(), noon()), Ok(()));
    let plan = read.plan(JobId(7));
    assert_eq!((plan.edits.len(), plan.check), (1, Check::Each));
    let edit = &plan.edits[0];
    let password = edit.change.get(Field::Password).unwrap();
    assert_eq!(password.after, Value::Null);
    let web = edit.change.get(Field::BlockWebLogin).unwrap();
    assert_eq!(web.seen, Some(Value::Flag(true)));
    assert_eq!(edit.identity.name.as_deref(), Some("Asha"));
}

#[test]
fn another_indentation_is_no_change_by_hand() {
    let file = example();
    let value: serde_json::Value = serde_json::from_str(&file.write()).unwrap();
    assert_eq!(PlanFile::read(value.to_string().as_bytes()), Ok(file));
}

#[test]
fn what_cannot_be_carried_out_is_a_sentence_with_what_to_do() {
    let text = example().write();
    let edited = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let mut said = String::new();
    for (case, file) in [
        ("nothing", String::new()),
        ("cut off", text[..text.len() / 2].to_owned()),
        ("a sheet", "id,name\n1,A\n".to_owned()),
        ("other JSON", "{\"id\":1}".to_owned()),
        ("a list", "[]".to_owned()),
        (
            "a newer format",
            edited("\"rosterm_plan\": 1", "\"rosterm_plan\": 2"),
        ),
        ("another user", edited("\"user\": \"1\"", "\"user\": \"3\"")),
        (
            "another value",
            edited("\"after\": false", "\"after\": true"),
        ),
        ("another reason", edited("4711", "4712")),
        (
            "one more member",
            edited("\"reason\"", "\"force\": true, \"reason\""),
        ),
        ("another sum", edited("sha256:", "sha256:0")),
        ("text after it", format!("{text}x")),
    ] {
        let bad = PlanFile::read(file.as_bytes()).unwrap_err();
        let _ = writeln!(said, "{case}: plan.json {bad}");
    }
    let file = example();
    let hours = |hours| noon() + SignedDuration::from_hours(hours);
    let other = |name: &str, base_url: &str| Profile {
        name: name.to_owned(),
        base_url: base_url.to_owned(),
        ..Profile::default()
    };
    for (case, profile, now) in [
        (
            "another profile",
            other("beta", "https://api.example.in/v1"),
            noon(),
        ),
        (
            "another API",
            other("acme", "https://api2.example.in/v1"),
            noon(),
        ),
        ("a day old", profile(), hours(25)),
        ("a wrong clock", profile(), hours(-1)),
    ] {
        let bad = file.check(&profile, now).unwrap_err();
        let _ = writeln!(said, "{case}: plan.json {bad}");
    }
    assert_eq!(file.check(&profile(), hours(24)), Ok(()));
    insta::assert_snapshot!(said);
}

fn value() -> impl Strategy<Value = (Field, Value)> {
    let text = "\\PC{1,12}";
    prop_oneof![
        text.prop_map(|text| (Field::Name, Value::Text(text.into()))),
        text.prop_map(|text| (Field::Designation, Value::Text(text.into()))),
        any::<bool>().prop_map(|flag| (Field::BlockWebLogin, Value::Flag(flag))),
        any::<bool>().prop_map(|flag| (Field::InternationalOutbound, Value::Flag(flag))),
        ("[0-9]{1,6}", text).prop_map(|(id, name)| (
            Field::Role,
            Value::Role(Role {
                id: id.into(),
                name: name.into()
            })
        )),
        prop::option::of(prop::collection::vec("[0-9]{1,4}", 1..3)).prop_map(|ids| (
            Field::CdrScope,
            Value::Cdr(CdrScope {
                kind: "user".into(),
                ids: ids.map(|ids| ids.into_iter().map(Into::into).collect())
            })
        )),
        prop::collection::vec(text, 1..3).prop_map(|texts| (
            Field::CallerId,
            Value::Texts(texts.into_iter().map(Into::into).collect())
        )),
    ]
}

fn values() -> impl Strategy<Value = Vec<(Field, Value)>> {
    prop::collection::btree_map(any::<u8>(), value(), 0..4).prop_map(|values| {
        let mut values: Vec<_> = values.into_values().collect();
        values.sort_by_key(|(field, _)| *field);
        values.dedup_by_key(|(field, _)| *field);
        values
    })
}

proptest! {
    #[test]
    fn every_plan_comes_back_whole(
        users in prop::collection::vec((values(), values()), 0..6),
        reason in prop::option::of("\\PC{0,20}"),
    ) {
        let file = plan(&users, reason.as_deref());
        prop_assert_eq!(PlanFile::read(file.write().as_bytes()), Ok(file));
    }
}
