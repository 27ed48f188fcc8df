//! What a million users take in memory: the program as a client of a tenant in another process,
//! through a find and a sort, and fzf, where it is installed, with the same texts.

use super::FIELDS;
use super::keys::{quiet, until, until_loaded};
use super::measure::Tenant;
use super::pty::{Pty, plain};

/// Prints what was resident, and the most there was.
pub(super) fn run(measures: bool) {
    let users = if measures { 1_000_000 } else { 2_000 };
    let tenant = Tenant::start_with(users);
    println!("\nmemory with {users} users");
    let mut client = tenant.client();
    client.env("ROSTERM_RATE", "100000");
    let program = Pty::spawn(client, 40, 120);
    program.wait_for_text("Aarti Deshmukh");
    program.send("L");
    until_loaded(&program, users);
    tell("rosterm, all loaded", &program);
    program.send("/ravi\r");
    quiet(&program);
    program.send("\x1b");
    quiet(&program);
    program.send("s");
    quiet(&program);
    tell("rosterm, after a find and a sort by name", &program);
    fzf(&tenant, users);
}

fn fzf(tenant: &Tenant, users: usize) {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-texts");
    std::fs::write(&path, tenant.csv(&FIELDS.map(|(field, _)| field))).unwrap();
    let mut command = plain("fzf");
    command.env("FZF_DEFAULT_COMMAND", format!("cat '{}'", path.display()));
    if std::process::Command::new("fzf")
        .arg("--version")
        .output()
        .is_err()
    {
        return println!("fzf is not installed: nothing to compare with");
    }
    let fzf = Pty::spawn(command, 40, 120);
    // The heads of the columns are a line to it.
    let all = users + 1;
    until(&fzf, |fzf| fzf.grid().contains(&format!("{all}/{all}")));
    quiet(&fzf);
    tell("fzf, the same texts", &fzf);
}

fn tell(what: &str, pty: &Pty) {
    let status = pty.told("status").unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kibibytes.map_or("?".to_owned(), |kibibytes| {
            format!("{:.0} MiB", kibibytes / 1024.0)
        })
    };
    let (now, most) = (mebibytes("VmRSS:"), mebibytes("VmHWM:"));
    println!("{what:<42}{now:>8}   at most {most:>8}");
}
