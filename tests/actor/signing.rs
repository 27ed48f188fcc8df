//! Signing in, renewing, losing and getting back the right to ask; and what jobs make of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::api::journal::Journal;
use rosterm::api::session::{Credentials, Keeper};
use rosterm::api::transport::Signature;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::{Outcome, Secret};
use rosterm::protocol::{ApiCommand, Cause, Event, Failure, Priority, SignIn, Standing};

use crate::door::Door;
use crate::tenant::Tenant;
use crate::world::{World, quick, rename};

fn world(tenant: Tenant, credentials: Credentials) -> (World, Door) {
    world_with(
        tenant,
        Settings {
            credentials,
            ..quick()
        },
    )
}

fn world_with(tenant: Tenant, settings: Settings) -> (World, Door) {
    let door = Door::new(&tenant);
    let journal = Journal::in_memory(settings.journal_capacity);
    let world = World::through(door.clone(), tenant, journal, settings);
    (world, door)
}

fn by_password(password: &str) -> Credentials {
    Credentials::Password {
        login_id: "asha".to_owned(),
        password: Secret::new(password),
    }
}

fn typed(password: &str) -> ApiCommand {
    ApiCommand::SignIn {
        login_id: "asha".to_owned(),
        password: Secret::new(password),
    }
}

impl World {
    pub(crate) async fn read(&mut self, user: &str) -> Result<(), Failure> {
        self.load(user, Priority::Detail);
        self.read_end().await
    }

    /// Waits for the end of a single read.
    pub(crate) async fn read_end(&mut self) -> Result<(), Failure> {
        self.until(|event| match event {
            Event::UserLoaded { .. } => Some(Ok(())),
            Event::UserFailed { failure, .. } => Some(Err(failure.clone())),
            _ => None,
        })
        .await
    }

    async fn sign_in(&mut self) -> SignIn {
        self.until(|event| match event {
            Event::SignInChanged(sign_in) => Some(sign_in.clone()),
            _ => None,
        })
        .await
    }

    async fn sign_in_failed(&mut self) -> Failure {
        self.until(|event| match event {
            Event::SignInFailed(failure) => Some(failure.clone()),
            _ => None,
        })
        .await
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_request_signs_in_once_however_many_wait_for_it() {
    let (mut world, door) = world(Tenant::new(), by_password("right"));
    for user in ["101", "102", "103", "104"] {
        world.load(user, Priority::Detail);
    }
    let sign_in = world.sign_in().await;
    assert!(matches!(sign_in.standing, Standing::In(Some(_))));
    assert_eq!(sign_in.login_id.as_deref(), Some("asha"));
    assert_eq!(sign_in.password_days, Some(5));
    assert!(sign_in.renews && sign_in.expires_at.is_some());
    for _ in 0..4 {
        world
            .until(|event| matches!(event, Event::UserLoaded { .. }).then_some(()))
            .await;
    }
    assert_eq!(door.asked(), ["login"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_password_is_counted_and_never_sent_again_by_itself() {
    let (mut world, door) = world(Tenant::new(), by_password("wrong"));
    for _ in 0..3 {
        let failure = world.read("101").await.unwrap_err();
        assert_eq!(failure.cause, Cause::SignedOut);
    }
    assert_eq!(door.asked(), ["login"], "once, for three reads");
    // The person tries, and fails, and then succeeds.
    world.send(typed("also wrong"));
    let failure = world.sign_in_failed().await;
    assert!(
        failure.text.contains("failed logins so far: 2"),
        "{}",
        failure.text
    );
    world.send(typed("right"));
    world
        .until(|event| match event {
            Event::SignInChanged(sign_in) if !sign_in.is_needed() => Some(()),
            _ => None,
        })
        .await;
    assert_eq!(world.read("101").await, Ok(()));
    assert_eq!(door.asked(), ["login", "login", "login"]);
    let told = world.events.iter().filter_map(|event| match event {
        Event::SignInChanged(sign_in) => Some((sign_in.failed, sign_in.not_before)),
        _ => None,
    });
    // Told in Indian time, by the server.
    let until = "2026-12-31T18:29:59Z".parse().ok();
    let told: Vec<_> = told.collect();
    assert_eq!(told, [(1, until), (2, until), (0, None)]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_and_when_it_dies_early() {
    let (mut world, door) = world(Tenant::new(), by_password("right"));
    assert_eq!(world.read("101").await, Ok(()));
    tokio::time::sleep(Duration::from_secs(3_000 + 1)).await;
    assert_eq!(door.asked(), ["login", "refresh"], "at 5/6 of an hour");
    // Dies without a word, in both ways in which servers say so.
    let expired = r#"{"success":false,"message":"Token has expired"}"#;
    for says in [(401, "{}"), (200, expired)] {
        door.lock().says = says;
        door.expire();
        assert_eq!(world.read("102").await, Ok(()), "{says:?}");
    }
    assert_eq!(door.asked(), ["login", "refresh", "refresh", "refresh"]);
    let (path, signature) = door.lock().signing.last().cloned().unwrap();
    assert_eq!(path, "/auth/refresh");
    assert_eq!(signature, Signature::Bearer(Secret::new("token-3")));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_finds_nobody_is_tried_again_later() {
    let (mut world, door) = world(Tenant::new(), by_password("right"));
    assert_eq!(world.read("101").await, Ok(()));
    door.lock().cuts = 1;
    tokio::time::sleep(Duration::from_secs(3_000 + 31)).await;
    assert_eq!(door.asked(), ["login", "refresh", "refresh"]);
    assert_eq!(world.read("101").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_static_token_that_is_refused_is_over_and_costs_no_further_request() {
    let token = Credentials::Token(Secret::new("from the portal"));
    let (mut world, door) = world(Tenant::new(), token);
    assert_eq!(world.read("101").await.unwrap_err().cause, Cause::SignedOut);
    let sign_in = world.sign_in().await;
    assert!(matches!(sign_in.standing, Standing::Lost { .. }));
    for _ in 0..5 {
        assert_eq!(world.read("102").await.unwrap_err().cause, Cause::SignedOut);
    }
    let sent = world.events.iter();
    let sent = sent.filter(|event| matches!(event, Event::RequestLogged(_)));
    assert_eq!(sent.count(), 1);
    assert!(door.asked().is_empty(), "a static token is not renewed");
    // The same once more, because the person says so; then another one.
    world.send(ApiCommand::TryAgain);
    assert_eq!(world.read("102").await.unwrap_err().cause, Cause::SignedOut);
    door.lock().tokens.insert("another".to_owned());
    world.send(ApiCommand::UseToken(Secret::new("another")));
    assert_eq!(world.read("102").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn where_nothing_can_be_renewed_the_password_of_the_configuration_is_used_again() {
    let (mut world, door) = world(Tenant::new(), by_password("right"));
    door.lock().renews = false;
    for _ in 0..2 {
        assert_eq!(world.read("101").await, Ok(()));
        door.expire();
    }
    assert_eq!(world.read("101").await, Ok(()));
    let pattern = ["login", "refresh", "login", "refresh", "login"];
    assert_eq!(door.asked(), pattern);
    // Once it is refused it is not used any more.
    door.lock().password = "changed";
    door.expire();
    assert_eq!(world.read("101").await.unwrap_err().cause, Cause::SignedOut);
    assert_eq!(world.read("101").await.unwrap_err().cause, Cause::SignedOut);
    assert_eq!(door.asked().len(), pattern.len() + 2);
}

#[tokio::test(start_paused = true)]
async fn basic_credentials_go_with_every_request_and_nothing_is_exchanged() {
    let basic = |password| Credentials::Basic {
        username: "asha".to_owned(),
        password: Secret::new(password),
    };
    let (mut good, door) = world(Tenant::new(), basic("right"));
    assert_eq!(good.read("101").await, Ok(()));
    assert!(door.asked().is_empty());
    let (mut bad, door) = world(Tenant::new(), basic("wrong"));
    assert_eq!(bad.read("101").await.unwrap_err().cause, Cause::SignedOut);
    assert!(bad.sign_in().await.is_needed());
    assert!(door.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_dies_within_a_job_is_renewed_and_the_job_goes_on() {
    let (mut world, door) = world(Tenant::of(60), by_password("right"));
    let edits = world.locks(60);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    door.expire();
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), 60, "{tally:?}");
    assert_eq!(door.asked(), ["login", "refresh"]);
    let halted = world.stages();
    assert!(
        !halted
            .iter()
            .any(|stage| matches!(stage, JobStage::Paused(_))),
        "{halted:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_whose_token_cannot_be_renewed_waits_for_the_person_and_goes_on() {
    let (mut world, door) = world(
        Tenant::of(60),
        Credentials::Token(Secret::new("from the portal")),
    );
    door.lock().tokens.insert("from the portal".to_owned());
    let edits = world.locks(60);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    door.expire();
    assert_eq!(world.halt().await, Halt::SignedOut);
    world.send(typed("right"));
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), 60, "{tally:?}");
    assert_eq!(door.asked(), ["login"]);
    let patches: usize = world.ends().values().map(|end| end.attempts.len()).sum();
    assert_eq!(
        patches,
        world.tenant.count("PATCH") + refused_patches(&world)
    );
}

/// PATCHes that came no further than the door.
fn refused_patches(world: &World) -> usize {
    let lines = world.events.iter().filter(|event| match event {
        Event::RequestLogged(line) => line.method == "PATCH" && line.status == Some(401),
        _ => false,
    });
    lines.count()
}

#[tokio::test(start_paused = true)]
async fn a_paused_job_stays_paused_when_somebody_signs_in() {
    let (mut world, _door) = world(Tenant::of(40), by_password("right"));
    let edits = world.locks(40);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    world.send(ApiCommand::Pause(job));
    assert_eq!(world.halt().await, Halt::Asked);
    world.send(typed("right"));
    world.sign_in().await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(matches!(
        world.stages().last(),
        Some(JobStage::Paused(Halt::Asked))
    ));
}

#[tokio::test(start_paused = true)]
async fn an_edit_whose_token_dies_between_its_read_and_its_write_is_written_with_the_next() {
    let (mut world, door) = world(Tenant::new(), by_password("right"));
    assert_eq!(world.read("101").await, Ok(()));
    world.tenant.lock().latency = Duration::from_secs(2);
    let edit = world.edit("101", vec![rename("Asha Pillai", "Asha P")]);
    let id = edit.id;
    world.begin(vec![edit]);
    world
        .until(|event| match event {
            Event::EditMoved { stage, .. } => {
                matches!(stage, rosterm::protocol::Stage::PreFlight).then_some(())
            }
            _ => None,
        })
        .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    door.expire();
    let settled = world.settled(id).await;
    assert_eq!(settled.outcome, Outcome::Verified, "{}", settled.detail);
    assert_eq!(world.tenant.get("101", "name"), "Asha P");
    assert_eq!(world.tenant.count("PATCH"), 1);
}

#[tokio::test(start_paused = true)]
async fn new_tokens_that_are_refused_at_once_are_not_renewed_for_ever() {
    let (mut world, door) = world(Tenant::of(60), by_password("right"));
    let edits = world.locks(60);
    let job = world.begin(edits);
    world.stage(JobStage::Rest).await;
    door.lock().gives_dead = true;
    door.expire();
    assert_eq!(world.halt().await, Halt::SignedOut);
    world
        .until(|event| match event {
            Event::SignInChanged(sign_in) => sign_in.is_needed().then_some(()),
            _ => None,
        })
        .await;
    let minute = Duration::from_secs(60);
    let _ = tokio::time::timeout(minute, world.until(|_| None::<()>)).await;
    let asked = door.asked().len();
    assert!(asked <= 6, "{:?}", door.asked());
    let logins = door.asked().iter().filter(|path| *path == "login").count();
    assert_eq!(logins, 1, "the password is not spent on it");
    // Nothing of it is under way while it waits.
    let mut moving = std::collections::BTreeMap::new();
    for event in &world.events {
        match event {
            Event::EditMoved { edit, stage } => drop(moving.insert(*edit, *stage)),
            Event::EditSettled(settled) => drop(moving.remove(&settled.edit)),
            _ => {}
        }
    }
    let waiting = rosterm::protocol::Stage::Waiting;
    assert!(moving.values().all(|stage| *stage == waiting), "{moving:?}");
    door.lock().gives_dead = false;
    world.send(typed("right"));
    let tally = world.job_end(job).await;
    assert_eq!(tally.of(Outcome::Verified), 60, "{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn signing_out_tells_the_server_and_forgets_the_token_everywhere() {
    let kept: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
    let seen = Arc::clone(&kept);
    let keeper = Keeper(Arc::new(move |token: Option<&Secret>| {
        let token = token.map(|token| token.expose().to_owned());
        seen.lock().unwrap().push(token);
    }));
    let (mut world, door) = world_with(
        Tenant::new(),
        Settings {
            credentials: by_password("right"),
            keeper: Some(keeper),
            ..quick()
        },
    );
    assert_eq!(world.read("101").await, Ok(()));
    world.send(ApiCommand::SignOut);
    world
        .until(|event| match event {
            Event::SignInChanged(sign_in) => (sign_in.standing == Standing::Out).then_some(()),
            _ => None,
        })
        .await;
    assert_eq!(world.read("101").await.unwrap_err().cause, Cause::SignedOut);
    assert_eq!(door.asked(), ["login", "logout"]);
    assert_eq!(*kept.lock().unwrap(), [Some("token-1".to_owned()), None]);
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_told_to_the_screen() {
    let (mut world, door) = world(Tenant::new(), by_password("wrong"));
    let _ = world.read("101").await;
    world.send(typed("right"));
    world
        .until(|event| match event {
            Event::SignInChanged(sign_in) if !sign_in.is_needed() => Some(()),
            _ => None,
        })
        .await;
    assert_eq!(world.read("101").await, Ok(()));
    door.lock().renews = false;
    door.expire();
    let _ = world.read("101").await;
    let (_, _, events) = world.close().await;
    let told = format!("{events:?}");
    for secret in ["wrong", "right", "token-1"] {
        assert!(!told.contains(secret), "{secret}");
    }
}
