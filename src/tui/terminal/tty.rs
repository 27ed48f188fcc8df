//! The terminal device: modes on, modes off, bytes out, stop, end of line.
//!
//! Invariant: [`OURS`] says whether the terminal is taken over; modes and frames change under its
//! lock only, so no frame follows the bytes that give the terminal back.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::EnterError;

/// Whether the modes below are on.
static OURS: Mutex<bool> = Mutex::new(false);

/// Alternate screen, bracketed paste, no cursor, no wrapping at the right edge (a letter wider than
/// we believe must not push the last row up), empty.
const TAKE_OVER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[?7l\x1b[2J";

/// The reverse, and before it the end of a frame that a panic may have cut: synchronized update
/// off, style off.
const GIVE_BACK: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?25h\x1b[?1049l";

fn ours() -> MutexGuard<'static, bool> {
    // A flag is never half written.
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Both ends must be a terminal: keys come from one, frames go to the other.
pub(super) fn require_terminal() -> Result<(), EnterError> {
    if !io::stdout().is_terminal() {
        return Err(EnterError::NotATerminal("standard output"));
    }
    if !io::stdin().is_terminal() {
        return Err(EnterError::NotATerminal("standard input"));
    }
    Ok(())
}

/// Switches every mode on, or, where one fails, none.
pub(super) fn take_over() -> io::Result<()> {
    let mut ours = ours();
    crossterm::terminal::enable_raw_mode()?;
    *ours = true;
    write_all(TAKE_OVER).inspect_err(|_| {
        // The first error is the one to tell.
        let _ = switch_off(&mut ours);
    })
}

/// Switches every mode off, if they are on.
pub(super) fn give_back() -> io::Result<()> {
    switch_off(&mut ours())
}

/// [`give_back`] in the middle of everything: what is still being typed or pasted is thrown away
/// first, so that it does not become commands of the shell.
pub(super) fn abandon() -> io::Result<()> {
    let mut ours = ours();
    if *ours {
        discard_input();
    }
    switch_off(&mut ours)
}

fn switch_off(ours: &mut bool) -> io::Result<()> {
    if !std::mem::take(ours) {
        return Ok(());
    }
    let written = write_all(GIVE_BACK);
    // Also when the bytes did not get through: a shell without echo is the worse half.
    crossterm::terminal::disable_raw_mode().and(written)
}

/// Writes a frame, unless the terminal has been given back meanwhile.
pub(super) fn write_frame(bytes: &[u8]) -> io::Result<()> {
    let ours = ours();
    if *ours { write_all(bytes) } else { Ok(()) }
}

/// Columns and rows; a terminal that does not know says 0×0 and is taken for the classic one.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let (columns, rows) = device_size()?;
    if columns == 0 || rows == 0 {
        return Ok((80, 24));
    }
    Ok((columns, rows))
}

#[cfg(unix)]
mod device {
    use std::io;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{
        Signal, getpgid, getpid, getsid, kill_current_process_group, kill_process,
    };
    use rustix::stdio::{stdin, stdout};
    use rustix::termios::{QueueSelector, tcflush, tcgetwinsize};

    /// Past the buffer and the lock of the standard library, which a panicking thread may hold.
    pub(super) fn write_all(mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(stdout(), bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(rustix::io::Errno::INTR) => {}
                // Another program left the terminal in non-blocking mode.
                Err(rustix::io::Errno::AGAIN) => {
                    let _ = poll(
                        &mut [PollFd::from_borrowed_fd(stdout(), PollFlags::OUT)],
                        None,
                    );
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    pub(super) fn device_size() -> io::Result<(u16, u16)> {
        let size = tcgetwinsize(stdout())?;
        Ok((size.ws_col, size.ws_row))
    }

    /// Throws input away until none comes for 50 ms, for a second at most.
    pub(super) fn discard_input() {
        let quiet = Timespec {
            tv_sec: 0,
            tv_nsec: 50_000_000,
        };
        let mut terminal = [PollFd::from_borrowed_fd(stdin(), PollFlags::IN)];
        for _ in 0..20 {
            // Best effort on the way out of a crash.
            let _ = tcflush(stdin(), QueueSelector::IFlush);
            if let Ok(0) = poll(&mut terminal, Some(&quiet)) {
                return;
            }
        }
    }

    /// Returns when the terminal has gone away. Asks for no event but that one, which is always
    /// reported, so the thread sleeps until then.
    pub(in super::super) fn wait_for_hang_up() {
        let mut terminal = [PollFd::from_borrowed_fd(stdin(), PollFlags::empty())];
        while let Ok(0) | Err(rustix::io::Errno::INTR) = poll(&mut terminal, None) {}
    }

    /// Stops this process alone; who asked for it has stopped the others of the group.
    pub(in super::super) fn stop_this_process() -> io::Result<()> {
        Ok(kill_process(getpid(), Signal::STOP)?)
    }

    /// Asks for what ctrl-z means at a shell: every process of the group stops, this one by
    /// [`Wake::Suspend`](super::super::Wake::Suspend). False, and nothing happens, where no shell
    /// could continue it: the leader of the session is in the same group.
    ///
    /// # Errors
    /// The group could not be signalled.
    pub fn request_suspend() -> io::Result<bool> {
        if getpgid(None)? == getsid(None)? {
            return Ok(false);
        }
        kill_current_process_group(Signal::TSTP)?;
        Ok(true)
    }
}

#[cfg(not(unix))]
mod device {
    use std::io::{self, Write};

    pub(super) fn write_all(bytes: &[u8]) -> io::Result<()> {
        let mut output = io::stdout().lock();
        output.write_all(bytes)?;
        output.flush()
    }

    pub(super) fn device_size() -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }

    /// The console has no such queue.
    pub(super) fn discard_input() {}

    /// There is no stopping here.
    pub(in super::super) fn stop_this_process() -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// There is no stopping here: always false.
    ///
    /// # Errors
    /// None.
    pub fn request_suspend() -> io::Result<bool> {
        Ok(false)
    }
}

pub use device::request_suspend;
pub(super) use device::stop_this_process;
#[cfg(unix)]
pub(super) use device::wait_for_hang_up;
use device::{device_size, discard_input, write_all};
