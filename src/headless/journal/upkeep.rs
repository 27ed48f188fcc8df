//! `journal verify` and `journal purge`: is every byte as it was written, and away with the old.
//!
//! Invariant: verifying changes nothing; purging needs the journal for itself and leaves what is
//! still open.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::journal::retention::{self, Purged};
use crate::api::journal::{Disk, Place};
use crate::text;

use super::super::console::Console;
use super::super::exit::Exit;
use super::super::{past, when};

/// Looks at every byte; a sentence for each thing that is not as it should be.
pub(super) fn verify(place: &Place, console: &mut Console<'_>) -> Exit {
    let files = match past::look(place, console) {
        Ok(Some(files)) => files,
        Ok(None) => {
            let said = writeln!(console.out, "nothing was written yet: there is no journal");
            return console.finish(said);
        }
        Err(exit) => return exit,
    };
    let report = retention::verify(&files, place.tenant());
    let records: usize = report.files.iter().map(|(_, records, _)| records).sum();
    let size = format!(
        "{} in {} below {}",
        count(records, "record"),
        count(report.files.len(), "file"),
        place.folder().display()
    );
    let mut lines: Vec<String> = report
        .warnings
        .iter()
        .map(|warning| text::one_line(warning))
        .collect();
    let exit = match report.is_intact() {
        true => {
            lines.push(format!("intact: {size}"));
            Exit::Fine
        }
        false => {
            lines.push(format!("damaged: {size} can be read"));
            Exit::Journal
        }
    };
    let mut printed = lines
        .iter()
        .try_for_each(|line| writeln!(console.out, "{line}"));
    printed = printed.and_then(|()| console.out.flush());
    exit.max(console.finish(printed))
}

/// Removes what is older than WHEN.
pub(super) fn purge(
    before: &str,
    now: Timestamp,
    place: &Place,
    console: &mut Console<'_>,
) -> Exit {
    let before = match when::read(before, now, &TimeZone::system()) {
        Ok(before) if before <= now => before,
        Ok(_) => {
            console.error("--before lies in the future; nothing was removed");
            return Exit::Usage;
        }
        Err(bad) => {
            console.error(&format!("--before: {bad}"));
            return Exit::Usage;
        }
    };
    let files = match past::look(place, console) {
        Ok(Some(_)) => Disk::open(place),
        Ok(None) => {
            console.notice("nothing was removed: there is no journal yet");
            return Exit::Fine;
        }
        Err(exit) => return exit,
    };
    let purged = match files {
        Ok(files) => retention::purge(&files, place.tenant(), before, now),
        Err(error) => return past::unreadable(&error, console),
    };
    match purged {
        Ok(purged) => {
            let mut said = writeln!(console.out, "{}", summary(&purged));
            said = said.and_then(|()| console.out.flush());
            console.finish(said)
        }
        Err(failure) => {
            console.error(&format!("nothing was removed: {failure}"));
            past::failed(&failure)
        }
    }
}

fn summary(purged: &Purged) -> String {
    let kept = match purged.kept_open {
        0 => String::new(),
        kept => format!(
            "; {} kept, because it is still open what became of the changes",
            count(kept, "older record")
        ),
    };
    let records = count(purged.removed, "record");
    let files = count(purged.files, "whole file");
    format!("removed {records}, {files}{kept}")
}

fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
