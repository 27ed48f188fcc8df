//! The list of an earlier run: shown until the first page of this one is there, and what is kept
//! of this one for the next.
//!
//! Invariants: only the list without server filters is kept; while an earlier run's list is shown
//! nothing is changed, because nobody knows what became of it since; of one that was thrown away
//! nothing is shown, counted, marked or kept, however much of it was there before that was known.

use crate::app::action::{ListAction, Show};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, detail, marks, status};
use crate::domain::roster::{Block, Joined};
use crate::domain::{Roster, Vendor};
use crate::protocol::{ApiCommand, Command, KeptList};

use super::{List, Load};

/// What there is to be done about the list on disk.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Whether lists are kept at all: not those of a tenant that is gone with the program.
    is_wanted: bool,
    fate: Fate,
    due: Due,
    /// Lists that were given to be kept and are not on the disk yet.
    under_way: usize,
}

/// Whether the list outlives the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// It is there at the next start.
    BetweenRuns,
    /// The tenant is gone with the program, and its list too.
    Nothing,
}

/// What becomes of the list that an earlier run kept.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is shown as it comes.
    Awaited,
    /// Whom it names is known, but another list is on the screen.
    #[default]
    Aside,
    /// It was thrown away: what still comes of it is not taken.
    Refused,
}

/// When the list is to be kept.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Not again: it is, or there is nothing.
    #[default]
    Never,
    /// When the program ends.
    AtEnd,
    /// Now: it was read to its end.
    Now,
}

impl List {
    /// A list of this vendor's users; perhaps it is kept between runs.
    pub(in crate::app) fn new(vendor: Vendor, keeps: Keeps) -> Self {
        let mut list = Self {
            vendor,
            ..Self::default()
        };
        if keeps == Keeps::BetweenRuns {
            (list.kept.is_wanted, list.kept.fate) = (true, Fate::Awaited);
        }
        list
    }

    /// A page of the list came.
    pub(super) fn note_joined(&mut self, joined: Joined, roster: &Roster) {
        let is_whole = joined == Joined::Appended && roster.is_complete();
        self.kept.due = match (joined, self.kept.due) {
            (Joined::Ignored, due) => due,
            (Joined::Appended | Joined::Replaced, _) if is_whole => Due::Now,
            (Joined::Appended | Joined::Replaced, Due::Now) => Due::Now,
            (Joined::Appended | Joined::Replaced, Due::AtEnd | Due::Never) => Due::AtEnd,
        };
    }

    /// Another reading of the list begins.
    pub(super) fn forget_kept(&mut self) {
        self.kept.due = Due::Never;
        if self.kept.fate == Fate::Awaited {
            self.kept.fate = Fate::Aside;
        }
    }

    /// The cursor holds to whoever it stands on now, if to anybody.
    fn let_go(&mut self, roster: &Roster) {
        self.relocate(roster);
        self.cursor_id = self.cursor_id(roster);
    }
}

/// A part of an earlier run's list.
pub(in crate::app) fn cache_read(model: &mut Model, block: Block) {
    if model.list.kept.fate == Fate::Refused {
        return;
    }
    let slots = model.roster.adopt(block);
    if model.list.kept.fate == Fate::Awaited {
        model.roster.list_cached(&slots);
    }
    model.list.rows_changed = true;
    model.list.relocate(&model.roster);
}

/// All of it came, and all of it was sound.
pub(in crate::app) fn cache_ended(model: &mut Model) {
    model.roster.end_cached();
}

/// It was thrown away, perhaps after parts of it came: they are taken away again.
pub(in crate::app) fn cache_refused(model: &mut Model, reason: &str) {
    let fate = &mut model.list.kept.fate;
    if std::mem::replace(fate, Fate::Refused) == Fate::Refused {
        return;
    }
    take_away(model);
    let text = format!("The list of the last run was thrown away: {reason}");
    model.say(Level::Warning, text);
}

fn take_away(model: &mut Model) {
    let cursor_before = model.list.cursor_id(&model.roster);
    let was_shown = model.roster.cached_at().is_some();
    let opened = model.detail.as_ref();
    let opened = opened.and_then(|pane| model.roster.slot(&pane.user));
    let unknown = model.roster.forget_cached();
    marks::forget(model, &unknown);
    if was_shown {
        model.list.clear_rows(&model.roster);
    }
    model.list.rows_changed = true;
    model.list.let_go(&model.roster);
    if opened.is_some_and(|slot| unknown.contains(slot)) {
        detail::close(model);
    }
    if cursor_before != model.list.cursor_id(&model.roster) {
        // A write key on its way was meant for the row that stood here.
        model.keys.opened(model.now.mono);
    }
}

/// After every event: a list that was read to its end is kept.
pub(super) fn keep_whole(model: &mut Model, out: &mut Vec<Command>) {
    if model.list.kept.due == Due::Now {
        out.extend(keep(model).map(Command::Api));
    }
}

/// A list that was given to be kept is on the disk, or cannot be.
pub(in crate::app) fn kept(model: &mut Model) {
    let under_way = &mut model.list.kept.under_way;
    *under_way = under_way.saturating_sub(1);
}

/// Whether a list is on its way to the disk: whoever leaves before that loses it.
#[must_use]
pub fn is_under_way(model: &Model) -> bool {
    model.list.kept.under_way > 0
}

/// What is sent when the program ends, for the next start.
#[must_use]
pub fn farewell(model: &mut Model) -> Option<ApiCommand> {
    match model.list.kept.due {
        Due::Never => None,
        Due::AtEnd | Due::Now => keep(model),
    }
}

fn keep(model: &mut Model) -> Option<ApiCommand> {
    model.list.kept.due = Due::Never;
    let is_kept = model.list.kept.is_wanted && model.list.query.is_empty();
    model.list.kept.under_way += usize::from(is_kept);
    is_kept.then(|| {
        ApiCommand::KeepList(KeptList {
            blocks: model.roster.blocks().to_vec(),
            slots: model.roster.to_keep(),
        })
    })
}

/// What stands in the frame's lower edge while an earlier run's list is shown.
#[must_use]
pub fn words(model: &Model) -> Option<String> {
    let age = status::age(model, model.roster.cached_at()?);
    let reload = model.keymap.key(Scope::List, ListAction::Reload);
    Some(match &model.list.load {
        Load::Reading { since, .. } | Load::Rest { since, .. } => {
            let seconds = model.now.mono.saturating_sub(*since).as_secs();
            format!("cached {age} ago, reading, {seconds}s so far   ctrl-c cancels")
        }
        Load::Failed(_) => {
            let why = model.keymap.key(Scope::List, Show::Notices);
            format!("cached {age} ago, could not read   {reload} tries again   {why} why")
        }
        Load::Stopped => format!("cached {age} ago, reading was stopped   {reload} reads it"),
        Load::Idle => format!("cached {age} ago"),
    })
}

/// Why nothing is changed while an earlier run's list is shown.
#[must_use]
pub fn refusal(model: &Model) -> Option<String> {
    let age = status::age(model, model.roster.cached_at()?);
    let next = match &model.list.load {
        Load::Reading { .. } | Load::Rest { .. } | Load::Idle => {
            "wait for the first page".to_owned()
        }
        Load::Failed(_) | Load::Stopped => {
            let reload = model.keymap.key(Scope::List, ListAction::Reload);
            format!("{reload} reads the first page")
        }
    };
    Some(format!("read-only: this list is cached, {age} old; {next}"))
}
