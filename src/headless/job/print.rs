//! Words and JSON for one edit: where it is, how it ended.

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Format;
use crate::domain::{Outcome, Settled};
use crate::exchange::edit::EditDocument;
use crate::exchange::json;
use crate::protocol::Stage;
use crate::text;

/// Where an edit is on its way.
pub(super) fn words(stage: Stage) -> String {
    match stage {
        Stage::Waiting => "waiting".to_owned(),
        Stage::PreFlight => "reading".to_owned(),
        Stage::Sending => "sending".to_owned(),
        Stage::ReadingBack => "reading back".to_owned(),
        Stage::LookingAgain { at } => format!("not there yet, looking again at {}", clock(at)),
        Stage::Quiet { until } => format!("no answer, quiet until {}", clock(until)),
        Stage::Throttled { until } => format!("asked to slow down until {}", clock(until)),
    }
}

/// Prints how one edit ended.
pub(in crate::headless) fn print(
    settled: &Settled,
    name: Option<&str>,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Nothing => return Ok(()),
        Format::JsonLines => json::write(out, &EditDocument::new(settled))?,
        Format::Words => {
            write!(out, "{}", settled.user)?;
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                write!(out, " {name}")?;
            }
            let sentence = settled.sentence(&clock(settled.at));
            write!(out, ": {}", text::one_line(&sentence))?;
            if settled.outcome == Outcome::Unknown {
                write!(out, "; look with: rosterm user {}", settled.user)?;
            }
        }
    }
    writeln!(out)?;
    out.flush()
}

/// The time as the person reads clocks.
fn clock(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}
