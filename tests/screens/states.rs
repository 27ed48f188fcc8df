//! Every state of the screen by its name, brought about by keys and events.
//!
//! Invariant: a view that the program has and this list has not is a hole in every test of the
//! screen, for the snapshots and all that must hold everywhere walk this one list.

use rosterm::domain::Outcome;
use rosterm::protocol::{ReadOnly, Stage as Step, Writes};

use crate::dialer::dialer;
use crate::people;
use crate::scene::Stage;
use crate::setup::Setup;
use crate::ways::*;

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
    ("production", Sizes::Four, |setup| with(production(setup).loaded(), "w")),
    ("production_why", Sizes::Three, |setup| with(production(setup).loaded(), ":write 30m<Enter>night")),
    ("production_unlocked", Sizes::Four, production_unlocked),
    ("profiles", Sizes::Three, |setup| with(production(setup).loaded(), ":ctx<Enter>")),
    ("read_only", Sizes::Three, |mut setup| { setup.writes = Writes::Forbidden(ReadOnly::Asked); with(setup.loaded(), "w") }),
    ("sorted", Sizes::Three, |setup| with(many(setup), "lls")),
    ("write_until", Sizes::Three, write_until),
    ("demo", Sizes::Three, |mut setup| { setup.profile.demo = true; setup.profile.name = "demo".to_owned(); setup.loaded() }),
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
    ("form_numbers", Sizes::Four, |setup| with(form_numbers(setup), "<down><tab><down><down>")),
    ("form_numbers_found", Sizes::Three, |setup| with(form_numbers(setup), "pune<Enter>17")),
    ("form_numbers_added", Sizes::Three, |setup| with(form_numbers(setup), "1759999<Enter>1759998")),
    ("form_numbers_reading", Sizes::Four, form_numbers_reading),
    ("form_numbers_failed", Sizes::Four, |setup| with(form_numbers_failed(setup), "1759333")),
    ("form_numbers_named", Sizes::Three, |setup| with(form_numbers(setup), "<down><tab><tab><esc>")),
    ("form_departments", Sizes::Four, |setup| with(form_departments(setup), "<down><tab><tab><tab><tab>")),
    ("form_departments_failed", Sizes::Three, form_departments_failed),
    ("review_numbers", Sizes::Four, review_numbers),
    ("hostile_numbers", Sizes::Three, |mut setup| { setup.people = people::hostile(); with(form_numbers(setup), "<down><tab><tab><tab>") }),
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
    ("help_own_keys", Sizes::Three, help_own_keys),
    ("help_found", Sizes::Three, |setup| with(setup.loaded(), "?web")),
    ("palette", Sizes::Four, |mut setup| { setup.writes = Writes::Forbidden(ReadOnly::Asked); with(setup.loaded(), "<ctrl-p>") }),
    ("palette_found", Sizes::Three, |mut setup| { setup.writes = Writes::Forbidden(ReadOnly::Asked); with(setup.loaded(), "<ctrl-p>block") }),
    ("actions", Sizes::Three, |setup| with(setup.loaded(), "jjjjjjjjjx")),
    ("messages", Sizes::Three, |setup| with(settled(setup, Outcome::Refused, "the server says \"no\" (400)"), "!")),
    ("no_requests", Sizes::Three, |setup| with(setup.loaded(), "@")),
    ("requests", Sizes::Three, requests),
    ("command", Sizes::Four, |setup| with(setup.loaded(), ":")),
    ("command_typed", Sizes::Three, |setup| with(setup.loaded(), ":filter web")),
    ("views_own", Sizes::Four, views_own),
    ("view_counts", Sizes::Three, |setup| { let mut stage = setup.loaded(); with_answer(&mut stage, "2"); with_answer(&mut stage, "3"); with_answer(&mut stage, "0"); stage }),
    ("columns", Sizes::Four, |setup| with(setup.loaded(), "Cjjj<space>")),
    ("wide", Sizes::Four, |setup| with(setup.loaded(), "<ctrl-w>llllllllllll")),
    ("count", Sizes::Four, |setup| with(setup.loaded(), "Fj")),
    ("count_state", Sizes::Three, |setup| with(many(setup), "lllF")),
    ("count_many", Sizes::Three, |setup| with(many(setup), "Fhhhhjjj")),
    ("compare", Sizes::Four, |setup| { let mut stage = setup.loaded(); with_answer(&mut stage, "jjjj<space>jj="); stage }),
    ("compare_all", Sizes::Three, |setup| { let mut stage = setup.loaded(); with_answer(&mut stage, "jjjj<space>jj="); with(stage, "a") }),
    ("compare_reading", Sizes::Three, |setup| with(setup.loaded(), "<space>jjj=")),
    ("hostile_compare", Sizes::Three, |mut setup| { setup.people = people::hostile(); let mut stage = setup.loaded(); with_answer(&mut stage, "<space>j="); stage }),
    ("hostile_count", Sizes::Three, |mut setup| { setup.people = people::hostile(); with(setup.loaded(), "Fhhhh") }),
    ("marked", Sizes::Four, marked),
    ("matching", Sizes::Four, |setup| with(many(setup), "A")),
    ("direction", Sizes::Four, |setup| with(marked(setup), "w")),
    ("plan", Sizes::Four, |setup| with(marked(setup), "w2")),
    ("plan_rows", Sizes::Three, |setup| with(marked(setup), "b1<tab>jj")),
    ("plan_reason", Sizes::Three, |setup| with(marked(setup), "b1rshift over")),
    ("plan_unlock", Sizes::Four, |setup| with(everybody(setup), "b1o")),
    ("plan_undo", Sizes::Four, |setup| with(job_ended(setup), "z")),
    ("recipe", Sizes::Four, |setup| with(recipe(setup), "hunter2")),
    ("recipe_plan", Sizes::Three, |setup| with(recipe(setup), "hunter2<Enter>hunter2<Enter>")),
    ("job", Sizes::Four, job),
    ("job_paused", Sizes::Four, job_paused),
    ("job_ended", Sizes::Three, job_ended),
    ("job_failed_only", Sizes::Three, |setup| with(job_ended(setup), "f")),
    ("job_behind", Sizes::Three, |setup| with(job(setup), "q")),
    ("jobs", Sizes::Four, |setup| with(job_ended(setup), "qB")),
    ("journal", Sizes::Four, |setup| with(job_ended(setup), "qH")),
    ("journal_found", Sizes::Three, |setup| with(job_ended(setup), "qH/anjali")),
    ("save", Sizes::Four, |setup| with(job_ended(setup), "<ctrl-s>")),
    ("sheet", Sizes::Three, |setup| sheet(setup, "login_id,user_role\nnobody,Quality\n")),
    ("busy", Sizes::Four, busy),
    ("either", Sizes::Four, either),
    ("protected", Sizes::Four, protected),
    ("quit", Sizes::Four, quit),
    ("signed_out", Sizes::Four, signed_out),
    ("sign_in_password", Sizes::Four, |setup| with(signed_out(setup), "shunter2")),
    ("sign_in_refused", Sizes::Four, sign_in_refused),
    ("signed_in", Sizes::Three, signed_in),
    ("sending", Sizes::Four, |setup| sending(setup, Step::Sending)),
    ("quiet", Sizes::Three, |setup| sending(setup, Step::Quiet { until: later(60) })),
    ("hostile", Sizes::Three, |mut setup| { setup.people = people::hostile(); setup.loaded() }),
    ("hostile_detail", Sizes::Three, |mut setup| { setup.people = people::hostile(); detail(setup) }),
    ("scripts", Sizes::Four, |mut setup| { setup.people = people::scripts(); setup.loaded() }),
    ("dialer", Sizes::Four, |setup| dialer(setup, "")),
    ("dialer_detail", Sizes::Four, |setup| dialer(setup, "<Enter>")),
    ("dialer_deleted", Sizes::Three, |setup| dialer(setup, "jj<Enter>")),
    ("dialer_hostile", Sizes::Three, |setup| dialer(setup, "jjjj<Enter>")),
    ("dialer_raw", Sizes::Three, |setup| with(dialer(setup, "<Enter>"), "J")),
    ("dialer_write", Sizes::Three, |setup| dialer(setup, "b")),
    ("dialer_compare", Sizes::Three, |setup| dialer(setup, "<space>j=")),
    ("dialer_columns", Sizes::Three, |setup| dialer(setup, "C")),
    ("dialer_count", Sizes::Three, |setup| dialer(setup, "F")),
];

/// The state of that name.
pub(crate) fn state(name: &str, setup: Setup) -> Stage {
    let found = STATES.iter().find(|(known, ..)| *known == name);
    let (_, _, bring_about) = found.expect("a state of that name");
    bring_about(setup)
}
