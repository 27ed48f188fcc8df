//! A tenant, an actor in front of it, and a person who waits for events.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rosterm::api::actor::{Link, Settings, start_with_journal};
use rosterm::api::journal::Journal;
use rosterm::api::session::Credentials;
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::Transport;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::plan::{Check, Identity};
use rosterm::domain::{
    Change, Delta, Edit, EditId, Field, JobId, Plan, Secret, Settled, Tally, UserId, Value,
};
use rosterm::protocol::{ApiCommand, Event, Priority};
use tokio::time::{Instant, timeout};

use crate::canary::PLAYED_TOKEN;
use crate::tenant::Tenant;

/// Makes the ids of each world its own.
static RUNS: AtomicU64 = AtomicU64::new(9);

pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) journal: Journal,
    pub(crate) link: Link,
    pub(crate) start: Instant,
    /// Every event so far.
    pub(crate) events: Vec<Event>,
    random: fastrand::Rng,
    jobs: u64,
}

pub(crate) fn quick() -> Settings {
    // A budget that is no obstacle; the budget has its own tests.
    Settings {
        rate: 1000.0,
        burst: 1000,
        seed: Some(1),
        credentials: Credentials::Token(Secret::new(PLAYED_TOKEN)),
        ..Settings::default()
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(quick())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let journal = Journal::in_memory(settings.journal_capacity);
        Self::again(Tenant::new(), journal, settings)
    }

    /// The next actor in front of the same tenant, with the journal of the one before.
    pub(crate) fn again(tenant: Tenant, journal: Journal, settings: Settings) -> Self {
        let transport = tenant.clone();
        Self::through(transport, tenant, journal, settings)
    }

    /// An actor that reaches the tenant through something else.
    pub(crate) fn through(
        transport: impl Transport,
        tenant: Tenant,
        journal: Journal,
        settings: Settings,
    ) -> Self {
        let link = start_with_journal(transport, Smartflo::default(), settings, journal.clone());
        Self {
            tenant,
            journal,
            link,
            start: Instant::now(),
            events: Vec::new(),
            random: fastrand::Rng::with_seed(RUNS.fetch_add(1, Ordering::Relaxed)),
            jobs: 0,
        }
    }

    pub(crate) fn edit(&mut self, user: &str, deltas: Vec<Delta>) -> Edit {
        self.jobs += 1;
        Edit {
            id: EditId::mint(1_790_000_000_000, &mut self.random),
            user: id(user),
            identity: Identity::default(),
            change: Change { deltas },
            undo_of: None,
            force: false,
        }
    }

    pub(crate) fn send(&self, command: ApiCommand) {
        self.link.commands.send(command).unwrap();
    }

    pub(crate) fn begin(&mut self, edits: Vec<Edit>) -> JobId {
        self.jobs += 1;
        let job = JobId(self.jobs);
        self.send(ApiCommand::Begin(Arc::new(Plan::new(job, edits))));
        job
    }

    /// So many people in the tenant, from 1001 on.
    pub(crate) fn of(people: u32, settings: Settings) -> Self {
        let journal = Journal::in_memory(settings.journal_capacity);
        Self::again(Tenant::of(people), journal, settings)
    }

    /// The web login of so many of them, locked: one edit each, in the order of ids.
    pub(crate) fn locks(&mut self, count: u32) -> Vec<Edit> {
        let users = (1001..=1000 + count).map(|number| number.to_string());
        users.map(|user| self.edit(&user, lock())).collect()
    }

    /// The plan of these edits under the next number.
    pub(crate) fn plan(&mut self, check: Check, edits: Vec<Edit>) -> Plan {
        self.jobs += 1;
        Plan {
            check,
            ..Plan::new(JobId(self.jobs), edits)
        }
    }

    /// Waits until a job comes to this stage.
    pub(crate) async fn stage(&mut self, wanted: JobStage) {
        self.until(|event| match event {
            Event::JobMoved { stage, .. } if *stage == wanted => Some(()),
            _ => None,
        })
        .await;
    }

    /// Waits until a job stops, and why.
    pub(crate) async fn halt(&mut self) -> Halt {
        self.until(|event| match event {
            Event::JobMoved {
                stage: JobStage::Paused(halt),
                ..
            } => Some(*halt),
            _ => None,
        })
        .await
    }

    /// The stages told so far, without the progress of reading.
    pub(crate) fn stages(&self) -> Vec<JobStage> {
        let mut stages: Vec<_> = self
            .events
            .iter()
            .filter_map(|event| match event {
                Event::JobMoved { stage, .. } => Some(*stage),
                _ => None,
            })
            .collect();
        stages.dedup_by_key(|stage| std::mem::discriminant(stage));
        stages
    }

    /// The last word on each edit so far.
    pub(crate) fn ends(&self) -> BTreeMap<EditId, Arc<Settled>> {
        let ends = self.events.iter().filter_map(|event| match event {
            Event::EditSettled(settled) => Some((settled.edit, Arc::clone(settled))),
            _ => None,
        });
        ends.collect()
    }

    /// One edit to its (first) end.
    pub(crate) async fn run(&mut self, edit: Edit) -> Arc<Settled> {
        let id = edit.id;
        self.begin(vec![edit]);
        self.settled(id).await
    }

    /// The next event; time passes as it must.
    pub(crate) async fn event(&mut self) -> Event {
        let waited = timeout(Duration::from_secs(7200), self.link.events.recv()).await;
        let event = waited
            .expect("no event in two hours")
            .expect("the actor is gone");
        self.events.push(event.clone());
        event
    }

    pub(crate) async fn until<R>(&mut self, wanted: impl Fn(&Event) -> Option<R>) -> R {
        // Tokens are renewed for ever, which is told: nothing else need happen.
        let days = Instant::now() + Duration::from_secs(3 * 24 * 3600);
        loop {
            let event = self.event().await;
            if let Some(found) = wanted(&event) {
                return found;
            }
            assert!(Instant::now() < days, "it did not happen in three days");
        }
    }

    pub(crate) async fn settled(&mut self, edit: EditId) -> Arc<Settled> {
        self.until(|event| match event {
            Event::EditSettled(settled) if settled.edit == edit => Some(Arc::clone(settled)),
            _ => None,
        })
        .await
    }

    pub(crate) async fn job_end(&mut self, wanted: JobId) -> Tally {
        self.until(|event| match event {
            Event::JobEnded { job, tally } if *job == wanted => Some(tally.clone()),
            _ => None,
        })
        .await
    }

    /// Lets everything end that is still to come, and returns all events.
    pub(crate) async fn close(mut self) -> (Tenant, Journal, Vec<Event>) {
        drop(self.link.commands);
        while let Some(event) = self.link.events.recv().await {
            self.events.push(event);
        }
        self.link.worker.await.unwrap();
        (self.tenant, self.journal, self.events)
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    pub(crate) fn load(&self, user: &str, priority: Priority) {
        self.send(ApiCommand::LoadUser {
            id: id(user),
            priority,
        });
    }
}

pub(crate) fn id(text: &str) -> UserId {
    UserId::new(text).unwrap()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// The web login of an open user, locked.
pub(crate) fn lock() -> Vec<Delta> {
    vec![Delta::new(
        Field::BlockWebLogin,
        Some(Value::Flag(false)),
        Value::Flag(true),
    )]
}

pub(crate) fn unlock() -> Vec<Delta> {
    vec![Delta::new(
        Field::BlockWebLogin,
        Some(Value::Flag(true)),
        Value::Flag(false),
    )]
}

pub(crate) fn rename(seen: &str, wish: &str) -> Delta {
    Delta::new(Field::Name, Some(text(seen)), text(wish))
}
