//! `rosterm doctor`: the facts about this machine, gathered for the one who judges them.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use rosterm::api::dialect::Dialect;
use rosterm::api::transport::Http;
use rosterm::config::{Config, Target, TokenSource};
use rosterm::credentials::{self, Place};
use rosterm::headless::doctor::{self, Facts, FileFact, TerminalFacts};
use rosterm::headless::{Console, Exit};

use super::now;
use super::process::terminal_size;

/// Examines the chosen profile.
pub(crate) async fn run(config: &Config, console: &mut Console<'_>) -> Exit {
    let Target::Api {
        base_url, sign_in, ..
    } = &config.profile.target
    else {
        console.notice(
            "no profile is configured: this is about the machine alone (set ROSTERM_BASE_URL, or \
             write a config.toml)",
        );
        return machine(config, console);
    };
    let profile = config.profile.profile().unwrap_or_default();
    let place = Place::of(sign_in, &profile);
    let facts = Facts {
        profile: profile.name.clone(),
        base_url: base_url.value.clone(),
        is_production: profile.production,
        credentials: credentials::find(sign_in, &profile).map_err(|error| error.to_string()),
        token_place: place.map(|place| place.words()),
        ca_file: config.profile.ca_file.value.clone(),
        proxy: config.profile.proxy.value.as_deref().map(without_password),
        proxy_variables: proxy_variables(),
        rate: config.profile.rate.value,
        files: files(config),
        terminal: terminal(),
    };
    let transport = Http::new(config.connection(&base_url.value));
    let transport = transport.map_err(|error| error.to_string());
    let dialect = Dialect::of(&profile);
    doctor::run(facts, transport, &dialect, now, console).await
}

/// What can be said without a tenant.
fn machine(config: &Config, console: &mut Console<'_>) -> Exit {
    let files = files(config);
    doctor::machine(&files, &terminal(), console)
}

/// A proxy's URL as it can be shown.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        (_, _) => url.to_owned(),
    }
}

fn proxy_variables() -> Vec<&'static str> {
    let names = [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ];
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.into_iter().filter(is_set).collect()
}

fn files(config: &Config) -> Vec<FileFact> {
    let folders = [
        ("journal", &config.data_dir.value),
        ("cache", &config.cache_dir.value),
    ];
    let mut files: Vec<_> = folders
        .into_iter()
        // What lies below is private, whatever this is; but nobody else may put anything there.
        .filter_map(|(what, path)| Some(fact(what, path.clone()?, 0o022)))
        .collect();
    if let Some(path) = &config.file {
        // It holds no secret; but whoever can write it decides where the token goes.
        files.insert(0, fact("config", path.clone(), 0o022));
    }
    if let Target::Api { sign_in, .. } = &config.profile.target
        && let Some(TokenSource::File(path)) = sign_in.token.as_ref().map(|token| &token.value)
    {
        files.push(fact("token file", path.clone(), 0o077));
    }
    files
}

fn fact(what: &'static str, path: PathBuf, forbidden: u32) -> FileFact {
    let problem = problem(&path, forbidden);
    FileFact {
        what,
        path,
        problem,
    }
}

#[cfg(unix)]
fn problem(path: &Path, forbidden: u32) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = std::fs::symlink_metadata(path).ok()?;
    if metadata.file_type().is_symlink() {
        Some("is a link; name the place itself".to_owned())
    } else if metadata.uid() != rustix::process::geteuid().as_raw() {
        Some("belongs to somebody else; use one of your own".to_owned())
    } else if metadata.mode() & forbidden != 0 {
        let mode = match (metadata.is_dir(), forbidden) {
            (true, _) => "go-w",
            (false, 0o022) => "644",
            (false, _) => "600",
        };
        Some(format!("is open to others; run chmod {mode} on it"))
    } else {
        None
    }
}

#[cfg(not(unix))]
fn problem(_: &Path, _: u32) -> Option<String> {
    None
}

fn terminal() -> TerminalFacts {
    let variable = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    TerminalFacts {
        is_terminal: io::stdout().is_terminal(),
        term: variable(&"TERM"),
        locale: ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(variable),
        size: terminal_size(),
    }
}
