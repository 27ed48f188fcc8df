//! Parses the command line, introduces everybody to everybody, and sets the exit status.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, Parser};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use rosterm::api::actor::{self, Link};
use rosterm::api::journal::{self, Journal, Place};
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::{Connection, Http};
use rosterm::cli::{self, Cli, Verb};
use rosterm::config::{self, Config, Target};
use rosterm::demo::{self, Tenant};
use rosterm::domain::{Profile, Secret};
use rosterm::headless::column::Sweep;
use rosterm::headless::{Console, Exit, Session, set, user, users};
use rosterm::protocol::BudgetState;
use rosterm::tui::pen::Look;
use rosterm::tui::run::Channels;
use rosterm::tui::terminal::Screen;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};
use rosterm::{app, log, text, tui};

fn main() -> ExitCode {
    no_core_dumps();
    let cli = Cli::parse();
    let exit = match cli.verb {
        Some(Verb::Completions { shell }) => print(|mut out| {
            clap_complete::generate(shell, &mut Cli::command(), "rosterm", &mut out);
            Ok(())
        }),
        Some(Verb::Man) => print(manual),
        verb => match Config::load(&cli.global, &|name| std::env::var_os(name)) {
            Ok(config) => run(verb, &config),
            Err(error) => refuse(&error.to_string()),
        },
    };
    ExitCode::from(exit.code())
}

/// Runs a verb that speaks to a tenant or is one.
fn run(verb: Option<Verb>, config: &Config) -> Exit {
    if let Some(wanted) = &config.log
        && let Err(error) = log::start(wanted, config.token())
    {
        return refuse(&error.to_string());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&format!("the program cannot start its threads: {error}")),
    };
    let exit = match verb {
        None => runtime.block_on(run_screen(config, &demo_options(None, config))),
        Some(Verb::Demo(demo)) => {
            let options = demo_options(Some(&demo), config);
            match demo.serve {
                Some(_) => runtime.block_on(serve(options)),
                None => runtime.block_on(run_screen(config, &options)),
            }
        }
        Some(verb) => runtime.block_on(run_without_screen(verb, config)),
    };
    // What still runs (a tenant, an idle connection) has nothing left to say.
    runtime.shutdown_background();
    exit
}

/// Opens the screen.
async fn run_screen(config: &Config, demo: &demo::Options) -> Exit {
    // Before anything is connected: without a terminal nothing else matters.
    let screen = match Screen::enter() {
        Ok(screen) => screen,
        Err(error) => return refuse(&error.to_string()),
    };
    let found = match find_tenant(config, demo).await {
        Ok(found) => found,
        Err(sentence) => {
            drop(screen);
            return refuse(&sentence);
        }
    };
    let size = screen.size().unwrap_or_default();
    let settings = config.settings();
    let options = app::Options {
        profile: found.profile.clone(),
        page_size: config.page_size.value,
        writes: settings.writes,
        budget: BudgetState {
            rate: settings.rate,
            full_rate: settings.rate,
            refused: 0,
            paused_until: None,
        },
        seed: settings.seed.unwrap_or_else(|| fastrand::u64(..)),
        size: (size.width, size.height),
        zone: TimeZone::system(),
        recipes: Vec::new(),
    };
    let connect = || -> Result<Channels, String> {
        let link = found.connect(config, Purpose::Write)?;
        Ok(Channels {
            commands: link.commands,
            events: link.events,
        })
    };
    match tui::run::run(screen, options, look(config), connect).await {
        Ok(0) => Exit::Fine,
        Ok(code) => Exit::Signal(code.saturating_sub(128)),
        Err(sentence) => refuse(&sentence),
    }
}

fn look(config: &Config) -> Look {
    let name = match config.theme.value {
        cli::Theme::Auto => ThemeName::Auto,
        cli::Theme::Light => ThemeName::Light,
        cli::Theme::Dark => ThemeName::Dark,
        cli::Theme::Mono => ThemeName::Mono,
        cli::Theme::HighContrast => ThemeName::HighContrast,
    };
    let no_color = config.no_color.value.then_some("1");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).ok());
    let glyphs = match config.ascii.value {
        true => Glyphs::ASCII,
        false => Glyphs::detect(locale.each_ref().map(Option::as_deref)),
    };
    Look {
        theme: Theme::pick(name, no_color),
        glyphs,
    }
}

async fn run_without_screen(verb: Verb, config: &Config) -> Exit {
    let purpose = match &verb {
        Verb::Set(asked) if !asked.dry_run => Purpose::Write,
        Verb::Set(_) | Verb::Users(_) | Verb::User(_) => Purpose::Read,
        Verb::Demo(_) | Verb::Completions { .. } | Verb::Man => return Exit::Fine,
    };
    let found = match find_tenant(config, &demo_options(None, config)).await {
        Ok(found) => found,
        Err(sentence) => return refuse(&sentence),
    };
    let link = match found.connect(config, purpose) {
        Ok(link) => link,
        Err(sentence) => return refuse(&sentence),
    };
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
    if found.profile.demo {
        console.notice(match config.has_stray_token {
            true => "demo tenant, invented users (ROSTERM_TOKEN is not used: ROSTERM_BASE_URL is not set)",
            false => "demo tenant, invented users (ROSTERM_BASE_URL is not set)",
        });
    }
    let mut session = Session::new(link);
    match verb {
        Verb::Users(asked) => users::run(list(asked, config), &mut session, &mut console).await,
        Verb::User(asked) => {
            let format = match (asked.json, asked.raw) {
                (true, _) => user::Format::Json,
                (false, true) => user::Format::Raw,
                (false, false) => user::Format::Words,
            };
            user::run(&asked.id, format, &mut session, &mut console).await
        }
        Verb::Set(asked) => set::run(change(asked, config), &mut session, &mut console).await,
        Verb::Demo(_) | Verb::Completions { .. } | Verb::Man => Exit::Fine,
    }
}

/// A tenant that can be spoken to.
struct Found {
    connection: Connection,
    profile: Profile,
    /// Lives as long as the conversation does.
    _tenant: Option<Tenant>,
}

/// What a tenant is spoken to for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Nothing is changed, so nothing is journaled.
    Read,
    /// Changes, which outlive this process in the journal.
    Write,
}

/// How long the journal keeps what is settled.
const RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Found {
    /// Introduces the actor to the tenant. Reads the machine's root certificates, which takes as
    /// long as everything else before the first frame.
    fn connect(&self, config: &Config, purpose: Purpose) -> Result<Link, String> {
        let transport = Http::new(self.connection.clone()).map_err(|error| error.to_string())?;
        let dialect = Smartflo {
            designation_key: self.profile.designation_key,
            ..Smartflo::default()
        };
        let settings = config.settings();
        let journal = match purpose {
            // The demo tenant begins anew with every start, and so does its journal.
            Purpose::Write if !self.profile.demo => journal(config, &self.profile)?,
            Purpose::Write | Purpose::Read => Journal::in_memory(settings.journal_capacity),
        };
        Ok(actor::start_with_journal(
            transport, dialect, settings, journal,
        ))
    }
}

/// The configured API, or a tenant inside this process.
async fn find_tenant(config: &Config, options: &demo::Options) -> Result<Found, String> {
    Ok(match &config.target {
        Target::Api { base_url, token } => Found {
            connection: config.connection(&base_url.value, token.value.clone()),
            profile: config::profile_of(&base_url.value),
            _tenant: None,
        },
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
    let Some(data_dir) = &config.data_dir.value else {
        return Err(
            "there is no place for the journal: set ROSTERM_DATA_DIR to a folder of your own"
                .to_owned(),
        );
    };
    let tenant = journal::Tenant {
        profile: profile.name.clone(),
        origin: profile.base_url.clone(),
    };
    let place = Place::new(data_dir, tenant);
    Ok(Journal::durable(&place, now(), RETENTION))
}

fn demo_options(demo: Option<&cli::Demo>, config: &Config) -> demo::Options {
    let mut options = demo::Options::default();
    options.seed = config.seed.value.unwrap_or(options.seed);
    if let Some(demo) = demo {
        options.users = demo.users.unwrap_or(options.users);
        options.latency = demo.latency.map_or(options.latency, Duration::from_millis);
        options.rps = demo.rps;
        options.chaos.clone_from(&demo.chaos);
        options.address = demo.serve.unwrap_or(options.address);
    }
    options
}

/// Serves a tenant until somebody asks to stop.
async fn serve(options: demo::Options) -> Exit {
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

fn list(asked: cli::Users, config: &Config) -> users::List {
    users::List {
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
        page_size: config.page_size.value,
    }
}

fn change(asked: cli::Set, config: &Config) -> set::Request {
    set::Request {
        words: asked.words,
        yes: asked.yes,
        reason: asked.reason,
        mode: match (asked.dry_run, config.read_only.value) {
            (true, _) => set::Mode::DryRun,
            (false, true) => set::Mode::Forbidden,
            (false, false) => set::Mode::Send,
        },
        format: if asked.json {
            set::Format::Json
        } else {
            set::Format::Words
        },
        page_size: config.page_size.value,
        now: now(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "main asks once and hands it on as a value"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The manual page: the program, then each verb.
fn manual(out: &mut dyn Write) -> io::Result<()> {
    let mut program = Cli::command();
    program.build();
    clap_mangen::Man::new(program.clone()).render(out)?;
    for verb in program
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
    {
        let mut page = Vec::new();
        clap_mangen::Man::new(verb.clone()).render(&mut page)?;
        let title = format!("ROSTERM {}", verb.get_name().to_uppercase());
        // A section of the one page instead of a page of its own.
        for line in String::from_utf8_lossy(&page).lines() {
            match line.strip_prefix(".SH ") {
                Some("NAME") => writeln!(out, ".SH \"{title}\"")?,
                Some(heading) => writeln!(out, ".SS {heading}")?,
                None if line.starts_with(".TH ") => {}
                None => writeln!(out, "{line}")?,
            }
        }
    }
    Ok(())
}

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
    let mut out = BufWriter::new(io::stdout());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Output,
        Ok(()) | Err(_) => Exit::Fine,
    }
}

fn refuse(sentence: &str) -> Exit {
    let _ = writeln!(io::stderr(), "rosterm: {}", text::one_line(sentence));
    Exit::Usage
}

#[cfg(unix)]
fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then(|| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}

/// A crash must not write the token to a disk.
#[cfg(unix)]
fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // Lowering a limit cannot be refused; should it be, there is nobody to tell.
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
}

#[cfg(not(unix))]
fn no_core_dumps() {}
