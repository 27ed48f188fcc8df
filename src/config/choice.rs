//! Which profile the program starts with, and all that it could switch to.
//!
//! Invariant: what opens a tenant, if the environment names it, is in one profile: that which the
//! program starts with. Every profile of the file was read, so a mistake in any of them is told.

use super::profile::{ProfileSettings, Target, read_api};
use super::source::{ConfigError, Layers, Setting, Source, Variables};
use super::{DEMO, host_of, spec};
use crate::cli::Global;
use crate::text;

/// The profile to start with, and what there is beside it.
pub(super) struct Started {
    pub(super) profile: ProfileSettings,
    /// All of them; the tenant inside the program is the last.
    pub(super) all: Vec<ProfileSettings>,
    /// Who says that it is this one.
    pub(super) source: Source,
}

/// Who is to be opened.
enum Choice {
    /// The profile with this name.
    Named(Setting<String>),
    /// What the environment or the top of the file names, called by its host.
    Nameless(Source),
    /// The tenant inside the program.
    Demo(Source),
}

/// Chooses by `--profile`, `ROSTERM_PROFILE`, `ROSTERM_BASE_URL`, the file's `profile`, the only
/// profile that there is, the file's `base_url`; else it is the tenant inside the program.
pub(super) fn started(flags: &Global, layers: &Layers<'_>) -> Result<Started, ConfigError> {
    let choice = choose(flags, layers)?;
    let chosen_name = match &choice {
        Choice::Named(name) => Some(name.value.as_str()),
        Choice::Nameless(_) | Choice::Demo(_) => None,
    };
    // What stands at the top may be used by nobody: a mistake is one all the same.
    read_api(&layers.scope(None, Variables::Shared))?;
    let mut all = Vec::with_capacity(layers.file.profiles.len() + 2);
    for profile in &layers.file.profiles {
        let variables = match chosen_name == Some(&profile.name) {
            true => Variables::All,
            false => Variables::Shared,
        };
        let scope = layers.scope(Some(&profile.table), variables);
        let Some(target) = read_api(&scope)? else {
            let what = format!(
                "profile {} has no base_url; it must be {}",
                profile.name,
                spec::BASE_URL.allowed
            );
            return Err(profile.place.refuse(what));
        };
        all.push(ProfileSettings::read(profile.name.clone(), target, &scope)?);
    }
    let scope = layers.scope(None, Variables::All);
    if let Choice::Nameless(_) = choice
        && let Some(target) = read_api(&scope)?
    {
        let name = match &target {
            Target::Api { base_url, .. } => host_of(&base_url.value).to_owned(),
            Target::Demo => DEMO.to_owned(),
        };
        all.insert(0, ProfileSettings::read(name, target, &scope)?);
    }
    let scope = match &choice {
        Choice::Demo(_) => scope,
        Choice::Named(_) | Choice::Nameless(_) => layers.scope(None, Variables::Shared),
    };
    let demo = ProfileSettings::read(DEMO.to_owned(), Target::Demo, &scope)?;
    let (source, profile) = match choice {
        Choice::Demo(source) => (source, demo.clone()),
        Choice::Nameless(source) => (source, all.first().unwrap_or(&demo).clone()),
        Choice::Named(name) => {
            let known = all.iter().find(|profile| profile.name == name.value);
            let Some(profile) = known else {
                return Err(ConfigError::NoProfile {
                    name: text::cut(&name.value, 60),
                    given: name.source,
                    known: names(layers),
                });
            };
            (name.source, profile.clone())
        }
    };
    all.push(demo);
    Ok(Started {
        profile,
        all,
        source,
    })
}

fn choose(flags: &Global, layers: &Layers<'_>) -> Result<Choice, ConfigError> {
    let program = layers.scope(None, Variables::All);
    let by_flag = flags.profile.clone().map(|value| Setting {
        value,
        source: Source::Flag("--profile"),
    });
    let named = match by_flag {
        Some(name) => Some(name),
        None => program.text(&spec::PROFILE)?,
    };
    let base_url = program.text(&spec::BASE_URL)?;
    let is_from_file = |source: Source| matches!(source, Source::File { .. });
    Ok(match (named, base_url) {
        // What the environment names is a whole configuration: the file's default stands back.
        (Some(name), Some(base_url))
            if is_from_file(name.source) && !is_from_file(base_url.source) =>
        {
            Choice::Nameless(base_url.source)
        }
        (Some(name), _) if name.value == DEMO => Choice::Demo(name.source),
        (Some(name), _) => Choice::Named(name),
        (None, Some(base_url)) if !is_from_file(base_url.source) => {
            Choice::Nameless(base_url.source)
        }
        (None, base_url) => match (layers.file.profiles.as_slice(), base_url) {
            ([only], _) => Choice::Named(Setting::default(only.name.clone())),
            (_, Some(base_url)) => Choice::Nameless(base_url.source),
            ([], None) => Choice::Demo(Source::Default),
            (_, None) => return Err(ConfigError::SeveralProfiles(names(layers))),
        },
    })
}

fn names(layers: &Layers<'_>) -> String {
    let own = layers.file.profiles.iter().map(|profile| &*profile.name);
    own.chain([DEMO]).collect::<Vec<_>>().join(", ")
}
