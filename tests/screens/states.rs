//! Every state of the screen by its name, brought about by keys and events.
//!
//! Invariant: a view that the program has and this list has not is a hole in every test of the
//! screen, for the snapshots and all that must hold everywhere walk this one list.

use std::time::Duration;

use jiff::SignedDuration;
use rosterm::domain::{Outcome, Page};
use rosterm::protocol::{BudgetState, Cause, Event, ReadOnly, Stage as Step, Writes};

use crate::people::{self, Person};
use crate::scene::{Setup, Stage, budget, failure, id, noon};

/// Sizes at which a state is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sizes {
    /// Wide, usual, narrow.
    Three,
    /// The same and the smallest of all.
    Four,
    /// Wide alone: what a narrower screen shows of it is another state already.
    Wide,
}

impl Sizes {
    pub(crate) fn each(self) -> &'static [(u16, u16)] {
        match self {
            Self::Three => &[(120, 36), (80, 24), (60, 20)],
            Self::Four => &[(120, 36), (80, 24), (60, 20), (40, 10)],
            Self::Wide => &[(120, 36)],
        }
    }
}

/// A state: its name, where it is worth looking at, and the way to it.
pub(crate) type State = (&'static str, Sizes, fn(Setup) -> Stage);

/// All of them.
#[rustfmt::skip]
pub(crate) const STATES: &[State] = &[
    ("loading", Sizes::Four, loading),
    ("list", Sizes::Four, Setup::loaded),
    ("find", Sizes::Four, |setup| with(setup.loaded(), "/ha")),
    ("found", Sizes::Three, |setup| with(setup.loaded(), "/ha<Enter>n")),
    ("no_match", Sizes::Three, |setup| with(setup.loaded(), "/zed<Enter>")),
    ("empty", Sizes::Three, empty),
    ("nobody", Sizes::Three, nobody),
    ("end", Sizes::Three, end),
    ("next_page", Sizes::Three, next_page),
    ("rest", Sizes::Three, rest),
    ("page_failed", Sizes::Four, page_failed),
    ("first_page_failed", Sizes::Four, first_page_failed),
    ("stopped", Sizes::Three, |setup| with(setup.start(), "<ctrl-c>")),
    ("cursor_warning", Sizes::Three, cursor_warning),
    ("signs", Sizes::Four, signs),
    ("unknown", Sizes::Four, |setup| settled(setup, Outcome::Unknown, "no answer within 15 s")),
    ("refused", Sizes::Four, |setup| settled(setup, Outcome::Refused, "the server says \"login_id missing\" (400)")),
    ("throttled", Sizes::Three, throttled),
    ("worker_stopped", Sizes::Three, worker_stopped),
    ("read_only", Sizes::Three, |mut setup| { setup.writes = Writes::Forbidden(ReadOnly::Asked); with(setup.loaded(), "w") }),
    ("write_until", Sizes::Three, write_until),
    ("demo", Sizes::Three, |mut setup| { setup.profile.demo = true; setup.profile.name = "demo".to_owned(); setup.loaded() }),
    ("production", Sizes::Three, |mut setup| { setup.profile.production = true; setup.loaded() }),
    ("detail", Sizes::Four, detail),
    ("detail_beside", Sizes::Wide, |setup| { let mut stage = setup.loaded(); with_answer(&mut stage, "jjjjp"); stage }),
    ("detail_reading", Sizes::Three, |setup| with(setup.loaded(), "jjjj<Enter>")),
    ("detail_failed", Sizes::Four, detail_failed),
    ("detail_pending", Sizes::Three, |setup| with(detail(setup), "w")),
    ("detail_history", Sizes::Three, detail_history),
    ("raw", Sizes::Three, |setup| with(detail(setup), "J")),
    ("form", Sizes::Four, form),
    ("form_problem", Sizes::Four, form_problem),
    ("form_reading", Sizes::Wide, |setup| with(setup.loaded(), "e")),
    ("form_flags", Sizes::Three, |setup| with(form(setup), "<tab><tab><tab><tab><tab><tab><space><tab><tab><space>")),
    ("form_blind", Sizes::Three, |setup| with(form(setup), "<shift-tab><shift-tab>98, 99<tab>")),
    ("form_roles", Sizes::Three, |setup| with(form(setup), "<tab><tab><tab><tab><tab><tab><tab><Enter>sup")),
    ("draft", Sizes::Three, |setup| with(form_changed(setup), "<esc>")),
    ("review", Sizes::Four, review),
    ("review_reading", Sizes::Wide, |setup| with(form_changed(setup), "<ctrl-s>")),
    ("review_failed", Sizes::Three, review_failed),
    ("review_privilege", Sizes::Four, review_privilege),
    ("review_password", Sizes::Three, review_password),
    ("review_body", Sizes::Three, |setup| with(review(setup), "J")),
    ("conflict", Sizes::Four, conflict),
    ("roles", Sizes::Four, |setup| with(setup.loaded(), "jjjjr")),
    ("roles_typed", Sizes::Three, |setup| with(setup.loaded(), "jjjjr55001")),
    ("roles_none", Sizes::Three, |setup| with(setup.loaded(), "jjjjrqqq")),
    ("toggles", Sizes::Four, |setup| with(setup.loaded(), "jjjjt")),
    ("copy", Sizes::Four, |setup| { let mut stage = setup.loaded(); with_answer(&mut stage, "jjjjp"); with(stage, "y") }),
    ("filters", Sizes::Four, |setup| with(setup.loaded(), "f<space>jjj<space><space>")),
    ("filtered", Sizes::Three, filtered),
    ("help", Sizes::Four, |setup| with(setup.loaded(), "?")),
    ("help_found", Sizes::Three, |setup| with(setup.loaded(), "?web")),
    ("palette", Sizes::Four, |mut setup| { setup.writes = Writes::Forbidden(ReadOnly::Asked); with(setup.loaded(), "<ctrl-p>") }),
    ("actions", Sizes::Three, |setup| with(setup.loaded(), "jjjjjjjjjx")),
    ("messages", Sizes::Three, |setup| with(settled(setup, Outcome::Refused, "the server says \"no\" (400)"), "!")),
    ("no_requests", Sizes::Three, |setup| with(setup.loaded(), "@")),
    ("requests", Sizes::Three, requests),
    ("command", Sizes::Four, |setup| with(setup.loaded(), ":")),
    ("command_typed", Sizes::Three, |setup| with(setup.loaded(), ":filter web")),
    ("busy", Sizes::Four, busy),
    ("either", Sizes::Four, either),
    ("protected", Sizes::Four, protected),
    ("quit", Sizes::Four, quit),
    ("sending", Sizes::Four, |setup| sending(setup, Step::Sending)),
    ("quiet", Sizes::Three, |setup| sending(setup, Step::Quiet { until: later(60) })),
    ("hostile", Sizes::Three, |mut setup| { setup.people = people::hostile(); setup.loaded() }),
    ("hostile_detail", Sizes::Three, |mut setup| { setup.people = people::hostile(); detail(setup) }),
    ("scripts", Sizes::Four, |mut setup| { setup.people = people::scripts(); setup.loaded() }),
];

/// The state of that name.
pub(crate) fn state(name: &str, setup: Setup) -> Stage {
    let found = STATES.iter().find(|(known, ..)| *known == name);
    let (_, _, bring_about) = found.expect("a state of that name");
    bring_about(setup)
}

fn with(mut stage: Stage, script: &str) -> Stage {
    stage.keys(script);
    stage
}

fn with_answer(stage: &mut Stage, script: &str) {
    stage.keys(script).answer();
}

fn later(seconds: i64) -> jiff::Timestamp {
    noon()
        .checked_add(SignedDuration::from_secs(seconds))
        .expect("a near time")
}

fn loading(setup: Setup) -> Stage {
    let mut stage = setup.start();
    stage.wait(Duration::from_secs(2));
    stage
}

fn empty(mut setup: Setup) -> Stage {
    setup.people.clear();
    let mut stage = setup.loaded();
    with_answer(&mut stage, ":filter web-login=no extension=no<Enter>");
    stage
}

fn nobody(mut setup: Setup) -> Stage {
    setup.people.clear();
    setup.loaded()
}

fn end(mut setup: Setup) -> Stage {
    setup.people.truncate(8);
    setup.loaded()
}

/// The second page is on its way and there is no room below the rows to say so.
fn next_page(setup: Setup) -> Stage {
    let mut stage = many(setup);
    stage.keys("G");
    stage.wait(Duration::from_secs(3));
    stage
}

fn rest(setup: Setup) -> Stage {
    let mut stage = many(setup);
    stage.keys("L");
    stage.wait(Duration::from_secs(1));
    stage
}

/// A tenant of more than one page, of which the first is loaded.
fn many(mut setup: Setup) -> Stage {
    let more = (0..200).map(|index| Person::new(320_000 + 7 * index, "Meera Nair"));
    setup.people.extend(more);
    setup.page_size = 100;
    let mut stage = setup.start();
    let asked = stage.asked.remove(0);
    stage.asked.clear();
    stage.asked.push(asked);
    stage.answer();
    stage
}

fn page_failed(setup: Setup) -> Stage {
    let mut stage = next_page(setup);
    let failed = Event::PageFailed {
        listing: stage.listing(),
        after: None,
        failure: failure(
            Cause::Network,
            "Page 2 could not be read: no answer within 20 s",
        ),
    };
    stage.asked.clear();
    stage.hear(failed);
    stage
}

fn first_page_failed(setup: Setup) -> Stage {
    let mut stage = setup.start();
    let failed = Event::PageFailed {
        listing: stage.listing(),
        after: None,
        failure: failure(
            Cause::SignedOut,
            "The list could not be read: the token was refused (401). Put a new one into \
             ROSTERM_TOKEN and start again",
        ),
    };
    stage.hear(failed);
    stage
}

fn cursor_warning(setup: Setup) -> Stage {
    let mut stage = setup.start();
    let stamp = stage.stamp();
    let rows: Vec<_> = stage.people.iter().take(5).map(Person::row).collect();
    let page = Page {
        rows,
        skipped: 2,
        has_more: true,
        cursor: None,
    };
    let listing = stage.listing();
    stage.asked.clear();
    stage.hear(Event::PageLoaded {
        listing,
        after: None,
        stamp,
        page,
    });
    stage
}

/// One row for every sign: verified, failed, conflict, unknown, accepted, nothing to do, pending.
fn signs(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    let outcomes = [
        (Outcome::Verified, ""),
        (Outcome::Refused, "the server says \"no\" (400)"),
        (Outcome::Conflict, "Somebody set web login to LOCKED"),
        (Outcome::Unknown, "no answer within 15 s"),
        (Outcome::Accepted, "reading back failed"),
        (Outcome::Unchanged, ""),
    ];
    for (outcome, detail) in outcomes {
        stage.keys("w").answer().settle(outcome, detail).keys("j");
    }
    stage.keys("w").answer();
    let edit = stage.begun().id;
    stage.hear(Event::EditMoved {
        edit,
        stage: Step::ReadingBack,
    });
    stage
}

fn settled(setup: Setup, outcome: Outcome, detail: &str) -> Stage {
    let mut stage = setup.loaded();
    stage.keys("jjw").settle(outcome, detail);
    stage
}

fn throttled(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::BudgetChanged(BudgetState {
        paused_until: Some(later(4)),
        ..budget(1.0, 3)
    }));
    stage
}

fn worker_stopped(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::WorkerStopped {
        reason: "a task failed".to_owned(),
    });
    stage
}

fn write_until(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::WritesChanged(Writes::Until(later(1800))));
    stage
}

fn detail(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjj<Enter>");
    stage.wait(Duration::from_secs(3));
    stage
}

fn detail_failed(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.wait(Duration::from_secs(41));
    stage.keys("jjjj<Enter>");
    stage.hear(Event::UserFailed {
        id: id(314678),
        failure: failure(
            Cause::Network,
            "User 314678 could not be read: no answer within 20 s",
        ),
    });
    stage
}

fn detail_history(setup: Setup) -> Stage {
    let mut stage = detail(setup);
    stage
        .keys("w")
        .settle(Outcome::Verified, "")
        .keys("z")
        .settle(Outcome::Unknown, "no answer within 15 s");
    stage
}

fn form(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjje");
    stage
}

/// Another number, typed over the old one.
fn form_changed(setup: Setup) -> Stage {
    with(form(setup), "<tab><ctrl-u>+91 99999 00017")
}

fn form_problem(setup: Setup) -> Stage {
    with(
        form_changed(setup),
        "<tab><ctrl-u>ravi.v.example.in<tab><tab><tab>",
    )
}

fn review(setup: Setup) -> Stage {
    let mut stage = form_changed(setup);
    with_answer(&mut stage, "<tab><tab>Team lead<ctrl-s>");
    stage
}

fn review_failed(setup: Setup) -> Stage {
    let mut stage = form_changed(setup);
    stage.keys("<ctrl-s>");
    stage.hear(Event::UserFailed {
        id: id(314678),
        failure: failure(
            Cause::Network,
            "User 314678 could not be read: no answer within 20 s",
        ),
    });
    stage
}

fn review_privilege(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(
        &mut stage,
        "<tab><tab><tab><tab><tab><tab><tab><Enter>admin<Enter><ctrl-s>",
    );
    stage
}

fn review_password(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(
        &mut stage,
        "<tab><tab><tab><tab><tab>Secret-9-word<shift-tab><ctrl-s>",
    );
    stage
}

fn conflict(setup: Setup) -> Stage {
    let mut stage = form_changed(setup);
    stage.keys("<tab><tab>Team lead");
    stage.behind(314678, |person| {
        person.everywhere = Some("changed".to_owned());
    });
    with_answer(&mut stage, "<ctrl-s>");
    stage
}

fn filtered(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "f<space>jjj<space><space><Enter>");
    stage
}

fn requests(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.log("GET", "/v1/users?limit=20", 200, "page of 20, more follow");
    stage.log(
        "PATCH",
        "/v1/user/314678",
        200,
        "success=true  message=\"…\"",
    );
    stage.log("GET", "/v1/user/314678", 200, "read back");
    stage.log(
        "PATCH",
        "/v1/user/314702",
        400,
        "success=false  login_id: missing",
    );
    stage.log("GET", "/v1/user/314702", 0, "no answer within 20 s");
    stage.keys("@");
    stage
}

fn busy(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jb");
    stage
}

fn either(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjb");
    stage
}

/// The own login: locking it needs it typed.
fn protected(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "G");
    with_answer(&mut stage, "G");
    with_answer(&mut stage, "w");
    with(stage, "demo")
}

fn quit(setup: Setup) -> Stage {
    let mut stage = with(form_changed(setup), "<esc>j");
    with_answer(&mut stage, "w");
    with(stage, "kq")
}

fn sending(setup: Setup, step: Step) -> Stage {
    let mut stage = setup.loaded();
    stage.keys("jjw");
    let edit = stage.begun().id;
    stage.hear(Event::EditMoved { edit, stage: step });
    stage.wait(Duration::from_secs(2));
    stage
}
