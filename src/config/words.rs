//! `rosterm config`: each value as it would stand in the file, with where it comes from.
//!
//! Invariant: a token or a password is `***`, wherever it comes from.

use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum as _;

use super::keys::PRESET;
use super::profile::{ProfileSettings, Target};
use super::sign_in::TokenSource;
use super::source::{Setting, Source};
use super::spec::{self, Spec};
use super::{Config, DEMO};
use crate::app::keymap::{self, Keymap};
use crate::domain::Vendor;
use crate::domain::profile::Confirm;

impl Config {
    /// A line for each setting: `key = value    (source)`. Not yet cleaned for a terminal.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let program = [
            line(&spec::PROFILE, quoted(&self.profile.name), self.chosen),
            line(
                &spec::THEME,
                self.theme
                    .value
                    .to_possible_value()
                    .map_or_else(String::new, |value| quoted(value.get_name())),
                self.theme.source,
            ),
            line(
                &spec::ASCII,
                self.ascii.value.to_string(),
                self.ascii.source,
            ),
            path(&spec::DATA_DIR, &self.data_dir),
            path(&spec::CACHE_DIR, &self.cache_dir),
        ];
        let mut lines = program.to_vec();
        lines.extend(match &self.log {
            None => vec![
                line(&spec::LOG, NONE.to_owned(), Source::Default),
                line(&spec::LOG_FILE, NONE.to_owned(), Source::Default),
            ],
            Some(log) => vec![
                line(
                    &spec::LOG,
                    quoted(&log.targets.value.to_string()),
                    log.targets.source,
                ),
                line(
                    &spec::LOG_FILE,
                    quoted(&log.file.value.display().to_string()),
                    log.file.source,
                ),
            ],
        });
        lines.extend(self.profile.lines());
        lines.extend(self.key_lines());
        let names = |names: Vec<&str>| quoted_all(names.into_iter());
        let shipped = "config.toml, and what comes with the program";
        lines.push(format!(
            "profiles = {}    (config.toml, and {DEMO})",
            names(self.profiles().collect())
        ));
        let views = self.views.iter().map(|view| &*view.name).collect();
        lines.push(format!("views = {}    (config.toml)", names(views)));
        let recipes = self.recipes.iter().map(|recipe| &*recipe.name).collect();
        lines.push(format!("recipes = {}    ({shipped})", names(recipes)));
        lines
    }
}

impl Config {
    fn key_lines(&self) -> impl Iterator<Item = String> {
        let (preset, said) = self.keys.preset;
        let usual = Keymap::default();
        let first = format!(
            "keys.{PRESET} = \"{}\"    ({})",
            preset.name(),
            said.place()
        );
        let lines = keymap::named().into_iter().map(move |action| {
            let keys = self.keys.keymap.keys_of(action);
            let own = self.keys.own.iter().find(|(known, _)| *known == action);
            let source = match own {
                Some((_, source)) => source.place(),
                None if keys != usual.keys_of(action) => format!("preset {}", preset.name()),
                None => Source::Default.place(),
            };
            let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
            let keys = quoted_all(keys.iter().map(String::as_str));
            format!("keys.{action} = {keys}    ({source})")
        });
        std::iter::once(first).chain(lines)
    }
}

/// A value that is not there.
const NONE: &str = "none";

impl ProfileSettings {
    fn lines(&self) -> Vec<String> {
        let confirm = match self.confirm.value {
            Confirm::Risky => "risky",
            Confirm::Always => "always",
        };
        let designation = self.designation_key.value.wire();
        let mut lines = self.target.lines();
        lines.extend([
            optional(&spec::PATH_PREFIX, &self.path_prefix),
            path(&spec::CA_FILE, &self.ca_file),
            optional(&spec::PROXY, &self.proxy),
            plain(&spec::PRODUCTION, &self.production),
            optional(&spec::OWN_LOGIN, &self.own_login),
            texts(&spec::PROTECTED, &self.protected),
            texts(&spec::PRIVILEGED_ROLES, &self.privileged_roles),
            line(&spec::CONFIRM, quoted(confirm), self.confirm.source),
            line(
                &spec::DESIGNATION_KEY,
                quoted(designation),
                self.designation_key.source,
            ),
            line(
                &spec::AGENT_GROUP_KEY,
                quoted(self.agent_group_key.value.word()),
                self.agent_group_key.source,
            ),
            plain(&spec::PAGE_SIZE, &self.page_size),
            line(
                &spec::RATE,
                format!("{:?}", self.rate.value),
                self.rate.source,
            ),
            plain(&spec::BURST, &self.burst),
            plain(&spec::CONCURRENCY, &self.concurrency),
            time(&spec::CONNECT_TIMEOUT, &self.connect_timeout),
            time(&spec::ANSWER_TIMEOUT, &self.answer_timeout),
            time(&spec::TOTAL_TIMEOUT, &self.total_timeout),
            time(&spec::QUIET, &self.quiet),
            time(&spec::PATIENCE, &self.patience),
        ]);
        let waits: Vec<_> = self.recheck.value.iter().map(|wait| words(*wait)).collect();
        let waits = quoted_all(waits.iter().map(String::as_str));
        lines.push(line(&spec::RECHECK, waits, self.recheck.source));
        lines
    }
}

impl Target {
    fn lines(&self) -> Vec<String> {
        let none = |spec: &Spec| line(spec, NONE.to_owned(), Source::Default);
        let Self::Api {
            vendor,
            base_url,
            sign_in,
        } = self
        else {
            let vendor = quoted(Vendor::default().name());
            return vec![
                line(&spec::VENDOR, vendor, Source::Default),
                none(&spec::BASE_URL),
                none(&spec::TOKEN),
                none(&spec::USERNAME),
                none(&spec::PASSWORD),
            ];
        };
        let token = match &sign_in.token {
            None => none(&spec::TOKEN),
            Some(Setting { value, source }) => match value {
                TokenSource::Given(_) => line(&spec::TOKEN, "***".to_owned(), *source),
                TokenSource::File(file) => line(
                    &spec::TOKEN_FILE,
                    quoted(&file.display().to_string()),
                    *source,
                ),
                TokenSource::Command(words) => {
                    let words = quoted_all(words.iter().map(String::as_str));
                    line(&spec::TOKEN_COMMAND, words, *source)
                }
                TokenSource::Keyring => line(&spec::TOKEN, quoted("keyring"), *source),
            },
        };
        let username = match &sign_in.username {
            None => none(&spec::USERNAME),
            Some(username) => line(&spec::USERNAME, quoted(&username.value), username.source),
        };
        let password = match &sign_in.password {
            None => none(&spec::PASSWORD),
            Some(password) => line(&spec::PASSWORD, "***".to_owned(), password.source),
        };
        vec![
            line(&spec::VENDOR, quoted(vendor.value.name()), vendor.source),
            line(&spec::BASE_URL, quoted(&base_url.value), base_url.source),
            token,
            username,
            password,
        ]
    }
}

fn line(spec: &Spec, value: String, source: Source) -> String {
    format!("{} = {value}    ({})", spec.name, source.place())
}

fn plain<T: Display>(spec: &Spec, setting: &Setting<T>) -> String {
    line(spec, setting.value.to_string(), setting.source)
}

fn optional(spec: &Spec, setting: &Setting<Option<String>>) -> String {
    let value = setting
        .value
        .as_deref()
        .map_or_else(|| NONE.to_owned(), quoted);
    line(spec, value, setting.source)
}

fn path(spec: &Spec, setting: &Setting<Option<PathBuf>>) -> String {
    let words = |path: &PathBuf| quoted(&path.display().to_string());
    let value = setting
        .value
        .as_ref()
        .map_or_else(|| NONE.to_owned(), words);
    line(spec, value, setting.source)
}

fn texts(spec: &Spec, setting: &Setting<Vec<String>>) -> String {
    let value = quoted_all(setting.value.iter().map(String::as_str));
    line(spec, value, setting.source)
}

fn time(spec: &Spec, setting: &Setting<Duration>) -> String {
    line(spec, quoted(&words(setting.value)), setting.source)
}

/// As people write it: `500ms`, `2s`, `1.5s`.
fn words(duration: Duration) -> String {
    match duration.as_millis() {
        millis @ 0..1_000 => format!("{millis}ms"),
        _ => format!("{}s", duration.as_secs_f64()),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn quoted_all<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<_> = texts.map(quoted).collect();
    format!("[{}]", texts.join(", "))
}
