//! One tenant's side of the loop: its model, its workers, and how they are parted with.
//!
//! Invariant: a conversation that ends begins nothing more, gives what is on the wire time to
//! settle, and says what became of it.

use std::any::Any;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::app::job::Job;
use crate::app::{self, Event, Model, Options};
use crate::domain::Edit;
use crate::protocol::{self, ApiCommand, Command, SearchCommand};

use super::clock::Clock;

/// How long writes in flight may take to settle when a tenant is left.
const SETTLE: Duration = Duration::from_millis(2000);

/// How long a worker with nothing left to do may take to be gone.
const GONE: Duration = Duration::from_millis(500);

/// Whether the machine waits for the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haste {
    /// No: the person left.
    None,
    /// Yes: a signal says so.
    Signalled,
}

impl Haste {
    /// How long the list may take to be kept.
    fn patience(self) -> Duration {
        match self {
            Self::None => SETTLE,
            Self::Signalled => Duration::from_millis(200),
        }
    }
}

/// A tenant that is ready to be opened.
pub struct Opening {
    /// What the model starts with.
    pub options: Options,
    /// Starts the workers, or says in a sentence why that cannot be.
    pub connect: Connect,
}

/// Starts the workers of a tenant.
pub type Connect = Box<dyn FnOnce() -> Result<Channels, String>>;

impl std::fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Opening")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The channels to the workers.
#[derive(Debug)]
pub struct Channels {
    /// Commands to the API actor.
    pub commands: mpsc::UnboundedSender<ApiCommand>,
    /// What it reports.
    pub events: mpsc::Receiver<protocol::Event>,
    /// Commands to the matcher thread.
    pub search: std::sync::mpsc::Sender<SearchCommand>,
    /// What it works out.
    pub arranged: mpsc::UnboundedReceiver<protocol::Event>,
    /// Lives as long as the conversation: a tenant inside this process.
    pub tenant: Box<dyn Any>,
}

/// One tenant's side of the loop.
pub(super) struct Conversation {
    pub(super) channels: Channels,
    pub(super) has_worker: bool,
    pub(super) has_search: bool,
    pub(super) model: Model,
    pub(super) commands: Vec<Command>,
}

impl Conversation {
    pub(super) fn new(model: Model, commands: Vec<Command>, channels: Channels) -> Self {
        Self {
            channels,
            has_worker: true,
            has_search: true,
            model,
            commands,
        }
    }

    /// Takes an event in; what follows from it is done in the next turn.
    pub(super) fn take(&mut self, event: Event, clock: &Clock) {
        let commands = app::update(&mut self.model, clock.now(), event);
        self.commands.extend(commands);
    }

    /// Ends, and gives the worker a moment to be gone: what it has locked can be opened again.
    pub(super) async fn end_wholly(self, clock: &Clock) -> Vec<String> {
        let (sentences, mut events) = self.part(clock, Haste::None).await;
        let deadline = Instant::now() + GONE;
        while let Ok(Some(_)) = tokio::time::timeout_at(deadline, events.recv()).await {}
        sentences
    }

    /// Lets writes in flight settle, has the list kept, and gives a sentence for each edit that
    /// was on its way.
    pub(super) async fn end(self, clock: &Clock, haste: Haste) -> Vec<String> {
        self.part(clock, haste).await.0
    }

    async fn part(
        self,
        clock: &Clock,
        haste: Haste,
    ) -> (Vec<String>, mpsc::Receiver<protocol::Event>) {
        let Self {
            channels:
                Channels {
                    commands,
                    mut events,
                    tenant,
                    ..
                },
            mut model,
            ..
        } = self;
        let since = Instant::now();
        if let Some(command) = app::list::kept::farewell(&mut model) {
            // A worker that is gone keeps nothing.
            drop(commands.send(command));
        }
        drop(commands);
        let deadline = since + SETTLE;
        let begun: Vec<_> = on_the_way(&model).map(|edit| edit.id).collect();
        while on_the_way(&model).next().is_some() {
            match tokio::time::timeout_at(deadline, events.recv()).await {
                Ok(Some(event)) => drop(app::update(&mut model, clock.now(), Event::Worker(event))),
                Ok(None) | Err(_) => break,
            }
        }
        // What was read just now may be on its way to the disk still; one that takes longer keeps
        // the list of before.
        let deadline = since + haste.patience();
        while app::list::kept::is_under_way(&model)
            && let Ok(Some(event)) = tokio::time::timeout_at(deadline, events.recv()).await
        {
            drop(app::update(&mut model, clock.now(), Event::Worker(event)));
        }
        // Until here it was spoken to.
        drop(tenant);
        let ended = model
            .history
            .iter()
            .filter(|settled| begun.contains(&settled.edit));
        let ended = ended.map(|settled| {
            let clock = app::status::clock(&model, settled.at);
            let name = settled.name.as_deref().unwrap_or_default();
            format!("#{} \"{name}\": {}", settled.user, settled.sentence(&clock))
        });
        (ended.chain(in_flight(&model)).collect(), events)
    }

    /// What a crash report says about writes in flight.
    pub(super) fn in_flight(&self) -> Option<String> {
        in_flight(&self.model)
    }
}

/// The edits on the wire, those of jobs included: what a job has not begun waits in the journal.
fn on_the_way(model: &Model) -> impl Iterator<Item = &Edit> {
    let single = model.flights.values().map(|flight| &flight.edit);
    let jobs = model.jobs.values().flat_map(Job::under_way);
    single.chain(jobs)
}

/// Names in a crash report are not worth more lines than these.
const NAMED: usize = 5;

/// What a crash report and the last line say about writes in flight.
fn in_flight(model: &Model) -> Option<String> {
    let say = |edit: &Edit| {
        let fields: Vec<_> = edit.change.fields().map(|field| field.label()).collect();
        let name = edit.identity.name.as_deref().unwrap_or_default();
        format!("{name} (#{}) ({})", edit.user, fields.join(", "))
    };
    let mut flights: Vec<_> = on_the_way(model).take(NAMED).map(say).collect();
    let more = on_the_way(model).count().saturating_sub(NAMED);
    if more > 0 {
        flights.push(format!("{more} more"));
    }
    (!flights.is_empty()).then(|| {
        format!(
            "on the way and not verified: {}; read these users again",
            flights.join("; ")
        )
    })
}
