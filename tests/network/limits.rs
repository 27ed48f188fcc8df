//! Answers that are too large, too slow, broken off or packed.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::time::Duration;

use rosterm::api::transport::{Connection, Http, SendError, Transport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::wire::*;

#[tokio::test]
async fn a_body_that_is_short_too_long_or_compressed_is_an_error() {
    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"success\":true}".to_vec();
    let unfinished =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n".to_vec();
    let long = response("200 OK", "", &" ".repeat(8 * 1024 * 1024 + 1));
    let gzip = response("200 OK", "Content-Encoding: gzip\r\n", "\u{1f}not really");
    let heads = response("200 OK", &format!("X: {}\r\n", "x".repeat(70_000)), "{}");
    let nonsense = b"SSH-2.0-OpenSSH_9.9\r\n".to_vec();
    for (answer, text) in [
        (short, "the answer broke off"),
        (unfinished, "the answer broke off"),
        (long, "larger than 8 MiB"),
        (gzip, "compressed"),
        (heads, "larger than 64 KiB"),
        (nonsense, "the connection broke off"),
        (Vec::new(), "the connection broke off"),
    ] {
        let (_, answer) = exchange(patch(), answer).await;
        let error = answer.unwrap_err();
        assert!(!error.never_sent && !error.timed_out, "{error:?}");
        assert!(error.text.contains(text), "{text}: {error:?}");
    }
    let just = response("200 OK", "", &" ".repeat(8 * 1024 * 1024));
    assert_eq!(
        exchange(get(), just).await.1.unwrap().body.len(),
        8 * 1024 * 1024
    );
}

#[tokio::test]
async fn every_deadline_ends_the_wait() {
    let brief = Duration::from_millis(60);
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    type Set = fn(&mut Connection, Duration);
    let cases: [(&str, Set); 3] = [
        ("", |connection, brief| connection.answer_timeout = brief),
        (head, |connection, brief| connection.idle_timeout = brief),
        ("", |connection, brief| connection.total_timeout = brief),
    ];
    for (bytes, set) in cases {
        let (listener, address) = listen().await;
        let mut connection = connection(address);
        set(&mut connection, brief);
        let http = Http::new(connection).unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            request(&mut stream).await;
            stream.write_all(bytes.as_bytes()).await.unwrap();
            stream
        };
        let (_stream, answer) = tokio::join!(server, http.send(patch(), signed()));
        let error = answer.unwrap_err();
        assert!(error.timed_out && !error.never_sent, "{error:?}");
        assert_eq!(error.text, "no answer within 60ms");
    }
}

/// A server that takes the connection and never says who it is.
#[tokio::test]
async fn a_handshake_without_an_end_is_given_up_and_nothing_was_sent() {
    let (listener, address) = listen().await;
    let http = Http::new(Connection {
        base_url: format!("https://{address}/v1"),
        connect_timeout: Duration::from_millis(60),
        ..connection(address)
    })
    .unwrap();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        let _ = stream.read_to_end(&mut seen).await;
        seen
    };
    let (seen, answer) = tokio::join!(server, http.send(patch(), signed()));
    let error = answer.unwrap_err();
    assert!(error.never_sent && error.timed_out, "{error:?}");
    assert_eq!(error.text, "no connection to 127.0.0.1 within 60ms");
    assert!(!String::from_utf8_lossy(&seen).contains(TOKEN));
}

#[test]
fn nothing_waits_for_ever_by_default() {
    let usual = usual();
    let deadlines = [
        usual.connect_timeout,
        usual.answer_timeout,
        usual.idle_timeout,
        usual.total_timeout,
    ];
    assert_eq!(deadlines, [5, 20, 10, 30].map(Duration::from_secs));
}

/// Sends a GET to a server that writes `head` and then `piece` again and again, as fast as it is
/// read.
async fn endless(head: &str, piece: &[u8], connection: Connection) -> SendError {
    let (listener, address) = listen().await;
    let http = Http::new(Connection {
        base_url: format!("http://{address}/v1"),
        ..connection
    })
    .unwrap();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        stream.set_nodelay(true).unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // Until the client has enough of it.
        while stream.write_all(piece).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    let (_, answer) = tokio::join!(server, http.send(get(), signed()));
    answer.unwrap_err()
}

fn usual() -> Connection {
    Connection::new("")
}

#[tokio::test]
async fn an_answer_without_an_end_is_cut_off() {
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let until_closed = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    for (head, piece) in [(chunked, &*chunk), (until_closed, &[b' '; 0x10000])] {
        let error = endless(head, piece, usual()).await;
        assert!(!error.never_sent && !error.timed_out, "{error:?}");
        assert_eq!(error.text, "the answer is larger than 8 MiB");
    }
    let line = format!("X-Filler: {}\r\n", "x".repeat(1_000));
    let error = endless("HTTP/1.1 200 OK\r\n", line.as_bytes(), usual()).await;
    assert!(!error.never_sent && !error.timed_out, "{error:?}");
}

#[tokio::test]
async fn headers_of_more_than_64_kib_are_an_error_however_many_they_are() {
    for (count, length) in [(70, 1_000), (90, 800), (3_000, 30)] {
        let lines: String = (0..count)
            .map(|number| format!("X-{number}: {}\r\n", "x".repeat(length)))
            .collect();
        let (_, answer) = exchange(get(), response("200 OK", &lines, "{}")).await;
        let error = answer.expect_err("too many headers");
        assert!(!error.never_sent && !error.timed_out, "{error:?}");
    }
}

/// Bytes that never stop to come keep every wait between two of them short: the deadlines of the
/// head and of the whole end them.
#[tokio::test]
async fn a_slow_drip_does_not_hold_a_request_for_ever() {
    let brief = Duration::from_millis(80);
    let body = Connection {
        total_timeout: brief,
        ..usual()
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 8000000\r\n\r\n";
    let error = endless(head, b" ", body.clone()).await;
    assert!(error.timed_out && !error.never_sent, "{error:?}");

    let answer = Connection {
        answer_timeout: brief,
        ..usual()
    };
    let informational = b"HTTP/1.1 100 Continue\r\n\r\n";
    let error = endless("", informational, answer).await;
    assert!(error.timed_out && !error.never_sent, "{error:?}");
}

#[tokio::test]
async fn a_packed_answer_is_never_unpacked() {
    // "{}" a thousand times would be short in this form; nobody asks for it.
    let packed = "\u{1f}\u{8}packed";
    for encoding in ["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, identity"] {
        let header = format!("Content-Encoding: {encoding}\r\n");
        let (_, answer) = exchange(get(), response("200 OK", &header, packed)).await;
        let error = answer.unwrap_err();
        assert!(!error.never_sent, "{error:?}");
        assert!(error.text.contains("compressed"), "{encoding}: {error:?}");
    }
    // Packed without saying so: the bytes arrive as they are.
    let (_, answer) = exchange(get(), response("200 OK", "", packed)).await;
    assert_eq!(answer.unwrap().body, packed.as_bytes());
}
