//! What the actor's work in progress shares: the client, the journal, the write gate, the reads
//! just made, and the edits still open.
//!
//! Invariant: a journal that failed forbids writes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::actor::Settings;
use super::cache;
use super::client::{Account, Client};
use super::clock::Clock;
use super::fail_point::{self, FailPoint};
use super::fresh::FreshReads;
use super::grant::WriteGate;
use super::jobs::{self, Sense, Signal};
use super::journal::{Journal, JournalFailure};
use super::open::OpenEdits;
use super::reading::{Known, number_of};
use crate::domain::history::Record;
use crate::domain::{AttemptId, JobId, Page, Query, Row, Settled, Stamp, User, UserId};
use crate::protocol::{Event, Failure, ReadOnly, Writes};

/// So many outcomes are journaled together.
const GROUP: usize = 256;

/// Shared by everything the actor does; all of it runs in one task.
pub(super) struct Desk<T> {
    pub(super) client: Client<T>,
    pub(super) clock: Arc<Clock>,
    pub(super) journal: Journal,
    pub(super) write_gate: WriteGate,
    pub(super) open: Mutex<OpenEdits>,
    pub(super) settings: Settings,
    /// Jobs of many edits take turns here, so that a slot is always free for the person.
    pub(super) slots: Arc<Semaphore>,
    /// Cancelled when the program leaves: nothing new is begun, no more waits.
    pub(super) closing: CancellationToken,
    pub(super) random: Mutex<fastrand::Rng>,
    pub(super) fresh: Mutex<FreshReads>,
    /// What edits report to their jobs while they are at work.
    pub(super) signals: mpsc::UnboundedSender<(JobId, Signal)>,
    /// What `is_web_login` means on this server, once it was found out.
    pub(super) sense: Mutex<Option<Sense>>,
    /// It was asked for with a list narrowed by it: once is enough, for where there is no answer
    /// there is none the next time.
    pub(super) is_doubtful: AtomicBool,
    /// One list is kept after the other.
    pub(super) keeping: tokio::sync::Mutex<()>,
    /// Set once the disk was asked for it.
    pub(super) recalled: tokio::sync::OnceCell<()>,
}

impl<T: super::transport::Transport> Desk<T> {
    /// Reads one page. If it is one side of the web-login filter, and what that means is known,
    /// its rows say so.
    pub(super) async fn page(
        &self,
        account: &mut Account,
        query: &Query,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<(Stamp, Page), Failure> {
        let (stamp, mut page) = self.client.page(account, query, after, limit).await?;
        self.tell_sides(query, &mut page.rows).await;
        Ok((stamp, page))
    }

    /// [`Desk::page`] for somebody who means by the web-login filter what the vendor's page says: on
    /// a server where it means the opposite, the other side is asked for. That is found out with the
    /// first page that it narrows, if nobody knows yet.
    pub(super) async fn meant_page(
        &self,
        account: &mut Account,
        query: &Query,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<(Stamp, Page), Failure> {
        let asked = self.meant(query).await;
        let (stamp, mut page) = self.page(account, &asked, after, limit).await?;
        let Some(filter) = asked.web_login else {
            return Ok((stamp, page));
        };
        let is_unknown = self.sense().await.is_none() && !page.rows.is_empty();
        if !is_unknown || self.is_doubtful.swap(true, Ordering::Relaxed) {
            return Ok((stamp, page));
        }
        match self.find_out(account, filter, &page.rows).await {
            // Those listed are not those meant.
            Some(Sense::Locked) => {
                let asked = self.meant(query).await;
                self.page(account, &asked, after, limit).await
            }
            Some(Sense::Open) | None => {
                self.tell_sides(&asked, &mut page.rows).await;
                Ok((stamp, page))
            }
        }
    }

    /// The query that lists whom this one means, as far as is known.
    async fn meant(&self, query: &Query) -> Query {
        let sense = self.sense().await.unwrap_or(Sense::Open);
        Query {
            web_login: query.web_login.map(|open| sense.filter(!open)),
            ..*query
        }
    }

    /// If this query lists one side of the web-login filter, and what that means is known, the rows
    /// it listed say so.
    pub(super) async fn tell_sides(&self, query: &Query, rows: &mut [Row]) {
        if let Some(filter) = query.web_login
            && let Some(sense) = self.sense().await
        {
            for row in rows {
                row.block_web_login = Some(sense.locked(filter));
            }
        }
    }

    /// Asks users whom the web-login filter lists what that means; `None` = they do not tell.
    pub(super) async fn find_out(
        &self,
        account: &mut Account,
        filter: bool,
        rows: &[Row],
    ) -> Option<Sense> {
        let locked = Sense::Open.locked(filter);
        let sense = jobs::find_out(self, account, rows, locked).await?;
        self.learn(sense).await;
        Some(sense)
    }

    /// What the web-login filter means on this server, if that was found out, in this run or an
    /// earlier one.
    pub(super) async fn sense(&self) -> Option<Sense> {
        self.recalled.get_or_init(|| self.recall()).await;
        *self.lock_sense()
    }

    /// Remembers what the web-login filter means, for the next start too.
    async fn learn(&self, sense: Sense) {
        *self.lock_sense() = Some(sense);
        let Some(place) = self.settings.earlier.clone() else {
            return;
        };
        let kept = tokio::task::spawn_blocking(move || cache::keep_sense(&place, sense)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!(%error, "what the web-login filter means is not kept");
        }
    }

    /// Asks the disk, once.
    async fn recall(&self) {
        let Some(place) = self.settings.earlier.clone() else {
            return;
        };
        match tokio::task::spawn_blocking(move || cache::read_sense(&place)).await {
            Ok(Ok(sense)) => *self.lock_sense() = sense,
            Ok(Err(error)) => {
                tracing::warn!(%error, "what the web-login filter means is found out again");
            }
            Err(_) => {}
        }
    }

    /// Which ids the list of an earlier run had.
    pub(super) async fn known_ids(&self) -> Known {
        let Some(place) = self.settings.earlier.clone() else {
            return Known::default();
        };
        let read = tokio::task::spawn_blocking(move || {
            let mut known = Known::default();
            let read = cache::read(&place, |block| {
                let mut ids = (0..block.len()).map(|row| number_of(block.id(row)));
                ids.all(|id| id.is_some_and(|id| known.add(id)))
            });
            read.map(|()| known)
        });
        match read.await {
            Ok(Ok(known)) => known,
            Ok(Err(error)) => {
                let reason = error.to_string();
                self.client.tell(Event::CacheRefused { reason }).await;
                Known::default()
            }
            Err(_) => Known::default(),
        }
    }

    fn lock_sense(&self) -> MutexGuard<'_, Option<Sense>> {
        let sense = self.sense.lock();
        sense.expect("nothing panics while the sense is locked")
    }

    /// Reads one user and tells about it.
    pub(super) async fn user(
        &self,
        account: &mut Account,
        id: &UserId,
    ) -> Result<Arc<User>, Failure> {
        let (stamp, user) = self.client.user(account, id).await?;
        self.lock_fresh().note(stamp, Arc::clone(&user));
        self.client
            .tell(Event::UserLoaded {
                stamp,
                user: Arc::clone(&user),
            })
            .await;
        Ok(user)
    }

    /// Reads one user to see how they stand. When that fails, what somebody else has read of them
    /// meanwhile is as good.
    pub(super) async fn look(
        &self,
        account: &mut Account,
        id: &UserId,
    ) -> Result<Arc<User>, Failure> {
        let began = self.clock.stamp();
        let read = self.user(account, id).await;
        read.or_else(|failure| self.lock_fresh().since(id, began).ok_or(failure))
    }

    /// The user as read within the last second, if so.
    pub(super) fn fresh_user(&self, id: &UserId) -> Option<Arc<User>> {
        self.lock_fresh().get(id, self.clock.now())
    }

    /// A write to this user ended just now: what was read before says nothing any more.
    pub(super) fn wrote(&self, id: &UserId) {
        let wrote = self.clock.stamp();
        self.lock_fresh().bar(id, wrote);
    }

    /// Writes to the journal; when that fails, writes are off.
    pub(super) async fn record(&self, records: &[Record]) -> Result<(), JournalFailure> {
        let written = self.journal.append(records).await;
        if let Err(failure) = &written {
            self.write_gate.forbid(read_only(failure));
        }
        written
    }

    /// Returns when the outcomes told so far are durable; when they cannot be, writes are off.
    pub(super) async fn sync(&self) {
        fail_point::pass(FailPoint::BeforeSync);
        if let Err(failure) = self.journal.sync().await {
            self.write_gate.forbid(read_only(&failure));
        }
    }

    /// Journals how an edit ended and tells. The caller does nothing slow afterwards, so that the
    /// actor knows before any command that follows from it arrives.
    pub(super) async fn settle(&self, settled: &Arc<Settled>) {
        // The outcome stands whether or not it could be written down; writes are off then.
        let _ = self.record(&[Record::Settled(Arc::clone(settled))]).await;
        self.tell_writes().await;
        self.client
            .tell(Event::EditSettled(Arc::clone(settled)))
            .await;
        fail_point::pass(FailPoint::AfterOutcomeTold);
    }

    /// Journals how many edits ended and tells, a group at a time.
    pub(super) async fn settle_all(&self, settled: &[Arc<Settled>]) {
        for group in settled.chunks(GROUP) {
            let record = |settled: &Arc<Settled>| Record::Settled(Arc::clone(settled));
            let records: Vec<_> = group.iter().map(record).collect();
            let _ = self.record(&records).await;
            self.tell_writes().await;
            for settled in group {
                self.client
                    .tell(Event::EditSettled(Arc::clone(settled)))
                    .await;
            }
        }
    }

    /// Tells whether writes are allowed, if that is news. The actor's loop never waits for this:
    /// those that stand before it in a full channel are part of the work that it polls.
    pub(super) async fn tell_writes(&self) {
        if let Some(writes) = self.write_gate.news() {
            self.client.tell(Event::WritesChanged(writes)).await;
        }
    }

    /// Whether writes are allowed now.
    pub(super) fn check_writes(&self) -> Result<(), ReadOnly> {
        match self.write_gate.writes(self.clock.now()) {
            Writes::Allowed | Writes::Until(_) => Ok(()),
            Writes::Forbidden(why) => Err(why),
        }
    }

    /// Waits, unless the program leaves first: then `false`.
    pub(super) async fn wait_until(&self, at: Instant) -> bool {
        self.closing
            .run_until_cancelled(tokio::time::sleep_until(at))
            .await
            .is_some()
    }

    /// A new attempt id.
    pub(super) fn mint_attempt(&self) -> AttemptId {
        let now = self.clock.now().as_millisecond();
        let mut random = self
            .random
            .lock()
            .expect("nothing panics while the dice are locked");
        AttemptId::mint(now, &mut random)
    }

    /// The open edits.
    pub(super) fn lock_open(&self) -> MutexGuard<'_, OpenEdits> {
        self.open
            .lock()
            .expect("nothing panics while the open edits are locked")
    }

    fn lock_fresh(&self) -> MutexGuard<'_, FreshReads> {
        self.fresh
            .lock()
            .expect("nothing panics while the fresh reads are locked")
    }
}

/// What a journal that cannot be written means for writes.
pub(super) fn read_only(failure: &JournalFailure) -> ReadOnly {
    match failure {
        JournalFailure::Locked(_) => ReadOnly::JournalLocked,
        JournalFailure::Full(_)
        | JournalFailure::Newer { .. }
        | JournalFailure::Foreign { .. }
        | JournalFailure::Files(_)
        | JournalFailure::Stopped => ReadOnly::JournalFailed,
    }
}
