//! The order of the rows: by the column under the column cursor, or as the command line says.
//!
//! Invariant: only loaded rows are sorted, and as long as more exist that is said.

use crate::app::Model;
use crate::app::action::ListAction;
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::domain::Column;
use crate::domain::view::{Direction, Sort};

/// `s`: smallest first, largest first, the server's order.
pub(super) fn turn(model: &mut Model, column: Column) {
    let direction = match model.list.sort.filter(|sort| sort.column == column) {
        None => Some(Direction::Ascending),
        Some(sort) => match sort.direction {
            Direction::Ascending => Some(Direction::Descending),
            Direction::Descending => None,
        },
    };
    set(model, direction.map(|direction| Sort { column, direction }));
}

/// `:sort name desc`, `:sort` = the server's order.
pub(in crate::app) fn run(model: &mut Model, text: &str) {
    if text.is_empty() {
        return set(model, None);
    }
    match Sort::parse(text) {
        Some(sort) => set(model, Some(sort)),
        None => {
            let columns = Column::of(model.profile.vendor).iter();
            let names: Vec<_> = columns.map(|column| column.name()).collect();
            let names = names.join(" ");
            let text =
                format!("{text:?} is not COLUMN, COLUMN asc or COLUMN desc; columns: {names}");
            model.say(Level::Warning, text);
        }
    }
}

fn set(model: &mut Model, sort: Option<Sort>) {
    model.list.set_sort(sort, &model.roster);
    let text = match sort {
        Some(sort) if model.roster.is_complete() => format!("Sorted by {}", sort.words()),
        Some(sort) => format!(
            "Sorted by {}: only the loaded rows, {} loads the rest",
            sort.words(),
            model.keymap.key(Scope::List, ListAction::LoadRest)
        ),
        None => "In the server's order".to_owned(),
    };
    model.say(Level::Info, text);
}
