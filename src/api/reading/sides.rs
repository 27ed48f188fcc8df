//! The web-login state of everybody, by reading the smaller side of the web-login filter.
//!
//! Which side that is shows after one page of each: of two pages the one that reaches further is
//! of the smaller side. Whoever is listed and not on it is on the other. Invariants: nothing is
//! said before a single read has shown what the filter means here; nothing is inferred unless a
//! side was read as far as the list is known.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::api::budget::Urgency;
use crate::api::client::Account;
use crate::api::desk::Desk;
use crate::api::jobs::Sense;
use crate::api::transport::Transport;
use crate::domain::paging::{Guard, Next, PageSize};
use crate::domain::{Page, Query, Row, Stamp, UserId};
use crate::protocol::{Cause, Event, Failure, ListingId, Priority};

/// Whose state is to be read.
#[derive(Debug, Clone)]
pub(in crate::api) struct WebLogin {
    pub(in crate::api) listing: ListingId,
    pub(in crate::api) query: Query,
    pub(in crate::api) until: Option<UserId>,
    pub(in crate::api) limit: u32,
    pub(in crate::api) priority: Priority,
}

/// Whether further pages are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Pace {
    /// They are.
    Going,
    /// Not until told.
    Paused,
}

/// Reads it and tells.
pub(in crate::api) async fn sweep<T: Transport>(
    desk: &Desk<T>,
    wanted: WebLogin,
    pace: watch::Receiver<Pace>,
    cancel: CancellationToken,
) {
    let listing = wanted.listing;
    let mut reader = Reader {
        desk,
        account: Account::new(Urgency::new(wanted.priority), cancel),
        size: PageSize::new(wanted.limit),
        pace,
        wanted,
    };
    let event = match reader.read().await {
        Ok(side) => Event::Swept {
            listing,
            stamp: side.stamp,
            others_locked: !side.locked,
            requests: reader.account.spent,
        },
        Err(failure) => Event::SweepFailed { listing, failure },
    };
    desk.client.tell(event).await;
}

struct Reader<'a, T> {
    desk: &'a Desk<T>,
    wanted: WebLogin,
    account: Account,
    size: PageSize,
    pace: watch::Receiver<Pace>,
}

/// One side, as far as it was read.
struct Side {
    /// The value of the filter that lists it.
    filter: bool,
    locked: bool,
    /// When its first page was sent.
    stamp: Stamp,
    guard: Guard,
    /// Where to go on; `None` = it was read as far as the list is known.
    next: Option<UserId>,
    last: Option<UserId>,
    is_ordered: bool,
}

impl<T: Transport> Reader<'_, T> {
    /// A side that was read as far as the list is known.
    async fn read(&mut self) -> Result<Side, Failure> {
        // By the vendor's page these are the locked: in most tenants the few.
        let first = self.begin(Sense::Open.filter(true)).await?;
        if first.next.is_none() && self.desk.sense().await.is_some() {
            return Ok(first);
        }
        let second = self.begin(Sense::Open.filter(false)).await?;
        let mut side = match (&first.next, &second.next) {
            (None, _) => first,
            (_, None) => second,
            (Some(one), Some(other)) if one.comes_after(other) => first,
            (Some(_), Some(_)) => second,
        };
        // Nobody was on either: what the filter means makes no difference.
        let sense = self.desk.sense().await.unwrap_or(Sense::Open);
        side.locked = sense.locked(side.filter);
        while let Some(after) = side.next.take() {
            let (stamp, page) = self.page(side.filter, Some(&after)).await?;
            self.follow(&mut side, &page)?;
            self.tell(stamp, page.rows).await;
        }
        Ok(side)
    }

    async fn begin(&mut self, filter: bool) -> Result<Side, Failure> {
        let (stamp, mut page) = self.page(filter, None).await?;
        let sense = match self.desk.sense().await {
            Some(sense) => sense,
            None => self.find_out(filter, &page.rows).await?,
        };
        let query = self.query(filter);
        self.desk.tell_sides(&query, &mut page.rows).await;
        let mut side = Side {
            filter,
            locked: sense.locked(filter),
            stamp,
            guard: Guard::default(),
            next: None,
            last: None,
            is_ordered: true,
        };
        self.follow(&mut side, &page)?;
        self.tell(stamp, page.rows).await;
        Ok(side)
    }

    /// What lists this side.
    fn query(&self, filter: bool) -> Query {
        Query {
            web_login: Some(filter),
            ..self.wanted.query
        }
    }

    /// Asks the users themselves what it means to be listed by this filter.
    async fn find_out(&mut self, filter: bool, rows: &[Row]) -> Result<Sense, Failure> {
        if rows.is_empty() {
            return Ok(Sense::Open);
        }
        let sense = self.desk.find_out(&mut self.account, filter, rows).await;
        sense.ok_or_else(|| Failure {
            cause: Cause::Answer,
            text: "The web-login state cannot be told from the list: what the filter is_web_login \
                   lists does not agree with the users' own records; a user read by itself tells it"
                .to_owned(),
        })
    }

    async fn page(
        &mut self,
        filter: bool,
        after: Option<&UserId>,
    ) -> Result<(Stamp, Page), Failure> {
        let query = self.query(filter);
        loop {
            self.await_pace().await;
            let asked = self.size.ask();
            match self
                .desk
                .page(&mut self.account, &query, after, asked)
                .await
            {
                Ok((stamp, page)) => {
                    if page.has_more {
                        self.size.note(asked, page.rows.len() + page.skipped);
                    }
                    return Ok((stamp, page));
                }
                Err(failure) => {
                    if !(failure.is_about_page() && self.size.refuse(asked)) {
                        return Err(failure);
                    }
                }
            }
        }
    }

    /// Waits while it is paused, unless it is given up.
    async fn await_pace(&mut self) {
        let is_going = self.pace.wait_for(|pace| *pace == Pace::Going);
        // A sender that is gone belongs to a sweep that another one followed: that goes on.
        let _ = self.account.cancel.run_until_cancelled(is_going).await;
    }

    /// Where a side goes on after this page.
    fn follow(&self, side: &mut Side, page: &Page) -> Result<(), Failure> {
        let ids = side.last.iter().chain(page.rows.iter().map(|row| &row.id));
        side.is_ordered &= ids.is_sorted_by(|one, next| next.comes_after(one));
        let last = page.rows.last().map(|row| row.id.clone());
        side.last = last.or_else(|| side.last.take());
        side.next = match side.guard.follow(page, page.rows.len()) {
            Next::End | Next::Untold => None,
            Next::After(cursor) => {
                let until = self.wanted.until.as_ref();
                let is_far_enough =
                    side.is_ordered && until.is_some_and(|until| !until.comes_after(&cursor));
                (!is_far_enough).then_some(cursor)
            }
            Next::Stopped(warning) => {
                return Err(Failure {
                    cause: Cause::Answer,
                    text: format!("The web-login state is not known of everybody: {warning}"),
                });
            }
        };
        Ok(())
    }

    async fn tell(&self, stamp: Stamp, rows: Vec<Row>) {
        let listing = self.wanted.listing;
        let event = Event::SideLoaded {
            listing,
            stamp,
            rows,
        };
        self.desk.client.tell(event).await;
    }
}
