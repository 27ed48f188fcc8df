//! What workers report.
//!
//! Invariant: an event names what it answers, so that a late one is known by its ids and never by
//! what is on the screen; what was read from the server carries when that was asked.

use std::sync::Arc;

use super::api_command::ListingId;
use super::command::Generation;
use super::failure::Failure;
use super::progress::{BudgetState, RequestLine, RestProgress, Stage};
use super::sign_in::SignIn;
use super::writes::Writes;
use crate::domain::job::JobStage;
use crate::domain::paging::Page;
use crate::domain::plan::{EditId, JobId};
use crate::domain::roster::{Block, Slot, Stamp};
use crate::domain::user::{Row, User, UserId};
use crate::domain::{History, NeighbourList, Neighbours, Settled, Tally};

/// What workers report.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A page arrived.
    PageLoaded {
        /// Which reading of the list it belongs to.
        listing: ListingId,
        /// The cursor it was read after.
        after: Option<UserId>,
        /// When it was sent.
        stamp: Stamp,
        /// The rows.
        page: Page,
    },
    /// A page could not be read, retries included.
    PageFailed {
        /// Which reading of the list.
        listing: ListingId,
        /// The cursor.
        after: Option<UserId>,
        /// Why.
        failure: Failure,
    },
    /// How far a reading of the rest has come; the rows told are counted by whoever hears them.
    RestMoved {
        /// Which reading of the list.
        listing: ListingId,
        /// More than what was told so far.
        progress: RestProgress,
    },
    /// The rest cannot be read side by side: it is read one page after the other from here.
    RestSlowed {
        /// Which reading of the list.
        listing: ListingId,
        /// Why, in a sentence.
        cause: String,
    },
    /// Users on one side of the web-login filter, as listed, with that state.
    SideLoaded {
        /// Which reading of the list the sweep is about.
        listing: ListingId,
        /// When it was sent.
        stamp: Stamp,
        /// The rows.
        rows: Vec<Row>,
    },
    /// A sweep is over: everybody listed whom it did not name is on the other side.
    Swept {
        /// Which reading of the list it was about.
        listing: ListingId,
        /// When its first page was sent: what is inferred is as old as that.
        stamp: Stamp,
        /// Whether the web login of those it did not name is locked.
        others_locked: bool,
        /// Requests it took.
        requests: u32,
    },
    /// A sweep could not be finished; what it named stands.
    SweepFailed {
        /// Which reading of the list it was about.
        listing: ListingId,
        /// Why.
        failure: Failure,
    },
    /// A single read arrived: asked for, pre-flight or read-back.
    UserLoaded {
        /// When it was sent.
        stamp: Stamp,
        /// The record.
        user: Arc<User>,
    },
    /// A single read failed, retries included.
    UserFailed {
        /// Whom.
        id: UserId,
        /// Why.
        failure: Failure,
    },
    /// What stands beside the users arrived.
    NeighboursLoaded {
        /// When it was sent.
        stamp: Stamp,
        /// The list, which says of what.
        list: Arc<NeighbourList>,
    },
    /// What stands beside the users could not be read, retries included.
    NeighboursFailed {
        /// Which list.
        of: Neighbours,
        /// Why.
        failure: Failure,
    },
    /// A part of the list that an earlier run kept, from its start to its end. It is sound; what
    /// follows may not be.
    CacheRead(Arc<Block>),
    /// That list was told to its end, and all of it was sound.
    CacheEnded,
    /// The list that an earlier run kept was thrown away: what was told of it is not to be believed.
    CacheRefused {
        /// Why, in a few words.
        reason: String,
    },
    /// A list that was to be kept is on the disk, or cannot be.
    ListKept,
    /// What earlier runs left behind; told once, at the start, before any edit begins.
    Recovered {
        /// The edits that ended, and those of which nobody knows the end: these are open.
        history: Arc<History>,
        /// The number of the next job.
        next_job: JobId,
        /// What is wrong with the journal, in sentences.
        warnings: Vec<String>,
    },
    /// An edit came to another stage.
    EditMoved {
        /// Which.
        edit: EditId,
        /// Where it is now.
        stage: Stage,
    },
    /// An edit ended, or an open one was settled anew by a re-check.
    EditSettled(Arc<Settled>),
    /// A job came to another stage.
    JobMoved {
        /// Which.
        job: JobId,
        /// Where it is now.
        stage: JobStage,
    },
    /// Every edit of a job has ended.
    JobEnded {
        /// Which.
        job: JobId,
        /// How the edits ended that were carried out this time; of a job taken up again these are
        /// not all of its plan, see [`History::progress`].
        tally: Tally,
    },
    /// A request was answered or given up.
    RequestLogged(RequestLine),
    /// The budget changed.
    BudgetChanged(BudgetState),
    /// Writes were allowed or forbidden.
    WritesChanged(Writes),
    /// Somebody signed in or out, a token was renewed or refused.
    SignInChanged(SignIn),
    /// A sign-in that the person asked for did not work; the password is not kept.
    SignInFailed(Failure),
    /// The matcher worked out rows of an arrangement.
    Arranged {
        /// Which one.
        generation: Generation,
        /// As many of the rows told before stay.
        keeps: usize,
        /// The rows behind those.
        rows: Arc<Vec<Slot>>,
        /// Whether all rows were looked at that were loaded when it was asked.
        is_whole: bool,
    },
    /// The matcher thread is gone.
    SearchStopped,
    /// A worker is gone: the program goes read-only.
    WorkerStopped {
        /// What happened.
        reason: String,
    },
}
