//! The web-login state of everybody listed, read for pages instead of one request a user.
//!
//! Invariants: what it costs is said before it starts when that is much; what is inferred of
//! those that the server did not name is as old as the sweep, so a newer read always wins.

use crate::app::notice::Level;
use crate::app::question::{self, Question};
use crate::app::{Model, write::capitalise};
use crate::domain::paging::Next;
use crate::domain::roster::Stamp;
use crate::domain::{Column, Row, Selection};
use crate::protocol::{ApiCommand, Command, Failure, ListingId, Priority};

/// More requests than this are asked about first.
const MUCH: usize = 50;

/// Whether everybody's web-login state is being read.
#[derive(Debug, Default)]
pub enum Sweep {
    /// No.
    #[default]
    Idle,
    /// It is; these were named so far.
    Reading {
        /// For which reading of the list.
        listing: ListingId,
        /// Whom the server named.
        named: Selection,
    },
}

impl Sweep {
    /// Whether it is going on, and how many were named.
    #[must_use]
    pub fn named(&self) -> Option<usize> {
        match self {
            Self::Idle => None,
            Self::Reading { named, .. } => Some(named.len()),
        }
    }
}

/// `:sweep`: says what it costs, when that is much, and starts.
pub(in crate::app) fn sweep(model: &mut Model, out: &mut Vec<Command>) {
    if !tells_web_login(model) {
        return model.say(Level::Info, "This vendor's users have no web-login state");
    }
    if model.list.sweep.named().is_some() {
        return model.say(
            Level::Info,
            "The web-login states are being read; esc stops",
        );
    }
    if model.roster.listing().is_empty() {
        return model.say(Level::Info, "Nobody is listed yet");
    }
    if let Some(filter) = model.list.query.web_login {
        let state = if filter { "open" } else { "locked" };
        let text = format!("The server filter lists only users whose web login is {state}");
        return model.say(Level::Info, text);
    }
    let most = most_requests(model);
    if most <= MUCH {
        return start_sweep(model, out);
    }
    let rate = model.budget.rate;
    let lines = vec![
        format!(
            "The web-login state of {} users takes {most} requests at most, and few if few are locked",
            model.roster.listing().len()
        ),
        format!("At {rate:.1} a second and behind everything else; esc stops it"),
        "Read it?".to_owned(),
    ];
    question::ask(model, Question::about_sweep(lines));
}

/// Whether there is such a state at all.
pub(super) fn tells_web_login(model: &Model) -> bool {
    Column::of(model.profile.vendor).contains(&Column::Web)
}

/// The larger side of the filter at worst, a page of the other, and a look at two users.
fn most_requests(model: &Model) -> usize {
    let page = usize::try_from(model.page_size)
        .unwrap_or(usize::MAX)
        .max(1);
    model.roster.listing().len().div_ceil(page) + 2
}

/// The person agreed, or it costs little.
pub(in crate::app) fn start_sweep(model: &mut Model, out: &mut Vec<Command>) {
    let list = &mut model.list;
    list.sweep = Sweep::Reading {
        listing: list.listing,
        named: Selection::default(),
    };
    let until = match model.roster.next() {
        Some(Next::End | Next::Untold) | None => None,
        Some(Next::After(_) | Next::Stopped(_)) => {
            let last = model.roster.listing().last();
            last.map(|&slot| model.roster.shown(slot).id())
        }
    };
    out.push(Command::Api(ApiCommand::Sweep {
        listing: model.list.listing,
        query: model.list.query,
        until,
        limit: model.page_size,
        priority: Priority::Background,
    }));
    model.say(Level::Info, "Reading the web-login states; esc stops");
}

/// esc: `false` = there is nothing to stop.
pub(in crate::app) fn stop_sweep(model: &mut Model, out: &mut Vec<Command>) -> bool {
    let is_sweeping = model.list.sweep.named().is_some();
    if is_sweeping {
        model.list.sweep = Sweep::Idle;
        out.push(Command::Api(ApiCommand::CancelReads));
        let text = "Stopped reading the web-login states; those that were read stay";
        model.say(Level::Info, text);
    }
    is_sweeping
}

/// Users of one side arrived.
pub(in crate::app) fn side_loaded(
    model: &mut Model,
    listing: ListingId,
    stamp: Stamp,
    rows: &[Row],
) {
    let Sweep::Reading {
        listing: wanted,
        named,
    } = &mut model.list.sweep
    else {
        return;
    };
    if *wanted == listing {
        for slot in model.roster.confirm_rows(stamp, rows) {
            named.insert(slot);
        }
    }
}

/// Everybody was named who is on one side: the others are on the other.
pub(in crate::app) fn swept(
    model: &mut Model,
    listing: ListingId,
    stamp: Stamp,
    others_locked: bool,
    requests: u32,
) {
    let Sweep::Reading {
        listing: wanted,
        named,
    } = std::mem::take(&mut model.list.sweep)
    else {
        return;
    };
    if wanted != listing {
        return;
    }
    model.roster.infer_web_login(stamp, &named, others_locked);
    model.list.rows_changed = true;
    let users = model.roster.listing().len();
    let text = format!("The web-login state of {users} users was read with {requests} requests");
    model.say(Level::Done, text);
}

pub(in crate::app) fn sweep_failed(model: &mut Model, listing: ListingId, failure: &Failure) {
    let Sweep::Reading {
        listing: wanted, ..
    } = &model.list.sweep
    else {
        return;
    };
    if *wanted == listing {
        model.list.sweep = Sweep::Idle;
        let text = capitalise(&failure.text);
        model.say(Level::Error, text);
    }
}
