//! The program's own machinery against the misbehaving server: the real transport, the real
//! journal on a real disk, waits five hundred times shorter than in life.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rosterm::api::actor::{self, Link, Settings};
use rosterm::api::journal::{self, Disk, Filter, Journal, Opening, Place, Tenant};
use rosterm::api::session::Credentials;
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::{Connection, Http};
use rosterm::domain::history::Record;
use rosterm::domain::job::JobStage;
use rosterm::domain::{History, JobId, Plan, Secret};
use rosterm::protocol::{ApiCommand, Event};

use crate::oracle::Oracle;
use crate::server::{Manners, Server};
use crate::watched::{Durable, Watched};
use crate::witness::Witness;

/// A minute of life.
const MINUTE: Duration = Duration::from_millis(120);

/// How late a write may arrive: three quarters of the quiet time, as in "Writes".
pub(crate) const LATE: Duration = Duration::from_millis(90);

pub(crate) fn settings(seed: u64) -> Settings {
    Settings {
        credentials: Credentials::Token(Secret::new(crate::canary::PLAYED_TOKEN)),
        rate: 50_000.0,
        burst: 1_000,
        concurrency: 9,
        quiet: MINUTE,
        recheck: [2, 5, 15].map(|seconds| MINUTE * seconds / 60).to_vec(),
        later: [30, 120, 600].map(|seconds| MINUTE * seconds / 60).to_vec(),
        patience: MINUTE / 60,
        seed: Some(seed),
        // What is said is heard at once: the oracle's count beside it is exact.
        event_capacity: 1,
        ..Settings::default()
    }
}

pub(crate) fn connection(base_url: &str) -> Connection {
    Connection {
        connect_timeout: Duration::from_millis(500),
        answer_timeout: Duration::from_millis(150),
        idle_timeout: Duration::from_millis(100),
        total_timeout: Duration::from_millis(250),
        ..Connection::new(base_url)
    }
}

pub(crate) struct World {
    pub(crate) oracle: Oracle,
    pub(crate) witness: Witness,
    pub(crate) history: History,
    pub(crate) next_job: u64,
    place: Place,
    link: Link,
    /// Jobs that have not ended.
    running: Vec<JobId>,
}

impl World {
    pub(crate) async fn start(
        data: &Path,
        oracle: Oracle,
        faults: u8,
        others: u16,
        seed: u64,
    ) -> Self {
        let durable = Durable::default();
        let asked = Arc::clone(&durable);
        let manners = Manners {
            faults,
            others,
            late: LATE,
            silence: Duration::from_millis(400),
            seed,
            is_journaled: Arc::new(move |attempt| asked.lock().unwrap().contains(attempt)),
            on_moment: Arc::new(|_| {}),
        };
        let server = Server::start(oracle, manners).await;
        let tenant = Tenant {
            profile: "proof".to_owned(),
            origin: server.base_url(),
        };
        let place = Place::new(data, tenant.clone());
        let files = Watched::new(Disk::open(&place).unwrap(), durable);
        let opening = Opening {
            tenant,
            now: time_of_day(),
            retention: SignedDuration::from_hours(24),
        };
        let journal = Journal::on(files, opening);
        let transport = Http::new(connection(&server.base_url())).unwrap();
        let link =
            actor::start_with_journal(transport, Smartflo::default(), settings(seed), journal);
        Self {
            oracle: server.oracle,
            witness: Witness::default(),
            history: History::default(),
            next_job: 1,
            place,
            link,
            running: Vec::new(),
        }
    }

    pub(crate) fn command(&self, command: ApiCommand) {
        self.link.commands.send(command).unwrap();
    }

    pub(crate) fn begin(&mut self, plan: Plan) {
        let plan = Arc::new(plan);
        self.witness.plan(&plan);
        self.history.note_plan(Arc::clone(&plan), time_of_day());
        self.running.push(plan.job);
        self.next_job = self.next_job.max(plan.job.0 + 1);
        self.command(ApiCommand::Begin(plan));
    }

    /// Some edits of an earlier job, under its number.
    pub(crate) fn resume(&mut self, plan: Plan) {
        self.running.push(plan.job);
        self.command(ApiCommand::Resume(Arc::new(plan)));
    }

    /// How many jobs have not ended.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    /// Hears the next event; a job that stops by itself is told to go on.
    pub(crate) async fn hear(&mut self) -> Event {
        let event = self.link.events.recv().await.expect("the actor lives");
        self.witness.hear(&event, &self.oracle);
        match &event {
            Event::EditSettled(settled) => self.history.note(Arc::clone(settled)),
            Event::JobEnded { job, .. } => self.running.retain(|running| running != job),
            Event::JobMoved {
                job,
                stage: JobStage::Paused(_),
            } => self.command(ApiCommand::Continue(*job)),
            Event::WorkerStopped { reason } => panic!("{reason}"),
            Event::WritesChanged(writes) => println!("writes: {writes:?}"),
            _ => {}
        }
        event
    }

    /// Until no more than so many jobs are running.
    pub(crate) async fn settle_to(&mut self, most: usize) {
        while self.running.len() > most {
            self.hear().await;
        }
    }

    /// Ends the program, hears its last words, and reads the journal.
    pub(crate) async fn end(mut self) -> (Witness, Oracle) {
        drop(self.link.commands);
        while let Some(event) = self.link.events.recv().await {
            self.witness.hear(&event, &self.oracle);
        }
        self.link.worker.await.unwrap();
        self.witness.read(records(&self.place));
        (self.witness, self.oracle)
    }
}

/// Everything in a journal; it must be intact.
pub(crate) fn records(place: &Place) -> Vec<Record> {
    let disk = Disk::open(place).unwrap();
    let (entries, warnings) = journal::read(&disk, place.tenant(), &Filter::default());
    assert_eq!(warnings, [""; 0]);
    entries.into_iter().map(|entry| entry.record).collect()
}

#[expect(clippy::disallowed_methods, reason = "the journal keeps what is young")]
fn time_of_day() -> Timestamp {
    Timestamp::now()
}
