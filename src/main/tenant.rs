//! The tenant that is spoken to: the configured API, or one inside this process.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use rosterm::api::actor::{self, Link};
use rosterm::api::cache;
use rosterm::api::dialect::Dialect;
use rosterm::api::journal::{self, Journal, Place};
use rosterm::api::session::{Credentials, Keeper};
use rosterm::api::transport::{Connection, Http};
use rosterm::cli;
use rosterm::config::{self, Config, ConfigError, Target};
use rosterm::credentials;
use rosterm::demo::{self, Tenant};
use rosterm::domain::{Profile, Secret, Vendor};
use rosterm::headless::Exit;

use super::{now, refuse};

/// A tenant that can be spoken to.
pub(crate) struct Found {
    connection: Connection,
    credentials: Credentials,
    /// Where new tokens are put.
    keeper: Option<Keeper>,
    pub(crate) profile: Profile,
    /// Lives as long as the conversation does.
    _tenant: Option<Tenant>,
}

/// What a tenant is spoken to for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Nothing is changed, so nothing is journaled.
    Read,
    /// Changes, which outlive this process in the journal.
    Write,
    /// Changes, and a list that is there at the next start.
    Screen,
}

/// Events that wait for a verb that prints as it reads: a few pages.
const STREAMED: usize = 12;

/// How long the journal keeps what is settled.
const RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Found {
    /// Introduces the actor to the tenant. Reads the machine's root certificates, which takes as
    /// long as everything else before the first frame.
    pub(crate) fn connect(&self, config: &Config, purpose: Purpose) -> Result<Link, String> {
        let transport = Http::new(self.connection.clone()).map_err(|error| error.to_string())?;
        let dialect = Dialect::of(&self.profile);
        let mut settings = config.settings();
        settings.credentials = self.credentials.clone();
        settings.keeper.clone_from(&self.keeper);
        settings.earlier = self.cache(config);
        match purpose {
            // Whoever prints slowly slows the reading down, instead of filling the memory.
            Purpose::Read => settings.event_capacity = STREAMED,
            Purpose::Screen => settings.cache = self.cache(config),
            Purpose::Write => {}
        }
        let journal = match purpose {
            // The demo tenant begins anew with every start, and so does its journal.
            Purpose::Write | Purpose::Screen if !self.profile.demo => {
                journal(config, &self.profile)?
            }
            Purpose::Write | Purpose::Screen | Purpose::Read => {
                Journal::in_memory(settings.journal_capacity)
            }
        };
        Ok(actor::start_with_journal(
            transport, dialect, settings, journal,
        ))
    }
}

impl Found {
    /// The configured API, spoken to with these; `None` = none is configured.
    pub(crate) fn api(config: &Config, credentials: Credentials) -> Option<Self> {
        let Target::Api { base_url, .. } = &config.profile.target else {
            return None;
        };
        Some(Self {
            connection: config.connection(&base_url.value),
            credentials,
            keeper: None,
            profile: config.profile.profile()?,
            _tenant: None,
        })
    }

    /// The same, spoken to with others.
    pub(crate) fn with(self, credentials: Credentials) -> Self {
        Self {
            credentials,
            ..self
        }
    }

    /// The same, with somebody who hears of new tokens.
    pub(crate) fn kept_by(self, keeper: Keeper) -> Self {
        Self {
            keeper: Some(keeper),
            ..self
        }
    }

    /// What it is spoken to with at first.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Where the list is kept between runs; that of a tenant inside this process is not.
    pub(crate) fn cache(&self, config: &Config) -> Option<cache::Place> {
        let cache_dir = config.cache_dir.value.as_ref()?;
        let is_kept = !self.profile.demo;
        is_kept.then(|| cache::Place::new(cache_dir, tenant_of(&self.profile)))
    }
}

/// Who has the terminal while a tenant is made ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terminal {
    /// Nobody: a program that prints the token may ask there.
    Free,
    /// The screen, which goes on meanwhile.
    Taken,
}

/// The configured API, or a tenant inside this process.
pub(crate) async fn find_tenant(
    config: &Config,
    options: &demo::Options,
    terminal: Terminal,
) -> Result<Found, String> {
    Ok(match &config.profile.target {
        Target::Api {
            base_url, sign_in, ..
        } => {
            if sign_in.token.is_none() && sign_in.username.is_none() {
                return Err(ConfigError::NoToken(base_url.source).to_string());
            }
            let profile = config.profile.profile().unwrap_or_default();
            let credentials = match terminal {
                Terminal::Free => credentials::find(sign_in, &profile),
                Terminal::Taken => credentials::find_aside(sign_in.clone(), profile.clone()).await,
            };
            Found {
                connection: config.connection(&base_url.value),
                credentials: credentials.map_err(|error| error.to_string())?,
                keeper: keeper(sign_in, &profile),
                profile,
                _tenant: None,
            }
        }
        Target::Demo => {
            let tenant = demo::start(options.clone())
                .await
                .map_err(|error| format!("the demo tenant cannot listen: {error}"))?;
            let profile = Profile {
                name: "demo".to_owned(),
                vendor: vendor_of(&tenant),
                base_url: tenant.base_url(),
                demo: true,
                own_login: Some(tenant.own_login().to_owned()),
                privileged_roles: demo::PRIVILEGED_ROLES.map(Into::into).to_vec(),
                ..Profile::default()
            };
            Found {
                connection: config.connection(&tenant.base_url()),
                credentials: demo_credentials(&tenant),
                keeper: None,
                profile,
                _tenant: Some(tenant),
            }
        }
    })
}

fn vendor_of(tenant: &Tenant) -> Vendor {
    match tenant.vendor() {
        demo::Vendor::Smartflo => Vendor::Smartflo,
        demo::Vendor::CommPeak => Vendor::CommPeak,
    }
}

fn demo_credentials(tenant: &Tenant) -> Credentials {
    match tenant.vendor() {
        demo::Vendor::Smartflo => Credentials::Renewable {
            token: Secret::new(tenant.token()),
            login_id: tenant.login_id().to_owned(),
            password: None,
        },
        demo::Vendor::CommPeak => Credentials::Basic {
            username: tenant.login_id().to_owned(),
            password: Secret::new(tenant.password()),
        },
    }
}

/// Puts new tokens where the profile keeps them. That it did not work is seen at the next start,
/// which asks to sign in.
fn keeper(sign_in: &config::SignIn, profile: &Profile) -> Option<Keeper> {
    let place = credentials::Place::of(sign_in, profile)?;
    place.is_writable().then(|| {
        Keeper(Arc::new(move |token| {
            let kept = match token {
                Some(token) => place.write(token),
                None => place.forget(),
            };
            if let Err(error) = kept {
                tracing::warn!(%error, "token not kept");
            }
        }))
    })
}

/// The journal of this profile; its files are opened by its own thread.
fn journal(config: &Config, profile: &Profile) -> Result<Journal, String> {
    let place = journal_place(config, profile)?;
    Ok(Journal::durable(&place, now(), RETENTION))
}

/// Where the journal of this profile lies.
pub(crate) fn journal_place(config: &Config, profile: &Profile) -> Result<Place, String> {
    let Some(data_dir) = &config.data_dir.value else {
        return Err(
            "there is no place for the journal: set ROSTERM_DATA_DIR to a folder of your own"
                .to_owned(),
        );
    };
    Ok(Place::new(data_dir, tenant_of(profile)))
}

fn tenant_of(profile: &Profile) -> journal::Tenant {
    journal::Tenant {
        profile: profile.name.clone(),
        origin: profile.base_url.clone(),
    }
}

pub(crate) fn demo_options(demo: Option<&cli::Demo>, config: &Config) -> demo::Options {
    let mut options = demo::Options::default();
    options.seed = config.seed.value.unwrap_or(options.seed);
    if let Some(demo) = demo {
        options.vendor = match demo.vendor.unwrap_or_default() {
            Vendor::Smartflo => demo::Vendor::Smartflo,
            Vendor::CommPeak => demo::Vendor::CommPeak,
        };
        options.users = demo.users.unwrap_or(options.users);
        options.latency = demo.latency.map_or(options.latency, Duration::from_millis);
        options.rps = demo.rps;
        options.chaos.clone_from(&demo.chaos);
        options.address = demo.serve.unwrap_or(options.address);
    }
    options
}

/// Serves a tenant until somebody asks to stop.
pub(crate) async fn serve(options: demo::Options) -> Exit {
    let address = options.address;
    let tenant = match demo::start(options).await {
        Ok(tenant) => tenant,
        Err(error) => return refuse(&format!("cannot listen on {address}: {error}")),
    };
    // Listening for signals first: whoever reads the address may stop us at once.
    let stop = stop_signal();
    let mut out = io::stdout();
    let (login_id, password) = (tenant.login_id(), tenant.password());
    let signing = match tenant.vendor() {
        demo::Vendor::Smartflo => {
            format!("token: {}\nlogin: {login_id} {password}", tenant.token())
        }
        demo::Vendor::CommPeak => format!("login: {login_id} {password}"),
    };
    // In one piece: whoever reads the first line alone and hangs up does not end the tenant.
    let said = format!("listening on {}\n{signing}\n", tenant.base_url());
    let said = out.write_all(said.as_bytes());
    if said.and_then(|()| out.flush()).is_err() {
        return Exit::Output;
    }
    stop.await;
    tenant.shutdown().await;
    Exit::Fine
}

/// Resolves on ctrl-c or SIGTERM; listens from the moment it is called.
#[cfg(unix)]
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};

    let interrupt = signal(SignalKind::interrupt());
    let terminate = signal(SignalKind::terminate());
    async move {
        if let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
    }
}

/// Resolves on ctrl-c.
#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
