//! `export`: the whole list or nothing, in a file that only the person can read.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use rosterm::exchange::csv::unguard;

use crate::folder::Folder;
use crate::process::Tenant;

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

#[test]
fn the_whole_list_goes_into_a_private_file_and_reads_back_byte_for_byte() {
    let tenant = Tenant::start(&["--users", "250"]);
    let folder = Folder::new();
    let file = folder.join("users.csv");
    fs::write(&file, "old").unwrap();
    let ran = tenant.run(&["export", "--all", "-o", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(files(&folder), ["users.csv"]);

    let raw = tenant.run(&["export", "--all", "--raw-csv"]);
    let safe = fs::read_to_string(&file).unwrap();
    assert!(safe.contains("'+91"), "numbers are guarded");
    let unguarded = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records();
        rows.map(|row| {
            row.unwrap()
                .iter()
                .map(|cell| unguard(cell).to_owned())
                .collect()
        })
        .collect()
    };
    let mut plain = csv::Reader::from_reader(raw.out.as_bytes());
    let plain: Vec<Vec<String>> = plain
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(plain.len(), 250);
    assert_eq!(unguarded(&safe), plain);

    let lines = tenant.run(&["export", "--all", "--jsonl"]);
    assert_eq!(lines.json_lines().len(), 250);
}

#[test]
fn only_a_file_is_ever_replaced() {
    let tenant = Tenant::start(&[]);
    let folder = Folder::new();
    let (socket, link) = (folder.join("socket"), folder.join("link"));
    let _listener = UnixListener::bind(&socket).unwrap();
    symlink("elsewhere", &link).unwrap();
    for place in [&socket, &link] {
        let ran = tenant.run(&["export", "--all", "-o", place.to_str().unwrap()]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.err.contains("it is there and no ordinary file"),
            "{ran:?}"
        );
        assert!(!fs::symlink_metadata(place).unwrap().is_file());
    }
    assert_eq!(files(&folder).len(), 2);
    let ran = tenant.run(&["export", "--all", "-o", "-"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("id,name"), "{ran:?}");
}

#[test]
fn half_a_list_leaves_no_file() {
    let tenant = Tenant::start(&["--users", "250", "--chaos", "cursor"]);
    let folder = Folder::new();
    let file = folder.join("users.csv");
    let ran = tenant.run(&["export", "--all", "-o", file.to_str().unwrap()]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("is not written"), "{ran:?}");
    assert_eq!(files(&folder), [""; 0]);

    let ran = tenant.run(&["export", "--all", "-o", "/nowhere/users.csv"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("\"/nowhere/users.csv\" cannot be written"),
        "{ran:?}"
    );
}
