//! The actor: one task that takes commands, does the work side by side, and reports events.
//!
//! Invariants: everything it does is polled in this one task, so a panic anywhere is noticed and
//! told; an ended edit is known here before any command that follows from its end; when the
//! commands' channel closes, nothing new is begun and what was sent is followed to an answer.

use std::collections::{BTreeMap, HashMap};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::budget::{Budget, Urgency};
use super::client::{Account, Client};
use super::clock::Clock;
use super::desk::Desk;
use super::gate::Gate;
use super::grant::WriteGate;
use super::journal::Journal;
use super::lanes::Lanes;
use super::open::{self, Asked, OpenEdit};
use super::retry::Retries;
use super::smartflo::Smartflo;
use super::transport::Transport;
use super::write::leash::Leash;
use super::write::{self, Order};
use crate::domain::history::Record;
use crate::domain::{EditId, JobId, Plan, Query, Settled, Tally, UserId};
use crate::protocol::{ApiCommand, Event, ListingId, Priority, ReadOnly, Writes};

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
    /// Whether writes are allowed at the start.
    pub writes: Writes,
    /// Makes jitter and ids repeatable.
    pub seed: Option<u64>,
    /// How many records the journal in memory holds.
    pub journal_capacity: usize,
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
            writes: Writes::Allowed,
            seed: None,
            journal_capacity: 100_000,
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
pub fn start<T: Transport>(transport: T, dialect: Smartflo, settings: Settings) -> Link {
    let journal = Journal::in_memory(settings.journal_capacity);
    start_with_journal(transport, dialect, settings, journal)
}

/// Starts an actor that writes to this journal.
pub fn start_with_journal<T: Transport>(
    transport: T,
    dialect: Smartflo,
    settings: Settings,
    journal: Journal,
) -> Link {
    let (commands, inbox) = mpsc::unbounded_channel();
    let (outbox, events) = mpsc::channel(settings.event_capacity.max(1));
    let worker = tokio::spawn(async move {
        let desk = Arc::new(desk(transport, dialect, settings, journal, outbox.clone()));
        let actor = Actor::new(desk).run(inbox);
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
    dialect: Smartflo,
    settings: Settings,
    journal: Journal,
    events: mpsc::Sender<Event>,
) -> Desk<T> {
    let mut random = settings
        .seed
        .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
    let clock = Arc::new(Clock::start());
    let budget = Budget::new(settings.rate, settings.burst);
    let gate = Arc::new(Gate::new(Arc::clone(&clock), budget));
    let retries = Retries::new(random.fork());
    Desk {
        client: Client::new(
            transport,
            dialect,
            gate,
            Arc::clone(&clock),
            retries,
            events,
        ),
        clock,
        journal,
        write_gate: WriteGate::new(settings.writes),
        open: Mutex::default(),
        slots: Arc::new(Semaphore::new(
            settings.concurrency.saturating_sub(1).max(1),
        )),
        closing: CancellationToken::new(),
        random: Mutex::new(random),
        fresh: Mutex::default(),
        settings,
    }
}

/// What a piece of work leaves behind.
enum Done {
    /// A page was told.
    Page,
    /// A user was told; by this reading.
    User(UserId, u64),
    /// The edit that had the turn of its user ended.
    Edit(Arc<Settled>, Option<OpenEdit>),
    /// An edit ended that never had its turn.
    Withdrawn(Arc<Settled>),
    /// An open edit was looked at.
    Looked,
}

type Work = FuturesUnordered<Pin<Box<dyn Future<Output = Done> + Send>>>;

/// A single read under way.
struct Reading {
    /// A cancelled reading may end after a new one of the same user began.
    serial: u64,
    urgency: Urgency,
    cancel: CancellationToken,
}

/// The edits of a job that have not ended, and how the others did.
#[derive(Default)]
struct Job {
    left: usize,
    tally: Tally,
}

struct Actor<T> {
    desk: Arc<Desk<T>>,
    work: Work,
    lanes: Lanes,
    jobs: BTreeMap<JobId, Job>,
    users: HashMap<UserId, Reading>,
    readings: u64,
    pages: CancellationToken,
}

impl<T: Transport> Actor<T> {
    fn new(desk: Arc<Desk<T>>) -> Self {
        Self {
            desk,
            work: Work::new(),
            lanes: Lanes::default(),
            jobs: BTreeMap::new(),
            users: HashMap::new(),
            readings: 0,
            pages: CancellationToken::new(),
        }
    }

    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<ApiCommand>) {
        let desk = Arc::clone(&self.desk);
        let mut gate = pin!(desk.client.attend());
        loop {
            let closing = self.desk.closing.is_cancelled();
            if closing && self.work.is_empty() {
                return;
            }
            tokio::select! {
                biased;
                // First, so that the end of an edit is known before what follows from it arrives.
                Some(done) = self.work.next(), if !self.work.is_empty() => self.note(done).await,
                never = &mut gate => match never {},
                command = inbox.recv(), if !closing => match command {
                    Some(command) => self.obey(command).await,
                    None => self.close(),
                },
            }
        }
    }

    async fn obey(&mut self, command: ApiCommand) {
        match command {
            ApiCommand::LoadPage {
                listing,
                query,
                after,
                limit,
                priority,
            } => {
                self.load_page(listing, query, after, limit, priority);
            }
            ApiCommand::LoadUser { id, priority } => self.load_user(id, priority),
            ApiCommand::Begin(plan) => self.begin(plan).await,
            ApiCommand::Cancel(job) => {
                let orders = self.lanes.cancel(job);
                self.withdraw(orders);
            }
            ApiCommand::CancelReads => self.cancel_reads(),
            ApiCommand::Recheck(edit) => {
                let desk = Arc::clone(&self.desk);
                self.work.push(Box::pin(async move {
                    open::look(&desk, edit, Asked::ByPerson).await;
                    Done::Looked
                }));
            }
            ApiCommand::Dismiss { edit, note } => self.dismiss(edit, note).await,
            ApiCommand::SetWrites(writes) => self.set_writes(writes).await,
        }
    }

    fn load_page(
        &mut self,
        listing: ListingId,
        query: Query,
        after: Option<UserId>,
        limit: u32,
        priority: Priority,
    ) {
        let desk = Arc::clone(&self.desk);
        let mut account = Account::new(Urgency::new(priority), self.pages.clone());
        self.work.push(Box::pin(async move {
            let page = desk
                .client
                .page(&mut account, &query, after.as_ref(), limit)
                .await;
            desk.client
                .tell(match page {
                    Ok((stamp, page)) => Event::PageLoaded {
                        listing,
                        after,
                        stamp,
                        page,
                    },
                    Err(failure) => Event::PageFailed {
                        listing,
                        after,
                        failure,
                    },
                })
                .await;
            Done::Page
        }));
    }

    /// Two reads of the same user at once are one, as urgent as the more urgent.
    fn load_user(&mut self, id: UserId, priority: Priority) {
        if let Some(reading) = self.users.get(&id)
            && !reading.cancel.is_cancelled()
        {
            reading.urgency.raise(priority);
            self.desk.client.look_again();
            return;
        }
        self.readings += 1;
        let serial = self.readings;
        let urgency = Urgency::new(priority);
        let reading = Reading {
            serial,
            urgency,
            cancel: CancellationToken::new(),
        };
        let mut account = Account::new(reading.urgency.clone(), reading.cancel.clone());
        self.users.insert(id.clone(), reading);
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            if let Err(failure) = desk.user(&mut account, &id).await {
                desk.client
                    .tell(Event::UserFailed {
                        id: id.clone(),
                        failure,
                    })
                    .await;
            }
            Done::User(id, serial)
        }));
    }

    fn cancel_reads(&mut self) {
        std::mem::take(&mut self.pages).cancel();
        for reading in self.users.values() {
            if reading.urgency.priority() == Priority::Background {
                reading.cancel.cancel();
            }
        }
    }

    async fn begin(&mut self, plan: Arc<Plan>) {
        // The plan is durable before any of its edits begins; when it cannot be, writes are off
        // and each edit says so itself.
        if self.desk.check_writes().await.is_ok() {
            let at = self.desk.clock.now();
            let _ = self
                .desk
                .record(&[Record::Planned {
                    plan: Arc::clone(&plan),
                    at,
                }])
                .await;
        }
        self.jobs.entry(plan.job).or_default().left += plan.edits.len();
        self.end_if_over(plan.job).await;
        let priority = if plan.edits.len() == 1 {
            Priority::Key
        } else {
            Priority::Job
        };
        for edit in &plan.edits {
            let order = Order {
                edit: edit.clone(),
                job: plan.job,
                reason: plan.reason.clone(),
                priority,
            };
            let arrival = self.lanes.arrive(order);
            self.withdraw(arrival.withdrawn);
            if let Some((order, leash)) = arrival.start {
                self.carry_out(order, leash);
            }
        }
    }

    fn carry_out(&mut self, order: Order, leash: Arc<Leash>) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            let (settled, open) = write::carry_out(desk, order, leash).await;
            Done::Edit(settled, open)
        }));
    }

    fn withdraw(&mut self, orders: Vec<(Order, &'static str)>) {
        for (order, reason) in orders {
            let desk = Arc::clone(&self.desk);
            self.work.push(Box::pin(async move {
                Done::Withdrawn(write::withdraw(desk, order, reason.to_owned()).await)
            }));
        }
    }

    async fn dismiss(&mut self, edit: EditId, note: String) {
        if self.desk.lock_open().remove(edit) {
            let at = self.desk.clock.now();
            // If it cannot be written down writes are off, which is told.
            let _ = self
                .desk
                .record(&[Record::Dismissed { edit, note, at }])
                .await;
        }
    }

    async fn set_writes(&mut self, writes: Writes) {
        // What cannot be journaled cannot be sent, whatever is asked.
        let writes = match self.desk.journal.failure() {
            Some(_) => Writes::Forbidden(ReadOnly::JournalFailed),
            None => writes,
        };
        self.desk.write_gate.set(writes);
        let writes = self.desk.write_gate.writes(self.desk.clock.now());
        self.desk.client.tell(Event::WritesChanged(writes)).await;
    }

    async fn note(&mut self, done: Done) {
        match done {
            Done::Page | Done::Looked => {}
            Done::User(id, serial) => {
                if self
                    .users
                    .get(&id)
                    .is_some_and(|reading| reading.serial == serial)
                {
                    self.users.remove(&id);
                }
            }
            Done::Edit(settled, open) => {
                if let Some(open) = open {
                    let desk = Arc::clone(&self.desk);
                    let (edit, since) = (settled.edit, open.since);
                    self.desk.lock_open().insert(open);
                    self.work.push(Box::pin(async move {
                        open::follow(desk, edit, since).await;
                        Done::Looked
                    }));
                }
                if let Some((order, leash)) = self.lanes.leave(&settled) {
                    self.carry_out(order, leash);
                }
                self.count(&settled).await;
            }
            Done::Withdrawn(settled) => self.count(&settled).await,
        }
    }

    async fn count(&mut self, settled: &Settled) {
        if let Some(job) = self.jobs.get_mut(&settled.job) {
            job.left = job.left.saturating_sub(1);
            job.tally.add(settled.outcome);
        }
        self.end_if_over(settled.job).await;
    }

    async fn end_if_over(&mut self, job: JobId) {
        if self.jobs.get(&job).is_some_and(|job| job.left == 0)
            && let Some(Job { tally, .. }) = self.jobs.remove(&job)
        {
            self.desk.client.tell(Event::JobEnded { job, tally }).await;
        }
    }

    fn close(&mut self) {
        self.desk.closing.cancel();
        self.pages.cancel();
        for reading in self.users.values() {
            reading.cancel.cancel();
        }
        let orders = self.lanes.cancel_all("the program is leaving");
        self.withdraw(orders);
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("for a reason that was not given").to_owned()
}
