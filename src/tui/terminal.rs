//! The terminal's life: taken over in one place, given back exactly once.
//!
//! Invariant: whatever was switched on (raw mode, alternate screen, bracketed paste, no cursor, no
//! wrapping) is switched off on every way out: [`Screen::leave`], a dropped [`Screen`], a failed
//! start, a stop signal, a panic on any thread. Once it is off, no byte of a frame is written.

mod canvas;
mod crash;
mod inputs;
mod tty;

use std::io;

use ratatui::Terminal;
use ratatui::layout::{Rect, Size};

use canvas::Canvas;
pub use crash::{report_panics, set_in_flight};
pub use inputs::{Exit, Inputs, Wake};
pub use tty::request_suspend;

/// Why the screen could not be taken over.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Input or output is a file, a pipe or nothing.
    #[error(
        "{0} is not a terminal; use \"rosterm users --jsonl\" (see rosterm --help) to work without a screen"
    )]
    NotATerminal(&'static str),
    /// The terminal refused.
    #[error(
        "the terminal could not be prepared: {0}; try another terminal or \"rosterm users --jsonl\""
    )]
    Refused(#[from] io::Error),
}

/// The whole terminal, while it is ours. One at a time.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<Canvas>,
}

impl Screen {
    /// Takes the terminal over and arranges that a panic, anywhere, gives it back.
    ///
    /// # Errors
    /// [`EnterError::NotATerminal`] before anything was changed; [`EnterError::Refused`] after
    /// everything was changed back.
    pub fn enter() -> Result<Self, EnterError> {
        tty::require_terminal()?;
        report_panics();
        tty::take_over()?;
        let terminal = Terminal::new(Canvas::new()).inspect_err(|_| {
            // The first error is the one to tell.
            let _ = tty::give_back();
        })?;
        Ok(Self { terminal })
    }

    /// Draws one frame: asks for the size, lets `view` paint, writes what differs from the frame
    /// before. A frame that differs in nothing writes no byte; while the program is suspended
    /// nothing is written at all.
    ///
    /// # Errors
    /// The terminal is gone or does not take output.
    pub fn draw(&mut self, view: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(view).map(|_| ())
    }

    /// Columns and rows, at least 1×1; 80×24 where the terminal does not know.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Answers [`Wake::Suspend`]: gives the terminal back and stops this process until the shell
    /// continues it, which arrives as [`Wake::Resumed`].
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        tty::give_back()?;
        tty::stop_this_process()
    }

    /// Answers [`Wake::Resumed`]: takes the terminal over again, whatever became of it meanwhile.
    /// The next frame is drawn whole.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        // After a stop from outside (kill -STOP) nothing has been given back yet.
        tty::give_back()?;
        tty::take_over()?;
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::from((ratatui::layout::Position::ORIGIN, size)))
    }

    /// Gives the terminal back. Dropping does the same but cannot tell of an error.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn leave(self) -> io::Result<()> {
        tty::give_back()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nobody is left to hear of an error, and after `leave` there is nothing to do.
        let _ = tty::give_back();
    }
}
