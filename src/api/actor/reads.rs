//! Reads that somebody asked for: pages, single users, and what stands beside the users.
//!
//! Invariant: two reads of the same user at once are one request, as urgent as the more urgent.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::work::{Actor, Done};
use crate::api::budget::Urgency;
use crate::api::client::Account;
use crate::api::reading::{self, Pace, Rest, WebLogin};
use crate::api::transport::Transport;
use crate::domain::{Neighbours, Query, UserId};
use crate::protocol::{Event, ListingId, Priority};

/// A single read under way.
pub(super) struct Reading {
    /// A cancelled reading may end after a new one of the same user began.
    pub(super) serial: u64,
    pub(super) urgency: Urgency,
    pub(super) cancel: CancellationToken,
}

impl<T: Transport> Actor<T> {
    pub(super) fn load_page(
        &mut self,
        listing: ListingId,
        query: Query,
        after: Option<UserId>,
        limit: u32,
        priority: Priority,
    ) {
        let desk = Arc::clone(&self.desk);
        let mut account = Account::new(Urgency::new(priority), self.pages.clone());
        self.work.push(Box::pin(async move {
            let page = desk
                .meant_page(&mut account, &query, after.as_ref(), limit)
                .await;
            desk.client
                .tell(match page {
                    Ok((stamp, page)) => Event::PageLoaded {
                        listing,
                        after,
                        stamp,
                        page,
                    },
                    Err(failure) => Event::PageFailed {
                        listing,
                        after,
                        failure,
                    },
                })
                .await;
            Done::Page
        }));
    }

    /// Reads on to the end of the list.
    pub(super) fn load_rest(&mut self, rest: Rest) {
        let desk = Arc::clone(&self.desk);
        let cancel = self.pages.clone();
        self.work.push(Box::pin(async move {
            reading::read_rest(&desk, rest, cancel).await;
            Done::Page
        }));
    }

    /// Reads who is on which side of the web-login filter.
    pub(super) fn sweep_web_login(&mut self, sweep: WebLogin) {
        let desk = Arc::clone(&self.desk);
        let cancel = self.pages.clone();
        let (pace, paced) = watch::channel(Pace::Going);
        self.sweep = Some((sweep.listing, pace));
        self.work.push(Box::pin(async move {
            reading::sweep(&desk, sweep, paced, cancel).await;
            Done::Page
        }));
    }

    /// Pauses the reading of the web-login states of this listing, or lets it go on.
    pub(super) fn pace_sweep(&mut self, listing: ListingId, pace: Pace) {
        if let Some((swept, sender)) = &self.sweep
            && *swept == listing
        {
            sender.send_replace(pace);
        }
    }

    /// Two reads of the same user at once are one, as urgent as the more urgent.
    pub(super) fn load_user(&mut self, id: UserId, priority: Priority) {
        if let Some(reading) = self.users.get(&id)
            && !reading.cancel.is_cancelled()
        {
            reading.urgency.raise(priority);
            self.desk.client.look_again();
            return;
        }
        self.readings += 1;
        let serial = self.readings;
        let urgency = Urgency::new(priority);
        let reading = Reading {
            serial,
            urgency,
            cancel: CancellationToken::new(),
        };
        let mut account = Account::new(reading.urgency.clone(), reading.cancel.clone());
        self.users.insert(id.clone(), reading);
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            if let Err(failure) = desk.user(&mut account, &id).await {
                desk.client
                    .tell(Event::UserFailed {
                        id: id.clone(),
                        failure,
                    })
                    .await;
            }
            Done::User(id, serial)
        }));
    }

    /// Reads what stands beside the users.
    pub(super) fn load_neighbours(&mut self, of: Neighbours) {
        let desk = Arc::clone(&self.desk);
        let mut account = Account::new(Urgency::new(Priority::Key), self.pages.clone());
        self.work.push(Box::pin(async move {
            let read = desk.client.neighbours(&mut account, of).await;
            desk.client
                .tell(match read {
                    Ok((stamp, list)) => Event::NeighboursLoaded { stamp, list },
                    Err(failure) => Event::NeighboursFailed { of, failure },
                })
                .await;
            Done::Told
        }));
    }

    pub(super) fn cancel_reads(&mut self) {
        std::mem::take(&mut self.pages).cancel();
        for reading in self.users.values() {
            if reading.urgency.priority() == Priority::Background {
                reading.cancel.cancel();
            }
        }
    }
}
