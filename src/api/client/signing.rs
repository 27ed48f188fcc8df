//! Signing in, renewing, signing out: the requests that change how requests are signed.
//!
//! Invariants: one of them at a time; a password is sent once each time somebody gives it, and one
//! from the configuration never again after it was refused; none of them is retried here.

use std::time::Duration;

use super::{Account, Client};
use crate::api::budget::Urgency;
use crate::api::dialect::{Answer, Refused, Request};
use crate::api::masking::Masks;
use crate::api::session::{Generation, Remedy, Session};
use crate::api::smartflo::Smartflo;
use crate::api::transport::{Signature, Transport};
use crate::domain::Secret;
use crate::protocol::{Cause, Failure, Priority};
use tokio_util::sync::CancellationToken;

/// How long to wait before a renewal that found nobody is tried again.
const LATER: Duration = Duration::from_secs(30);

impl<T: Transport> Client<T> {
    /// Signs in where that was left to the first request.
    ///
    /// # Errors
    /// `SignedOut` when nobody is signed in and only the person can change that; why signing in
    /// failed otherwise.
    pub(super) async fn sign_in_first(&self) -> Result<(), Failure> {
        if self.session.signature().is_some() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        if self.session.signature().is_some() {
            return Ok(());
        }
        match self.session.last_remedy() {
            Remedy::SignIn { login_id, password } => {
                self.exchange_password(&login_id, &password).await
            }
            Remedy::Newer | Remedy::Renew(_) | Remedy::Ask => Err(Failure {
                cause: Cause::SignedOut,
                text: "Nobody is signed in; sign in again".to_owned(),
            }),
        }
    }

    /// Which signature a request would carry now.
    pub fn generation(&self) -> Generation {
        self.session.generation()
    }

    /// A request signed so was refused: renews what can be renewed without asking. Whether a
    /// request has a chance now.
    pub async fn renew(&self, refused: Generation) -> bool {
        let _turn = self.turn.lock().await;
        self.session.tried(refused).await;
        let remedy = match self.session.remedy(refused) {
            Remedy::Renew(token) => match self.exchange_token(&token).await {
                Ok(()) => return true,
                Err(failure) if is_passing(&failure) => {
                    self.session.renew_later(LATER);
                    return false;
                }
                Err(_) => self.session.last_remedy(),
            },
            remedy @ (Remedy::Newer | Remedy::SignIn { .. } | Remedy::Ask) => remedy,
        };
        let is_mended = match remedy {
            Remedy::Newer => return self.session.signature().is_some(),
            Remedy::SignIn { login_id, password } => {
                let signed_in = self.exchange_password(&login_id, &password).await;
                if signed_in.as_ref().is_err_and(is_passing) {
                    return false;
                }
                signed_in.is_ok()
            }
            Remedy::Renew(_) | Remedy::Ask => false,
        };
        if !is_mended {
            self.session.lose(refused);
        }
        is_mended
    }

    /// The token ends soon: renews it before that, or tries again later. What was refused already
    /// and could not be renewed then is renewed now.
    pub async fn renew_in_time(&self) {
        if self.session.is_refused() {
            self.renew(self.session.generation()).await;
            return;
        }
        let _turn = self.turn.lock().await;
        let Some(token) = self.session.renewable() else {
            return;
        };
        match self.exchange_token(&token).await {
            Ok(()) => {}
            Err(failure) if is_passing(&failure) => self.session.renew_later(LATER),
            Err(_) => self.session.renews_no_more(),
        }
    }

    /// Signs in with what the person typed.
    ///
    /// # Errors
    /// Why not, with the server's words; the password is not sent again.
    pub async fn sign_in(&self, login_id: &str, password: &Secret) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        if self.dialect.tokens().is_none() {
            // Nothing is sent: the next request tells whether it is right.
            self.session.take(Signature::Basic {
                username: login_id.to_owned(),
                password: password.clone(),
            });
            return Ok(());
        }
        self.exchange_password(login_id, password).await
    }

    /// Signs with this from now on.
    pub fn sign_with(&self, signature: Signature) {
        self.session.take(signature);
    }

    /// Whether how requests are signed is about to change.
    pub fn is_signing(&self) -> bool {
        self.turn.try_lock().is_err()
    }

    /// Tries what was refused once more.
    pub fn try_again(&self) {
        self.session.try_again();
    }

    /// Signs out on the server, as far as it is there, and here in any case.
    pub async fn sign_out(&self) {
        let _turn = self.turn.lock().await;
        if let Some(signature) = self.session.signature()
            && let Signature::Bearer(_) = &signature
            && let Some(dialect) = self.dialect.tokens()
        {
            let request = dialect.logout_request();
            let masks = Masks::of(&signature);
            let _ = self.ask(&request, signature, masks, |_| Ok(())).await;
        }
        self.session.leave();
    }

    /// How requests are signed, for whoever waits for news of it.
    pub fn session(&self) -> &Session {
        &self.session
    }

    async fn exchange_password(&self, login_id: &str, password: &Secret) -> Result<(), Failure> {
        let dialect = self.tokens().map_err(|refused| refused.failure)?;
        let request = dialect.login_request(login_id, password);
        let masks = Masks::of(&Signature::Nothing).and(password);
        let token = self.ask(&request, Signature::Nothing, masks, |answer| {
            dialect.read_token(answer)
        });
        match token.await {
            Ok(token) => {
                self.session.install(&token, Some(login_id));
                Ok(())
            }
            Err(refused) => {
                if refused.failure.cause == Cause::SignedOut {
                    self.session.note_refusal(&refused);
                }
                Err(refused.failure)
            }
        }
    }

    async fn exchange_token(&self, token: &Secret) -> Result<(), Failure> {
        let dialect = self.tokens().map_err(|refused| refused.failure)?;
        let request = dialect.refresh_request();
        let signature = Signature::Bearer(token.clone());
        let masks = Masks::of(&signature);
        let token = self.ask(&request, signature, masks, |answer| {
            dialect.read_token(answer)
        });
        let token = token.await;
        let token = token.map_err(|refused| refused.failure)?;
        self.session.install(&token, None);
        Ok(())
    }

    fn tokens(&self) -> Result<&Smartflo, Refused> {
        self.dialect.tokens().ok_or_else(|| {
            Refused::from(Failure {
                cause: Cause::SignedOut,
                text: "This vendor knows no tokens; sign in with user name and password".to_owned(),
            })
        })
    }

    /// One request about signing in, sent once.
    async fn ask<R>(
        &self,
        request: &Request,
        signature: Signature,
        masks: Masks,
        decode: impl FnOnce(&Answer) -> Result<R, Refused>,
    ) -> Result<R, Refused> {
        let never = CancellationToken::new();
        let mut account = Account::new(Urgency::new(Priority::Key), never);
        let permit = self.gate.permit(&account.urgency).await;
        let sent = self.begin(permit, &mut account);
        let answer = self.send(&sent, request, signature).await;
        let read = match &answer {
            Ok(answer) => decode(answer).map_err(|refused| Refused {
                failure: masks.failure(refused.failure),
                ..refused
            }),
            Err(error) => Err(Refused::from(Failure {
                cause: Cause::Network,
                text: format!(
                    "Signing in failed: {}; check the connection and try again",
                    error.text
                ),
            })),
        };
        let note = match &read {
            Ok(_) => "done".to_owned(),
            Err(refused) => refused.failure.text.clone(),
        };
        self.log(request, &sent, answer.as_ref().ok(), note).await;
        read
    }
}

/// Whether the failure says nothing about what was sent.
fn is_passing(failure: &Failure) -> bool {
    match failure.cause {
        Cause::Network | Cause::Throttled | Cause::Cancelled => true,
        Cause::SignedOut | Cause::NotFound | Cause::Answer => false,
    }
}
