//! The line of saved views:
//!
//! ```text
//!  [0 All 240+]   1 Active   2 Web-locked 7   3 No extension 12   4 Intl on
//! ```
//!
//! Invariant: the open view is always in sight; where others have no room, dots say so.

use ratatui::layout::Rect;

use crate::app::Model;
use crate::app::action::ListAction;
use crate::app::keymap::Scope;
use crate::app::views::{self, Tab};
use crate::tui::pen::Pen;

/// Paints the tabs: three blanks between them, two where it is narrower, else those nearest to
/// the open one.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    let mut labels: Vec<(String, bool)> = Vec::new();
    let open = model.views.open();
    if open.is_none() {
        let own = format!("[{} {}]", open_name(model), open_count(model));
        labels.push((own, true));
    }
    for (index, tab) in model.views.tabs().iter().enumerate() {
        let is_open = open == Some(index);
        labels.push((label(model, tab, is_open), is_open));
    }
    let drafts = super::aside(model);
    let has_chips = line.width >= 100;
    let aside = if has_chips { 0 } else { pen.width(&drafts) };
    let room = line.width.saturating_sub(1 + aside);
    let widths: Vec<u16> = labels.iter().map(|(text, _)| pen.width(text)).collect();
    let at = labels.iter().position(|(_, is_open)| *is_open).unwrap_or(0);
    let (first, last, gap) = window(&widths, at, room);
    let right = line.right().saturating_sub(aside);
    let mut x = line.x + 1;
    if first > 0 {
        x = pen.word(x, line.y, right, "..", theme.dim) + gap;
    }
    for (text, is_open) in &labels[first..=last] {
        let style = if *is_open { theme.tab_open } else { theme.tab };
        x = pen.word(x, line.y, right, text, style) + gap;
    }
    if last + 1 < labels.len() {
        x = pen.word(x, line.y, right, "..", theme.dim);
    }
    if !has_chips {
        pen.right(line, x, &drafts, theme.changed);
    }
}

/// The first and the last tab that fit around the one that must be in sight, and the gap.
fn window(widths: &[u16], at: usize, room: u16) -> (usize, usize, u16) {
    let last = widths.len().saturating_sub(1);
    let total = |first: usize, last: usize, gap: u16| {
        let gaps = u16::try_from(last - first)
            .unwrap_or(u16::MAX)
            .saturating_mul(gap);
        widths[first..=last]
            .iter()
            .sum::<u16>()
            .saturating_add(gaps)
    };
    for gap in [3, 2] {
        if total(0, last, gap) <= room {
            return (0, last, gap);
        }
    }
    // Dots on both sides take eight columns at most.
    let room = room.saturating_sub(8);
    let (mut from, mut to) = (at, at);
    loop {
        if to < last && total(from, to + 1, 2) <= room {
            to += 1;
        } else if from > 0 && total(from - 1, to, 2) <= room {
            from -= 1;
        } else {
            return (from, to, 2);
        }
    }
}

fn label(model: &Model, tab: &Tab, is_open: bool) -> String {
    let key = tab
        .view
        .key
        .map(|key| format!("{} ", model.keymap.key(Scope::List, ListAction::View(key))))
        .unwrap_or_default();
    let name = &tab.view.name;
    if is_open {
        return format!("[{key}{name} {}]", open_count(model));
    }
    match &tab.count {
        Some(count) => format!("{key}{name} {count}"),
        None => format!("{key}{name}"),
    }
}

/// The open view's name.
pub(super) fn open_name(model: &Model) -> &str {
    model.views.name()
}

/// How many users the open view has, as far as they are read.
pub(super) fn open_count(model: &Model) -> String {
    views::count(model).unwrap_or_else(|| model.roster.count_label())
}
