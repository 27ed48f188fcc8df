//! Where in a row the find was found: bold and underlined, so it is seen without colour too.
//!
//! Invariant: only text that is shown as it stands is marked; what had to be cleaned is not.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::app::Model;
use crate::domain::Column;
use crate::domain::find::{Find, Fuzzy, Place};
use crate::text;
use crate::tui::pen::Pen;

/// What was looked for.
pub(super) struct Found<'a> {
    find: &'a Find,
    fuzzy: Fuzzy,
}

impl<'a> Found<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self {
            find: model.list.find_terms(),
            fuzzy: Fuzzy::default(),
        }
    }

    /// Marks what was found in a cell that was written.
    pub(super) fn mark(&mut self, pen: &mut Pen<'_>, cell: Rect, column: Column, raw: &str) {
        let Some(place) = place(column) else { return };
        if self.find.is_empty() || !matches!(text::clean(raw), Cow::Borrowed(_)) {
            return;
        }
        let style = pen.theme().found.add_modifier(Modifier::BOLD);
        for found in self.find.places(place, raw, &mut self.fuzzy) {
            let start = cell.x.saturating_add(pen.width(&raw[..found.start]));
            let width = pen.width(&raw[found]);
            let area = Rect {
                x: start,
                width,
                ..cell
            };
            pen.fill(area.intersection(cell), style);
        }
    }
}

fn place(column: Column) -> Option<Place> {
    match column {
        Column::Id => Some(Place::Id),
        Column::Name => Some(Place::Name),
        Column::Role => Some(Place::Role),
        Column::Login => Some(Place::Login),
        Column::Number => Some(Place::Number),
        Column::ExtensionNumber => Some(Place::Extension),
        Column::User
        | Column::Agent
        | Column::Web
        | Column::State
        | Column::Extension
        | Column::International
        | Column::LoginBased
        | Column::Intercom
        | Column::AgentId => None,
    }
}
