//! Parses the command line, introduces everybody to everybody, and sets the exit status.
//!
//! Reading order: here → `tenant` → `screen` → `verbs` → `requests`.

// The root of a program looks for its modules beside itself; these belong to it alone.
#[path = "main/doctor.rs"]
mod doctor;
#[path = "main/login.rs"]
mod login;
#[path = "main/pages.rs"]
mod pages;
#[path = "main/process.rs"]
mod process;
#[path = "main/requests.rs"]
mod requests;
#[path = "main/screen.rs"]
mod screen;
#[path = "main/tenant.rs"]
mod tenant;
#[path = "main/verbs.rs"]
mod verbs;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use jiff::Timestamp;

use rosterm::cli::{Cli, Verb};
use rosterm::config::{self, Config};
use rosterm::headless::Exit;
use rosterm::{log, text};

use tenant::demo_options;

fn main() -> ExitCode {
    process::no_core_dumps();
    // Also without a screen: what a panic quotes is cleaned before it is printed.
    rosterm::tui::terminal::report_panics();
    let cli = Cli::parse();
    let exit = match cli.verb {
        Some(Verb::Completions { shell }) => pages::completions(shell),
        Some(Verb::Man) => pages::man(),
        verb => {
            let mut global = cli.global;
            if let Some(Verb::Demo(_)) = verb {
                // Whatever is configured, the demo tenant is what was asked for.
                global.profile = Some(config::DEMO.to_owned());
            }
            match (Config::load(&global, &|name| std::env::var_os(name)), verb) {
                (Err(error), _) => refuse(&error.to_string()),
                (Ok(config), Some(Verb::Config)) => pages::settings(&config),
                (Ok(config), verb) => run(verb, &config),
            }
        }
    };
    ExitCode::from(exit.code())
}

/// Runs a verb that speaks to a tenant or is one.
fn run(verb: Option<Verb>, config: &Config) -> Exit {
    if let Some(wanted) = &config.log
        && let Err(error) = log::start(wanted)
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
        None => runtime.block_on(screen::run_screen(config, &demo_options(None, config))),
        Some(Verb::Demo(demo)) => {
            let options = demo_options(Some(&demo), config);
            match demo.serve {
                Some(_) => runtime.block_on(tenant::serve(options)),
                None => runtime.block_on(screen::run_screen(config, &options)),
            }
        }
        Some(verb) => runtime.block_on(verbs::run(verb, config)),
    };
    // What still runs (a tenant, an idle connection) has nothing left to say.
    runtime.shutdown_background();
    exit
}

/// One sentence on standard error, and the exit status of wrong usage.
fn refuse(sentence: &str) -> Exit {
    complain(sentence);
    Exit::Usage
}

/// One sentence on standard error.
fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "rosterm: {}", text::one_line(sentence));
}

#[expect(
    clippy::disallowed_methods,
    reason = "main asks once and hands it on as a value"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
