//! kill -9: the real binary ends in the middle of a job, at every named fail point and at any
//! request, and is taken up again until everything is known (I9).

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rosterm::api::journal::{self, Disk, Place, Tenant};
use rosterm::config::profile_of;
use rosterm::domain::JobId;
use serde_json::Value as Json;

use crate::canary::PLAYED_TOKEN;
use crate::chaos::block_on;
use crate::checker::{Verdict, check};
use crate::folder::Folder;
use crate::oracle::Oracle;
use crate::process;
use crate::scale::{Line, report, scale};
use crate::server::{Manners, Moment, Server};
use crate::witness::Witness;
use crate::world::{LATE, records};

const POINTS: [&str; 6] = [
    "before-plan-durable",
    "after-plan-durable",
    "after-attempt-durable",
    "after-answer",
    "after-outcome-told",
    "before-sync",
];
const USERS: u64 = 12;
/// So many runs of a job until nothing is left of it; more than that is a job that never ends.
const PATIENCE: usize = 60;

/// How many processes ended by a signal, in the middle of something.
static DEATHS: AtomicUsize = AtomicUsize::new(0);

/// When the first process ends.
#[derive(Debug, Clone)]
enum Death {
    /// By itself, at a fail point.
    At(String),
    /// At the so-manieth moment of this kind.
    When(Moment, usize),
    /// At the so-manieth moment of any kind, and its successors after fewer and fewer.
    Anywhere(usize),
}

#[test]
fn a_killed_job_is_taken_up_again_and_adds_up() {
    let times = scale().count(2, 20);
    let random = scale().count(50, 1_000);
    let seed = fastrand::u64(..1_000_000);
    println!("seed {seed}");
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut deaths = Vec::new();
    for _ in 0..times {
        for point in POINTS {
            let most = if point.ends_with("plan-durable") || point == "before-sync" {
                2
            } else {
                8
            };
            deaths.push(Death::At(format!("{point}:{}", dice.usize(1..most))));
        }
        for moment in [Moment::Arrived, Moment::Done] {
            deaths.push(Death::When(moment, dice.usize(1..10)));
        }
    }
    deaths.extend((0..random).map(|_| Death::Anywhere(dice.usize(1..40))));
    let runs = deaths.len() as u64;
    let queue = Mutex::new(deaths.into_iter().enumerate());
    let violations = Mutex::new(Vec::new());
    // Most of a run is waiting: four side by side.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((number, death)) = queue.lock().unwrap().next() else {
                        return;
                    };
                    let seed = seed + number as u64;
                    let verdict = block_on(live_and_die(&death, seed));
                    let found = verdict.violations.into_iter();
                    let found = found.map(|text| format!("seed {seed}, {death:?}: {text}"));
                    violations.lock().unwrap().extend(found);
                }
            });
        }
    });
    let violations = violations.into_inner().unwrap();
    for violation in violations.iter().take(3) {
        println!("{violation}");
    }
    let deaths = DEATHS.load(Ordering::Relaxed);
    report(Line {
        what: "kill -9: every fail point, any request".to_owned(),
        runs,
        violations: violations.len(),
        remark: format!("{USERS} edits each, {deaths} processes killed"),
    });
    assert_eq!(violations.len(), 0);
    assert!(deaths as u64 * 2 > runs, "only {deaths} of {runs} died");
}

async fn live_and_die(death: &Death, seed: u64) -> Verdict {
    let folder = Folder::new();
    let data = folder.join("data");
    let victim: Arc<Mutex<Option<Child>>> = Arc::default();
    let journal = data.join("journal");
    let moments = AtomicUsize::new(0);
    let limit = Arc::new(AtomicUsize::new(match death {
        Death::At(_) => usize::MAX,
        Death::When(_, count) | Death::Anywhere(count) => *count,
    }));
    let (target, shared, until) = (death.clone(), Arc::clone(&victim), Arc::clone(&limit));
    let manners = Manners {
        faults: 20,
        others: 0,
        late: LATE,
        silence: Duration::from_millis(400),
        seed,
        is_journaled: Arc::new(move |attempt| is_in(&journal, attempt)),
        on_moment: Arc::new(move |moment| {
            let counts = match &target {
                Death::At(_) => false,
                Death::When(wanted, _) => *wanted == moment,
                Death::Anywhere(_) => true,
            };
            if counts
                && moments.fetch_add(1, Ordering::Relaxed) + 1 == until.load(Ordering::Relaxed)
                && let Some(child) = shared.lock().unwrap().as_mut()
            {
                // SIGKILL.
                let _ = child.kill();
            }
        }),
    };
    let server = Server::start(Oracle::new(USERS), manners).await;
    let program = Program {
        base_url: server.base_url(),
        folder: &folder,
        data: &data,
        victim,
    };
    let point = match death {
        Death::At(point) => Some(point.as_str()),
        Death::When(..) | Death::Anywhere(_) => None,
    };
    let ids: Vec<_> = server.oracle.lock().people.keys().cloned().collect();
    let count = ids.len().to_string();
    let mut words = vec!["set"];
    words.extend(ids.iter().map(String::as_str));
    words.extend(["designation=Supervisor", "--yes", &count]);
    program.run(&words, point).await;
    for _ in 0..PATIENCE {
        let (code, shown) = program.run(&["jobs", "show", "1", "--json"], None).await;
        if code == Some(2) {
            break;
        }
        let shown: Json = serde_json::from_str(&shown).unwrap();
        let rest = shown["left"].as_u64().unwrap();
        if rest == 0 && shown["outcomes"]["Withdrawn"].is_null() {
            break;
        }
        // What comes after may be killed as well.
        if let Death::Anywhere(count) = death {
            limit.store(count * 3 / 2, Ordering::Relaxed);
        }
        program.run(&["jobs", "resume", "1"], None).await;
    }
    judge(&program, &server.oracle)
}

/// Over all runs, by what the journal says in the end.
fn judge(program: &Program<'_>, oracle: &Oracle) -> Verdict {
    let profile = profile_of(&program.base_url);
    let tenant = Tenant {
        profile: profile.name,
        origin: profile.base_url,
    };
    let place = Place::new(program.data, tenant);
    let mut witness = Witness::default();
    let Some(disk) = Disk::look(&place).unwrap() else {
        return check(&witness, oracle);
    };
    let past = journal::past(&disk, place.tenant());
    witness.read(records(&place));
    for settled in past.history.iter() {
        witness.word(settled, oracle);
    }
    let mut verdict = check(&witness, oracle);
    if let Some(progress) = past.history.progress(JobId(1)) {
        let (told, planned) = (progress.tally.total(), progress.planned);
        if told != planned {
            let text = format!("I6: {told} outcomes of {planned} edits");
            verdict.violations.push(text);
        }
    } else if !oracle.lock().log.is_empty() && !witness.attempts.is_empty() {
        verdict
            .violations
            .push("I1: sent without a plan".to_owned());
    }
    verdict
}

fn is_in(journal: &Path, attempt: &str) -> bool {
    let own = std::fs::read_dir(journal).unwrap().flatten();
    let files = own.flat_map(|folder| std::fs::read_dir(folder.path()).unwrap().flatten());
    files
        .filter_map(|file| std::fs::read(file.path()).ok())
        .any(|bytes| String::from_utf8_lossy(&bytes).contains(attempt))
}

struct Program<'a> {
    base_url: String,
    folder: &'a Folder,
    data: &'a Path,
    /// The process that runs, to be killed.
    victim: Arc<Mutex<Option<Child>>>,
}

impl Program<'_> {
    /// Runs it to its end, whatever that is; the exit status and what it printed.
    async fn run(&self, words: &[&str], point: Option<&str>) -> (Option<i32>, String) {
        let mut program = process::Program::in_folder(self.folder, words);
        program
            .env("ROSTERM_BASE_URL", &self.base_url)
            .env("ROSTERM_TOKEN", PLAYED_TOKEN)
            .env("ROSTERM_RATE", "10000")
            .env("ROSTERM_BURST", "1000")
            .env("ROSTERM_QUIET", "120ms")
            .env("ROSTERM_RECHECK", "4ms,10ms,30ms")
            .env("ROSTERM_PATIENCE", "2ms")
            .env("ROSTERM_ANSWER_TIMEOUT", "150ms")
            .env("ROSTERM_TOTAL_TIMEOUT", "250ms")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(point) = point {
            program.env("ROSTERM_FAIL_POINT", point);
        }
        let mut child = program.spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        *self.victim.lock().unwrap() = Some(child);
        let read = |mut stream: Box<dyn std::io::Read + Send>| {
            tokio::task::spawn_blocking(move || {
                let mut text = String::new();
                let _ = stream.read_to_string(&mut text);
                text
            })
        };
        let (out, err) = (read(Box::new(out)), read(Box::new(err)));
        let (out, err) = (out.await.unwrap(), err.await.unwrap());
        // Its streams are closed: it has ended, or is about to.
        let child = self.victim.lock().unwrap().take();
        let status = child.unwrap().wait().unwrap();
        if status.code().is_none() {
            DEATHS.fetch_add(1, Ordering::Relaxed);
        }
        assert_ne!(status.code(), Some(101), "a panic: {err}");
        self.folder.hear("standard output", &*out);
        self.folder.hear("standard error", &*err);
        (status.code(), out)
    }
}
