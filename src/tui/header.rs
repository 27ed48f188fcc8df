//! The top two lines: where we are, what is allowed, what it costs.
//!
//! ```text
//!  rosterm DEMO demo  WRITE                              IDLE  2.0 of 2.0 rps  429: 0
//!  All 240+   server: web login: LOCKED   find: ravi
//! ```

use ratatui::layout::Rect;

use crate::app::filters::FilterPanel;
use crate::app::{Model, job, status};
use crate::protocol::Writes;

use super::pen::Pen;

/// Paints both lines.
pub fn draw(model: &Model, pen: &mut Pen<'_>, header: Rect, chips: Rect) {
    top(model, pen, header);
    second(model, pen, chips);
}

fn top(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    pen.fill(line, theme.header);
    let right = line.right();
    let mut x = pen.word(line.x, line.y, right, " rosterm ", theme.header);
    let kind = match (model.profile.demo, model.profile.production) {
        (true, _) => "DEMO ",
        (false, true) => "PROD ",
        (false, false) => "",
    };
    x = pen.word(x, line.y, right, kind, theme.write_mode);
    if model.profile.name != "demo" {
        x = pen.word(x, line.y, right, &model.profile.name, theme.header);
        x = pen.word(x, line.y, right, " ", theme.header);
    }
    let writes = match status::writes_now(model) {
        Writes::Allowed => "WRITE".to_owned(),
        Writes::Until(until) => {
            let clock = status::clock(model, until);
            format!(
                "WRITE until {}",
                clock
                    .rsplit_once(':')
                    .map_or(&*clock, |(minutes, _)| minutes)
            )
        }
        Writes::Forbidden(_) => "READ-ONLY".to_owned(),
    };
    x = pen.word(x + 1, line.y, right, &writes, theme.write_mode);
    let status = status::status(model).to_string();
    let budget = &model.budget;
    let rate = format!("{:.1}/{:.1} rps", budget.rate, budget.full_rate);
    let refused = format!("429: {}", budget.refused);
    let status = match job::running(model) {
        Some((id, job)) => format!("job {id}: {}/{}   {status}", job.done(), job.planned),
        None => status,
    };
    let full = format!("{status}   {rate}   {refused} ");
    let short = format!("{status} {rate} ");
    let room = usize::from(right.saturating_sub(x + 1));
    let shown = [full, short, format!("{status} ")]
        .into_iter()
        .find(|text| text.len() <= room);
    pen.right(line, x, &shown.unwrap_or(status), theme.header);
}

fn second(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    let right = line.right();
    let all = format!("[All {}]", model.roster.count_label());
    let mut x = pen.word(line.x + 1, line.y, right, &all, theme.tab_open);
    let query = &model.list.query;
    let filters = (0..FilterPanel::FILTERS.len())
        .filter_map(|index| FilterPanel::words(query, index))
        .collect::<Vec<_>>();
    x = pen.word(x + 3, line.y, right, "server: ", theme.dim);
    if filters.is_empty() {
        x = pen.word(x, line.y, right, "none", theme.dim);
    }
    for filter in filters {
        x = pen.word(x, line.y, right, &filter, theme.chip) + 2;
    }
    x = pen.word(x + 2, line.y, right, "find: ", theme.dim);
    if model.list.find.is_empty() {
        x = pen.word(x, line.y, right, "none", theme.dim);
    } else {
        x = pen.word(x, line.y, right, &model.list.find, theme.chip);
    }
    let skipped = model.roster.skipped();
    if skipped > 0 {
        x = pen.word(
            x + 2,
            line.y,
            right,
            &format!("{skipped} unreadable"),
            theme.warning,
        );
    }
    let drafts = model.drafts.len();
    if drafts > 0 {
        let word = if drafts == 1 { "draft" } else { "drafts" };
        pen.right(line, x, &format!("{drafts} {word} kept "), theme.changed);
    }
}
