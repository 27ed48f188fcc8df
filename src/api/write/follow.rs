//! After a PATCH: read back, look again while a yes has not come true, keep quiet while nobody
//! knows.
//!
//! Invariant: after an answer that leaves it open whether the write was carried out, nothing is
//! sent before the quiet time is over and a read shows the value from before.

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Run;
use super::readback::{Claim, Ending, Finding, Sent};
use crate::api::transport::Transport;
use crate::domain::{Outcome, Values};
use crate::protocol::Stage;

impl<T: Transport> Run<'_, T> {
    /// Reads back until something can be said. `None` = it may be sent once more.
    pub(super) async fn read_back(&mut self) -> Option<Ending> {
        let sent = self.last.clone().expect("read back only after sending");
        // From here on nobody cancels: what was sent is followed to its end.
        self.account.cancel = CancellationToken::new();
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
        self.take_slot().await;
        match self
            .desk
            .look(&mut self.account, &self.order.edit.user)
            .await
        {
            Err(failure) => {
                self.signal_cause(failure.cause);
                Err(sent.unread(&failure.text))
            }
            Ok(user) => match sent.judge(&user) {
                Finding::Ended(ending) => Err(ending),
                Finding::Unmoved(values) => Ok(values),
            },
        }
    }

    /// The server said yes and nothing changed: it may be slow. The last look decides.
    async fn look_again(&mut self, sent: &Sent, answered: Instant, values: Values) -> Ending {
        let mut ending = sent.unmoved(values);
        for offset in self.desk.settings.recheck.clone() {
            self.slot = None;
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
            && self.has_attempts_left()
            && !self.leash.is_withdrawn()
            && !self.desk.closing.is_cancelled();
        if may_go_again {
            self.account.cancel = self.leash.token();
            return None;
        }
        Some(sent.unmoved(values))
    }
}
