//! How somebody comes to be signed in, stays it, and is it no more.
//!
//! Invariants: a password that was refused is dropped and never sent again by itself; whoever comes
//! by another way, or goes, takes the password and the renewal of before with them; every change that
//! the person can see is told.

use std::time::Duration;

use super::{Generation, Session, Worth};
use crate::api::dialect::{Refused, Token};
use crate::api::transport::Signature;
use crate::protocol::{SignIn, Standing, Way};

impl Session {
    /// A token was given: by a sign-in of `login_id`, or by a renewal (`None`).
    pub(in crate::api) fn install(&self, token: &Token, login_id: Option<&str>) {
        let lasts = token.lifetime;
        let mut state = self.lock();
        let now = self.clock.now();
        state.sign_in.standing = Standing::In(Some(now));
        state.sign_in.way = Way::Password;
        state.sign_in.renews = true;
        state.sign_in.expires_at = lasts.and_then(|lasts| now.checked_add(lasts).ok());
        state.sign_in.failed = 0;
        state.sign_in.not_before = None;
        if let Some(login_id) = login_id {
            state.sign_in.login_id = Some(login_id.to_owned());
        }
        if token.password_days.is_some() {
            state.sign_in.password_days = token.password_days;
        }
        state.renew_at = lasts.map(|lasts| self.clock.elapsed() + lasts * 5 / 6);
        let is_for_one_refused = state.worth == Worth::Refused;
        self.sign_with(&mut state, Some(Signature::Bearer(token.secret.clone())));
        if is_for_one_refused {
            state.worth = Worth::Fresh;
        }
        drop(state);
        if let Some(keeper) = &self.keeper {
            (keeper.0)(Some(&token.secret));
        }
    }

    /// The person gave a token, or user name and password for every request.
    pub(in crate::api) fn take(&self, signature: Signature) {
        let mut state = self.lock();
        let (way, login_id) = match &signature {
            Signature::Nothing => (Way::Unsigned, None),
            Signature::Bearer(_) => (Way::Token, None),
            Signature::Basic { username, .. } => (Way::Basic, Some(username.clone())),
        };
        state.sign_in = SignIn {
            failed: state.sign_in.failed,
            ..SignIn::new(Standing::In(Some(self.clock.now())), way, login_id)
        };
        state.renew_at = None;
        state.password = None;
        self.sign_with(&mut state, Some(signature));
    }

    /// What was refused is tried once more, because the person says so.
    pub(in crate::api) fn try_again(&self) {
        let mut state = self.lock();
        if let (Standing::Lost { since, .. }, Some(signature)) =
            (state.sign_in.standing, state.signature.clone())
        {
            state.sign_in.standing = Standing::In(since);
            self.sign_with(&mut state, Some(signature));
        }
    }

    /// Nobody is signed in any more.
    pub(in crate::api) fn leave(&self) {
        let mut state = self.lock();
        state.sign_in = SignIn {
            failed: state.sign_in.failed,
            ..SignIn::new(
                Standing::Out,
                state.sign_in.way,
                state.sign_in.login_id.take(),
            )
        };
        state.renew_at = None;
        state.password = None;
        self.sign_with(&mut state, None);
        drop(state);
        if let Some(keeper) = &self.keeper {
            (keeper.0)(None);
        }
    }

    /// This signature was refused, and nothing but the person can help.
    pub(in crate::api) fn lose(&self, refused: Generation) {
        let mut state = self.lock();
        if state.generation != refused.0 || state.sign_in.is_needed() {
            return;
        }
        let since = match state.sign_in.standing {
            Standing::In(since) => since,
            Standing::Waiting | Standing::Out | Standing::Lost { .. } => None,
        };
        let at = self.clock.now();
        state.sign_in.standing = match state.signature {
            Some(_) => Standing::Lost { at, since },
            None => Standing::Out,
        };
        state.sign_in.renews = false;
        state.renew_at = None;
        state.password = None;
        state.barren = 0;
        self.news(&mut state);
    }

    /// A sign-in was refused: the password is dropped, the refusal counted.
    pub(in crate::api) fn note_refusal(&self, refused: &Refused) {
        let mut state = self.lock();
        state.password = None;
        state.sign_in.failed = refused.failed.unwrap_or(state.sign_in.failed + 1);
        state.sign_in.not_before = refused.not_before;
        if state.signature.is_none() {
            state.sign_in.standing = Standing::Out;
        }
        self.news(&mut state);
    }

    /// The token cannot be renewed: it is used to its end.
    pub(in crate::api) fn renews_no_more(&self) {
        let mut state = self.lock();
        state.sign_in.renews = false;
        state.renew_at = None;
        self.news(&mut state);
    }

    /// Renewing did not work for now: again later.
    pub(in crate::api) fn renew_later(&self, wait: Duration) {
        self.lock().renew_at = Some(self.clock.elapsed() + wait);
        self.changed.notify_one();
    }

    /// It is being renewed: not again by itself.
    pub(in crate::api) fn renewing(&self) {
        self.lock().renew_at = None;
    }
}
