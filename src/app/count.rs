//! Counting the rows of the list by one of its columns, for a chart.
//!
//! Invariants: what is counted is said: all users, those loaded so far, or those found; a million
//! rows are counted in slices, one for each event, so that no key ever waits for them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::roster::{Shown, Slot};
use crate::domain::{Column, Field, Value};
use crate::protocol::{Command, ListingId};

mod narrow;

use super::action::{Action, ListAction, Motion, Own};
use super::columns::words::{self, NONE, Tone, UNKNOWN};
use super::keymap::Scope;
use super::notice::Level;
use super::{Model, Overlay, columns, file, layout, list, status};
use narrow::narrow;

/// The chart.
#[derive(Debug, Clone)]
pub struct CountScreen {
    /// The column counted by.
    pub column: Column,
    /// The bar under the cursor.
    pub cursor: usize,
    /// The most frequent values, the most frequent first.
    pub bars: Vec<Bar>,
    /// Values that have no bar of their own.
    pub rest: Option<Rest>,
    /// Rows counted so far.
    pub counted: usize,
    /// The clock of the last row counted.
    pub at: String,
    groups: HashMap<u64, (usize, Slot)>,
    basis: Basis,
}

/// A value and how many have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The value; untrusted text.
    pub label: String,
    /// Whether it is out of order.
    pub tone: Tone,
    /// How many users have it.
    pub users: usize,
    /// One of them.
    slot: Slot,
}

/// What is too rare for a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// How many values.
    pub values: usize,
    /// How many users have them.
    pub users: usize,
}

/// The rows a count is about; when they are others, it begins anew.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    listing: ListingId,
    /// Whether the rows are an earlier run's.
    is_cached: bool,
    find: String,
    is_narrowed: bool,
    is_searching: bool,
    /// Where found rows are sorted, more of them may stand anywhere.
    sorted: Option<usize>,
}

/// Columns that can be counted by, in the order in which they are offered.
const COLUMNS: [Column; 13] = [
    Column::Role,
    Column::User,
    Column::Agent,
    Column::Web,
    Column::Extension,
    Column::International,
    Column::LoginBased,
    Column::State,
    Column::Name,
    Column::Login,
    Column::Number,
    Column::Intercom,
    Column::ExtensionNumber,
];

/// Those of them that this tenant's users have.
#[must_use]
pub fn choices(model: &Model) -> Vec<Column> {
    let own = Column::of(model.profile.vendor);
    COLUMNS
        .into_iter()
        .filter(|column| own.contains(column))
        .collect()
}

/// Values that get a bar of their own.
pub const BARS: usize = 20;
/// Rows counted for one event: well below the time of a frame.
const SLICE: usize = 8_192;
/// With more values than this the bars are made at the end only.
const FEW: usize = 4_096;

impl CountScreen {
    fn new(model: &Model, column: Column) -> Self {
        Self {
            column,
            cursor: 0,
            bars: Vec::new(),
            rest: None,
            counted: 0,
            at: String::new(),
            groups: HashMap::new(),
            basis: Basis::of(model),
        }
    }

    /// Whether all rows there are now were counted.
    #[must_use]
    pub fn is_done(&self, model: &Model) -> bool {
        self.counted >= rows(model).len()
    }
}

impl Basis {
    fn of(model: &Model) -> Self {
        Self {
            listing: model.list.listing,
            is_cached: model.roster.cached_at().is_some(),
            find: model.list.find.clone(),
            is_narrowed: model.list.is_narrowed(),
            is_searching: model.list.is_searching(),
            sorted: (model.list.is_narrowed() && model.list.sort.is_some())
                .then(|| rows(model).len()),
        }
    }
}

/// The rows to count. Their order does not matter, so the listing's own is taken where all are
/// shown: that one only grows.
fn rows(model: &Model) -> &[Slot] {
    match model.list.is_narrowed() {
        true => model.list.rows(&model.roster),
        false => model.roster.listing(),
    }
}

/// `F`: by the column under the cursor; where every value is somebody's own, by role.
pub(super) fn open(model: &mut Model) {
    if rows(model).is_empty() {
        return model.say(Level::Info, "There are no rows to count");
    }
    let column = columns::under_cursor(model);
    let is_own = [Column::Id, Column::Name, Column::AgentId].contains(&column);
    let column = if is_own { Column::Role } else { column };
    let screen = CountScreen::new(model, column);
    model.open(Overlay::Count(Box::new(screen)));
}

/// After every event: a slice of the rows that were not counted yet.
pub(super) fn settle(model: &mut Model) {
    let Some(Overlay::Count(screen)) = &model.overlay else {
        return;
    };
    let rows = rows(model);
    let is_stale = screen.basis != Basis::of(model) || screen.counted > rows.len();
    let from = if is_stale { 0 } else { screen.counted };
    if from == rows.len() && !is_stale {
        return;
    }
    let slice = &rows[from..rows.len().min(from + SLICE)];
    let keys: Vec<(u64, Slot)> = slice
        .iter()
        .map(|&slot| (key(screen.column, &model.roster.shown(slot)), slot))
        .collect();
    let is_last = from + slice.len() == rows.len();
    let (fresh, at) = (
        is_stale.then(|| CountScreen::new(model, screen.column)),
        status::clock(model, model.now.wall),
    );
    let Some(Overlay::Count(screen)) = &mut model.overlay else {
        return;
    };
    if let Some(fresh) = fresh {
        let cursor = screen.cursor;
        **screen = fresh;
        screen.cursor = cursor;
    }
    screen.counted = from + keys.len();
    screen.at = at;
    for (key, slot) in keys {
        screen.groups.entry(key).or_insert((0, slot)).0 += 1;
    }
    if is_last || screen.groups.len() <= FEW {
        make_bars(model);
    }
}

/// What makes two users stand in the same bar.
fn key(column: Column, user: &Shown<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match (column, user.get(Field::Role)) {
        // Roles are told apart by their ids; two may have the same name.
        (Column::Role, Some(Value::Role(role))) => role.id.hash(&mut hasher),
        _ => words::told(column, user).0.hash(&mut hasher),
    }
    hasher.finish()
}

/// The most frequent values get bars, the others are told together.
fn make_bars(model: &mut Model) {
    let Some(Overlay::Count(screen)) = &model.overlay else {
        return;
    };
    let mut groups: Vec<(usize, Slot)> = screen.groups.values().copied().collect();
    let order = |(users, slot): &(usize, Slot)| (std::cmp::Reverse(*users), *slot);
    if groups.len() > BARS {
        groups.select_nth_unstable_by_key(BARS, order);
    }
    let rest = groups.split_off(groups.len().min(BARS));
    groups.sort_unstable_by_key(order);
    let bar = |(users, slot)| {
        let (label, tone) = label(screen.column, &model.roster.shown(slot));
        Bar {
            label,
            tone,
            users,
            slot,
        }
    };
    let bars: Vec<Bar> = groups.into_iter().map(bar).collect();
    let users = rest.iter().map(|(users, _)| users).sum();
    let rest = (!rest.is_empty()).then_some(Rest {
        values: rest.len(),
        users,
    });
    if let Some(Overlay::Count(screen)) = &mut model.overlay {
        screen.cursor = screen.cursor.min(bars.len().saturating_sub(1));
        (screen.bars, screen.rest) = (bars, rest);
    }
}

/// The value of a bar, in words.
fn label(column: Column, user: &Shown<'_>) -> (String, Tone) {
    if let (Column::Role, Some(Value::Role(role))) = (column, user.get(Field::Role)) {
        return (role.label(), Tone::Plain);
    }
    let (text, tone) = words::told(column, user);
    let text = match (column, &*text) {
        (_, UNKNOWN) => "not known yet".to_owned(),
        (Column::Extension, "yes") => "with extension".to_owned(),
        (Column::Extension, NONE) => "no extension".to_owned(),
        (Column::Agent, NONE) => "no agent".to_owned(),
        (_, NONE | "") => "none".to_owned(),
        (_, text) => text.to_owned(),
    };
    (text, tone)
}

/// What the numbers are about: never a total that is none.
#[must_use]
pub fn about(model: &Model, screen: &CountScreen) -> String {
    let all = rows(model).len();
    if !screen.is_done(model) {
        return format!("counting: {} of {all} rows so far", screen.counted);
    }
    if screen.basis.is_searching {
        return format!("searching: {all} rows so far");
    }
    match (model.list.is_narrowed(), model.roster.is_complete()) {
        (true, _) => format!("{all} found in {} rows", model.roster.loaded_label()),
        (false, true) if model.roster.is_total() => {
            format!("all {all} users, counted {}", screen.at)
        }
        (false, true) => format!("{all} users listed, counted {}", screen.at),
        (false, false) => {
            let key = model.keymap.key(Scope::Count, ListAction::LoadRest);
            format!("{all} loaded rows only; more exist, {key} loads the rest")
        }
    }
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let half = layout::body_rows(model.size, model).div_ceil(2);
    let choices = choices(model);
    let Some(Overlay::Count(screen)) = &mut model.overlay else {
        return;
    };
    let last = screen.bars.len().saturating_sub(1);
    match action {
        Action::Move(motion @ (Motion::Left | Motion::Right)) => {
            let at = choices.iter().position(|column| *column == screen.column);
            let at = at.unwrap_or(0);
            let step = if motion == Motion::Left {
                choices.len() - 1
            } else {
                1
            };
            let next = (at + step) % choices.len();
            let fresh = CountScreen::new(model, choices[next]);
            model.overlay = Some(Overlay::Count(Box::new(fresh)));
        }
        Action::Move(motion) => screen.cursor = motion.stride(screen.cursor, last, half),
        Action::Accept => narrow(model, out),
        Action::Own(Own::List(action @ ListAction::LoadRest)) => list::act(model, action, out),
        Action::Own(Own::List(ListAction::Reread)) => {
            let column = screen.column;
            let fresh = CountScreen::new(model, column);
            model.overlay = Some(Overlay::Count(Box::new(fresh)));
        }
        Action::Save => file::ask(model, file::Paper::Count),
        Action::Back => model.overlay = None,
        Action::Type(_) | Action::Sift | Action::Own(_) | Action::Program(_) => {}
    }
}

/// What a chart says, as rows of a table: value, users, share in percent.
#[must_use]
pub fn table(screen: &CountScreen) -> Vec<Vec<String>> {
    let share = |users: usize| percent(users, screen.counted);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for bar in &screen.bars {
        rows.push(vec![
            bar.label.clone(),
            bar.users.to_string(),
            share(bar.users),
        ]);
    }
    if let Some(rest) = screen.rest {
        let label = format!("{} other values", rest.values);
        rows.push(vec![label, rest.users.to_string(), share(rest.users)]);
    }
    rows
}

/// `76%`; few are never none, and nearly all never all.
#[must_use]
pub fn percent(part: usize, whole: usize) -> String {
    if part == 0 || whole == 0 {
        return "0%".to_owned();
    }
    match (part * 1000 / whole + 5) / 10 {
        0 => "<1%".to_owned(),
        100.. if part < whole => ">99%".to_owned(),
        percent => format!("{percent}%"),
    }
}
