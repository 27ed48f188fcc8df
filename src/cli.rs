//! The command line as typed values; no behaviour.
//!
//! Invariant: whatever cannot be meant is refused here, before a file is opened or a request
//! made. What a verb means by its words stands in the doc comments: they are the `--help` and the
//! manual page.
#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "what stands in brackets is for the person"
)]

mod demo;
mod filters;
mod past;
mod read;
mod write;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use demo::Demo;
pub use filters::{Filters, OnOff, Status, YesNo};
pub use past::{Again, JobVerb, Jobs, Journal, JournalVerb, Undo};
pub use read::{Export, User, Users};
pub use write::{Apply, CheckBy, KeyColumn, Plan, Set};

/// The users of your phone system, in the terminal.
///
/// Without a verb it opens the screen: on the profile that --profile or config.toml names, on the
/// API that ROSTERM_BASE_URL and ROSTERM_TOKEN name, or on a demo tenant inside the program when
/// nothing is configured.
#[derive(Debug, Parser)]
#[command(name = "rosterm", version, after_help = ABOUT_ENVIRONMENT)]
pub struct Cli {
    /// What holds for every verb.
    #[command(flatten)]
    pub global: Global,
    /// The verb; none = the screen.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags of every verb.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options of every verb")]
pub struct Global {
    /// Work with this profile of config.toml; demo is the tenant inside the program
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Never write, whatever is asked
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Colours of the screen
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<Theme>,
    /// Draw and print with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Repeat the same random choices: the waits before retries, the people of a demo tenant
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,
}

/// `rosterm login`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  rosterm login\n  pass show acme/token | rosterm login --token"
)]
pub struct Login {
    /// Keep a token of the portal instead: typed unseen, or read from standard input
    #[arg(long)]
    pub token: bool,
}

/// The themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Theme {
    /// By the terminal.
    #[default]
    Auto,
    /// For light backgrounds.
    Light,
    /// For dark backgrounds.
    Dark,
    /// No colour at all.
    Mono,
    /// Strong colours only.
    HighContrast,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open the screen on a demo tenant, or serve one
    Demo(Demo),
    /// Print the users, page by page as they arrive
    Users(Users),
    /// Print one user with every field
    User(User),
    /// Change fields of users; each change is read back before it is called done
    ///
    /// Every user is read, changed by one request, and read again. The outcome is one sentence
    /// (or, with --json, one line of JSON) a user. Another person's change made within about one
    /// round trip before yours can be overwritten: the API has no way to prevent it.
    ///
    /// Exit status: 0 all verified, already so, or accepted where nothing can be read back;
    /// 2 usage or configuration; 3 some refused, not applied, not sent or partly applied;
    /// 4 some unknown or not verified; 5 some overwritten by someone else; 6 signed out;
    /// 7 journal not writable; 128+n ended by signal n. The worst wins, 4 before 3 before 5.
    Set(Set),
    /// Plan changes of many users, and write the plan to a file; nothing is sent
    Plan(Plan),
    /// Carry out a plan: exactly what it shows
    Apply(Apply),
    /// List the jobs, report on one, or carry out what is left of it
    Jobs(Jobs),
    /// Take back an edit or a job, as far as nobody changed the fields since
    ///
    /// The undo of an undo is the redo. What was changed more than 24 hours ago is taken back only
    /// after asking.
    Undo(Undo),
    /// Print what was changed: when, by which job, from what to what, and what became of it
    Journal(Journal),
    /// Write the whole list of users to a file or to standard output
    Export(Export),
    /// Sign in, and keep the token where the profile says
    ///
    /// Asks for the password (or reads it from standard input) and exchanges it for a token. The
    /// password is sent once and kept nowhere: the vendor counts failed sign-ins and locks the
    /// account.
    Login(Login),
    /// Give the token up, on the server and where it is kept
    #[command(after_help = "Example:\n  rosterm logout")]
    Logout,
    /// Look at sign-in, clock, TLS, proxy, budget, files and terminal, and say what to do
    ///
    /// Sends one request for one user of the list (and one to sign in, where a password is
    /// configured). Changes nothing. Exit status 0: nothing stands in the way.
    #[command(after_help = "Example:\n  rosterm --profile acme doctor")]
    Doctor,
    /// Print each setting with where it comes from; secrets as ***
    ///
    /// Flags win over the environment, the environment over the profile's table of config.toml,
    /// that over the top of the file, and that over the defaults.
    #[command(after_help = "Example:\n  rosterm --profile acme config")]
    Config,
    /// Print the completion script of a shell
    #[command(
        after_help = "Example:\n  rosterm completions bash > ~/.local/share/bash-completion/completions/rosterm"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  rosterm man | man -l -")]
    Man,
}

const ABOUT_ENVIRONMENT: &str = "\
Environment (durations: 500ms, 2s, 1m):
  ROSTERM_PROFILE                   the profile of config.toml to work with
  ROSTERM_BASE_URL, ROSTERM_TOKEN   the API and its token; without them, a demo tenant
  ROSTERM_VENDOR                    whose API it is: smartflo or commpeak [smartflo]
  ROSTERM_USERNAME, ROSTERM_PASSWORD   to sign in with, instead of a token
  ROSTERM_CA_FILE                   a private root certificate, PEM
  ROSTERM_PAGE_SIZE                 users asked for in one page [100]
  ROSTERM_RATE, ROSTERM_BURST       requests a second [2], and at once [4]
  ROSTERM_CONCURRENCY               edits side by side [4]
  ROSTERM_CONNECT_TIMEOUT, ROSTERM_ANSWER_TIMEOUT, ROSTERM_TOTAL_TIMEOUT   [5s, 20s, 30s]
  ROSTERM_QUIET                     wait after an unanswered write [60s]
  ROSTERM_PATIENCE                  unit of the waits before a read is tried again [1s]
  ROSTERM_RECHECK                   waits before \"not applied\" is said [2s,5s,15s]
  ROSTERM_LOG, ROSTERM_LOG_FILE     level (error, warn, info, debug) and file of the log
  ROSTERM_CONFIG_DIR                the folder of config.toml; rosterm config prints what holds
  ROSTERM_DATA_DIR, ROSTERM_CACHE_DIR   the folders of the journals and of the last lists
  NO_COLOR                          no colours

Examples:
  rosterm
  rosterm demo --users 100000
  rosterm users --status active --find sharma";
