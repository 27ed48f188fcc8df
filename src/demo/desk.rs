//! The desk where requests are decided: sign-in, rate, faults, then the route itself.
//! Synchronous and behind one lock, so requests are decided one after another, in an order that a
//! seed can repeat; waiting and sending happen elsewhere.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::Vendor;
use super::dialer;
use super::document::{self, Envelope};
use super::fault::{Chaos, Dice};
use super::limit::Limit;
use super::mangle;
use super::numbers::{self, Names};
use super::patch::{self, Change};
use super::person::Person;
use super::reply::Reply;
use super::route::{Data, Route};
use super::seen::{Record, Ticket};
use super::session::Sessions;
use super::store::{Query, Store};
use super::wire::End;

/// One request, read whole.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) route: Route,
    /// The pairs of the query string; none when it is not decodable.
    pub(super) query: Option<Vec<(String, String)>>,
    pub(super) token: Option<String>,
    pub(super) body: Vec<u8>,
}

/// What to do about a call.
#[derive(Debug)]
pub(super) struct Verdict {
    /// To wait before answering.
    pub(super) delay: Duration,
    pub(super) answer: Answer,
}

/// How to answer.
#[derive(Debug)]
pub(super) enum Answer {
    Whole(Reply),
    /// Whole, and these changes of this user are still to be stored.
    Promise(Reply, u64, Vec<Change>),
    /// Only so many bytes of it, head included.
    Cut(Reply, usize, End),
    Never,
}

/// Everything that changes while the tenant runs.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) vendor: Vendor,
    pub(super) store: Store,
    pub(super) sessions: Sessions,
    pub(super) limit: Limit,
    pub(super) dice: Dice,
    pub(super) record: Record,
    pub(super) throttled: u32,
    pub(super) expiries: u32,
}

impl Desk {
    pub(super) fn decide(&mut self, call: &Call, ticket: Ticket) -> Verdict {
        let mut delay = Duration::ZERO;
        let answer = match &call.route {
            Route::Nowhere => Answer::Whole(Reply::html(StatusCode::NOT_FOUND)),
            Route::WrongMethod(allow) => Answer::Whole(Reply::wrong_method(allow)),
            Route::Sign(sign) => Answer::Whole(self.sign(*sign, call)),
            Route::Data(data) => match self.turned_away(call.token.as_deref()) {
                Some(reply) => Answer::Whole(reply),
                None => {
                    let mischief = self.dice.roll(data.target());
                    delay = mischief.delay.unwrap_or_default();
                    self.serve(data, call, ticket, mischief.act)
                }
            },
        };
        Verdict { delay, answer }
    }

    fn serve(&mut self, data: &Data, call: &Call, ticket: Ticket, act: Option<Chaos>) -> Answer {
        match act {
            None | Some(Chaos::Latency | Chaos::Hostile) => {
                Answer::Whole(self.honest(data, call, ticket))
            }
            Some(Chaos::TooMany) => Answer::Whole(self.too_many()),
            Some(Chaos::ServerError) => {
                if self.dice.pick(2) == 0 {
                    self.honest(data, call, ticket);
                }
                Answer::Whole(match self.dice.pick(2) {
                    0 => Reply::html(StatusCode::INTERNAL_SERVER_ERROR),
                    _ => Reply::failure(StatusCode::INTERNAL_SERVER_ERROR, "Server Error"),
                })
            }
            Some(Chaos::Timeout) => {
                self.honest(data, call, ticket);
                Answer::Never
            }
            Some(Chaos::Reset) => {
                let reply = match self.dice.pick(2) {
                    0 => self.honest(data, call, ticket),
                    _ => self.plan(data, call).0,
                };
                self.cut(reply)
            }
            Some(Chaos::Liar) => Answer::Whole(self.plan(data, call).0),
            Some(Chaos::Late) => match self.plan(data, call) {
                (reply, Some((id, changes))) => Answer::Promise(reply, id, changes),
                (reply, None) => Answer::Whole(reply),
            },
            Some(Chaos::Expire) => {
                if let Some(token) = &call.token {
                    self.sessions.expire(token);
                }
                Answer::Whole(self.expired())
            }
            Some(Chaos::Malformed) => {
                let reply = self.honest(data, call, ticket);
                Answer::Whole(mangle::malformed(&reply, &mut self.dice))
            }
            Some(Chaos::Cursor) => Answer::Whole(self.list(call, act)),
            Some(Chaos::Absent) => Answer::Whole(Reply::html(StatusCode::NOT_FOUND)),
            Some(Chaos::Refused) => {
                let message = "You are not authorized to access this resource.";
                Answer::Whole(Reply::failure(StatusCode::FORBIDDEN, message))
            }
        }
    }

    /// Does what is asked and says so.
    fn honest(&mut self, data: &Data, call: &Call, ticket: Ticket) -> Reply {
        let (reply, changes) = self.plan(data, call);
        if let Some((id, changes)) = changes {
            self.apply(ticket, id, changes);
        }
        reply
    }

    /// The answer when nothing goes wrong, and what is to be stored for it to be true.
    fn plan(&mut self, data: &Data, call: &Call) -> (Reply, Option<(u64, Vec<Change>)>) {
        let reply = match data {
            Data::ListUsers => self.list(call, None),
            Data::ReadUser(id) => match self.person(id) {
                Some(person) => Reply::ok(&json!({ "data": document::single(&person) })),
                None => Reply::no_such_user(),
            },
            Data::PatchUser(id) => match self.person(id) {
                Some(person) => match patch::read(&call.body, &person) {
                    Ok(changes) => return (Reply::updated(), Some((person.id, changes))),
                    Err(refusal) => refusal.into(),
                },
                None => Reply::no_such_user(),
            },
            Data::DialerUsers => dialer::list(self.store.population()),
            Data::DialerUser(id) => dialer::user(self.store.population(), id),
            Data::Numbers => Reply::ok(&numbers::numbers(self.names())),
            Data::Departments => Reply::ok(&numbers::departments(self.names())),
        };
        (reply, None)
    }

    /// How numbers and departments are called.
    fn names(&self) -> Names {
        match self.store.population().hostile {
            0 => Names::Plain,
            _ => Names::Hostile,
        }
    }

    /// Stores changes on behalf of a noted request.
    pub(super) fn apply(&mut self, ticket: Ticket, id: u64, changes: Vec<Change>) {
        self.store.change(id, changes);
        if let Some(seen) = self.record.note(ticket) {
            seen.applied = true;
        }
    }

    fn list(&mut self, call: &Call, act: Option<Chaos>) -> Reply {
        let Some(pairs) = &call.query else {
            return Reply::invalid_query("query");
        };
        let query = match Query::read(pairs) {
            Ok(query) => query,
            Err(parameter) => return Reply::invalid_query(parameter),
        };
        let page = self.store.page(&query);
        let mut envelope = Envelope {
            has_more: page.has_more,
            last_seen_id: page.people.last().map(|person| person.id),
            people: &page.people,
        };
        if act == Some(Chaos::Cursor) {
            mangle::stuck(&mut envelope, query.after, &mut self.dice);
        }
        Reply::raw(StatusCode::OK, envelope.to_json())
    }

    /// The user with exactly this id: `007` and `+7` are nobody.
    fn person(&self, id: &str) -> Option<Person> {
        let number: u64 = id.parse().ok()?;
        (number.to_string() == id).then(|| self.store.person(number))?
    }

    /// Ends the connection at once, in the middle, or short of a `Content-Length` too long.
    fn cut(&mut self, mut reply: Reply) -> Answer {
        const HEAD: usize = 100;
        match self.dice.pick(3) {
            0 => Answer::Cut(reply, 0, End::Reset),
            1 => {
                let bytes = HEAD + reply.body.len() / 2;
                Answer::Cut(reply, bytes, End::Reset)
            }
            _ => {
                let bytes = HEAD + reply.body.len();
                reply.body.resize(reply.body.len() + 4_096, b' ');
                Answer::Cut(reply, bytes, End::Close)
            }
        }
    }
}
