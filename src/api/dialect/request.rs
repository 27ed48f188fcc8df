//! A request and its answer, as a transport carries them.
//!
//! Invariant: neither is printed with its body, which may hold a password or a token.

use crate::domain::plan::AttemptId;

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
#[derive(Clone, PartialEq, Eq)]
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

impl Request {
    /// A request of nothing but a method and a path.
    #[must_use]
    pub fn bare(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            body: None,
            fields: Vec::new(),
            attempt: None,
        }
    }
}

impl std::fmt::Debug for Request {
    /// Without the body: it may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("fields", &self.fields)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// A whole answer: status, the headers that matter, and the complete body.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// `Location`, as sent: a redirect is never followed, but named.
    pub location: Option<String>,
    /// `Date`, as sent: the server's clock.
    pub date: Option<String>,
    /// The body, complete and within the size limit.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Answer {
    /// Without the body: it may hold a token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
