//! What is written is what is read: every kind of record, every kind of value, but no secret.

use std::sync::Arc;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rosterm::domain::field::FIELDS;
use rosterm::domain::history::Record;
use rosterm::domain::outcome::FieldResult;
use rosterm::domain::plan::{Check, Identity};
use rosterm::domain::{
    AgentStatus, AttemptId, CdrScope, Change, Delta, Edit, EditId, Field, JobId, Outcome, Plan,
    Role, Secret, Settled, TeamStatus, UserId, UserStatus, Value,
};

use crate::invented::{open, records, wait};
use crate::simulated::Simulated;

fn text() -> impl Strategy<Value = compact_str::CompactString> {
    prop_oneof![
        any::<String>().prop_map(Into::into),
        "[0-9]{1,30}".prop_map(Into::into),
        select(&["", "null", "true", "\n", "\u{0}", "{\"id\":\"1\"}", "00123"][..])
            .prop_map(Into::into),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Flag),
        text().prop_map(Value::Text),
        vec(text(), 0..4).prop_map(Value::Texts),
        (text(), text()).prop_map(|(id, name)| Value::Role(Role { id, name })),
        (text(), option::of(vec(text(), 0..3)))
            .prop_map(|(kind, ids)| Value::Cdr(CdrScope { kind, ids })),
        any::<i64>().prop_map(|number| Value::AgentStatus(AgentStatus::from_number(number))),
        (0..6_i64).prop_map(|number| Value::AgentStatus(AgentStatus::from_number(number))),
        (-1..3_i64).prop_map(|number| Value::UserStatus(UserStatus::from_number(number))),
        (-1..3_i64).prop_map(|number| Value::TeamStatus(TeamStatus::from_number(number))),
        (text(), text(), text()).prop_map(|(id, name, kind)| Value::Named { id, name, kind }),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    select(FIELDS.iter().map(|spec| spec.field).collect::<Vec<_>>())
}

fn edit_id() -> impl Strategy<Value = EditId> {
    (any::<u64>(), 0..4_000_000_000_000_i64)
        .prop_map(|(seed, at)| EditId::mint(at, &mut fastrand::Rng::with_seed(seed)))
}

fn attempt_id() -> impl Strategy<Value = AttemptId> {
    (any::<u64>(), 0..4_000_000_000_000_i64)
        .prop_map(|(seed, at)| AttemptId::mint(at, &mut fastrand::Rng::with_seed(seed)))
}

fn user() -> impl Strategy<Value = UserId> {
    "[0-9A-Za-z_-]{1,64}".prop_map(|id| UserId::new(&id).unwrap())
}

fn at() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_i64, 0..1_000_000_000_i32)
        .prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
}

fn delta() -> impl Strategy<Value = Delta> {
    (field(), option::of(value()), option::of(value()), value()).prop_map(
        |(field, seen, before, after)| Delta {
            field,
            seen,
            before,
            after,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    vec(delta(), 0..4).prop_map(|deltas| Change { deltas })
}

fn edit() -> impl Strategy<Value = Edit> {
    let identity = (option::of(text()), option::of(text()))
        .prop_map(|(name, login_id)| Identity { name, login_id });
    (
        edit_id(),
        user(),
        identity,
        change(),
        option::of(edit_id()),
        any::<bool>(),
    )
        .prop_map(|(id, user, identity, change, undo_of, force)| Edit {
            id,
            user,
            identity,
            change,
            undo_of,
            force,
        })
}

fn settled() -> impl Strategy<Value = Settled> {
    let fields = (delta(), option::of(value())).prop_map(|(delta, now)| FieldResult {
        field: delta.field,
        seen: delta.seen,
        before: delta.before,
        after: delta.after,
        now,
    });
    let what = (
        edit_id(),
        any::<u64>(),
        user(),
        option::of(text()),
        select(&Outcome::ALL[..]),
    );
    let how = (
        vec(fields, 0..4),
        any::<String>(),
        any::<bool>(),
        vec(attempt_id(), 0..4),
    );
    let rest = (
        any::<u32>(),
        at(),
        option::of(edit_id()),
        option::of(any::<String>()),
    );
    (what, how, rest).prop_map(
        |(
            (edit, job, user, name, outcome),
            (fields, detail, read_back, attempts),
            (requests, at, undo_of, reason),
        )| Settled {
            edit,
            job: JobId(job),
            user,
            name,
            outcome,
            fields,
            detail,
            read_back,
            attempts,
            requests,
            at,
            undo_of,
            reason,
        },
    )
}

fn record() -> impl Strategy<Value = Record> {
    let plan = (
        any::<u64>(),
        any::<String>(),
        vec(edit(), 0..4),
        option::of(any::<String>()),
        any::<bool>(),
        option::of(any::<u64>()),
    )
        .prop_map(|(job, title, edits, reason, sweep, undo_of)| {
            Arc::new(Plan {
                job: JobId(job),
                title,
                edits,
                reason,
                check: if sweep { Check::Sweep } else { Check::Each },
                undo_of: undo_of.map(JobId),
            })
        });
    prop_oneof![
        (plan, at()).prop_map(|(plan, at)| Record::Planned { plan, at }),
        (
            edit_id(),
            attempt_id(),
            any::<u64>(),
            user(),
            change(),
            at()
        )
            .prop_map(|(edit, attempt, job, user, change, at)| Record::Attempt {
                edit,
                attempt,
                job: JobId(job),
                user,
                change,
                at
            }),
        settled().prop_map(|settled| Record::Settled(Arc::new(settled))),
        (edit_id(), any::<String>(), at()).prop_map(|(edit, note, at)| Record::Dismissed {
            edit,
            note,
            at
        }),
    ]
}

proptest! {
    #[test]
    fn every_record_reads_back_exactly(written in vec(record(), 1..8)) {
        let disk = Simulated::default();
        let journal = open(disk.clone());
        wait(async {
            journal.append(&written).await.unwrap();
            journal.sync().await.unwrap();
        });
        prop_assert_eq!(records(&disk), written);
    }
}

#[test]
fn a_password_is_its_field_name_only() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let secret = || Value::Secret(Secret::new(crate::canary::NEW_PASSWORD));
    let delta = Delta {
        field: Field::Password,
        seen: Some(secret()),
        before: Some(secret()),
        after: secret(),
    };
    let mut random = fastrand::Rng::with_seed(1);
    let (id, attempt) = (
        EditId::mint(1, &mut random),
        AttemptId::mint(1, &mut random),
    );
    let user = UserId::new("101").unwrap();
    let change = Change {
        deltas: vec![delta],
    };
    let at = Timestamp::UNIX_EPOCH;
    let edit = Edit {
        id,
        user: user.clone(),
        identity: Identity::default(),
        change: change.clone(),
        undo_of: None,
        force: false,
    };
    let plan = Arc::new(Plan::of_one(JobId(1), edit, None));
    let field = FieldResult {
        field: Field::Password,
        seen: Some(secret()),
        before: Some(secret()),
        after: secret(),
        now: Some(secret()),
    };
    let settled = Settled {
        edit: id,
        job: JobId(1),
        user: user.clone(),
        name: None,
        outcome: Outcome::Accepted,
        fields: vec![field],
        detail: String::new(),
        read_back: false,
        attempts: vec![attempt],
        requests: 2,
        at,
        undo_of: None,
        reason: None,
    };
    let written = [
        Record::Planned { plan, at },
        Record::Attempt {
            edit: id,
            attempt,
            job: JobId(1),
            user,
            change,
            at,
        },
        Record::Settled(Arc::new(settled)),
    ];
    wait(journal.append(&written)).unwrap();
    drop(journal);
    let file = String::from_utf8(disk.content("000001.jsonl")).unwrap();
    let found = crate::canary::search(file.as_bytes());
    assert!(found.is_empty() && !file.contains("***"), "{file}");
    assert_eq!(file.matches(r#"{"field":"password"}"#).count(), 3, "{file}");
    assert_eq!(records(&disk).len(), 3);
}

#[test]
fn a_line_is_what_the_manual_says() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = crate::invented::Inventor::new(3);
    let written = [inventor.plan_of(1), inventor.attempt(), inventor.outcome()];
    wait(journal.append(&written)).unwrap();
    drop(journal);
    let file = String::from_utf8(disk.content("000001.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["format"], 1);
    assert_eq!(lines[0]["origin"], "https://api.example.test/v1");
    let numbers: Vec<_> = lines[1..]
        .iter()
        .map(|line| line["seq"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let sums = lines
        .windows(2)
        .all(|pair| pair[1]["prev"] == pair[0]["crc"]);
    assert!(
        sums,
        "each line names the checksum of the one before: {file}"
    );
    let settled = &lines[4]["record"]["settled"];
    for member in [
        "edit", "job", "user", "fields", "outcome", "detail", "attempts", "requests", "at",
        "undo_of", "reason",
    ] {
        assert!(settled.get(member).is_some(), "{member}: {settled}");
    }
}
