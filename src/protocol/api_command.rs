//! What the API actor can be asked for: reads of the list and of one user, jobs, signing in.
//!
//! Invariant: users are written to only after [`ApiCommand::Begin`] or [`ApiCommand::Resume`], and
//! both take a plan; a password or token travels as a [`Secret`], which cannot be printed.

use std::sync::Arc;

use super::writes::Writes;
use crate::domain::paging::Query;
use crate::domain::plan::{EditId, JobId, Plan};
use crate::domain::roster::{Block, Slot};
use crate::domain::user::UserId;
use crate::domain::{Neighbours, Secret};

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

/// Names one reading of the list: new filters or a reload make a new one, and pages that answer
/// an older one are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ListingId(pub u64);

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
