//! Real processes and real files: killed at any moment, two at once, any umask, links and files
//! of others.
//!
//! The other process is this test program itself, started to play a part.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rosterm::api::journal::{Disk, Journal, JournalFailure, Place};
use rosterm::domain::history::Record;

use crate::folder::Folder;
use crate::invented::{Inventor, now, opening, records, size, tenant, wait};

/// What the process that was started for it plays, and where.
const PART: &str = "ROSTERM_TEST_JOURNAL_PART";
const DATA: &str = "ROSTERM_TEST_JOURNAL_DATA";
const SEED: &str = "ROSTERM_TEST_JOURNAL_SEED";

/// Not a test: what the tests below start.
#[test]
fn play() {
    let Some(part) = std::env::var_os(PART) else {
        return;
    };
    let data = PathBuf::from(std::env::var_os(DATA).unwrap());
    match part.to_str().unwrap() {
        "write for ever" => write_for_ever(&data),
        "try to write" => try_to_write(&data),
        "write under a strange umask" => {
            rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o777));
            wait(journal(&data).append(&[Inventor::new(1).plan()])).unwrap();
        }
        part => panic!("there is no part {part}"),
    }
    std::process::exit(0);
}

fn start(part: &str, data: &Path, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::play",
            "--nocapture",
            "--test-threads=1",
        ])
        .envs([(PART, part.as_ref()), (DATA, data.as_os_str())])
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn place(data: &Path) -> Place {
    Place::new(data, tenant())
}

fn journal(data: &Path) -> Journal {
    Journal::durable(&place(data), now(), opening().retention)
}

/// Ten thousand records that both sides make from the same seed.
fn life(seed: u64) -> Vec<Record> {
    let mut inventor = Inventor::new(seed);
    (0..10_000).map(|_| inventor.record()).collect()
}

fn write_for_ever(data: &Path) {
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let journal = journal(data);
    wait(async {
        for (index, record) in life(seed).into_iter().enumerate() {
            journal.append(&[record]).await.unwrap();
            println!("\nwritten {}", index + 1);
        }
    });
}

fn try_to_write(data: &Path) {
    let journal = journal(data);
    wait(async {
        let recovered = journal.recovered().await;
        let failure = journal
            .append(&[Inventor::new(1).plan()])
            .await
            .unwrap_err();
        assert_eq!(recovered.failure, Some(failure.clone()));
        println!("\nedits {}", recovered.history.iter().count());
        println!("refused {failure}");
    });
}

fn lines(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap)
}

#[test]
fn killed_at_any_moment() {
    for seed in 0..size(50, 1_000) {
        let data = Folder::new();
        let mut child = start("write for ever", &data, seed);
        let mut confirmed = 0;
        let enough = 1 + seed % 40;
        for line in lines(&mut child) {
            if let Some(count) = line.strip_prefix("written ") {
                confirmed = count.parse().unwrap();
                if confirmed as u64 >= enough {
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            confirmed as u64 >= enough,
            "seed {seed}: the writer ended by itself"
        );

        let journal = journal(&data);
        assert_eq!(
            wait(journal.recovered()).failure,
            None,
            "seed {seed}: the lock is free again"
        );
        let found = records(&Disk::open(&place(&data)).unwrap());
        assert!(
            found.len() >= confirmed,
            "seed {seed}: {} of {confirmed}",
            found.len()
        );
        assert_eq!(found, life(seed)[..found.len()], "seed {seed}");
    }
}

#[test]
fn a_second_process_reads_and_names_the_first() {
    let data = Folder::new();
    let journal = journal(&data);
    let mut inventor = Inventor::new(7);
    let written = [inventor.plan_of(1), inventor.attempt(), inventor.outcome()];
    wait(journal.append(&written)).unwrap();
    let mut child = start("try to write", &data, 0);
    let lines: Vec<_> = lines(&mut child).collect();
    assert!(child.wait().unwrap().success(), "{lines:?}");
    assert!(lines.contains(&"edits 1".to_owned()), "{lines:?}");
    let refusal = lines
        .iter()
        .find(|line| line.starts_with("refused "))
        .unwrap();
    let holder = format!(
        "another rosterm (process {}, since 2026-01-31T14:03:22Z)",
        std::process::id()
    );
    assert!(refusal.contains(&holder), "{refusal}");

    drop(journal);
    let mut child = start("write under a strange umask", &data, 0);
    assert!(
        child.wait().unwrap().success(),
        "the lock is free when the first has gone"
    );
}

#[test]
fn nobody_else_can_read_it_whatever_the_umask() {
    let data = Folder::new();
    let data = data.join("new");
    let mut child = start("write under a strange umask", &data, 0);
    assert!(child.wait().unwrap().success());
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777;
    let own = place(&data).folder();
    for folder in [&data, &data.join("journal"), &own] {
        assert_eq!(mode(folder), 0o700, "{folder:?}");
    }
    // Somebody opened it to everybody meanwhile.
    let file = own.join("000001.jsonl");
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(&own, Permissions::from_mode(0o755)).unwrap();
    wait(journal(&data).append(&[Inventor::new(2).plan()])).unwrap();
    for entry in fs::read_dir(&own).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
    assert_eq!(mode(&own), 0o700);
    assert_eq!(records(&Disk::open(&place(&data)).unwrap()).len(), 2);
}

/// Why this journal cannot be written.
fn refusal(data: &Path) -> String {
    let journal = journal(data);
    wait(journal.recovered());
    let failure = wait(journal.append(&[Inventor::new(1).plan()])).unwrap_err();
    assert!(matches!(failure, JournalFailure::Files(_)), "{failure:?}");
    failure.to_string()
}

#[test]
fn links_are_refused_and_not_followed() {
    let elsewhere = Folder::new();
    let target = elsewhere.join("precious");
    fs::write(&target, "as it was").unwrap();
    for name in ["000001.jsonl", "lock"] {
        let data = Folder::new();
        let own = place(&data).folder();
        fs::create_dir_all(&own).unwrap();
        symlink(&target, own.join(name)).unwrap();
        let refusal = refusal(&data);
        assert!(
            refusal.contains(name) && refusal.contains("symbolic link"),
            "{refusal}"
        );
    }
    for depth in ["journal", ""] {
        let data = Folder::new();
        let link = if depth.is_empty() {
            place(&data).folder()
        } else {
            data.join(depth)
        };
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&elsewhere, &link).unwrap();
        let refusal = refusal(&data);
        assert!(refusal.contains("symbolic link"), "{refusal}");
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "as it was");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[test]
fn what_belongs_to_somebody_else_is_refused() {
    let data = Folder::new();
    if rustix::process::geteuid().is_root() {
        wait(journal(&data).append(&[Inventor::new(1).plan()])).unwrap();
        let file = place(&data).folder().join("000001.jsonl");
        std::os::unix::fs::chown(&file, Some(12_345), None).unwrap();
        let refusal = refusal(&data);
        assert!(refusal.contains("belongs to another user"), "{refusal}");
        std::os::unix::fs::chown(&data, Some(12_345), None).unwrap();
        assert!(self::refusal(&data).contains("belongs to another user"));
    } else {
        // The root of all folders is somebody else's for everybody else.
        let refusal = refusal(Path::new("/usr"));
        assert!(refusal.contains("belongs to another user"), "{refusal}");
    }
}

#[test]
fn what_is_no_plain_file_is_refused_and_does_not_hang() {
    let data = Folder::new();
    let own = place(&data).folder();
    fs::create_dir_all(own.join("000001.jsonl")).unwrap();
    assert!(refusal(&data).contains("not a plain file"));

    let data = Folder::new();
    let own = place(&data).folder();
    fs::create_dir_all(&own).unwrap();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let pipe = own.join("000001.jsonl");
    rustix::fs::mknodat(rustix::fs::CWD, pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(refusal(&data).contains("not a plain file"));
}

#[test]
fn a_place_that_cannot_be_one_is_named() {
    let data = Folder::new();
    let file = data.join("file");
    fs::write(&file, "").unwrap();
    let refusal = refusal(&file);
    assert!(refusal.contains("file\""), "{refusal}");
    assert!(refusal.contains("ROSTERM_DATA_DIR"), "{refusal}");
}
