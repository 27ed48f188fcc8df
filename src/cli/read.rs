//! The words of the verbs that only read: `users`, `user`, `export`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::Filters;

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

/// `rosterm export`
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("format").args(["csv", "jsonl"]),
    group = ArgGroup::new("safety").args(["text_safe", "raw_csv"]),
    after_help = "Examples:\n  rosterm export --all -o users.csv\n  rosterm export --all --jsonl | jq -r .login_id"
)]
pub struct Export {
    /// The whole list
    #[arg(long, required = true)]
    pub all: bool,
    /// Comma-separated values [default]
    #[arg(long)]
    pub csv: bool,
    /// One JSON object a line
    #[arg(long)]
    pub jsonl: bool,
    /// Put ' before cells that a spreadsheet would take for a formula [default]
    #[arg(long, conflicts_with = "jsonl")]
    pub text_safe: bool,
    /// Leave the cells exactly as the server has them, for programs that are no spreadsheets
    #[arg(long, conflicts_with = "jsonl")]
    pub raw_csv: bool,
    /// Write to FILE, readable by you only, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
