//! The top two lines: where we are, what is allowed, what it costs.
//!
//! ```text
//!  rosterm DEMO  WRITE                         IDLE   2.0/2.0 rps   429: 0
//!  [All 240+]   server: web login: LOCKED   find: ravi        1 draft kept
//! ```
//!
//! Invariant: the status word and what is allowed are always there; a long name gives way.

use ratatui::layout::Rect;

use crate::app::filters::{self, FilterPanel};
use crate::app::{Model, job, status};
use crate::domain::job::JobStage;
use crate::protocol::Writes;
use crate::text;

use super::pen::Pen;

/// Paints both lines.
pub fn draw(model: &Model, pen: &mut Pen<'_>, header: Rect, chips: Rect) {
    top(model, pen, header);
    second(model, pen, chips);
}

fn top(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    pen.fill(line, theme.header);
    let status = format!("{} ", status::status(model));
    let writes = writes(model);
    let tenant = match (model.profile.demo, model.profile.production) {
        (true, _) => "DEMO",
        (false, true) => "PROD",
        (false, false) => "",
    };
    let brand = if line.width < 60 { " " } else { " rosterm " };
    let fixed = brand.len() + tenant.len() + writes.len() + status.len() + 4;
    let room = usize::from(line.width).saturating_sub(fixed);
    let name = match model.profile.demo && model.profile.name == "demo" {
        true => String::new(),
        false => text::cut(&model.profile.name, room),
    };
    let right = line.right();
    let mut x = pen.word(line.x, line.y, right, brand, theme.header);
    for (word, style) in [(tenant, theme.write_mode), (&*name, theme.header)] {
        if !word.is_empty() {
            x = pen.word(x, line.y, right, word, style) + 1;
        }
    }
    x = pen.word(x + 1, line.y, right, &writes, theme.write_mode);
    let room = usize::from(right.saturating_sub(x + 1));
    let facts = facts(model);
    // From the right, what does not fit goes; the status word stays.
    let shown = (0..=facts.len())
        .rev()
        .map(|count| {
            let mut shown = status.clone();
            for fact in &facts[..count] {
                shown.push_str(&format!("  {fact} "));
            }
            shown
        })
        .find(|shown| shown.len() <= room);
    pen.right(line, x, &shown.unwrap_or(status), theme.header);
}

/// What may be written, in words.
fn writes(model: &Model) -> String {
    match status::writes_now(model) {
        Writes::Allowed => "WRITE".to_owned(),
        Writes::Until(until) => {
            let clock = status::clock(model, until);
            let minutes = clock.rsplit_once(':').map_or(&*clock, |(before, _)| before);
            format!("WRITE until {minutes}")
        }
        Writes::Forbidden(_) => "READ-ONLY".to_owned(),
    }
}

/// Rate, refusals, and a pause if there is one: what matters most first.
fn facts(model: &Model) -> Vec<String> {
    let budget = &model.budget;
    let pause = budget.paused_until.and_then(|until| {
        let seconds = until.duration_since(model.now.wall).as_secs();
        (seconds > 0).then(|| format!("next request in {seconds}s"))
    });
    let mut facts: Vec<_> = pause.into_iter().collect();
    if let Some((id, job)) = job::running(model) {
        let paused = match job.stage {
            Some(JobStage::Paused(_)) => " paused",
            Some(_) | None => "",
        };
        facts.push(format!("job {id}: {}/{}{paused}", job.done(), job.size));
    }
    facts.push(format!("{:.1}/{:.1} rps", budget.rate, budget.full_rate));
    facts.push(format!("429: {}", budget.refused));
    facts
}

fn second(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    let drafts = match model.drafts.len() {
        0 => String::new(),
        1 => "1 draft kept ".to_owned(),
        many => format!("{many} drafts kept "),
    };
    let right = line.right().saturating_sub(pen.width(&drafts));
    let view = filters::view_name(&model.list.query);
    let all = format!("[{view} {}]", model.roster.count_label());
    let mut x = pen.word(line.x + 1, line.y, right, &all, theme.tab_open) + 3;
    let filters: Vec<_> = (0..FilterPanel::FILTERS.len())
        .filter_map(|index| FilterPanel::words(&model.list.query, index))
        .collect();
    let find = &model.list.find;
    if filters.is_empty() {
        x = pen.word(x, line.y, right, "server: none", theme.dim) + 3;
    } else {
        x = pen.word(x, line.y, right, "server: ", theme.dim);
        for filter in &filters {
            x = pen.word(x, line.y, right, filter, theme.chip) + 2;
        }
        x += 1;
    }
    if !find.is_empty() {
        x = pen.word(x, line.y, right, "find: ", theme.dim);
        x = pen.word(x, line.y, right, find, theme.chip) + 3;
    } else if x + 10 <= right {
        x = pen.word(x, line.y, right, "find: none", theme.dim) + 3;
    }
    let skipped = model.roster.skipped();
    if skipped > 0 {
        let text = format!("{skipped} unreadable");
        pen.word(x, line.y, right, &text, theme.warning);
    }
    pen.right(line, right.saturating_sub(1), &drafts, theme.changed);
}
