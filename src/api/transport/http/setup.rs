//! How a client is set up: which address, which proxy, whom it trusts.
//!
//! Invariants: nothing leaves this machine unencrypted; TLS is always verified; what may be a
//! password is repeated in no message.

use reqwest::{Certificate, Client, ClientBuilder, Url};

use super::cause::root_cause;
use crate::api::transport::{Connection, ConnectionError};
use crate::text;

/// Where requests go.
pub(super) fn base_url(text: &str) -> Result<Url, ConnectionError> {
    let refuse = |cause: &str| ConnectionError::BaseUrl {
        url: text.to_owned(),
        cause: cause.to_owned(),
    };
    if text.chars().any(char::is_control) {
        // The parser would drop some of them in silence.
        return Err(ConnectionError::BaseUrl {
            url: text::one_line(text),
            cause: "it contains a control character".to_owned(),
        });
    }
    if !text.is_ascii() {
        // A letter of another script can look like the one that was meant.
        return Err(refuse(
            "it contains letters outside ASCII; write an international name in its xn-- form",
        ));
    }
    let url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not repeated in the message: it is a password.
        return Err(ConnectionError::BaseUrl {
            url: url.host_str().unwrap_or_default().to_owned(),
            cause: "it contains a user name or password".to_owned(),
        });
    }
    if url.query().is_some() || url.fragment().is_some() {
        // Nor is that repeated: a token may stand there.
        return Err(ConnectionError::BaseUrl {
            url: url.host_str().unwrap_or_default().to_owned(),
            cause: "it contains a query or a fragment".to_owned(),
        });
    }
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => Ok(url),
        ("http", Some(_)) if is_here(&url) => Ok(url),
        ("http", Some(_)) => Err(ConnectionError::Unencrypted {
            url: text.to_owned(),
        }),
        _ => Err(refuse("it is not an https address")),
    }
}

/// Whether what is sent there does not leave this machine.
fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

/// The proxy that is configured, if what it would read along is encrypted.
fn proxy(base: &Url, connection: &Connection) -> Result<Option<reqwest::Proxy>, ConnectionError> {
    let Some(address) = &connection.proxy else {
        return Ok(None);
    };
    let proxy = reqwest::Proxy::all(address).map_err(|_| ConnectionError::Proxy)?;
    // An address that is no URL may lead anywhere.
    let stays_here = Url::parse(address).is_ok_and(|proxy| is_here(&proxy));
    if base.scheme() == "http" && !stays_here {
        return Err(ConnectionError::UnencryptedProxy {
            url: connection.base_url.clone(),
        });
    }
    Ok(Some(proxy))
}

/// A client that does nothing by itself.
pub(super) fn client(base: &Url, connection: &Connection) -> Result<Client, ConnectionError> {
    // reqwest panics when a client is built and no provider is installed; a second call is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let failed = |error: reqwest::Error| ConnectionError::Client(root_cause(&error));
    let proxy = proxy(base, connection)?;
    let builder = || {
        let plain = Client::builder()
            .user_agent(concat!("rosterm/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(connection.connect_timeout);
        match proxy.clone() {
            Some(proxy) => plain.proxy(proxy),
            None => plain,
        }
    };
    if base.scheme() == "http" {
        // A machine without CA certificates must still be able to show the demo tenant:
        // https://github.com/seanmonstar/reqwest/issues/2988
        return builder()
            .tls_certs_only(std::iter::empty())
            .build()
            .map_err(failed);
    }
    if let Some(path) = &connection.ca_file {
        return builder()
            .tls_certs_only(roots_of(path)?)
            .build()
            .map_err(failed);
    }
    builder()
        .build()
        .or_else(|_| with_bundled_roots(builder()))
        .map_err(failed)
}

/// For machines without CA certificates of their own: Mozilla's, as compiled in.
fn with_bundled_roots(builder: ClientBuilder) -> reqwest::Result<Client> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let roots: Result<Vec<_>, _> = roots.map(|root| Certificate::from_der(root)).collect();
    builder.tls_certs_only(roots?).build()
}

fn roots_of(path: &std::path::Path) -> Result<Vec<Certificate>, ConnectionError> {
    let refuse = |cause: String| ConnectionError::CaFile {
        path: path.display().to_string(),
        cause,
    };
    let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    let roots = Certificate::from_pem_bundle(&pem).map_err(|error| refuse(root_cause(&error)))?;
    if roots.is_empty() {
        return Err(refuse("it holds no certificate".to_owned()));
    }
    Ok(roots)
}
