//! A vendor whose users are only read: whatever is commanded, nothing but GET leaves the actor.

use std::sync::{Arc, Mutex};

use rosterm::api::actor::{Link, start};
use rosterm::api::commpeak::CommPeak;
use rosterm::api::dialect::{Answer, Method, Request};
use rosterm::api::transport::{SendError, Signature, Transport};
use rosterm::domain::{Neighbours, Outcome, Query, Vendor};
use rosterm::protocol::{ApiCommand, Cause, Event, ListingId, Priority, ReadOnly, Writes};

use crate::world::{World, id, lock, quick};

/// Answers every GET with the same two users, and notes all that is asked.
#[derive(Clone, Default)]
struct Dialer(Arc<Mutex<Vec<Request>>>);

impl Transport for Dialer {
    async fn send(&self, request: Request, _: Signature) -> Result<Answer, SendError> {
        let body = match request.path.as_str() {
            "/users" => r#"{"users":[{"id":"1001"},{"id":"1002"}]}"#,
            _ => r#"{"users":[{"id":"1001","username":"asha"}]}"#,
        };
        self.0.lock().unwrap().push(request);
        Ok(Answer {
            status: 200,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        })
    }
}

async fn until<R>(link: &mut Link, wanted: impl Fn(Event) -> Option<R>) -> R {
    loop {
        let event = link.events.recv().await.expect("it goes on");
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}

fn forbidden() -> Writes {
    Writes::Forbidden(ReadOnly::Vendor(Vendor::CommPeak.no_writes().unwrap()))
}

#[tokio::test(start_paused = true)]
async fn no_command_makes_it_write() {
    let dialer = Dialer::default();
    let mut link = start(dialer.clone(), CommPeak::default(), quick());
    let told = |event| match event {
        Event::WritesChanged(writes) => Some(writes),
        _ => None,
    };
    assert_eq!(until(&mut link, told).await, forbidden());
    link.commands
        .send(ApiCommand::SetWrites(Writes::Allowed))
        .unwrap();
    assert_eq!(
        until(&mut link, told).await,
        forbidden(),
        "not by :write either"
    );

    let mut world = World::new();
    let edit = world.edit("1001", lock());
    let plan = world.plan(rosterm::domain::plan::Check::Each, vec![edit]);
    link.commands
        .send(ApiCommand::Begin(Arc::new(plan)))
        .unwrap();
    let settled = until(&mut link, |event| match event {
        Event::EditSettled(settled) => Some(settled),
        _ => None,
    })
    .await;
    assert_eq!(settled.outcome, Outcome::NotSent);
    assert!(settled.detail.contains("CommPeak"), "{}", settled.detail);
    let requests = dialer.0.lock().unwrap().clone();
    assert!(
        requests.iter().all(|request| request.method == Method::Get),
        "{requests:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_list_is_read_once_and_never_filtered() {
    let dialer = Dialer::default();
    let mut link = start(dialer.clone(), CommPeak::default(), quick());
    let load = |query| ApiCommand::LoadRest {
        listing: ListingId(1),
        query,
        after: None,
        limit: 100,
        priority: Priority::Page,
    };
    link.commands.send(load(Query::default())).unwrap();
    let rows = until(&mut link, |event| match event {
        Event::PageLoaded { page, .. } => Some(page.rows.len()),
        _ => None,
    })
    .await;
    assert_eq!(rows, 2);
    let active = Query {
        active: Some(true),
        ..Query::default()
    };
    link.commands.send(load(active)).unwrap();
    let failure = until(&mut link, |event| match event {
        Event::PageFailed { failure, .. } => Some(failure),
        _ => None,
    })
    .await;
    assert!(failure.text.contains("no filters"), "{}", failure.text);
    assert_eq!(
        dialer.0.lock().unwrap().len(),
        1,
        "one request for all of it"
    );
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_not_the_one_asked_for_is_not_taken() {
    let mut link = start(Dialer::default(), CommPeak::default(), quick());
    for user in ["1001", "1002"] {
        link.commands
            .send(ApiCommand::LoadUser {
                id: id(user),
                priority: Priority::Detail,
            })
            .unwrap();
        let is_right = until(&mut link, |event| match event {
            Event::UserLoaded { .. } => Some(true),
            Event::UserFailed { .. } => Some(false),
            _ => None,
        })
        .await;
        assert_eq!(is_right, user == "1001");
    }
}

#[tokio::test(start_paused = true)]
async fn numbers_and_departments_cost_no_request() {
    let dialer = Dialer::default();
    let mut link = start(dialer.clone(), CommPeak::default(), quick());
    for list in Neighbours::ALL {
        link.commands
            .send(ApiCommand::LoadNeighbours(list))
            .unwrap();
        let refused = until(&mut link, |event| match event {
            Event::NeighboursFailed { of, failure } => Some((of, failure.cause)),
            _ => None,
        })
        .await;
        assert_eq!(refused, (list, Cause::Answer));
    }
    assert!(dialer.0.lock().unwrap().is_empty());
}

/// Lists more users than are taken in.
#[derive(Clone, Default)]
struct Crowd(Dialer);

impl Transport for Crowd {
    async fn send(&self, request: Request, signature: Signature) -> Result<Answer, SendError> {
        let is_list = request.path == "/users";
        let answer = self.0.send(request, signature).await;
        match is_list {
            true => Err(SendError {
                never_sent: false,
                timed_out: false,
                too_large: true,
                text: "the answer is larger than 8 MiB".to_owned(),
            }),
            false => answer,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_too_large_is_asked_for_once_and_the_sentence_says_what_works() {
    let crowd = Crowd::default();
    let mut link = start(crowd.clone(), CommPeak::default(), quick());
    link.commands
        .send(ApiCommand::LoadPage {
            listing: ListingId(1),
            query: Query::default(),
            after: None,
            limit: 100,
            priority: Priority::Page,
        })
        .unwrap();
    let failed = |event| match event {
        Event::PageFailed { failure, .. } => Some(failure.text),
        _ => None,
    };
    assert_eq!(
        until(&mut link, failed).await,
        "The list of users could not be read: the answer is larger than 8 MiB; this vendor lists \
         all users at once, which ends at roughly 9,000; read one by its id (:u ID, or rosterm user \
         ID)"
    );
    assert_eq!(crowd.0.0.lock().unwrap().len(), 1);
    link.commands
        .send(ApiCommand::LoadUser {
            id: id("1001"),
            priority: Priority::Detail,
        })
        .unwrap();
    let read = |event| matches!(event, Event::UserLoaded { .. }).then_some(());
    until(&mut link, read).await;
}
