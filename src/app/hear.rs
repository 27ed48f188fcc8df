//! What workers report, taken into the model.
//!
//! Invariant: a late answer is recognised by the ids it carries, never by which pane is open.

use std::sync::Arc;

use crate::protocol::{self, Command, Writes};

use super::list::SweepEnd;
use super::notice::Level;
use super::{
    Model, compare, detail, form, intent, job, list, neighbours, reader, sign_in, status, write,
};

/// Takes a worker's report in.
pub(super) fn hear(model: &mut Model, event: protocol::Event, out: &mut Vec<Command>) {
    use protocol::Event as Heard;
    match event {
        Heard::PageLoaded {
            listing,
            after,
            stamp,
            page,
        } => {
            list::page_loaded(model, listing, after.as_ref(), stamp, page, out);
        }
        Heard::PageFailed {
            listing,
            after,
            failure,
        } => {
            list::page_failed(model, listing, after, failure);
        }
        Heard::RestMoved { listing, progress } => list::rest_moved(model, listing, progress),
        Heard::RestSlowed { listing, cause } => list::rest_slowed(model, listing, &cause),
        Heard::SideLoaded {
            listing,
            stamp,
            rows,
        } => list::side_loaded(model, listing, stamp, &rows),
        Heard::Swept {
            listing,
            stamp,
            others_locked,
            requests,
        } => {
            let end = SweepEnd {
                stamp,
                others_locked,
                requests,
            };
            list::swept(model, listing, end);
        }
        Heard::SweepFailed { listing, failure } => list::sweep_failed(model, listing, &failure),
        Heard::UserLoaded { stamp, user } => {
            model.list.fill.answered(&user.id);
            model.roster.confirm_user(stamp, user.clone());
            // A late answer is an answer too, but what counts is the newest record.
            let newest = model.roster.get(&user.id).and_then(|shown| shown.user());
            let (stamp, user) =
                newest.map_or((stamp, user.clone()), |(stamp, user)| (stamp, user.clone()));
            detail::heard(model, &user);
            compare::heard(model, &user.id);
            form::heard(model, &user, stamp);
            intent::resolve(model, &user, out);
        }
        Heard::UserFailed { id, failure } => {
            model.list.fill.answered(&id);
            detail::failed(model, &id, &failure);
            compare::failed(model, &id, &failure);
            form::failed(model, &id, &failure);
            intent::failed(model, &id, &failure);
        }
        Heard::NeighboursLoaded { stamp, list } => neighbours::loaded(model, stamp, list),
        Heard::NeighboursFailed { of, failure } => neighbours::failed(model, of, failure),
        Heard::CacheRead(block) => {
            list::kept::cache_read(model, Arc::unwrap_or_clone(block));
        }
        Heard::CacheEnded => list::kept::cache_ended(model),
        Heard::CacheRefused { reason } => list::kept::cache_refused(model, &reason),
        Heard::ListKept => list::kept::kept(model),
        Heard::Recovered {
            history,
            next_job,
            warnings,
        } => write::recovered(model, &history, next_job, warnings),
        Heard::EditMoved { edit, stage } => {
            if let Some(flight) = model.flights.get_mut(&edit) {
                flight.stage = stage;
            } else {
                job::edit_moved(model, edit, stage);
            }
        }
        Heard::EditSettled(settled) => {
            if settled.outcome.may_have_changed() {
                model.views.forget_counts();
            }
            write::settled(model, settled);
        }
        Heard::JobMoved { job, stage } => job::moved(model, job, stage),
        Heard::JobEnded { job, tally: _ } => job::ended(model, job),
        Heard::RequestLogged(line) => {
            if model.requests.len() == reader::REQUESTS_KEPT {
                model.requests.pop_front();
            }
            model.requests.push_back(line);
        }
        Heard::BudgetChanged(budget) => {
            if budget.refused > model.budget.refused {
                model.notices.slowed_down(model.now.wall, &budget);
            }
            model.budget = budget;
        }
        Heard::SignInChanged(state) => sign_in::changed(model, state, out),
        Heard::SignInFailed(failure) => sign_in::failed(model, failure),
        Heard::WritesChanged(writes) => status::writes_changed(model, writes),
        Heard::Arranged {
            generation,
            keeps,
            rows,
            is_whole,
        } => list::arranged(model, generation, keeps, rows, is_whole),
        Heard::SearchStopped => list::search_stopped(model),
        Heard::WorkerStopped { reason } => {
            model.writes = Writes::Forbidden(protocol::ReadOnly::WorkerStopped);
            model.list.worker_stopped();
            neighbours::worker_stopped(model);
            model.intent = None;
            write::abandon(model);
            model.say(
                Level::Error,
                format!("The API worker stopped: {reason}. Read-only now; quit and start again"),
            );
        }
    }
}
