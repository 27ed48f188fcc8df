//! Who gets as far as the data: tokens, signing in and out, the rate.
//! An expired token is good for nothing but a new one; every request that has a right to be
//! answered counts against the one limit of the account.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Vendor;
use super::desk::{Call, Desk};
use super::dialer;
use super::reply::Reply;
use super::route::Sign;
use super::session::{SignIn, Standing};

impl Desk {
    /// The refusals that come before any data is looked at.
    pub(super) fn turned_away(&mut self, token: Option<&str>) -> Option<Reply> {
        match self.standing(token) {
            Standing::Good => (!self.limit.admits()).then(|| self.too_many()),
            Standing::Expired => Some(self.expired()),
            Standing::Unknown => Some(match self.vendor {
                Vendor::Smartflo => unauthenticated(),
                Vendor::CommPeak => dialer::failure(StatusCode::UNAUTHORIZED, "Unauthorized"),
            }),
        }
    }

    /// The whole answer of the routes about tokens.
    pub(super) fn sign(&mut self, sign: Sign, call: &Call) -> Reply {
        if !self.limit.admits() {
            return self.too_many();
        }
        let token = call.token.as_deref();
        match (sign, self.standing(token), token) {
            (Sign::In, _, _) => self.sign_in(&call.body),
            (Sign::Refresh | Sign::Out, Standing::Unknown, _)
            | (Sign::Refresh | Sign::Out, _, None) => unauthenticated(),
            (Sign::Refresh, Standing::Good | Standing::Expired, Some(_)) => {
                let token = self.sessions.issue();
                Reply::ok(&self.granted(&token))
            }
            (Sign::Out, Standing::Good | Standing::Expired, Some(token)) => {
                self.sessions.revoke(token);
                Reply::ok(&json!({ "success": true, "message": "Successfully logged out" }))
            }
        }
    }

    fn standing(&self, token: Option<&str>) -> Standing {
        token.map_or(Standing::Unknown, |token| self.sessions.standing(token))
    }

    fn sign_in(&mut self, body: &[u8]) -> Reply {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let (Some(login_id), Some(password)) = (body["email"].as_str(), body["password"].as_str())
        else {
            let message = "The email and password fields are required.";
            return Reply::failure(StatusCode::UNPROCESSABLE_ENTITY, message);
        };
        match self.sessions.sign_in(login_id, password) {
            SignIn::Granted(token) => {
                let mut body = self.granted(&token);
                body["number_of_days_left"] = 30.into();
                Reply::ok(&body)
            }
            SignIn::Refused { failures } => Reply::json(
                StatusCode::UNAUTHORIZED,
                &json!({
                    "success": false,
                    "message": "Invalid login ID or password",
                    "login_failed_count": failures,
                }),
            ),
            SignIn::Locked {
                failures,
                remaining,
            } => Reply::json(
                StatusCode::UNAUTHORIZED,
                &json!({
                    "success": false,
                    "message": "Your account is locked due to too many failed login attempts",
                    "login_failed_count": failures,
                    "retry_after": indian_time_in(remaining),
                }),
            ),
        }
    }

    fn granted(&self, token: &str) -> Value {
        json!({
            "success": true,
            "access_token": token,
            "token_type": "bearer",
            "expires_in": self.sessions.lifetime().as_secs(),
        })
    }

    /// In turns a 401 and the 200 that must be read as one. Of CommPeak nothing expires, but
    /// somebody may change the password.
    pub(super) fn expired(&mut self) -> Reply {
        if self.vendor == Vendor::CommPeak {
            return dialer::failure(StatusCode::UNAUTHORIZED, "Unauthorized");
        }
        self.expiries += 1;
        let status = match self.expiries % 2 {
            1 => StatusCode::UNAUTHORIZED,
            _ => StatusCode::OK,
        };
        Reply::failure(status, "Token has expired")
    }

    /// Every second one says when to come back.
    pub(super) fn too_many(&mut self) -> Reply {
        self.throttled += 1;
        Reply::too_many(self.throttled.is_multiple_of(2).then_some(1))
    }
}

fn unauthenticated() -> Reply {
    Reply::failure(StatusCode::UNAUTHORIZED, "Unauthenticated.")
}

/// `YYYY-MM-DD HH:MM:SS` in India, which has one offset and no summer time.
#[expect(
    clippy::disallowed_methods,
    reason = "a server tells its own wall-clock time"
)]
fn indian_time_in(remaining: Duration) -> String {
    let india = jiff::tz::Offset::constant(5).saturating_add(jiff::SignedDuration::from_mins(30));
    let at = jiff::Timestamp::now()
        .saturating_add(remaining)
        .unwrap_or(jiff::Timestamp::MAX);
    india
        .to_datetime(at)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
