//! What can be done about a signature that is missing or was refused.
//!
//! Invariants: of two refusals of the same signature only the first leads to anything; tokens that
//! are given in place of a refused one and open nothing either are renewed a few times in a row and
//! no more, and no password is spent on that.

use super::{Generation, Session, State, Worth};
use crate::domain::Secret;

/// What can be done about a signature that is missing or was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum Remedy {
    /// Nothing: there is a newer one already.
    Newer,
    /// Renew this token; if that fails, as told.
    Renew(Secret),
    /// Sign in with what was configured.
    SignIn { login_id: String, password: Secret },
    /// Nothing but the person.
    Ask,
}

/// Whether a request was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Opened {
    /// Something was read or changed.
    Something,
    /// It was refused, or nobody knows.
    Nothing,
}

/// So many tokens in a row that open nothing are enough: the next would be like them. One or two may
/// die before their first use, where others sign in with the same account.
const BARREN: u32 = 5;

impl Session {
    /// A request that was signed so is on the wire no more.
    pub(in crate::api) fn answered(&self, signed: Generation, answer: Opened) {
        let mut state = self.lock();
        if state.generation != signed.0 {
            return;
        }
        state.on_the_wire -= 1;
        if answer == Opened::Something && state.worth == Worth::Fresh {
            state.worth = Worth::Trusted;
            state.barren = 0;
        }
        drop(state);
        self.heard.notify_one();
    }

    /// This signature was refused: waits until it is known whether it has opened anything else, as
    /// those that open nothing are counted.
    pub(in crate::api) async fn tried(&self, refused: Generation) {
        let is_open = |state: &State| {
            state.generation == refused.0 && state.worth == Worth::Fresh && state.on_the_wire > 0
        };
        while is_open(&self.lock()) {
            self.heard.notified().await;
        }
    }

    /// What can be done after this signature was refused.
    pub(in crate::api) fn remedy(&self, refused: Generation) -> Remedy {
        let mut state = self.lock();
        if state.generation != refused.0 {
            return Remedy::Newer;
        }
        if std::mem::replace(&mut state.worth, Worth::Refused) == Worth::Fresh {
            state.barren += 1;
        }
        if state.barren == BARREN || state.sign_in.is_needed() {
            return Remedy::Ask;
        }
        match state.renewable() {
            Some(token) => Remedy::Renew(token),
            None => state.remedy_by_password(),
        }
    }

    /// What can be done when the token cannot be renewed, or none was had so far.
    pub(in crate::api) fn last_remedy(&self) -> Remedy {
        self.lock().remedy_by_password()
    }
}

impl State {
    fn remedy_by_password(&self) -> Remedy {
        match &self.password {
            Some((login_id, password)) if self.barren == 0 => Remedy::SignIn {
                login_id: login_id.clone(),
                password: password.clone(),
            },
            Some(_) | None => Remedy::Ask,
        }
    }
}
