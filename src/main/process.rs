//! What this process is to its machine: the width of its terminal, what a crash may write.

#[cfg(unix)]
use std::io;

#[cfg(unix)]
pub(crate) fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then(|| usize::from(size.ws_col))
}

#[cfg(not(unix))]
pub(crate) fn terminal_columns() -> Option<usize> {
    None
}

/// Columns and rows of standard output, if it is a terminal.
#[cfg(unix)]
pub(crate) fn terminal_size() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
pub(crate) fn terminal_size() -> Option<(u16, u16)> {
    None
}

/// A crash must not write the token to a disk.
#[cfg(unix)]
pub(crate) fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // Lowering a limit cannot be refused; should it be, there is nobody to tell.
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
}

#[cfg(not(unix))]
pub(crate) fn no_core_dumps() {}
