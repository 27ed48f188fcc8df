//! Edits that wait for the list to tell what became of them, and edits that never had their turn.
//!
//! Invariant: "verified" needs the wanted values in a list that was read after the PATCH; whatever
//! else the list says, or does not say, is no outcome.

use std::sync::Arc;

use super::leash::Leash;
use super::readback::{Ending, Finding, Sent};
use super::{Carried, Ended, Order, Run};
use crate::api::desk::Desk;
use crate::api::open::OpenEdit;
use crate::api::transport::Transport;
use crate::domain::{Outcome, Settled, User};
use crate::protocol::Stage;

/// Said of what the list told.
const IN_THE_LIST: &str = "read in the list";

/// An edit that was sent and said yes to; the list will tell.
#[derive(Debug)]
pub(in crate::api) struct Parked {
    pub(in crate::api) order: Order,
    pub(in crate::api) sent: Sent,
    pub(in crate::api) leash: Arc<Leash>,
}

impl<T: Transport> Run<'_, T> {
    pub(super) async fn park(self, leash: Arc<Leash>) -> Carried {
        self.stage(Stage::ReadingBack).await;
        let order = self.order.with(self.attempts, self.account.spent);
        let sent = self.last.expect("only what was sent is parked");
        Carried::Parked(Box::new(Parked { order, sent, leash }))
    }
}

impl Parked {
    /// "Verified", if the list shows every wanted value; otherwise the list does not tell.
    pub(in crate::api) fn judge(&self, listed: &User) -> Option<Ending> {
        match self.sent.judge(listed) {
            Finding::Ended(mut ending) if ending.outcome == Outcome::Verified => {
                ending.remark(IN_THE_LIST);
                Some(ending)
            }
            Finding::Ended(_) | Finding::Unmoved(_) => None,
        }
    }

    /// Accepted: the server said yes, and nobody read whether it is true.
    pub(in crate::api) fn unread(self, why: &str, at: jiff::Timestamp) -> Ended {
        let ending = self.sent.unread(why);
        self.end(ending, at)
    }

    /// It ended so.
    pub(in crate::api) fn end(self, ending: Ending, at: jiff::Timestamp) -> Ended {
        self.leash.finish();
        let settled = self.order.settle(ending, Some(&self.sent.base.values), at);
        let settled = Arc::new(settled);
        let open = settled.is_open();
        Ended {
            open: open.then(|| OpenEdit::new(self.sent, Arc::clone(&settled))),
            settled,
        }
    }
}

/// Settles edits that were taken back before they had their turn, each with the reason.
pub(in crate::api) async fn withdraw<T: Transport>(
    desk: Arc<Desk<T>>,
    orders: Vec<(Order, &'static str)>,
) -> Vec<Arc<Settled>> {
    let at = desk.clock.now();
    let settled = orders.into_iter().map(|(order, reason)| {
        // Carried out again without getting that far: what was said of it stands.
        if let Some(open) = order.earlier {
            let settled = Arc::clone(&open.settled);
            desk.lock_open().insert(open);
            return settled;
        }
        let ending = Ending {
            outcome: Outcome::Withdrawn,
            detail: reason.to_owned(),
            read_back: false,
            now: None,
        };
        Arc::new(order.settle(ending, None, at))
    });
    let settled: Vec<_> = settled.collect();
    desk.settle_all(&settled).await;
    settled
}

/// Tells how these ended.
pub(in crate::api) async fn tell_all<T: Transport>(
    desk: Arc<Desk<T>>,
    ended: Vec<Ended>,
) -> Vec<Ended> {
    let settled: Vec<_> = ended
        .iter()
        .map(|ended| Arc::clone(&ended.settled))
        .collect();
    desk.settle_all(&settled).await;
    ended
}
