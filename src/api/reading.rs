//! Reading many pages: the rest of the list, and the two sides of the web-login filter.
//!
//! Invariants: the pages of a rest are told in the order of the list, however they were read; no
//! more is read than can be told soon, so memory does not grow with the tenant; as long as one
//! page after the other uses up the budget, nothing else is done.

mod chart;
mod lanes;
mod ranges;
mod sequence;
mod sides;
#[cfg(test)]
mod simulated;

pub(in crate::api) use chart::Known;
pub(in crate::api) use ranges::number_of;
pub(in crate::api) use sides::{Pace, WebLogin, sweep};

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::budget::Urgency;
use super::client::{Account, Ahead, Foreseen};
use super::desk::Desk;
use super::transport::Transport;
use crate::domain::paging::PageSize;
use crate::domain::{Page, Query, Stamp, UserId};
use crate::protocol::{Cause, Event, Failure, ListingId, Priority, RestProgress};

use lanes::Lanes;
use ranges::{Broken, Ranges};
use sequence::Sequence;

/// How much the newest answer says about how long they take.
const NEWEST: f64 = 0.2;
/// Events that may wait to be told before nothing more is asked for.
const UNTOLD: usize = 4;

/// What is to be read.
#[derive(Debug, Clone)]
pub(in crate::api) struct Rest {
    pub(in crate::api) listing: ListingId,
    pub(in crate::api) query: Query,
    pub(in crate::api) after: Option<UserId>,
    pub(in crate::api) limit: u32,
    pub(in crate::api) priority: Priority,
}

/// Reads on to the end of the list and tells.
pub(in crate::api) async fn read_rest<T: Transport>(
    desk: &Desk<T>,
    rest: Rest,
    cancel: CancellationToken,
) {
    let (ahead, mut foreseen) = mpsc::unbounded_channel();
    let reading = Reading {
        way: Way::OneByOne(Sequence::after(rest.after.clone())),
        frontier: rest.after.clone(),
        size: PageSize::new(rest.limit),
        lanes_cancel: cancel.child_token(),
        cancel,
        latency: None,
        may_range: true,
        began: Instant::now(),
        pages: 0,
        outbox: VecDeque::new(),
        moved: RestProgress::default(),
        is_over: false,
        ahead,
        desk,
        rest,
    };
    reading.run(&mut foreseen).await;
}

/// How the list is gone through.
#[derive(Debug)]
enum Way {
    OneByOne(Sequence),
    SideBySide(Ranges),
}

/// A page on its way.
#[derive(Debug, Clone)]
struct Flight {
    /// Of which range; 0 when one page is read after the other.
    serial: u64,
    after: Option<UserId>,
    asked: u32,
}

type Answer = (Flight, Option<Duration>, Result<(Stamp, Page), Failure>);
type Flights<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = Answer> + Send + 'a>>>;

struct Reading<'a, T> {
    desk: &'a Desk<T>,
    rest: Rest,
    way: Way,
    /// The cursor behind what was told.
    frontier: Option<UserId>,
    size: PageSize,
    cancel: CancellationToken,
    /// Gives up the pages on their way when the way changes.
    lanes_cancel: CancellationToken,
    /// How long an answer usually takes.
    latency: Option<Duration>,
    /// Whether the server keeps the order of ids, as far as is known.
    may_range: bool,
    began: Instant,
    pages: u32,
    outbox: VecDeque<Event>,
    moved: RestProgress,
    /// Nothing more is to be asked for.
    is_over: bool,
    /// Where pages tell what comes after them.
    ahead: mpsc::UnboundedSender<Foreseen>,
}

impl<'a, T: Transport> Reading<'a, T> {
    async fn run(mut self, foreseen: &mut mpsc::UnboundedReceiver<Foreseen>) {
        let mut flights = Flights::new();
        loop {
            if flights.is_empty() && self.may_ask() {
                self.spread().await;
            }
            self.top_up(&mut flights);
            if flights.is_empty() && self.outbox.is_empty() {
                return;
            }
            let is_telling = !self.outbox.is_empty();
            tokio::select! {
                biased;
                room = self.desk.client.room(), if is_telling => {
                    let event = self.outbox.pop_front();
                    // Nobody left to tell: the program is leaving, and so are the requests.
                    if let (Some(room), Some(event)) = (room, event) {
                        room.send(event);
                    }
                    self.tell_ready();
                }
                Some(answer) = flights.next(), if !flights.is_empty() => {
                    self.take(answer, &mut flights).await;
                    self.tell_ready();
                }
                Some(foreseen) = foreseen.recv() => self.look_ahead(foreseen, &mut flights),
            }
        }
    }

    /// Asks for as many pages as are worth asking for now.
    fn top_up(&mut self, flights: &mut Flights<'a>) {
        if !self.may_ask() {
            return;
        }
        let lanes = self.lanes();
        while flights.len() < lanes.count {
            let asked = self.size.ask();
            let flight = match &mut self.way {
                Way::OneByOne(sequence) => sequence.next().map(|after| (0, after)),
                Way::SideBySide(ranges) => ranges
                    .next(lanes, self.size.expected())
                    .map(|ask| (ask.serial, id(ask.after))),
            };
            let Some((serial, after)) = flight else {
                return;
            };
            let flight = Flight {
                serial,
                after,
                asked,
            };
            flights.push(self.ask(flight));
        }
    }

    fn may_ask(&self) -> bool {
        !self.is_over && !self.cancel.is_cancelled() && self.outbox.len() <= UNTOLD
    }

    /// The rows of a page are about to be read: the next page is asked for meanwhile, if pages are
    /// read one after the other for good. That is known once it is known how long one takes.
    fn look_ahead(&mut self, foreseen: Foreseen, flights: &mut Flights<'a>) {
        let is_for_good = self.may_ask() && self.latency.is_some() && self.lanes().count == 1;
        if let Way::OneByOne(sequence) = &mut self.way
            && is_for_good
            && sequence.foresee(foreseen.after.as_ref(), &foreseen.cursor)
        {
            let flight = Flight {
                serial: 0,
                after: Some(foreseen.cursor),
                asked: self.size.ask(),
            };
            flights.push(self.ask(flight));
        }
    }

    fn ask(&self, flight: Flight) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let (desk, query) = (self.desk, self.rest.query);
        let urgency = Urgency::new(self.rest.priority);
        let mut account = Account::new(urgency, self.lanes_cancel.clone());
        account.ahead = matches!(self.way, Way::OneByOne(_)).then(|| Ahead {
            after: flight.after.clone(),
            tell: self.ahead.clone(),
        });
        Box::pin(async move {
            let (after, asked) = (flight.after.as_ref(), flight.asked);
            let page = desk.meant_page(&mut account, &query, after, asked).await;
            (flight, account.took, page)
        })
    }

    fn lanes(&self) -> Lanes {
        Lanes::for_budget(self.latency, self.desk.client.rate())
    }

    /// From one by one to side by side, if that is worth it and the list is known to allow it.
    async fn spread(&mut self) {
        if let Way::OneByOne(sequence) = &self.way
            && self.may_range
            && self.lanes().count > 1
            && let Some(mut ranges) = sequence.ground()
        {
            // Which of an earlier list's users this filter would show nobody knows.
            if self.rest.query.is_empty() {
                ranges.know(self.desk.known_ids().await);
            }
            self.way = Way::SideBySide(ranges);
        }
    }

    async fn take(&mut self, (flight, took, page): Answer, flights: &mut Flights<'a>) {
        if self.is_over {
            return;
        }
        if let Some(took) = took.filter(|_| page.is_ok()) {
            let usual = |known: Duration| known.mul_f64(1.0 - NEWEST) + took.mul_f64(NEWEST);
            self.latency = Some(self.latency.map_or(took, usual));
        }
        let broken = match page {
            Ok((stamp, page)) => {
                self.pages += 1;
                if page.has_more {
                    self.size.note(flight.asked, page.rows.len() + page.skipped);
                }
                match &mut self.way {
                    Way::OneByOne(sequence) => {
                        sequence.take(flight.after.as_ref(), stamp, page);
                        Ok(())
                    }
                    Way::SideBySide(ranges) => ranges.answer(flight.serial, stamp, page),
                }
            }
            Err(failure) => self.failed(&flight, failure),
        };
        if let Err(broken) = broken {
            self.fall_back(broken, flights).await;
        }
    }

    /// A page could not be read: in smaller pieces, or in another way, or not at all.
    fn failed(&mut self, flight: &Flight, failure: Failure) -> Result<(), Broken> {
        if let Way::OneByOne(sequence) = &mut self.way
            && !sequence.needs(flight.after.as_ref())
        {
            return Ok(());
        }
        if failure.is_about_page() && self.size.refuse(flight.asked) {
            match &mut self.way {
                Way::OneByOne(sequence) => sequence.again(),
                Way::SideBySide(ranges) => ranges.again(flight.serial),
            }
            return Ok(());
        }
        let is_answer = matches!(failure.cause, Cause::Answer | Cause::NotFound);
        if let Way::SideBySide(ranges) = &self.way
            && is_answer
            && ranges.is_guess(flight.serial)
        {
            return Err(Broken::Refused);
        }
        while self.tell_next() {}
        self.is_over = true;
        self.lanes_cancel.cancel();
        self.outbox.push_back(Event::PageFailed {
            listing: self.rest.listing,
            after: self.frontier.clone(),
            failure,
        });
        Ok(())
    }

    /// The server does not keep to ranges: everything behind what was told is read one by one.
    async fn fall_back(&mut self, broken: Broken, flights: &mut Flights<'a>) {
        self.lanes_cancel.cancel();
        while flights.next().await.is_some() {}
        self.lanes_cancel = self.cancel.child_token();
        while self.tell_next() {}
        self.may_range = false;
        self.way = Way::OneByOne(Sequence::after(self.frontier.clone()));
        self.outbox.push_back(Event::RestSlowed {
            listing: self.rest.listing,
            cause: format!(
                "The list cannot be read in several places at once ({broken}); it is read one \
                 page after the other"
            ),
        });
    }

    /// Hands on what stands in order, as far as it can be told soon.
    fn tell_ready(&mut self) {
        while !self.is_over && self.outbox.len() <= UNTOLD && self.tell_next() {}
    }

    /// `false` = nothing stands in order.
    fn tell_next(&mut self) -> bool {
        let next = match &mut self.way {
            Way::OneByOne(sequence) => sequence.tell(),
            Way::SideBySide(ranges) => ranges.tell(),
        };
        let Some((stamp, page)) = next else {
            return false;
        };
        let after = self.frontier.clone();
        if let Some(cursor) = &page.cursor {
            self.frontier = Some(cursor.clone());
        }
        self.outbox.push_back(Event::PageLoaded {
            listing: self.rest.listing,
            after,
            stamp,
            page,
        });
        let progress = self.progress();
        if std::mem::replace(&mut self.moved, progress) != progress {
            self.outbox.push_back(Event::RestMoved {
                listing: self.rest.listing,
                progress,
            });
        }
        true
    }

    fn progress(&self) -> RestProgress {
        let lanes = self.lanes().count;
        match &self.way {
            Way::OneByOne(_) => RestProgress {
                lanes: 1,
                ..RestProgress::default()
            },
            Way::SideBySide(ranges) => {
                let for_each = self.began.elapsed() / self.pages.max(1);
                let left = ranges.left(self.size.expected());
                RestProgress {
                    ahead: ranges.ahead(),
                    lanes,
                    left: left.map(|pages| for_each.mul_f64(pages)),
                }
            }
        }
    }
}

fn id(number: u64) -> Option<UserId> {
    UserId::new(&number.to_string()).ok()
}
