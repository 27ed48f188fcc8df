//! Choosing the columns of a view: which, in what order, how wide.
//!
//! Invariant: what is chosen holds for the open view alone, and only once it is taken; NAME stays.

use crate::app::action::{Action, ListAction, Motion, Own, PanelAction};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay, layout};
use crate::domain::column::{Columns, Spread};
use crate::domain::{Column, Vendor};

/// The chooser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chooser {
    /// All columns: those of the view in their order, then the others.
    pub lines: Vec<Choice>,
    /// The line under the cursor.
    pub cursor: usize,
}

/// A column as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub column: Column,
    /// Whether the view shows it.
    pub shown: Shown,
    /// The width chosen for it; none = as wide as is usual.
    pub width: Option<u16>,
}

/// Whether a view shows a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl Chooser {
    fn new(columns: &Columns, vendor: Vendor) -> Self {
        let named = columns.chosen().iter().map(|(column, width)| Choice {
            column: *column,
            shown: Shown::Yes,
            width: *width,
        });
        let others = Column::of(vendor).iter().copied();
        let others = others.filter(|column| !columns.has(*column));
        let others = others.map(|column| Choice {
            column,
            shown: Shown::No,
            width: None,
        });
        Self {
            lines: named.chain(others).collect(),
            cursor: 0,
        }
    }

    /// The columns as they would be taken.
    #[must_use]
    pub fn columns(&self, spread: Spread) -> Columns {
        let shown = self.lines.iter().filter(|line| line.shown == Shown::Yes);
        let wanted: Vec<_> = shown.map(|line| (line.column, line.width)).collect();
        let mut columns = Columns::new(&wanted);
        columns.spread = spread;
        columns
    }

    /// Puts the line under the cursor elsewhere.
    fn carry(&mut self, to: usize) {
        if to < self.lines.len() {
            let line = self.lines.remove(self.cursor);
            self.lines.insert(to, line);
            self.cursor = to;
        }
    }

    /// Makes the column under the cursor narrower or wider.
    fn resize(&mut self, way: Way) {
        let Some(line) = self.lines.get_mut(self.cursor) else {
            return;
        };
        let now = line.width.unwrap_or(line.column.width());
        let next = match way {
            Way::Narrower => now.saturating_sub(1),
            Way::Wider => now + 1,
        };
        let (least, most) = (*Columns::WIDTHS.start(), *Columns::WIDTHS.end());
        line.width = Some(next.clamp(least, most));
    }
}

enum Way {
    Narrower,
    Wider,
}

/// `C`.
pub(in crate::app) fn open(model: &mut Model) {
    let chooser = Chooser::new(model.views.columns(), model.profile.vendor);
    model.open(Overlay::Columns(chooser));
}

/// `ctrl-w`: nothing is left out, or only what fits is shown.
pub(in crate::app) fn toggle_wide(model: &mut Model) {
    let key = model.keymap.key(Scope::List, ListAction::Wide);
    let columns = model.views.columns_mut();
    let text = match columns.spread {
        Spread::Fitting => {
            columns.spread = Spread::Wide;
            format!(
                "All columns, {} and {} scroll to those beyond the edge; {key} shows what fits",
                model.keymap.key(Scope::List, Motion::Left),
                model.keymap.key(Scope::List, Motion::Right)
            )
        }
        Spread::Wide => {
            columns.spread = Spread::Fitting;
            format!("As many columns as fit; {key} shows all")
        }
    };
    model.say(Level::Info, text);
}

pub(in crate::app) fn act(model: &mut Model, action: Action) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let spread = model.views.columns().spread;
    let vendor = model.profile.vendor;
    let Some(Overlay::Columns(chooser)) = &mut model.overlay else {
        return;
    };
    let last = chooser.lines.len().saturating_sub(1);
    match action {
        Action::Move(Motion::Left) => chooser.resize(Way::Narrower),
        Action::Move(Motion::Right) => chooser.resize(Way::Wider),
        Action::Move(motion) => chooser.cursor = motion.stride(chooser.cursor, last, half),
        Action::Own(Own::List(ListAction::Panel(panel))) => match panel {
            PanelAction::Flip => {
                if let Some(line) = chooser.lines.get_mut(chooser.cursor) {
                    line.shown = match (line.column, line.shown) {
                        (Column::Name, _) | (_, Shown::No) => Shown::Yes,
                        (_, Shown::Yes) => Shown::No,
                    };
                    chooser.cursor = (chooser.cursor + 1).min(last);
                }
            }
            PanelAction::Earlier => chooser.carry(chooser.cursor.wrapping_sub(1)),
            PanelAction::Later => chooser.carry(chooser.cursor + 1),
            PanelAction::Usual => *chooser = Chooser::new(&Columns::usual(vendor), vendor),
            PanelAction::Everything => {}
        },
        Action::Accept => {
            let columns = chooser.columns(spread);
            model.overlay = None;
            *model.views.columns_mut() = columns;
        }
        Action::Back => model.overlay = None,
        Action::Type(_) | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}
