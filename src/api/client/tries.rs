//! A read, tried as long as that is worth it: waits for a permit, signs in or renews, waits out a
//! 429, and pays a price for every failure.
//!
//! Invariants: reads are tried again here and nowhere else; what was asked for once may be asked for
//! again, since a read changes nothing.

use super::{Account, Client};
use crate::api::dialect::{Answer, Request};
use crate::api::masking::Masks;
use crate::api::retry::{Price, READ_ATTEMPTS};
use crate::api::session::{Generation, Opened};
use crate::api::transport::Transport;
use crate::domain::Stamp;
use crate::protocol::{Cause, Failure};

/// How often a read waits out a 429 before it gives up.
const PATIENCE: u32 = 5;

/// How many signatures in a row may be refused for one read. Tokens may die at any time, but where
/// each does with the same read it is the read that is refused, and renewing for ever would only
/// spend the budget.
const SIGNATURES: u32 = 10;

/// A read, and how to speak of it.
pub(super) struct Asked {
    pub(super) request: Request,
    /// The beginning of a sentence.
    pub(super) what: String,
    /// What to do when the answer is more than is taken in.
    pub(super) when_too_large: &'static str,
}

/// What came of sending a read once.
enum Tried<R> {
    Read(Stamp, R),
    /// 429: the budget is paused now, so the next permit waits for the end of it.
    Throttled(Failure),
    /// What signed it was refused.
    SignedOut(Generation, Failure),
    /// Worth another try, at this price.
    Failed(Price, Failure),
    /// Not worth one.
    Over(Failure),
}

impl<T: Transport> Client<T> {
    /// Reads, and tries again as long as that is worth it.
    pub(super) async fn read<R>(
        &self,
        account: &mut Account,
        asked: &Asked,
        decode: impl Fn(&Answer) -> Result<(R, String), Failure>,
    ) -> Result<(Stamp, R), Failure> {
        let (mut failures, mut throttled, mut refusals) = (0, 0, 0);
        loop {
            let failure = match self.try_once(account, asked, &decode).await? {
                Tried::Read(stamp, read) => return Ok((stamp, read)),
                Tried::Over(failure) => return Err(failure),
                Tried::SignedOut(refused, failure) => {
                    refusals += 1;
                    if refusals == SIGNATURES {
                        self.session.lose(refused);
                        return Err(failure);
                    }
                    if !self.renew(refused).await {
                        return Err(failure);
                    }
                    continue;
                }
                Tried::Throttled(failure) => {
                    throttled += 1;
                    if throttled > PATIENCE {
                        return Err(failure);
                    }
                    continue;
                }
                Tried::Failed(price, failure) => {
                    failures += 1;
                    if failures >= READ_ATTEMPTS || !self.lock().take(price) {
                        return Err(failure);
                    }
                    failure
                }
            };
            let wait = tokio::time::sleep(self.backoff(failures));
            if account.cancel.run_until_cancelled(wait).await.is_none() {
                return Err(Failure {
                    cause: Cause::Cancelled,
                    text: failure.text,
                });
            }
        }
    }

    async fn try_once<R>(
        &self,
        account: &mut Account,
        asked: &Asked,
        decode: impl Fn(&Answer) -> Result<(R, String), Failure>,
    ) -> Result<Tried<R>, Failure> {
        let Asked { request, what, .. } = asked;
        let cancelled = || Failure {
            cause: Cause::Cancelled,
            text: format!("{what}: cancelled"),
        };
        let (generation, signature, permit) = loop {
            self.sign_in_first().await?;
            let Some(permit) = self.permit(account).await else {
                return Err(cancelled());
            };
            // What signs it now: it may have been renewed while this waited for its turn.
            if let Some((generation, signature)) = self.session.sign() {
                break (generation, signature, permit);
            }
        };
        let masks = Masks::of(&signature);
        let sent = self.begin(permit, account);
        let answer = account
            .cancel
            .run_until_cancelled(self.send(&sent, request, signature))
            .await;
        let Some(answer) = answer else {
            self.session.answered(generation, Opened::Nothing);
            self.log(request, &sent, None, "cancelled".to_owned()).await;
            return Err(cancelled());
        };
        account.took = Some(self.clock.elapsed().saturating_sub(sent.started));
        if let Some(ahead) = &account.ahead {
            self.look_ahead(ahead, &answer).await;
        }
        let (note, tried) = match &answer {
            Ok(answer) => match decode(answer) {
                Ok((read, note)) => (note, Tried::Read(sent.stamp, read)),
                Err(failure) => {
                    let failure = masks.failure(failure);
                    let note = failure.text.clone();
                    (note, judge(answer.status, generation, failure))
                }
            },
            Err(error) if error.too_large => {
                let text = format!(
                    "{what} could not be read: {}; {}",
                    error.text, asked.when_too_large
                );
                let failure = Failure {
                    cause: Cause::Network,
                    text,
                };
                (error.text.clone(), Tried::Over(failure))
            }
            Err(error) => {
                let price = if error.timed_out {
                    Price::TimedOut
                } else {
                    Price::Ordinary
                };
                let text = format!(
                    "{what} could not be read: {}; check the connection and try again",
                    error.text
                );
                (
                    error.text.clone(),
                    Tried::Failed(
                        price,
                        Failure {
                            cause: Cause::Network,
                            text,
                        },
                    ),
                )
            }
        };
        let opened = match &tried {
            Tried::Read(..) => {
                self.lock().give_back();
                Opened::Something
            }
            Tried::Throttled(_) | Tried::SignedOut(..) | Tried::Failed(..) | Tried::Over(_) => {
                Opened::Nothing
            }
        };
        self.session.answered(generation, opened);
        self.log(request, &sent, answer.as_ref().ok(), note).await;
        Ok(tried)
    }
}

/// Whether an answer that could not be read is worth another try.
fn judge<R>(status: u16, signed: Generation, failure: Failure) -> Tried<R> {
    match failure.cause {
        Cause::SignedOut => Tried::SignedOut(signed, failure),
        Cause::Throttled => Tried::Throttled(failure),
        Cause::Network => Tried::Failed(Price::Ordinary, failure),
        Cause::Answer if status == 408 || status >= 500 => Tried::Failed(Price::Ordinary, failure),
        Cause::Answer | Cause::NotFound | Cause::Cancelled => Tried::Over(failure),
    }
}
