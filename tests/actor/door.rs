//! A tenant behind a door: tokens, passwords, and their ends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rosterm::api::dialect::{Answer, Request};
use rosterm::api::transport::{SendError, Signature, Transport};
use serde_json::json;
use tokio::time::sleep;

use crate::tenant::{Tenant, says};

#[derive(Clone)]
pub(crate) struct Door {
    tenant: Tenant,
    state: Arc<Mutex<State>>,
}

pub(crate) struct State {
    /// Tokens that open.
    pub(crate) tokens: BTreeSet<String>,
    /// The password of `asha`.
    pub(crate) password: &'static str,
    /// How long tokens last, in seconds.
    pub(crate) lifetime: u64,
    /// Whether a token, alive or dead, can be renewed.
    pub(crate) renews: bool,
    /// What is said about a dead token; in turns with a 200.
    pub(crate) says: (u16, &'static str),
    /// Requests about signing in: their path and with what they were signed.
    pub(crate) signing: Vec<(String, Signature)>,
    /// Tokens are given that open nothing.
    pub(crate) gives_dead: bool,
    /// So many of these requests find nobody.
    pub(crate) cuts: usize,
    /// New tokens open so many requests and no more.
    pub(crate) lives: Option<RangeInclusive<u32>>,
    /// So many in a hundred of those are dead before they are used.
    pub(crate) stillborn: u32,
    /// Requests and answers take their time, so that they overtake each other.
    pub(crate) dawdles: bool,
    pub(crate) dice: fastrand::Rng,
    /// What is left of tokens that do not live for ever.
    uses: BTreeMap<String, u32>,
    failures: u32,
    issued: u32,
}

impl Door {
    pub(crate) fn new(tenant: &Tenant) -> Self {
        let state = State {
            tokens: BTreeSet::new(),
            password: "right",
            lifetime: 3600,
            renews: true,
            says: (401, r#"{"success":false,"message":"Unauthenticated."}"#),
            signing: Vec::new(),
            gives_dead: false,
            cuts: 0,
            lives: None,
            stillborn: 0,
            dawdles: false,
            dice: fastrand::Rng::with_seed(1),
            uses: BTreeMap::new(),
            failures: 0,
            issued: 0,
        };
        Self {
            tenant: tenant.clone(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// All tokens are dead from now on.
    pub(crate) fn expire(&self) {
        self.lock().tokens.clear();
    }

    /// Requests about signing in, by the last word of their paths.
    pub(crate) fn asked(&self) -> Vec<String> {
        let state = self.lock();
        let paths = state.signing.iter();
        paths
            .map(|(path, _)| path.rsplit('/').next().unwrap().to_owned())
            .collect()
    }
}

impl State {
    fn issue(&mut self) -> Answer {
        self.issued += 1;
        let token = format!("token-{}", self.issued);
        if !self.gives_dead {
            self.tokens.insert(token.clone());
        }
        if let Some(lives) = self.lives.clone() {
            let lives = self.dice.u32(lives);
            self.uses.insert(token.clone(), lives);
            if self.dice.u32(..100) < self.stillborn {
                self.tokens.remove(&token);
            }
        }
        let body = json!({
            "success": true,
            "access_token": token,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "number_of_days_left": 5,
        });
        says(200, &body.to_string())
    }

    fn sign_in(&mut self, body: &str) -> Answer {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        if body["email"] == "asha" && body["password"] == self.password {
            return self.issue();
        }
        self.failures += 1;
        let body = json!({
            "success": false,
            "message": "Invalid login",
            "login_failed_count": self.failures,
            "retry_after": "2026-12-31 23:59:59",
        });
        says(401, &body.to_string())
    }

    fn opens(&mut self, signature: &Signature) -> bool {
        match signature {
            Signature::Bearer(token) => {
                let is_alive = self.tokens.contains(token.expose());
                if let Some(left) = self.uses.get_mut(token.expose()) {
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        self.tokens.remove(token.expose());
                    }
                }
                is_alive
            }
            Signature::Basic { username, password } => {
                username == "asha" && password.expose() == self.password
            }
            Signature::Nothing => false,
        }
    }
}

impl Transport for Door {
    async fn send(&self, request: Request, signature: Signature) -> Result<Answer, SendError> {
        self.dawdle().await;
        let answer = self.let_in(request, signature).await;
        self.dawdle().await;
        answer
    }
}

impl Door {
    async fn dawdle(&self) {
        let span = {
            let mut state = self.lock();
            state.dawdles.then(|| state.dice.u64(..300))
        };
        if let Some(span) = span {
            sleep(Duration::from_millis(span)).await;
        }
    }

    async fn let_in(&self, request: Request, signature: Signature) -> Result<Answer, SendError> {
        {
            let mut state = self.lock();
            if request.path.starts_with("/auth/") {
                state
                    .signing
                    .push((request.path.clone(), signature.clone()));
                if state.cuts > 0 {
                    state.cuts -= 1;
                    return Err(SendError {
                        never_sent: true,
                        timed_out: false,
                        too_large: false,
                        text: "no connection to example.org (refused)".to_owned(),
                    });
                }
                return Ok(match (&*request.path, request.body) {
                    ("/auth/login", Some(body)) => state.sign_in(&body),
                    ("/auth/refresh", _) if state.renews => state.issue(),
                    ("/auth/logout", _) => {
                        state.tokens.clear();
                        says(200, r#"{"success":true}"#)
                    }
                    _ => says(
                        401,
                        r#"{"success":false,"message":"Token cannot be refreshed"}"#,
                    ),
                });
            }
            if !state.opens(&signature) {
                let (status, body) = state.says;
                return Ok(says(status, body));
            }
        }
        self.tenant.send(request, signature).await
    }
}
