//! One request out, one whole answer back: the only seam to the network.
//!
//! Invariant: an answer is complete or it is an error; nothing here retries, follows a redirect or
//! judges a status. `never_sent` is said only with proof.

use std::time::Duration;

use crate::domain::Secret;

use super::dialect::{Answer, Request};

pub use http::Http;

mod http;

/// Sends requests. Two implementations: [`Http`], and the scripted one of the tests.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request, signed so, and waits for the whole answer. Dropping the future gives it
    /// up.
    ///
    /// # Errors
    /// [`SendError`] when there is no whole answer.
    fn send(
        &self,
        request: Request,
        signature: Signature,
    ) -> impl Future<Output = Result<Answer, SendError>> + Send;
}

/// What a request is signed with: its `Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// None: signing in itself, and what asks for nothing.
    Nothing,
    /// A bearer token, visible ASCII.
    Bearer(Secret),
    /// User name and password.
    Basic {
        /// Without a colon.
        username: String,
        /// Any text.
        password: Secret,
    },
}

/// There is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    /// Proof that not one byte of the request reached a server: DNS, refused, connect time-out,
    /// TLS. Anything less certain is `false`.
    pub never_sent: bool,
    /// Whether a deadline passed.
    pub timed_out: bool,
    /// Whether the answer is more than is taken in; asking again would bring the same.
    pub too_large: bool,
    /// The cause in a few words, without URL or token.
    pub text: String,
}

/// Where to connect to, and how long to wait.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `https://…`, or `http://` on this machine; paths are appended to it.
    pub base_url: String,
    /// PEM bundle of the only roots to trust, for private ones.
    pub ca_file: Option<std::path::PathBuf>,
    /// Proxy URL. The environment is never asked. One that is elsewhere goes with https only.
    pub proxy: Option<String>,
    /// DNS, TCP and TLS together.
    pub connect_timeout: Duration,
    /// Until the status and headers are there, connecting included.
    pub answer_timeout: Duration,
    /// Between two pieces of the body.
    pub idle_timeout: Duration,
    /// The whole request.
    pub total_timeout: Duration,
}

impl Connection {
    /// A connection with the usual deadlines: 5, 20, 10 and 30 seconds.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            ca_file: None,
            proxy: None,
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
        }
    }
}

/// Why a [`Connection`] cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// Not a URL, or one with parts that do not belong into a base URL.
    #[error("the base URL \"{url}\" cannot be used: {cause}; write it like https://host/v1")]
    BaseUrl {
        /// As configured.
        url: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Plain `http` to another machine would show the token to everybody on the way.
    #[error(
        "the base URL \"{url}\" would send the token unencrypted; use https \
         (http is for 127.0.0.1, [::1] and localhost only)"
    )]
    Unencrypted {
        /// As configured.
        url: String,
    },
    /// The CA file.
    #[error("the CA file {path} cannot be used: {cause}; it must hold PEM certificates")]
    CaFile {
        /// Its path.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The proxy URL; it may hold a password, so it is not repeated.
    #[error("the proxy URL cannot be used; write it like http://host:3128")]
    Proxy,
    /// What is not encrypted can be read by a proxy and on the way to it.
    #[error(
        "the base URL \"{url}\" is plain http, and its token would go unencrypted to a proxy that is \
         not on this machine; use https, or take proxy out of this profile"
    )]
    UnencryptedProxy {
        /// As configured.
        url: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be set up: {0}; check TLS settings and CA certificates")]
    Client(String),
}
