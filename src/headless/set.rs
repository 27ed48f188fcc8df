//! `rosterm set`: one plan, one edit a user, one outcome each.
//!
//! Invariant: nothing is asked of the server before the words are understood, and nothing is sent
//! before the person agreed to the number of users.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::plan::Identity;
use crate::domain::{Change, Delta, Edit, EditId, Field, JobId, Plan, UserId, Value};
use crate::text;

use super::assignment::{self, Asked, Consent, Wish};
use super::console::Console;
use super::exit::Exit;
use super::forbidden::Forbidden;
use super::session::Session;
use super::{dryrun, job, password, role};

/// What `set` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ids and assignments, as given.
    pub words: Vec<String>,
    /// `--yes`, with what stood behind it.
    pub yes: Option<Option<String>>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Send, or only look.
    pub mode: Mode,
    /// Why nothing may be written.
    pub forbidden: Option<Forbidden>,
    /// How outcomes are printed.
    pub format: Format,
    /// Users asked for in one page, when a role is looked for.
    pub page_size: u32,
    /// The time, for the ids of the edits.
    pub now: Timestamp,
}

/// Whether anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Yes.
    Send,
    /// No: read, and say what would change.
    DryRun,
}

/// How outcomes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A sentence a user.
    Words,
    /// A JSON object a user, one a line.
    Json,
}

/// Asks, sends, and prints what became of it.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    let yes = request.yes.as_ref().map(|count| count.as_deref());
    let asked = match assignment::read(&request.words, yes) {
        Ok(asked) => asked,
        Err(bad) => return refuse(console, &bad.to_string()),
    };
    if request.mode == Mode::Send
        && let Some(why) = &request.forbidden
    {
        return refuse(console, &format!("nothing was sent: {why}"));
    }
    if request.mode == Mode::Send
        && let Err(sentence) = check_consent(&asked, console.interactive)
    {
        return refuse(console, &sentence);
    }
    let values = match values(&asked, request.page_size, session, console).await {
        Ok(values) => values,
        Err(exit) => return exit,
    };
    let start = match session.start().await {
        Ok(start) => start,
        Err(trouble) => {
            console.error(&trouble.to_string());
            return trouble.exit();
        }
    };
    for warning in &start.warnings {
        console.notice(warning);
    }
    let plan = Arc::new(plan(&asked, &values, start.next_job, &request));
    match request.mode {
        Mode::DryRun => dryrun::run(&plan, request.format, request.now, session, console).await,
        Mode::Send if asked.consent == Consent::Ask && !agrees(&plan, console) => {
            console.notice("nothing was sent");
            Exit::Failed
        }
        Mode::Send => {
            let begin = job::Start::Begin;
            job::carry_out(plan, begin, request.format, session, console)
                .await
                .exit
        }
    }
}

fn refuse(console: &mut Console<'_>, sentence: &str) -> Exit {
    console.error(sentence);
    Exit::Usage
}

/// Whether the person agreed already, or can be asked.
fn check_consent(asked: &Asked, interactive: bool) -> Result<(), String> {
    let count = asked.ids.len();
    let flag = match count {
        1 => "--yes".to_owned(),
        count => format!("--yes {count}"),
    };
    match asked.consent {
        Consent::Ask if interactive => Ok(()),
        Consent::Given if count == 1 => Ok(()),
        Consent::Count(given) if given == count => Ok(()),
        Consent::Ask => Err(format!(
            "nothing was sent: {} would be changed and nobody can be asked; add {flag} to send",
            users(count)
        )),
        Consent::Given => Err(format!(
            "nothing was sent: {} would be changed; give their number, {flag}",
            users(count)
        )),
        Consent::Count(given) => Err(format!(
            "nothing was sent: --yes says {given}, but {} would be changed; add {flag} to send",
            users(count)
        )),
    }
}

fn users(count: usize) -> String {
    match count {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    }
}

/// The values to send: passwords read, roles found.
async fn values(
    asked: &Asked,
    page_size: u32,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Vec<(Field, Value)>, Exit> {
    let mut values = Vec::with_capacity(asked.wishes.len());
    for (field, wish) in &asked.wishes {
        let value = match wish {
            Wish::Value(value) => value.clone(),
            Wish::RoleNamed(name) => {
                Value::Role(role::find(name, page_size, session, console).await?)
            }
            Wish::Password(from) => {
                password::read(*from, console).map_err(|none| refuse(console, &none.to_string()))?
            }
        };
        values.push((*field, value));
    }
    Ok(values)
}

fn plan(asked: &Asked, values: &[(Field, Value)], job: JobId, request: &Request) -> Plan {
    let mut random = fastrand::Rng::new();
    let delta = |(field, value): &(Field, Value)| Delta::new(*field, None, value.clone());
    let mut edit = |user: &UserId| Edit {
        id: EditId::mint(request.now.as_millisecond(), &mut random),
        user: user.clone(),
        identity: Identity::default(),
        change: Change {
            deltas: values.iter().map(delta).collect(),
        },
        undo_of: None,
        force: false,
    };
    let edits = asked.ids.iter().map(&mut edit).collect();
    Plan {
        reason: request.reason.clone(),
        ..Plan::new(job, edits)
    }
}

/// Asks on the terminal. One user: yes or no; several: their number must be typed.
fn agrees(plan: &Plan, console: &mut Console<'_>) -> bool {
    const MOST_IDS: usize = 20;
    let count = plan.edits.len();
    let mut lines = vec![format!("Change {}:", users(count))];
    lines.extend(
        plan.edits
            .iter()
            .take(MOST_IDS)
            .map(|edit| format!("  {}", edit.user)),
    );
    if count > MOST_IDS {
        lines.push(format!("  and {} more", count - MOST_IDS));
    }
    if let Some(edit) = plan.edits.first() {
        lines.extend(edit.change.deltas.iter().map(wish_line));
    }
    for line in lines {
        let _ = writeln!(console.err, "{}", text::clean(&line));
    }
    let answer = match count {
        1 => console.ask("Send? y/n "),
        count => console.ask(&format!("Type {count} to send: ")),
    };
    match answer.unwrap_or_default().trim() {
        "y" | "yes" => count == 1,
        typed => count > 1 && typed == count.to_string(),
    }
}

fn wish_line(delta: &Delta) -> String {
    let blind = if delta.field.is_verifiable() {
        ""
    } else {
        " (cannot be read back or undone)"
    };
    format!(
        "  {}: \"{}\"{blind}",
        delta.field.label(),
        delta.field.words(&delta.after)
    )
}
