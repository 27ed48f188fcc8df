//! Edits whose outcome is still open: they are read again later and hold further writes.
//!
//! Invariants: an edit settled anew keeps its id; after a newer write to the same fields, a read
//! says nothing about the older one, so it is never settled anew by it.

mod earlier;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::budget::Urgency;
use super::client::Account;
use super::desk::Desk;
use super::transport::Transport;
use super::write::readback::{Ending, Finding, Sent};
use crate::domain::outcome::FieldResult;
use crate::domain::{Edit, EditId, Field, Outcome, Settled, UserId};
use crate::protocol::Priority;

pub(super) use earlier::from_last_time;

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

/// All open edits.
#[derive(Debug, Default)]
pub(super) struct OpenEdits(HashMap<EditId, OpenEdit>);

/// Who wants a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The person, who wants to hear of it in any case.
    ByPerson,
    /// The clock; only news are told.
    ByClock,
}

impl OpenEdits {
    /// Notes an open edit.
    pub(super) fn insert(&mut self, open: OpenEdit) {
        self.0.insert(open.settled.edit, open);
    }

    /// The person closes it. `false` = it was not open.
    pub(super) fn remove(&mut self, edit: EditId) -> bool {
        self.0.remove(&edit).is_some()
    }

    /// Why `edit` must not be sent yet: an earlier edit of one of its fields has an unknown
    /// outcome, and may arrive late.
    pub(super) fn holding(&self, edit: &Edit) -> Option<String> {
        if let Some(open) = self.left_over(&edit.user) {
            return Some(format!(
                "held: a change of this user from last time ({}: {}) is unresolved; check or \
                 dismiss that one first",
                open.settled.edit,
                open.settled.wish()
            ));
        }
        let held = |open: &&OpenEdit| {
            open.settled.outcome == Outcome::Unknown
                && shared_field(&open.settled, &edit.user, edit).is_some()
        };
        let open = self
            .0
            .values()
            .filter(held)
            .min_by_key(|open| open.settled.edit)?;
        let field = shared_field(&open.settled, &edit.user, edit)?;
        Some(format!(
            "held: it is unknown whether an earlier edit of {} was applied ({}); check or dismiss \
             that one first",
            field.label(),
            open.settled.edit
        ))
    }

    /// An edit of this user that was left by an earlier run and that nobody looked at since.
    pub(super) fn left_over(&self, user: &UserId) -> Option<&OpenEdit> {
        let is_left = |open: &&OpenEdit| open.hold == Hold::User && open.settled.user == *user;
        self.0
            .values()
            .filter(is_left)
            .min_by_key(|open| open.settled.edit)
    }

    /// Somebody looked: from now on it is held like any other.
    fn looked(&mut self, edit: EditId) {
        if let Some(open) = self.0.get_mut(&edit) {
            open.hold = Hold::Fields;
        }
    }

    /// Takes out the open edits that a write of `edit` makes obsolete.
    pub(super) fn overtake(&mut self, edit: &Edit) -> Vec<OpenEdit> {
        let overtaken = |open: &OpenEdit| shared_field(&open.settled, &edit.user, edit).is_some();
        self.0
            .extract_if(|_, open| overtaken(open))
            .map(|(_, open)| open)
            .collect()
    }

    /// That write never arrived: they are open as before.
    pub(super) fn put_back(&mut self, overtaken: Vec<OpenEdit>) {
        for open in overtaken {
            self.insert(open);
        }
    }
}

/// Looks at an open edit at the set times after it was settled, until it is no longer open.
pub(super) async fn follow<T: Transport>(desk: Arc<Desk<T>>, edit: EditId, since: Instant) {
    for offset in desk.settings.later.clone() {
        if !desk.wait_until(since + offset).await {
            return;
        }
        look(&desk, edit, Asked::ByClock).await;
    }
}

/// Reads the user of an open edit and settles the edit anew.
pub(super) async fn look<T: Transport>(desk: &Desk<T>, edit: EditId, asked: Asked) {
    let Some(open) = desk.lock_open().0.get(&edit).cloned() else {
        return;
    };
    if !open.sent.is_verifiable() {
        return;
    }
    let priority = match asked {
        Asked::ByPerson => Priority::Key,
        Asked::ByClock => Priority::Detail,
    };
    let never = CancellationToken::new();
    let mut account = Account::new(Urgency::new(priority), never);
    let read = desk.user(&mut account, &open.settled.user).await;
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
    if asked == Asked::ByClock && !is_news {
        return;
    }
    let settled = Arc::new(anew(&open.settled, ending, account.spent, desk.clock.now()));
    {
        let mut edits = desk.lock_open();
        // Dismissed or overtaken while it was read: the last word was said.
        if edits.0.remove(&edit).is_none() {
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

fn shared_field(settled: &Settled, user: &UserId, edit: &Edit) -> Option<Field> {
    if settled.user != *user {
        return None;
    }
    let mut fields = settled.fields.iter().map(|result| result.field);
    fields.find(|field| edit.change.get(*field).is_some())
}
