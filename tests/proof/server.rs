//! A server on raw sockets that misbehaves in every way a server can, by a seed.
//!
//! Invariant: what is applied late is applied within [`Manners::late`] of its arrival or never,
//! however slow the machine; so what a client may conclude from waiting does not depend on it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

use crate::mischief::{Act, Dice};
use crate::oracle::{Entry, Oracle, Person};

/// How it behaves.
#[derive(Clone)]
pub(crate) struct Manners {
    /// To how many requests in a hundred something happens.
    pub(crate) faults: u8,
    /// At how many requests in a thousand somebody else changes the user they are about.
    pub(crate) others: u16,
    /// How late a PATCH may be applied.
    pub(crate) late: Duration,
    /// Longer than any client waits.
    pub(crate) silence: Duration,
    pub(crate) seed: u64,
    /// Whether the attempt of this id is durable now.
    pub(crate) is_journaled: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    /// Told of every moment at which something may happen to the client.
    pub(crate) on_moment: Arc<dyn Fn(Moment) + Send + Sync>,
}

/// A moment in the life of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A read is about to be answered.
    Read,
    /// A PATCH is there and was not carried out.
    Arrived,
    /// A PATCH was carried out, or never will be, and was not answered.
    Done,
}

/// A running server; it ends with its runtime.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) oracle: Oracle,
}

impl Server {
    pub(crate) async fn start(oracle: Oracle, manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let dice = Arc::new(Mutex::new(Dice::new(manners.seed)));
        let shared = oracle.clone();
        tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let one = Connection {
                    oracle: shared.clone(),
                    manners: manners.clone(),
                    dice: Arc::clone(&dice),
                };
                tokio::spawn(one.serve(stream));
            }
        });
        Self { address, oracle }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

struct Connection {
    oracle: Oracle,
    manners: Manners,
    dice: Arc<Mutex<Dice>>,
}

/// A request as far as it matters.
struct Request {
    method: String,
    path: String,
    attempt: String,
    body: Vec<u8>,
}

/// Whether the connection can be used for another request.
#[derive(PartialEq, Eq)]
enum Then {
    Stay,
    Close,
}

impl Connection {
    async fn serve(self, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut buffer = Vec::new();
        while let Some(request) = read_request(&mut stream, &mut buffer).await {
            if self.answer(&mut stream, &request).await == Then::Close {
                return;
            }
        }
    }

    async fn answer(&self, stream: &mut TcpStream, request: &Request) -> Then {
        let path = request.path.split('?').next().unwrap_or_default();
        let user = path.strip_prefix("/v1/user/").map(str::to_owned);
        match (request.method.as_str(), user) {
            ("GET", Some(user)) => self.read(stream, &user).await,
            ("PATCH", Some(user)) => self.write(stream, &user, request).await,
            ("GET", None) if path == "/v1/users" => self.list(stream, &request.path).await,
            _ => {
                let request = format!("{} {path}", request.method);
                self.oracle.lock().log.push(Entry::Strayed { request });
                send(stream, 404, &json!({"success": false}).to_string()).await
            }
        }
    }

    fn roll(&self, is_write: bool) -> Act {
        self.dice
            .lock()
            .unwrap()
            .roll(self.manners.faults, is_write)
    }

    /// Somebody else is at work on the same user, now and then.
    fn disturb(&self, user: &str) {
        let mut dice = self.dice.lock().unwrap();
        if let Some(key) = dice.disturbs(self.manners.others) {
            self.oracle.lock().edit(user, key, &mut dice.random);
        }
    }

    async fn read(&self, stream: &mut TcpStream, user: &str) -> Then {
        self.disturb(user);
        (self.manners.on_moment)(Moment::Read);
        let held = self.oracle.lock().people.get(user).cloned();
        let Some(held) = held else {
            let nobody = json!({"success": false, "message": "no such user"});
            return send(stream, 404, &nobody.to_string()).await;
        };
        let text = record(user, &held);
        let act = self.roll(false);
        // A slow answer may be there before the deadline or not.
        let whole = matches!(act, Act::Honest | Act::Drip { .. });
        self.oracle.lock().log.push(Entry::Read {
            user: user.to_owned(),
            held: held.clone(),
            whole,
        });
        match act {
            Act::WrongRecord => send(stream, 200, &record("9", &held)).await,
            act => self.misbehave(stream, act, &text).await,
        }
    }

    async fn write(&self, stream: &mut TcpStream, user: &str, request: &Request) -> Then {
        let body: Map<String, Json> = serde_json::from_slice(&request.body).unwrap_or_default();
        let act = self.roll(true);
        let attempt = request.attempt.clone();
        let journaled = (self.manners.is_journaled)(&attempt);
        self.oracle.lock().log.push(Entry::Arrived {
            attempt: attempt.clone(),
            user: user.to_owned(),
            body: body.clone(),
            journaled,
            what: act.word(),
        });
        (self.manners.on_moment)(Moment::Arrived);
        if act.applies() {
            self.disturb(user);
            self.oracle.lock().apply(&attempt, user, &body);
        } else if act.is_late() {
            self.apply_late(attempt, user.to_owned(), body);
        }
        (self.manners.on_moment)(Moment::Done);
        let yes = json!({"success": true, "message": "updated"}).to_string();
        self.misbehave(stream, act, &yes).await
    }

    /// In its own time, but never after the limit.
    fn apply_late(&self, attempt: String, user: String, body: Map<String, Json>) {
        let share = self.dice.lock().unwrap().random.f64();
        let limit = Instant::now() + self.manners.late;
        let at = Instant::now() + self.manners.late.mul_f64(share);
        let oracle = self.oracle.clone();
        tokio::spawn(async move {
            sleep_until(at).await;
            let mut state = oracle.lock();
            if Instant::now() <= limit {
                state.apply(&attempt, &user, &body);
            }
        });
    }

    async fn misbehave(&self, stream: &mut TcpStream, act: Act, honest: &str) -> Then {
        let no = json!({"success": false, "message": "not possible"}).to_string();
        match act {
            Act::Honest | Act::Liar | Act::LateYes | Act::WrongRecord => {
                send(stream, 200, honest).await
            }
            Act::Throttle => {
                let head = "HTTP/1.1 429 Slow\r\nretry-after: 0\r\ncontent-length: 2\r\n\r\n{}";
                write(stream, head.as_bytes()).await
            }
            Act::Trouble { status, .. } => send(stream, status, &no).await,
            Act::No { .. } => send(stream, 200, &no).await,
            Act::NotJson { .. } => send(stream, 200, "<html>please sign in</html>").await,
            Act::Redirect => {
                let head =
                    "HTTP/1.1 307 Moved\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
                write(stream, head.as_bytes()).await
            }
            Act::Silence { .. } | Act::LateSilence => {
                sleep(self.manners.silence).await;
                Then::Close
            }
            Act::Reset { .. } => {
                // Unread or unsent bytes are thrown away: the other side sees a reset.
                let _ = stream.set_zero_linger();
                Then::Close
            }
            Act::Short { .. } => {
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    honest.len() + 20
                );
                let half = &honest[..honest.len() / 2];
                let _ = write(stream, format!("{head}{half}").as_bytes()).await;
                Then::Close
            }
            Act::Drip { .. } => drip(stream, honest).await,
        }
    }

    /// One page, always honest: jobs that compare by the list are about the list, not its faults.
    async fn list(&self, stream: &mut TcpStream, path: &str) -> Then {
        let after = path
            .split(['?', '&'])
            .find_map(|part| part.strip_prefix("last_seen_id="));
        let after = after.and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
        let text = self.page(after);
        send(stream, 200, &text).await
    }

    fn page(&self, after: u64) -> String {
        let state = self.oracle.lock();
        let is_after = |id: &&String| id.parse::<u64>().is_ok_and(|id| id > after);
        let ids: Vec<_> = state.people.keys().filter(is_after).take(100).collect();
        let rows: Vec<_> = ids
            .iter()
            .map(|id| json!({"id": id, "name": state.people[*id]["name"]}))
            .collect();
        let last = ids.last().map(|id| id.as_str());
        let text = json!({"data": rows, "last_seen_id": last, "has_more": ids.len() == 100});
        text.to_string()
    }
}

fn record(id: &str, held: &Person) -> String {
    let member = json!({
        "email": held["email"], "login_id": format!("login{id}"), "status": 1,
        "designation": held["destination"], "role": {"id": "54630", "name": "Quality"},
        "is_web_login_block": held["block_web_login"],
        "is_login_based_calling": held["login_based_calling"],
    });
    let data = json!({
        "id": id, "name": held["name"], "number": "+919800000001",
        "team_member": member, "agent": null,
    });
    json!({"success": true, "data": data}).to_string()
}

async fn send(stream: &mut TcpStream, status: u16, body: &str) -> Then {
    let text = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    write(stream, text.as_bytes()).await
}

async fn write(stream: &mut TcpStream, bytes: &[u8]) -> Then {
    match stream.write_all(bytes).await {
        Ok(()) => Then::Stay,
        Err(_) => Then::Close,
    }
}

/// A few bytes at a time: now within every deadline, now beyond.
async fn drip(stream: &mut TcpStream, body: &str) -> Then {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    for piece in format!("{head}{body}").as_bytes().chunks(16) {
        if write(stream, piece).await == Then::Close {
            return Then::Close;
        }
        sleep(Duration::from_millis(7)).await;
    }
    Then::Stay
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let header = |wanted: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let length: usize = header("content-length").map_or(0, |text| text.parse().unwrap());
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = buffer[end..end + length].to_vec();
    let mut words = head.split_whitespace().map(str::to_owned);
    let request = Request {
        method: words.next()?,
        path: words.next()?,
        attempt: header("x-request-id").unwrap_or_default(),
        body,
    };
    buffer.drain(..end + length);
    Some(request)
}
