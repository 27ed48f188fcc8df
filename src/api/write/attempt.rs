//! One PATCH: journaled, sent once, and what its answer claims.
//!
//! Invariant: the attempt is durable before its first byte leaves, and its id is never used again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Run;
use super::prepare::Ready;
use super::readback::{Claim, Ending, Sent};
use crate::api::dialect::Verdict;
use crate::api::fail_point::{self, FailPoint};
use crate::api::jobs::Signal;
use crate::api::session::Generation;
use crate::api::transport::{SendError, Transport};
use crate::domain::history::Record;
use crate::domain::{Change, Outcome, User};
use crate::protocol::Stage;

/// How many PATCHes one edit may put on the wire: refusals to connect, 429s and the one re-send
/// after a quiet minute all together.
const ATTEMPTS: usize = 4;

/// What came of sending.
pub(super) enum Attempted {
    /// It may have reached the server.
    Sent,
    /// It certainly was not applied: from the pre-flight again.
    NotTaken,
    /// It is over.
    Over(Ending),
}

impl<T: Transport> Run<'_, T> {
    /// Whether the edit may put one more PATCH on the wire.
    pub(super) fn has_attempts_left(&self) -> bool {
        self.attempts.len() < ATTEMPTS
    }

    /// Journals the attempt and sends it.
    pub(super) async fn attempt(&mut self, ready: Ready) -> Attempted {
        let Ready {
            base,
            change,
            permit,
        } = ready;
        if !self.leash.commit() {
            return Attempted::Over(self.taken_back());
        }
        let attempt = self.desk.mint_attempt();
        let record = Record::Attempt {
            edit: self.order.edit.id,
            attempt,
            job: self.order.job,
            user: self.order.edit.user.clone(),
            change: change.clone(),
            at: self.desk.clock.now(),
        };
        if let Err(failure) = self.desk.record(&[record]).await {
            let text = format!("the journal cannot be written: {failure}");
            self.stop_job(Signal::ReadOnly);
            return Attempted::Over(self.unsent(Outcome::NotSent, text));
        }
        fail_point::pass(FailPoint::AfterAttemptDurable);
        let Ok(grant) = self.desk.write_gate.grant(self.desk.clock.now()) else {
            // `prepare` tells which way writes became forbidden.
            drop(permit);
            return Attempted::NotTaken;
        };
        self.stage(Stage::Sending).await;
        // What is read from now on is no word on an older edit of the same fields any more.
        let overtaken = self.desk.lock_open().overtake(&self.order.edit);
        let write = (&self.order.edit.user, &change, attempt);
        let sent_at = self.desk.clock.elapsed();
        let signed = self.desk.client.generation();
        let answer = self
            .desk
            .client
            .patch(&grant, permit, &mut self.account, write)
            .await;
        fail_point::pass(FailPoint::AfterAnswer);
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
            Ok(Verdict::SignedOut { message }) => return self.turned_away(signed, &message).await,
            Ok(Verdict::Throttled { .. }) => {
                self.reached = true;
                self.signal(Signal::SlowDown { sent_at });
                if self.has_attempts_left() {
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
                Claim::Rejected {
                    status: 429,
                    message,
                }
            }
        };
        self.last = Some(self.sent(change, base, claim));
        self.order.earlier = None;
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

    /// What signed it was refused, which is the server's word that nothing was done: from the
    /// pre-flight again, with what it is renewed to.
    async fn turned_away(&mut self, signed: Generation, message: &str) -> Attempted {
        let client = &self.desk.client;
        if !self.has_attempts_left() && self.order.is_alone {
            // Whatever signs it is refused, although nothing else used it up: it is the write that
            // is refused, and renewing for ever would only spend the budget.
            client.session().lose(signed);
        } else if client.renew(signed).await && self.has_attempts_left() {
            return Attempted::NotTaken;
        }
        let text = format!("signed out (\"{message}\"); sign in again");
        self.stop_job(Signal::SignedOut);
        Attempted::Over(self.unsent(Outcome::NotSent, text))
    }

    async fn never_left(&mut self, cause: &str) -> Attempted {
        if !self.has_attempts_left() {
            return Attempted::Over(self.unsent(Outcome::NotSent, cause.to_owned()));
        }
        self.slot = None;
        let wait = self
            .desk
            .client
            .backoff(u32::try_from(self.attempts.len()).unwrap_or(u32::MAX));
        let cancel = self.account.cancel.clone();
        let _ = cancel.run_until_cancelled(tokio::time::sleep(wait)).await;
        Attempted::NotTaken
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
