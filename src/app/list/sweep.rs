//! The web-login state of everybody listed, read for pages instead of one request a user.
//!
//! Invariants: what it costs is said before it starts when that is much; what is inferred of
//! those that the server did not name is as old as the sweep, so a newer read always wins.

use crate::app::notice::{Level, plural};
use crate::app::question::{self, Question};
use crate::app::{Model, write::capitalise};
use crate::domain::paging::Next;
use crate::domain::roster::Stamp;
use crate::domain::user::in_order;
use crate::domain::{Row, Selection, UserId};
use crate::protocol::{ApiCommand, Command, Failure, ListingId, Priority};

use super::rows_a_page;

/// More requests than this are asked about first.
const MUCH: usize = 50;

/// The states of so many users are inferred at once: a frame shall not wait for them.
const AT_ONCE: usize = 10_000;

/// Whether everybody's web-login state is being read.
#[derive(Debug, Default)]
pub enum Sweep {
    /// No.
    #[default]
    Idle,
    /// It is; these were named so far.
    Reading {
        /// About whom.
        reach: Reach,
        /// Whom the server named.
        named: Selection,
        /// Nothing more is asked for until the person says so.
        is_paused: bool,
    },
    /// Everybody was named who is on one side; the others are on the other.
    Inferring {
        /// About whom.
        reach: Reach,
        /// Whom the server named.
        named: Selection,
        /// How it ended.
        end: SweepEnd,
        /// The place in the listing of who is next.
        next: usize,
    },
}

/// Whom a sweep is about.
#[derive(Debug, Clone)]
pub struct Reach {
    listing: ListingId,
    /// The last user; none = the list was read to its end.
    until: Option<UserId>,
}

/// What the end of a sweep tells.
#[derive(Debug, Clone, Copy)]
pub struct SweepEnd {
    /// When its first page was sent.
    pub stamp: Stamp,
    /// Whether those who were not named are locked.
    pub others_locked: bool,
    /// What it took.
    pub requests: u32,
}

impl Sweep {
    /// Whether it is going on, and how many were named.
    #[must_use]
    pub fn named(&self) -> Option<usize> {
        match self {
            Self::Idle => None,
            Self::Reading { named, .. } | Self::Inferring { named, .. } => Some(named.len()),
        }
    }

    /// Whether it waits for the person.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        match self {
            Self::Reading { is_paused, .. } => *is_paused,
            Self::Idle | Self::Inferring { .. } => false,
        }
    }

    /// Whether there is something to be done at once, without anything that comes from outside.
    #[must_use]
    pub fn is_inferring(&self) -> bool {
        matches!(self, Self::Inferring { .. })
    }
}

/// Why there is nothing to sweep, whoever is listed.
pub(in crate::app) fn cannot_sweep(model: &Model) -> Option<&'static str> {
    let has_web_login = model.profile.vendor.has_web_login();
    (!has_web_login).then_some("This vendor's users have no web-login state")
}

/// `:sweep`: says what it costs, when that is much, and starts; pauses and goes on after that.
pub(in crate::app) fn sweep(model: &mut Model, out: &mut Vec<Command>) {
    if let Some(why) = cannot_sweep(model) {
        return model.say(Level::Info, why);
    }
    if let Sweep::Reading {
        reach, is_paused, ..
    } = &mut model.list.sweep
    {
        *is_paused = !*is_paused;
        let (command, text) = match is_paused {
            true => (
                ApiCommand::PauseSweep(reach.listing),
                "Reading the web-login states is paused; :sweep goes on, esc stops",
            ),
            false => (
                ApiCommand::ContinueSweep(reach.listing),
                "Reading the web-login states goes on; :sweep pauses, esc stops",
            ),
        };
        out.push(Command::Api(command));
        return model.say(Level::Info, text);
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
        format!("At {rate:.1} a second and behind everything else; :sweep pauses, esc stops it"),
        "Read it?".to_owned(),
    ];
    question::ask(model, Question::about_sweep(lines));
}

/// The larger side of the filter at worst, a page of the other, and a look at two users.
fn most_requests(model: &Model) -> usize {
    model.roster.listing().len().div_ceil(rows_a_page(model)) + 2
}

/// The person agreed, or it costs little.
pub(in crate::app) fn start_sweep(model: &mut Model, out: &mut Vec<Command>) {
    let until = match model.roster.next() {
        Some(Next::End | Next::Untold) | None => None,
        Some(Next::After(_) | Next::Stopped(_)) => {
            let last = model.roster.listing().last();
            last.map(|&slot| model.roster.shown(slot).id())
        }
    };
    let listing = model.list.listing;
    model.list.sweep = Sweep::Reading {
        reach: Reach {
            listing,
            until: until.clone(),
        },
        named: Selection::default(),
        is_paused: false,
    };
    out.push(Command::Api(ApiCommand::Sweep {
        listing,
        query: model.list.query,
        until,
        limit: model.page_size,
        priority: Priority::Background,
    }));
    let text = "Reading the web-login states; :sweep pauses, esc stops";
    model.say(Level::Info, text);
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
    let Sweep::Reading { reach, named, .. } = &mut model.list.sweep else {
        return;
    };
    if reach.listing == listing {
        for slot in model.roster.confirm_rows(stamp, rows) {
            named.insert(slot);
        }
    }
}

/// Everybody was named who is on one side: the others are on the other.
pub(in crate::app) fn swept(model: &mut Model, listing: ListingId, end: SweepEnd) {
    model.list.sweep = match std::mem::take(&mut model.list.sweep) {
        Sweep::Reading { reach, named, .. } if reach.listing == listing => Sweep::Inferring {
            reach,
            named,
            end,
            next: 0,
        },
        other @ (Sweep::Idle | Sweep::Reading { .. } | Sweep::Inferring { .. }) => other,
    };
    infer_on(model);
}

/// After every event: the states of the next few are inferred.
pub(in crate::app) fn infer_on(model: &mut Model) {
    let Sweep::Inferring {
        reach,
        named,
        end,
        next,
    } = &mut model.list.sweep
    else {
        return;
    };
    let places = *next..model.roster.listing().len().min(*next + AT_ONCE);
    *next = places.end;
    let is_over = *next == model.roster.listing().len();
    let (stamp, locked) = (end.stamp, end.others_locked);
    let until = reach.until.as_ref();
    model
        .roster
        .infer_web_login(places, stamp, locked, |slot, id| {
            // Whoever was listed meanwhile may be on either side.
            !named.contains(slot) && until.is_none_or(|until| in_order(id, until.as_str()).is_le())
        });
    if is_over {
        let requests = plural(end.requests as usize, "request", "requests");
        model.list.sweep = Sweep::Idle;
        model.list.rows_changed = true;
        let users = model.roster.listing().len();
        let text = format!("The web-login state of {users} users was read with {requests}");
        model.say(Level::Done, text);
    }
}

pub(in crate::app) fn sweep_failed(model: &mut Model, listing: ListingId, failure: &Failure) {
    if let Sweep::Reading { reach, .. } = &model.list.sweep
        && reach.listing == listing
    {
        model.list.sweep = Sweep::Idle;
        let text = capitalise(&failure.text);
        model.say(Level::Error, text);
    }
}
