//! All that can wake the loop from outside: keys, pastes, sizes, signals, the end of the terminal.
//!
//! Invariant: one queue, in order of arrival, and no wake-up without a cause: the two threads here
//! sleep in the kernel. They are never joined, since a dead terminal makes the reader spin (see
//! crossterm issue 793); the second thread is there to notice it.

use std::io;
use std::thread;

use crossterm::event::Event;
use tokio::sync::mpsc;

/// Causes that wait in the queue before the terminal itself has to hold them.
const QUEUE: usize = 256;

/// Something happened to the program from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A key, a paste (raw, not cleaned) or a new size.
    Terminal(Event),
    /// Somebody wants the program to stop for now: call `Screen::suspend`.
    Suspend,
    /// The process was stopped and goes on: call `Screen::resume`.
    Resumed,
    /// The program has to end, in order.
    Exit(Exit),
}

/// Why the program has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// SIGINT from outside; ctrl-c at the keyboard is a key.
    Interrupt,
    /// SIGQUIT.
    Quit,
    /// SIGTERM.
    Terminate,
    /// SIGHUP.
    HangUp,
    /// The terminal went away or cannot be read.
    TerminalLost,
}

impl Exit {
    /// The exit code of the process: 128 and the number of the signal, as shells have it.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::HangUp | Self::TerminalLost => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        }
    }
}

/// The queue of causes. One for the whole life of the process.
#[derive(Debug)]
pub struct Inputs {
    receiver: mpsc::Receiver<Wake>,
}

impl Inputs {
    /// Starts to listen. Needs a running tokio runtime, and the terminal already taken over: keys
    /// read before that would wait for a line end.
    ///
    /// # Errors
    /// A signal handler or a thread could not be set up.
    pub fn start() -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        signals::forward(sender.clone())?;
        // Registers for new sizes now, not when the thread below gets its turn: a size that changes
        // right after the first frame must not be missed.
        crossterm::event::poll(std::time::Duration::ZERO)?;
        #[cfg(unix)]
        {
            let sender = sender.clone();
            thread::Builder::new()
                .name("terminal watch".to_owned())
                .spawn(move || {
                    super::tty::wait_for_hang_up();
                    // No receiver, no loop to tell.
                    let _ = sender.blocking_send(Wake::Exit(Exit::TerminalLost));
                })?;
        }
        thread::Builder::new()
            .name("terminal input".to_owned())
            .spawn(move || read_terminal(&sender))?;
        Ok(Self { receiver })
    }

    /// Waits for the next cause. Losing the future loses nothing.
    pub async fn next(&mut self) -> Wake {
        let lost = Wake::Exit(Exit::TerminalLost);
        self.receiver.recv().await.unwrap_or(lost)
    }

    /// The next cause, if one is there already; for draining before a frame.
    pub fn ready(&mut self) -> Option<Wake> {
        self.receiver.try_recv().ok()
    }
}

fn read_terminal(sender: &mpsc::Sender<Wake>) {
    loop {
        let wake = match crossterm::event::read() {
            Ok(event) => Wake::Terminal(event),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => Wake::Exit(Exit::TerminalLost),
        };
        let is_over = matches!(wake, Wake::Exit(_));
        if sender.blocking_send(wake).is_err() || is_over {
            return;
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::io;

    use tokio::signal::unix::{SignalKind, signal};
    use tokio::sync::mpsc;

    use super::{Exit, Wake};

    pub(super) fn forward(sender: mpsc::Sender<Wake>) -> io::Result<()> {
        // SIGTSTP and SIGCONT have no name in tokio and the same numbers nowhere: ask rustix.
        let numbered =
            |number: rustix::process::Signal| signal(SignalKind::from_raw(number.as_raw()));
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut quit = signal(SignalKind::quit())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let mut suspend = numbered(rustix::process::Signal::TSTP)?;
        let mut resumed = numbered(rustix::process::Signal::CONT)?;
        tokio::spawn(async move {
            loop {
                let wake = tokio::select! {
                    Some(()) = interrupt.recv() => Wake::Exit(Exit::Interrupt),
                    Some(()) = quit.recv() => Wake::Exit(Exit::Quit),
                    Some(()) = terminate.recv() => Wake::Exit(Exit::Terminate),
                    Some(()) = hang_up.recv() => Wake::Exit(Exit::HangUp),
                    Some(()) = suspend.recv() => Wake::Suspend,
                    Some(()) = resumed.recv() => Wake::Resumed,
                    else => return,
                };
                if sender.send(wake).await.is_err() {
                    return;
                }
            }
        });
        Ok(())
    }
}

#[cfg(not(unix))]
mod signals {
    use std::io;

    use tokio::sync::mpsc;

    use super::{Exit, Wake};

    pub(super) fn forward(sender: mpsc::Sender<Wake>) -> io::Result<()> {
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if sender.send(Wake::Exit(Exit::Interrupt)).await.is_err() {
                    return;
                }
            }
        });
        Ok(())
    }
}
