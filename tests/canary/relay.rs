//! A server between the program and a demo tenant that makes the tenant's secrets canaries: it
//! exchanges what the program sends for what the tenant knows, and notes each secret that the
//! tenant hands out.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::canary::{PASSWORD, TOKEN};
use crate::process::Tenant;

/// `demo.admin:` and the password, as Basic authentication carries it: the canary, the tenant's.
const BASIC: [&str; 2] = [
    "ZGVtby5hZG1pbjpwVzMmQ2FuJXJ5Lzdx",
    "ZGVtby5hZG1pbjpkZW1vLXBhc3N3b3Jk",
];

/// What a server answers.
enum Manner {
    /// What the tenant answers.
    Passes(SocketAddr),
    /// 422, with all that the program has sent as its message.
    Repeats,
}

/// The server; lives as long as the process.
pub(crate) struct Relay {
    pub(crate) base_url: String,
    handed_out: Arc<Mutex<BTreeSet<String>>>,
}

impl Relay {
    pub(crate) fn before(tenant: &Tenant) -> Self {
        let address = tenant.api.base_url.strip_prefix("http://").unwrap();
        let (address, path) = address.split_once('/').unwrap();
        Self::start(Manner::Passes(address.parse().unwrap()), path)
    }

    pub(crate) fn repeating() -> Self {
        Self::start(Manner::Repeats, "v1")
    }

    fn start(manner: Manner, path: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/{path}", listener.local_addr().unwrap());
        let handed_out = Arc::new(Mutex::new(BTreeSet::new()));
        let (noted, manner) = (Arc::clone(&handed_out), Arc::new(manner));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (noted, manner) = (Arc::clone(&noted), Arc::clone(&manner));
                // A client that goes away is no matter of the relay.
                std::thread::spawn(move || drop(serve(client, &manner, &noted)));
            }
        });
        Self {
            base_url,
            handed_out,
        }
    }

    /// Every secret that the tenant has handed out so far.
    pub(crate) fn handed_out(&self) -> Vec<String> {
        self.handed_out.lock().unwrap().iter().cloned().collect()
    }
}

/// One request, one answer.
fn serve(
    mut client: TcpStream,
    manner: &Manner,
    noted: &Mutex<BTreeSet<String>>,
) -> std::io::Result<()> {
    let request = whole_request(&mut client)?;
    let answer = match manner {
        Manner::Passes(tenant) => {
            let request = request
                .replace(TOKEN, "demo-token")
                .replace(PASSWORD, "demo-password")
                .replace(BASIC[0], BASIC[1])
                .replacen("\r\n", "\r\nConnection: close\r\n", 1);
            let mut tenant = TcpStream::connect(tenant)?;
            tenant.write_all(request.as_bytes())?;
            let mut answer = Vec::new();
            // A tenant that breaks off has said what it has said.
            let _ = tenant.read_to_end(&mut answer);
            answer
        }
        Manner::Repeats => {
            let body = serde_json::json!({ "success": false, "message": request }).to_string();
            let length = body.len();
            format!(
                "HTTP/1.1 422 No\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .into_bytes()
        }
    };
    note(&String::from_utf8_lossy(&answer), noted);
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Both)
}

fn note(answer: &str, noted: &Mutex<BTreeSet<String>>) {
    for name in ["\"access_token\":\"", "\"registration_password\":\""] {
        let values = answer.split(name).skip(1);
        let values = values.filter_map(|rest| rest.split('"').next());
        noted.lock().unwrap().extend(values.map(str::to_owned));
    }
}

fn whole_request(client: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let line = line.to_ascii_lowercase();
                line.strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(text);
            }
        }
        match client.read(&mut piece)? {
            0 => return Ok(text),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}
