//! The demo tenant: a real HTTP server on loopback that imitates the Smartflo users API, or that of
//! CommPeak Dialer, with
//! people computed from a seed and faults on a switch. It shares no code with the client, so that
//! neither can agree with the other's mistakes; a million users cost nothing until they are read.
//!
//! Who the people are:
//! - `ids`: user ids and people's numbers, a bijection by arithmetic
//! - `cast`: the first users, who show every state · `names`, `role`, `hostile`: what the rest are
//!   made of
//! - `traits`: the states that filters look at · `person`, `agent`: one whole user
//! - `store`: the people under the few changes somebody made
//!
//! - `dialer`: the other vendor's people, and its two routes
//!
//! What may be asked of them:
//! - `route`, `query`, `patch`: requests, read and checked
//! - `document`, `numbers`, `reply`: answers, as the vendor's pages print them
//! - `session`, `limit`: tokens and the account's rate
//! - `fault`, `mangle`: what goes wrong, and when
//! - `entrance`, `desk`: decide every request · `seen`: remembers it
//! - `server`, `wire`: HTTP around the desk, over connections that can be cut

mod agent;
mod cast;
mod desk;
mod dialer;
mod document;
mod entrance;
mod fault;
mod hostile;
mod ids;
mod limit;
mod mangle;
mod names;
mod numbers;
mod patch;
mod person;
mod query;
mod reply;
mod role;
mod route;
mod seen;
mod server;
mod session;
mod store;
mod traits;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use desk::Desk;
use fault::Dice;
use limit::Limit;
use person::Population;
use seen::Record;
use server::Server;
use session::Sessions;
use store::Store;

pub use fault::{Chaos, Fault, FaultError};
pub use role::PRIVILEGED_ROLES;
pub use seen::Seen;

/// No tenant is larger: a filter that matches nobody walks over everybody.
pub const MOST_USERS: u64 = 10_000_000;

/// Whose API the tenant imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vendor {
    /// Tata Tele Smartflo.
    #[default]
    Smartflo,
    /// CommPeak Dialer: at most 5,000 users, which come in one answer, and nothing is changed.
    CommPeak,
}

/// What kind of tenant to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose API it imitates.
    pub vendor: Vendor,
    /// How many users there are; more than [`MOST_USERS`] means that many.
    pub users: u64,
    /// What they, the faults and the tokens are drawn from; the default seed has the cast.
    pub seed: u64,
    /// Added to every answer.
    pub latency: Duration,
    /// The account-wide limit of requests in a second.
    pub rps: Option<u32>,
    /// What goes wrong.
    pub chaos: Vec<Fault>,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// How long a token from signing in or refreshing is good.
    pub token_lifetime: Duration,
    /// How long after its answer a late PATCH is stored.
    pub late: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            vendor: Vendor::default(),
            users: 412,
            seed: cast::DEFAULT_SEED,
            latency: Duration::ZERO,
            rps: None,
            chaos: Vec::new(),
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            token_lifetime: Duration::from_secs(3_600),
            late: Duration::from_secs(3),
        }
    }
}

/// Starts a tenant on the current runtime; returns once it listens.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(options: Options) -> io::Result<Tenant> {
    let listener = TcpListener::bind(options.address).await?;
    let address = listener.local_addr()?;
    let hostile = options
        .chaos
        .iter()
        .find(|fault| fault.chaos == Chaos::Hostile);
    let population = Population {
        seed: options.seed,
        users: options.users.min(match options.vendor {
            Vendor::Smartflo => MOST_USERS,
            Vendor::CommPeak => dialer::MOST_USERS,
        }),
        hostile: hostile.map_or(0, |fault| fault.percent),
    };
    let token = match options.vendor {
        Vendor::Smartflo => session::STATIC_TOKEN,
        Vendor::CommPeak => dialer::CREDENTIALS,
    };
    let desk = Desk {
        vendor: options.vendor,
        store: Store::new(population),
        sessions: Sessions::new(token, options.token_lifetime, options.seed),
        limit: Limit::new(options.rps),
        dice: Dice::new(&options.chaos, options.seed),
        record: Record::default(),
        throttled: 0,
        expiries: 0,
    };
    let stop = CancellationToken::new();
    let server = Server::new(desk, options.latency, options.late, stop.clone());
    let running = tokio::spawn(Arc::clone(&server).run(listener));
    Ok(Tenant {
        address,
        vendor: options.vendor,
        population,
        server,
        stop: stop.drop_guard(),
        running,
    })
}

/// A running tenant; dropping it stops the server.
#[derive(Debug)]
pub struct Tenant {
    address: SocketAddr,
    vendor: Vendor,
    population: Population,
    server: Arc<Server>,
    stop: DropGuard,
    running: JoinHandle<()>,
}

impl Tenant {
    /// What a client is configured with: `http://127.0.0.1:PORT/v1`, of CommPeak `…/api`.
    #[must_use]
    pub fn base_url(&self) -> String {
        let path = match self.vendor {
            Vendor::Smartflo => "v1",
            Vendor::CommPeak => "api",
        };
        format!("http://{}/{path}", self.address)
    }

    /// Whose API it imitates.
    #[must_use]
    pub fn vendor(&self) -> Vendor {
        self.vendor
    }

    /// A token that never expires, unless the tenant is told to expire tokens.
    #[must_use]
    pub fn token(&self) -> &'static str {
        session::STATIC_TOKEN
    }

    /// The login ID that signs in; with CommPeak, the user name.
    #[must_use]
    pub fn login_id(&self) -> &'static str {
        session::LOGIN_ID
    }

    /// The password that signs in.
    #[must_use]
    pub fn password(&self) -> &'static str {
        session::PASSWORD
    }

    /// The login ID of the signed-in person's own user, whom a careful client protects.
    #[must_use]
    pub fn own_login(&self) -> &'static str {
        session::LOGIN_ID
    }

    /// The id of the user as whom one signs in; none in a tenant of 20 users or fewer.
    #[must_use]
    pub fn own_id(&self) -> Option<u64> {
        self.id_of(cast::OWN)
    }

    /// The id of the `n`th user, counted from 0 in the order of the list.
    #[must_use]
    pub fn id_of(&self, n: u64) -> Option<u64> {
        (n < self.population.users).then(|| match self.vendor {
            Vendor::Smartflo => ids::id_of(self.population.seed, n),
            Vendor::CommPeak => dialer::id_of(n),
        })
    }

    /// The requests so far, oldest first; of very many the newest.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.server.desk().record.all()
    }

    /// What is stored of a user: the `data` of the single read, with `user_status` and, under
    /// `write_only`, what no route gives back. No request, no faults.
    #[must_use]
    pub fn user_json(&self, id: u64) -> Option<Value> {
        self.server
            .desk()
            .store
            .person(id)
            .map(|person| document::stored(&person))
    }

    /// Changes one PATCH field of a user behind the client's back, as another person would.
    ///
    /// # Errors
    /// When there is no such user, or a PATCH with this field and value would be refused; says
    /// which.
    pub fn set(&self, id: u64, field: &str, value: impl Into<Value>) -> Result<(), String> {
        let mut desk = self.server.desk();
        let person = desk
            .store
            .person(id)
            .ok_or_else(|| format!("no user has the id {id}"))?;
        let body = Value::from(Map::from_iter([(field.to_owned(), value.into())]));
        let changes = patch::read(body.to_string().as_bytes(), &person)
            .map_err(|refusal| format!("{refusal:?}"))?;
        desk.store.change(id, changes);
        Ok(())
    }

    /// Stops listening and waits for the open connections, though not for a client that neither
    /// reads nor hangs up.
    pub async fn shutdown(self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        drop(self.stop);
        let abort = self.running.abort_handle();
        // A panic of the server has been printed where it happened.
        if tokio::time::timeout(PATIENCE, self.running).await.is_err() {
            abort.abort();
        }
    }
}
