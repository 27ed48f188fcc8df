//! The ways to the states: keys pressed, answers given, reports heard.

use std::time::Duration;

use jiff::SignedDuration;
use rosterm::app::Overlay;
use rosterm::app::keymap::Key;
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::recipe::{Recipe, Step as RecipeStep};
use rosterm::domain::{Edit, Field, JobId, Neighbours, Outcome, Page, Profile, Tally, Value, View};
use rosterm::protocol::{
    ApiCommand, BudgetState, Cause, Event, ReadOnly, SignIn, Stage as Step, Standing, Way, Writes,
};

use crate::people::Person;
use crate::scene::{Stage, failure, id};
use crate::setup::{Setup, budget, noon};

pub(crate) fn with(mut stage: Stage, script: &str) -> Stage {
    stage.keys(script);
    stage
}

pub(crate) fn with_answer(stage: &mut Stage, script: &str) {
    stage.keys(script).answer();
}

pub(crate) fn later(seconds: i64) -> jiff::Timestamp {
    noon()
        .checked_add(SignedDuration::from_secs(seconds))
        .expect("a near time")
}

pub(crate) fn loading(setup: Setup) -> Stage {
    let mut stage = setup.start();
    stage.wait(Duration::from_secs(2));
    stage
}

/// The help when two actions have keys of the person's own, searched for one.
pub(crate) fn help_own_keys(mut setup: Setup) -> Stage {
    for (action, keys) in [
        ("web-login", &[Key::Char('W'), Key::Ctrl('o')][..]),
        ("detail", &[Key::Char('o')]),
    ] {
        setup.keymap.bind(action, keys).expect("good keys");
    }
    with(setup.loaded(), "?web login")
}

/// A production profile, and two others.
pub(crate) fn production(mut setup: Setup) -> Setup {
    setup.profile.production = true;
    setup.writes = Writes::Forbidden(ReadOnly::Asked);
    let other = |name: &str, base_url: &str| Profile {
        name: name.to_owned(),
        base_url: base_url.to_owned(),
        ..Profile::default()
    };
    let demo = Profile {
        demo: true,
        ..other("demo", "")
    };
    let pune = other("pune", "https://pune.example.in/v1");
    setup.profiles = vec![setup.profile.clone(), pune, demo];
    setup
}

/// The same, while it may be written to.
pub(crate) fn production_unlocked(setup: Setup) -> Stage {
    let mut stage = production(setup).loaded();
    let until = noon() + SignedDuration::from_mins(30);
    stage.hear(Event::WritesChanged(Writes::Until(until)));
    stage
}

pub(crate) fn empty(mut setup: Setup) -> Stage {
    setup.people.clear();
    let mut stage = setup.loaded();
    with_answer(&mut stage, ":filter web-login=no extension=no<Enter>");
    stage
}

pub(crate) fn nobody(mut setup: Setup) -> Stage {
    setup.people.clear();
    setup.loaded()
}

pub(crate) fn end(mut setup: Setup) -> Stage {
    setup.people.truncate(8);
    setup.loaded()
}

/// The second page is on its way and there is no room below the rows to say so.
pub(crate) fn next_page(setup: Setup) -> Stage {
    let mut stage = many(setup);
    stage.keys("G");
    stage.wait(Duration::from_secs(3));
    stage
}

pub(crate) fn rest(setup: Setup) -> Stage {
    let mut stage = many(setup);
    stage.keys("L");
    stage.wait(Duration::from_secs(1));
    stage
}

/// A tenant of more than one page, of which the first is loaded.
pub(crate) fn many(mut setup: Setup) -> Stage {
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

pub(crate) fn page_failed(setup: Setup) -> Stage {
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

pub(crate) fn first_page_failed(setup: Setup) -> Stage {
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

pub(crate) fn cursor_warning(setup: Setup) -> Stage {
    let mut stage = setup.start();
    let stamp = stage.stamp();
    let rows: Vec<_> = stage.people.iter().take(5).map(Person::row).collect();
    let page = Page {
        rows,
        skipped: 2,
        has_more: true,
        cursor: None,
        ..Page::default()
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
pub(crate) fn signs(setup: Setup) -> Stage {
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

pub(crate) fn settled(setup: Setup, outcome: Outcome, detail: &str) -> Stage {
    let mut stage = setup.loaded();
    stage.keys("jjw").settle(outcome, detail);
    stage
}

pub(crate) fn throttled(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::BudgetChanged(BudgetState {
        paused_until: Some(later(4)),
        ..budget(1.0, 3)
    }));
    stage
}

pub(crate) fn worker_stopped(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::WorkerStopped {
        reason: "a task failed".to_owned(),
    });
    stage
}

pub(crate) fn write_until(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    stage.hear(Event::WritesChanged(Writes::Until(later(1800))));
    stage
}

pub(crate) fn detail(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjj<Enter>");
    stage.wait(Duration::from_secs(3));
    stage
}

pub(crate) fn detail_failed(setup: Setup) -> Stage {
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

pub(crate) fn detail_history(setup: Setup) -> Stage {
    let mut stage = detail(setup);
    stage
        .keys("w")
        .settle(Outcome::Verified, "")
        .keys("z")
        .settle(Outcome::Unknown, "no answer within 15 s");
    stage
}

pub(crate) fn form(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjje");
    stage
}

/// The picker of numbers, when they were read.
pub(crate) fn form_numbers(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(&mut stage, "<shift-tab><shift-tab><Enter>");
    stage
}

/// The picker of departments, when they were read.
pub(crate) fn form_departments(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(&mut stage, "<shift-tab><Enter>");
    stage
}

/// Somebody types while the numbers are read.
pub(crate) fn form_numbers_reading(setup: Setup) -> Stage {
    let mut stage = with(form(setup), "<shift-tab><shift-tab><Enter>17");
    stage.wait(Duration::from_secs(2));
    stage
}

pub(crate) fn form_numbers_failed(setup: Setup) -> Stage {
    let mut stage = with(form(setup), "<shift-tab><shift-tab><Enter>");
    stage.hear(Event::NeighboursFailed {
        of: Neighbours::Numbers,
        failure: failure(
            Cause::Answer,
            "The account's numbers (My Numbers) could not be read: the server said no (403 \
             \"You are not authorized\"); the token may not do this: ask the administrator of the \
             account",
        ),
    });
    stage
}

pub(crate) fn form_departments_failed(setup: Setup) -> Stage {
    let mut stage = with(form(setup), "<shift-tab><Enter>");
    stage.hear(Event::NeighboursFailed {
        of: Neighbours::Departments,
        failure: failure(
            Cause::Answer,
            "The departments could not be read: the server said no (404 \"Not Found\"); this \
             server does not offer them",
        ),
    });
    stage
}

/// Numbers and departments, picked and typed, before they are sent.
pub(crate) fn review_numbers(setup: Setup) -> Stage {
    let mut stage = form_numbers(setup);
    stage.keys("<down><tab><down><down><tab>1759999<Enter><esc><tab><Enter>");
    stage.answer();
    with_answer(&mut stage, "<down><tab><tab><esc><ctrl-s>");
    stage
}

/// Another number, typed over the old one.
pub(crate) fn form_changed(setup: Setup) -> Stage {
    with(form(setup), "<tab><ctrl-u>+91 99999 00017")
}

pub(crate) fn form_problem(setup: Setup) -> Stage {
    with(
        form_changed(setup),
        "<tab><ctrl-u>ravi.v.example.in<tab><tab><tab>",
    )
}

pub(crate) fn review(setup: Setup) -> Stage {
    let mut stage = form_changed(setup);
    with_answer(&mut stage, "<tab><tab>Team lead<ctrl-s>");
    stage
}

pub(crate) fn review_failed(setup: Setup) -> Stage {
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

pub(crate) fn review_privilege(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(
        &mut stage,
        "<tab><tab><tab><tab><tab><tab><tab><Enter>admin<Enter><ctrl-s>",
    );
    stage
}

pub(crate) fn review_password(setup: Setup) -> Stage {
    let mut stage = form(setup);
    with_answer(
        &mut stage,
        "<tab><tab><tab><tab><tab>Secret-9-word<shift-tab><ctrl-s>",
    );
    stage
}

pub(crate) fn conflict(setup: Setup) -> Stage {
    let mut stage = form_changed(setup);
    stage.keys("<tab><tab>Team lead");
    stage.behind(314678, |person| {
        person.everywhere = Some("changed".to_owned());
    });
    with_answer(&mut stage, "<ctrl-s>");
    stage
}

pub(crate) fn filtered(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "f<space>jjj<space><space><Enter>");
    stage
}

pub(crate) fn requests(setup: Setup) -> Stage {
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

pub(crate) fn busy(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jb");
    stage
}

pub(crate) fn either(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "jjjb");
    stage
}

/// The own login: locking it needs it typed.
pub(crate) fn protected(setup: Setup) -> Stage {
    let mut stage = setup.loaded();
    with_answer(&mut stage, "G");
    with_answer(&mut stage, "G");
    with_answer(&mut stage, "w");
    with(stage, "demo")
}

pub(crate) fn quit(setup: Setup) -> Stage {
    let mut stage = with(form_changed(setup), "<esc>j");
    with_answer(&mut stage, "w");
    with(stage, "kq")
}

pub(crate) fn sending(setup: Setup, step: Step) -> Stage {
    let mut stage = setup.loaded();
    stage.keys("jjw");
    let edit = stage.begun().id;
    stage.hear(Event::EditMoved { edit, stage: step });
    stage.wait(Duration::from_secs(2));
    stage
}

/// Three marked, one of them hidden by a find.
pub(crate) fn marked(setup: Setup) -> Stage {
    with(
        setup.loaded(),
        "<space><space>j<space>/a<Enter>jj<space>/an<Enter>",
    )
}

pub(crate) fn everybody(mut setup: Setup) -> Stage {
    setup.profile.protected = vec!["314678".to_owned()];
    with(setup.loaded(), "a")
}

pub(crate) fn recipe(mut setup: Setup) -> Stage {
    setup.recipes = vec![Recipe {
        name: "offboard".to_owned(),
        steps: vec![
            (Field::BlockAgent, RecipeStep::Set(Value::Flag(true))),
            (Field::Password, RecipeStep::Ask),
        ],
    }];
    with(setup.loaded(), ":recipe offboard<Enter>")
}

/// Everybody's web login is being locked, because of an audit.
fn begun(setup: Setup) -> (Stage, JobId, Vec<Edit>) {
    let mut stage = with(setup.loaded(), "aw1raudit<Enter>");
    let Some(Overlay::Plan(screen)) = &stage.model.overlay else {
        panic!("no plan is open:\n{}", stage.text());
    };
    let count = screen.summary.changes;
    stage.keys(&format!("{count}<Enter>"));
    let plan = stage.asked.iter().rev().find_map(|command| match command {
        ApiCommand::Begin(plan) => Some(plan.clone()),
        _ => None,
    });
    let plan = plan.expect("a plan was begun");
    (stage, plan.job, plan.edits.clone())
}

const ENDS: [(Outcome, &str); 6] = [
    (Outcome::Verified, ""),
    (Outcome::Refused, "400 \"login_id missing\""),
    (Outcome::Verified, ""),
    (
        Outcome::Conflict,
        "You saw open, now LOCKED, you want LOCKED",
    ),
    (Outcome::Unknown, "no answer within 15 s"),
    (Outcome::Unchanged, ""),
];

/// The rest is under way after six ended in all sorts of ways.
pub(crate) fn job(setup: Setup) -> Stage {
    let (mut stage, job, edits) = begun(setup);
    for (edit, (outcome, detail)) in edits.iter().zip(ENDS) {
        stage.settle_edit(edit, outcome, detail);
    }
    let stages = JobStage::Rest;
    stage.hear(Event::JobMoved { job, stage: stages });
    for (edit, stage_of) in edits[6..].iter().zip([Step::ReadingBack, Step::Sending]) {
        let edit = edit.id;
        stage.hear(Event::EditMoved {
            edit,
            stage: stage_of,
        });
    }
    stage.wait(Duration::from_secs(12));
    stage
}

pub(crate) fn job_paused(setup: Setup) -> Stage {
    let (mut stage, job, edits) = begun(setup);
    stage.settle_edit(&edits[0], Outcome::Refused, "400 \"login_id missing\"");
    let why = JobStage::Paused(Halt::Trial(Outcome::Refused));
    stage.hear(Event::JobMoved { job, stage: why });
    stage
}

pub(crate) fn job_ended(setup: Setup) -> Stage {
    let (mut stage, job, edits) = begun(setup);
    let ends = ENDS
        .into_iter()
        .chain(std::iter::repeat((Outcome::Verified, "")));
    for (edit, (outcome, detail)) in edits.iter().zip(ends) {
        stage.settle_edit(edit, outcome, detail);
    }
    let tally = Tally::default();
    stage.hear(Event::JobEnded { job, tally });
    stage
}

pub(crate) fn sheet(setup: Setup, text: &str) -> Stage {
    let mut stage = with(setup.loaded(), ":plan shift.csv<Enter>");
    stage.happen(rosterm::app::Event::Read {
        path: "shift.csv".to_owned(),
        text: Ok(text.to_owned()),
    });
    stage
}

/// Own views, one of them with a find, and filters that no view has.
pub(crate) fn views_own(mut setup: Setup) -> Stage {
    let named = |name: &str, key| View {
        name: name.to_owned(),
        key,
        ..View::default()
    };
    setup.views = vec![
        named("Night shift, Pune", Some(4)),
        named("Admins", None),
        named("New joiners", None),
    ];
    let mut stage = setup.loaded();
    with_answer(&mut stage, ":filter international=on extension=yes<Enter>");
    with(stage, "/gur<Enter>")
}

/// The token is refused after an hour, with a draft and marks there.
pub(crate) fn signed_out(setup: Setup) -> Stage {
    let mut stage = with(form_changed(setup), "<esc><esc>j<space>");
    let lost = SignIn {
        standing: Standing::Lost {
            at: later(3_600),
            since: Some(later(0)),
        },
        ..SignIn::new(Standing::Out, Way::Password, Some("ops@acme".to_owned()))
    };
    stage.hear(Event::SignInChanged(lost));
    stage
}

pub(crate) fn sign_in_refused(setup: Setup) -> Stage {
    let mut stage = with(signed_out(setup), "shunter2<Enter>");
    let refused = SignIn {
        failed: 3,
        not_before: Some(later(900)),
        ..stage.model.sign_in.clone()
    };
    stage.hear(Event::SignInChanged(refused));
    stage.hear(Event::SignInFailed(failure(
        Cause::SignedOut,
        "Signing in failed: the server answered 401 \"Invalid login ID or password\", failed \
         logins so far: 3; check login ID and password before trying again: failed logins are \
         counted and lock the account",
    )));
    stage
}

pub(crate) fn signed_in(setup: Setup) -> Stage {
    let mut stage = signed_out(setup);
    let now = SignIn {
        expires_at: Some(later(41 * 60)),
        renews: true,
        password_days: Some(30),
        ..SignIn::new(
            Standing::In(Some(later(0))),
            Way::Password,
            Some("ops@acme".to_owned()),
        )
    };
    stage.hear(Event::SignInChanged(now));
    stage
}
