//! The verbs without a screen: one arm for each.
//!
//! A new verb gets its words in `cli`, its room in `headless`, the way between them in
//! `requests`, and an arm in [`speak`] (or in [`run`], if it needs no tenant).

use std::io::{self, BufWriter, IsTerminal};

use rosterm::cli::{self, JobVerb, Verb};
use rosterm::config::{Config, Source};
use rosterm::headless::{
    Console, Exit, Session, apply, export, jobs, journal, plan, set, undo, user, users,
};

use super::process::terminal_columns;
use super::tenant::{Found, Purpose, Terminal, find_tenant};
use super::{doctor, login, refuse, requests, tenant};

/// Runs a verb that prints.
pub(crate) async fn run(verb: Verb, config: &Config) -> Exit {
    let unlocked = says_write(&verb).then(|| config.writing_to_production());
    let config = unlocked.as_ref().unwrap_or(config);
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout());
    let mut err = io::stderr();
    let mut console = Console {
        out: &mut out,
        watched: err.is_terminal(),
        interactive: err.is_terminal() && io::stdin().is_terminal(),
        columns: terminal_columns(),
        ascii: config.ascii.value,
        err: &mut err,
        progress: false,
    };
    match &verb {
        Verb::Login(asked) => return login::login(asked, config, &mut console).await,
        Verb::Logout => return login::logout(config, &mut console).await,
        Verb::Doctor => return doctor::run(config, &mut console).await,
        _ => {}
    }
    // The journal is read from its files: no server is asked.
    if let Verb::Journal(asked) = verb {
        let request = match requests::journal(asked, config) {
            Ok(request) => request,
            Err(sentence) => return refuse(&sentence),
        };
        return journal::run(request, &mut console).await;
    }
    if let Verb::Jobs(asked) = &verb {
        let request = match requests::jobs(asked, config) {
            Ok(request) => request,
            Err(sentence) => return refuse(&sentence),
        };
        if request.verb.only_looks() {
            return jobs::look(&request, &mut console);
        }
    }
    let found = match find_tenant(config, &tenant::demo_options(None, config), Terminal::Free).await
    {
        Ok(found) => found,
        Err(sentence) => return refuse(&sentence),
    };
    if let Some(why) = found.profile.vendor.no_writes().filter(|_| changes(&verb)) {
        return refuse(why);
    }
    let link = match found.connect(config, purpose(&verb)) {
        Ok(link) => link,
        Err(sentence) => return refuse(&sentence),
    };
    if found.profile.demo {
        let why = match (config.chosen, config.has_stray_token) {
            (Source::Default, true) => " (ROSTERM_TOKEN is not used: ROSTERM_BASE_URL is not set)",
            (Source::Default, false) => " (ROSTERM_BASE_URL is not set)",
            (Source::Flag(_) | Source::Environment(_) | Source::File { .. }, _) => "",
        };
        console.notice(&format!("demo tenant, invented users{why}"));
    }
    let mut session = match found.profile.demo {
        true => Session::new(link).without_journal(),
        false => Session::new(link),
    };
    speak(verb, &found, config, &mut session, &mut console).await
}

/// Whether the command line says `--write`.
fn says_write(verb: &Verb) -> bool {
    match verb {
        Verb::Set(asked) => asked.write,
        Verb::Apply(asked) => asked.write,
        Verb::Undo(asked) => asked.write,
        Verb::Jobs(cli::Jobs {
            verb: Some(JobVerb::Resume(again) | JobVerb::Retry(again)),
            ..
        }) => again.write,
        Verb::Jobs(_)
        | Verb::Users(_)
        | Verb::User(_)
        | Verb::Plan(_)
        | Verb::Export(_)
        | Verb::Journal(_)
        | Verb::Demo(_)
        | Verb::Config
        | Verb::Completions { .. }
        | Verb::Login(_)
        | Verb::Logout
        | Verb::Doctor
        | Verb::Man => false,
    }
}

/// Whether the verb is about changes: made, planned, or taken back.
fn changes(verb: &Verb) -> bool {
    match verb {
        Verb::Set(_) | Verb::Plan(_) | Verb::Apply(_) | Verb::Jobs(_) | Verb::Undo(_) => true,
        Verb::Users(_)
        | Verb::User(_)
        | Verb::Login(_)
        | Verb::Logout
        | Verb::Doctor
        | Verb::Export(_)
        | Verb::Journal(_)
        | Verb::Demo(_)
        | Verb::Config
        | Verb::Completions { .. }
        | Verb::Man => false,
    }
}

/// Whether the verb writes, or needs to know what was written.
fn purpose(verb: &Verb) -> Purpose {
    match verb {
        Verb::Set(cli::Set { dry_run: true, .. })
        | Verb::Users(_)
        | Verb::User(_)
        | Verb::Plan(_)
        | Verb::Export(_)
        | Verb::Journal(_)
        | Verb::Demo(_)
        | Verb::Login(_)
        | Verb::Logout
        | Verb::Doctor
        | Verb::Config
        | Verb::Completions { .. }
        | Verb::Man => Purpose::Read,
        Verb::Set(_) | Verb::Apply(_) | Verb::Jobs(_) | Verb::Undo(_) => Purpose::Write,
    }
}

async fn speak(
    verb: Verb,
    found: &Found,
    config: &Config,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let profile = &found.profile;
    match verb {
        Verb::Users(asked) => {
            users::run(requests::users(asked, profile, config), session, console).await
        }
        Verb::User(asked) => {
            let format = requests::user_format(&asked);
            user::run(&asked.id, format, session, console).await
        }
        Verb::Export(asked) => {
            export::run(requests::export(asked, profile, config), session, console).await
        }
        Verb::Set(asked) => set::run(requests::set(asked, config), session, console).await,
        Verb::Plan(asked) => {
            let request = requests::plan(asked, profile, config);
            plan::run(request, session, console).await
        }
        Verb::Apply(asked) => {
            let request = requests::apply(asked, profile, config);
            apply::run(request, session, console).await
        }
        Verb::Jobs(asked) => match requests::jobs(&asked, config) {
            Ok(request) => jobs::run(request, session, console).await,
            Err(sentence) => refuse(&sentence),
        },
        Verb::Undo(asked) => match requests::undo(asked, profile, config) {
            Ok(request) => undo::run(request, session, console).await,
            Err(sentence) => refuse(&sentence),
        },
        // They have ended before: they need no tenant, or are one.
        Verb::Journal(_)
        | Verb::Demo(_)
        | Verb::Login(_)
        | Verb::Logout
        | Verb::Doctor
        | Verb::Config
        | Verb::Completions { .. }
        | Verb::Man => Exit::Fine,
    }
}
