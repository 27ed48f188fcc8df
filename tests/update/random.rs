//! Random keys, pastes, sizes and workers' reports: no panic, and no write that breaks a rule.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;

use rosterm::app::keymap::{Key, Scope};
use rosterm::app::question::Ask;
use rosterm::app::status::Status;
use rosterm::app::{Event, Overlay, layout, status};
use rosterm::domain::Outcome;
use rosterm::domain::profile::Confirm;
use rosterm::protocol::{self, ApiCommand, Command, Priority, Writes};

use crate::script::stage::{Stage, settle};

const STEPS: usize = 20_000;

/// The seed of this run, printed; `ROSTERM_TEST_SEED` repeats one.
fn seed() -> u64 {
    let chosen = std::env::var("ROSTERM_TEST_SEED").ok();
    let seed = chosen.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("ROSTERM_TEST_SEED={seed}");
    seed
}

#[test]
fn random_keys_never_break_a_rule() {
    let mut random = Rng::with_seed(seed());
    let mut begun = 0;
    for round in 0..10 {
        let options = [
            "size=120x36 protected=314612 privileged=54742 own=ravi.678",
            "size=80x24 confirm=always limit=5",
        ][round % 2];
        begun += play(options, &mut random, STEPS / 10);
    }
    assert!(begun > 0, "the keys were too tame to begin anything");
}

#[test]
fn random_keys_never_write_while_read_only() {
    let mut random = Rng::with_seed(seed());
    for _ in 0..10 {
        assert_eq!(play("read-only size=120x36", &mut random, STEPS / 10), 0);
    }
}

/// Plays one session; gives the number of edits begun.
fn play(options: &str, random: &mut Rng, steps: usize) -> usize {
    let (mut stage, _) = Stage::start(options);
    stage.page("9 more");
    let is_read_only = matches!(stage.model.writes, Writes::Forbidden(_));
    for step in 0..steps {
        stage.advance(Duration::from_millis([5, 60, 200, 2500][random.usize(..4)]));
        let known = stage.edits.len();
        let before = Before::of(&stage);
        match random.u8(..20) {
            0..=12 => {
                let key = key(random);
                stage.happen(Event::Key(key));
                before.judge(&stage, known, key);
            }
            13 => {
                let text = ["ravi", "aarti.612", "54742", "\u{1b}[201~y\n", "न"][random.usize(..5)];
                stage.happen(Event::Pasted(text.to_owned()));
                assert_eq!(stage.edits.len(), known, "a paste began something");
            }
            14 => {
                let size = [(120, 36), (80, 24), (40, 10), (30, 8), (1, 1)][random.usize(..5)];
                let (columns, rows) = size;
                stage.happen(Event::Resized { columns, rows });
            }
            _ => {
                answer(&mut stage, random);
                before.judge_answer(&stage, known);
            }
        }
        if is_read_only {
            // The actor of this play never grants writes.
            assert!(stage.edits.is_empty(), "written while read-only");
        }
        let of_jobs = stage.model.jobs.values().map(|job| job.left.len());
        let pending = stage.model.flights.len() + of_jobs.sum::<usize>();
        assert!(
            stage.model.roster.pending_count() <= pending,
            "an overlay without an edit"
        );
        let is_idle = status::status(&stage.model) == Status::Idle;
        if is_idle && !shows_ages(&stage) && !matches!(stage.model.writes, Writes::Until(_)) {
            assert_eq!(stage.model.next_wake(), None, "idle and yet it wakes");
        }
        if step == steps - steps / 20 {
            let reason = "the thread panicked".to_owned();
            stage.hear(protocol::Event::WorkerStopped { reason });
            assert!(stage.model.flights.is_empty());
        }
    }
    stage.edits.len()
}

/// Whether something on screen grows old by the minute.
fn shows_ages(stage: &Stage) -> bool {
    stage.model.detail.is_some() || matches!(stage.model.overlay, Some(Overlay::Compare(_)))
}

/// What could be seen before a key.
struct Before {
    writes: Writes,
    is_believed: bool,
    is_waiting: bool,
    question: Option<Ask>,
    scope: Scope,
}

impl Before {
    fn of(stage: &Stage) -> Self {
        let model = &stage.model;
        Self {
            writes: model.writes,
            is_believed: model.keys.doubt(stage.now.mono).is_none()
                && layout::is_usable(model.size),
            is_waiting: model.intent.is_some(),
            question: model.question.as_ref().map(|question| question.ask.clone()),
            scope: model.scope(),
        }
    }

    /// Whether the key was allowed to begin what it began.
    fn judge(&self, stage: &Stage, known: usize, key: Key) {
        if stage.edits.len() == known {
            return;
        }
        let what = || {
            format!(
                "{key} in {} began {:?}",
                self.scope.title(),
                stage.edits.last()
            )
        };
        assert_eq!(self.writes, Writes::Allowed, "{}", what());
        assert!(self.is_believed, "{}", what());
        match (&self.question, key) {
            (Some(Ask::YesNo), Key::Char('y')) | (Some(Ask::Either), Key::Char('1' | '2')) => {}
            (Some(Ask::Typed { expected, input }), Key::Enter) => {
                assert_eq!(input.value().trim(), expected, "{}", what());
            }
            (Some(_), _) => panic!("a question was not answered: {}", what()),
            // The number of changes was typed on the plan's own screen.
            (None, Key::Enter) if self.scope == Scope::Plan => {}
            (None, _) => self.judge_unasked(stage, &what()),
        }
    }

    /// Whether a worker's answer was allowed to begin what it began.
    fn judge_answer(&self, stage: &Stage, known: usize) {
        if stage.edits.len() > known {
            assert_eq!(self.writes, Writes::Allowed, "begun by an answer");
            assert!(self.is_waiting, "no key waited for this answer");
            self.judge_unasked(stage, "an answer");
        }
    }

    fn judge_unasked(&self, stage: &Stage, what: &str) {
        let (_, edit) = stage.edits.last().unwrap();
        let profile = &stage.model.profile;
        let is_protected = ["314612", "314678"].contains(&edit.user.as_str());
        assert!(
            profile.protected.is_empty() || !is_protected,
            "a protected user was written without a question by {what}"
        );
        let always = profile.confirm == Confirm::Always;
        assert!(!always || self.scope == Scope::Review, "not asked: {what}");
    }
}

fn key(random: &mut Rng) -> Key {
    let keys = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Backspace,
        Key::Delete,
        Key::Ctrl('r'),
        Key::Ctrl('s'),
        Key::Ctrl('p'),
        Key::Ctrl('x'),
        Key::Ctrl('u'),
        Key::Ctrl('c'),
    ];
    match random.u8(..10) {
        0..=2 => keys[random.usize(..keys.len())],
        // The keys that write, answer and send, more often than by chance.
        3..=5 => Key::Char(*random.choice(b"bwrtezZuyn12iodRL aAMmvcHB").unwrap() as char),
        6 => Key::Char(random.char('\u{a0}'..='\u{2fff}')),
        _ => Key::Char(random.u8(b' '..=b'~') as char),
    }
}

/// A worker answers something that was asked, or reports out of turn.
fn answer(stage: &mut Stage, random: &mut Rng) {
    let asked = stage
        .told
        .iter()
        .rev()
        .take(40)
        .cloned()
        .collect::<Vec<_>>();
    let Some(command) = random.choice(&asked).cloned() else {
        return;
    };
    let ids = ["314612", "314655", "314671", "314678", "314761", "315003"];
    match command {
        Command::Api(ApiCommand::Sweep { .. }) => {
            let texts = [
                "locked 314612 314678",
                "open 314655",
                "others open 3",
                "others locked 3",
                "failed timed out",
            ];
            stage.swept(texts[random.usize(..texts.len())]);
        }
        Command::Api(ApiCommand::LoadPage { .. } | ApiCommand::LoadRest { .. }) => {
            let texts = [
                "5 more",
                "5 end",
                "0 end",
                "3 more cursor=none",
                "failed timed out",
                "5 more skipped=2",
            ];
            stage.page(texts[random.usize(..texts.len())]);
        }
        Command::Api(ApiCommand::LoadUser { id, priority }) => {
            let known = ids.contains(&id.as_str())
                || id.as_str().parse::<u64>().is_ok_and(|id| id > 300_000);
            let id = if known {
                id.to_string()
            } else {
                ids[random.usize(..6)].to_owned()
            };
            let changes = [
                "",
                "web=locked",
                "status=busy block=no",
                "name=Asha_Iyer",
                "web=unknown block=unknown",
            ];
            if random.u8(..5) == 0 && priority != Priority::Background {
                stage.failed(&format!("{id} No answer"));
            } else {
                stage.loaded(&format!("{id} {}", changes[random.usize(..changes.len())]));
            }
        }
        Command::Api(ApiCommand::LoadNeighbours(of)) => {
            let texts = [
                "50801:Sales:+91_99999_07001 1759334:Support",
                "",
                "7:Sales,_Pune 8:Sales skipped=2",
                "failed timed out",
                "refused 403",
                "cancelled",
            ];
            stage.neighbours(of, texts[random.usize(..texts.len())]);
        }
        Command::Api(ApiCommand::Begin(_) | ApiCommand::Recheck(_)) => {
            let Some(begun) = random.choice(&stage.edits).cloned() else {
                return;
            };
            let outcome = Outcome::ALL[random.usize(..11)];
            let settled = settle(&begun, outcome, "400 \"no\"", stage.now.wall);
            stage.hear(protocol::Event::EditSettled(Arc::new(settled)));
        }
        Command::Api(ApiCommand::SetWrites(writes)) => {
            // Granted as asked; while read-only the actor of this play refuses.
            if !stage.edits.is_empty() {
                stage.hear(protocol::Event::WritesChanged(writes));
            }
        }
        Command::Api(
            ApiCommand::Resume(_)
            | ApiCommand::Pause(_)
            | ApiCommand::Continue(_)
            | ApiCommand::Cancel(_)
            | ApiCommand::CancelReads
            | ApiCommand::Dismiss { .. }
            | ApiCommand::SignIn { .. }
            | ApiCommand::UseToken(_)
            | ApiCommand::TryAgain
            | ApiCommand::SignOut
            | ApiCommand::PauseSweep(_)
            | ApiCommand::ContinueSweep(_)
            | ApiCommand::KeepList(_),
        )
        | Command::Search(_)
        | Command::Terminal(_) => {
            stage.happen(Event::Focused);
        }
    }
}
