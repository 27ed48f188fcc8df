//! What the list says about its own reading: loading, empty, end, failed, stopped are different
//! things, told below the last row, and in the frame's edge when the rows leave no room.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::action::{ListAction, MarkAction, Show, WriteAction};
use crate::app::filters::FilterPanel;
use crate::app::keymap::Scope;
use crate::app::list::{Load, kept};
use crate::app::{Model, find, status, write};
use crate::domain::paging::Next;
use crate::protocol::{ReadOnly, Writes};
use crate::text;
use crate::tui::pen::{Pen, row};

/// Rows of dots while the first page is read.
pub(super) const PLACEHOLDERS: usize = 3;

/// Paints the lines below the last row.
pub(super) fn below(model: &Model, pen: &mut Pen<'_>, body: Rect, rows: usize) {
    let is_empty = rows == 0;
    let width = usize::from(body.width.saturating_sub(2));
    let lines: Vec<(String, Style)> = sentences(model, pen, is_empty)
        .into_iter()
        .flat_map(|(text, style)| {
            let wrapped = text::wrap(&text, width);
            wrapped.into_iter().map(move |line| (line, style))
        })
        .collect();
    let wanted = match (is_empty, model.list.is_reading()) {
        (true, true) => PLACEHOLDERS + 1,
        (true, false) => 1,
        (false, _) => rows,
    };
    // In a small window the sentence is worth more than dots and blank lines.
    let start = match is_empty {
        true => wanted.min(usize::from(body.height).saturating_sub(lines.len())),
        false => wanted,
    };
    for (index, (text, style)) in lines.into_iter().enumerate() {
        if let Some(line) = row(body, start + index) {
            pen.cell(line.x, line.y, line.width, "", style);
            pen.cell(line.x + 1, line.y, line.width - 1, &text, style);
        }
    }
}

fn sentences(model: &Model, pen: &Pen<'_>, is_empty: bool) -> Vec<(String, Style)> {
    let theme = pen.theme();
    let key = |action: ListAction| model.keymap.key(Scope::List, action);
    match &model.list.load {
        Load::Reading { since, again } => {
            let page = match (is_empty, again) {
                (_, true) => "this page again",
                (true, false) => "the first page",
                (false, false) => "the next page",
            };
            let seconds = seconds(model, *since);
            let text =
                format!("reading {page}, {seconds}s so far (given up after 30 s)   ctrl-c cancels");
            vec![(text, theme.pending)]
        }
        Load::Rest { .. } => vec![(rest(model), theme.pending)],
        Load::Failed(failure) => {
            let kept = if is_empty {
                ""
            } else {
                "what is loaded stays   "
            };
            let next = format!(
                "{kept}{} tries again   {} all messages",
                key(ListAction::Reload),
                model.keymap.key(Scope::List, Show::Notices)
            );
            vec![(failure.text.clone(), theme.error), (next, theme.dim)]
        }
        Load::Stopped => {
            let text = format!("reading was stopped   {} goes on", key(ListAction::Reload));
            vec![(text, theme.dim)]
        }
        Load::Idle if is_empty && !model.list.find.is_empty() => vec![
            (find::no_match(model), theme.text),
            ("esc drops the find".to_owned(), theme.dim),
        ],
        Load::Idle if is_empty => nobody(model, pen),
        Load::Idle => match model.roster.next() {
            Some(Next::Stopped(warning)) => vec![(warning.to_string(), theme.warning)],
            Some(end @ (Next::End | Next::Untold)) if model.list.find.is_empty() => {
                let users = match model.roster.listing().len() {
                    1 => "1 user".to_owned(),
                    many => format!("{many} users"),
                };
                let text = match end {
                    Next::Untold => {
                        format!("{users} listed; whether that is everybody is not said")
                    }
                    _ => format!("end of the list: {users}"),
                };
                vec![(text, theme.dim)]
            }
            Some(Next::End | Next::Untold | Next::After(_)) | None => Vec::new(),
        },
    }
}

/// The server's answer was: nobody.
fn nobody(model: &Model, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let theme = pen.theme();
    let query = &model.list.query;
    let answer = (
        "This is the server's answer, all pages read.".to_owned(),
        theme.dim,
    );
    if query.is_empty() {
        return vec![("The server has no users.".to_owned(), theme.text), answer];
    }
    let filters: Vec<_> = (0..FilterPanel::FILTERS.len())
        .filter_map(|index| FilterPanel::words(query, index))
        .collect();
    let who = format!("No users match on the server:  {}", filters.join("  "));
    let next = format!(
        "{} changes the filters   {} drops all server filters",
        model.keymap.key(Scope::List, Show::Filters),
        model.keymap.key(Scope::List, ListAction::DropFilters)
    );
    vec![(who, theme.text), (next, theme.dim), answer]
}

/// What stands in the frame's lower edge.
pub(super) fn foot(model: &Model) -> String {
    let key = |action: ListAction| model.keymap.key(Scope::List, action);
    let why = || model.keymap.key(Scope::List, Show::Notices);
    let count = model.roster.listing().len();
    if !model.marks.is_empty() {
        return marks(model);
    }
    if model.list.wants_rest() {
        return rest(model);
    }
    if let Some(named) = model.list.sweep.named() {
        let (state, key) = match model.list.sweep.is_paused() {
            true => ("paused", "goes on"),
            false => ("reading", "pauses"),
        };
        return format!(
            "{state} the web-login states: {named} on the smaller side   :sweep {key}   esc stops"
        );
    }
    if count == 0 {
        return String::new();
    }
    if let Some(words) = kept::words(model) {
        return words;
    }
    if model.writes == Writes::Forbidden(ReadOnly::WorkerStopped) {
        return "nothing can be read any more   quit and start again".to_owned();
    }
    match &model.list.load {
        Load::Reading { since, again } => {
            let page = if *again {
                "this page again"
            } else {
                "the next page"
            };
            let seconds = seconds(model, *since);
            return format!("reading {page}, {seconds}s so far   ctrl-c cancels");
        }
        Load::Rest { .. } => return rest(model),
        Load::Failed(_) => {
            let reload = key(ListAction::Reload);
            return format!("could not read on   {reload} tries again   {} why", why());
        }
        Load::Stopped => {
            return format!("reading was stopped   {} goes on", key(ListAction::Reload));
        }
        Load::Idle => {}
    }
    let rows = model.list.rows(&model.roster);
    let first = rows.get(model.list.top);
    let first = first.and_then(|&slot| model.roster.shown(slot).row());
    match (first, model.roster.next()) {
        (Some((stamp, _)), _) if status::is_old(model, stamp.at) => {
            let age = status::age(model, stamp.at);
            let reload = key(ListAction::Reload);
            format!("read {age} ago   {reload} reads this page again")
        }
        (_, Some(Next::Stopped(_))) => format!("the list may be incomplete   {} why", why()),
        (_, Some(Next::End | Next::Untold) | None) => String::new(),
        (_, Some(Next::After(_))) => {
            format!(
                "more on the server   {} loads the rest",
                key(ListAction::LoadRest)
            )
        }
    }
}

/// `3 marked   M clears   b w r t change them`.
fn marks(model: &Model) -> String {
    let clears = format!(
        "{}   {} clears",
        model.marks.words(),
        model.keymap.key(Scope::List, MarkAction::Clear)
    );
    if write::refusal(model).is_some() {
        return clears;
    }
    let change = |action: WriteAction| model.keymap.key(Scope::List, action);
    format!(
        "{clears}   {} {} {} {} change them",
        change(WriteAction::Block),
        change(WriteAction::WebLogin),
        change(WriteAction::Role),
        change(WriteAction::Flags)
    )
}

/// `loading the rest: 24000 so far, 1200 a second, about 40 s left   esc stops`. How much is left
/// is said only when it is known where the list ends.
fn rest(model: &Model) -> String {
    let loaded = model.roster.listing().len();
    let Load::Rest {
        since,
        from,
        progress,
    } = &model.list.load
    else {
        return format!("loading the rest: {loaded} so far   esc stops");
    };
    let count = loaded + progress.ahead;
    let new = count.saturating_sub(*from);
    let passed = model.now.mono.saturating_sub(*since).as_secs();
    let speed = match new as u64 / passed.max(1) {
        0 => String::new(),
        _ if passed == 0 => String::new(),
        speed => format!(", {speed} a second"),
    };
    let left = match progress.left {
        Some(left) => format!(", about {} s left", left.as_secs() + 1),
        None => String::new(),
    };
    format!("loading the rest: {count} so far{speed}{left}   esc stops")
}

fn seconds(model: &Model, since: Duration) -> u64 {
    model.now.mono.saturating_sub(since).as_secs()
}
