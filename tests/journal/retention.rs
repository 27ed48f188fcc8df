//! Looking after a journal: purge, verify, files of other programs and other profiles.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rosterm::api::journal::retention::{Purged, purge, verify};
use rosterm::api::journal::{Filter, Journal, JournalFailure, Opening, Tenant, read};
use rosterm::domain::history::Record;
use rosterm::domain::{JobId, Outcome, Plan, Settled};

use crate::invented::{Inventor, now, open, opening, records, tenant, wait};
use crate::simulated::{Faults, Simulated};

/// A journal with three plans of one edit each: verified, unknown, and never begun; and the time
/// after the last record.
fn three_plans() -> (Simulated, Vec<Record>, Timestamp) {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(41);
    let mut written = Vec::new();
    for outcome in [Outcome::Verified, Outcome::Unknown] {
        written.extend([inventor.plan_of(1), inventor.attempt()]);
        let Record::Settled(settled) = inventor.outcome() else {
            unreachable!()
        };
        let settled = Settled {
            outcome,
            ..Settled::clone(&settled)
        };
        written.push(Record::Settled(Arc::new(settled)));
    }
    written.push(inventor.plan_of(1));
    wait(async {
        journal.append(&written).await.unwrap();
        journal.sync().await.unwrap();
    });
    let last = written.iter().map(Record::at).max().unwrap();
    (disk, written, last + SignedDuration::from_secs(1))
}

#[test]
fn purge_removes_what_is_old_and_keeps_what_is_open() {
    let (disk, written, later) = three_plans();
    let done = purge(&disk, &tenant(), later, now()).unwrap();
    assert_eq!(
        done,
        Purged {
            removed: 4,
            kept_open: 3,
            files: 0,
        }
    );
    assert_eq!(records(&disk), written[3..6]);
    assert!(verify(&disk, &tenant()).is_intact());

    // Numbers go on from where they were, and so does the writing.
    let journal = open(disk.clone());
    let recovered = wait(journal.recovered());
    assert_eq!(recovered.next_job, JobId(4));
    assert_eq!(recovered.history.open().count(), 1);
    assert!(recovered.warnings.is_empty(), "{:?}", recovered.warnings);
    let more = Inventor::new(42).plan();
    wait(journal.append(std::slice::from_ref(&more))).unwrap();
    drop(journal);
    let (entries, warnings) = read(&disk, &tenant(), &Filter::default());
    assert_eq!(warnings, Vec::<String>::new());
    assert_eq!(entries.last().unwrap().record, more);
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0].sequence < pair[1].sequence)
    );
}

#[test]
fn an_empty_journal_still_counts_on() {
    let (disk, written, _) = three_plans();
    let everything = wait(async {
        let journal = open(disk.clone());
        let open: Vec<_> = journal
            .recovered()
            .await
            .history
            .open()
            .map(|open| open.edit)
            .collect();
        let at = written.iter().map(Record::at).max().unwrap();
        let dismissed = open.iter().map(|edit| Record::Dismissed {
            edit: *edit,
            note: "asked".into(),
            at,
        });
        journal
            .append(&dismissed.collect::<Vec<_>>())
            .await
            .unwrap();
        at + SignedDuration::from_secs(1)
    });
    purge(&disk, &tenant(), everything, now()).unwrap();
    assert_eq!(records(&disk), []);
    let recovered = wait(open(disk.clone()).recovered());
    assert_eq!(
        recovered.next_job,
        JobId(4),
        "numbers of jobs are not given twice"
    );
}

#[test]
fn what_is_older_than_the_retention_goes_when_the_journal_is_opened() {
    let (disk, written, later) = three_plans();
    let after = |days: i64| Opening {
        now: later + SignedDuration::from_hours(24 * days),
        ..opening()
    };
    drop(Journal::on(disk.clone(), after(92)));
    assert_eq!(records(&disk), written, "a week's grace");
    drop(Journal::on(disk.clone(), after(98)));
    assert_eq!(records(&disk), written[3..6]);
}

#[test]
fn power_lost_during_a_purge_costs_nothing_that_was_to_be_kept() {
    let (disk, written, later) = three_plans();
    for call in 1..30 {
        for seed in 0..5 {
            let disk = disk.after_crash();
            disk.fail(Faults::From(call));
            let done = purge(&disk, &tenant(), later, now());
            let disk = disk.after_power_loss(&mut fastrand::Rng::with_seed(seed));
            let found = records(&disk);
            let kept = &written[3..6];
            assert!(
                found == written || found == kept,
                "call {call}, seed {seed}: {found:?}"
            );
            assert!(done.is_err() || found == kept, "call {call}, seed {seed}");
        }
    }
}

#[test]
fn reading_by_user_job_and_time() {
    let (disk, written, _) = three_plans();
    let find = |filter: Filter| -> Vec<Record> {
        let (entries, _) = read(&disk, &tenant(), &filter);
        entries.into_iter().map(|entry| entry.record).collect()
    };
    let Record::Attempt { user, .. } = &written[4] else {
        unreachable!()
    };
    let user = Some(user.clone());
    assert_eq!(
        find(Filter {
            user,
            ..Filter::default()
        }),
        written[3..6]
    );
    assert_eq!(
        find(Filter {
            job: Some(JobId(1)),
            ..Filter::default()
        }),
        written[..3]
    );
    let since = Some(written[6].at());
    assert_eq!(
        find(Filter {
            since,
            ..Filter::default()
        }),
        written[6..]
    );
}

#[test]
fn a_newer_format_is_read_only_and_untouched() {
    let (disk, ..) = three_plans();
    let text = String::from_utf8(disk.content("000001.jsonl")).unwrap();
    let header = r#""format":2,"profile":"acme","origin":"https://api.example.test/v1","app":"rosterm 9.0.0","first":1,"jobs":0,"purged":false}"#;
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI).checksum(header.as_bytes());
    let rest = text.split_once('\n').unwrap().1;
    let newer = format!("{{\"crc\":\"{sum:08x}\",{header}\n{rest}");
    let disk = Simulated::holding(&[("000001.jsonl", newer.as_bytes())]);
    let journal = open(disk.clone());
    let recovered = wait(journal.recovered());
    assert_eq!(
        recovered.failure,
        Some(JournalFailure::Newer {
            app: "rosterm 9.0.0".into()
        })
    );
    assert!(wait(journal.append(&[Inventor::new(1).plan()])).is_err());
    assert!(
        journal
            .failure()
            .unwrap()
            .to_string()
            .contains("use that version")
    );
    drop(journal);
    assert_eq!(disk.content("000001.jsonl"), newer.as_bytes());
}

#[test]
fn the_journal_of_another_origin_is_not_ours() {
    let (disk, ..) = three_plans();
    let origin = "https://other.example.test/v1".to_owned();
    let tenant = Tenant { origin, ..tenant() };
    let journal = Journal::on(
        disk.clone(),
        Opening {
            tenant,
            ..opening()
        },
    );
    let recovered = wait(journal.recovered());
    assert!(matches!(
        recovered.failure,
        Some(JournalFailure::Foreign { .. })
    ));
    assert_eq!(recovered.history.iter().count(), 0);
}

#[test]
fn a_missing_file_is_told() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(51);
    for _ in 0..3 {
        // The write fails, so that a new file is begun.
        wait(journal.append(&[inventor.plan()])).unwrap();
        disk.fail(Faults::One(1));
    }
    drop(journal);
    disk.fail(Faults::None);
    let files: Vec<_> = ["000001.jsonl", "000003.jsonl"]
        .map(|name| (name, disk.content(name)))
        .into();
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let report = verify(&Simulated::holding(&files), &tenant());
    assert!(!report.is_intact());
    assert!(
        report
            .warnings
            .iter()
            .any(|warning| warning.contains("are missing")),
        "{report:?}"
    );
}

#[test]
fn a_full_file_is_followed_by_the_next() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(61);
    let mut written = Vec::new();
    for _ in 0..6 {
        let Record::Planned { plan, at } = inventor.plan() else {
            unreachable!()
        };
        let reason = Some("because ".repeat(512 * 1024));
        let plan = Arc::new(Plan {
            reason,
            ..Plan::clone(&plan)
        });
        let record = Record::Planned { plan, at };
        wait(journal.append(std::slice::from_ref(&record))).unwrap();
        written.push(record);
    }
    drop(journal);
    assert!(disk.content("000001.jsonl").len() >= 16 * 1024 * 1024);
    assert!(disk.has("000002.jsonl") && !disk.has("000003.jsonl"));
    assert!(records(&disk) == written);
    assert!(verify(&disk, &tenant()).is_intact());
}
