//! `set --dry-run`: reads every user once and says what would change.
//!
//! Invariant: nothing is sent. In JSON an edit that would be sent is `Withdrawn` (nothing was
//! sent), one that would not is `Unchanged`, one whose user cannot be read is `NotSent`.

use std::io::{self, Write};

use jiff::Timestamp;

use crate::domain::change::Standing;
use crate::domain::outcome::FieldResult;
use crate::domain::{Delta, Edit, Field, Outcome, Plan, Settled, User, Values};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::job;
use super::session::{Session, Trouble};
use super::set::Format;

/// Reads and prints, user by user.
pub(super) async fn run(
    plan: &Plan,
    format: Format,
    now: Timestamp,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let mut exit = Exit::Fine;
    for edit in &plan.edits {
        let read = session.user(&edit.user).await;
        if let Err(trouble) = &read {
            exit = exit.max(trouble.exit());
        }
        let printed = match (format, &read) {
            (Format::Words, Ok(user)) => print_words(edit, user, console.out),
            (Format::Words, Err(_)) | (Format::Json, _) => {
                let settled = settled(plan, edit, read.as_deref(), now);
                job::print(&settled, None, format.into(), console.out)
            }
        };
        if let Err(error) = printed {
            return exit.max(console.finish(Err(error)));
        }
    }
    console.notice("dry run: nothing was sent");
    exit
}

/// The edit as if it had been cancelled after its pre-flight read.
fn settled(plan: &Plan, edit: &Edit, read: Result<&User, &Trouble>, at: Timestamp) -> Settled {
    let nothing = Values::new();
    let values = read.map_or(&nothing, |user| &user.values);
    let field = |delta: &Delta| FieldResult {
        field: delta.field,
        seen: None,
        before: values.get(&delta.field).cloned(),
        after: delta.after.clone(),
        now: values.get(&delta.field).cloned(),
    };
    let is_so = |delta: &Delta| delta.standing(values) == Standing::After;
    let (outcome, detail) = match read {
        Err(trouble) => (Outcome::NotSent, trouble.to_string()),
        Ok(_) if edit.change.deltas.iter().all(is_so) => (Outcome::Unchanged, String::new()),
        Ok(_) => (Outcome::Withdrawn, "dry run".to_owned()),
    };
    Settled {
        edit: edit.id,
        job: plan.job,
        user: edit.user.clone(),
        name: None,
        outcome,
        fields: edit.change.deltas.iter().map(field).collect(),
        detail,
        read_back: false,
        attempts: Vec::new(),
        requests: 1,
        at,
        undo_of: None,
        reason: plan.reason.clone(),
    }
}

fn print_words(edit: &Edit, user: &User, out: &mut dyn Write) -> io::Result<()> {
    let say = |delta: &Delta| {
        let field = delta.field;
        let (label, after) = (field.label(), field.words(&delta.after));
        match (delta.standing(&user.values), user.get(field)) {
            (Standing::After, _) => format!("{label} is already {after}"),
            (_, Some(now)) => format!("{label} {} -> {after}", field.words(now)),
            (_, None) if field.is_verifiable() => format!("{label} ? -> {after}"),
            (_, None) => format!("{label} {after} (cannot be read back or undone)"),
        }
    };
    let changes: Vec<_> = edit.change.deltas.iter().map(say).collect();
    let line = format!(
        "{} {}: {}",
        edit.user,
        user.text(Field::Name),
        changes.join(", ")
    );
    writeln!(out, "{}", text::one_line(&line))?;
    out.flush()
}
