//! What an answer claims, before anybody looks at its data: one rule for reads, writes, sign-in.
//!
//! Invariant: the HTTP status goes first (the vendor's page says that a 400 may carry
//! `success: true`), then `success`; an expired token is one whatever the status says.

use super::envelope::Body;

/// What an answer claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Claim {
    /// 2xx, and `success` is not false.
    Yes,
    /// 4xx, or 2xx with `success` false.
    No,
    /// 401, or "Token has expired" under another status, 200 included.
    SignedOut,
    /// 429.
    Throttled,
    /// 3xx: this is not the API.
    Redirected,
    /// 408, 5xx, or a status that means nothing here.
    Trouble,
}

impl Claim {
    /// What an answer with this status and body claims.
    pub(in crate::api) fn of(status: u16, body: &Body<'_>) -> Self {
        match status {
            401 => Self::SignedOut,
            408 => Self::Trouble,
            429 => Self::Throttled,
            200..=299 | 400..=499 if body.says_expired() => Self::SignedOut,
            200..=299 if body.says_no() => Self::No,
            200..=299 => Self::Yes,
            300..=399 => Self::Redirected,
            400..=499 => Self::No,
            _ => Self::Trouble,
        }
    }
}
