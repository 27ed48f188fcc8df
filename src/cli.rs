//! The command line as typed values; no behaviour.
//!
//! Invariant: whatever cannot be meant is refused here, before a file is opened or a request
//! made. What a verb means by its words stands in the doc comments: they are the `--help` and the
//! manual page.

use std::net::SocketAddr;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::demo::Fault;
use crate::domain::Query;

/// The users of your phone system, in the terminal.
///
/// Without a verb it opens the screen: on the API that ROSTERM_BASE_URL and ROSTERM_TOKEN name,
/// or on a demo tenant inside the program when they are not set.
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

/// `rosterm demo`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  rosterm demo --users 100000 --latency 50\n  rosterm demo --chaos liar,429:10 --serve 127.0.0.1:8080"
)]
pub struct Demo {
    /// How many users the tenant has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=10_000_000))]
    pub users: Option<u64>,
    /// Milliseconds added to every answer
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(..=600_000))]
    pub latency: Option<u64>,
    /// Requests a second that the tenant allows; above it, it answers 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rps: Option<u32>,
    /// What goes wrong: latency, 429, 500, timeout, reset, liar, late, expire, malformed, cursor,
    /// hostile; KIND:PERCENT says how often
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub chaos: Vec<Fault>,
    /// Serve only, at this address, until SIGTERM or ctrl-c; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub serve: Option<SocketAddr>,
}

/// `rosterm users`
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("format").args(["json", "jsonl", "csv"]),
    group = ArgGroup::new("extent").args(["limit", "all"]),
    after_help = "Examples:\n  rosterm users --status active --web-login off\n  rosterm users --all --find sharma --jsonl | jq -r .login_id\n  rosterm users --all --csv --fields id,name,number > users.csv"
)]
pub struct Users {
    /// The filters the server knows.
    #[command(flatten)]
    pub filters: Filters,
    /// Only users in whose name, login ID, number, id or role every word of TEXT occurs; compared
    /// here, so only what has been read is searched
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,
    /// Stop after N users [default: the first 100 users of the list are read]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
    /// Read the whole list
    #[arg(long)]
    pub all: bool,
    /// Print these fields only, in this order
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Add whether the web login is locked: reads the list once more, with is_web_login=true, and
    /// one user to check the sense of that filter
    #[arg(long)]
    pub web_login_state: bool,
    /// One JSON document
    #[arg(long)]
    pub json: bool,
    /// One JSON object a line
    #[arg(long)]
    pub jsonl: bool,
    /// Comma-separated values; cells that a spreadsheet would take for a formula begin with '
    #[arg(long)]
    pub csv: bool,
}

/// The five filters of the server.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Filters (applied by the server)")]
pub struct Filters {
    /// With or without an extension
    #[arg(long, value_name = "yes|no")]
    pub extension: Option<YesNo>,
    /// Login-based calling
    #[arg(long, value_name = "on|off")]
    pub login_based: Option<OnOff>,
    /// International outbound calls
    #[arg(long, value_name = "on|off")]
    pub international: Option<OnOff>,
    /// Web login: on = open, off = locked
    #[arg(long, value_name = "on|off")]
    pub web_login: Option<OnOff>,
    /// The user's status
    #[arg(long, value_name = "active|inactive")]
    pub status: Option<Status>,
}

impl Filters {
    /// The same filters in the domain's words.
    #[must_use]
    pub fn query(&self) -> Query {
        let is_on = |switch: OnOff| switch == OnOff::On;
        Query {
            extension: self.extension.map(|answer| answer == YesNo::Yes),
            login_based: self.login_based.map(is_on),
            international: self.international.map(is_on),
            web_login: self.web_login.map(is_on),
            active: self.status.map(|status| status == Status::Active),
        }
    }
}

/// `yes` or `no`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// `on` or `off`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

/// `active` or `inactive`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// Active.
    Active,
    /// Inactive.
    Inactive,
}

/// `rosterm user`
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("format").args(["json", "raw"]),
    after_help = "Examples:\n  rosterm user 314678\n  rosterm user 314678 --json | jq .role"
)]
pub struct User {
    /// The user id, as the list shows it (not the agent id)
    pub id: String,
    /// One JSON document
    #[arg(long)]
    pub json: bool,
    /// The answer as received, secrets masked
    #[arg(long)]
    pub raw: bool,
}

/// `rosterm set`
#[derive(Debug, Clone, Args)]
#[command(after_help = SET_HELP)]
pub struct Set {
    /// User ids, then what to set; `password` asks for it, `password=-` reads it from standard
    /// input
    #[arg(required = true, value_name = "ID… FIELD=VALUE")]
    pub words: Vec<String>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Do not ask; for several users give their number (--yes 3)
    #[arg(long, value_name = "COUNT", num_args = 0..=1)]
    pub yes: Option<Option<String>>,
    /// Read the users and print what would change; send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object a user, one a line
    #[arg(long)]
    pub json: bool,
}

const SET_HELP: &str = "\
FIELD is one of
  name number email login_id designation user_role block_agent disable_agent
  block_web_login login_based_calling international_outbound user_for_cdr
  caller_id agent_group password
VALUE is text; true, false, on, off, yes or no; a role's id or exact name; for
user_for_cdr all, none, user:ID,ID or agent:ID,ID. caller_id and agent_group
take several values: repeat FIELD=VALUE.

Examples:
  rosterm set 314678 block_web_login=off --reason \"ticket 4711\"
  rosterm set 314678 314679 user_role=Quality --yes 2
  rosterm set 314678 password=- --yes < new-password";

const ABOUT_ENVIRONMENT: &str = "\
Environment (durations: 500ms, 2s, 1m):
  ROSTERM_BASE_URL, ROSTERM_TOKEN   the API and its token; without them, a demo tenant
  ROSTERM_CA_FILE                   a private root certificate, PEM
  ROSTERM_PAGE_SIZE                 users asked for in one page [100]
  ROSTERM_RATE, ROSTERM_BURST       requests a second [2], and at once [4]
  ROSTERM_CONCURRENCY               requests side by side [4]
  ROSTERM_CONNECT_TIMEOUT, ROSTERM_ANSWER_TIMEOUT, ROSTERM_TOTAL_TIMEOUT   [5s, 20s, 30s]
  ROSTERM_QUIET                     wait after an unanswered write [60s]
  ROSTERM_RECHECK                   waits before \"not applied\" is said [2s,5s,15s]
  ROSTERM_LOG, ROSTERM_LOG_FILE     level (error, warn, info, debug) and file of the log
  NO_COLOR                          no colours

Examples:
  rosterm
  rosterm demo --users 100000
  rosterm users --status active --find sharma";
