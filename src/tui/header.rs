//! The lines above the panes: where we are, what is allowed, what it costs; the views; what the
//! list is narrowed to.
//!
//! ```text
//!  rosterm DEMO  WRITE                                    IDLE   2.0/2.0 rps   429: 0
//!   0 All 240+   1 Active  [2 Web-locked 7]   3 No extension 12   4 Intl on
//!  server: web login: LOCKED   find: ravi   sort: server's order         1 draft kept
//! ```
//!
//! Invariant: the status word and what is allowed are always there; a long name gives way. Where
//! both say READ-ONLY it is said once. The open view is always named.

use ratatui::layout::Rect;

use crate::app::filters::FilterPanel;
use crate::app::layout::Regions;
use crate::app::status::Status;
use crate::app::{Model, job, status};
use crate::domain::job::JobStage;
use crate::protocol::Writes;
use crate::text;

use super::pen::Pen;

mod tabs;

/// Paints the lines, as many as there are.
pub fn draw(model: &Model, pen: &mut Pen<'_>, regions: &Regions) {
    top(model, pen, regions.header);
    if regions.tabs.height > 0 {
        tabs::draw(model, pen, regions.tabs);
    }
    if regions.chips.height > 0 {
        chips(model, pen, regions.chips);
    }
}

fn top(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    pen.fill(line, theme.header);
    let status = match status::status(model) {
        Status::ReadOnly => String::new(),
        status @ (Status::Idle | Status::Loading | Status::Sending(_) | Status::Unknown(_)) => {
            format!("{status} ")
        }
    };
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
    if model.roster.cached_at().is_some() {
        return Status::ReadOnly.to_string();
    }
    match status::writes_now(model) {
        Writes::Allowed => "WRITE".to_owned(),
        Writes::Until(until) => {
            let clock = status::clock(model, until);
            let minutes = clock.rsplit_once(':').map_or(&*clock, |(before, _)| before);
            format!("WRITE until {minutes}")
        }
        Writes::Forbidden(_) => Status::ReadOnly.to_string(),
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
    facts.extend(status::token(model));
    facts.push(format!("{:.1}/{:.1} rps", budget.rate, budget.full_rate));
    facts.push(format!("429: {}", budget.refused));
    facts.extend(
        model
            .sign_in
            .password_days
            .map(|days| format!("pwd {days}d")),
    );
    facts
}

/// What the list is narrowed to and sorted by; on a narrow screen the open view too.
fn chips(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    let aside = aside(model);
    let right = line.right().saturating_sub(pen.width(&aside));
    let mut x = line.x + 1;
    if line.width < 80 {
        let all = format!("[{} {}]", tabs::open_name(model), tabs::open_count(model));
        x = pen.word(x, line.y, right, &all, theme.tab_open) + 3;
    }
    let filters = filter_words(model);
    let can_filter = model.profile.vendor.no_filters().is_none();
    if filters.is_empty() && can_filter {
        x = pen.word(x, line.y, right, "server: none", theme.dim) + 3;
    } else if !filters.is_empty() {
        x = pen.word(x, line.y, right, "server: ", theme.dim);
        for filter in &filters {
            x = pen.word(x, line.y, right, filter, theme.chip) + 2;
        }
        x += 1;
    }
    let find = &model.list.find;
    if !find.is_empty() {
        x = pen.word(x, line.y, right, "find: ", theme.dim);
        x = pen.word(x, line.y, right, find, theme.chip) + 3;
    } else if x + 10 <= right {
        x = pen.word(x, line.y, right, "find: none", theme.dim) + 3;
    }
    if let Some(sort) = sort_words(model) {
        x = pen.word(x, line.y, right, "sort: ", theme.dim);
        x = pen.word(x, line.y, right, &sort, theme.chip) + 3;
    } else if line.width >= 80 && x + 20 <= right {
        x = pen.word(x, line.y, right, "sort: server's order", theme.dim) + 3;
    }
    if let Some(unreadable) = unreadable(model) {
        pen.word(x, line.y, right, &unreadable, theme.warning);
    }
    pen.right(line, right.saturating_sub(1), &aside, theme.changed);
}

/// The chips in the list's title, where there is no line for them: only what is in force.
pub(super) fn title_chips(model: &Model) -> String {
    let mut chips = Vec::new();
    if !model.list.find.is_empty() {
        chips.push(format!("find: {}", model.list.find));
    }
    if let Some(sort) = sort_words(model) {
        chips.push(format!("sort: {sort}"));
    }
    chips.extend(filter_words(model));
    chips.extend(unreadable(model));
    chips.join("   ")
}

fn filter_words(model: &Model) -> Vec<String> {
    let indices = 0..FilterPanel::FILTERS.len();
    indices
        .filter_map(|index| FilterPanel::words(&model.list.query, index))
        .collect()
}

/// `name asc (loaded rows only)`: a sort says nothing about users that were not read.
fn sort_words(model: &Model) -> Option<String> {
    let only = match model.roster.is_complete() {
        true => "",
        false => " (loaded rows only)",
    };
    model
        .list
        .sort
        .map(|sort| format!("{}{only}", sort.words()))
}

fn unreadable(model: &Model) -> Option<String> {
    let skipped = model.roster.skipped();
    (skipped > 0).then(|| format!("{skipped} unreadable"))
}

/// Drafts, flush right.
fn aside(model: &Model) -> String {
    match model.drafts.len() {
        0 => String::new(),
        1 => "1 draft kept ".to_owned(),
        many => format!("{many} drafts kept "),
    }
}
