//! HTTP through reqwest, with everything that reqwest does by itself switched off: redirects,
//! retries, environment proxies, decompression.
//!
//! Invariants: TLS is always verified; the token is a sensitive header of each request and part
//! of no message; a body is whole, at most 8 MiB, and not encoded.

use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderName,
    HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, Url};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use super::{Connection, ConnectionError, SendError, Signature, Transport};
use crate::api::dialect::{Answer, Method, Request};

mod cause;
mod setup;

use cause::{advice, root_cause};
use setup::{base_url, client};

/// Bodies larger than this are an error: the largest honest page is far below it.
const BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Headers larger than this, all together, are an error.
const HEADER_LIMIT: usize = 64 * 1024;

/// The real transport.
#[derive(Clone)]
pub struct Http {
    client: Client,
    base: Url,
    connection: Connection,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Http")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Prepares a client; nothing is sent.
    ///
    /// # Errors
    /// [`ConnectionError`] when the settings cannot work or would endanger the token.
    pub fn new(connection: Connection) -> Result<Self, ConnectionError> {
        let base = base_url(&connection.base_url)?;
        let client = client(&base, &connection)?;
        Ok(Self {
            client,
            base,
            connection,
        })
    }

    /// The address of a request: the base with the path behind it, letter by letter. A path that
    /// the parser would read differently (`..`, `?`, a line end) could address something else.
    fn url(&self, request: &Request) -> Result<Url, SendError> {
        let base = self.base.as_str().trim_end_matches('/');
        let path = format!("{}{}", self.base.path().trim_end_matches('/'), request.path);
        let url = Url::parse(&format!("{base}{}", request.path)).ok();
        let is_meant =
            |url: &Url| url.path() == path && url.query().is_none() && url.fragment().is_none();
        let mut url = url.filter(is_meant).ok_or_else(|| SendError {
            never_sent: true,
            timed_out: false,
            too_large: false,
            text: "the request has no valid address; check the id and path_prefix".to_owned(),
        })?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        Ok(url)
    }

    async fn exchange(&self, request: Request, signature: Signature) -> Result<Answer, SendError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Patch => reqwest::Method::PATCH,
            Method::Post => reqwest::Method::POST,
        };
        let mut builder = self
            .client
            .request(method, self.url(&request)?)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        // Both mark the header as sensitive: no Debug shows it.
        builder = match signature {
            Signature::Nothing => builder,
            Signature::Bearer(token) => builder.bearer_auth(token.expose()),
            Signature::Basic { username, password } => {
                builder.basic_auth(username, Some(password.expose()))
            }
        };
        if let Some(attempt) = request.attempt {
            let name = HeaderName::from_static("x-request-id");
            builder = builder.header(name, attempt.to_string());
        }
        if let Some(body) = request.body {
            builder = builder
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body);
        }
        let answer = timeout(self.connection.answer_timeout, builder.send()).await;
        let response = answer
            .map_err(|_| no_answer_within(self.connection.answer_timeout))?
            .map_err(|error| self.explain(error))?;
        self.whole(response).await
    }

    /// Reads the whole body. A short one is an error even when the status said 200.
    async fn whole(&self, mut response: Response) -> Result<Answer, SendError> {
        let headers = response.headers();
        let size: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > HEADER_LIMIT {
            return Err(broken(
                "the answer's headers are larger than 64 KiB".to_owned(),
            ));
        }
        if let Some(encoding) = headers.get(CONTENT_ENCODING)
            && !encoding.as_bytes().eq_ignore_ascii_case(b"identity")
        {
            return Err(broken(
                "the answer came compressed although that was not asked for".to_owned(),
            ));
        }
        let mut answer = Answer {
            status: response.status().as_u16(),
            retry_after: text_of(headers, &RETRY_AFTER),
            location: text_of(headers, &LOCATION),
            date: text_of(headers, &DATE),
            body: Vec::new(),
        };
        loop {
            let piece = timeout(self.connection.idle_timeout, response.chunk()).await;
            let piece = piece
                .map_err(|_| no_answer_within(self.connection.idle_timeout))?
                .map_err(|error| self.explain(error))?;
            let Some(piece) = piece else {
                return Ok(answer);
            };
            if answer.body.len() + piece.len() > BODY_LIMIT {
                let error = broken("the answer is larger than 8 MiB".to_owned());
                return Err(SendError {
                    too_large: true,
                    ..error
                });
            }
            answer.body.extend_from_slice(&piece);
        }
    }

    /// Only a failed connect proves that nothing was sent; hyper hands a request to a connection
    /// after that, and from there on nobody knows.
    fn explain(&self, error: reqwest::Error) -> SendError {
        let error = error.without_url();
        if error.is_builder() {
            return SendError {
                never_sent: true,
                timed_out: false,
                too_large: false,
                text: "the token or password cannot stand in a header; copy it again".to_owned(),
            };
        }
        let never_sent = error.is_connect();
        let timed_out = error.is_timeout();
        let host = self.base.host_str().unwrap_or_default();
        let text = if error.is_dns() {
            format!("the name {host} could not be resolved")
        } else if never_sent && timed_out {
            format!(
                "no connection to {host} within {:?}",
                self.connection.connect_timeout
            )
        } else if never_sent {
            let advice = advice(&error);
            format!("no connection to {host} ({}{advice})", root_cause(&error))
        } else if timed_out {
            "no answer in time".to_owned()
        } else if error.is_body() || error.is_decode() {
            format!("the answer broke off ({})", root_cause(&error))
        } else {
            format!("the connection broke off ({})", root_cause(&error))
        };
        SendError {
            never_sent,
            timed_out,
            too_large: false,
            text,
        }
    }
}

impl Transport for Http {
    /// The exchange is a task of its own: an answer comes in while whoever asked for it reads the
    /// one before.
    async fn send(&self, request: Request, signature: Signature) -> Result<Answer, SendError> {
        let http = self.clone();
        let exchange = async move {
            let deadline = Instant::now() + http.connection.total_timeout;
            timeout_at(deadline, http.exchange(request, signature))
                .await
                .unwrap_or_else(|_| Err(no_answer_within(http.connection.total_timeout)))
        };
        let exchange = AbortOnDropHandle::new(tokio::spawn(exchange));
        exchange
            .await
            .unwrap_or_else(|_| Err(broken("the request was given up".to_owned())))
    }
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn no_answer_within(limit: Duration) -> SendError {
    SendError {
        never_sent: false,
        timed_out: true,
        too_large: false,
        text: format!("no answer within {limit:?}"),
    }
}

fn broken(text: String) -> SendError {
    SendError {
        never_sent: false,
        timed_out: false,
        too_large: false,
        text,
    }
}
