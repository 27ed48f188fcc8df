//! Everything that crosses a channel.
//!
//! A [`Command`] (imperative) goes towards a worker, an [`Event`] (past tense) comes back. A
//! command carries its whole context; an event names the command it answers, so late events are
//! recognised by their ids. No closures, senders or handles travel here.

mod failure;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::arrangement::Arrangement;
use crate::domain::job::JobStage;
use crate::domain::paging::{Page, Query};
use crate::domain::plan::{EditId, JobId, Plan};
use crate::domain::roster::{Block, Slot, Stamp};
use crate::domain::user::{Row, User, UserId};
use crate::domain::{History, NeighbourList, Neighbours, Secret, Settled, Tally, View};

pub use failure::{Cause, Failure};
pub use sign_in::{SignIn, Standing, Way};

/// What the program can do to the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Something the API actor does.
    Api(ApiCommand),
    /// Something the matcher thread does.
    Search(SearchCommand),
    /// Something the terminal loop does.
    Terminal(TerminalCommand),
}

/// Names one reading of the list: new filters or a reload make a new one, and pages that answer
/// an older one are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ListingId(pub u64);

/// Names one arrangement of the loaded rows; what answers an older one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Generation(pub u64);

/// Commands to the matcher thread. It knows of the roster what it was told, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchCommand {
    /// A block of rows is new, or another one now.
    Rows {
        /// Which of the roster's blocks.
        block: usize,
        /// Its rows, shared.
        rows: Arc<Block>,
    },
    /// The listing changed.
    Listing {
        /// As many rows of it stay.
        from: usize,
        /// The rows behind those.
        slots: Vec<Slot>,
    },
    /// Work out which rows are shown, and go on with that as rows come in.
    Arrange {
        /// What the answers will name.
        generation: Generation,
        /// What is wanted; an empty one = nothing.
        arrangement: Arrangement,
    },
}

/// Who waits for a request; the budget serves them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// A key press: a write and its reads, a question the person asked.
    Key,
    /// The page in view.
    Page,
    /// The open detail pane.
    Detail,
    /// Jobs of many edits.
    Job,
    /// Filling in what nobody asked for; only when the budget is nearly full.
    Background,
}

/// Commands to the API actor.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiCommand {
    /// Read one page of the list.
    LoadPage {
        /// Which reading of the list it belongs to.
        listing: ListingId,
        /// The server filters.
        query: Query,
        /// The cursor; `None` = from the start.
        after: Option<UserId>,
        /// How many rows to ask for; the server may give fewer.
        limit: u32,
        /// Who waits for it.
        priority: Priority,
    },
    /// Read on to the end of the list with all that the budget gives: one page after the other,
    /// or several ranges of ids side by side where that is faster. Told as pages in the order of
    /// the list, until one is the last or one failed.
    LoadRest {
        /// Which reading of the list it belongs to.
        listing: ListingId,
        /// The server filters.
        query: Query,
        /// The cursor to go on from; `None` = from the start.
        after: Option<UserId>,
        /// How many rows to ask for at first; more, once the server gives full pages.
        limit: u32,
        /// Who waits for it.
        priority: Priority,
    },
    /// Read the web-login state of everybody listed, by the web-login filter: the smaller side of
    /// it is read, the others are on the other side.
    Sweep {
        /// Which reading of the list it is about.
        listing: ListingId,
        /// The server filters of that reading; none of them is the web login.
        query: Query,
        /// The last user listed; `None` = the list was read to its end.
        until: Option<UserId>,
        /// How many rows to ask for at first.
        limit: u32,
        /// Who waits for it.
        priority: Priority,
    },
    /// Ask for no further page of this sweep until told to go on; what is on its way is taken.
    PauseSweep(ListingId),
    /// Go on with a paused sweep.
    ContinueSweep(ListingId),
    /// Read one user. Two requests for the same user at once become one.
    LoadUser {
        /// Whom.
        id: UserId,
        /// Who waits for it.
        priority: Priority,
    },
    /// Read what stands beside the users, because somebody wants to pick from it: as urgent as a
    /// key press.
    LoadNeighbours(Neighbours),
    /// Carry out a plan: the only way to write.
    Begin(Arc<Plan>),
    /// Carry out these edits of an earlier job again, under its number: those that were never
    /// sent, or that failed. The plan holds only them.
    Resume(Arc<Plan>),
    /// Begin nothing new of a job until told to go on; what is in flight is finished.
    Pause(JobId),
    /// Go on with a paused job.
    Continue(JobId),
    /// Stop a job: edits not yet sent are withdrawn, those in flight are finished.
    Cancel(JobId),
    /// Stop reading pages and what stands beside the users, and background reads, as far as they
    /// have not been answered.
    CancelReads,
    /// Read an open edit's user again and settle the edit anew.
    Recheck(EditId),
    /// Close an open edit by the person's word; the note is journaled.
    Dismiss {
        /// Which edit.
        edit: EditId,
        /// Why it is no longer open.
        note: String,
    },
    /// Allow or forbid writes.
    SetWrites(Writes),
    /// Sign in, once: a refused password is counted by the server and never sent again by itself.
    SignIn {
        /// Whose.
        login_id: String,
        /// Sent, and forgotten.
        password: Secret,
    },
    /// Sign requests with this token from now on.
    UseToken(Secret),
    /// Try what was refused once more.
    TryAgain,
    /// Tell the server that the token is not used any more, and forget it.
    SignOut,
    /// Keep this list for the next start; what cannot be kept is not missed.
    KeepList(KeptList),
}

/// A list to be kept for the next start.
#[derive(Clone, PartialEq)]
pub struct KeptList {
    /// What is known, shared with the roster.
    pub blocks: Vec<Arc<Block>>,
    /// Who is in the list, in its order.
    pub slots: Vec<Slot>,
}

impl std::fmt::Debug for KeptList {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeptList({} users)", self.slots.len())
    }
}

/// Whether the actor may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Yes.
    Allowed,
    /// Yes, until this time (`:write 30m`).
    Until(Timestamp),
    /// No: what for, in [`ReadOnly`].
    Forbidden(ReadOnly),
}

/// Why nothing may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// The profile starts so, or `:ro`.
    Asked,
    /// `--read-only`, for as long as the program runs.
    Always,
    /// The time of `:write` is over.
    Expired,
    /// The journal cannot be written: what is not journaled is not sent.
    JournalFailed,
    /// Another process writes the journal of this profile.
    JournalLocked,
    /// This vendor's users are only read; why:
    /// [`Vendor::no_writes`](crate::domain::Vendor::no_writes).
    Vendor(&'static str),
    /// A worker died.
    WorkerStopped,
}

/// Commands to the terminal loop.
#[derive(Debug, Clone, PartialEq)]
pub enum TerminalCommand {
    /// Put a text on the clipboard (OSC 52; there is no reply, so nobody knows if it arrived).
    Copy(String),
    /// Draw everything anew.
    Redraw,
    /// Hand the terminal back to the shell until the next SIGCONT.
    Suspend,
    /// Write a text to a file that only the person can read; answered with how that went.
    Save {
        /// Where, as the person typed it.
        path: String,
        /// What.
        text: String,
        /// What to do with a file that is there.
        existing: Existing,
    },
    /// Read a file; answered with its text.
    Read {
        /// Where, as the person typed it.
        path: String,
    },
    /// Open the tenant of another profile and leave this one; answered only if that failed.
    Switch {
        /// The name of the profile.
        profile: String,
    },
    /// Do not open the other tenant after all.
    Stay,
    /// Add a view to the configuration; answered with how that went.
    KeepView(View),
    /// Leave.
    Quit,
}

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and say so.
    Keep,
    /// Put the new text in its place.
    Replace,
}

/// Where an edit is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Behind another edit of the same user, or behind the budget.
    Waiting,
    /// Reading the user before sending.
    PreFlight,
    /// The PATCH is on the wire.
    Sending,
    /// Reading the user after sending.
    ReadingBack,
    /// Read back unchanged; looking again at this time.
    LookingAgain {
        /// When.
        at: Timestamp,
    },
    /// Nobody knows whether it was applied; waiting before anything is sent again.
    Quiet {
        /// Until when.
        until: Timestamp,
    },
    /// The server asked to slow down.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// How far a reading of the rest has come, beyond the pages told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RestProgress {
    /// Rows read that wait for rows before them.
    pub ahead: usize,
    /// Pages asked for side by side.
    pub lanes: usize,
    /// How long the rest takes at this speed; `None` = nobody knows where the list ends.
    pub left: Option<Duration>,
}

/// One line of the redacted request log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// When it was sent.
    pub at: Timestamp,
    /// `GET`, `PATCH`, `POST`.
    pub method: &'static str,
    /// Path and query, no host; nothing secret is ever in it.
    pub path: String,
    /// For a write: the names of the fields it carried.
    pub fields: Vec<&'static str>,
    /// The HTTP status; `None` = no whole answer.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// What came of it, one line, untrusted.
    pub note: String,
}

/// The state of the request budget, for the header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetState {
    /// Requests per second now allowed.
    pub rate: f64,
    /// Requests per second configured.
    pub full_rate: f64,
    /// How many answers were 429 in this session.
    pub refused: u64,
    /// Nothing is sent before this time.
    pub paused_until: Option<Timestamp>,
}

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
    /// A part of the list that an earlier run kept, from its start to its end.
    CacheRead(Arc<Block>),
    /// The list that an earlier run kept was thrown away.
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
