//! Who is signed in: the static token, the tokens handed out, and the count of failed sign-ins.
//! A token is known for ever (so that it can be refreshed) but good only for its lifetime.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// The token that lives until the tenant is told to expire it.
pub(super) const STATIC_TOKEN: &str = "demo-token";
/// The login ID and the password of the demo's administrator.
pub(super) const LOGIN_ID: &str = "demo.admin";
pub(super) const PASSWORD: &str = "demo-password";

const FAILURES_BEFORE_LOCK: u32 = 5;
const LOCKED_FOR: Duration = Duration::from_secs(30 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Endless,
    Until(Instant),
    Expired,
    /// Signed out; not even good for a refresh.
    Revoked,
}

/// What a token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Expired,
    Unknown,
}

/// The answer to a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignIn {
    Granted(String),
    Refused { failures: u32 },
    Locked { failures: u32, remaining: Duration },
}

/// All tokens of the tenant.
#[derive(Debug)]
pub(super) struct Sessions {
    tokens: BTreeMap<String, Life>,
    lifetime: Duration,
    failures: u32,
    locked_until: Option<Instant>,
    issued: u64,
    random: fastrand::Rng,
}

impl Sessions {
    pub(super) fn new(token: &str, lifetime: Duration, seed: u64) -> Self {
        Self {
            tokens: BTreeMap::from([(token.to_owned(), Life::Endless)]),
            lifetime,
            failures: 0,
            locked_until: None,
            issued: 0,
            random: fastrand::Rng::with_seed(seed ^ 0x7040),
        }
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub(super) fn standing(&self, token: &str) -> Standing {
        match self.tokens.get(token) {
            None | Some(Life::Revoked) => Standing::Unknown,
            Some(Life::Endless) => Standing::Good,
            Some(Life::Until(end)) if Instant::now() < *end => Standing::Good,
            Some(Life::Until(_) | Life::Expired) => Standing::Expired,
        }
    }

    pub(super) fn sign_in(&mut self, login_id: &str, password: &str) -> SignIn {
        // While locked even the right password is refused, and nothing is counted.
        if let Some(end) = self.locked_until {
            let remaining = end.saturating_duration_since(Instant::now());
            if !remaining.is_zero() {
                return SignIn::Locked {
                    failures: self.failures,
                    remaining,
                };
            }
            self.locked_until = None;
            self.failures = 0;
        }
        if (login_id, password) == (LOGIN_ID, PASSWORD) {
            self.failures = 0;
            return SignIn::Granted(self.issue());
        }
        self.failures += 1;
        if self.failures >= FAILURES_BEFORE_LOCK {
            self.locked_until = Some(Instant::now() + LOCKED_FOR);
        }
        SignIn::Refused {
            failures: self.failures,
        }
    }

    pub(super) fn expire(&mut self, token: &str) {
        self.end(token, Life::Expired);
    }

    pub(super) fn revoke(&mut self, token: &str) {
        self.end(token, Life::Revoked);
    }

    fn end(&mut self, token: &str, how: Life) {
        if let Some(life) = self.tokens.get_mut(token) {
            *life = how;
        }
    }

    /// A new token; the others keep their own ends.
    pub(super) fn issue(&mut self) -> String {
        self.issued += 1;
        let token = format!("demo.{}.{:016x}", self.issued, self.random.u64(..));
        self.tokens
            .insert(token.clone(), Life::Until(Instant::now() + self.lifetime));
        token
    }
}
