//! One edit: a table of what goes wrong on the wire, and what is said about it.

use rosterm::domain::{Delta, Field, Outcome, Secret, Value};
use rosterm::protocol::{Event, ReadOnly, Stage, Writes};
use serde_json::json;

use crate::tenant::Fault::{self, *};
use crate::world::{World, lock, quick, rename, text};

struct Case {
    name: &'static str,
    script: &'static [Fault],
    change: Vec<Delta>,
    outcome: Outcome,
    detail: &'static str,
    /// Requests and, of these, PATCHes.
    requests: (u32, usize),
    /// Seconds it takes, at least.
    seconds: u64,
    is_open: bool,
}

impl Case {
    fn new(name: &'static str, script: &'static [Fault], outcome: Outcome) -> Self {
        let requests = (3, 1);
        Self {
            name,
            script,
            change: lock(),
            outcome,
            detail: "",
            requests,
            seconds: 0,
            is_open: false,
        }
    }
    fn of(self, change: Vec<Delta>) -> Self {
        Self { change, ..self }
    }
    fn says(self, detail: &'static str) -> Self {
        Self { detail, ..self }
    }
    fn costs(self, requests: u32, patches: usize) -> Self {
        Self {
            requests: (requests, patches),
            ..self
        }
    }
    fn takes(self, seconds: u64) -> Self {
        Self { seconds, ..self }
    }
    fn open(self) -> Self {
        Self {
            is_open: true,
            ..self
        }
    }
}

fn password() -> Delta {
    Delta::new(
        Field::Password,
        None,
        Value::Secret(Secret::new("correct horse")),
    )
}

fn cases() -> Vec<Case> {
    use Outcome::*;
    let two = || vec![rename("Asha Pillai", "Asha Iyer"), lock().remove(0)];
    let name = || vec![rename("Asha Pillai", "Asha Iyer")];
    vec![
        Case::new("all goes well", &[], Verified),
        Case::new("already so", &[], Unchanged)
            .of(vec![Delta::new(
                Field::BlockWebLogin,
                Some(Value::Flag(true)),
                Value::Flag(false),
            )])
            .costs(1, 0),
        Case::new(
            "somebody renamed it since",
            &[First("name", "Anu")],
            Conflict,
        )
        .of(name())
        .says("You saw Asha Pillai, now Anu, you want Asha Iyer")
        .costs(1, 0),
        Case::new("one of two moved", &[First("name", "Anu")], Conflict)
            .of(two())
            .says("You saw Asha Pillai, now Anu, you want Asha Iyer")
            .costs(1, 0),
        Case::new(
            "one of two is so already",
            &[First("name", "Asha Iyer")],
            Verified,
        )
        .of(two()),
        Case::new("no state was known", &[], Verified).of(vec![Delta::new(
            Field::BlockWebLogin,
            None,
            Value::Flag(true),
        )]),
        // before sending
        Case::new(
            "pre-flight fails three times",
            &[Reset, TimedOut, Reset],
            NotSent,
        )
        .says("check the connection")
        .costs(3, 0),
        Case::new("pre-flight fails twice", &[Reset, Says(502, "")], Verified).costs(5, 1),
        Case::new("wrong record", &[WrongRecord], NotSent)
            .says("wrong record")
            .costs(1, 0),
        Case::new("no such user", &[Says(404, "{}")], NotSent)
            .says("no such user")
            .costs(1, 0),
        Case::new("signed out before", &[Says(401, "{}")], NotSent)
            .says("sign in again")
            .costs(1, 0),
        Case::new("nothing can be set to null", &[], NotSent)
            .of(vec![Delta::new(Field::Name, None, Value::Null)])
            .says("no way to set name")
            .costs(0, 0),
        Case::new("nothing to do", &[], Unchanged)
            .of(Vec::new())
            .costs(0, 0),
        // sending
        Case::new("not connected once", &[Fine, NeverSent], Verified).costs(5, 2),
        Case::new(
            "never connected",
            &[
                Fine, NeverSent, Fine, NeverSent, Fine, NeverSent, Fine, NeverSent,
            ],
            NotSent,
        )
        .says("no connection to example.org")
        .costs(8, 4),
        Case::new(
            "somebody moved it while not connected",
            &[Fine, NeverSent, First("name", "Anu")],
            Conflict,
        )
        .of(name())
        .costs(3, 1),
        Case::new(
            "somebody else did it while not connected",
            &[Fine, NeverSent, First("name", "Asha Iyer")],
            Unchanged,
        )
        .of(name())
        .costs(3, 1),
        Case::new("slow down", &[Fine, SlowDown(Some("7"))], Verified)
            .costs(5, 2)
            .takes(7),
        Case::new(
            "slow down, then a conflict",
            &[Fine, SlowDown(Some("7")), First("name", "Anu")],
            Conflict,
        )
        .of(name())
        .costs(3, 1),
        Case::new(
            "slow down, and done all the same",
            &[Fine, SlowDown(Some("7")), First("name", "Asha Iyer")],
            Verified,
        )
        .of(name())
        .says("already so when read again")
        .costs(3, 1),
        Case::new(
            "slow down for ever",
            &[
                Fine,
                SlowDown(Some("1")),
                Fine,
                SlowDown(Some("1")),
                Fine,
                SlowDown(Some("1")),
                Fine,
                SlowDown(Some("1")),
            ],
            Refused,
        )
        .says("429 \"slow down, said 4 times\"")
        .costs(9, 4),
        Case::new(
            "signed out",
            &[Fine, Says(401, "{\"message\":\"Unauthorized\"}")],
            NotSent,
        )
        .says("signed out (\"Unauthorized\"); sign in again")
        .costs(2, 1),
        Case::new(
            "signed out with a 200",
            &[
                Fine,
                Says(200, "{\"success\":false,\"message\":\"Token has expired\"}"),
            ],
            NotSent,
        )
        .says("signed out")
        .costs(2, 1),
        // a no
        Case::new(
            "refused",
            &[Fine, Says(400, "{\"message\":\"Invalid login\"}")],
            Refused,
        )
        .says("400 \"Invalid login\""),
        Case::new(
            "refused with a 200",
            &[
                Fine,
                Says(200, "{\"success\":\"False\",\"message\":\"Not now\"}"),
            ],
            Refused,
        )
        .says("200 \"Not now\""),
        Case::new(
            "refused and yet done",
            &[
                Fine,
                SaysButDoes(400, "{\"success\":true,\"message\":\"Hm\"}"),
            ],
            Verified,
        )
        .says("although the answer was 400 \"Hm\""),
        Case::new(
            "refused, cannot be read back",
            &[Fine, Says(422, "{\"message\":\"No\"}"), Reset, Reset, Reset],
            Refused,
        )
        .says("reading back failed")
        .costs(5, 1)
        .open(),
        // a yes
        Case::new(
            "a yes that comes true after three seconds",
            &[Fine, SlowYes(3)],
            Verified,
        )
        .costs(5, 1)
        .takes(5),
        Case::new("a lie", &[Fine, Liar], NotApplied)
            .says("the server said yes")
            .costs(6, 1)
            .takes(15)
            .open(),
        Case::new(
            "a lie, and the last look fails",
            &[Fine, Liar, Fine, Fine, Fine, Reset, Reset, Reset],
            Accepted,
        )
        .costs(8, 1)
        .takes(15)
        .open(),
        Case::new("half of it", &[Fine, Half], Partial).of(two()),
        Case::new("a third value", &[Fine, Then("name", "Anu")], Superseded)
            .of(name())
            .says("name Anu"),
        Case::new(
            "a yes that cannot be read back",
            &[Fine, Fine, Reset, Reset, Reset],
            Accepted,
        )
        .says("reading back failed")
        .costs(5, 1)
        .open(),
        Case::new("stored in another spelling", &[], Verified)
            .of(vec![Delta::new(
                Field::Number,
                Some(text("+9190000101")),
                text("+91 22222 33333"),
            )])
            .says("number stored as \"+912222233333\""),
        // no word at all
        Case::new("the answer is lost", &[Fine, AnswerLost], Verified),
        Case::new("done late", &[Fine, DoneLate(45)], Verified)
            .costs(4, 1)
            .takes(60),
        Case::new("broken off, sent again", &[Fine, Reset], Verified)
            .costs(6, 2)
            .takes(60),
        Case::new(
            "broken off twice",
            &[Fine, Reset, Fine, Fine, Reset],
            NotApplied,
        )
        .says("the connection broke off")
        .costs(7, 2)
        .takes(120)
        .open(),
        Case::new(
            "time-out, then a third value",
            &[Fine, TimedOut, Fine, First("name", "Anu")],
            Superseded,
        )
        .of(name())
        .says("name Anu")
        .costs(4, 1)
        .takes(60),
        Case::new(
            "500, sent again",
            &[Fine, Says(500, "{\"message\":\"oops\"}")],
            Verified,
        )
        .costs(6, 2),
        Case::new("408", &[Fine, Says(408, "")], Verified).costs(6, 2),
        Case::new("500 but done", &[Fine, SaysButDoes(503, "")], Verified),
        Case::new(
            "a short body, done",
            &[Fine, SaysButDoes(200, "{\"succe")],
            Verified,
        ),
        Case::new(
            "a page of HTML",
            &[Fine, Says(200, "<html>Welcome</html>")],
            Verified,
        )
        .costs(6, 2),
        Case::new("an empty 200", &[Fine, Says(200, "")], Verified).costs(6, 2),
        Case::new(
            "a redirect, twice",
            &[Fine, Redirect, Fine, Fine, Redirect],
            NotApplied,
        )
        .says("https://elsewhere.example.org/")
        .costs(7, 2)
        .open(),
        Case::new(
            "nobody knows",
            &[Fine, TimedOut, Reset, Reset, Reset],
            Unknown,
        )
        .says("reading back failed")
        .costs(5, 1)
        .open(),
        Case::new(
            "nobody knows after the quiet minute",
            &[Fine, TimedOut, Fine, Reset, Reset, Reset],
            Unknown,
        )
        .costs(6, 1)
        .takes(60)
        .open(),
        Case::new(
            "sent again, and refused then",
            &[Fine, Reset, Fine, Fine, Says(400, "{\"message\":\"No\"}")],
            Refused,
        )
        .costs(6, 2)
        .takes(60),
        // what cannot be read back
        Case::new("a password", &[], Accepted)
            .of(vec![password()])
            .costs(2, 1),
        Case::new(
            "a password, refused",
            &[Fine, Says(400, "{\"message\":\"Too short\"}")],
            Refused,
        )
        .of(vec![password()])
        .says("400 \"Too short\"")
        .costs(2, 1),
        Case::new("a password, no answer", &[Fine, TimedOut], Unknown)
            .of(vec![password()])
            .costs(2, 1)
            .open(),
        Case::new("a password and a name", &[], Accepted).of(vec![password(), name().remove(0)]),
        Case::new(
            "a password and a name, no answer, name not changed",
            &[Fine, Reset],
            Unknown,
        )
        .of(vec![password(), name().remove(0)])
        .says("password cannot be read back")
        .costs(4, 1)
        .takes(60)
        .open(),
    ]
}

#[tokio::test(start_paused = true)]
async fn faults_and_outcomes() {
    for case in cases() {
        let mut world = World::new();
        world.tenant.script(case.script);
        let edit = world.edit("101", case.change);
        let settled = world.run(edit).await;
        let name = case.name;
        assert_eq!(settled.outcome, case.outcome, "{name}: {}", settled.detail);
        assert!(
            settled.detail.contains(case.detail),
            "{name}: {:?}",
            settled.detail
        );
        let patches = world.tenant.count("PATCH");
        // Two more PATCHes than the server saw never left.
        let never_left = case
            .script
            .iter()
            .filter(|fault| matches!(fault, NeverSent))
            .count();
        assert_eq!(
            (settled.requests, patches + never_left),
            case.requests,
            "{name}"
        );
        assert_eq!(settled.attempts.len(), case.requests.1, "{name}");
        assert!(
            world.elapsed().as_secs() >= case.seconds,
            "{name}: {:?}",
            world.elapsed()
        );
        assert_eq!(settled.is_open(), case.is_open, "{name}");
        if settled.outcome == Outcome::Verified {
            assert!(settled.read_back, "{name}");
            assert!(!settled.sentence("14:03:22").is_empty());
        }
    }
}

#[test]
fn every_outcome_but_withdrawn_stands_in_the_table() {
    let cases = cases();
    for outcome in Outcome::ALL {
        let stands = cases.iter().any(|case| case.outcome == outcome);
        assert_eq!(stands, outcome != Outcome::Withdrawn, "{outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_fields_that_need_it_are_sent() {
    let mut world = World::new();
    let deltas = vec![
        rename("Asha Pillai", "Asha Pillai"),
        Delta::new(
            Field::InternationalOutbound,
            Some(Value::Flag(false)),
            Value::Flag(true),
        ),
    ];
    let edit = world.edit("101", deltas);
    let settled = world.run(edit).await;
    assert_eq!(settled.outcome, Outcome::Verified);
    assert_eq!(
        world.tenant.bodies(),
        [json!({ "international_outbound": true })]
    );
    assert_eq!(settled.fields[1].before, Some(Value::Flag(false)));
    assert_eq!(settled.fields[1].now, Some(Value::Flag(true)));
}

#[tokio::test(start_paused = true)]
async fn mine_is_sent_over_a_conflict() {
    let mut world = World::new();
    world.tenant.set("101", "name", json!("Anu"));
    let mut edit = world.edit("101", vec![rename("Asha Pillai", "Asha Iyer")]);
    edit.force = true;
    let settled = world.run(edit).await;
    assert_eq!(settled.outcome, Outcome::Verified);
    assert_eq!(world.tenant.get("101", "name"), "Asha Iyer");
}

#[tokio::test(start_paused = true)]
async fn a_recycled_record_is_a_conflict_even_by_force() {
    for (name, login, expected) in [
        ("Somebody Else", "login999", Outcome::Conflict),
        ("Asha P.", "login101", Outcome::Verified),
        ("Asha Pillai", "login999", Outcome::Verified),
    ] {
        let mut world = World::new();
        world.tenant.set("101", "name", json!(name));
        world.tenant.set("101", "login_id", json!(login));
        let mut edit = world.edit("101", lock());
        edit.identity.name = Some("Asha Pillai".into());
        edit.identity.login_id = Some("login101".into());
        edit.force = true;
        let settled = world.run(edit).await;
        assert_eq!(
            settled.outcome, expected,
            "{name} {login}: {}",
            settled.detail
        );
        if expected == Outcome::Conflict {
            assert!(
                settled
                    .detail
                    .contains("somebody else now: \"Somebody Else\"")
            );
        } else if name == "Asha P." {
            assert_eq!(settled.detail, "the name is now \"Asha P.\"");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_others_changed_meanwhile_is_mentioned() {
    let mut world = World::new();
    world
        .tenant
        .script(&[Fine, Then("email", "new@example.org")]);
    let edit = world.edit("101", lock());
    let settled = world.run(edit).await;
    assert_eq!(
        (settled.outcome, &*settled.detail),
        (Outcome::Verified, "changed meanwhile: email")
    );
}

#[tokio::test(start_paused = true)]
async fn the_stages_are_told_in_order_and_reads_before_the_end() {
    let mut world = World::new();
    world.tenant.script(&[Fine, Liar, Fine, Fine, Fine, Fine]);
    let edit = world.edit("101", lock());
    world.run(edit).await;
    let words: Vec<&str> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::EditMoved { stage, .. } => Some(match stage {
                Stage::Waiting => "waiting",
                Stage::PreFlight => "pre-flight",
                Stage::Sending => "sending",
                Stage::ReadingBack => "reading back",
                Stage::LookingAgain { .. } => "looking again",
                Stage::Quiet { .. } => "quiet",
                Stage::Throttled { .. } => "throttled",
            }),
            Event::UserLoaded { .. } => Some("user"),
            Event::EditSettled(_) => Some("settled"),
            _ => None,
        })
        .collect();
    let expected = [
        "waiting",
        "pre-flight",
        "user",
        "sending",
        "reading back",
        "user",
        "looking again",
        "user",
        "looking again",
        "user",
        "looking again",
        "user",
        "settled",
    ];
    assert_eq!(words, expected);
}

#[tokio::test(start_paused = true)]
async fn without_a_journal_nothing_is_sent_and_writes_are_off() {
    for capacity in 0..2 {
        let mut world = World::with(rosterm::api::actor::Settings {
            journal_capacity: capacity,
            ..quick()
        });
        let edit = world.edit("101", lock());
        let settled = world.run(edit).await;
        assert_eq!(settled.outcome, Outcome::NotSent, "capacity {capacity}");
        assert!(settled.detail.contains("journal"), "{}", settled.detail);
        let off = Event::WritesChanged(Writes::Forbidden(ReadOnly::JournalFailed));
        assert!(world.events.contains(&off));
        // Nor later, whatever is asked.
        world.send(rosterm::protocol::ApiCommand::SetWrites(Writes::Allowed));
        let edit = world.edit("102", lock());
        assert_eq!(world.run(edit).await.outcome, Outcome::NotSent);
        assert_eq!(world.tenant.count("PATCH"), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn secrets_reach_the_wire_and_nothing_else() {
    let mut world = World::new();
    let edit = world.edit("101", vec![password()]);
    world.run(edit).await;
    let (tenant, journal, events) = world.close().await;
    assert_eq!(tenant.bodies(), [json!({ "password": "correct horse" })]);
    let journal = format!("{:?}", journal.records());
    assert!(
        journal.contains("Password") && !journal.contains("***"),
        "{journal}"
    );
    assert!(!format!("{events:?}{journal}").contains("horse"));
}
