//! The real transport against raw sockets: what it must never do, and what it may claim.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use rosterm::api::dialect::{Answer, Method, Request};
use rosterm::api::transport::{Connection, ConnectionError, Http, SendError, Signature, Transport};
use rosterm::domain::{AttemptId, Secret};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN: &str = "canary-5f2e9c";

fn connection(address: SocketAddr) -> Connection {
    Connection::new(format!("http://{address}/v1"))
}

fn signed() -> Signature {
    Signature::Bearer(Secret::new(TOKEN))
}

fn get() -> Request {
    Request {
        method: Method::Get,
        path: "/users".to_owned(),
        query: vec![
            ("limit", "2".to_owned()),
            ("last_seen_id", "1 0&0".to_owned()),
        ],
        body: None,
        fields: Vec::new(),
        attempt: None,
    }
}

fn patch() -> Request {
    Request {
        method: Method::Patch,
        path: "/user/101".to_owned(),
        query: Vec::new(),
        body: Some("{\"name\":\"Asha\"}".to_owned()),
        fields: vec!["name"],
        attempt: Some(AttemptId::mint(
            1_790_000_000_000,
            &mut fastrand::Rng::with_seed(1),
        )),
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound listener");
    (listener, address)
}

/// Reads one request, head and body.
async fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut piece).await.unwrap_or(0) {
            0 => return text,
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

/// Sends `request` to a server that answers these bytes and closes.
async fn exchange(sent: Request, answer: Vec<u8>) -> (String, Result<Answer, SendError>) {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).expect("a usable connection");
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let seen = request(&mut stream).await;
        let _ = stream.write_all(&answer).await;
        let _ = stream.shutdown().await;
        seen
    };
    tokio::join!(server, http.send(sent, signed()))
}

fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// Whether nobody has connected.
fn is_untouched(listener: TcpListener) -> bool {
    let listener = listener.into_std().expect("a listener");
    matches!(listener.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
}

#[tokio::test]
async fn a_request_carries_its_headers_and_an_answer_arrives_whole() {
    let answer = response(
        "429 Too Many",
        "Retry-After: 7\r\nLocation: /x\r\n",
        "{\"a\":1}",
    );
    let (seen, answer) = exchange(patch(), answer).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, &*answer.body), (429, &b"{\"a\":1}"[..]));
    assert_eq!(
        (answer.retry_after.as_deref(), answer.location.as_deref()),
        (Some("7"), Some("/x"))
    );
    let lower = seen.to_ascii_lowercase();
    assert!(
        lower.starts_with("patch /v1/user/101 http/1.1\r\n"),
        "{seen}"
    );
    let attempt = patch().attempt.unwrap().to_string().to_ascii_lowercase();
    for line in [
        format!("authorization: bearer {TOKEN}"),
        format!("x-request-id: {attempt}"),
        "content-type: application/json".to_owned(),
        "accept-encoding: identity".to_owned(),
        format!("user-agent: rosterm/{}", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(
            lower.contains(&format!("\r\n{line}\r\n")),
            "{line} in {seen}"
        );
    }
    assert!(seen.ends_with("\r\n\r\n{\"name\":\"Asha\"}"));
}

#[tokio::test]
async fn query_values_are_encoded() {
    let (seen, _) = exchange(get(), response("200 OK", "", "{}")).await;
    assert!(
        seen.starts_with("GET /v1/users?limit=2&last_seen_id=1+0%260 HTTP/1.1\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_never_followed() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let (elsewhere, address) = listen().await;
        let location = format!("Location: http://{address}/steal\r\n");
        let (_, answer) = exchange(patch(), response(status, &location, "")).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status.to_string(), status[..3]);
        assert_eq!(answer.location, Some(format!("http://{address}/steal")));
        assert!(is_untouched(elsewhere), "{status} was followed");
    }
}

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

#[tokio::test]
async fn only_a_failed_connect_is_proof_of_never_sent() {
    let (listener, address) = listen().await;
    drop(listener);
    let refused = Http::new(connection(address))
        .unwrap()
        .send(patch(), signed())
        .await
        .unwrap_err();
    assert!(refused.never_sent, "{refused:?}");
    assert!(
        refused.text.starts_with("no connection to 127.0.0.1 ("),
        "{refused:?}"
    );

    let (_, broken) = exchange(patch(), Vec::new()).await;
    assert!(!broken.unwrap_err().never_sent);
}

#[tokio::test]
async fn plain_text_behind_https_gets_no_byte_of_the_token_and_is_never_sent() {
    let (listener, address) = listen().await;
    let connection = Connection {
        base_url: format!("https://{address}/v1"),
        ..connection(address)
    };
    let http = Http::new(connection).unwrap();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 8192];
        let read = stream.read(&mut bytes).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
        bytes.truncate(read);
        bytes
    };
    let (seen, answer) = tokio::join!(server, http.send(patch(), signed()));
    assert!(answer.unwrap_err().never_sent);
    assert!(!String::from_utf8_lossy(&seen).contains(TOKEN));
}

/// A kept-alive connection that dies under the second request: the library may open a new one,
/// but the PATCH must not appear twice.
#[tokio::test]
async fn a_patch_on_a_dying_connection_is_not_sent_again() {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).unwrap();
    let (report, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let report = report.clone();
            tokio::spawn(async move {
                let first = request(&mut stream).await;
                let is_get = first.starts_with("GET");
                report.send(first).unwrap();
                if is_get {
                    stream
                        .write_all(&response("200 OK", "", "{}"))
                        .await
                        .unwrap();
                    report.send(request(&mut stream).await).unwrap();
                }
            });
        }
    });
    assert_eq!(http.send(get(), signed()).await.unwrap().status, 200);
    let error = http.send(patch(), signed()).await.unwrap_err();
    assert!(!error.never_sent, "{error:?}");
    server.abort();
    let _ = server.await;
    let mut patches = 0;
    while let Ok(request) = seen.try_recv() {
        patches += usize::from(request.starts_with("PATCH"));
    }
    assert_eq!(patches, 1);
}

#[tokio::test]
async fn the_token_is_in_no_message() {
    let (listener, address) = listen().await;
    drop(listener);
    let connection = connection(address);
    let http = Http::new(connection.clone()).unwrap();
    let error = http.send(patch(), signed()).await.unwrap_err();
    let all = format!("{connection:?} {http:?} {error:?} {error}");
    assert!(!all.contains(TOKEN), "{all}");
}

#[test]
fn unusable_connections_are_refused_with_a_sentence() {
    let with_url = |url: &str| Connection::new(url);
    for url in [
        "http://127.0.0.1:9/v1",
        "http://[::1]:9",
        "http://localhost:9/",
        "https://api.example.org/v1",
    ] {
        assert!(Http::new(with_url(url)).is_ok(), "{url}");
    }
    let cases = [
        (
            "http://api.example.org/v1",
            "would send the token unencrypted",
        ),
        (
            "http://127.0.0.1.example.org/",
            "would send the token unencrypted",
        ),
        ("ftp://api.example.org", "it is not an https address"),
        ("api.example.org/v1", "write it like https://host/v1"),
        ("https://api.example.org/v1?key=1", "a query"),
        ("", "cannot be used"),
    ];
    for (url, text) in cases {
        let error = Http::new(with_url(url)).unwrap_err().to_string();
        assert!(error.contains(text), "{url}: {error}");
    }
    let error = Http::new(with_url("https://asha:hunter2@api.example.org/"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a user name or password") && !error.contains("hunter2"),
        "{error}"
    );
    let no_file = Connection {
        ca_file: Some("/nowhere/roots.pem".into()),
        ..with_url("https://api.example.org")
    };
    let error = Http::new(no_file).unwrap_err().to_string();
    assert!(
        error.starts_with("the CA file /nowhere/roots.pem cannot be used"),
        "{error}"
    );
    let proxy = Connection {
        proxy: Some("::".to_owned()),
        ..with_url("https://api.example.org")
    };
    assert_eq!(Http::new(proxy).unwrap_err(), ConnectionError::Proxy);
}

#[tokio::test]
async fn a_proxy_in_the_environment_is_ignored() {
    let (proxy, proxy_address) = listen().await;
    let (listener, address) = listen().await;
    let url = format!("http://{proxy_address}");
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "in_a_process_with_a_proxy_set"]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, &url);
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    child.env("ROSTERM_TEST_SERVER", address.to_string());
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        stream
            .write_all(&response("200 OK", "", "{}"))
            .await
            .unwrap();
    };
    let child = tokio::task::spawn_blocking(move || child.output().unwrap());
    let child = async {
        let output = child.await.unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    };
    let deadline = Duration::from_secs(60);
    tokio::time::timeout(deadline, async { tokio::join!(server, child) })
        .await
        .expect("no answer");
    assert!(is_untouched(proxy), "the proxy of the environment was used");
}

/// The child's part of the test above; in any other process it does nothing.
#[tokio::test]
async fn in_a_process_with_a_proxy_set() {
    let Ok(address) = std::env::var("ROSTERM_TEST_SERVER") else {
        return;
    };
    let http = Http::new(connection(address.parse().unwrap())).unwrap();
    assert_eq!(http.send(get(), signed()).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_never_sent() {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).unwrap();
    let signature = Signature::Bearer(Secret::new("canary\nX-Evil: 1"));
    let error = http.send(get(), signature).await.unwrap_err();
    assert!(error.never_sent, "{error:?}");
    assert_eq!(
        error.text,
        "the token or password cannot stand in a header; copy it again"
    );
    assert!(is_untouched(listener));
}

#[tokio::test]
async fn user_name_and_password_go_as_basic_authentication_and_nothing_goes_unsigned_by_itself() {
    for (signature, header) in [
        (
            Signature::Basic {
                username: "asha".to_owned(),
                password: Secret::new("p:w"),
            },
            Some("authorization: basic yxnoytpwonc=\r\n"),
        ),
        (Signature::Nothing, None),
    ] {
        let (listener, address) = listen().await;
        let http = Http::new(connection(address)).unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let seen = request(&mut stream).await.to_ascii_lowercase();
            let _ = stream.write_all(&response("200 OK", "", "{}")).await;
            seen
        };
        let (seen, answer) = tokio::join!(server, http.send(get(), signature));
        assert_eq!(answer.unwrap().status, 200);
        match header {
            Some(header) => assert!(seen.contains(header), "{seen}"),
            None => assert!(!seen.contains("authorization"), "{seen}"),
        }
    }
}
