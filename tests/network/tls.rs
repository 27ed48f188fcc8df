//! TLS that cannot be trusted gets no byte of the token.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::path::{Path, PathBuf};

use rosterm::api::dialect::Answer;
use rosterm::api::transport::{Connection, Http, SendError, Transport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::certificates::{Authority, Validity};
use crate::folder::Folder;
use crate::wire::*;

/// Sends a PATCH to a server with this TLS, trusting these roots; returns what the server could
/// decrypt.
async fn meet(
    acceptor: tokio_rustls::TlsAcceptor,
    ca_file: Option<PathBuf>,
) -> (String, Result<Answer, SendError>) {
    let (listener, address) = listen().await;
    let http = Http::new(Connection {
        base_url: format!("https://{address}/v1"),
        ca_file,
        ..connection(address)
    })
    .unwrap();
    let server = async {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            return String::new();
        };
        let seen = request(&mut stream).await;
        let _ = stream.write_all(&response("200 OK", "", "{}")).await;
        let _ = stream.shutdown().await;
        seen
    };
    tokio::join!(server, http.send(patch(), signed()))
}

fn assert_refused(what: &str, seen: &str, answer: Result<Answer, SendError>, cause: &str) {
    let error = answer.expect_err(what);
    assert!(error.never_sent && !error.timed_out, "{what}: {error:?}");
    assert!(error.text.contains(cause), "{what}: {error:?}");
    assert_eq!(seen, "", "{what}: the server got something");
}

fn written(authority: &Authority, folder: &Path) -> PathBuf {
    let file = folder.join("roots.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    file
}

#[tokio::test]
async fn a_private_root_works_with_ca_file_and_is_refused_without() {
    let folder = Folder::new();
    let authority = Authority::new();
    let roots = written(&authority, &folder);
    let acceptor = authority.server("127.0.0.1", Validity::Now);
    let (seen, answer) = meet(acceptor.clone(), Some(roots)).await;
    assert_eq!(answer.unwrap().status, 200);
    assert!(
        seen.starts_with("PATCH /v1/user/101 HTTP/1.1\r\n") && seen.contains(TOKEN),
        "{seen}"
    );
    let (seen, answer) = meet(acceptor.clone(), None).await;
    assert_refused("no ca_file", &seen, answer, "ca_file");

    let stranger = written(&Authority::new(), &folder);
    let (seen, answer) = meet(acceptor, Some(stranger)).await;
    assert_refused("another root", &seen, answer, "invalid peer certificate");
}

#[tokio::test]
async fn a_certificate_for_another_name_or_another_time_is_refused() {
    let folder = Folder::new();
    let authority = Authority::new();
    let roots = written(&authority, &folder);
    for (name, validity, cause) in [
        ("api.example.org", Validity::Now, "not valid for name"),
        ("127.0.0.2", Validity::Now, "not valid for name"),
        ("127.0.0.1", Validity::Past, "check the clock"),
        ("127.0.0.1", Validity::Future, "check the clock"),
    ] {
        let acceptor = authority.server(name, validity);
        let (seen, answer) = meet(acceptor, Some(roots.clone())).await;
        assert_refused(&format!("{name} {validity:?}"), &seen, answer, cause);
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused() {
    let acceptor = Authority::self_signed("127.0.0.1");
    let (seen, answer) = meet(acceptor, None).await;
    assert_refused("self-signed", &seen, answer, "certificate");

    let folder = Folder::new();
    let roots = written(&Authority::new(), &folder);
    let (seen, answer) = meet(Authority::self_signed("127.0.0.1"), Some(roots)).await;
    assert_refused("self-signed, private roots", &seen, answer, "certificate");
}

/// Answers the first bytes of a client with these, and reads until it goes away.
async fn answered_with(bytes: &[u8]) -> (Vec<u8>, SendError) {
    let (listener, address) = listen().await;
    let http = Http::new(Connection {
        base_url: format!("https://{address}/v1"),
        ..connection(address)
    })
    .unwrap();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = vec![0; 16 * 1024];
        let length = stream.read(&mut seen).await.unwrap();
        seen.truncate(length);
        let _ = stream.write_all(bytes).await;
        let _ = stream.read_to_end(&mut seen).await;
        seen
    };
    let (seen, answer) = tokio::join!(server, http.send(patch(), signed()));
    (seen, answer.unwrap_err())
}

fn holds_the_token(bytes: &[u8]) -> bool {
    bytes
        .windows(TOKEN.len())
        .any(|window| window == TOKEN.as_bytes())
}

#[tokio::test]
async fn plain_text_behind_https_gets_no_byte_of_the_token_and_is_never_sent() {
    let (seen, error) = answered_with(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert!(error.never_sent, "{error:?}");
    assert!(!holds_the_token(&seen));
}

#[tokio::test]
async fn versions_of_tls_before_1_2_are_refused() {
    for minor in [0, 1, 2] {
        // Record: handshake; ServerHello of 38 bytes: version, random, no session id, the cipher
        // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, no compression.
        let mut hello = vec![22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor];
        hello.extend([7; 32]);
        hello.extend([0, 0xc0, 0x13, 0]);
        let (seen, error) = answered_with(&hello).await;
        assert!(error.never_sent && !error.timed_out, "3.{minor}: {error:?}");
        assert!(error.text.contains("Tls12"), "3.{minor}: {error:?}");
        assert!(!holds_the_token(&seen));
    }
}
