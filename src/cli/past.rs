//! The words of the verbs about what was done: `jobs`, `undo`, `journal`.

use clap::{ArgGroup, Args, Subcommand};

/// `rosterm jobs`
#[derive(Debug, Clone, Args)]
#[command(
    args_conflicts_with_subcommands = false,
    after_help = "Examples:\n  rosterm jobs\n  rosterm jobs show 7 --markdown > report.md\n  rosterm jobs resume 7"
)]
pub struct Jobs {
    /// What about which job; none = list them.
    #[command(subcommand)]
    pub verb: Option<JobVerb>,
    /// JSON: one document
    #[arg(long, global = true)]
    pub json: bool,
}

/// What can be done with a job.
#[derive(Debug, Clone, Subcommand)]
pub enum JobVerb {
    /// Print what became of every edit of a job
    #[command(
        group = ArgGroup::new("report").args(["csv", "markdown"]),
        after_help = "Examples:\n  rosterm jobs show 7\n  rosterm jobs show 7 --csv > job-7.csv"
    )]
    Show {
        /// The number of the job
        #[arg(value_name = "N")]
        job: u64,
        /// A report as comma-separated values, a row for each edit
        #[arg(long, conflicts_with = "json")]
        csv: bool,
        /// A report as Markdown, for people without a terminal
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
    },
    /// Carry out the edits of a job that were never sent
    #[command(after_help = "Example:\n  rosterm jobs resume 7")]
    Resume(Again),
    /// Carry out the edits of a job again that failed and changed nothing
    #[command(after_help = "Example:\n  rosterm jobs retry 7")]
    Retry(Again),
}

/// Which job is carried out again.
#[derive(Debug, Clone, Args)]
pub struct Again {
    /// The number of the job
    #[arg(value_name = "N")]
    pub job: u64,
    /// Write even if the profile is production, which starts read-only; --yes alone does not
    #[arg(long, conflicts_with = "read_only")]
    pub write: bool,
    /// Where the password of a job that sets one comes from: standard input. On a terminal it is
    /// asked for
    #[arg(value_name = "password=-", value_parser = ["password=-"])]
    pub password: Option<String>,
}

/// `rosterm undo`
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("what").args(["edit", "job", "last"]),
    after_help = "Examples:\n  rosterm undo\n  rosterm undo 01K5ZXW1VJ6Q3N4T8R0M2C7D9B --yes\n  rosterm undo --job 7 --yes 31"
)]
pub struct Undo {
    /// The edit, as the journal names it
    #[arg(value_name = "EDIT")]
    pub edit: Option<String>,
    /// All edits of a job that are not taken back yet
    #[arg(long, value_name = "N")]
    pub job: Option<u64>,
    /// The last edit that changed something [default]
    #[arg(long)]
    pub last: bool,
    /// Do not ask; for a job give the number of changes (--yes 31)
    #[arg(long, value_name = "COUNT", num_args = 0..=1)]
    pub yes: Option<Option<usize>>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Write even if the profile is production, which starts read-only; --yes alone does not
    #[arg(long, conflicts_with = "read_only")]
    pub write: bool,
    /// One JSON object an edit, one a line
    #[arg(long)]
    pub json: bool,
}

/// `rosterm journal`
#[derive(Debug, Clone, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    group = ArgGroup::new("format").args(["json", "jsonl"]),
    after_help = "Examples:\n  rosterm journal --since friday --user 314678\n  rosterm journal --open\n  rosterm journal verify\n  rosterm journal purge --before 30d"
)]
pub struct Journal {
    /// What to do with it; none = print it.
    #[command(subcommand)]
    pub verb: Option<JournalVerb>,
    /// Only edits of this user
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// Only since then: 2026-01-31, 2026-01-31T14:03:22Z, 2h, 3d or friday
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Only edits of which nobody knows the end
    #[arg(long)]
    pub open: bool,
    /// One JSON document
    #[arg(long)]
    pub json: bool,
    /// One JSON object an edit, one a line
    #[arg(long)]
    pub jsonl: bool,
}

/// What can be done with the journal besides printing it.
#[derive(Debug, Clone, Subcommand)]
pub enum JournalVerb {
    /// Look for damage; exit status 7 when there is some
    #[command(after_help = "Example:\n  rosterm journal verify")]
    Verify,
    /// Delete what is settled and older; edits whose outcome is open stay
    #[command(after_help = "Example:\n  rosterm journal purge --before 30d")]
    Purge {
        /// Before then: 2026-01-31, 2026-01-31T14:03:22Z, 2h, 3d or friday
        #[arg(long, value_name = "WHEN")]
        before: String,
    },
}
