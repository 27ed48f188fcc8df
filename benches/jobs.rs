//! What a job costs: requests and time against what the budget and the slots allow, and the wait of
//! a person beside it. Time is simulated, so an hour takes as long as its work; the work itself is
//! measured. Targets: at most 3·N requests read one by one, N + 2·pages + the trial's by the list;
//! wall time at most 1.05 × requests ÷ min(rate, slots ÷ latency).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rosterm::api::actor::{Link, Settings, start, start_with_journal};
use rosterm::api::dialect::{Answer, Method, Request};
use rosterm::api::journal::{Journal, Place, Tenant as Owner};
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::{SendError, Signature, Transport};
use rosterm::domain::plan::{Check, Identity};
use rosterm::domain::{Change, Edit, EditId, Field, JobId, Outcome, Plan, Tally, UserId, Value};
use rosterm::protocol::{ApiCommand, Event, Priority};
use serde_json::json;
use tokio::time::{Instant, sleep};

const SEED: u64 = 7;
/// Rows on a page.
const PAGE: u32 = 100;

/// A job and the server it meets.
struct Case {
    edits: u32,
    check: Check,
    /// Requests a second.
    rate: f64,
    latency: Duration,
}

fn main() {
    println!("seed {SEED}, pages of {PAGE}, 3 slots for jobs");
    println!(
        "{:>6} {:>6} {:>7} {:>8} | {:>8} {:>8} | {:>10} {:>10} {:>6} | {:>9} | {:>9}",
        "edits",
        "check",
        "rate",
        "latency",
        "requests",
        "at most",
        "wall",
        "limit",
        "ratio",
        "person",
        "work"
    );
    for (edits, check) in [(500, Check::Each), (5_000, Check::Sweep)] {
        for (rate, latency) in [(2.0, 300), (20.0, 100), (1_000.0, 50)] {
            let latency = Duration::from_millis(latency);
            run(&Case {
                edits,
                check,
                rate,
                latency,
            });
        }
    }
    leave();
}

/// Leaving with 5,000 edits in the queue and a journal on disk, in real time. Target: 2.5 s.
fn leave() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime without drivers can be built");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let owner = Owner {
        profile: "acme".to_owned(),
        origin: "https://api.example.test/v1".to_owned(),
    };
    let place = Place::new(folder.path(), owner);
    let keep = SignedDuration::from_hours(24);
    let journal = Journal::durable(&place, Timestamp::UNIX_EPOCH, keep);
    let case = Case {
        edits: 5_000,
        check: Check::Sweep,
        rate: 1_000.0,
        latency: Duration::from_millis(5),
    };
    let (tally, took) = runtime.block_on(async {
        let tenant = Tenant::new(case.edits, case.latency);
        let settings = Settings {
            rate: case.rate,
            ..Settings::default()
        };
        let mut link = start_with_journal(tenant, Smartflo::default(), settings, journal);
        let plan = Arc::new(plan(&case));
        let begin = ApiCommand::Begin(plan);
        link.commands.send(begin).expect("the actor runs");
        let mut sent = 0;
        while sent < 300 {
            let event = link.events.recv().await.expect("the actor runs");
            sent +=
                usize::from(matches!(event, Event::RequestLogged(line) if line.method == "PATCH"));
        }
        let began = now();
        drop(link.commands);
        let mut ended = Tally::default();
        while let Some(event) = link.events.recv().await {
            if let Event::JobEnded { tally, .. } = event {
                ended = tally;
            }
        }
        link.worker.await.expect("the actor ends well");
        (ended, began.elapsed())
    });
    assert_eq!(tally.total(), case.edits as usize, "{tally:?}");
    let withdrawn = tally.of(Outcome::Withdrawn);
    println!(
        "leaving with {withdrawn} of 5000 edits in the queue: {} ms",
        took.as_millis()
    );
}

fn run(case: &Case) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without drivers can be built");
    let began = now();
    let Measured {
        requests,
        reads,
        wall,
        wait,
        tally,
    } = runtime.block_on(carry_out(case));
    let work = began.elapsed();
    let edits = case.edits as usize;
    assert_eq!(tally.of(Outcome::Verified), edits, "{tally:?}");
    let at_most = match case.check {
        Check::Each => 3 * edits,
        // Two readings, the trial's own reads, and the one that tells what the filter means.
        Check::Sweep => edits + 2 * edits.div_ceil(PAGE as usize) + 7,
    };
    let pace = case.rate.min(3.0 / case.latency.as_secs_f64());
    // The person's reads come out of the same budget.
    let limit = (requests + reads) as f64 / pace;
    println!(
        "{:>6} {:>6} {:>5}/s {:>6}ms | {:>8} {:>8} | {:>8.1} s {:>8.1} s {:>6.3} | {:>6} ms | {:>6} ms",
        case.edits,
        case.check.word(),
        case.rate,
        case.latency.as_millis(),
        requests,
        at_most,
        wall.as_secs_f64(),
        limit,
        wall.as_secs_f64() / limit,
        wait.as_millis(),
        work.as_millis()
    );
    assert!(requests <= at_most, "{requests} requests");
}

/// What a job cost.
struct Measured {
    requests: usize,
    /// Reads of a person beside it.
    reads: usize,
    wall: Duration,
    /// The longest wait of the person.
    wait: Duration,
    tally: Tally,
}

async fn carry_out(case: &Case) -> Measured {
    let tenant = Tenant::new(case.edits, case.latency);
    let settings = Settings {
        rate: case.rate,
        page_size: PAGE,
        seed: Some(SEED),
        ..Settings::default()
    };
    let Link {
        commands,
        mut events,
        worker,
    } = start(tenant.clone(), Smartflo::default(), settings);
    let began = Instant::now();
    let plan = plan(case);
    let job = plan.job;
    commands
        .send(ApiCommand::Begin(Arc::new(plan)))
        .expect("the actor runs");
    let own = UserId::new("9").expect("a digit is an id");
    let (mut asked, mut wait, mut reads) = (None, Duration::ZERO, 0);
    let mut next = began + Duration::from_secs(1);
    let tally = loop {
        let event = tokio::select! {
            event = events.recv() => event.expect("the actor runs"),
            () = tokio::time::sleep_until(next) => {
                next += Duration::from_secs(7);
                asked = Some(Instant::now());
                reads += 1;
                let read = ApiCommand::LoadUser { id: own.clone(), priority: Priority::Key };
                commands.send(read).expect("the actor runs");
                continue;
            }
        };
        match event {
            Event::UserLoaded { user, .. } if user.id == own => {
                wait = wait.max(asked.take().map_or(Duration::ZERO, |asked| asked.elapsed()));
            }
            Event::JobEnded { job: ended, tally } if ended == job => break tally,
            _ => {}
        }
    };
    let wall = began.elapsed();
    drop((commands, events));
    worker.await.expect("the actor ends well");
    let requests = tenant.lock().requests - reads;
    Measured {
        requests,
        reads,
        wall,
        wait,
        tally,
    }
}

/// Locks the web login of everybody.
fn plan(case: &Case) -> Plan {
    let mut random = fastrand::Rng::with_seed(SEED);
    let edits = (0..case.edits).map(|number| Edit {
        id: EditId::mint(1_790_000_000_000, &mut random),
        user: UserId::new(&(100_000 + number).to_string()).expect("digits are an id"),
        identity: Identity::default(),
        change: Change::one(
            Field::BlockWebLogin,
            Some(Value::Flag(false)),
            Value::Flag(true),
        ),
        undo_of: None,
        force: false,
    });
    Plan {
        check: case.check,
        ..Plan::new(JobId(1), edits.collect())
    }
}

/// People who have a web login and nothing else; 9 is not in the list.
#[derive(Clone)]
struct Tenant(Arc<Mutex<State>>, Duration);

struct State {
    locked: BTreeMap<u32, bool>,
    requests: usize,
}

impl Tenant {
    fn new(people: u32, latency: Duration) -> Self {
        let locked = (0..people)
            .map(|number| (100_000 + number, false))
            .collect();
        let state = State {
            locked,
            requests: 0,
        };
        Self(Arc::new(Mutex::new(state)), latency)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("nothing panics while it is locked")
    }
}

impl Transport for Tenant {
    async fn send(&self, request: Request, _: Signature) -> Result<Answer, SendError> {
        sleep(self.1 / 2).await;
        let body = self.lock().answer(&request);
        sleep(self.1 / 2).await;
        Ok(Answer {
            status: 200,
            body: body.to_string().into_bytes(),
            ..Answer::default()
        })
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> serde_json::Value {
        self.requests += 1;
        let id = request.path.rsplit('/').next().unwrap_or_default();
        let Ok(id) = id.parse::<u32>() else {
            return self.page(request);
        };
        if request.method == Method::Patch {
            let body = request.body.as_deref().unwrap_or_default();
            self.locked.insert(id, body.contains("true"));
            return json!({ "success": true });
        }
        let locked = self.locked.get(&id).copied().unwrap_or_default();
        let member = json!({ "is_web_login_block": locked, "login_id": format!("login{id}") });
        json!({ "data": { "id": id.to_string(), "name": format!("Person {id}"), "team_member": member } })
    }

    fn page(&self, request: &Request) -> serde_json::Value {
        let parameter = |name: &str| {
            let found = request.query.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| value.as_str())
        };
        let after = parameter("last_seen_id").and_then(|text| text.parse().ok());
        let after: u32 = after.unwrap_or_default();
        let open = parameter("is_web_login").map(|flag| flag == "true");
        let rest = self.locked.range(after + 1..);
        let mut rest = rest.filter(|(_, locked)| open.is_none_or(|open| open != **locked));
        let rows: Vec<_> = rest
            .by_ref()
            .take(PAGE as usize)
            .map(|(id, _)| json!({ "id": id, "name": format!("Person {id}") }))
            .collect();
        let last = rows.last().map(|row| row["id"].clone());
        json!({ "has_more": rest.next().is_some(), "last_seen_id": last, "data": rows })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much work it is, beside the simulated time"
)]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
