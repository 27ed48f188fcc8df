//! Being asked to stop: ctrl-c, SIGTERM, SIGHUP.
//!
//! Invariant: from the moment [`Signals`] exists, a signal is an event and not the end of the
//! process, so a write in flight is never left without a word.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The number of ctrl-c.
pub(super) const INTERRUPT: u8 = 2;

/// The signals that ask to stop.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    each: [(u8, Signal); 3],
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            each: [
                (INTERRUPT, signal(SignalKind::interrupt())?),
                (15, signal(SignalKind::terminate())?),
                (1, signal(SignalKind::hangup())?),
            ],
        })
    }

    /// The number of the next signal.
    pub(super) async fn next(&mut self) -> u8 {
        let [(first, one), (second, two), (third, three)] = &mut self.each;
        tokio::select! {
            _ = one.recv() => *first,
            _ = two.recv() => *second,
            _ = three.recv() => *third,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// The number of the next signal; only ctrl-c exists here.
    pub(super) async fn next(&mut self) -> u8 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => INTERRUPT,
            Err(_) => std::future::pending().await,
        }
    }
}
