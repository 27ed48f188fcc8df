//! Reading the list page by page: ahead of the cursor, again, from the start, to the end.
//!
//! Invariant: at most one page is on its way, and a page of an older reading is never taken in.

use crate::app::action::ListAction;
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::write::capitalise;
use crate::app::{Model, Pane, detail};
use crate::domain::UserId;
use crate::domain::paging::{Next, Page};
use crate::domain::roster::{Joined, Stamp};
use crate::protocol::{ApiCommand, Cause, Command, Failure, ListingId, Priority, RestProgress};

use super::{Fill, Load, Sweep};

/// Why nothing can be read any more.
pub(in crate::app) fn worker_stopped() -> Failure {
    Failure {
        cause: Cause::Cancelled,
        text: "The API worker stopped; quit and start again".to_owned(),
    }
}

/// Reads the list from its start; the cursor returns to its user when that is read again.
pub(in crate::app) fn start_over(model: &mut Model, out: &mut Vec<Command>) {
    if model.list.is_reading() {
        out.push(Command::Api(ApiCommand::CancelReads));
    }
    let list = &mut model.list;
    list.listing = ListingId(list.listing.0 + 1);
    list.load = Load::Idle;
    list.wants_rest = false;
    list.sweep = Sweep::default();
    list.fill = Fill::default();
    list.forget_kept();
    model.roster.restart_listing();
    list.clear_rows(&model.roster);
}

/// ctrl-r: one request, the page under the cursor; after a failure, the page that failed.
pub(in crate::app) fn reload_page(model: &mut Model, out: &mut Vec<Command>) {
    if model.list.is_reading() {
        return model.say(Level::Info, "A page is being read already");
    }
    if matches!(model.list.load, Load::Failed(_) | Load::Stopped)
        && let Some((after, load_as)) = model.list.asked.clone()
    {
        return request(model, after, load_as, out);
    }
    let slot = model
        .list
        .rows(&model.roster)
        .get(model.list.cursor)
        .copied();
    let position = slot.and_then(|slot| {
        model
            .roster
            .listing()
            .iter()
            .position(|&listed| listed == slot)
    });
    match position.and_then(|position| model.roster.page_at(position)) {
        Some(after) => request(model, after, LoadAs::Again, out),
        None => start_over(model, out),
    }
}

/// Somebody signed in: what had failed because nobody was is read now.
pub(in crate::app) fn signed_in(model: &mut Model, out: &mut Vec<Command>) {
    let Load::Failed(failure) = &model.list.load else {
        return;
    };
    match failure.cause {
        Cause::SignedOut => reload_page(model, out),
        Cause::NotFound | Cause::Throttled | Cause::Network | Cause::Answer | Cause::Cancelled => {}
    }
}

/// How many users a request is expected to bring: what the server really gave, where it gave some.
pub(in crate::app) fn rows_a_page(model: &Model) -> usize {
    let asked = usize::try_from(model.page_size).unwrap_or(usize::MAX);
    let given = model.roster.largest_page();
    given.filter(|rows| *rows > 0).unwrap_or(asked).max(1)
}

pub(in crate::app) fn load_rest(model: &mut Model) {
    match model.roster.next() {
        Some(Next::End) => {
            let count = model.roster.count_label();
            model.say(Level::Info, format!("All pages are read: {count} users"));
        }
        Some(Next::Untold) => {
            let text = "The server gave all it lists at once; it does not say whether that is \
                        everybody";
            model.say(Level::Info, text);
        }
        Some(Next::Stopped(warning)) => {
            let text = format!("Cannot load further: {warning}");
            model.say(Level::Warning, text);
        }
        Some(Next::After(_)) | None => {
            model.list.wants_rest = true;
            if !model.list.is_reading() {
                model.list.load = Load::Idle;
            }
            model.say(Level::Info, "Loading the rest; esc stops");
        }
    }
}

/// esc while the rest is loaded: what is there stays, and the list is read on as one scrolls.
pub(in crate::app) fn stop_rest(model: &mut Model, out: &mut Vec<Command>) {
    model.list.wants_rest = false;
    if matches!(model.list.load, Load::Rest { .. }) {
        stop_reading(model, out);
        model.list.load = Load::Idle;
    }
    let loaded = model.roster.count_label();
    let key = model.keymap.key(Scope::List, ListAction::LoadRest);
    let text = format!("Stopped; {loaded} users are loaded, {key} loads the rest");
    model.say(Level::Info, text);
}

/// ctrl-c and esc: whatever is being read is no longer wanted.
pub(in crate::app) fn stop_reading(model: &mut Model, out: &mut Vec<Command>) {
    model.list.wants_rest = false;
    if model.list.is_reading() {
        model.list.load = Load::Stopped;
        model.list.listing = ListingId(model.list.listing.0 + 1);
        out.push(Command::Api(ApiCommand::CancelReads));
    }
}

pub(in crate::app) fn page_loaded(
    model: &mut Model,
    listing: ListingId,
    after: Option<&UserId>,
    stamp: Stamp,
    page: Page,
    out: &mut Vec<Command>,
) {
    if listing != model.list.listing {
        return;
    }
    let skipped = page.skipped;
    let cursor_before = model.list.cursor_id(&model.roster);
    let joined = model.roster.join_page(after, stamp, page);
    // Of the rest more pages follow, as long as there is more.
    if !matches!(
        (&model.list.load, model.roster.next()),
        (Load::Rest { .. }, Some(Next::After(_)))
    ) {
        if matches!(model.list.load, Load::Rest { .. }) && !model.roster.is_complete() {
            out.push(Command::Api(ApiCommand::CancelReads));
        }
        model.list.load = Load::Idle;
    }
    model.list.note_joined(joined, &model.roster);
    match joined {
        Joined::Appended => {
            if let Some(Next::Stopped(warning)) = model.roster.next() {
                let text = capitalise(&warning.to_string());
                model.list.wants_rest = false;
                model.say(Level::Warning, text);
            }
        }
        Joined::Replaced => {
            // Rows may have come and gone anywhere in the page: the find looks again.
            model.list.arrange(&model.roster);
            model.say(Level::Info, "Page read again");
        }
        Joined::Ignored => {}
    }
    if skipped > 0 {
        let text = if skipped == 1 {
            "1 row of the page could not be read and is left out of the list".to_owned()
        } else {
            format!("{skipped} rows of the page could not be read and are left out of the list")
        };
        model.say(Level::Warning, text);
    }
    if model.list.wants_rest && model.roster.is_complete() {
        model.list.wants_rest = false;
        let text = format!("All pages are read: {} users", model.roster.count_label());
        model.say(Level::Done, text);
    }
    model.list.rows_changed = true;
    model.list.relocate(&model.roster);
    if cursor_before.is_some() && cursor_before != model.list.cursor_id(&model.roster) {
        // A write key on its way was meant for the row that stood here.
        model.keys.opened(model.now.mono);
        if model.focus == Pane::List {
            detail::follow_cursor(model);
        }
    }
}

/// How far the rest has come.
pub(in crate::app) fn rest_moved(model: &mut Model, listing: ListingId, moved: RestProgress) {
    if listing == model.list.listing
        && let Load::Rest { progress, .. } = &mut model.list.load
    {
        *progress = moved;
    }
}

/// The rest takes longer than it might.
pub(in crate::app) fn rest_slowed(model: &mut Model, listing: ListingId, cause: &str) {
    if listing == model.list.listing {
        model.say(Level::Warning, cause);
    }
}

pub(in crate::app) fn page_failed(
    model: &mut Model,
    listing: ListingId,
    after: Option<UserId>,
    failure: Failure,
) {
    if listing != model.list.listing {
        return;
    }
    if matches!(model.list.load, Load::Rest { .. }) {
        model.list.asked = Some((after, LoadAs::Next));
    }
    model.list.wants_rest = false;
    let key = model.keymap.key(Scope::List, ListAction::Reload);
    let kept = match model.roster.listing().is_empty() {
        true => "",
        false => ". The list is kept",
    };
    let text = format!("{}{kept}; {key} tries again", failure.text);
    model.list.load = Load::Failed(failure);
    model.say(Level::Error, text);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoadAs {
    Next,
    Again,
}

fn request(model: &mut Model, after: Option<UserId>, load_as: LoadAs, out: &mut Vec<Command>) {
    let again = load_as == LoadAs::Again;
    model.list.asked = Some((after.clone(), load_as));
    model.list.load = Load::Reading {
        since: model.now.mono,
        again,
    };
    out.push(Command::Api(ApiCommand::LoadPage {
        listing: model.list.listing,
        query: model.list.query,
        after,
        limit: model.page_size,
        priority: Priority::Page,
    }));
}

/// Reads on to the end. An opened detail goes before it.
fn request_rest(model: &mut Model, after: Option<UserId>, out: &mut Vec<Command>) {
    model.list.load = Load::Rest {
        since: model.now.mono,
        from: model.roster.listing().len(),
        progress: RestProgress::default(),
    };
    out.push(Command::Api(ApiCommand::LoadRest {
        listing: model.list.listing,
        query: model.list.query,
        after,
        limit: model.page_size,
        priority: Priority::Job,
    }));
}

pub(in crate::app) fn load_ahead(model: &mut Model, window: usize, out: &mut Vec<Command>) {
    if !matches!(model.list.load, Load::Idle) {
        return;
    }
    let after = match model.roster.next() {
        None => None,
        Some(Next::After(cursor)) => Some(cursor.clone()),
        Some(Next::End | Next::Untold | Next::Stopped(_)) => return,
    };
    if model.list.wants_rest {
        return request_rest(model, after, out);
    }
    let is_first = model.roster.next().is_none();
    // A find does not drag the whole list in: it says "in 240 loaded, L loads the rest".
    let is_near_end =
        model.list.find.is_empty() && model.list.top + 2 * window >= model.roster.listing().len();
    if is_first || is_near_end {
        request(model, after, LoadAs::Next, out);
    }
}
