//! A report as Markdown, for people without a terminal: the totals first, then what needs a look.
//!
//! Invariant: text from outside stands in it as text: no link, no HTML, no table broken by a bar.

use std::io::{self, Write};

use super::{Report, is_well, name, wish};
use crate::domain::{Edit, Settled};
use crate::text;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let plan = report.plan;
    write!(out, "# Job {}", plan.job)?;
    if !plan.title.is_empty() {
        write!(out, ": {}", plain(&plan.title))?;
    }
    writeln!(out, "\n")?;
    if let Some(reason) = &plan.reason {
        writeln!(out, "Reason: {}\n", plain(reason))?;
    }
    writeln!(out, "| outcome | changes |\n| --- | ---: |")?;
    for (outcome, count) in report.tally().iter() {
        writeln!(out, "| {} | {count} |", outcome.word())?;
    }
    if report.left() > 0 {
        writeln!(out, "| no word yet | {} |", report.left())?;
    }
    writeln!(out, "| **planned** | **{}** |", plan.edits.len())?;
    writeln!(out, "\n{} requests.", report.requests)?;
    let needs_look =
        |(_, word): &(&Edit, Option<&Settled>)| !word.is_some_and(|word| is_well(word.outcome));
    let mut lines = report.lines().filter(needs_look).peekable();
    if lines.peek().is_none() {
        return writeln!(out, "\nEvery change was verified or was so already.");
    }
    writeln!(out, "\n## Not verified\n")?;
    writeln!(
        out,
        "| user | name | change | outcome | what happened |\n| --- | --- | --- | --- | --- |"
    )?;
    for (edit, word) in lines {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            edit.user,
            plain(&name(edit, word)),
            plain(&wish(edit)),
            word.map_or("-", |word| word.outcome.word()),
            plain(&report.sentence(word))
        )?;
    }
    Ok(())
}

/// The text with everything that Markdown could take for its own escaped.
fn plain(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    for character in text::one_line(raw).chars() {
        if "\\`*_{}[]<>()#!|~&$^".contains(character) {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}
