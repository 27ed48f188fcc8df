//! How requests are signed: with what, how long it lasts, what to do when it is refused.
//!
//! Invariants: a password that was refused is dropped and never sent again by itself; of two
//! refusals of the same signature only the first leads to anything; tokens that are given in place
//! of a refused one and open nothing either are renewed a few times in a row and no more, and no
//! password is spent on that; nothing here is ever printed.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::clock::Clock;
use super::dialect::{Refused, Token};
use super::transport::Signature;
use crate::domain::Secret;
use crate::protocol::{SignIn, Standing, Way};

/// What the program was given to sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Credentials {
    /// Nothing, and nothing is asked for: requests go unsigned.
    #[default]
    Unsigned,
    /// Nothing yet: somebody has to sign in first.
    Nobody {
        /// Whose login it will be, if that is known.
        login_id: Option<String>,
    },
    /// A token from the portal: when it is refused it is over.
    Token(Secret),
    /// A token of an earlier sign-in: it can be renewed.
    Renewable {
        /// The token.
        token: Secret,
        /// Whose.
        login_id: String,
        /// For the day on which it cannot be renewed any more.
        password: Option<Secret>,
    },
    /// Login ID and password, exchanged for a token before the first request.
    Password {
        /// Whose.
        login_id: String,
        /// Kept until it is refused.
        password: Secret,
    },
    /// User name and password with every request.
    Basic {
        /// Whose.
        username: String,
        /// Kept until it is refused.
        password: Secret,
    },
}

impl Credentials {
    /// How somebody is signed in with them at the start.
    #[must_use]
    pub fn sign_in(&self) -> SignIn {
        let (standing, way, login_id) = match self {
            Self::Unsigned => (Standing::In(None), Way::Unsigned, None),
            Self::Nobody { login_id } => (Standing::Out, Way::Password, login_id.clone()),
            Self::Token(_) => (Standing::In(None), Way::Token, None),
            Self::Renewable { login_id, .. } => {
                (Standing::In(None), Way::Password, Some(login_id.clone()))
            }
            Self::Password { login_id, .. } => {
                (Standing::Waiting, Way::Password, Some(login_id.clone()))
            }
            Self::Basic { username, .. } => {
                (Standing::In(None), Way::Basic, Some(username.clone()))
            }
        };
        SignIn {
            renews: matches!(self, Self::Renewable { .. } | Self::Password { .. }),
            ..SignIn::new(standing, way, login_id)
        }
    }

    /// What a request is signed with at first; `None` = somebody has to sign in before.
    #[must_use]
    pub fn signature(&self) -> Option<Signature> {
        match self {
            Self::Unsigned => Some(Signature::Nothing),
            Self::Nobody { .. } | Self::Password { .. } => None,
            Self::Token(token) | Self::Renewable { token, .. } => {
                Some(Signature::Bearer(token.clone()))
            }
            Self::Basic { username, password } => Some(Signature::Basic {
                username: username.clone(),
                password: password.clone(),
            }),
        }
    }
}

/// Told of every token that a sign-in or a renewal gave, and of `None` when it is given up, so
/// that it can be kept where the person wants it kept.
#[derive(Clone)]
pub struct Keeper(pub Arc<Keep>);

/// What is told.
type Keep = dyn Fn(Option<&Secret>) + Send + Sync;

impl std::fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keeper")
    }
}

/// Whether a request was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// Something was read or changed.
    Something,
    /// It was refused, or nobody knows.
    Nothing,
}

/// Which signature a request carried: a newer one has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(u64);

/// What can be done about a signature that is missing or was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing: there is a newer one already.
    Newer,
    /// Renew this token; if that fails, as told.
    Renew(Secret),
    /// Sign in with what was configured.
    SignIn { login_id: String, password: Secret },
    /// Nothing but the person.
    Ask,
}

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

/// So many tokens in a row that open nothing are enough: the next would be like them. One or two may
/// die before their first use, where others sign in with the same account.
const BARREN: u32 = 5;

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

    /// A request that was signed so is on the wire no more.
    pub(super) fn answered(&self, signed: Generation, answer: Opened) {
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
    pub(super) async fn tried(&self, refused: Generation) {
        let is_open = |state: &State| {
            state.generation == refused.0 && state.worth == Worth::Fresh && state.on_the_wire > 0
        };
        while is_open(&self.lock()) {
            self.heard.notified().await;
        }
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

    /// What can be done after this signature was refused.
    pub(super) fn remedy(&self, refused: Generation) -> Remedy {
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
    pub(super) fn last_remedy(&self) -> Remedy {
        self.lock().remedy_by_password()
    }

    /// A token was given: by a sign-in of `login_id`, or by a renewal (`None`).
    pub(super) fn install(&self, token: &Token, login_id: Option<&str>) {
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
    pub(super) fn take(&self, signature: Signature) {
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
    pub(super) fn try_again(&self) {
        let mut state = self.lock();
        if let (Standing::Lost { since, .. }, Some(signature)) =
            (state.sign_in.standing, state.signature.clone())
        {
            state.sign_in.standing = Standing::In(since);
            self.sign_with(&mut state, Some(signature));
        }
    }

    /// Nobody is signed in any more.
    pub(super) fn leave(&self) {
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
    pub(super) fn lose(&self, refused: Generation) {
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
    pub(super) fn note_refusal(&self, refused: &Refused) {
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
    pub(super) fn renews_no_more(&self) {
        let mut state = self.lock();
        state.sign_in.renews = false;
        state.renew_at = None;
        self.news(&mut state);
    }

    /// Renewing did not work for now: again later.
    pub(super) fn renew_later(&self, wait: Duration) {
        self.lock().renew_at = Some(self.clock.elapsed() + wait);
        self.changed.notify_one();
    }

    /// When the token is to be renewed; `None` = not before something happens.
    #[must_use]
    pub fn renew_at(&self) -> Option<Duration> {
        self.lock().renew_at
    }

    /// It is being renewed: not again by itself.
    pub(super) fn renewing(&self) {
        self.lock().renew_at = None;
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

    /// When the server takes a sign-in again, if that is not yet.
    #[must_use]
    pub fn not_before(&self) -> Option<Timestamp> {
        let now = self.clock.now();
        self.lock().sign_in.not_before.filter(|at| *at > now)
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
