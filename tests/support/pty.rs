//! A program in a real pseudo-terminal, seen as a person sees it: by the grid of letters.
//!
//! Invariants: nothing here sleeps or looks at the history of bytes to know a state; every wait is
//! for a predicate on the present grid (or for the end), and a time-out prints the grid. At the end
//! everything that ever stood on the grid is searched for secrets, together with the folder that the
//! program worked in.

// Each test file uses its own part of the harness; the lint against `unwrap` knows test functions,
// not the functions they share.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::unwrap_used)]

mod program;
mod seen;

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::folder::Folder;

pub use program::{BINARY, Program, plain, rosterm};
use seen::{Piece, Queries, Seen, cells, read};

/// Generous: reached only by a program that hangs.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Pty {
    folder: Folder,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Arc<Mutex<Option<Box<dyn Write + Send>>>>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    pid: Pid,
    modes_before: String,
}

fn size(rows: u16, columns: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Pty {
    /// Starts the program as the leader of a session on a terminal of its own.
    pub fn spawn(program: Program, rows: u16, columns: u16) -> Self {
        let Program { command, folder } = program;
        // What every user of the machine can read about it.
        let words = command
            .get_argv()
            .iter()
            .map(|word| word.as_encoded_bytes());
        folder.hear("argv", words.collect::<Vec<_>>().join(&0));
        let pair = native_pty_system().openpty(size(rows, columns)).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let mut child = pair.slave.spawn_command(command).unwrap();
        // The end of the program must be the end of the terminal.
        drop(pair.slave);
        let pid = i32::try_from(child.process_id().unwrap()).unwrap();
        let queries = Queries::default();
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, queries),
                raw: Vec::new(),
                pieces: vec![Piece::Resized(rows, columns)],
                status: None,
                is_hanging_up: false,
                is_closed: false,
            }),
            Condvar::new(),
        ));
        let writer = Arc::new(Mutex::new(Some(pair.master.take_writer().unwrap())));
        let reader = pair.master.try_clone_reader().unwrap();
        std::thread::spawn({
            let (seen, writer) = (Arc::clone(&seen), Arc::clone(&writer));
            move || read(reader, &seen, &writer)
        });
        std::thread::spawn({
            let seen = Arc::clone(&seen);
            move || {
                let status = child.wait().unwrap();
                seen.0.lock().unwrap().status = Some(status);
                seen.1.notify_all();
            }
        });
        Self {
            folder,
            master: Some(pair.master),
            writer,
            seen,
            pid: Pid::from_raw(pid).unwrap(),
            modes_before,
        }
    }

    /// Waits until the grid is as wanted; returns its text.
    pub fn wait_for(&self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> String {
        self.wait(what, |seen| is_there(seen.parser.screen()));
        self.grid()
    }

    /// Waits until the text stands somewhere on the grid.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_for(text, |screen| screen.contents().contains(text))
    }

    fn wait(&self, what: &str, is_there: impl Fn(&Seen) -> bool) {
        let (lock, changed) = &*self.seen;
        let seen = lock.lock().unwrap();
        let (seen, _) = changed
            .wait_timeout_while(seen, PATIENCE, |seen| !is_there(seen) && !seen.is_over())
            .unwrap();
        let is_there = is_there(&seen);
        let grid = seen.parser.screen().contents();
        let status = seen.status.clone();
        drop(seen);
        assert!(
            is_there,
            "waited for: {what}\nprogram: {status:?}\ngrid:\n{grid}"
        );
    }

    /// The text on the grid now.
    pub fn grid(&self) -> String {
        self.look(|screen| screen.contents())
    }

    /// Looks at the grid now.
    pub fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.seen.0.lock().unwrap().parser.screen())
    }

    /// Every byte the program has written. For questions about bytes, never about a state.
    pub fn raw(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().raw.clone()
    }

    /// Whether the program has ended, or its terminal: nothing more is to be waited for.
    pub fn is_over(&self) -> bool {
        self.seen.0.lock().unwrap().is_over()
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.seen.0.lock().unwrap().raw.len()
    }

    /// Waits until the program has written more than so many bytes: for measurements.
    pub fn wait_beyond(&self, bytes: usize) {
        self.wait("something is written", |seen| seen.raw.len() > bytes);
    }

    /// Presses keys.
    pub fn send(&self, keys: impl AsRef<[u8]>) {
        let mut writer = self.writer.lock().unwrap();
        let writer = writer.as_mut().expect("the terminal has not hung up");
        writer.write_all(keys.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    pub fn resize(&self, rows: u16, columns: u16) {
        let mut seen = self.seen.0.lock().unwrap();
        seen.parser.set_size(cells(rows), cells(columns));
        seen.pieces.push(Piece::Resized(rows, columns));
        drop(seen);
        let master = self.master.as_ref().expect("the terminal has not hung up");
        master.resize(size(rows, columns)).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// How often the program's threads went to sleep so far, and so were woken; none where the
    /// system does not say.
    pub fn wakes(&self) -> Option<u64> {
        self.sum_of_threads("status", |status| {
            let mut lines = status.lines();
            let count = lines.find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            count.trim().parse().ok()
        })
    }

    /// How long the program's threads have been on a processor; none where the system does not say.
    pub fn processor_time(&self) -> Option<Duration> {
        let nanoseconds = self.sum_of_threads("schedstat", |status| {
            status.split_whitespace().next()?.parse().ok()
        });
        nanoseconds.map(Duration::from_nanos)
    }

    fn sum_of_threads(&self, file: &str, number: impl Fn(&str) -> Option<u64>) -> Option<u64> {
        let threads =
            std::fs::read_dir(format!("/proc/{}/task", self.pid.as_raw_nonzero())).ok()?;
        let numbers = threads.map(|thread| {
            let text = std::fs::read_to_string(thread.ok()?.path().join(file)).ok()?;
            number(&text)
        });
        numbers.sum()
    }

    /// What the system tells of it under this name; none where it does not.
    pub fn told(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(format!("/proc/{}/{name}", self.pid.as_raw_nonzero())).ok()
    }

    /// Waits until the program is stopped (SIGSTOP and its like), not ended.
    pub fn wait_until_stopped(&self) {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(self.pid), options).unwrap();
    }

    /// The terminal goes away, as when its window is closed. `wake` must make the program write.
    /// The library says goodbye with a line end and ctrl-d, which the program may read as keys.
    pub fn hang_up(&mut self, wake: impl FnOnce(&Self)) {
        self.seen.0.lock().unwrap().is_hanging_up = true;
        wake(self);
        self.wait("the reader lets go", |seen| seen.is_closed);
        self.writer.lock().unwrap().take();
        self.master = None;
    }

    /// Waits for the end of the program and for its last bytes; returns its exit code.
    pub fn exit_code(&self) -> u32 {
        self.wait("the program ends", Seen::is_over);
        let status = self.seen.0.lock().unwrap().status.clone().unwrap();
        assert_eq!(status.signal(), None, "killed by a signal");
        status.exit_code()
    }

    /// After the end: everything the program switched on is off, and was switched off once.
    pub fn assert_restored(&self) {
        self.look(|screen| {
            assert!(!screen.alternate_screen(), "alternate screen left on");
            assert!(!screen.hide_cursor(), "cursor left hidden");
            assert!(!screen.bracketed_paste(), "bracketed paste left on");
        });
        let raw = self.raw();
        for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?7l", "\x1b[?7h")] {
            assert_eq!(count(&raw, on), count(&raw, off), "{on:?} and {off:?}");
        }
        let master = self.master.as_ref().expect("the terminal has not hung up");
        assert_eq!(modes(master.as_ref()), self.modes_before, "terminal modes");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let (lock, changed) = &*self.seen;
        let Ok(mut seen) = lock.lock() else { return };
        // A failed test leaves no program behind.
        if seen.status.is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
        if std::thread::panicking() {
            return;
        }
        let over = changed.wait_timeout_while(seen, PATIENCE, |seen| !seen.is_over());
        seen = over.unwrap().0;
        self.folder.hear("the terminal", &*seen.raw);
        for grid in seen.grids() {
            self.folder.hear("the screen", grid);
        }
    }
}

/// How often the text occurs in the bytes.
pub fn count(raw: &[u8], text: &str) -> usize {
    raw.windows(text.len())
        .filter(|window| *window == text.as_bytes())
        .count()
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a Unix terminal"))
}
