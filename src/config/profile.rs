//! One profile: which tenant, how it is reached, how much is asked of it, and what is dangerous
//! there.
//!
//! Invariant: what the environment says about the tenant that the program was started with is in
//! no other profile.

use std::path::PathBuf;
use std::time::Duration;

use super::duration::{read_duration, read_durations};
use super::sign_in::{SignIn, TokenSource};
use super::source::{ConfigError, Scope, Setting};
use super::spec::{self, Spec};
use crate::api::actor::Settings;
use crate::domain::profile::{Confirm, DesignationKey, GroupKey};
use crate::domain::token::{read_password, read_token};
use crate::domain::{Profile, Vendor};

/// A profile as it was configured.
#[derive(Debug, Clone)]
pub struct ProfileSettings {
    /// What it is called.
    pub name: String,
    /// Which tenant.
    pub target: Target,
    /// Where below the base URL the users are, if not in the vendor's usual place.
    pub path_prefix: Setting<Option<String>>,
    /// A private root certificate, PEM.
    pub ca_file: Setting<Option<PathBuf>>,
    /// Everything is sent through this proxy.
    pub proxy: Setting<Option<String>>,
    /// `PROD` in words, starts read-only.
    pub production: Setting<bool>,
    /// The login ID that the token belongs to.
    pub own_login: Setting<Option<String>>,
    /// Login IDs or ids of users that need a typed confirmation.
    pub protected: Setting<Vec<String>>,
    /// Ids of roles that raise privileges.
    pub privileged_roles: Setting<Vec<String>>,
    /// Which writes ask first.
    pub confirm: Setting<Confirm>,
    /// The key of the designation on the wire.
    pub designation_key: Setting<DesignationKey>,
    /// What an agent group is on the wire.
    pub agent_group_key: Setting<GroupKey>,
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
}

/// Which tenant is spoken to.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are as many as there are profiles"
)]
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

impl ProfileSettings {
    /// The profile as far as guarding a write needs to know it; `None` = the tenant is inside this
    /// process and says so itself.
    #[must_use]
    pub fn profile(&self) -> Option<Profile> {
        let Target::Api {
            vendor, base_url, ..
        } = &self.target
        else {
            return None;
        };
        let roles = self.privileged_roles.value.iter();
        Some(Profile {
            name: self.name.clone(),
            vendor: vendor.value,
            path_prefix: self.path_prefix.value.clone(),
            base_url: base_url.value.clone(),
            demo: false,
            production: self.production.value,
            own_login: self.own_login.value.clone(),
            protected: self.protected.value.clone(),
            privileged_roles: roles.map(Into::into).collect(),
            confirm: self.confirm.value,
            designation_key: self.designation_key.value,
            agent_group_key: self.agent_group_key.value,
        })
    }

    /// Reads what the layers say about this profile.
    pub(super) fn read(
        name: String,
        target: Target,
        layers: &Scope<'_>,
    ) -> Result<Self, ConfigError> {
        let wait = |spec, default| layers.value(spec, default, read_duration);
        let limit = |spec, seconds| {
            let positive = |text: &str| read_duration(text).filter(|limit| !limit.is_zero());
            layers.value(spec, Duration::from_secs(seconds), positive)
        };
        let text = |spec| layers.value(spec, None, |text| filled(text).map(Some));
        let texts = |spec| layers.values(spec, Vec::new(), all_filled);
        let defaults = Settings::default();
        Ok(Self {
            name,
            target,
            path_prefix: layers
                .value(&spec::PATH_PREFIX, None, |text| read_prefix(text).map(Some))?,
            ca_file: layers.path(&spec::CA_FILE)?,
            proxy: layers.value(&spec::PROXY, None, |text| read_address(text).map(Some))?,
            production: layers.value(&spec::PRODUCTION, false, |text| text.parse().ok())?,
            own_login: text(&spec::OWN_LOGIN)?,
            protected: texts(&spec::PROTECTED)?,
            privileged_roles: texts(&spec::PRIVILEGED_ROLES)?,
            confirm: layers.value(&spec::CONFIRM, Confirm::default(), |text| match text {
                "risky" => Some(Confirm::Risky),
                "always" => Some(Confirm::Always),
                _ => None,
            })?,
            designation_key: layers.value(
                &spec::DESIGNATION_KEY,
                DesignationKey::default(),
                |text| {
                    let keys = [DesignationKey::Destination, DesignationKey::Designation];
                    keys.into_iter().find(|key| key.wire() == text)
                },
            )?,
            agent_group_key: layers.value(&spec::AGENT_GROUP_KEY, GroupKey::default(), |text| {
                GroupKey::ALL.into_iter().find(|key| key.word() == text)
            })?,
            page_size: layers.value(&spec::PAGE_SIZE, 100, |text| {
                whole(text).filter(|size| (1..=1_000).contains(size))
            })?,
            rate: layers.value(&spec::RATE, defaults.rate, |text| {
                text.parse().ok().filter(|rate| (0.1..=1e6).contains(rate))
            })?,
            burst: layers.value(&spec::BURST, defaults.burst, |text| {
                whole(text).filter(|burst| (1..=1_000_000).contains(burst))
            })?,
            concurrency: layers.value(&spec::CONCURRENCY, defaults.concurrency, |text| {
                let count = usize::try_from(whole(text)?).ok()?;
                (1..=64).contains(&count).then_some(count)
            })?,
            connect_timeout: limit(&spec::CONNECT_TIMEOUT, 5)?,
            answer_timeout: limit(&spec::ANSWER_TIMEOUT, 20)?,
            total_timeout: limit(&spec::TOTAL_TIMEOUT, 30)?,
            quiet: wait(&spec::QUIET, defaults.quiet)?,
            patience: limit(&spec::PATIENCE, 1)?,
            recheck: layers.values(&spec::RECHECK, defaults.recheck, |texts| {
                read_durations(&texts.join(","))
            })?,
        })
    }
}

/// The API that the layers name; `None` = they name none.
pub(super) fn read_api(layers: &Scope<'_>) -> Result<Option<Target>, ConfigError> {
    let vendor = layers.value(&spec::VENDOR, Vendor::default(), Vendor::by_name)?;
    let sign_in = sign_in(layers)?;
    let base_url = layers.value(&spec::BASE_URL, String::new(), read_address)?;
    Ok((!base_url.value.is_empty()).then_some(Target::Api {
        vendor,
        base_url,
        sign_in,
    }))
}

fn sign_in(layers: &Scope<'_>) -> Result<SignIn, ConfigError> {
    Ok(SignIn {
        token: match layers.variable(&spec::TOKEN)? {
            Some(Setting { value, source }) => match read_token(&value) {
                Ok(token) => Some(Setting {
                    value: TokenSource::Given(token),
                    source,
                }),
                Err(cause) => {
                    let name = source;
                    return Err(ConfigError::Token { name, cause });
                }
            },
            None => token_in_file(layers)?,
        },
        username: match layers.value(&spec::USERNAME, None, |text| filled(text).map(Some))? {
            Setting {
                value: Some(value),
                source,
            } => Some(Setting { value, source }),
            Setting { value: None, .. } => None,
        },
        password: match layers.variable(&spec::PASSWORD)? {
            Some(Setting { value, source }) => match read_password(&value) {
                Ok(value) => Some(Setting { value, source }),
                Err(cause) => {
                    let name = source;
                    return Err(ConfigError::Password { name, cause });
                }
            },
            None => None,
        },
    })
}

/// The file, the command or the keyring that has the token: the first of them that the profile
/// names, else the first that the top of the file names.
fn token_in_file(layers: &Scope<'_>) -> Result<Option<Setting<TokenSource>>, ConfigError> {
    const SOURCES: [&Spec; 3] = [&spec::TOKEN_FILE, &spec::TOKEN_COMMAND, &spec::TOKEN];
    let mut named = layers.own(&SOURCES);
    if named.is_empty() {
        named = layers.at_top(&SOURCES);
    }
    let (spec, source) = match named[..] {
        [] => return Ok(None),
        [one] => one,
        [(first, _), (second, source), ..] => {
            return Err(ConfigError::TwoTokens {
                name: source,
                first: first.name,
                second: second.name,
            });
        }
    };
    let value = if spec.name == spec::TOKEN_FILE.name {
        let path = layers.path(spec)?.value;
        TokenSource::File(path.unwrap_or_default())
    } else if spec.name == spec::TOKEN_COMMAND.name {
        let is_command = |texts: &[String]| {
            let program = texts.first().is_some_and(|program| !program.is_empty());
            program.then(|| texts.to_vec())
        };
        TokenSource::Command(layers.values(spec, Vec::new(), is_command)?.value)
    } else {
        TokenSource::Keyring
    };
    Ok(Some(Setting { value, source }))
}

/// An address without a slash at its end.
fn read_address(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_address = !host.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_graphic())
        && !rest.contains(['@', '?', '#', '\\', '"']);
    is_address.then(|| text.trim_end_matches('/').to_owned())
}

/// `/users`, `/api/v1/users`: steps without a name, or up, would lead elsewhere.
fn read_prefix(text: &str) -> Option<String> {
    let is_step = |step: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !step.is_empty() && step != "." && step != ".." && step.bytes().all(is_plain)
    };
    let is_prefix = text.strip_prefix('/')?.split('/').all(is_step);
    is_prefix.then(|| text.to_owned())
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn all_filled(texts: &[String]) -> Option<Vec<String>> {
    texts.iter().map(|text| filled(text)).collect()
}

fn whole(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}
