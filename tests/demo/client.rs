//! A few lines of HTTP over TCP, so that nothing of the product stands between a test and the
//! bytes.

#![expect(
    clippy::unwrap_used,
    reason = "a request that fails here fails the test that made it"
)]

use std::io;

use rosterm::demo::{Options, Tenant, start};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "{error}: {} {}",
                self.status,
                String::from_utf8_lossy(&self.body)
            );
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends a request on an open connection and reads one whole answer.
pub(crate) async fn exchange(
    stream: &mut TcpStream,
    method: &str,
    path: &str,
    token: &str,
    body: &str,
) -> io::Result<Answer> {
    let request = format!(
        "{method} /v1{path} HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer {token}\r\nX-Request-Id: r-1\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    let (head, mut body) = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            break (String::from_utf8(bytes).map_err(io::Error::other)?, body);
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let status = head[9..12].parse().map_err(io::Error::other)?;
    let mut answer = Answer {
        status,
        head,
        body: Vec::new(),
    };
    let length: usize = match answer.header("content-length") {
        Some(_) if method == "HEAD" => 0,
        Some(length) => length.parse().map_err(io::Error::other)?,
        None => 0,
    };
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    answer.body = body;
    Ok(answer)
}

pub(crate) async fn connect(tenant: &Tenant) -> TcpStream {
    let url = tenant.base_url();
    let address = url.trim_start_matches("http://").trim_end_matches("/v1");
    TcpStream::connect(address).await.unwrap()
}

pub(crate) async fn try_send(
    tenant: &Tenant,
    method: &str,
    path: &str,
    body: &str,
) -> io::Result<Answer> {
    exchange(
        &mut connect(tenant).await,
        method,
        path,
        tenant.token(),
        body,
    )
    .await
}

pub(crate) async fn get(tenant: &Tenant, path: &str) -> Answer {
    try_send(tenant, "GET", path, "").await.unwrap()
}

pub(crate) async fn patch(tenant: &Tenant, id: u64, body: Value) -> Answer {
    try_send(tenant, "PATCH", &format!("/user/{id}"), &body.to_string())
        .await
        .unwrap()
}

pub(crate) async fn list(tenant: &Tenant, query: &str) -> Value {
    let answer = get(tenant, &format!("/users?{query}")).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

/// Every page of a list, by the cursor.
pub(crate) async fn all(tenant: &Tenant, query: &str) -> Vec<Value> {
    let mut stream = connect(tenant).await;
    let mut users = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/users?{query}{cursor}");
        let answer = exchange(&mut stream, "GET", &path, tenant.token(), "")
            .await
            .unwrap();
        let page = answer.json();
        let data = page["data"].as_array().unwrap();
        assert_eq!(page["count"], data.len());
        users.extend(data.iter().cloned());
        if page["has_more"] == false {
            return users;
        }
        assert_eq!(page["last_seen_id"], data.last().unwrap()["id"]);
        cursor = format!("&last_seen_id={}", page["last_seen_id"]);
    }
}

pub(crate) async fn tenant(options: Options) -> Tenant {
    start(options).await.unwrap()
}

pub(crate) async fn plain() -> Tenant {
    tenant(Options::default()).await
}

pub(crate) async fn with(fault: &str) -> Tenant {
    tenant(Options {
        chaos: vec![fault.parse().unwrap()],
        late: std::time::Duration::from_millis(20),
        ..Options::default()
    })
    .await
}

pub(crate) const RAVI: u64 = 314_678;
pub(crate) const HARISH_WITHOUT_AGENT: u64 = 314_761;
