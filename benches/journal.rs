//! How long the journal holds up a write. Targets: a plan of 5,000 edits durable within 100 ms; at
//! most one sync for 16 attempts at once; opening it again is no reason to wait.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rosterm::api::journal::{Journal, Place, Tenant};
use rosterm::domain::history::Record;
use rosterm::domain::plan::Identity;
use rosterm::domain::{AttemptId, Change, Edit, EditId, Field, JobId, Plan, UserId, Value};

const SEED: u64 = 7;
const EDITS: u32 = 5_000;

fn journal(criterion: &mut Criterion) {
    println!("seed {SEED}, {EDITS} edits");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime without drivers can be built");
    let mut group = criterion.benchmark_group("journal");
    group.sample_size(20);

    let planned = [planned()];
    group.bench_function("a plan of 5,000 edits, durable", |bencher| {
        bencher.iter_batched(
            || ready(&runtime),
            |(folder, journal)| {
                let done = runtime.block_on(journal.append(black_box(&planned)));
                done.expect("the folder is ours");
                (folder, journal)
            },
            BatchSize::PerIteration,
        );
    });

    let attempts = attempts(&planned[0]);
    group.bench_function("160 attempts at once, durable", |bencher| {
        bencher.iter_batched(
            || ready(&runtime),
            |(folder, journal)| {
                let appends = attempts[..160]
                    .iter()
                    .map(|attempt| journal.append(attempt));
                let done = runtime.block_on(join_all(appends));
                assert!(done.iter().all(Result::is_ok), "the folder is ours");
                (folder, journal)
            },
            BatchSize::PerIteration,
        );
    });

    let (folder, journal) = ready(&runtime);
    runtime
        .block_on(journal.append(&planned))
        .expect("the folder is ours");
    drop(journal);
    group.bench_function("a plan of 5,000 edits, read again", |bencher| {
        bencher.iter(|| {
            let recovered = runtime.block_on(open(folder.path()).recovered());
            assert_eq!(recovered.next_job, JobId(2));
        });
    });
    group.finish();
}

/// A journal in a folder of its own, opened.
fn ready(runtime: &tokio::runtime::Runtime) -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let journal = open(folder.path());
    runtime.block_on(journal.recovered());
    (folder, journal)
}

fn open(folder: &Path) -> Journal {
    let tenant = Tenant {
        profile: "acme".to_owned(),
        origin: "https://api.example.test/v1".to_owned(),
    };
    let place = Place::new(folder, tenant);
    Journal::durable(
        &place,
        Timestamp::UNIX_EPOCH,
        SignedDuration::from_hours(24),
    )
}

/// A plan that locks the web login of users with invented names.
fn planned() -> Record {
    let mut random = fastrand::Rng::with_seed(SEED);
    let names = ["Asha Iyer", "Ravi Varma", "ரவி நாயர்", "Ananya Chattopadhyay"];
    let edits = (0..EDITS).map(|number| Edit {
        id: EditId::mint(1_790_000_000_000, &mut random),
        user: UserId::new(&(314_000 + number).to_string()).expect("digits are an id"),
        identity: Identity {
            name: Some(names[random.usize(..names.len())].into()),
            login_id: Some(format!("user{number}@example.test").into()),
        },
        change: Change::one(
            Field::BlockWebLogin,
            Some(Value::Flag(false)),
            Value::Flag(true),
        ),
        undo_of: None,
        force: false,
    });
    let plan = Plan {
        reason: Some("closed for the holidays".to_owned()),
        ..Plan::new(JobId(1), edits.collect())
    };
    Record::Planned {
        plan: Arc::new(plan),
        at: Timestamp::UNIX_EPOCH,
    }
}

/// An attempt for each edit of the plan.
fn attempts(planned: &Record) -> Vec<[Record; 1]> {
    let Record::Planned { plan, at } = planned else {
        return Vec::new();
    };
    let mut random = fastrand::Rng::with_seed(SEED);
    let attempt = |edit: &Edit| {
        [Record::Attempt {
            edit: edit.id,
            attempt: AttemptId::mint(1_790_000_000_000, &mut random),
            job: plan.job,
            user: edit.user.clone(),
            change: edit.change.clone(),
            at: *at,
        }]
    };
    plan.edits.iter().map(attempt).collect()
}

criterion_group!(benches, journal);
criterion_main!(benches);
