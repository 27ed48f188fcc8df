//! Signing in and out, renewing in time, and what follows for jobs.
//!
//! Invariant: a job that stopped because nobody was signed in goes on while somebody is, whichever
//! of the two was heard of first; no other job does.

use std::sync::Arc;

use super::work::{Actor, Done};
use crate::api::desk::Desk;
use crate::api::transport::{Signature, Transport};
use crate::domain::Secret;
use crate::protocol::Event;

impl<T: Transport> Actor<T> {
    pub(super) fn sign_in(&mut self, login_id: String, password: Secret) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            if let Err(failure) = desk.client.sign_in(&login_id, &password).await {
                desk.client.tell(Event::SignInFailed(failure)).await;
            }
            Done::Told
        }));
    }

    /// With Basic authentication a token is none: the dialect knows, and nothing is signed so.
    pub(super) fn use_token(&mut self, token: Secret) {
        self.desk.client.sign_with(Signature::Bearer(token));
    }

    pub(super) fn sign_out(&mut self) {
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            desk.client.sign_out().await;
            Done::Told
        }));
    }

    pub(super) fn renew(&mut self) {
        let desk = Arc::clone(&self.desk);
        desk.client.session().renewing();
        self.work.push(Box::pin(async move {
            desk.client.renew_in_time().await;
            Done::Told
        }));
    }

    /// There may be news about how requests are signed.
    pub(super) fn tell_sign_in(&mut self) {
        if let Some(sign_in) = self.desk.client.session().untold() {
            self.tell(Event::SignInChanged(sign_in));
        }
    }

    /// Jobs that stopped for want of a good signature go on when there is one. Asked before every
    /// wait rather than told once: an edit may hear of the refusal of an old token when the new one
    /// is there already.
    pub(super) async fn go_on_signed(&mut self) {
        for job in self.jobs.signed_out() {
            if self.desk.client.session().is_good() {
                self.go_on(job).await;
            }
        }
    }
}

/// Ends when the token is to be renewed; never, when it is not.
pub(super) async fn renewal<T: Transport>(desk: &Desk<T>) {
    let client = &desk.client;
    match client.session().renew_at() {
        Some(at) => tokio::time::sleep_until(desk.clock.instant(at)).await,
        None => std::future::pending().await,
    }
}
