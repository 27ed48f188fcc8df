//! The words of the verbs that change users: `set`, `plan`, `apply`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::Filters;

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
    /// Write even if the profile is production, which starts read-only; --yes alone does not
    #[arg(long, conflicts_with = "read_only")]
    pub write: bool,
    /// Read the users and print what would change; send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object a user, one a line
    #[arg(long)]
    pub json: bool,
}

/// `rosterm plan`
#[derive(Debug, Clone, Args)]
#[command(after_help = PLAN_HELP)]
pub struct Plan {
    /// User ids, and what to set for everybody who is chosen; `password` is asked for when the
    /// plan is applied
    #[arg(value_name = "ID… FIELD=VALUE")]
    pub words: Vec<String>,
    /// The users, and what to set for each, from a CSV or JSON file; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The column of the file that says who is meant [default: the one of them that is there]
    #[arg(long, value_name = "NAME", requires = "from")]
    pub key: Option<KeyColumn>,
    /// The filters the server knows.
    #[command(flatten)]
    pub filters: Filters,
    /// Only users in whose name, login ID, number, id or role every word of TEXT occurs
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,
    /// Set what this recipe of the configuration sets
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Where the plan is written, readable by you only; - is standard output
    #[arg(short, long, value_name = "PLAN.json")]
    pub output: PathBuf,
}

/// What a sheet knows its users by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyColumn {
    /// The user id.
    #[value(name = "id")]
    Id,
    /// The login ID.
    #[value(name = "login_id")]
    LoginId,
    /// The phone number.
    #[value(name = "number")]
    Number,
}

/// `rosterm apply`
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("format").args(["json", "jsonl"]),
    after_help = APPLY_HELP
)]
pub struct Apply {
    /// The file that `rosterm plan` wrote; - reads standard input
    #[arg(value_name = "PLAN.json")]
    pub plan: PathBuf,
    /// Where the password of a plan that sets one comes from: standard input. On a terminal it is
    /// asked for
    #[arg(value_name = "password=-", value_parser = ["password=-"])]
    pub password: Option<String>,
    /// Do not ask; COUNT must be the number of changes
    #[arg(long, value_name = "COUNT")]
    pub yes: Option<usize>,
    /// Write even if the profile is production, which starts read-only; --yes alone does not
    #[arg(long, conflicts_with = "read_only")]
    pub write: bool,
    /// Read every user by itself before and after its change, or compare with the list at the
    /// beginning and at the end [default: each up to 500 changes, sweep above]
    #[arg(long, value_name = "each|sweep")]
    pub check: Option<CheckBy>,
    /// One JSON document at the end
    #[arg(long)]
    pub json: bool,
    /// One JSON object an edit, one a line, as it ends
    #[arg(long)]
    pub jsonl: bool,
}

/// How the edits of a job are read before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckBy {
    /// Each by itself: three requests a change.
    Each,
    /// By the list: about one request a change.
    Sweep,
}

const SET_HELP: &str = "\
FIELD is one of
  name number email login_id designation user_role block_agent disable_agent
  block_web_login login_based_calling international_outbound user_for_cdr
  caller_id agent_group password
VALUE is text; true, false, on, off, yes or no; a role's id or exact name; for
user_for_cdr all, none, user:ID,ID or agent:ID,ID. caller_id and agent_group
take several values: repeat FIELD=VALUE, or separate them with commas; one
that has a comma stands in quotes (agent_group='\"Sales, Pune\"').

Examples:
  rosterm set 314678 block_web_login=off --reason \"ticket 4711\"
  rosterm set 314678 314679 user_role=Quality --yes 2
  rosterm set 314678 password=- --yes < new-password";

const PLAN_HELP: &str = "\
Nothing is sent. The plan holds the changes with the values they are based on,
and exactly those are carried out by: rosterm apply PLAN.json
A plan is for this profile only, and for 24 hours.

The file given with --from has a row for each user: a key column (id, login_id
or number) and columns named like the FIELDs of rosterm set. An empty cell
leaves its field as it is. One bad row, and nothing is planned.

Exit status: 0 the plan was written; 2 usage, configuration or a bad row;
4 a user or a page could not be read; 6 signed out.

Examples:
  rosterm plan --from leavers.csv block_web_login=on -o leavers.json
  rosterm plan --web-login off --find mumbai block_web_login=off -o plan.json
  rosterm plan 314678 314679 --recipe offboard --reason \"ticket 4711\" -o -";

const APPLY_HELP: &str = "\
One change goes alone, then five, then the rest; each is read back before it is
called done. The first ctrl-c begins nothing new and finishes what is on its
way, the second leaves at once; rosterm jobs resume N goes on later.

Exit status: as for rosterm set; 8 another rosterm writes for this profile.

Examples:
  rosterm apply plan.json
  rosterm apply plan.json --yes 31 --jsonl > outcomes.jsonl
  rosterm apply offboard.json password=- --yes 3 < new-password";
