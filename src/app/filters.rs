//! The panel of the five server filters, each any, yes or no.

use crate::domain::paging::Query;
use crate::protocol::Command;

use super::action::{Action, ListAction, Motion, Own};
use super::notice::Level;
use super::{Model, Overlay, views};

/// The panel of the five server filters.
#[derive(Debug, Clone, Default)]
pub struct FilterPanel {
    /// The filters as chosen so far.
    pub query: Query,
    /// The filter under the cursor.
    pub cursor: usize,
}

impl FilterPanel {
    /// Names of the filters and their words for yes and no, in the order of [`FilterPanel::value`].
    pub const FILTERS: [(&'static str, &'static str, &'static str); 5] = [
        ("extension", "with", "without"),
        ("login-based calling", "on", "off"),
        ("international", "on", "off"),
        ("web login", "open", "LOCKED"),
        ("user status", "active", "inactive"),
    ];

    /// The value of a filter by its index.
    #[must_use]
    pub fn value(query: &Query, index: usize) -> Option<bool> {
        match index {
            0 => query.extension,
            1 => query.login_based,
            2 => query.international,
            3 => query.web_login,
            _ => query.active,
        }
    }

    /// `web login: LOCKED` for the chips; `None` = any.
    #[must_use]
    pub fn words(query: &Query, index: usize) -> Option<String> {
        let (name, yes, no) = Self::FILTERS[index];
        Self::value(query, index).map(|value| format!("{name}: {}", if value { yes } else { no }))
    }

    fn set(&mut self, value: Option<bool>) {
        let field = match self.cursor {
            0 => &mut self.query.extension,
            1 => &mut self.query.login_based,
            2 => &mut self.query.international,
            3 => &mut self.query.web_login,
            _ => &mut self.query.active,
        };
        *field = value;
    }
}

pub(super) fn open(model: &mut Model) {
    if let Some(why) = model.profile.vendor.no_filters() {
        return model.say(Level::Info, why);
    }
    let panel = FilterPanel {
        query: model.list.query,
        cursor: 0,
    };
    model.open(Overlay::Filters(panel));
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let Some(Overlay::Filters(panel)) = &mut model.overlay else {
        return;
    };
    let last = FilterPanel::FILTERS.len() - 1;
    let value = FilterPanel::value(&panel.query, panel.cursor);
    match action {
        // any → yes → no → any, and back
        Action::Move(Motion::Right) => panel.set(match value {
            None => Some(true),
            Some(true) => Some(false),
            Some(false) => None,
        }),
        Action::Move(Motion::Left) => panel.set(match value {
            None => Some(false),
            Some(false) => Some(true),
            Some(true) => None,
        }),
        Action::Move(motion) => panel.cursor = motion.step(panel.cursor, last),
        Action::Own(Own::List(ListAction::DropFilters)) => panel.query = Query::default(),
        Action::Accept => {
            let query = panel.query;
            model.overlay = None;
            if query != model.list.query {
                views::set_query(model, query, out);
            }
        }
        Action::Back => model.overlay = None,
        Action::Type(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}
