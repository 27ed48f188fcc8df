//! The words every vendor's dialect shares: a request to send, an answer as it came, and what the
//! answer to a write says. A dialect is pure: domain values to requests, answers to domain values.

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::Secret;
use crate::domain::plan::AttemptId;
use crate::protocol::Failure;

/// The methods in use. Only [`Method::Patch`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes a user.
    Patch,
    /// Signs in, refreshes, signs out.
    Post,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Post => "POST",
        }
    }
}

/// A request, before it has a host, a token or a permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the base URL, starting with `/`. Ids in it are
    /// [`UserId`](crate::domain::UserId)s, so it needs no escaping.
    pub path: String,
    /// Query parameters, not yet encoded. Never secret.
    pub query: Vec<(&'static str, String)>,
    /// A JSON body. May hold a password: never logged.
    pub body: Option<String>,
    /// The names of the fields in the body, for the request log.
    pub fields: Vec<&'static str>,
    /// Sent as `X-Request-Id`; every PATCH has one.
    pub attempt: Option<AttemptId>,
}

/// A whole answer: status, the headers that matter, and the complete body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// `Location`, as sent: a redirect is never followed, but named.
    pub location: Option<String>,
    /// The body, complete and within the size limit.
    pub body: Vec<u8>,
}

/// What the answer to a write says. It is a claim; only a read-back decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 2xx, and `success` is not false.
    Accepted {
        /// The server's words, perhaps empty; untrusted.
        message: String,
    },
    /// A whole 4xx, or a 2xx with `success: false`.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The server's words; untrusted.
        message: String,
    },
    /// 401, or its 200 disguise ("Token has expired").
    SignedOut {
        /// The server's words; untrusted.
        message: String,
    },
    /// 429.
    Throttled {
        /// `Retry-After`, as sent.
        retry_after: Option<String>,
    },
    /// 408, 5xx, 3xx, or something that is not an answer of this API: nobody knows.
    Unclear {
        /// What came, in words.
        cause: String,
    },
}

/// A token and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// For the `Authorization: Bearer …` header: visible ASCII.
    pub secret: Secret,
    /// From the moment of the answer; `None` = the server did not say.
    pub lifetime: Option<Duration>,
    /// Days until the password ends, if the server said so.
    pub password_days: Option<u32>,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence; `SignedOut` = what was sent was refused.
    pub failure: Failure,
    /// Failed sign-ins, as the server counts them.
    pub failed: Option<u32>,
    /// The server takes no sign-in before this time.
    pub not_before: Option<Timestamp>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            failed: None,
            not_before: None,
        }
    }
}
