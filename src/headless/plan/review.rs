//! What a plan would do, for the person who says yes or no.
//!
//! Invariant: everything counted here is counted from the plan that will be carried out.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use crate::domain::change::Change;
use crate::domain::plan::Check;
use crate::domain::planning::{REQUESTS_PER_EDIT, Source, Verdict};
use crate::domain::profile::Protection;
use crate::domain::{Delta, Edit};
use crate::exchange::plan_file::PlanFile;
use crate::headless::job::duration;
use crate::text;

/// How many changes and users left out are shown one by one.
const SHOWN: usize = 20;

/// Prints the review; `rate` is in requests a second.
pub(in crate::headless) fn write(
    plan: &PlanFile,
    rate: f64,
    out: &mut dyn Write,
) -> io::Result<()> {
    let line = |out: &mut dyn Write, line: &str| writeln!(out, "{}", text::one_line(line));
    let chosen = plan.edits.len() + plan.left_out.len();
    line(out, &plan.title)?;
    let users = if chosen == 1 { "user" } else { "users" };
    writeln!(
        out,
        "{chosen} {users}, {}",
        text::one_line(&source(&plan.source))
    )?;
    if let Some(reason) = &plan.reason {
        writeln!(out, "reason: {}", text::one_line(reason))?;
    }
    writeln!(out)?;
    counts(plan, out)?;
    if !plan.edits.is_empty() {
        writeln!(out, "\n{}", cost(plan, rate))?;
        if plan.edits.len() > 1 {
            writeln!(out, "{STOP_RULES}")?;
        }
    }
    list(plan, out)?;
    out.flush()
}

const STOP_RULES: &str = "one change goes alone, then five, then the rest; it stops when one of \
    the first is not verified,\nat five unknown outcomes in a row, when more than 20 % of the last \
    50 failed, at a refused token,\nand when the server keeps asking to slow down";

fn source(source: &Source) -> String {
    match source {
        Source::Marks => "the marked ones".to_owned(),
        Source::Ids => "given by id".to_owned(),
        Source::Matching(words) => format!("all that match: {words}"),
        Source::File(name) => format!("from {name}"),
        Source::Recipe(name) => format!("given by id, for the recipe {name}"),
        Source::UndoOf(job) => format!("the undo of job {job}"),
    }
}

fn counts(plan: &PlanFile, out: &mut dyn Write) -> io::Result<()> {
    let unread = plan.edits.iter().filter(|edit| is_unread(edit)).count();
    let mut counts = vec![
        ("will change", plan.edits.len() - unread, String::new()),
        (
            "state not known",
            unread,
            "  the read before the write decides".to_owned(),
        ),
    ];
    let mut left_out: BTreeMap<Verdict, usize> = BTreeMap::new();
    for left in &plan.left_out {
        *left_out.entry(left.verdict).or_default() += 1;
    }
    counts.extend(
        left_out
            .into_iter()
            .map(|(verdict, count)| (why(verdict), count, "  left out".to_owned())),
    );
    for (what, count, remark) in counts {
        if count > 0 {
            writeln!(out, "{count:>7}  {what}{remark}")?;
        }
    }
    let (undoable, all) = (
        plan.edits.iter().filter(|edit| is_undoable(edit)).count(),
        plan.edits.len(),
    );
    match (undoable, all) {
        (_, 0) => writeln!(out, "nothing is to be changed"),
        (undoable, all) if undoable == all => writeln!(out, "all can be taken back afterwards"),
        (undoable, all) => writeln!(
            out,
            "{undoable} of {all} can be taken back as far as is known now"
        ),
    }
}

/// Whether a value that reads back is not known yet.
fn is_unread(edit: &Edit) -> bool {
    let is_unread = |delta: &Delta| delta.seen.is_none() && delta.field.is_verifiable();
    edit.change.deltas.iter().any(is_unread)
}

fn is_undoable(edit: &Edit) -> bool {
    let seen_as_before = |delta: &Delta| Delta {
        before: delta.seen.clone(),
        ..delta.clone()
    };
    let deltas = edit.change.deltas.iter().map(seen_as_before).collect();
    Change { deltas }.invert().1.is_empty()
}

fn why(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WillChange => "will change",
        Verdict::WillBeRead => "state not known",
        Verdict::AlreadySo => "already so",
        Verdict::Moved => "changed by somebody since",
        Verdict::Protected(Protection::OwnLogin) => "your own login",
        Verdict::Protected(Protection::Listed) => "protected by the profile",
        Verdict::Impossible => "impossible for this user (no agent, or nothing the API can send)",
    }
}

fn cost(plan: &PlanFile, rate: f64) -> String {
    let edits = plan.edits.len();
    let requests = match plan.check {
        Check::Each => edits * REQUESTS_PER_EDIT,
        Check::Sweep => edits,
    };
    let seconds = u32::try_from(requests).map_or(f64::INFINITY, f64::from) / rate;
    let time = duration(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    match plan.check {
        Check::Each => format!(
            "at most {requests} requests, about {time} at {rate} a second; every user is read \
             before and after"
        ),
        Check::Sweep => format!(
            "about {requests} requests and twice the pages of the list, at least {time} at {rate} \
             a second; the list is read before and after"
        ),
    }
}

fn list(plan: &PlanFile, out: &mut dyn Write) -> io::Result<()> {
    if !plan.edits.is_empty() {
        writeln!(out)?;
    }
    for edit in plan.edits.iter().take(SHOWN) {
        let name = edit.identity.name.as_deref().unwrap_or_default();
        let line = format!("{} {name}: {}", edit.user, changes(&edit.change));
        writeln!(out, "  {}", text::one_line(&line))?;
    }
    more(plan.edits.len(), out)?;
    if !plan.left_out.is_empty() {
        writeln!(out, "\nleft out:")?;
    }
    for left in plan.left_out.iter().take(SHOWN) {
        let line = format!("{} {}: {}", left.user, left.name, why(left.verdict));
        writeln!(out, "  {}", text::one_line(&line))?;
    }
    more(plan.left_out.len(), out)
}

fn more(count: usize, out: &mut dyn Write) -> io::Result<()> {
    match count.saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more; the plan names them all"),
    }
}

fn changes(change: &Change) -> String {
    let say = |delta: &Delta| {
        let (field, label) = (delta.field, delta.field.label());
        let after = match field {
            crate::domain::Field::Password => "***".to_owned(),
            field => field.words(&delta.after),
        };
        match &delta.seen {
            Some(seen) => format!("{label} {} -> {after}", field.words(seen)),
            None if field.is_verifiable() => format!("{label} ? -> {after}"),
            None => format!("{label} {after} (cannot be read back or undone)"),
        }
    };
    change.deltas.iter().map(say).collect::<Vec<_>>().join(", ")
}
