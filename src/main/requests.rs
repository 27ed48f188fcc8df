//! From the words of the command line to what a verb is asked to do.

use rosterm::api::journal::Place;
use rosterm::cli;
use rosterm::config::Config;
use rosterm::domain::plan::Check;
use rosterm::domain::{JobId, Profile};
use rosterm::headless::column::Sweep;
use rosterm::headless::{
    Forbidden, PasswordFrom, apply, export, jobs, journal, plan, set, undo, user, users,
};

use super::now;
use super::tenant::journal_place;

pub(crate) fn users(asked: cli::Users, profile: &Profile, config: &Config) -> users::List {
    users::List {
        vendor: profile.vendor,
        query: asked.filters.query(),
        find: asked.find,
        extent: match (asked.limit, asked.all) {
            (Some(limit), _) => users::Extent::Limit(limit),
            (None, true) => users::Extent::All,
            (None, false) => users::Extent::Screenful,
        },
        fields: asked.fields,
        format: match (asked.json, asked.jsonl, asked.csv) {
            (true, _, _) => users::Format::Json,
            (_, true, _) => users::Format::JsonLines,
            (_, _, true) => users::Format::Csv,
            (false, false, false) => users::Format::Table,
        },
        web_login: if asked.web_login_state {
            Sweep::Yes
        } else {
            Sweep::No
        },
        page_size: config.profile.page_size.value,
    }
}

pub(crate) fn user_format(asked: &cli::User) -> user::Format {
    match (asked.json, asked.raw) {
        (true, _) => user::Format::Json,
        (false, true) => user::Format::Raw,
        (false, false) => user::Format::Words,
    }
}

pub(crate) fn export(asked: cli::Export, profile: &Profile, config: &Config) -> export::Request {
    export::Request {
        vendor: profile.vendor,
        format: match (asked.jsonl, asked.raw_csv) {
            (true, _) => export::Format::JsonLines,
            (false, true) => export::Format::RawCsv,
            (false, false) => export::Format::TextSafeCsv,
        },
        output: asked.output,
        page_size: config.profile.page_size.value,
    }
}

pub(crate) fn set(asked: cli::Set, config: &Config) -> set::Request {
    set::Request {
        words: asked.words,
        yes: asked.yes,
        reason: asked.reason,
        mode: if asked.dry_run {
            set::Mode::DryRun
        } else {
            set::Mode::Send
        },
        forbidden: Forbidden::by(config),
        format: if asked.json {
            set::Format::Json
        } else {
            set::Format::Words
        },
        page_size: config.profile.page_size.value,
        now: now(),
    }
}

pub(crate) fn plan(asked: cli::Plan, profile: &Profile, config: &Config) -> plan::Request {
    plan::Request {
        words: asked.words,
        from: asked.from,
        key: asked.key,
        query: asked.filters.query(),
        find: asked.find,
        recipe: asked.recipe,
        recipes: config.recipes.clone(),
        reason: asked.reason,
        output: asked.output,
        profile: profile.clone(),
        page_size: config.profile.page_size.value,
        rate: config.profile.rate.value,
        now: now(),
        command: command_line(),
    }
}

/// The command line as a shell reads it again.
fn command_line() -> String {
    let quote = |word: String| {
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "-_./=:,@%+".contains(character);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    };
    let words = std::env::args_os().skip(1);
    let words = words.map(|word| quote(word.to_string_lossy().into_owned()));
    let words: Vec<_> = std::iter::once("rosterm".to_owned()).chain(words).collect();
    words.join(" ")
}

pub(crate) fn apply(asked: cli::Apply, profile: &Profile, config: &Config) -> apply::Request {
    apply::Request {
        plan: asked.plan,
        password: password_from(asked.password.as_deref()),
        yes: asked.yes,
        check: asked.check.map(|check| match check {
            cli::CheckBy::Each => Check::Each,
            cli::CheckBy::Sweep => Check::Sweep,
        }),
        format: match (asked.json, asked.jsonl) {
            (true, _) => apply::Format::Json,
            (false, true) => apply::Format::JsonLines,
            (false, false) => apply::Format::Words,
        },
        forbidden: Forbidden::by(config),
        profile: profile.clone(),
        rate: config.profile.rate.value,
        now: now(),
    }
}

pub(crate) fn jobs(asked: &cli::Jobs, config: &Config) -> Result<jobs::Request, String> {
    let again = |again: &cli::Again| (JobId(again.job), password_from(again.password.as_deref()));
    Ok(jobs::Request {
        verb: match &asked.verb {
            None => jobs::Verb::List,
            Some(cli::JobVerb::Show { job, csv, markdown }) => jobs::Verb::Show {
                job: JobId(*job),
                report: match (asked.json, csv, markdown) {
                    (true, _, _) => jobs::Report::Json,
                    (_, true, _) => jobs::Report::Csv,
                    (_, _, true) => jobs::Report::Markdown,
                    (false, false, false) => jobs::Report::Words,
                },
            },
            Some(cli::JobVerb::Resume(asked)) => {
                let (job, password) = again(asked);
                jobs::Verb::Resume { job, password }
            }
            Some(cli::JobVerb::Retry(asked)) => {
                let (job, password) = again(asked);
                jobs::Verb::Retry { job, password }
            }
        },
        format: if asked.json {
            jobs::Format::Json
        } else {
            jobs::Format::Words
        },
        forbidden: Forbidden::by(config),
        place: place(config)?,
        quiet: config.profile.quiet.value,
        now: now(),
    })
}

pub(crate) fn undo(
    asked: cli::Undo,
    profile: &Profile,
    config: &Config,
) -> Result<undo::Request, String> {
    Ok(undo::Request {
        target: match (asked.edit, asked.job) {
            (Some(edit), _) => undo::Target::Edit(edit),
            (None, Some(job)) => undo::Target::Job(JobId(job)),
            (None, None) => undo::Target::Last,
        },
        yes: asked.yes,
        reason: asked.reason,
        format: if asked.json {
            set::Format::Json
        } else {
            set::Format::Words
        },
        forbidden: Forbidden::by(config),
        profile: profile.clone(),
        place: place(config)?,
        now: now(),
    })
}

pub(crate) fn journal(asked: cli::Journal, config: &Config) -> Result<journal::Request, String> {
    Ok(journal::Request {
        verb: match asked.verb {
            None => journal::Verb::Print {
                user: asked.user,
                since: asked.since,
                open: asked.open,
                format: match (asked.json, asked.jsonl) {
                    (true, _) => journal::Format::Json,
                    (false, true) => journal::Format::JsonLines,
                    (false, false) => journal::Format::Words,
                },
            },
            Some(cli::JournalVerb::Verify) => journal::Verb::Verify,
            Some(cli::JournalVerb::Purge { before }) => journal::Verb::Purge { before },
        },
        place: place(config)?,
        now: now(),
    })
}

/// Where the journal of the configured API lies; the demo tenant keeps none.
fn place(config: &Config) -> Result<Option<Place>, String> {
    match config.profile.profile() {
        Some(profile) => journal_place(config, &profile).map(Some),
        None => Ok(None),
    }
}

fn password_from(word: Option<&str>) -> PasswordFrom {
    match word {
        Some(_) => PasswordFrom::Input,
        None => PasswordFrom::Terminal,
    }
}
