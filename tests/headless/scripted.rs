//! A server that answers by a script, one connection a request: for outcomes that depend on what
//! happens between two requests.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde_json::{Value, json};

use crate::canary::PLAYED_TOKEN;
use crate::process::Api;

/// What happens to the next request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// It is answered with this status and body.
    Answer(u16, String),
    /// The connection is closed without a byte.
    Close,
    /// Nothing, for ever.
    Silence,
}

/// The server; it lives as long as the process, and what it was asked can be waited for.
pub(crate) struct Scripted {
    pub(crate) api: Api,
    /// `PATCH /v1/user/314678 {"name":"x"}`, one a request.
    pub(crate) asked: Receiver<String>,
}

impl Scripted {
    /// Plays the steps in order; the last one is repeated.
    pub(crate) fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, asked) = channel();
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            let mut steps = steps.into_iter().peekable();
            for stream in listener.incoming() {
                let step = match steps.peek().cloned() {
                    Some(step) if steps.len() == 1 => step,
                    _ => steps.next().unwrap(),
                };
                let Ok(stream) = stream else { continue };
                if let Some(stream) = play(stream, step, &tell) {
                    silent.push(stream);
                }
            }
        });
        let api = Api {
            base_url: format!("http://{address}/v1"),
            token: PLAYED_TOKEN.to_owned(),
        };
        Self { api, asked }
    }
}

/// Reads the request and does the step; returns a connection that is to stay open.
fn play(mut stream: TcpStream, step: Step, tell: &Sender<String>) -> Option<TcpStream> {
    let request = read_request(&stream);
    // Told after the answer, so that who waits for it knows that it was given.
    let kept = match step {
        Step::Answer(status, body) => {
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            None
        }
        Step::Close => None,
        Step::Silence => Some(stream),
    };
    let _ = tell.send(request);
    kept
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    let _ = reader.read_line(&mut first);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let request = first.trim_end().trim_end_matches(" HTTP/1.1");
    format!("{request} {}", String::from_utf8_lossy(&body))
}

/// The single read of user 314678, with this name, e-mail and web-login lock.
pub(crate) fn user(name: &str, email: &str, locked: bool) -> Step {
    let member = json!({
        "email": email, "login_id": "asha.v", "status": 1, "designation": null,
        "role": {"id": 54630, "name": "Quality"}, "is_web_login_block": locked,
    });
    let data = json!({"id": "314678", "name": name, "number": "+919800000001", "team_member": member, "agent": null});
    answer(200, &json!({ "data": data }))
}

pub(crate) fn answer(status: u16, body: &Value) -> Step {
    Step::Answer(status, body.to_string())
}
