//! What `rosterm doctor` makes of a connection that is not as it should be: what is wrong, and what
//! to do about it. And no byte of the token in it.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use jiff::Timestamp;
use rosterm::api::dialect::Dialect;
use rosterm::api::session::Credentials;
use rosterm::api::transport::{Connection, Http};
use rosterm::config::profile_of;
use rosterm::domain::Secret;
use rosterm::headless::Console;
use rosterm::headless::doctor::{self, Facts, TerminalFacts};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificates::{Authority, Validity};
use crate::folder::Folder;
use crate::wire::*;

/// What it says of this connection, at noon of the last day of January 2026.
async fn examine(connection: Connection) -> String {
    let facts = Facts {
        profile: "acme".to_owned(),
        base_url: connection.base_url.clone(),
        is_production: false,
        credentials: Ok(Credentials::Token(Secret::new(TOKEN))),
        token_place: None,
        ca_file: connection.ca_file.clone(),
        proxy: connection.proxy.clone(),
        proxy_variables: Vec::new(),
        rate: 2.0,
        files: Vec::new(),
        terminal: TerminalFacts::default(),
    };
    let dialect = Dialect::of(&profile_of(&connection.base_url));
    let transport = Http::new(connection).map_err(|error| error.to_string());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
        watched: false,
        interactive: false,
        columns: None,
        ascii: false,
        progress: false,
    };
    let noon: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
    doctor::run(facts, transport, &dialect, || noon, &mut console).await;
    let said = String::from_utf8([out, err].concat()).unwrap();
    assert!(!said.contains(TOKEN), "{said}");
    said
}

async fn answer_once(stream: &mut (impl AsyncWrite + tokio::io::AsyncRead + Unpin), answer: &[u8]) {
    request(stream).await;
    let _ = stream.write_all(answer).await;
    let _ = stream.shutdown().await;
}

/// A list of nobody, with this in its head.
fn list(headers: &str) -> Vec<u8> {
    response("200 OK", headers, r#"{"success":true,"data":[]}"#)
}

/// What it says of a server with this TLS.
async fn behind(acceptor: TlsAcceptor, ca_file: Option<std::path::PathBuf>) -> String {
    let (listener, address) = listen().await;
    let connection = Connection {
        base_url: format!("https://{address}/v1"),
        ca_file,
        ..connection(address)
    };
    let server = async {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(mut stream) = acceptor.accept(stream).await {
            answer_once(&mut stream, &list("")).await;
        }
    };
    tokio::join!(server, examine(connection)).1
}

/// What it says of a server that answers this.
async fn answered(answer: &[u8]) -> String {
    let (listener, address) = listen().await;
    let server = async |listener: TcpListener| {
        let (mut stream, _) = listener.accept().await.unwrap();
        answer_once(&mut stream, answer).await;
    };
    tokio::join!(server(listener), examine(connection(address))).1
}

fn assert_says(said: &str, about: &str, words: &[&str]) {
    let line = said
        .lines()
        .find(|line| line.get(5..).unwrap_or("").starts_with(about));
    let line = line.unwrap_or_else(|| panic!("{about}: {said}"));
    for word in words {
        assert!(line.contains(word), "{word}: {said}");
    }
}

#[tokio::test]
async fn it_says_whom_tls_is_verified_by_and_what_to_do_when_it_cannot_be() {
    let folder = Folder::new();
    let authority = Authority::new();
    let roots = folder.join("roots.pem");
    std::fs::write(&roots, authority.pem()).unwrap();
    let server = |name: &str, validity| authority.server(name, validity);

    let said = behind(server("127.0.0.1", Validity::Now), Some(roots.clone())).await;
    assert_says(
        &said,
        "connection",
        &["ok ", "TLS verified (only the roots in ", "roots.pem"],
    );
    let bad = ["BAD ", "nothing was sent"];
    for (acceptor, ca_file, words) in [
        (
            server("127.0.0.1", Validity::Now),
            None,
            "a private root is named with ca_file",
        ),
        (
            server("127.0.0.1", Validity::Past),
            Some(&roots),
            "check the clock of this computer",
        ),
        (
            server("127.0.0.1", Validity::Future),
            Some(&roots),
            "check the clock of this computer",
        ),
        (
            server("api.example.org", Validity::Now),
            Some(&roots),
            "not valid for name",
        ),
        (
            Authority::self_signed("127.0.0.1"),
            Some(&roots),
            "certificate",
        ),
    ] {
        let said = behind(acceptor, ca_file.cloned()).await;
        assert_says(&said, "connection", &[&bad[..], &[words]].concat());
    }
}

#[tokio::test]
async fn it_says_what_an_answer_that_is_none_means() {
    for (answer, about, words) in [
        (
            response(
                "301 Moved",
                "Location: https://elsewhere.example/v1\r\n",
                "",
            ),
            "answer",
            &["BAD ", "https://elsewhere.example/v1", "base URL"][..],
        ),
        (
            response("429 Too Many", "Retry-After: 7\r\n", ""),
            "answer",
            &["BAD ", "lower rate"],
        ),
        (
            response("401 No", "", "{}"),
            "answer",
            &["BAD ", "Run rosterm login"],
        ),
        (
            b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
            "connection",
            &["BAD ", "a proxy or firewall on the way"],
        ),
        (
            list("Date: Sat, 31 Jan 2026 11:50:00 GMT\r\n"),
            "clock",
            &["BAD ", "600 s ahead of the server's", "set it"],
        ),
        (
            list("Date: Sat, 31 Jan 2026 12:00:20 GMT\r\n"),
            "clock",
            &["ok ", "agrees"],
        ),
    ] {
        let said = answered(&answer).await;
        assert_says(&said, about, words);
    }
}

#[tokio::test]
async fn it_says_why_a_base_url_and_a_proxy_do_not_go_together() {
    let (listener, address) = listen().await;
    let said = examine(Connection {
        proxy: Some("http://proxy.example:3128".to_owned()),
        ..connection(address)
    })
    .await;
    assert_says(
        &said,
        "connection",
        &["BAD ", "unencrypted to a proxy", "use https"],
    );
    assert!(is_untouched(listener));
}
