//! The actor's loop: commands become work, work runs side by side, ended work leads to more.
//!
//! Invariant: ended work is taken up before commands, and commands before permits are handed out:
//! what follows from an end finds it known, and the most urgent of what came together goes first.

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::inheritance::concerns_edits;
use super::reads::Reading;
use super::signing::renewal;
use super::sweeps::Swept;
use crate::api::desk::{Desk, read_only};
use crate::api::jobs::{Jobs, Signal};
use crate::api::lanes::Lanes;
use crate::api::open::{self, Asked};
use crate::api::reading::{Pace, Rest, WebLogin};
use crate::api::transport::Transport;
use crate::api::write::leash::Leash;
use crate::api::write::{self, Carried, Ended, Order};
use crate::domain::history::Record;
use crate::domain::job::Halt;
use crate::domain::{EditId, JobId, Outcome, Plan, Settled, UserId};
use crate::protocol::{ApiCommand, Event, ListingId, Writes};

/// What a piece of work leaves behind.
pub(super) enum Done<T> {
    /// A page was told, or a reading of many is over.
    Page,
    /// A user was told; by this reading.
    User(UserId, u64),
    /// The edit that had the turn of its user had it.
    Carried(Carried),
    /// Edits ended that had waited for the list.
    Parked(Vec<Ended>),
    /// Edits ended that never had their turn.
    Withdrawn(Vec<Arc<Settled>>),
    /// The list was read for a job.
    Swept(Swept<T>),
    /// An open edit was looked at.
    Looked,
    /// The end of a job was told.
    Told,
}

type Work<T> = FuturesUnordered<Pin<Box<dyn Future<Output = Done<T>> + Send>>>;

pub(super) struct Actor<T> {
    pub(super) desk: Arc<Desk<T>>,
    pub(super) work: Work<T>,
    pub(super) lanes: Lanes,
    pub(super) jobs: Jobs,
    /// Plans that could not be written down when they were begun.
    pub(super) unrecorded: HashMap<JobId, Arc<Plan>>,
    /// What edits at work report to their jobs.
    signals: mpsc::UnboundedReceiver<(JobId, Signal)>,
    /// `None` = the journal is still being read.
    pub(super) next_job: Option<JobId>,
    pub(super) users: HashMap<UserId, Reading>,
    pub(super) readings: u64,
    pub(super) pages: CancellationToken,
    /// The reading of the web-login states begun last, and whether it is paused.
    pub(super) sweep: Option<(ListingId, watch::Sender<Pace>)>,
}

impl<T: Transport> Actor<T> {
    pub(super) fn new(
        desk: Arc<Desk<T>>,
        signals: mpsc::UnboundedReceiver<(JobId, Signal)>,
    ) -> Self {
        Self {
            jobs: Jobs::new(desk.slots.available_permits()),
            desk,
            work: FuturesUnordered::new(),
            lanes: Lanes::default(),
            unrecorded: HashMap::new(),
            signals,
            next_job: None,
            users: HashMap::new(),
            readings: 0,
            pages: CancellationToken::new(),
            sweep: None,
        }
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<ApiCommand>) {
        let desk = Arc::clone(&self.desk);
        self.read_cache();
        let mut gate = pin!(desk.client.attend());
        let mut recovering = pin!(desk.journal.recovered());
        loop {
            self.go_on_signed().await;
            self.advance();
            self.tell_writes();
            let closing = self.desk.closing.is_cancelled();
            if closing && self.work.is_empty() {
                self.desk.sync().await;
                return self.desk.tell_writes().await;
            }
            tokio::select! {
                biased;
                // Before the end of the edit that sent it, so that no other begins in between.
                Some((job, signal)) = self.signals.recv() => self.hear(job, signal),
                () = desk.write_gate.changed() => {}
                () = desk.client.session().changed() => self.tell_sign_in(),
                recovered = &mut recovering, if self.next_job.is_none() => {
                    self.take_over(recovered);
                }
                // First, so that the end of an edit is known before what follows from it arrives.
                Some(done) = self.work.next(), if !self.work.is_empty() => self.note(done),
                () = expiry(&self.desk) => {
                    // Looking is enough: that it is over becomes news.
                    let _ = self.desk.check_writes();
                }
                () = renewal(&self.desk), if !closing => self.renew(),
                command = inbox.recv(), if !closing => match command {
                    Some(command) => {
                        if self.next_job.is_none() && concerns_edits(&command) {
                            let recovered = recovering.as_mut().await;
                            self.take_over(recovered);
                        }
                        self.obey(command).await;
                    }
                    None => self.close(),
                },
                Ok(slot) = Arc::clone(&desk.slots).acquire_owned(), if !closing && self.jobs.is_ready() => {
                    self.begin_next(slot);
                }
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
            ApiCommand::LoadRest {
                listing,
                query,
                after,
                limit,
                priority,
            } => self.load_rest(Rest {
                listing,
                query,
                after,
                limit,
                priority,
            }),
            ApiCommand::Sweep {
                listing,
                query,
                until,
                limit,
                priority,
            } => self.sweep_web_login(WebLogin {
                listing,
                query,
                until,
                limit,
                priority,
            }),
            ApiCommand::PauseSweep(listing) => self.pace_sweep(listing, Pace::Paused),
            ApiCommand::ContinueSweep(listing) => self.pace_sweep(listing, Pace::Going),
            ApiCommand::LoadUser { id, priority } => self.load_user(id, priority),
            ApiCommand::LoadNeighbours(of) => self.load_neighbours(of),
            ApiCommand::Begin(plan) => self.begin(plan).await,
            ApiCommand::Resume(plan) => self.resume(plan).await,
            ApiCommand::Pause(job) => self.stop(job, Halt::Asked),
            ApiCommand::Continue(job) => {
                // What was refused may be good again: the person says so by going on.
                self.desk.client.try_again();
                self.go_on(job).await;
            }
            ApiCommand::Cancel(job) => self.cancel(job),
            ApiCommand::CancelReads => self.cancel_reads(),
            ApiCommand::Recheck(edit) => {
                let desk = Arc::clone(&self.desk);
                self.work.push(Box::pin(async move {
                    open::look(&desk, edit, Asked::Person).await;
                    Done::Looked
                }));
            }
            ApiCommand::Dismiss { edit, note } => self.dismiss(edit, note).await,
            ApiCommand::SetWrites(writes) => self.set_writes(writes),
            ApiCommand::SignIn { login_id, password } => self.sign_in(login_id, password),
            ApiCommand::UseToken(token) => self.use_token(token),
            ApiCommand::TryAgain => self.desk.client.try_again(),
            ApiCommand::SignOut => self.sign_out(),
            ApiCommand::KeepList(list) => self.keep_list(list),
        }
    }

    pub(super) fn carry_out(
        &mut self,
        order: Order,
        leash: Arc<Leash>,
        slot: Option<OwnedSemaphorePermit>,
    ) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            Done::Carried(write::carry_out(desk, order, leash, slot).await)
        }));
    }

    /// The user's running edit has ended so: the next one has its turn.
    pub(super) fn leave(&mut self, user: &UserId, outcome: Outcome) {
        if let Some((order, leash)) = self.lanes.leave(user, outcome) {
            self.carry_out(order, leash, None);
        }
    }

    pub(super) fn withdraw(&mut self, orders: Vec<(Order, &'static str)>) {
        if !orders.is_empty() {
            let desk = Arc::clone(&self.desk);
            self.work.push(Box::pin(async move {
                Done::Withdrawn(write::withdraw(desk, orders).await)
            }));
        }
    }

    async fn dismiss(&mut self, edit: EditId, note: String) {
        if self.desk.lock_open().remove(edit).is_some() {
            let at = self.desk.clock.now();
            // If it cannot be written down writes are off, which is told.
            let _ = self
                .desk
                .record(&[Record::Dismissed { edit, note, at }])
                .await;
        }
    }

    fn set_writes(&mut self, writes: Writes) {
        // What cannot be journaled cannot be sent, whatever is asked.
        let writes = match self.desk.journal.failure() {
            Some(failure) => Writes::Forbidden(read_only(&failure)),
            None => writes,
        };
        self.desk.write_gate.set(writes);
        // A time that is over already is told as such.
        let _ = self.desk.check_writes();
    }

    /// Tells beside the other work. Were it waited for here, it could wait for ever: those that
    /// stand before it in a full channel are part of the work, and nobody would poll them.
    pub(super) fn tell(&mut self, event: Event) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            desk.client.tell(event).await;
            Done::Told
        }));
    }

    /// Tells whether writes are allowed, if that is news.
    pub(super) fn tell_writes(&mut self) {
        if let Some(writes) = self.desk.write_gate.news() {
            self.tell(Event::WritesChanged(writes));
        }
    }

    fn note(&mut self, done: Done<T>) {
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
            Done::Carried(carried) => self.carried(carried),
            Done::Parked(ended) => self.parked_ended(ended),
            Done::Withdrawn(settled) => {
                for settled in settled {
                    if let Some(job) = self.jobs.get(settled.job) {
                        job.note(&settled);
                    }
                }
            }
            Done::Swept(swept) => self.swept(swept),
        }
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
