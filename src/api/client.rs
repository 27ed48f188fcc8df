//! One request, paid for: waits for a permit, sends, tells the budget and the request log.
//!
//! Invariants: a write is sent exactly once a call, and only with a [`WriteGrant`]. Nothing secret
//! reaches the log: paths and field names only.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::budget::Urgency;
use super::clock::Clock;
use super::dialect::{Answer, Dialect, Request, Verdict};
use super::fail_point;
use super::gate::{Gate, Permit};
use super::grant::WriteGrant;
use super::masking::Masks;
use super::retry::Retries;
use super::session::{Opened, Session};
use super::transport::{SendError, Signature, Transport};
use crate::domain::{
    AttemptId, Change, NeighbourList, Neighbours, Page, Query, Stamp, User, UserId, Vendor,
};
use crate::protocol::{Cause, Event, Failure, RequestLine};

mod ahead;
mod signing;
mod tries;
mod words;

pub use ahead::{Ahead, Foreseen};
use tries::Asked;
use words::{describe_neighbours, describe_page, describe_verdict, path_and_query};

/// Whoever spends requests: how urgently, how many so far, and whether still wanted.
#[derive(Debug, Clone)]
pub struct Account {
    /// How urgent its requests are.
    pub urgency: Urgency,
    /// Requests sent so far, retries included.
    pub spent: u32,
    /// Gives up reads that wait or are on the wire.
    pub cancel: CancellationToken,
    /// How long its last whole answer took, from sending; without the wait for a permit.
    pub took: Option<Duration>,
    /// Who reads on after the page it is spent on.
    pub ahead: Option<Ahead>,
}

impl Account {
    /// Nothing spent yet.
    #[must_use]
    pub fn new(urgency: Urgency, cancel: CancellationToken) -> Self {
        Self {
            urgency,
            spent: 0,
            cancel,
            took: None,
            ahead: None,
        }
    }
}

/// The paying side of the transport.
#[derive(Debug)]
pub struct Client<T> {
    transport: T,
    dialect: Dialect,
    gate: Arc<Gate>,
    clock: Arc<Clock>,
    retries: Mutex<Retries>,
    events: mpsc::Sender<Event>,
    session: Session,
    /// One sign-in or renewal at a time.
    turn: tokio::sync::Mutex<()>,
}

impl<T: Transport> Client<T> {
    /// A client with its own retry quota.
    pub fn new(
        transport: T,
        dialect: Dialect,
        gate: Arc<Gate>,
        clock: Arc<Clock>,
        retries: Retries,
        events: mpsc::Sender<Event>,
        session: Session,
    ) -> Self {
        Self {
            transport,
            dialect,
            gate,
            clock,
            retries: Mutex::new(retries),
            events,
            session,
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Reads one page.
    ///
    /// # Errors
    /// A [`Failure`] after all retries; `Cancelled` when the account's token was cancelled.
    pub async fn page(
        &self,
        account: &mut Account,
        query: &Query,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<(Stamp, Page), Failure> {
        let request = self.dialect.page_request(query, after, limit)?;
        let decode = |answer: &Answer| {
            let page = self.dialect.read_page(answer)?;
            let note = describe_page(&page);
            Ok((page, note))
        };
        let asked = Asked {
            request,
            what: match self.dialect.vendor() {
                Vendor::Smartflo => "This page of users".to_owned(),
                Vendor::CommPeak => "The list of users".to_owned(),
            },
            when_too_large: self.dialect.when_list_is_too_large(),
        };
        self.read(account, &asked, decode).await
    }

    /// Reads one user, who is then certainly the one asked for.
    ///
    /// # Errors
    /// As [`Client::page`].
    pub async fn user(
        &self,
        account: &mut Account,
        id: &UserId,
    ) -> Result<(Stamp, Arc<User>), Failure> {
        let request = self.dialect.user_request(id);
        let decode = |answer: &Answer| {
            let user = self.dialect.read_user(answer)?;
            if user.id != *id {
                let text = format!(
                    "The server answered with user {} when asked for user {id} (wrong record); \
                     tell the vendor, and trust nothing it says about either",
                    user.id
                );
                return Err(Failure {
                    cause: Cause::Answer,
                    text,
                });
            }
            Ok((Arc::new(user), "user".to_owned()))
        };
        let asked = Asked {
            request,
            what: format!("User {id}"),
            when_too_large: "no user is as large as that: tell the vendor",
        };
        self.read(account, &asked, decode).await
    }

    /// Reads what stands beside the users.
    ///
    /// # Errors
    /// As [`Client::page`]; a list that this vendor does not have costs no request.
    pub async fn neighbours(
        &self,
        account: &mut Account,
        of: Neighbours,
    ) -> Result<(Stamp, Arc<NeighbourList>), Failure> {
        let request = self.dialect.neighbours_request(of)?;
        let decode = |answer: &Answer| {
            let list = self.dialect.read_neighbours(of, answer)?;
            let note = describe_neighbours(&list);
            Ok((Arc::new(list), note))
        };
        let what = match of {
            Neighbours::Numbers => "The list of the account's numbers (My Numbers)",
            Neighbours::Departments => "The list of departments",
        };
        let asked = Asked {
            request,
            what: what.to_owned(),
            when_too_large: "type the ids by hand",
        };
        self.read(account, &asked, decode).await
    }

    /// Sends one PATCH, once.
    ///
    /// # Errors
    /// [`SendError`] when there is no whole answer; it says if that is proof of "never sent".
    pub async fn patch(
        &self,
        grant: &WriteGrant<'_>,
        permit: Permit,
        account: &mut Account,
        (id, change, attempt): (&UserId, &Change, AttemptId),
    ) -> Result<Verdict, SendError> {
        let request = grant.dialect.patch_request(id, change, attempt);
        let Some((generation, signature)) = self.session.sign() else {
            let message = "nobody is signed in".to_owned();
            return Ok(Verdict::SignedOut { message });
        };
        let masks = Masks::of(&signature).and_of(change);
        let sent = self.begin(permit, account);
        let answer = self.send(&sent, &request, signature).await;
        let verdict = answer
            .as_ref()
            .map(|answer| masks.verdict(grant.dialect.read_verdict(answer)));
        let note = match &verdict {
            Ok(verdict) => describe_verdict(verdict),
            Err(error) => error.text.clone(),
        };
        let opened = match &verdict {
            Ok(Verdict::Accepted { .. }) => Opened::Something,
            Ok(_) | Err(_) => Opened::Nothing,
        };
        self.session.answered(generation, opened);
        self.log(&request, &sent, answer.as_ref().ok(), note).await;
        verdict.map_err(Clone::clone)
    }

    /// Waits for a permit, unless the account is cancelled first.
    pub async fn permit(&self, account: &Account) -> Option<Permit> {
        account
            .cancel
            .run_until_cancelled(self.gate.permit(&account.urgency))
            .await
    }

    /// Tells the other side of the channel. When nobody is there any more, work in flight is
    /// finished all the same.
    pub async fn tell(&self, event: Event) {
        let _ = self.events.send(event).await;
    }

    /// Room to tell one event; `None` = nobody listens any more.
    pub async fn room(&self) -> Option<mpsc::Permit<'_, Event>> {
        self.events.reserve().await.ok()
    }

    /// Requests a second allowed now.
    pub fn rate(&self) -> f64 {
        self.gate.state().rate
    }

    /// Hands out permits for ever; the actor polls it beside its work.
    pub async fn attend(&self) -> std::convert::Infallible {
        self.gate.attend().await
    }

    /// A waiting request became more urgent.
    pub fn look_again(&self) {
        self.gate.look_again();
    }

    /// Whether a 429 has stopped everything for now.
    pub fn is_paused(&self) -> bool {
        self.gate.is_paused()
    }

    /// The budget's pause, as the person reads clocks.
    pub fn paused_until(&self) -> Option<jiff::Timestamp> {
        self.gate.state().paused_until
    }

    /// How long to wait after `failures` failures in a row.
    pub fn backoff(&self, failures: u32) -> std::time::Duration {
        self.lock().wait(failures)
    }

    /// From here on the request counts, whatever becomes of it.
    fn begin(&self, permit: Permit, account: &mut Account) -> Sent {
        permit.spend();
        account.spent += 1;
        Sent {
            stamp: self.clock.stamp(),
            started: self.clock.elapsed(),
        }
    }

    async fn send(
        &self,
        sent: &Sent,
        request: &Request,
        signature: Signature,
    ) -> Result<Answer, SendError> {
        fail_point::quote(request, &signature);
        let answer = self.transport.send(request.clone(), signature).await;
        match &answer {
            Ok(answer) if answer.status == 429 => {
                self.gate
                    .refused(sent.started, answer.retry_after.as_deref());
            }
            Ok(answer) if answer.status < 500 => self.gate.answered(),
            Ok(_) | Err(_) => {}
        }
        answer
    }

    async fn log(&self, request: &Request, sent: &Sent, answer: Option<&Answer>, note: String) {
        self.tell(Event::RequestLogged(RequestLine {
            at: sent.stamp.at,
            method: request.method.word(),
            path: path_and_query(request),
            fields: request.fields.clone(),
            status: answer.map(|answer| answer.status),
            took: self.clock.elapsed().saturating_sub(sent.started),
            note,
        }))
        .await;
        if let Some(state) = self.gate.news() {
            self.tell(Event::BudgetChanged(state)).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Retries> {
        self.retries
            .lock()
            .expect("nothing panics while the quota is locked")
    }
}

/// When a request left, in the order of all requests and on the actor's clock.
struct Sent {
    stamp: Stamp,
    started: std::time::Duration,
}
