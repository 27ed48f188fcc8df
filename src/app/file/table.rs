//! What is on a screen as rows of text, written as CSV or Markdown.
//!
//! Invariants: every row has as many cells as the heading; text from elsewhere is harmless in the
//! file too, and a secret is never among it.

use crate::app::Model;
use crate::app::count::{self, CountScreen};
use crate::app::journal::{JournalScreen, change_words};
use crate::app::plan::{PlanScreen, verdict_words};
use crate::domain::planning::{Line, Place};
use crate::domain::roster::Slot;
use crate::domain::{Column, Delta, Field};
use crate::exchange::csv;
use crate::text;

/// A heading and rows.
pub(super) struct Table {
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The rows of the list, as far as they are loaded; what is not known is empty.
    pub(super) fn of_list(model: &Model) -> Self {
        const FIELDS: [Field; 10] = [
            Field::Name,
            Field::LoginId,
            Field::Number,
            Field::Role,
            Field::UserStatus,
            Field::AgentStatus,
            Field::BlockWebLogin,
            Field::InternationalOutbound,
            Field::LoginBasedCalling,
            Field::Extension,
        ];
        let columns = Column::of(model.profile.vendor);
        let is_there = |field: &Field| columns.iter().any(|column| column.field() == Some(*field));
        let fields: Vec<Field> = FIELDS.into_iter().filter(is_there).collect();
        let mut heading = vec!["id"];
        heading.extend(fields.iter().map(|field| field.name()));
        let row = |slot: &Slot| {
            let shown = model.roster.shown(*slot);
            let mut cells = vec![shown.id().to_string()];
            cells.extend(fields.iter().map(|&field| {
                let confirmed = shown.confirmed(field);
                confirmed.map_or_else(String::new, |(value, _)| field.words(&value))
            }));
            cells
        };
        let rows = model.list.rows(&model.roster).iter().map(row).collect();
        Self { heading, rows }
    }

    /// Everybody in a plan, and what would happen.
    pub(super) fn of_plan(screen: &PlanScreen) -> Self {
        let row = |line: &Line| {
            let hidden = match line.place {
                Place::Hidden => "yes",
                Place::Shown => "",
            };
            let [field, before, after] = deltas(&line.change.deltas);
            let verdict = verdict_words(line.verdict).to_owned();
            let (user, name) = (line.user.to_string(), line.name.to_string());
            vec![user, name, field, before, after, verdict, hidden.to_owned()]
        };
        Self {
            heading: vec![
                "id",
                "name",
                "field",
                "before",
                "after",
                "what happens",
                "hidden",
            ],
            rows: screen.proposal.lines.iter().map(row).collect(),
        }
    }

    /// The bars of a chart, and what they are about.
    pub(super) fn of_count(model: &Model, screen: &CountScreen) -> Self {
        let mut rows = count::table(screen);
        for row in &mut rows {
            row.push(count::about(model, screen));
        }
        Self {
            heading: vec![screen.column.name(), "users", "share", "counted"],
            rows,
        }
    }

    /// The changes shown in the journal.
    pub(super) fn of_journal(model: &Model, screen: &JournalScreen) -> Self {
        let settled = screen.edits.iter();
        let settled = settled.filter_map(|edit| model.history.get(*edit));
        let rows = settled.map(|settled| {
            vec![
                settled.at.to_string(),
                settled.user.to_string(),
                settled.name.as_deref().unwrap_or_default().to_owned(),
                change_words(settled),
                settled.outcome.word().to_owned(),
                settled.reason.clone().unwrap_or_default(),
                settled.job.to_string(),
                settled.edit.to_string(),
                settled.detail.clone(),
            ]
        });
        Self {
            heading: vec![
                "at", "id", "name", "change", "outcome", "reason", "job", "edit", "detail",
            ],
            rows: rows.collect(),
        }
    }

    /// The table as CSV that spreadsheets do not take for formulas.
    pub(super) fn csv(self) -> String {
        let heading = self.heading.into_iter().map(str::to_owned).collect();
        let records = std::iter::once(heading).chain(self.rows);
        let mut text = Vec::new();
        csv::write_records(&mut text, csv::Cells::Guarded, records.map(Vec::into_iter))
            .expect("memory takes whatever is written to it");
        String::from_utf8(text).expect("cells are text, and quoting keeps them so")
    }

    /// The table as Markdown.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: &mut dyn Iterator<Item = String>| {
            let cells: Vec<_> = cells.map(|cell| escaped(&cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&mut self.heading.iter().map(|head| (*head).to_owned()));
        text.push_str(&format!("|{}\n", " --- |".repeat(self.heading.len())));
        for row in &self.rows {
            text.push_str(&line(&mut row.iter().cloned()));
        }
        text
    }
}

/// Fields, values before, values after; several of them separated by semicolons.
fn deltas(deltas: &[Delta]) -> [String; 3] {
    let join =
        |say: &dyn Fn(&Delta) -> String| deltas.iter().map(say).collect::<Vec<_>>().join("; ");
    let before = |delta: &Delta| {
        let before = delta.before.as_ref().or(delta.seen.as_ref());
        before.map_or_else(String::new, |value| delta.field.words(value))
    };
    [
        join(&|delta| delta.field.name().to_owned()),
        join(&before),
        join(&|delta| match delta.field == Field::Password {
            true => "***".to_owned(),
            false => delta.field.words(&delta.after),
        }),
    ]
}

/// A text that stays in its cell.
fn escaped(cell: &str) -> String {
    let harmless = text::one_line(cell);
    let mut escaped = String::with_capacity(harmless.len());
    for character in harmless.chars() {
        if "\\|*_`<[#".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
