//! A client, and servers of raw bytes for it to meet.

use std::io::ErrorKind;
use std::net::SocketAddr;

use rosterm::api::dialect::{Answer, Method, Request};
use rosterm::api::transport::{Connection, Http, SendError, Signature, Transport};
use rosterm::domain::{AttemptId, Secret};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What must be seen by nobody but the server that was meant.
pub(crate) use crate::canary::PLAYED_TOKEN as TOKEN;

pub(crate) fn connection(address: SocketAddr) -> Connection {
    Connection::new(format!("http://{address}/v1"))
}

pub(crate) fn signed() -> Signature {
    Signature::Bearer(Secret::new(TOKEN))
}

pub(crate) fn get() -> Request {
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

pub(crate) fn patch() -> Request {
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

pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound listener");
    (listener, address)
}

/// Reads one request, head and body.
pub(crate) async fn request(stream: &mut (impl AsyncRead + Unpin)) -> String {
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
pub(crate) async fn exchange(
    sent: Request,
    answer: Vec<u8>,
) -> (String, Result<Answer, SendError>) {
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

pub(crate) fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// Whether nobody has connected.
pub(crate) fn is_untouched(listener: TcpListener) -> bool {
    let listener = listener.into_std().expect("a listener");
    matches!(listener.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
}
