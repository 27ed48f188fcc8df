//! One edit, from the plan to its outcome: pre-flight, journal, send, read back.
//!
//! Invariants: a PATCH is never sent twice on the same grounds (each is preceded by a read that
//! shows the value from before, and after an unclear answer by a quiet minute); an attempt is
//! durable in the journal before its first byte leaves; what is said at the end was read.

pub(super) mod leash;
pub(super) mod preflight;
pub(super) mod readback;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::budget::Urgency;
use super::client::Account;
use super::desk::Desk;
use super::dialect::Verdict;
use super::gate::Permit;
use super::grant;
use super::open::OpenEdit;
use super::transport::{SendError, Transport};
use crate::domain::history::Record;
use crate::domain::outcome::FieldResult;
use crate::domain::{AttemptId, Change, Edit, JobId, Outcome, Settled, User, Values};
use crate::protocol::{Event, Failure, Priority, Stage};

use leash::Leash;
use preflight::Advice;
use readback::{Claim, Ending, Finding, Sent};

/// How many PATCHes one edit may put on the wire: refusals to connect, 429s and the one re-send
/// after a quiet minute all together.
const ATTEMPTS: usize = 4;

/// An edit and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) edit: Edit,
    pub(super) job: JobId,
    pub(super) reason: Option<String>,
    pub(super) priority: Priority,
}

/// Carries out one edit to its end and tells about it.
pub(super) async fn carry_out<T: Transport>(
    desk: Arc<Desk<T>>,
    order: Order,
    leash: Arc<Leash>,
) -> (Arc<Settled>, Option<OpenEdit>) {
    let account = Account::new(Urgency::new(order.priority), leash.token());
    let mut run = Run {
        desk: &desk,
        leash: &leash,
        account,
        order,
        attempts: Vec::new(),
        last: None,
        pre_flight: None,
        reached: false,
        resent: false,
        slot: None,
    };
    let ending = run.run().await;
    let settled = Arc::new(run.settled(ending));
    let open = run.last.filter(|_| settled.is_open()).map(|sent| OpenEdit {
        sent,
        settled: Arc::clone(&settled),
        since: Instant::now(),
    });
    leash.finish();
    desk.settle(&settled).await;
    (settled, open)
}

/// Settles an edit that was taken back before it had its turn.
pub(super) async fn withdraw<T: Transport>(
    desk: Arc<Desk<T>>,
    order: Order,
    detail: String,
) -> Arc<Settled> {
    let ending = Ending {
        outcome: Outcome::Withdrawn,
        detail,
        read_back: false,
        now: None,
    };
    let at = desk.clock.now();
    let settled = Arc::new(settle(&order, ending, None, Vec::new(), 0, at));
    desk.settle(&settled).await;
    settled
}

struct Run<'a, T> {
    desk: &'a Desk<T>,
    leash: &'a Leash,
    account: Account,
    order: Order,
    attempts: Vec<AttemptId>,
    /// The last PATCH that may have reached the server.
    last: Option<Sent>,
    /// The last pre-flight read.
    pre_flight: Option<Arc<User>>,
    /// Whether a PATCH reached the server, if only to be told to slow down.
    reached: bool,
    /// Whether the one automatic re-send is used up.
    resent: bool,
    /// A job's place among those at work.
    slot: Option<OwnedSemaphorePermit>,
}

/// What came of sending.
enum Attempted {
    /// It may have reached the server.
    Sent,
    /// It certainly was not applied: from the pre-flight again.
    NotTaken,
    /// It is over.
    Over(Ending),
}

/// The go-ahead of the pre-flight: the user before, the fields to send, and a permit already
/// held, so that nothing but one round trip lies between the read and the write.
struct Ready {
    base: Arc<User>,
    change: Change,
    permit: Permit,
}

impl<T: Transport> Run<'_, T> {
    async fn run(&mut self) -> Ending {
        self.stage(Stage::Waiting).await;
        if let Err(ending) = self.admit().await {
            return ending;
        }
        loop {
            let ready = match self.prepare().await {
                Ok(ready) => ready,
                Err(ending) => return ending,
            };
            match self.attempt(ready).await {
                Attempted::Over(ending) => return ending,
                Attempted::NotTaken if self.last.is_none() => self.leash.reopen(),
                Attempted::NotTaken => {}
                Attempted::Sent => {
                    if let Some(ending) = self.read_back().await {
                        return ending;
                    }
                    // Still the value from before after the quiet minute: once more.
                    self.resent = true;
                }
            }
            if self.leash.is_withdrawn() {
                return self.unsent(Outcome::Withdrawn, self.leash.reason());
            }
        }
    }

    /// What can be said without a request.
    async fn admit(&mut self) -> Result<(), Ending> {
        if self.order.edit.change.is_empty() {
            return Err(self.unsent(Outcome::Unchanged, String::new()));
        }
        if let Some(text) = preflight::impossible(&self.order.edit.change) {
            return Err(self.unsent(Outcome::NotSent, text));
        }
        if !self.order.edit.force
            && let Some(text) = self.desk.lock_open().holding(&self.order.edit)
        {
            return Err(self.unsent(Outcome::NotSent, text));
        }
        if self.order.priority == Priority::Job {
            let slots = Arc::clone(&self.desk.slots);
            let slot = self
                .account
                .cancel
                .run_until_cancelled(slots.acquire_owned())
                .await;
            let Some(slot) = slot else {
                return Err(self.unsent(Outcome::Withdrawn, self.leash.reason()));
            };
            self.slot = Some(slot.expect("the slots are never closed"));
        }
        Ok(())
    }

    /// Reads the user and compares. `Err` = there is nothing (more) to send.
    async fn prepare(&mut self) -> Result<Ready, Ending> {
        loop {
            if let Err(why) = self.desk.check_writes().await {
                return Err(self.unsent(Outcome::NotSent, grant::reason(why).to_owned()));
            }
            let Some(permit) = self.desk.client.permit(&self.account).await else {
                return Err(self.unsent(Outcome::Withdrawn, self.leash.reason()));
            };
            self.stage(Stage::PreFlight).await;
            let base = match self.desk.fresh_user(&self.order.edit.user) {
                Some(user) => user,
                None => match self
                    .desk
                    .user(&mut self.account, &self.order.edit.user)
                    .await
                {
                    Ok(user) => user,
                    Err(failure) => return Err(self.blind_pre_flight(&failure)),
                },
            };
            self.pre_flight = Some(Arc::clone(&base));
            let change = self.compare(&base)?;
            // A 429 to somebody else's request may have closed the gate meanwhile; the read would
            // be stale by the time it opens.
            if !self.desk.client.is_paused() {
                return Ok(Ready {
                    base,
                    change,
                    permit,
                });
            }
        }
    }

    fn compare(&self, base: &User) -> Result<Change, Ending> {
        // An earlier attempt may have arrived late.
        if let Some(sent) = &self.last
            && let Finding::Ended(ending) = sent.judge(base)
        {
            return Err(ending);
        }
        let read = |outcome, detail| {
            let ending = self.unsent(outcome, detail);
            Ending {
                read_back: true,
                ..ending
            }
        };
        match preflight::advise(&self.order.edit, base) {
            // The server asked to slow down and yet it is done now: no longer "nothing sent".
            Advice::AlreadySo if self.reached => Err(Ending {
                outcome: Outcome::Verified,
                detail: "already so when read again, although nothing was accepted".to_owned(),
                read_back: true,
                now: Some(base.values.clone()),
            }),
            Advice::AlreadySo => Err(read(Outcome::Unchanged, String::new())),
            Advice::Conflict(text) => Err(read(Outcome::Conflict, text)),
            Advice::Send(change) => Ok(change),
        }
    }

    fn blind_pre_flight(&self, failure: &Failure) -> Ending {
        if self.leash.is_withdrawn() {
            return self.unsent(Outcome::Withdrawn, self.leash.reason());
        }
        match &self.last {
            Some(sent) => Ending {
                outcome: Outcome::Unknown,
                ..sent.unread(&failure.text)
            },
            None => self.unsent(Outcome::NotSent, failure.text.clone()),
        }
    }

    /// Journals the attempt and sends it.
    async fn attempt(&mut self, ready: Ready) -> Attempted {
        let Ready {
            base,
            change,
            permit,
        } = ready;
        if !self.leash.commit() {
            return Attempted::Over(self.unsent(Outcome::Withdrawn, self.leash.reason()));
        }
        let attempt = self.desk.mint_attempt();
        let record = Record::Attempt {
            edit: self.order.edit.id,
            attempt,
            fields: change.fields().collect(),
            at: self.desk.clock.now(),
        };
        if let Err(failure) = self.desk.record(&[record]).await {
            let text = format!("the journal cannot be written: {failure}");
            return Attempted::Over(self.unsent(Outcome::NotSent, text));
        }
        let Ok(grant) = self.desk.write_gate.grant(self.desk.clock.now()) else {
            // `prepare` tells which way writes became forbidden.
            drop(permit);
            return Attempted::NotTaken;
        };
        self.stage(Stage::Sending).await;
        // What is read from now on is no word on an older edit of the same fields any more.
        let overtaken = self.desk.lock_open().overtake(&self.order.edit);
        let write = (&self.order.edit.user, &change, attempt);
        let answer = self
            .desk
            .client
            .patch(&grant, permit, &mut self.account, write)
            .await;
        self.desk.wrote(&self.order.edit.user);
        self.attempts.push(attempt);
        if !may_have_arrived(&answer) {
            self.desk.lock_open().put_back(overtaken);
        }
        let claim = match answer {
            Err(error) if error.never_sent => return self.never_left(&error.text).await,
            Err(error) => Claim::Unclear { cause: error.text },
            Ok(Verdict::Accepted { message }) => Claim::Accepted { message },
            Ok(Verdict::Rejected { status, message }) => Claim::Rejected { status, message },
            Ok(Verdict::Unclear { cause }) => Claim::Unclear { cause },
            Ok(Verdict::SignedOut { message }) => {
                let text = format!("signed out (\"{message}\"); sign in again");
                return Attempted::Over(self.unsent(Outcome::NotSent, text));
            }
            Ok(Verdict::Throttled { .. }) => {
                self.reached = true;
                if self.attempts.len() < ATTEMPTS {
                    self.slot = None;
                    let until = self
                        .desk
                        .client
                        .paused_until()
                        .unwrap_or_else(|| self.desk.clock.now());
                    self.stage(Stage::Throttled { until }).await;
                    return Attempted::NotTaken;
                }
                let message = format!("slow down, said {ATTEMPTS} times");
                self.last = Some(self.sent(
                    change,
                    base,
                    Claim::Rejected {
                        status: 429,
                        message,
                    },
                ));
                return Attempted::Sent;
            }
        };
        self.last = Some(self.sent(change, base, claim));
        Attempted::Sent
    }

    fn sent(&self, change: Change, base: Arc<User>, claim: Claim) -> Sent {
        let settings = &self.desk.settings;
        let wait = match &claim {
            Claim::Accepted { .. } => settings.recheck.last().copied().unwrap_or_default(),
            Claim::Rejected { .. } => Duration::ZERO,
            Claim::Unclear { .. } => settings.quiet,
        };
        Sent {
            change,
            base,
            claim,
            decided_at: Instant::now() + wait,
        }
    }

    async fn never_left(&mut self, cause: &str) -> Attempted {
        let failures = self.attempts.len();
        if failures >= ATTEMPTS {
            return Attempted::Over(self.unsent(Outcome::NotSent, cause.to_owned()));
        }
        let wait = self
            .desk
            .client
            .backoff(u32::try_from(failures).unwrap_or(u32::MAX));
        let cancel = self.account.cancel.clone();
        let _ = cancel.run_until_cancelled(tokio::time::sleep(wait)).await;
        Attempted::NotTaken
    }

    /// Reads back until something can be said. `None` = it may be sent once more.
    async fn read_back(&mut self) -> Option<Ending> {
        let sent = self.last.clone().expect("read back only after sending");
        // From here on nobody cancels: what was sent is followed to its end.
        self.account.cancel = tokio_util::sync::CancellationToken::new();
        let answered = Instant::now();
        self.stage(Stage::ReadingBack).await;
        if !sent.is_verifiable() {
            return Some(sent.unread(""));
        }
        let values = match self.look(&sent).await {
            Ok(values) => values,
            Err(ending) => return Some(ending),
        };
        match &sent.claim {
            Claim::Rejected { .. } => Some(sent.unmoved(values)),
            Claim::Accepted { .. } => Some(self.look_again(&sent, answered, values).await),
            Claim::Unclear { .. } => self.keep_quiet(&sent, answered).await,
        }
    }

    /// One look. `Ok` = still the values from before.
    async fn look(&mut self, sent: &Sent) -> Result<Values, Ending> {
        match self
            .desk
            .user(&mut self.account, &self.order.edit.user)
            .await
        {
            Err(failure) => Err(sent.unread(&failure.text)),
            Ok(user) => match sent.judge(&user) {
                Finding::Ended(ending) => Err(ending),
                Finding::Unmoved(values) => Ok(values),
            },
        }
    }

    /// The server said yes and nothing changed: it may be slow. The last look decides.
    async fn look_again(&mut self, sent: &Sent, answered: Instant, values: Values) -> Ending {
        self.slot = None;
        let mut ending = sent.unmoved(values);
        for offset in self.desk.settings.recheck.clone() {
            let at = answered + offset;
            let wait = at.saturating_duration_since(Instant::now());
            self.stage(Stage::LookingAgain {
                at: self.desk.clock.after(wait),
            })
            .await;
            if !self.desk.wait_until(at).await {
                break;
            }
            ending = match self.look(sent).await {
                Ok(values) => sent.unmoved(values),
                Err(ending) if ending.read_back => return ending,
                Err(ending) => ending,
            };
        }
        ending
    }

    /// Nobody knows: nothing is sent before a late arrival can be ruled out.
    async fn keep_quiet(&mut self, sent: &Sent, answered: Instant) -> Option<Ending> {
        self.slot = None;
        let at = answered + self.desk.settings.quiet;
        let wait = at.saturating_duration_since(Instant::now());
        self.stage(Stage::Quiet {
            until: self.desk.clock.after(wait),
        })
        .await;
        if !self.desk.wait_until(at).await {
            let left = sent.unread("the program is leaving");
            return Some(Ending {
                outcome: Outcome::Unknown,
                ..left
            });
        }
        let values = match self.look(sent).await {
            Ok(values) => values,
            Err(ending) => return Some(ending),
        };
        let may_go_again = !self.resent
            && sent.is_wholly_verifiable()
            && self.attempts.len() < ATTEMPTS
            && !self.leash.is_withdrawn()
            && !self.desk.closing.is_cancelled();
        if may_go_again {
            self.account.cancel = self.leash.token();
            return None;
        }
        Some(sent.unmoved(values))
    }

    /// The ending of an edit that is not sent (again). When an earlier attempt was read back as
    /// not applied, that is what is said.
    fn unsent(&self, outcome: Outcome, detail: String) -> Ending {
        match &self.last {
            Some(sent) => Ending {
                outcome: Outcome::NotApplied,
                detail: format!("{}; not sent again: {detail}", sent.words()),
                read_back: true,
                now: self.pre_flight.as_ref().map(|user| user.values.clone()),
            },
            None => Ending {
                outcome,
                detail,
                read_back: false,
                now: None,
            },
        }
    }

    async fn stage(&self, stage: Stage) {
        self.desk
            .client
            .tell(Event::EditMoved {
                edit: self.order.edit.id,
                stage,
            })
            .await;
    }

    fn settled(&self, ending: Ending) -> Settled {
        let before = self
            .last
            .as_ref()
            .map(|sent| &sent.base)
            .or(self.pre_flight.as_ref());
        settle(
            &self.order,
            ending,
            before.map(|user| &user.values),
            self.attempts.clone(),
            self.account.spent,
            self.desk.clock.now(),
        )
    }
}

/// Whether a write may have been carried out: a whole 429 or 401 says no, and so does a proof that
/// nothing was sent.
fn may_have_arrived(answer: &Result<Verdict, SendError>) -> bool {
    match answer {
        Ok(Verdict::Throttled { .. } | Verdict::SignedOut { .. }) => false,
        Ok(Verdict::Accepted { .. } | Verdict::Rejected { .. } | Verdict::Unclear { .. }) => true,
        Err(error) => !error.never_sent,
    }
}

fn settle(
    order: &Order,
    ending: Ending,
    before: Option<&Values>,
    attempts: Vec<AttemptId>,
    requests: u32,
    at: jiff::Timestamp,
) -> Settled {
    let value =
        |values: Option<&Values>, field| values.and_then(|values| values.get(field)).cloned();
    let fields = order.edit.change.deltas.iter().map(|delta| FieldResult {
        field: delta.field,
        seen: delta.seen.clone(),
        before: value(before, &delta.field),
        after: delta.after.clone(),
        now: value(ending.now.as_ref(), &delta.field),
    });
    Settled {
        edit: order.edit.id,
        job: order.job,
        user: order.edit.user.clone(),
        name: order.edit.identity.name.clone(),
        outcome: ending.outcome,
        fields: fields.collect(),
        detail: ending.detail,
        read_back: ending.read_back,
        attempts,
        requests,
        at,
        undo_of: order.edit.undo_of,
        reason: order.reason.clone(),
    }
}
