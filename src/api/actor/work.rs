//! The actor's loop: commands become work, work runs side by side, ended work leads to more.
//!
//! Invariant: ended work is taken up before commands, and commands before permits are handed out:
//! what follows from an end finds it known, and the most urgent of what came together goes first.

use std::collections::{BTreeMap, HashMap};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::inheritance::concerns_edits;
use super::reads::Reading;
use crate::api::desk::{Desk, read_only};
use crate::api::lanes::Lanes;
use crate::api::open::{self, Asked, OpenEdit};
use crate::api::transport::Transport;
use crate::api::write::leash::Leash;
use crate::api::write::{self, Order};
use crate::domain::history::Record;
use crate::domain::{EditId, JobId, Plan, Settled, Tally, UserId};
use crate::protocol::{ApiCommand, Event, Priority, Writes};

/// What a piece of work leaves behind.
pub(super) enum Done {
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
    /// The end of a job was told.
    Told,
}

type Work = FuturesUnordered<Pin<Box<dyn Future<Output = Done> + Send>>>;

/// The edits of a job that have not ended, and how the others did.
#[derive(Default)]
struct Job {
    left: usize,
    tally: Tally,
}

pub(super) struct Actor<T> {
    pub(super) desk: Arc<Desk<T>>,
    pub(super) work: Work,
    lanes: Lanes,
    jobs: BTreeMap<JobId, Job>,
    /// `None` = the journal is still being read.
    pub(super) next_job: Option<JobId>,
    pub(super) users: HashMap<UserId, Reading>,
    pub(super) readings: u64,
    pub(super) pages: CancellationToken,
}

impl<T: Transport> Actor<T> {
    pub(super) fn new(desk: Arc<Desk<T>>) -> Self {
        Self {
            desk,
            work: Work::new(),
            lanes: Lanes::default(),
            jobs: BTreeMap::new(),
            next_job: None,
            users: HashMap::new(),
            readings: 0,
            pages: CancellationToken::new(),
        }
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<ApiCommand>) {
        let desk = Arc::clone(&self.desk);
        let mut gate = pin!(desk.client.attend());
        let mut recovering = pin!(desk.journal.recovered());
        loop {
            let closing = self.desk.closing.is_cancelled();
            if closing && self.work.is_empty() {
                return self.desk.sync().await;
            }
            tokio::select! {
                biased;
                recovered = &mut recovering, if self.next_job.is_none() => {
                    self.take_over(recovered).await;
                }
                // First, so that the end of an edit is known before what follows from it arrives.
                Some(done) = self.work.next(), if !self.work.is_empty() => self.note(done).await,
                () = expiry(&self.desk) => {
                    // The check itself tells; that writing is over is no error here.
                    let _ = self.desk.check_writes().await;
                }
                command = inbox.recv(), if !closing => match command {
                    Some(command) => {
                        if self.next_job.is_none() && concerns_edits(&command) {
                            let recovered = recovering.as_mut().await;
                            self.take_over(recovered).await;
                        }
                        self.obey(command).await;
                    }
                    None => self.close(),
                },
                // After the commands, so that the most urgent of those that came together is first.
                never = &mut gate => match never {},
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
            ApiCommand::Resume(_) | ApiCommand::Pause(_) | ApiCommand::Continue(_) => {}
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

    async fn begin(&mut self, plan: Arc<Plan>) {
        let plan = self.number(plan);
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
        self.end_if_over(plan.job);
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
            Some(failure) => Writes::Forbidden(read_only(&failure)),
            None => writes,
        };
        self.desk.write_gate.set(writes);
        let writes = self.desk.write_gate.writes(self.desk.clock.now());
        self.desk.client.tell(Event::WritesChanged(writes)).await;
    }

    async fn note(&mut self, done: Done) {
        match done {
            Done::Page | Done::Looked | Done::Told => {}
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
                self.count(&settled);
            }
            Done::Withdrawn(settled) => self.count(&settled),
        }
    }

    fn count(&mut self, settled: &Settled) {
        if let Some(job) = self.jobs.get_mut(&settled.job) {
            job.left = job.left.saturating_sub(1);
            job.tally.add(settled.outcome);
        }
        self.end_if_over(settled.job);
    }

    fn end_if_over(&mut self, job: JobId) {
        if self.jobs.get(&job).is_some_and(|job| job.left == 0)
            && let Some(Job { tally, .. }) = self.jobs.remove(&job)
        {
            // Told when its outcomes are durable; a slow disk holds up nothing else.
            let desk = Arc::clone(&self.desk);
            self.work.push(Box::pin(async move {
                desk.sync().await;
                desk.client.tell(Event::JobEnded { job, tally }).await;
                Done::Told
            }));
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

/// Ends when the time allowed for writing does; never, when none is set.
async fn expiry<T>(desk: &Desk<T>) {
    match desk.write_gate.last() {
        Writes::Until(end) => {
            let left = end.duration_since(desk.clock.now());
            tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
        }
        Writes::Allowed | Writes::Forbidden(_) => std::future::pending().await,
    }
}
