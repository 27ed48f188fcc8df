//! Saved views: opening one, the tabs, and how many users each had when it was last looked at.
//!
//! Invariant: a number stands beside a view only if its listing was read in this session, with `+`
//! unless it was read to its end, and goes when a write may have made it wrong.

use std::borrow::Cow;

use crate::domain::column::Columns;
use crate::domain::paging::Query;
use crate::domain::view;
use crate::domain::{Vendor, View};
use crate::protocol::{Command, TerminalCommand};

use super::action::{Action, ListAction, Own};
use super::keymap::{Binding, Scope};
use super::notice::Level;
use super::{Model, list};

/// All views, and which is open.
#[derive(Debug, Clone)]
pub struct Views {
    tabs: Vec<Tab>,
    /// None while server filters are set that no view has.
    open: Option<usize>,
    /// The columns while no view is open.
    columns: Columns,
}

/// A view, and what is known of its size.
#[derive(Debug, Clone)]
pub struct Tab {
    /// The view; its columns are those chosen last.
    pub view: View,
    /// `240+` or `12`, as it was when the view was left.
    pub count: Option<String>,
}

impl Views {
    /// Those that come with the program, the person's own, and the first of them open.
    #[must_use]
    pub fn new(own: &[View], vendor: Vendor) -> Self {
        let tab = |view: View| Tab {
            view: View {
                columns: view.columns.for_vendor(vendor),
                ..view
            },
            count: None,
        };
        let tabs: Vec<Tab> = view::together(own, vendor).into_iter().map(tab).collect();
        // The program begins with all users, whichever key that view has.
        let open = tabs.iter().position(|tab| is_plain(&tab.view));
        Self {
            tabs,
            open,
            columns: Columns::usual(vendor),
        }
    }

    /// The tabs in the order of their keys.
    #[must_use]
    pub fn tabs(&self) -> &[Tab] {
        &self.tabs
    }

    /// The index of the open view; none while own server filters are set.
    #[must_use]
    pub fn open(&self) -> Option<usize> {
        self.open
    }

    /// The name of the open view; `Own` while own server filters are set.
    #[must_use]
    pub fn name(&self) -> &str {
        let open = self.open.and_then(|index| self.tabs.get(index));
        open.map_or("Own", |tab| &tab.view.name)
    }

    /// The view behind a digit.
    #[must_use]
    pub fn by_key(&self, key: u8) -> Option<&View> {
        let tab = self.tabs.iter().find(|tab| tab.view.key == Some(key));
        tab.map(|tab| &tab.view)
    }

    /// The columns shown now.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        match self.open.and_then(|index| self.tabs.get(index)) {
            Some(tab) => &tab.view.columns,
            None => &self.columns,
        }
    }

    pub(super) fn columns_mut(&mut self) -> &mut Columns {
        match self.open.and_then(|index| self.tabs.get_mut(index)) {
            Some(tab) => &mut tab.view.columns,
            None => &mut self.columns,
        }
    }

    /// A view more, with the first digit that is free; gives the digit.
    fn add(&mut self, mut view: View) -> Option<u8> {
        let is_free = |digit: &u8| self.tabs.iter().all(|tab| tab.view.key != Some(*digit));
        let key = (0..=9).find(is_free);
        view.key = key;
        self.tabs.push(Tab { view, count: None });
        self.tabs.sort_by_key(|tab| tab.view.key.unwrap_or(u8::MAX));
        key
    }

    /// Something was written: what was counted before may be wrong now.
    pub(super) fn forget_counts(&mut self) {
        for tab in &mut self.tabs {
            tab.count = None;
        }
    }

    /// The server filters were changed by hand: the view that has exactly these is open now.
    fn follow(&mut self, query: &Query) {
        let has = |tab: &Tab| tab.view.query == *query;
        let still = self.open.filter(|&index| has(&self.tabs[index]));
        let plain = || {
            let is_it = |tab: &Tab| has(tab) && tab.view.find.is_empty();
            self.tabs.iter().position(is_it)
        };
        self.open = still.or_else(plain);
    }
}

/// What a key is told to do: the table's words, but the views by their names. `None` = no view has
/// this key.
#[must_use]
pub fn label(model: &Model, binding: &Binding) -> Option<Cow<'static, str>> {
    let Action::Own(Own::List(ListAction::View(key))) = binding.action else {
        return Some(binding.label.into());
    };
    let view = model.views.by_key(key)?;
    Some(format!("view: {}", view.name).into())
}

fn is_plain(view: &View) -> bool {
    view.query.is_empty() && view.find.is_empty() && view.sort.is_none()
}

/// `0` to `9`.
pub(super) fn open_key(model: &mut Model, key: u8, out: &mut Vec<Command>) {
    let tabs = &model.views.tabs;
    match tabs.iter().position(|tab| tab.view.key == Some(key)) {
        Some(index) => open(model, index, out),
        None => {
            let text = format!(
                "No view has the key {key}; [views.NAME] with key = {key} in config.toml makes one"
            );
            model.say(Level::Info, text);
        }
    }
}

/// Which neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbour {
    Next,
    Previous,
}

/// `[` and `]`, round and round.
pub(super) fn open_neighbour(model: &mut Model, neighbour: Neighbour, out: &mut Vec<Command>) {
    let count = model.views.tabs.len();
    if count == 0 {
        return;
    }
    let index = match (model.views.open, neighbour) {
        (None, Neighbour::Next) => 0,
        (None, Neighbour::Previous) => count - 1,
        (Some(index), Neighbour::Next) => (index + 1) % count,
        (Some(index), Neighbour::Previous) => (index + count - 1) % count,
    };
    open(model, index, out);
}

/// `:view NAME`: the whole name, or its beginning if only one begins so.
pub(super) fn open_named(model: &mut Model, name: &str, out: &mut Vec<Command>) {
    let folded = crate::text::fold(name);
    let names: Vec<String> = model
        .views
        .tabs
        .iter()
        .map(|tab| crate::text::fold(&tab.view.name))
        .collect();
    let whole = names.iter().position(|known| *known == folded);
    let mut begins = names
        .iter()
        .enumerate()
        .filter(|(_, known)| !folded.is_empty() && known.starts_with(&folded));
    let only = match (begins.next(), begins.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    };
    match whole.or(only) {
        Some(index) => open(model, index, out),
        None => {
            let tabs = model.views.tabs.iter();
            let names: Vec<_> = tabs.map(|tab| tab.view.name.as_str()).collect();
            let text = format!("There is no view {name:?}; there are {}", names.join(", "));
            model.say(Level::Warning, text);
        }
    }
}

/// `:view save NAME`: what is shown becomes a view of the configuration.
pub(super) fn save(model: &mut Model, name: &str, out: &mut Vec<Command>) {
    let is_name = (1..=view::LONGEST_NAME).contains(&name.chars().count());
    if !is_name || name.chars().any(char::is_control) {
        let most = view::LONGEST_NAME;
        let text = format!("view save takes a name of 1 to {most} printable characters");
        return model.say(Level::Warning, text);
    }
    let mut tabs = model.views.tabs.iter().map(|tab| &tab.view);
    if let Some(same) = tabs.find(|view| view.name.eq_ignore_ascii_case(name)) {
        let text = format!("There is a view {} already; choose another name", same.name);
        return model.say(Level::Warning, text);
    }
    // The vendor's usual columns are no choice: another vendor's profile shows its own.
    let shown = model.views.columns();
    let columns = match *shown == Columns::usual(model.profile.vendor) {
        true => Columns::default(),
        false => shown.clone(),
    };
    out.push(Command::Terminal(TerminalCommand::KeepView(View {
        name: name.to_owned(),
        key: None,
        query: model.list.query,
        find: model.list.find.clone(),
        sort: model.list.sort,
        columns,
    })));
}

/// The configuration has a new view, or could not take it.
pub(super) fn kept(model: &mut Model, view: View, ended: Result<(), String>) {
    if let Err(why) = ended {
        let text = format!("The view {} is not saved: {why}", view.name);
        return model.say(Level::Error, text);
    }
    remember(model);
    let views = &mut model.views;
    let name = view.name.clone();
    let is_shown = view.query == model.list.query
        && view.find == model.list.find
        && view.sort == model.list.sort;
    let before = views.open.map(|index| views.tabs[index].view.name.clone());
    let key = views.add(View {
        columns: view.columns.for_vendor(model.profile.vendor),
        ..view
    });
    let open = if is_shown { Some(name.clone()) } else { before };
    views.open = open.and_then(|name| views.tabs.iter().position(|tab| tab.view.name == name));
    let how = key.map_or(format!(":view {name} opens it"), |key| {
        let key = model.keymap.key(Scope::List, ListAction::View(key));
        format!("the key {key} opens it")
    });
    let text = format!("Saved as the view {name} in config.toml; {how}");
    model.say(Level::Done, text);
}

/// Opens a view: its filters, find, order and columns. The list is read anew only if the server
/// filters differ.
fn open(model: &mut Model, index: usize, out: &mut Vec<Command>) {
    let view = model.views.tabs[index].view.clone();
    let is_open = model.views.open == Some(index);
    let is_same = is_open
        && view.query == model.list.query
        && view.find == model.list.find
        && view.sort == model.list.sort;
    if is_same {
        let text = format!("This is the view {} already", view.name);
        return model.say(Level::Info, text);
    }
    if let Some(why) = no_filters(model, &view.query) {
        return model.say(Level::Info, why);
    }
    remember(model);
    model.views.open = Some(index);
    list::arrange(model, &view.find, view.sort);
    if view.query != model.list.query {
        model.list.query = view.query;
        list::start_over(model, out);
    }
}

/// Why these server filters cannot be had.
fn no_filters(model: &Model, query: &Query) -> Option<&'static str> {
    model
        .profile
        .vendor
        .no_filters()
        .filter(|_| !query.is_empty())
}

/// How many users the open view has as far as its pages are read, `240+` or `12`; none while its
/// own find is not in force.
#[must_use]
pub fn count(model: &Model) -> Option<String> {
    let open = model
        .views
        .open
        .and_then(|index| model.views.tabs.get(index));
    let find = open.map_or("", |tab| &tab.view.find);
    if find.is_empty() {
        return Some(model.roster.count_label());
    }
    if model.list.is_searching() {
        return Some("..".to_owned());
    }
    let more = if model.roster.is_complete() { "" } else { "+" };
    let is_in_force = model.list.find == find && !model.list.shows_marked_only();
    is_in_force.then(|| format!("{}{more}", model.list.rows(&model.roster).len()))
}

/// The open view is being left: what is known of its size stands beside its name.
fn remember(model: &mut Model) {
    let is_read = model.roster.next().is_some() && !model.list.is_searching();
    if let (true, Some(index), Some(count)) = (is_read, model.views.open, count(model)) {
        model.views.tabs[index].count = Some(count);
    }
}

/// New server filters, chosen by hand: a new reading of the list.
pub(super) fn set_query(model: &mut Model, query: Query, out: &mut Vec<Command>) {
    if query == model.list.query && query.is_empty() {
        return model.say(Level::Info, "No server filter is set");
    }
    if let Some(why) = no_filters(model, &query) {
        return model.say(Level::Info, why);
    }
    remember(model);
    model.list.query = query;
    model.views.follow(&query);
    list::start_over(model, out);
}
