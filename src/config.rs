//! The configuration: flags over environment over `config.toml` over defaults, each value with its
//! source.
//!
//! Invariant: nothing but that file is opened here, nothing connected, and a value that cannot be used ends the
//! program with one sentence before anything happens. The token is a [`Secret`](crate::domain::Secret) from the moment it
//! is read.

mod choice;
mod disk;
mod duration;
mod file;
mod keys;
mod log;
mod profile;
mod recipes;
mod sign_in;
mod source;
mod spec;
mod views;
mod words;

use std::path::PathBuf;
use std::time::Duration;

use etcetera::BaseStrategy as _;

use crate::api::actor::Settings;
use crate::api::transport::Connection;
use crate::app::keymap::Keymap;
use crate::cli::{Global, Theme};
use crate::domain::recipe::Recipe;
use crate::domain::{Profile, View};
use crate::protocol::{ReadOnly, Writes};

pub use crate::domain::token::{BadToken, read_password, read_token};
pub use duration::{read_duration, read_durations};
use file::File;
use keys::Keys;
pub use log::Log;
pub use profile::{ProfileSettings, Target};
pub use sign_in::{SignIn, TokenSource};
pub use source::{ConfigError, Environment, Setting, Source};
use source::{Layers, Variables};
pub use views::{KeepError, keep_view};

/// The name of the file in its folder.
const FILE: &str = "config.toml";
/// The name of the tenant inside the program.
pub const DEMO: &str = "demo";

/// Everything that was configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// `config.toml`, whether it is there or not; none = the system names no place for it.
    pub file: Option<PathBuf>,
    /// The profile in force.
    pub profile: ProfileSettings,
    /// All that can be switched to, the one in force among them.
    profiles: Vec<ProfileSettings>,
    /// Who says which profile the program starts with.
    pub chosen: Source,
    /// Whether a token was given although no API was.
    pub has_stray_token: bool,
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
    /// Whether this command line writes even to a production profile (`--write`).
    writes_to_production: bool,
    /// What the keys mean.
    keys: Keys,
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

/// Why nothing may be written at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// By the person's word, for as long as the program runs (`--read-only`).
    Asked,
    /// The profile is production.
    Production,
}

impl Config {
    /// Puts the layers together.
    ///
    /// # Errors
    /// [`ConfigError`] for the first value that cannot be used, of any profile.
    pub fn load(flags: &Global, environment: Environment<'_>) -> Result<Self, ConfigError> {
        let layers = layers(environment)?;
        let program = layers.scope(None, Variables::All);
        let base = etcetera::choose_base_strategy().ok();
        let place = |place: Option<PathBuf>| place.map(|place| place.join("rosterm"));
        let started = choice::started(flags, &layers)?;
        Ok(Self {
            file: layers.folder.as_ref().map(|folder| folder.join(FILE)),
            has_stray_token: matches!(started.profile.target, Target::Demo)
                && layers.variable("ROSTERM_TOKEN")?.is_some(),
            profiles: started.all,
            chosen: started.source,
            profile: started.profile,
            data_dir: program.value(
                &spec::DATA_DIR,
                place(base.as_ref().map(|base| base.data_dir())),
                read_folder,
            )?,
            cache_dir: program.value(
                &spec::CACHE_DIR,
                place(base.as_ref().map(|base| base.cache_dir())),
                read_folder,
            )?,
            log: log::read(&program)?,
            seed: Setting::flag("--seed", flags.seed.map(Some), None),
            read_only: Setting::flag("--read-only", flags.read_only.then_some(true), false),
            writes_to_production: false,
            theme: program.flag_or(
                Setting::flag("--theme", flags.theme, Theme::default()),
                &spec::THEME,
                |text| <Theme as clap::ValueEnum>::from_str(text, false).ok(),
            )?,
            ascii: program.flag_or(
                Setting::flag("--ascii", flags.ascii.then_some(true), false),
                &spec::ASCII,
                |text| text.parse().ok(),
            )?,
            no_color: match layers.variable("NO_COLOR")? {
                Some(Setting { source, .. }) => Setting {
                    value: true,
                    source,
                },
                None => Setting::default(false),
            },
            keys: layers.file.keys.clone(),
            recipes: recipes::all(&layers.file.recipes),
            views: layers.file.views.clone(),
        })
    }

    /// What the keys mean.
    #[must_use]
    pub fn keymap(&self) -> &Keymap {
        &self.keys.keymap
    }

    /// The names of all profiles that can be switched to, the one in force among them; the tenant
    /// inside the program is the last.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|profile| profile.name.as_str())
    }

    /// The same as the screen knows them.
    #[must_use]
    pub fn known_profiles(&self) -> Vec<Profile> {
        let known = |settings: &ProfileSettings| {
            settings.profile().unwrap_or_else(|| Profile {
                name: settings.name.clone(),
                demo: true,
                ..Profile::default()
            })
        };
        self.profiles.iter().map(known).collect()
    }

    /// The same with another profile in force; `None` = there is none of this name.
    #[must_use]
    pub fn switched_to(&self, name: &str) -> Option<Self> {
        let wanted = self.profiles.iter().find(|profile| profile.name == name)?;
        Some(Self {
            profile: wanted.clone(),
            ..self.clone()
        })
    }

    /// The same for a command line that says `--write`.
    #[must_use]
    pub fn writing_to_production(&self) -> Self {
        Self {
            writes_to_production: true,
            ..self.clone()
        }
    }

    /// Why nothing may be written at the start; `None` = writes are allowed.
    #[must_use]
    pub fn lock(&self) -> Option<Lock> {
        if self.read_only.value {
            Some(Lock::Asked)
        } else if self.profile.production.value && !self.writes_to_production {
            Some(Lock::Production)
        } else {
            None
        }
    }

    /// What the actor works by.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let profile = &self.profile;
        let writes = match self.lock() {
            Some(Lock::Asked) => Writes::Forbidden(ReadOnly::Always),
            Some(Lock::Production) => Writes::Forbidden(ReadOnly::Asked),
            None => Writes::Allowed,
        };
        Settings {
            rate: profile.rate.value,
            burst: profile.burst.value,
            concurrency: profile.concurrency.value,
            page_size: profile.page_size.value,
            quiet: profile.quiet.value,
            patience: profile.patience.value,
            recheck: profile.recheck.value.clone(),
            writes,
            seed: self.seed.value,
            ..Settings::default()
        }
    }

    /// How the tenant at `base_url` is reached.
    #[must_use]
    pub fn connection(&self, base_url: &str) -> Connection {
        let profile = &self.profile;
        Connection {
            base_url: base_url.to_owned(),
            ca_file: profile.ca_file.value.clone(),
            proxy: profile.proxy.value.clone(),
            connect_timeout: profile.connect_timeout.value,
            answer_timeout: profile.answer_timeout.value,
            idle_timeout: IDLE_TIMEOUT,
            total_timeout: profile.total_timeout.value,
        }
    }
}

/// The profile of an API that is configured by the environment alone: named by its host.
#[must_use]
pub fn profile_of(base_url: &str) -> Profile {
    Profile {
        name: host_of(base_url).to_owned(),
        base_url: base_url.to_owned(),
        ..Profile::default()
    }
}

/// How long the body of an answer may pause.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

fn host_of(base_url: &str) -> &str {
    let rest = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// What lies below the flags; the file is that of `ROSTERM_CONFIG_DIR`, else of the platform's
/// place for configuration.
fn layers(environment: Environment<'_>) -> Result<Layers<'_>, ConfigError> {
    let mut layers = Layers {
        environment,
        file: File::default(),
        folder: None,
    };
    let folder = match layers.variable("ROSTERM_CONFIG_DIR")? {
        Some(Setting { value, source }) => match read_folder(&value) {
            Some(folder) => folder,
            None => {
                return Err(ConfigError::Value {
                    name: source,
                    value: crate::text::cut(&value, 60),
                    allowed: spec::DATA_DIR.allowed,
                });
            }
        },
        None => {
            let place = etcetera::choose_base_strategy().ok();
            place.map(|base| base.config_dir().join("rosterm"))
        }
    };
    if let Some(folder) = folder {
        layers.file = File::load(&folder.join(FILE))?;
        layers.folder = Some(folder);
    }
    Ok(layers)
}

fn read_folder(text: &str) -> Option<Option<PathBuf>> {
    let path = PathBuf::from(text);
    let is_clean = !text.chars().any(char::is_control);
    (is_clean && path.is_absolute()).then_some(Some(path))
}
