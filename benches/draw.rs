//! What a frame costs, and a key: at 120×40 over 1,000 and over 1,000,000 loaded users with 500
//! edits on their way, the cursor in the middle. Target: a frame in 1 ms, the same for both within
//! 10 %. Counting by a column goes in slices: none of its events may take longer than 16 ms.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rosterm::app::keymap::{Key, Keymap};
use rosterm::app::{self, Event, Model, Now, Options, Overlay};
use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, UserStatus};
use rosterm::domain::{Page, Profile, Role, Row, Stamp, User, UserId, Value};
use rosterm::protocol::{self, ApiCommand, BudgetState, Command, SignIn, Standing, Way, Writes};
use rosterm::tui::pen::Look;
use rosterm::tui::screen;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

const SEED: u64 = 7;
const SIZE: (u16, u16) = (120, 40);
const PAGE: u64 = 1_000;
const PENDING: usize = 500;

fn draw(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw");
    for users in [1_000, 1_000_000] {
        let mut loaded = Loaded::new(users);
        println!(
            "seed {SEED}, {users} users, {} edits on their way",
            loaded.model.flights.len()
        );
        assert_eq!(loaded.model.flights.len(), PENDING);
        let mut terminal =
            Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory");
        group.bench_with_input(BenchmarkId::new("frame", users), &(), |bencher, ()| {
            bencher.iter(|| frame(black_box(&loaded.model), &mut terminal));
        });
        let keys = [Key::Char('j'), Key::Char('k')];
        let mut turn = 0;
        group.bench_with_input(BenchmarkId::new("key", users), &(), |bencher, ()| {
            bencher.iter(|| {
                turn += 1;
                let commands = loaded.press(black_box(keys[turn % 2]));
                frame(&loaded.model, &mut terminal);
                commands
            });
        });
        let mut longest = Duration::ZERO;
        group.bench_with_input(BenchmarkId::new("count", users), &(), |bencher, ()| {
            bencher.iter(|| longest = longest.max(loaded.count(&mut terminal)));
        });
        println!("counting {users} users by role: no event took longer than {longest:?}");
    }
    group.finish();
}

/// Draws into a buffer, without sending it anywhere: what the terminal costs is not ours.
fn frame(model: &Model, terminal: &mut Terminal<TestBackend>) {
    let look = Look {
        theme: Theme::pick(ThemeName::Auto, None),
        glyphs: Glyphs::UNICODE,
    };
    let mut frame = terminal.get_frame();
    screen::draw(model, &look, &mut frame);
    black_box(frame.buffer_mut());
    frame.buffer_mut().reset();
}

struct Loaded {
    model: Model,
    now: Now,
}

impl Loaded {
    /// A model into which every page was read, with edits begun on the rows in the middle.
    fn new(users: u64) -> Self {
        let now = Now {
            mono: Duration::from_secs(60),
            wall: Timestamp::UNIX_EPOCH,
        };
        let budget = BudgetState {
            rate: 2.0,
            full_rate: 2.0,
            refused: 0,
            paused_until: None,
        };
        let options = Options {
            profile: Profile::default(),
            page_size: u32::try_from(PAGE).expect("a page"),
            writes: Writes::Allowed,
            sign_in: SignIn::new(Standing::In(None), Way::Token, None),
            budget,
            seed: SEED,
            size: SIZE,
            zone: TimeZone::UTC,
            keeps_list: false,
            recipes: Vec::new(),
            views: Vec::new(),
            keymap: Keymap::default(),
            profiles: Vec::new(),
        };
        let (model, _) = Model::start(options, now);
        let mut loaded = Self { model, now };
        let mut random = fastrand::Rng::with_seed(SEED);
        for start in (0..users).step_by(usize::try_from(PAGE).expect("a page")) {
            loaded.read_page(start, users, &mut random);
        }
        loaded.begin_edits();
        loaded
    }

    fn happen(&mut self, event: Event) -> Vec<Command> {
        app::update(&mut self.model, self.now, event)
    }

    fn press(&mut self, key: Key) -> Vec<Command> {
        self.now.mono += Duration::from_millis(300);
        self.happen(Event::Key(key))
    }

    /// Counts all users by their roles, slice by slice, and draws after each; gives how long the
    /// longest of these events took, for that is how long a key may have to wait.
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    fn count(&mut self, terminal: &mut Terminal<TestBackend>) -> Duration {
        let mut longest = Duration::ZERO;
        let mut event = Event::Key(Key::Char('F'));
        self.now.mono += Duration::from_millis(300);
        loop {
            let start = Instant::now();
            self.happen(event);
            frame(&self.model, terminal);
            longest = longest.max(start.elapsed());
            match self.model.next_wake() {
                Some(wake) if wake <= self.now.mono => event = Event::Ticked,
                Some(_) | None => break,
            }
        }
        assert!(matches!(&self.model.overlay, Some(Overlay::Count(_))));
        self.press(Key::Esc);
        longest
    }

    fn read_page(&mut self, start: u64, users: u64, random: &mut fastrand::Rng) {
        let end = (start + PAGE).min(users);
        let page = Page {
            rows: (start..end).map(|number| row(number, random)).collect(),
            skipped: 0,
            has_more: end < users,
            cursor: Some(id(end - 1)),
            ..Page::default()
        };
        self.happen(Event::Worker(protocol::Event::PageLoaded {
            listing: self.model.list.listing,
            after: start.checked_sub(1).map(id),
            stamp: self.stamp(start),
            page,
        }));
    }

    fn stamp(&self, sent: u64) -> Stamp {
        Stamp {
            sent,
            at: self.now.wall,
        }
    }

    /// Goes to the middle and turns the web login of the rows around it over, one after the other.
    fn begin_edits(&mut self) {
        let half_page = 17;
        let start = self.model.roster.listing().len() / 2 - PENDING / 2;
        for _ in 0..start / half_page {
            self.press(Key::PageDown);
        }
        for _ in 0..PENDING {
            let commands = self.press(Key::Char('w'));
            self.answer(commands);
            self.press(Key::Char('j'));
        }
        for _ in 0..PENDING / 2 {
            self.press(Key::Char('k'));
        }
    }

    /// The web login of a row is not known: its user is read, and the edit begins.
    fn answer(&mut self, commands: Vec<Command>) {
        for command in commands {
            if let Command::Api(ApiCommand::LoadUser { id, .. }) = command {
                let login = rosterm::domain::Field::BlockWebLogin;
                let user = User {
                    id,
                    values: [(login, Value::Flag(false))].into_iter().collect(),
                    raw: "".into(),
                };
                self.happen(Event::Worker(protocol::Event::UserLoaded {
                    stamp: self.stamp(u64::MAX),
                    user: Arc::new(user),
                }));
            }
        }
    }
}

fn id(number: u64) -> UserId {
    UserId::new(&(314_000 + 7 * number).to_string()).expect("digits")
}

/// An invented row; every tenth name is in Devanagari or Tamil.
fn row(number: u64, random: &mut fastrand::Rng) -> Row {
    let given = ["Asha", "Ravi", "Meera", "Kabir", "Ananya"];
    let family = ["Iyer", "Varma", "Kulkarni", "Chattopadhyay", "Rao"];
    let name = match number % 20 {
        3 => "सुनीता कुलकर्णी".to_owned(),
        13 => "ரவி சுப்பிரமணியன்".to_owned(),
        _ => format!("{} {}", given[random.usize(..5)], family[random.usize(..5)]),
    };
    let status = AgentStatus::from_number(random.i64(..5));
    Row {
        id: id(number),
        name: name.into(),
        login_id: Some(format!("user{number}").into()),
        role: Some(Role {
            id: "54601".into(),
            name: "Agent".into(),
        }),
        user_status: Some(UserStatus::Active),
        agent: Some(RowAgent {
            id: format!("0502842{number:07}").into(),
            name: None,
            status: Some(status),
            number: Some(format!("+91 99999 {:05}", number % 100_000).into()),
        }),
        login_based_calling: Some(false),
        international_outbound: Some(random.bool()),
        extension: Some("0602842000001".into()),
        intercom: None,
        block_web_login: None,
    }
}

criterion_group!(benches, draw);
criterion_main!(benches);
