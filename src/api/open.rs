//! Edits whose outcome is still open: they are read again later and hold further writes.
//!
//! Invariants: an edit settled anew keeps its id; after a newer write to the same fields, a read
//! says nothing about the older one, so it is never settled anew by it.

mod earlier;
mod edits;

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::budget::Urgency;
use super::client::Account;
use super::desk::Desk;
use super::transport::Transport;
use super::write::readback::{Ending, Finding, Sent};
use crate::domain::outcome::FieldResult;
use crate::domain::{EditId, Settled};
use crate::protocol::Priority;

pub(super) use earlier::from_last_time;
pub(super) use edits::OpenEdits;

/// An open edit: what was sent, and the last word on it.
#[derive(Debug, Clone)]
pub(super) struct OpenEdit {
    pub(super) sent: Sent,
    pub(super) settled: Arc<Settled>,
    /// When it was first settled; later looks count from here.
    pub(super) since: Instant,
    pub(super) hold: Hold,
}

/// What may not be written while an edit is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Its fields, as long as its outcome is unknown: it may arrive late.
    Fields,
    /// Its user: it was left by an earlier run, and nobody has looked since.
    User,
}

/// Who wants a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The person, who wants to hear of it in any case.
    Person,
    /// A write to the same user that is as urgent; only news are told.
    Write(Priority),
    /// The clock; only news are told. There may be many, so the person's reads go first.
    Clock,
}

/// How many open edits are looked at side by side when it is time for many.
const SIDE_BY_SIDE: usize = 4;

impl OpenEdit {
    /// An edit that ended just now and is open.
    pub(super) fn new(sent: Sent, settled: Arc<Settled>) -> Self {
        Self {
            sent,
            settled,
            since: Instant::now(),
            hold: Hold::Fields,
        }
    }
}

/// Looks at edits at the set times after they were settled, as long as they are open.
pub(super) async fn follow<T: Transport>(desk: Arc<Desk<T>>, edits: Vec<EditId>, since: Instant) {
    for offset in desk.settings.later.clone() {
        if !desk.wait_until(since + offset).await {
            return;
        }
        look_at_all(&desk, &edits).await;
    }
}

/// Looks at edits of which there may be many.
pub(super) async fn look_at_all<T: Transport>(desk: &Desk<T>, edits: &[EditId]) {
    let looks = stream::iter(edits.iter().copied());
    looks
        .for_each_concurrent(SIDE_BY_SIDE, |edit| look(desk, edit, Asked::Clock))
        .await;
}

/// Reads the user of an open edit and settles the edit anew.
pub(super) async fn look<T: Transport>(desk: &Desk<T>, edit: EditId, asked: Asked) {
    let Some(open) = desk.lock_open().get(edit).cloned() else {
        return;
    };
    if !open.sent.is_verifiable() {
        return;
    }
    let (priority, cancel) = match asked {
        Asked::Person => (Priority::Key, CancellationToken::new()),
        Asked::Write(priority) => (priority, desk.closing.clone()),
        Asked::Clock => (Priority::Job, desk.closing.clone()),
    };
    let mut account = Account::new(Urgency::new(priority), cancel);
    let read = desk.look(&mut account, &open.settled.user).await;
    let was_read = read.is_ok();
    let ending = match read {
        Err(failure) => same_as_before(
            &open,
            format!("read again without success: {}", failure.text),
        ),
        Ok(user) => match open.sent.judge(&user) {
            Finding::Ended(ending) => ending,
            Finding::Unmoved(values) if Instant::now() < open.sent.decided_at => {
                let said = "still the value from before, but it may be applied late";
                let ending = same_as_before(&open, format!("{}; {said}", open.sent.words()));
                Ending {
                    now: Some(values),
                    ..ending
                }
            }
            Finding::Unmoved(values) => open.sent.unmoved(values),
        },
    };
    if was_read {
        desk.lock_open().looked(edit);
    }
    let is_news =
        (ending.outcome, ending.read_back) != (open.settled.outcome, open.settled.read_back);
    if asked != Asked::Person && !is_news {
        return;
    }
    let settled = Arc::new(anew(&open.settled, ending, account.spent, desk.clock.now()));
    {
        let mut edits = desk.lock_open();
        // Dismissed or overtaken while it was read: the last word was said.
        if edits.remove(edit).is_none() {
            return;
        }
        if settled.is_open() {
            edits.insert(OpenEdit {
                settled: Arc::clone(&settled),
                hold: if was_read { Hold::Fields } else { open.hold },
                ..open
            });
        }
    }
    desk.settle(&settled).await;
}

fn same_as_before(open: &OpenEdit, detail: String) -> Ending {
    Ending {
        outcome: open.settled.outcome,
        detail,
        read_back: open.settled.read_back,
        now: None,
    }
}

fn anew(known: &Settled, ending: Ending, requests: u32, at: jiff::Timestamp) -> Settled {
    let fields = known.fields.iter().map(|result| FieldResult {
        now: match &ending.now {
            Some(values) => values.get(&result.field).cloned(),
            None => result.now.clone(),
        },
        ..result.clone()
    });
    Settled {
        outcome: ending.outcome,
        fields: fields.collect(),
        detail: ending.detail,
        read_back: ending.read_back,
        requests: known.requests + requests,
        at,
        ..known.clone()
    }
}
