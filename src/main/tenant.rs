//! The tenant that is spoken to: the configured API, or one inside this process.

use std::io::{self, Write};
use std::time::Duration;

use jiff::SignedDuration;

use rosterm::api::actor::{self, Link};
use rosterm::api::cache;
use rosterm::api::dialect::Dialect;
use rosterm::api::journal::{self, Journal, Place};
use rosterm::api::transport::{Connection, Http};
use rosterm::cli;
use rosterm::config::{Config, ConfigError, Target, TokenSource};
use rosterm::demo::{self, Tenant};
use rosterm::domain::{Profile, Secret, Vendor};
use rosterm::headless::Exit;

use super::{now, refuse};

/// A tenant that can be spoken to.
pub(crate) struct Found {
    connection: Connection,
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
        settings.kept_sense = self.cache(config);
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
    /// Where the list is kept between runs; that of a tenant inside this process is not.
    pub(crate) fn cache(&self, config: &Config) -> Option<cache::Place> {
        let cache_dir = config.cache_dir.value.as_ref()?;
        let is_kept = !self.profile.demo;
        is_kept.then(|| cache::Place::new(cache_dir, tenant_of(&self.profile)))
    }
}

/// The configured API, or a tenant inside this process.
pub(crate) async fn find_tenant(config: &Config, options: &demo::Options) -> Result<Found, String> {
    Ok(match &config.profile.target {
        Target::Api {
            base_url, sign_in, ..
        } => {
            let Some(TokenSource::Given(token)) = sign_in.token.as_ref().map(|token| &token.value)
            else {
                return Err(ConfigError::NoToken(base_url.source).to_string());
            };
            Found {
                connection: config.connection(&base_url.value, token.clone()),
                profile: config.profile.profile().unwrap_or_default(),
                _tenant: None,
            }
        }
        Target::Demo => {
            let tenant = demo::start(options.clone())
                .await
                .map_err(|error| format!("the demo tenant cannot listen: {error}"))?;
            let profile = Profile {
                name: "demo".to_owned(),
                base_url: tenant.base_url(),
                demo: true,
                own_login: Some(tenant.own_login().to_owned()),
                privileged_roles: demo::PRIVILEGED_ROLES.map(Into::into).to_vec(),
                ..Profile::default()
            };
            let token = Secret::new(tenant.token());
            Found {
                connection: config.connection(&tenant.base_url(), token),
                profile,
                _tenant: Some(tenant),
            }
        }
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
    let said = writeln!(
        out,
        "listening on {}\ntoken: {}",
        tenant.base_url(),
        tenant.token()
    );
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
