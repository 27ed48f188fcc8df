//! The reads of the last second, and the writes they must be younger than.
//!
//! Invariant: a read that was sent before a write to the same user ended never serves as that
//! user's pre-flight.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Stamp, User, UserId};

/// A read this young serves as a pre-flight.
const FRESH: Duration = Duration::from_secs(1);
/// No request lives longer, whatever its deadlines: no older read can still arrive.
const LONGEST_REQUEST: Duration = Duration::from_secs(600);
/// So many may be kept before the old ones are looked for.
const ROOM: usize = 64;

/// Reads just made.
#[derive(Debug, Default)]
pub(super) struct FreshReads {
    reads: HashMap<UserId, (Stamp, Arc<User>)>,
    written: HashMap<UserId, Stamp>,
    /// How many were kept when the old ones were last looked for.
    kept: usize,
}

impl FreshReads {
    /// A read arrived.
    pub(super) fn note(&mut self, stamp: Stamp, user: Arc<User>) {
        let too_old = self
            .written
            .get(&user.id)
            .is_some_and(|wrote| stamp.sent < wrote.sent);
        let newer = self
            .reads
            .get(&user.id)
            .is_some_and(|(known, _)| known.sent > stamp.sent);
        if !too_old && !newer {
            self.forget_old(stamp.at);
            self.reads.insert(user.id.clone(), (stamp, user));
        }
    }

    /// A write to this user ended: what was read before says nothing any more.
    pub(super) fn bar(&mut self, user: &UserId, wrote: Stamp) {
        self.forget_old(wrote.at);
        self.reads.remove(user);
        self.written.insert(user.clone(), wrote);
    }

    /// The user as read within the last second.
    pub(super) fn get(&self, id: &UserId, now: Timestamp) -> Option<Arc<User>> {
        let (stamp, user) = self.reads.get(id)?;
        (age(stamp, now) < FRESH).then(|| Arc::clone(user))
    }

    /// The user as read since then.
    pub(super) fn since(&self, id: &UserId, since: Stamp) -> Option<Arc<User>> {
        let (stamp, user) = self.reads.get(id)?;
        (stamp.sent > since.sent).then(|| Arc::clone(user))
    }

    /// Looks for old ones only when there are twice as many as the last time, so that it costs
    /// each of thousands of edits next to nothing.
    fn forget_old(&mut self, now: Timestamp) {
        if self.reads.len() + self.written.len() < 2 * self.kept + ROOM {
            return;
        }
        self.reads.retain(|_, (stamp, _)| age(stamp, now) < FRESH);
        self.written
            .retain(|_, stamp| age(stamp, now) < LONGEST_REQUEST);
        self.kept = self.reads.len() + self.written.len();
    }
}

fn age(stamp: &Stamp, now: Timestamp) -> Duration {
    now.duration_since(stamp.at).unsigned_abs()
}
