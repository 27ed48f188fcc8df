//! A panic, wherever it happens, gives the terminal back, tells what happened and ends the process.
//!
//! Invariant: the report is cleaned like any text from outside (a panic may quote one) and holds no
//! secret of this process, and nothing in it can panic in turn.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, Once};

use super::tty;
use crate::domain::secret;
use crate::text;

/// Exit code after a panic, the one Rust uses itself.
const EXIT_CODE: i32 = 101;

/// What a person would have to check if the program ended now.
static IN_FLIGHT: Mutex<Option<String>> = Mutex::new(None);

/// Says what is on its way to the server, in words for a person, or that nothing is. Shown after a
/// panic, because then nobody else can tell. No secrets.
pub fn set_in_flight(sentence: Option<String>) {
    if let Ok(mut slot) = IN_FLIGHT.lock() {
        *slot = sentence;
    }
}

/// From now on a panic of any thread or task ends the process with code 101, the terminal given
/// back and the panic told on standard error. More than one call does nothing more.
pub fn report_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            end_process(panic);
        }));
    });
}

fn end_process(panic: &PanicHookInfo<'_>) -> ! {
    // What fails here has nobody left to be told to.
    let _ = tty::abandon();
    let report = secret::hide_all(&report(panic));
    let _ = std::io::stderr().write_all(report.as_bytes());
    std::process::exit(EXIT_CODE);
}

fn report(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let place = panic
        .location()
        .map_or_else(|| "unknown place".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    let mut report = format!(
        "rosterm: ended by an internal error: {}\n  at {place}, thread {}\n",
        text::one_line(message),
        text::clean(thread),
    );
    // Not `lock`: this thread may be the one that holds it.
    if let Ok(slot) = IN_FLIGHT.try_lock()
        && let Some(sentence) = slot.as_deref()
    {
        report.push_str(&text::one_line(sentence));
        report.push('\n');
    }
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        report.push_str(&backtrace.to_string());
    }
    report
}
