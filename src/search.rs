//! The matcher thread: which of the loaded rows are shown, and in which order.
//!
//! It shares the roster's blocks, which never change once shared, and answers an arrangement in
//! chunks: what is there first is shown first. Invariants: the newest arrangement wins, whatever is
//! under way; what it published for one stays in the order in which it was published.

mod evaluation;
mod haystack;
mod hits;
mod key;
mod matcher;
mod order;
mod sift;
mod sorter;

use std::sync::mpsc;
use std::thread;

use tokio::sync::mpsc as events;

use crate::protocol::{Event, SearchCommand};

pub use matcher::Matcher;

/// The channels to the matcher thread.
#[derive(Debug)]
pub struct Link {
    /// Commands in.
    pub commands: mpsc::Sender<SearchCommand>,
    /// Events out; closed when the thread is gone.
    pub events: events::UnboundedReceiver<Event>,
}

/// Starts the thread. It ends when the commands' sender is dropped.
///
/// # Errors
/// That of the system when it gives no thread.
pub fn start() -> std::io::Result<Link> {
    let (commands, inbox) = mpsc::channel();
    let (outbox, events) = events::unbounded_channel();
    thread::Builder::new()
        .name("search".to_owned())
        .spawn(move || serve(&inbox, &outbox))?;
    Ok(Link { commands, events })
}

/// Takes in all that has come before each step, so that an older arrangement is given up.
fn serve(inbox: &mpsc::Receiver<SearchCommand>, outbox: &events::UnboundedSender<Event>) {
    let mut matcher = Matcher::default();
    loop {
        if matcher.is_idle() {
            match inbox.recv() {
                Ok(command) => matcher.take(command),
                Err(mpsc::RecvError) => return,
            }
        }
        loop {
            match inbox.try_recv() {
                Ok(command) => matcher.take(command),
                Err(mpsc::TryRecvError::Empty) => break,
                Err(mpsc::TryRecvError::Disconnected) => return,
            }
        }
        if let Some(event) = matcher.step()
            && outbox.send(event).is_err()
        {
            return;
        }
    }
}
