//! The real binary, exporting from a server in another process or in this one.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::server::Server;

const BINARY: &str = env!("CARGO_BIN_EXE_rosterm");

/// Exports everybody in each way and says how fast, and in how much memory: from prepared bytes,
/// which is what a server far away costs this machine, and from a demo tenant on the same cores.
pub(crate) fn run(users: usize) {
    println!("\nexport of {users} users in pages of 1,000 as prepared bytes, into a pipe");
    {
        let server = Server::start(users, 1_000, Duration::ZERO, 14, super::SEED);
        each_way(users, &server.base_url(), "bench");
    }
    println!("\nthe same from `rosterm demo --serve`, which makes up each user when asked");
    let mut server = Command::new(BINARY)
        .args([
            "demo",
            "--serve",
            "127.0.0.1:0",
            "--users",
            &users.to_string(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let mut word = || {
        let line = lines.next().expect("a line").expect("text");
        line.rsplit(' ').next().expect("a word").to_owned()
    };
    let (base_url, token) = (word(), word());
    each_way(users, &base_url, &token);
    let _ = server.kill();
    let _ = server.wait();
}

fn each_way(users: usize, base_url: &str, token: &str) {
    for arguments in [
        &["users", "--all", "--jsonl"][..],
        &["users", "--all", "--csv"],
        &["export", "--all", "--jsonl"],
        &["export", "--all", "--raw-csv"],
        &["users", "--all", "--jsonl", "--web-login-state"],
    ] {
        let mut export = Command::new(BINARY);
        export
            .args(arguments)
            .env("ROSTERM_BASE_URL", base_url)
            .env("ROSTERM_TOKEN", token)
            .env("ROSTERM_RATE", "100000")
            .env("ROSTERM_BURST", "1000")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let (wall, (rows, memory)) = super::timed(|| drain(export.spawn().expect("it starts")));
        println!(
            "{:<40} {:>7.0} users/s   {:>6.1} MB at most   {rows} lines in {:.2} s",
            arguments.join(" "),
            users as f64 / wall.as_secs_f64(),
            memory as f64 / 1024.0,
            wall.as_secs_f64(),
        );
    }
}

/// Reads all that is printed; the lines, and the most memory it had, in KiB.
fn drain(mut child: Child) -> (usize, u64) {
    let pid = child.id();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        let mut most = 0;
        loop {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            most = most.max(kilobytes.unwrap_or(0));
            if stopped.recv_timeout(Duration::from_millis(20))
                != Err(std::sync::mpsc::RecvTimeoutError::Timeout)
            {
                return most;
            }
        }
    });
    let mut out = child.stdout.take().expect("a pipe");
    let (mut buffer, mut lines) = (vec![0; 1 << 16], 0);
    loop {
        match out.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count(),
        }
    }
    drop(stop);
    let most = watch.join().expect("watching does not fail");
    let _ = child.wait();
    (lines, most)
}
