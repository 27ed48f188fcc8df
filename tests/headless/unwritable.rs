//! A journal that cannot be written: one sentence, its exit status, and nothing sent.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::process::{Ran, Tenant};

const SET: [&str; 4] = ["set", "314678", "block_web_login=on", "--yes"];

fn run(tenant: &Tenant, data: &Path, arguments: &[&str]) -> Ran {
    let mut command = tenant.api.command(arguments);
    command.env("ROSTERM_DATA_DIR", data);
    tenant.api.finish(command, "")
}

/// The folder of the one journal below `data`.
fn folder(data: &Path) -> PathBuf {
    let mut journals = fs::read_dir(data.join("journal")).unwrap();
    journals.next().unwrap().unwrap().path()
}

fn check(tenant: &Tenant, ran: &Ran, code: i32, sentence: &str) {
    assert_eq!(ran.code, code, "{ran:?}");
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains(sentence), "{sentence:?} in {ran:?}");
    let user = tenant.run(&["user", "314678", "--json"]).json();
    assert_eq!(user["block_web_login"], false, "nothing was sent");
}

#[test]
fn a_journal_that_another_rosterm_writes_names_it() {
    let tenant = Tenant::start(&[]);
    let data = Folder::new();
    let first = run(&tenant, &data, &["set", "314612", "name=Asha", "--yes"]);
    assert_eq!(first.code, 0, "{first:?}");
    let lock = folder(&data).join("lock");
    fs::write(&lock, r#"{"pid":4711,"since":"2026-01-31T14:03:22Z"}"#).unwrap();
    let held = fs::File::open(&lock).unwrap();
    held.lock().unwrap();

    let name = "another rosterm (process 4711, since 2026-01-31T14:03:22Z)";
    check(&tenant, &run(&tenant, &data, &SET), 8, name);
    for arguments in [&["undo", "--yes"][..], &["jobs", "resume", "1"]] {
        let ran = run(&tenant, &data, arguments);
        check(&tenant, &ran, 8, name);
        assert!(ran.err.contains("nothing was sent"), "{ran:?}");
    }
    let purge = run(&tenant, &data, &["journal", "purge", "--before", "0s"]);
    check(&tenant, &purge, 8, name);
    // Looking needs no lock.
    let journal = run(&tenant, &data, &["journal"]);
    check(&tenant, &journal, 0, "name");
    held.unlock().unwrap();
    assert_eq!(run(&tenant, &data, &SET).code, 0);
}

#[test]
fn a_folder_that_is_a_link_or_a_file_is_refused() {
    let tenant = Tenant::start(&[]);
    let data = Folder::new();
    let elsewhere = Folder::new();
    fs::create_dir_all(&data).unwrap();
    symlink(&elsewhere, data.join("journal")).unwrap();
    let ran = run(&tenant, &data, &SET);
    check(
        &tenant,
        &ran,
        7,
        "it is a symbolic link, which could lead anywhere",
    );
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    let journal = run(&tenant, &data, &["journal"]);
    check(&tenant, &journal, 7, "it is a symbolic link");

    fs::remove_file(data.join("journal")).unwrap();
    fs::write(data.join("journal"), "").unwrap();
    check(
        &tenant,
        &run(&tenant, &data, &SET),
        7,
        "mend that, or set ROSTERM_DATA_DIR",
    );
}

#[test]
fn a_full_disk_stops_the_write_before_it_is_sent() {
    let tenant = Tenant::start(&[]);
    let data = Folder::new();
    // No file may grow: the nearest to a full disk that needs no disk of its own. The log may not
    // either, so there is none.
    let mut program = tenant.api.command(&SET);
    program
        .env_remove("ROSTERM_LOG")
        .env_remove("ROSTERM_LOG_FILE");
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let mut command = program.started_by("sh", &["-c", script]);
    command
        .env("ROSTERM_DATA_DIR", &data)
        .env("PATH", "/usr/bin:/bin");
    let ran = tenant.api.finish(command, "");
    check(&tenant, &ran, 7, "File too large");
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let tenant = Tenant::start(&[]);
    let data = Folder::new();
    fs::create_dir_all(data.join("journal")).unwrap();
    if fs::metadata(&data).unwrap().uid() != 0 {
        // Only root can give a folder away.
        return;
    }
    std::os::unix::fs::chown(data.join("journal"), Some(12_345), None).unwrap();
    check(
        &tenant,
        &run(&tenant, &data, &SET),
        7,
        "it belongs to another user",
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let tenant = Tenant::start(&[]);
    let data = Folder::new();
    fs::set_permissions(&data, PermissionsExt::from_mode(0o500)).unwrap();
    if fs::write(data.join("probe"), "").is_ok() {
        // Root may write everywhere; a folder that takes nothing is one of /proc.
        let ran = run(&tenant, Path::new("/proc/rosterm"), &SET);
        return check(&tenant, &ran, 7, "mend that, or set ROSTERM_DATA_DIR");
    }
    check(&tenant, &run(&tenant, &data, &SET), 7, "Permission denied");
}
