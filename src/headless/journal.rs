//! `rosterm journal`: what was changed, by whom it was asked, and what became of it.
//!
//! Invariant: nothing here asks the server or takes the lock, but for `purge`, which needs the
//! journal for itself; what cannot be read is said, and the rest is printed all the same.

use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::journal::{Past, Place};
use crate::domain::outcome::FieldResult;
use crate::domain::user::UserId;
use crate::domain::{Kind, Outcome, Settled};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::json::{self, EditDocument};
use super::{past, when};

mod upkeep;

use upkeep::{purge, verify};

/// What `journal` shall do.
#[derive(Debug, Clone)]
pub struct Request {
    /// What.
    pub verb: Verb,
    /// Where the journal lies; `None` = the demo tenant, which keeps none.
    pub place: Option<Place>,
    /// The time.
    pub now: Timestamp,
}

/// What is done with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Print edits.
    Print {
        /// Only those of this user, as given.
        user: Option<String>,
        /// Only those since then, as given.
        since: Option<String>,
        /// Only those of which nobody knows the end.
        open: bool,
        /// How.
        format: Format,
    },
    /// Look for damage.
    Verify,
    /// Delete what is settled and older.
    Purge {
        /// Than this, as given.
        before: String,
    },
}

/// How edits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for the person.
    Words,
    /// One document, an array.
    Json,
    /// One object a line.
    JsonLines,
}

/// Prints, verifies or purges.
pub async fn run(request: Request, console: &mut Console<'_>) -> Exit {
    let Some(place) = &request.place else {
        console.error(past::NO_JOURNAL);
        return Exit::Usage;
    };
    match &request.verb {
        Verb::Print {
            user,
            since,
            open,
            format,
        } => {
            let wanted = Wanted::read(user.as_deref(), since.as_deref(), *open, request.now);
            match wanted {
                Ok(wanted) => list(&wanted, *format, place, console),
                Err(sentence) => {
                    console.error(&sentence);
                    Exit::Usage
                }
            }
        }
        Verb::Verify => verify(place, console),
        Verb::Purge { before } => purge(before, request.now, place, console),
    }
}

/// Prints the edits, oldest first.
fn list(wanted: &Wanted, format: Format, place: &Place, console: &mut Console<'_>) -> Exit {
    let (past, exit) = match past::read(place, console) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let edits: Vec<_> = past
        .history
        .iter()
        .filter(|settled| wanted.includes(settled, &past))
        .collect();
    let printed = print(&edits, &past, format, console);
    exit.max(console.finish(printed))
}

struct Wanted {
    user: Option<UserId>,
    since: Option<Timestamp>,
    open: bool,
}

impl Wanted {
    fn read(
        user: Option<&str>,
        since: Option<&str>,
        open: bool,
        now: Timestamp,
    ) -> Result<Self, String> {
        let user = user.map(UserId::new).transpose();
        let since = since.map(|text| when::read(text, now, &TimeZone::system()));
        Ok(Self {
            user: user.map_err(|bad| format!("--user: {bad}"))?,
            since: since.transpose().map_err(|bad| format!("--since: {bad}"))?,
            open,
        })
    }

    fn includes(&self, settled: &Settled, past: &Past) -> bool {
        self.user.as_ref().is_none_or(|user| *user == settled.user)
            && self.since.is_none_or(|since| settled.at >= since)
            && (!self.open || past.history.is_open(settled))
    }
}

fn print(
    edits: &[&Arc<Settled>],
    past: &Past,
    format: Format,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let ascii = console.ascii;
    let out = &mut *console.out;
    match format {
        Format::Words => {
            for settled in edits {
                writeln!(out, "{}", line(settled, past, ascii))?;
            }
        }
        Format::JsonLines => {
            for settled in edits {
                json::write(out, &EditDocument::new(settled))?;
                writeln!(out)?;
            }
        }
        Format::Json => {
            write!(out, "[")?;
            for (index, settled) in edits.iter().enumerate() {
                writeln!(out, "{}", if index == 0 { "" } else { "," })?;
                json::write(out, &EditDocument::new(settled))?;
            }
            writeln!(out, "{}]", if edits.is_empty() { "" } else { "\n" })?;
        }
    }
    out.flush()
}

/// When, whom, what from and to, what became of it, and the words to find it again by.
pub(super) fn line(settled: &Settled, past: &Past, ascii: bool) -> String {
    let at = settled.at.to_zoned(TimeZone::system());
    let mut parts = vec![at.strftime("%Y-%m-%d %H:%M:%S").to_string()];
    parts.push(
        match settled.name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => format!("{} {}", settled.user, text::one_line(name)),
            None => settled.user.to_string(),
        },
    );
    parts.push(text::one_line(&changes(settled, ascii)));
    let detail = text::one_line(&settled.detail);
    parts.push(match (settled.outcome, detail.as_str()) {
        (outcome, "") => outcome.word().to_owned(),
        (outcome, detail) => format!("{} ({detail})", outcome.word()),
    });
    if past.history.is_open(settled) {
        parts.push("still open".to_owned());
    }
    if let Some(note) = past.notes.get(&settled.edit) {
        parts.push(format!("closed by hand: \"{}\"", text::one_line(note)));
    }
    if let Some(reason) = &settled.reason {
        parts.push(format!("\"{}\"", text::one_line(reason)));
    }
    if let Some(undone) = settled.undo_of {
        parts.push(format!("undo of {undone}"));
    }
    if is_forced(settled, past) {
        parts.push("forced".to_owned());
    }
    parts.push(format!("job {}", settled.job));
    parts.push(format!("edit {}", settled.edit));
    parts.join("  ")
}

fn is_forced(settled: &Settled, past: &Past) -> bool {
    let planned = past.history.plan(settled.job);
    let mut edits = planned.into_iter().flat_map(|planned| &planned.plan.edits);
    edits.any(|edit| edit.id == settled.edit && edit.force)
}

/// `web login LOCKED -> open, role Agent (1) -> Quality (2)`; untrusted.
fn changes(settled: &Settled, ascii: bool) -> String {
    let arrow = if ascii { "->" } else { "→" };
    let say = |result: &FieldResult| {
        let field = result.field;
        let old = result.before.as_ref().or(result.seen.as_ref());
        match (field.is_verifiable(), old) {
            (false, _) if field.spec().kind == Kind::Secret => {
                format!("{} ***", field.label())
            }
            (_, Some(old)) => format!(
                "{} {} {arrow} {}",
                field.label(),
                field.words(old),
                field.words(&result.after)
            ),
            (true, None) if settled.outcome != Outcome::NotSent => {
                format!("{} ? {arrow} {}", field.label(), field.words(&result.after))
            }
            (_, None) => format!("{} {}", field.label(), field.words(&result.after)),
        }
    };
    settled
        .fields
        .iter()
        .map(say)
        .collect::<Vec<_>>()
        .join(", ")
}
