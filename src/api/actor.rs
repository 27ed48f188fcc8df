//! The actor: one task that takes commands, does the work side by side, and reports events.
//!
//! Invariants: everything it does is polled in this one task, so a panic anywhere is noticed and
//! told; an ended edit is known here before any command that follows from its end; when the
//! commands' channel closes, nothing new is begun and what was sent is followed to an answer.

mod inheritance;
mod jobs;
mod kept;
mod reads;
mod signing;
mod sweeps;
mod work;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::budget::Budget;
use super::cache;
use super::client::Client;
use super::clock::Clock;
use super::desk::Desk;
use super::dialect::Dialect;
use super::gate::Gate;
use super::grant::WriteGate;
use super::jobs::Signal;
use super::journal::Journal;
use super::retry::{self, Retries};
use super::session::{Credentials, Keeper, Session};
use super::transport::Transport;
use crate::domain::JobId;
use crate::protocol::{ApiCommand, Event, Writes};

use work::Actor;

/// Everything that can be set about the actor; the defaults are those of the product.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Requests a second.
    pub rate: f64,
    /// Requests at once after a pause.
    pub burst: u32,
    /// Edits of jobs and of the person at work side by side; one of them is kept for the person.
    pub concurrency: usize,
    /// How long nothing is sent after an answer that leaves a write unknown.
    pub quiet: Duration,
    /// When to look again, counted from an accepting answer, while the value has not changed.
    pub recheck: Vec<Duration>,
    /// When to look again at an open edit, counted from its end.
    pub later: Vec<Duration>,
    /// Rows asked for at once when the list is read for a job.
    pub page_size: u32,
    /// The unit of the waits before a read is tried again, and the shortest pause after a 429.
    pub patience: Duration,
    /// Whether writes are allowed at the start.
    pub writes: Writes,
    /// Makes jitter and ids repeatable.
    pub seed: Option<u64>,
    /// What to sign requests with at first.
    pub credentials: Credentials,
    /// Told of tokens that are to be kept.
    pub keeper: Option<Keeper>,
    /// How many records the journal in memory holds.
    pub journal_capacity: usize,
    /// Where the list is kept for the next start; none = nowhere.
    pub cache: Option<cache::Place>,
    /// Where earlier runs kept what helps to read: what the web-login filter means, and which ids
    /// the list had; none = nowhere.
    pub earlier: Option<cache::Place>,
    /// How many events may wait for the other side; the actor waits when they are that many.
    pub event_capacity: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate: 2.0,
            burst: 4,
            concurrency: 4,
            quiet: Duration::from_secs(60),
            recheck: [2, 5, 15].map(Duration::from_secs).to_vec(),
            later: [30, 120, 600].map(Duration::from_secs).to_vec(),
            page_size: 100,
            patience: retry::UNIT,
            writes: Writes::Allowed,
            seed: None,
            credentials: Credentials::default(),
            keeper: None,
            journal_capacity: 100_000,
            cache: None,
            earlier: None,
            event_capacity: 256,
        }
    }
}

/// The other side's hold on a running actor. Drop `commands` to end it; go on receiving, or drop
/// `events`, until `worker` is done.
#[derive(Debug)]
pub struct Link {
    /// Commands to it.
    pub commands: mpsc::UnboundedSender<ApiCommand>,
    /// Events from it, in order.
    pub events: mpsc::Receiver<Event>,
    /// Ends when the actor has ended.
    pub worker: JoinHandle<()>,
}

/// Starts an actor with a journal in memory.
pub fn start<T: Transport>(transport: T, dialect: impl Into<Dialect>, settings: Settings) -> Link {
    let journal = Journal::in_memory(settings.journal_capacity);
    start_with_journal(transport, dialect, settings, journal)
}

/// Starts an actor that writes to this journal.
pub fn start_with_journal<T: Transport>(
    transport: T,
    dialect: impl Into<Dialect>,
    settings: Settings,
    journal: Journal,
) -> Link {
    let dialect = dialect.into();
    let (commands, inbox) = mpsc::unbounded_channel();
    let (outbox, events) = mpsc::channel(settings.event_capacity.max(1));
    let worker = tokio::spawn(async move {
        let (signals, heard) = mpsc::unbounded_channel();
        let events = outbox.clone();
        let desk = desk(transport, dialect, settings, journal, events, signals);
        let actor = Actor::new(Arc::new(desk), heard).run(inbox);
        if let Err(panic) = AssertUnwindSafe(actor).catch_unwind().await {
            let reason = format!("the API worker stopped: {}", panic_text(&*panic));
            // Nobody left to tell is fine: the program is leaving.
            let _ = outbox.send(Event::WorkerStopped { reason }).await;
        }
    });
    Link {
        commands,
        events,
        worker,
    }
}

fn desk<T: Transport>(
    transport: T,
    dialect: Dialect,
    settings: Settings,
    journal: Journal,
    events: mpsc::Sender<Event>,
    signals: mpsc::UnboundedSender<(JobId, Signal)>,
) -> Desk<T> {
    let mut random = settings
        .seed
        .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
    let clock = Arc::new(Clock::start());
    let budget = Budget::new(settings.rate, settings.burst).with_shortest_pause(settings.patience);
    let gate = Arc::new(Gate::new(Arc::clone(&clock), budget));
    let retries = Retries::new(random.fork()).with_unit(settings.patience);
    let keeper = settings.keeper.clone();
    let session = Session::new(Arc::clone(&clock), &settings.credentials, keeper);
    let write_gate = WriteGate::new(settings.writes, dialect.writing());
    Desk {
        client: Client::new(
            transport,
            dialect,
            gate,
            Arc::clone(&clock),
            retries,
            events,
            session,
        ),
        clock,
        journal,
        write_gate,
        open: Mutex::default(),
        slots: Arc::new(Semaphore::new(
            settings.concurrency.saturating_sub(1).max(1),
        )),
        closing: CancellationToken::new(),
        random: Mutex::new(random),
        fresh: Mutex::default(),
        sense: Mutex::default(),
        is_doubtful: AtomicBool::new(false),
        keeping: tokio::sync::Mutex::default(),
        recalled: tokio::sync::OnceCell::new(),
        signals,
        settings,
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("for a reason that was not given").to_owned()
}
