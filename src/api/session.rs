//! How requests are signed: with what, and how long it lasts.
//!
//! Invariants: one signature is in use at a time, and each has a number, so that what is said of an
//! older one changes nothing; nothing here is ever printed.

mod credentials;
mod remedy;
mod standing;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::clock::Clock;
use super::transport::Signature;
use crate::domain::Secret;
use crate::protocol::SignIn;

pub use credentials::{Credentials, Keeper};
pub(super) use remedy::{Opened, Remedy};

/// How requests are signed now.
pub struct Session {
    clock: Arc<Clock>,
    state: Mutex<State>,
    changed: Notify,
    /// A request came to its end.
    heard: Notify,
    keeper: Option<Keeper>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").finish_non_exhaustive()
    }
}

/// Which signature a request carried: a newer one has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(u64);

struct State {
    generation: u64,
    signature: Option<Signature>,
    worth: Worth,
    /// Requests signed with it that are on the wire.
    on_the_wire: usize,
    /// Tokens in a row that were given in place of a refused one and opened nothing.
    barren: u32,
    /// Configured, and not refused so far.
    password: Option<(String, Secret)>,
    sign_in: SignIn,
    is_told: bool,
    /// When to renew, since the start of the clock.
    renew_at: Option<Duration>,
}

/// What is known of the signature in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// It was given in place of one that was refused, and has opened nothing so far.
    Fresh,
    /// When it is refused, it has ended.
    Trusted,
    /// It was refused, and there is no other yet.
    Refused,
}

impl Session {
    /// Starts with what was given.
    #[must_use]
    pub fn new(clock: Arc<Clock>, credentials: &Credentials, keeper: Option<Keeper>) -> Self {
        let password = match credentials {
            Credentials::Password { login_id, password }
            | Credentials::Renewable {
                login_id,
                password: Some(password),
                ..
            } => Some((login_id.clone(), password.clone())),
            Credentials::Unsigned
            | Credentials::Nobody { .. }
            | Credentials::Token(_)
            | Credentials::Renewable { password: None, .. }
            | Credentials::Basic { .. } => None,
        };
        let state = State {
            generation: 0,
            signature: credentials.signature(),
            worth: Worth::Trusted,
            on_the_wire: 0,
            barren: 0,
            password,
            sign_in: credentials.sign_in(),
            is_told: true,
            renew_at: None,
        };
        Self {
            clock,
            state: Mutex::new(state),
            changed: Notify::new(),
            heard: Notify::new(),
            keeper,
        }
    }

    /// What requests are signed with now; `None` = nothing, until somebody signs in.
    pub(super) fn signature(&self) -> Option<Signature> {
        self.lock().usable().cloned()
    }

    /// What to sign a request with that is sent now; [`Session::answered`] is told of its end.
    pub(super) fn sign(&self) -> Option<(Generation, Signature)> {
        let mut state = self.lock();
        let signature = state.usable().cloned()?;
        state.on_the_wire += 1;
        Some((Generation(state.generation), signature))
    }

    /// Which signature a request would carry now.
    #[must_use]
    pub fn generation(&self) -> Generation {
        Generation(self.lock().generation)
    }

    /// Whether requests can be signed, as far as anybody knows.
    pub(super) fn is_good(&self) -> bool {
        let state = self.lock();
        state.usable().is_some() && state.worth != Worth::Refused
    }

    /// Whether the signature in use was refused and there is no other yet.
    pub(super) fn is_refused(&self) -> bool {
        self.lock().worth == Worth::Refused
    }

    /// The token in use, if it can be renewed.
    pub(super) fn renewable(&self) -> Option<Secret> {
        self.lock().renewable()
    }

    /// When the token is to be renewed; `None` = not before something happens.
    #[must_use]
    pub fn renew_at(&self) -> Option<Duration> {
        self.lock().renew_at
    }

    /// When the server takes a sign-in again, if that is not yet.
    #[must_use]
    pub fn not_before(&self) -> Option<Timestamp> {
        let now = self.clock.now();
        self.lock().sign_in.not_before.filter(|at| *at > now)
    }

    /// Waits until there may be news.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// How somebody is signed in, if nobody was told yet.
    #[must_use]
    pub fn untold(&self) -> Option<SignIn> {
        let mut state = self.lock();
        let was_told = std::mem::replace(&mut state.is_told, true);
        (!was_told).then(|| state.sign_in.clone())
    }

    fn sign_with(&self, state: &mut State, signature: Option<Signature>) {
        state.generation += 1;
        state.worth = Worth::Trusted;
        state.on_the_wire = 0;
        state.signature = signature;
        self.news(state);
    }

    fn news(&self, state: &mut State) {
        state.is_told = false;
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("nothing panics while the session is locked")
    }
}

impl State {
    /// What requests may be signed with.
    fn usable(&self) -> Option<&Signature> {
        self.signature
            .as_ref()
            .filter(|_| !self.sign_in.is_needed())
    }

    /// The token in use, if it can be renewed.
    fn renewable(&self) -> Option<Secret> {
        match &self.signature {
            Some(Signature::Bearer(token)) if self.sign_in.renews => Some(token.clone()),
            Some(Signature::Nothing | Signature::Bearer(_) | Signature::Basic { .. }) | None => {
                None
            }
        }
    }
}
