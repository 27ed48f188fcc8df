//! A server that only sends prepared bytes, and the least a client can do with it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream as Stream};
use tokio::runtime::Runtime;

/// As many in other letters as a tenant in India may have.
const NAMES: [&str; 5] = [
    "Asha Kulkarni",
    "Vikram Naidu",
    "Rohan Chattopadhyay",
    "Meera S",
    "सुनीता देशपांडे",
];

/// The users, written once.
struct Users {
    ids: Vec<u64>,
    locked: Vec<bool>,
    rows: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
    page: usize,
    latency: Duration,
    requests: AtomicUsize,
}

pub(crate) struct Server {
    address: SocketAddr,
    users: Arc<Users>,
    _runtime: Runtime,
}

impl Server {
    /// So many users, at most so many on a page, each `nth` of them locked.
    pub(crate) fn start(users: usize, page: usize, latency: Duration, nth: u64, seed: u64) -> Self {
        let users = Arc::new(Users::new(users, page, latency, nth, seed));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime can be built");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("there is a free port");
        let address = listener.local_addr().expect("it is bound");
        let serving = Arc::clone(&users);
        runtime.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Self {
            address,
            users,
            _runtime: runtime,
        }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Everybody.
    pub(crate) fn ids(&self) -> &[u64] {
        &self.users.ids
    }

    /// How long something takes, and how many requests.
    pub(crate) fn count(&self, run: impl FnOnce()) -> (Duration, usize) {
        let before = self.users.requests.load(Ordering::Relaxed);
        let (wall, ()) = super::timed(run);
        (wall, self.users.requests.load(Ordering::Relaxed) - before)
    }

    /// So many pages, as far as there are, one after the other through a bare socket; the bytes are
    /// read and no more.
    pub(crate) fn bare_loop(&self, pages: usize) {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_nodelay(true).expect("a socket can do that");
        let mut buffer = vec![0; 1 << 20];
        let mut after = 0;
        for _ in 0..pages {
            let limit = self.users.page;
            let request = format!(
                "GET /v1/users?last_seen_id={after}&limit={limit} HTTP/1.1\r\nhost: bench\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).expect("it listens");
            let (mut filled, mut whole) = (0, usize::MAX);
            while filled < whole {
                let read = stream.read(&mut buffer[filled..]).expect("it answers");
                assert!(read > 0, "it answers whole");
                filled += read;
                if whole == usize::MAX {
                    whole = length_of(&buffer[..filled]).unwrap_or(usize::MAX);
                }
            }
            let text = std::str::from_utf8(&buffer[..filled]).expect("it is text");
            if text.contains("\"has_more\":false") {
                return;
            }
            let cursor = text.split("\"last_seen_id\":").nth(1).expect("a cursor");
            let digits = cursor.split(',').next().expect("a number");
            after = digits.parse().expect("a number");
        }
    }
}

/// Head and body of an answer, once its head is whole.
fn length_of(answer: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(answer).ok()?;
    let head = text.find("\r\n\r\n")? + 4;
    let length = text.split("content-length: ").nth(1)?.split('\r').next()?;
    Some(head + length.parse::<usize>().ok()?)
}

impl Users {
    fn new(count: usize, page: usize, latency: Duration, nth: u64, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut rows, mut ends, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        let mut id = 314_000;
        for _ in 0..count {
            id += random.u64(1..32);
            let number = random.u64(7_000_000_000..9_999_999_999);
            let name = NAMES[random.usize(..NAMES.len())];
            let row = format!(
                r#"{{"id":{id},"name":"{name}","agent":{{"id":"0502842{id}","name":"{name}","status":0,"follow_me_number":"+91{number}"}},"login_id":"asha.k{id}","is_login_based_calling_enabled":false,"is_international_outbound_enabled":false,"user_role":{{"id":54601,"name":"Agent"}},"extension":"0602842{id}","user_status":1}},"#
            );
            rows.extend_from_slice(row.as_bytes());
            ends.push(rows.len());
            ids.push(id);
        }
        let locked = (1..=ids.len() as u64)
            .map(|n| n.is_multiple_of(nth))
            .collect();
        Self {
            ids,
            locked,
            rows,
            ends,
            page,
            latency,
            requests: AtomicUsize::new(0),
        }
    }

    fn answer(&self, path: &str, out: &mut Vec<u8>) {
        out.clear();
        let body = match path.strip_prefix("/v1/user/") {
            Some(id) => self.user(id),
            None => self.list(path),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(&body);
    }

    fn user(&self, id: &str) -> Vec<u8> {
        let place = self.ids.binary_search(&id.parse().expect("an id"));
        let locked = self.locked[place.expect("a user")];
        format!(r#"{{"data":{{"id":"{id}","team_member":{{"is_web_login_block":{locked}}}}}}}"#)
            .into_bytes()
    }

    fn list(&self, path: &str) -> Vec<u8> {
        let parameter = |name: &str| {
            let value = path
                .split(['?', '&'])
                .find_map(|pair| pair.strip_prefix(name));
            value.map(str::to_owned)
        };
        let after = parameter("last_seen_id=").map_or(0, |id| id.parse().expect("an id"));
        let limit = parameter("limit=").map_or(20, |limit| limit.parse().expect("a number"));
        let limit = self.page.min(limit);
        let open = parameter("is_web_login=").map(|flag| flag == "true");
        let start = self.ids.partition_point(|id| *id <= after);
        let mut body = br#"{"data":["#.to_vec();
        let (mut last, mut has_more, mut count) = (0, false, 0);
        if open.is_none() {
            let end = self.ids.len().min(start + limit);
            let from = start.checked_sub(1).map_or(0, |before| self.ends[before]);
            let to = end.checked_sub(1).map_or(0, |last| self.ends[last]);
            body.extend_from_slice(&self.rows[from..to.max(from)]);
            (has_more, count) = (end < self.ids.len(), end - start.min(end));
            last = end.checked_sub(1).map_or(0, |last| self.ids[last]);
        } else {
            for place in start..self.ids.len() {
                if open == Some(self.locked[place]) {
                    continue;
                }
                if count == limit {
                    has_more = true;
                    break;
                }
                let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
                body.extend_from_slice(&self.rows[from..self.ends[place]]);
                (last, count) = (self.ids[place], count + 1);
            }
        }
        if count > 0 {
            // The comma behind the last row.
            body.pop();
        }
        let end = format!(
            r#"],"has_more":{has_more},"count":{count},"last_seen_id":{last},"success":true}}"#
        );
        body.extend_from_slice(end.as_bytes());
        body
    }
}

async fn serve(mut stream: Stream, users: Arc<Users>) {
    let _ = stream.set_nodelay(true);
    let (mut request, mut answer) = (vec![0; 8192], Vec::new());
    loop {
        let mut filled = 0;
        while !request[..filled].ends_with(b"\r\n\r\n") {
            match stream.read(&mut request[filled..]).await {
                Ok(0) | Err(_) => return,
                Ok(read) => filled += read,
            }
        }
        users.requests.fetch_add(1, Ordering::Relaxed);
        let text = String::from_utf8_lossy(&request[..filled]);
        let path = text.split(' ').nth(1).expect("a path").to_owned();
        if !users.latency.is_zero() {
            tokio::time::sleep(users.latency).await;
        }
        users.answer(&path, &mut answer);
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}
