//! A conversation with the actor: questions in, the answers that belong to them out.
//!
//! Invariant: every event is read (the actor never waits for us for long), logged once, and goes
//! to the one who asked; at most one page per listing is on its way.

mod many;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::api::actor::Link;
use crate::domain::{EditId, History, JobId, Page, Query, Settled, User, UserId};
use crate::protocol::{ApiCommand, Cause, Event, Failure, ListingId, Priority, ReadOnly, Writes};
use crate::text;

use super::exit::Exit;

/// The actor, from a verb's side.
#[derive(Debug)]
pub struct Session {
    commands: Option<mpsc::UnboundedSender<ApiCommand>>,
    events: mpsc::Receiver<Event>,
    arrived: HashMap<ListingId, VecDeque<Result<Page, Failure>>>,
    /// What the person should know of the reading.
    remarks: Vec<String>,
    listings: u64,
    forbidden: Option<ReadOnly>,
    start: Option<Start>,
    /// The last word on edits that an earlier run left open.
    left_open: HashMap<EditId, Arc<Settled>>,
    is_journaled: bool,
}

/// What is known before the first plan.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// What was done before.
    pub(super) history: Arc<History>,
    /// The number of the next job.
    pub(super) next_job: JobId,
    /// What is wrong with the journal, in sentences.
    pub(super) warnings: Vec<String>,
}

/// Why an answer does not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// The read failed, retries included.
    #[error("{}{}", .0.text, way_out(.0))]
    Failed(Failure),
    /// The actor is gone.
    #[error(
        "the program's own worker stopped ({0}); nothing more can be read or sent, please report this"
    )]
    Stopped(String),
}

/// What there is to do without a screen, where the words of the failure leave it open.
fn way_out(failure: &Failure) -> &'static str {
    match failure.cause {
        Cause::SignedOut => " (rosterm login, or another token)",
        Cause::NotFound | Cause::Throttled | Cause::Network | Cause::Answer | Cause::Cancelled => {
            ""
        }
    }
}

impl Trouble {
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Failed(failure) => Exit::from(failure),
            Self::Stopped(_) => Exit::Unknown,
        }
    }
}

impl Session {
    /// Takes over the link.
    #[must_use]
    pub fn new(link: Link) -> Self {
        Self {
            commands: Some(link.commands),
            events: link.events,
            arrived: HashMap::new(),
            remarks: Vec::new(),
            listings: 0,
            forbidden: None,
            start: None,
            left_open: HashMap::new(),
            is_journaled: true,
        }
    }

    /// The same, with a tenant whose journal ends with this process.
    #[must_use]
    pub fn without_journal(self) -> Self {
        Self {
            is_journaled: false,
            ..self
        }
    }

    /// Whether what is written now can be looked up by a later run.
    pub(super) fn is_journaled(&self) -> bool {
        self.is_journaled
    }

    /// A new reading of the list.
    pub(super) fn new_listing(&mut self) -> ListingId {
        self.listings += 1;
        ListingId(self.listings)
    }

    /// Asks for a page; [`Session::page`] waits for it.
    pub(super) fn ask_page(
        &self,
        listing: ListingId,
        query: Query,
        after: Option<UserId>,
        limit: u32,
    ) {
        let priority = Priority::Page;
        self.command(ApiCommand::LoadPage {
            listing,
            query,
            after,
            limit,
            priority,
        });
    }

    /// Asks for all pages, of this size at first; [`Session::page`] waits for each.
    pub(super) fn ask_rest(&self, listing: ListingId, query: Query, limit: u32) {
        let priority = Priority::Page;
        self.command(ApiCommand::LoadRest {
            listing,
            query,
            after: None,
            limit,
            priority,
        });
    }

    /// The next page of `listing` that was asked for.
    pub(super) async fn page(&mut self, listing: ListingId) -> Result<Page, Trouble> {
        loop {
            let arrived = self.arrived.get_mut(&listing);
            if let Some(answer) = arrived.and_then(VecDeque::pop_front) {
                return answer.map_err(Trouble::Failed);
            }
            let event = self.event().await?;
            self.keep(event);
        }
    }

    /// Keeps a page for whoever asked for it.
    fn keep(&mut self, event: Event) {
        let (listing, answer) = match event {
            Event::PageLoaded { listing, page, .. } => (listing, Ok(page)),
            Event::PageFailed {
                listing, failure, ..
            } => (listing, Err(failure)),
            Event::RestSlowed { cause, .. } => return self.remarks.push(cause),
            _ => return,
        };
        self.arrived.entry(listing).or_default().push_back(answer);
    }

    /// What the person should know of the reading, since it was asked for last.
    pub(super) fn remarks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.remarks)
    }

    /// The single read of one user. Pages that arrive meanwhile are kept.
    pub(super) async fn user(&mut self, id: &UserId) -> Result<Arc<User>, Trouble> {
        self.command(ApiCommand::LoadUser {
            id: id.clone(),
            priority: Priority::Key,
        });
        loop {
            match self.event().await? {
                Event::UserLoaded { user, .. } if user.id == *id => return Ok(user),
                Event::UserFailed {
                    id: failed,
                    failure,
                } if failed == *id => {
                    return Err(Trouble::Failed(failure));
                }
                event => self.keep(event),
            }
        }
    }

    /// Waits until the journal is read; nothing else may be asked for meanwhile.
    pub(super) async fn start(&mut self) -> Result<Start, Trouble> {
        loop {
            if let Some(start) = &self.start {
                return Ok(start.clone());
            }
            self.event().await?;
        }
    }

    /// Why nothing is sent any more, if so.
    pub(super) fn forbidden(&self) -> Option<ReadOnly> {
        self.forbidden
    }

    /// The last word on an edit that an earlier run left open.
    pub(super) fn looked_at(&self, edit: EditId) -> Option<Arc<Settled>> {
        self.left_open.get(&edit).map(Arc::clone)
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::WritesChanged(Writes::Forbidden(why)) => self.forbidden = Some(*why),
            Event::EditSettled(settled) => {
                if let Some(known) = self.left_open.get_mut(&settled.edit) {
                    *known = Arc::clone(settled);
                }
            }
            Event::Recovered {
                history,
                next_job,
                warnings,
            } => {
                let open = history.open();
                self.left_open = open
                    .map(|settled| (settled.edit, Arc::clone(settled)))
                    .collect();
                self.start = Some(Start {
                    history: Arc::clone(history),
                    next_job: *next_job,
                    warnings: warnings.clone(),
                });
            }
            _ => {}
        }
    }

    /// Sends a command. A dead actor is noticed by the next [`Session::event`].
    pub(super) fn command(&self, command: ApiCommand) {
        if let Some(commands) = &self.commands {
            let _ = commands.send(command);
        }
    }

    /// Asks the actor to end: nothing new begins, what was sent is followed to an answer. The
    /// events go on until it has ended.
    pub(super) fn close(&mut self) {
        self.commands = None;
    }

    /// The next event, if it comes before `until` and the actor lives.
    pub(super) async fn event_before(&mut self, until: Instant) -> Option<Event> {
        let next = tokio::time::timeout_at(until, self.event()).await;
        next.ok()?.ok()
    }

    /// The next event, written to the log.
    pub(super) async fn event(&mut self) -> Result<Event, Trouble> {
        let Some(event) = self.events.recv().await else {
            return Err(Trouble::Stopped("it ended".to_owned()));
        };
        log(&event);
        self.note(&event);
        match event {
            Event::WorkerStopped { reason } => Err(Trouble::Stopped(reason)),
            event => Ok(event),
        }
    }
}

fn log(event: &Event) {
    match event {
        Event::RequestLogged(line) => tracing::debug!(
            method = line.method,
            path = %text::one_line(&line.path),
            fields = %line.fields.join(","),
            status = line.status,
            took_ms = u64::try_from(line.took.as_millis()).unwrap_or(u64::MAX),
            note = %text::one_line(&line.note),
            "request"
        ),
        Event::Recovered {
            history, next_job, ..
        } => {
            let open = history.open().count();
            tracing::debug!(%next_job, open, "journal recovered");
        }
        Event::EditMoved { edit, stage } => tracing::debug!(%edit, ?stage, "edit moved"),
        Event::EditSettled(settled) => tracing::info!(
            edit = %settled.edit,
            user = %settled.user,
            outcome = settled.outcome.word(),
            requests = settled.requests,
            detail = %text::one_line(&settled.detail),
            "edit settled"
        ),
        Event::PageFailed { failure, .. }
        | Event::UserFailed { failure, .. }
        | Event::NeighboursFailed { failure, .. }
        | Event::SweepFailed { failure, .. } => {
            tracing::warn!(cause = ?failure.cause, text = %text::one_line(&failure.text), "read failed");
        }
        Event::BudgetChanged(state) => {
            tracing::info!(rate = state.rate, refused = state.refused, "budget")
        }
        Event::WritesChanged(writes) => tracing::info!(?writes, "writes"),
        Event::SignInChanged(sign_in) => tracing::info!(?sign_in, "sign-in"),
        Event::SignInFailed(failure) => {
            tracing::warn!(text = %text::one_line(&failure.text), "sign-in failed");
        }
        Event::WorkerStopped { reason } => {
            tracing::error!(reason = %text::one_line(reason), "worker stopped")
        }
        Event::PageLoaded { listing, page, .. } => {
            tracing::debug!(
                listing = listing.0,
                rows = page.rows.len(),
                skipped = page.skipped,
                "page"
            );
        }
        Event::RestMoved { listing, progress } => {
            tracing::debug!(listing = listing.0, ?progress, "rest");
        }
        Event::RestSlowed { listing, cause } => {
            tracing::warn!(listing = listing.0, %cause, "rest");
        }
        Event::SideLoaded { listing, rows, .. } => {
            tracing::debug!(listing = listing.0, rows = rows.len(), "side");
        }
        Event::Swept {
            listing, requests, ..
        } => tracing::info!(listing = listing.0, requests, "swept"),
        Event::CacheRead(block) => tracing::debug!(rows = block.len(), "cached list"),
        Event::CacheEnded => tracing::debug!("cached list read"),
        Event::ListKept => tracing::debug!("list kept"),
        Event::CacheRefused { reason } => {
            tracing::warn!(reason = %text::one_line(reason), "cached list");
        }
        Event::UserLoaded { user, .. } => tracing::debug!(user = %user.id, "user"),
        Event::NeighboursLoaded { list, .. } => {
            tracing::debug!(
                rows = list.rows.len(),
                skipped = list.skipped,
                "{}",
                list.of.name()
            );
        }
        Event::JobMoved { job, stage } => tracing::info!(%job, ?stage, "job moved"),
        Event::JobEnded { job, .. } => tracing::info!(%job, "job ended"),
        // There is no matcher here.
        Event::Arranged { .. } | Event::SearchStopped => {}
    }
}
