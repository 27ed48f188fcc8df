//! The configuration: flags over environment over `config.toml` over defaults, each value with its
//! source.
//!
//! Invariant: nothing but that file is opened here, nothing connected, and a value that cannot be used ends the
//! program with one sentence before anything happens. The token is a [`Secret`] from the moment it
//! is read.

mod duration;
mod file;
mod recipes;
mod sign_in;
mod source;
mod views;

use std::path::PathBuf;
use std::time::Duration;

use etcetera::BaseStrategy as _;
use tracing_subscriber::filter::Targets;

use crate::api::actor::Settings;
use crate::api::transport::Connection;
use crate::cli::{Global, Theme};
use crate::domain::recipe::Recipe;
use crate::domain::{Profile, Secret, Vendor, View};
use crate::protocol::{ReadOnly, Writes};

pub use crate::domain::token::{BadToken, read_token};
pub use duration::{read_duration, read_durations};
use file::File;
pub use sign_in::{SignIn, TokenSource};
use source::Layers;
pub use source::{ConfigError, Environment, Setting, Source};

/// Everything that was configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which tenant.
    pub target: Target,
    /// Whether a token was given although no API was.
    pub has_stray_token: bool,
    /// A private root certificate, PEM.
    pub ca_file: Setting<Option<PathBuf>>,
    /// How many users to ask for in one page.
    pub page_size: Setting<u32>,
    /// Requests per second.
    pub rate: Setting<f64>,
    /// Requests at once.
    pub burst: Setting<u32>,
    /// Requests side by side.
    pub concurrency: Setting<usize>,
    /// How long connecting may take.
    pub connect_timeout: Setting<Duration>,
    /// How long the beginning of an answer may take.
    pub answer_timeout: Setting<Duration>,
    /// How long a request may take as a whole.
    pub total_timeout: Setting<Duration>,
    /// The wait after a write that was not answered.
    pub quiet: Setting<Duration>,
    /// The unit of the waits before a read is tried again and after a 429.
    pub patience: Setting<Duration>,
    /// The waits before "not applied" is said.
    pub recheck: Setting<Vec<Duration>>,
    /// Where journals are kept; none = the system names no such place.
    pub data_dir: Setting<Option<PathBuf>>,
    /// Where lists are kept between runs; none = the system names no such place.
    pub cache_dir: Setting<Option<PathBuf>>,
    /// Where the log goes; none = no log.
    pub log: Option<Log>,
    /// Repeats random choices.
    pub seed: Setting<Option<u64>>,
    /// Never write.
    pub read_only: Setting<bool>,
    /// What can be set for many with one name.
    pub recipes: Vec<Recipe>,
    /// The person's own views.
    pub views: Vec<View>,
    /// The colours of the screen.
    pub theme: Setting<Theme>,
    /// ASCII characters only.
    pub ascii: Setting<bool>,
    /// No colours, whatever the theme (`NO_COLOR`).
    pub no_color: Setting<bool>,
}

/// Which tenant is spoken to.
#[derive(Debug, Clone)]
pub enum Target {
    /// One inside this process.
    Demo,
    /// An API.
    Api {
        /// Whose it is.
        vendor: Setting<Vendor>,
        /// Where it is, without a slash at the end.
        base_url: Setting<String>,
        /// What it asks for; what lies on this machine can be looked at without it.
        sign_in: SignIn,
    },
}

/// The log: which events, and where to.
#[derive(Debug, Clone)]
pub struct Log {
    /// Which events.
    pub targets: Targets,
    /// Where to.
    pub file: PathBuf,
}

impl Config {
    /// Puts the layers together.
    ///
    /// # Errors
    /// [`ConfigError`] for the first value that cannot be used.
    pub fn load(flags: &Global, environment: Environment<'_>) -> Result<Self, ConfigError> {
        let layers = layers(environment)?;
        let wait = |variable, default| {
            let allowed = "a time of at most an hour with its unit, such as 500ms, 2s or 1m";
            layers.value(variable, default, allowed, read_duration)
        };
        let limit = |variable, seconds| {
            let allowed = "a time from 1ms to an hour with its unit, such as 500ms, 2s or 1m";
            let positive = |text: &str| read_duration(text).filter(|limit| !limit.is_zero());
            layers.value(variable, Duration::from_secs(seconds), allowed, positive)
        };
        let defaults = Settings::default();
        let base = etcetera::choose_base_strategy().ok();
        let target = target(&layers)?;
        let is_demo = matches!(target, Target::Demo);
        Ok(Self {
            target,
            has_stray_token: is_demo && layers.text("ROSTERM_TOKEN")?.is_some(),
            ca_file: layers.value("ROSTERM_CA_FILE", None, "the path of a PEM file", |text| {
                is_clean(text).then(|| Some(PathBuf::from(text)))
            })?,
            page_size: layers.value(
                "ROSTERM_PAGE_SIZE",
                100,
                "a whole number of users from 1 to 1000",
                |text| whole(text).filter(|size| (1..=1_000).contains(size)),
            )?,
            rate: layers.value(
                "ROSTERM_RATE",
                defaults.rate,
                "a number of requests a second from 0.1 to 1000000, such as 2 or 0.5",
                |text| text.parse().ok().filter(|rate| (0.1..=1e6).contains(rate)),
            )?,
            burst: layers.value(
                "ROSTERM_BURST",
                defaults.burst,
                "a whole number of requests from 1 to 1000000",
                |text| whole(text).filter(|burst| (1..=1_000_000).contains(burst)),
            )?,
            concurrency: layers.value(
                "ROSTERM_CONCURRENCY",
                defaults.concurrency,
                "a whole number of requests side by side from 1 to 64",
                |text| {
                    let count = usize::try_from(whole(text)?).ok()?;
                    (1..=64).contains(&count).then_some(count)
                },
            )?,
            connect_timeout: limit("ROSTERM_CONNECT_TIMEOUT", 5)?,
            answer_timeout: limit("ROSTERM_ANSWER_TIMEOUT", 20)?,
            total_timeout: limit("ROSTERM_TOTAL_TIMEOUT", 30)?,
            quiet: wait("ROSTERM_QUIET", defaults.quiet)?,
            patience: limit("ROSTERM_PATIENCE", 1)?,
            recheck: layers.value(
                "ROSTERM_RECHECK",
                defaults.recheck,
                "times with their units and commas between them, such as 2s,5s,15s",
                read_durations,
            )?,
            data_dir: folder(
                &layers,
                "ROSTERM_DATA_DIR",
                base.as_ref().map(|base| base.data_dir()),
            )?,
            cache_dir: folder(
                &layers,
                "ROSTERM_CACHE_DIR",
                base.as_ref().map(|base| base.cache_dir()),
            )?,
            log: log(&layers)?,
            seed: Setting::flag("--seed", flags.seed.map(Some), None),
            read_only: Setting::flag("--read-only", flags.read_only.then_some(true), false),
            recipes: recipes::all(&layers.file.recipes),
            views: layers.file.views.clone(),
            theme: layers.flag_or_key(
                Setting::flag("--theme", flags.theme, Theme::default()),
                "theme",
                "auto, light, dark, mono or high-contrast",
                |text| <Theme as clap::ValueEnum>::from_str(text, false).ok(),
            )?,
            ascii: layers.flag_or_key(
                Setting::flag("--ascii", flags.ascii.then_some(true), false),
                "ascii",
                "true or false",
                |text| text.parse().ok(),
            )?,
            no_color: match layers.text("NO_COLOR")? {
                Some(Setting { source, .. }) => Setting {
                    value: true,
                    source,
                },
                None => Setting::default(false),
            },
        })
    }

    /// The token and the password that were given, to be kept out of logs.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        match &self.target {
            Target::Demo => Vec::new(),
            Target::Api { sign_in, .. } => sign_in.secrets().cloned().collect(),
        }
    }

    /// What the actor works by.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let writes = match self.read_only.value {
            true => Writes::Forbidden(ReadOnly::Asked),
            false => Writes::Allowed,
        };
        Settings {
            rate: self.rate.value,
            burst: self.burst.value,
            concurrency: self.concurrency.value,
            page_size: self.page_size.value,
            quiet: self.quiet.value,
            patience: self.patience.value,
            recheck: self.recheck.value.clone(),
            writes,
            seed: self.seed.value,
            ..Settings::default()
        }
    }

    /// How the tenant at `base_url` is reached.
    #[must_use]
    pub fn connection(&self, base_url: &str) -> Connection {
        Connection {
            base_url: base_url.to_owned(),
            ca_file: self.ca_file.value.clone(),
            proxy: None,
            connect_timeout: self.connect_timeout.value,
            answer_timeout: self.answer_timeout.value,
            idle_timeout: IDLE_TIMEOUT,
            total_timeout: self.total_timeout.value,
        }
    }
}

/// The profile of an API that is configured by the environment alone: named by its host.
#[must_use]
pub fn profile_of(base_url: &str) -> Profile {
    let rest = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    Profile {
        name: host.to_owned(),
        base_url: base_url.to_owned(),
        ..Profile::default()
    }
}

/// How long the body of an answer may pause.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

fn target(layers: &Layers<'_>) -> Result<Target, ConfigError> {
    const ALLOWED: &str = "an address such as https://api-smartflo.tatateleservices.com/v1, \
                           without user name, ? and #";
    const VARIABLE: &str = "ROSTERM_BASE_URL";
    // What stands before an @ may be a password: such an address is not repeated.
    if let Some(given) = layers.text(VARIABLE)?
        && given.value.contains('@')
    {
        return Err(ConfigError::Value {
            name: given.source,
            value: "***".to_owned(),
            allowed: ALLOWED,
        });
    }
    let base_url = layers.value(VARIABLE, String::new(), ALLOWED, |text| {
        is_base_url(text).then(|| text.trim_end_matches('/').to_owned())
    })?;
    if base_url.value.is_empty() {
        return Ok(Target::Demo);
    }
    let vendor = layers.value(
        "ROSTERM_VENDOR",
        Vendor::default(),
        "smartflo or commpeak",
        Vendor::by_name,
    )?;
    Ok(Target::Api {
        vendor,
        base_url,
        sign_in: sign_in(layers)?,
    })
}

fn sign_in(layers: &Layers<'_>) -> Result<SignIn, ConfigError> {
    let secret = |variable| {
        let given = layers.text(variable)?;
        let read = given.map(|given| {
            let Setting { value, source } = given;
            match read_token(&value) {
                Ok(value) => Ok(Setting { value, source }),
                Err(cause) => Err(ConfigError::Token {
                    name: source,
                    cause,
                }),
            }
        });
        read.transpose()
    };
    Ok(SignIn {
        token: secret("ROSTERM_TOKEN")?.map(|Setting { value, source }| Setting {
            value: TokenSource::Given(value),
            source,
        }),
        username: layers.text("ROSTERM_USERNAME")?,
        password: secret("ROSTERM_PASSWORD")?,
    })
}

/// What lies below the flags; the file is that of `ROSTERM_CONFIG_DIR`, else of the platform's
/// place for configuration.
fn layers(environment: Environment<'_>) -> Result<Layers<'_>, ConfigError> {
    let mut layers = Layers {
        environment,
        file: File::default(),
    };
    let place = etcetera::choose_base_strategy().ok();
    let place = place.map(|base| base.config_dir().join("rosterm"));
    let allowed = "the absolute path of a folder";
    let folder = layers.value("ROSTERM_CONFIG_DIR", place, allowed, |text| {
        let path = PathBuf::from(text);
        (is_clean(text) && path.is_absolute()).then_some(Some(path))
    })?;
    if let Some(folder) = folder.value {
        layers.file = File::load(&folder.join("config.toml"))?;
    }
    Ok(layers)
}

/// The folder that the variable names, else our own in this place of the platform's.
fn folder(
    layers: &Layers<'_>,
    variable: &'static str,
    place: Option<PathBuf>,
) -> Result<Setting<Option<PathBuf>>, ConfigError> {
    let place = place.map(|place| place.join("rosterm"));
    let allowed = "the absolute path of a folder";
    layers.value(variable, place, allowed, |text| {
        let path = PathBuf::from(text);
        (is_clean(text) && path.is_absolute()).then_some(Some(path))
    })
}

fn is_base_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        !host.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
            && !rest.contains(['@', '?', '#', '\\', '"'])
    })
}

fn log(layers: &Layers<'_>) -> Result<Option<Log>, ConfigError> {
    let targets = layers.value(
        "ROSTERM_LOG",
        None,
        "off, error, warn, info, debug or trace",
        |text| text.parse::<Targets>().ok().map(Some),
    )?;
    let file = layers.value("ROSTERM_LOG_FILE", None, "the path of a file", |text| {
        is_clean(text).then(|| Some(PathBuf::from(text)))
    })?;
    match (targets.value, file.value) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::NoLogFile),
        (targets, Some(file)) => {
            let info = || Targets::new().with_default(tracing::Level::INFO);
            Ok(Some(Log {
                targets: targets.unwrap_or_else(info),
                file,
            }))
        }
    }
}

fn whole(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

fn is_clean(text: &str) -> bool {
    !text.chars().any(char::is_control)
}
